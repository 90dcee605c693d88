import {
  type CrashHotplugFunctions,
  crashHotplugFunctions,
  type HotplugText,
  hotplug,
  hotplugEvent,
  hotplugSeen,
  permitted,
} from '../model/kernel/crash_hotplug.js';
import { kexec, kexecFunctions, seen } from '../model/kernel/kexec.js';
import { type KexecLockName, kexecLock } from '../model/kernel/kexec_lock.js';
import { panicFunctions } from '../model/kernel/panic.js';
import {
  ALL_POSSIBLE_CPUS,
  described,
  inOrder,
  jumpSeen,
  purgatory_info,
  segments,
  X86_ORDER,
} from '../model/kernel/purgatory.js';
import { kexecTools, udevWorker, userspace } from '../model/kernel/userspace.js';
import {
  and,
  type Block,
  call,
  eq,
  type Fn,
  fn,
  initially,
  le,
  ne,
  no,
  noDeadlock,
  not,
  on,
  or,
  type Property,
  point,
  read,
  type System,
  system,
  value,
  vector,
  yes,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { digestConsistency } from '../properties/digest-consistency.js';
import { elfcorehdrFresh } from '../properties/elfcorehdr-fresh.js';
import { imageComplete } from '../properties/image-complete.js';
import { imageHiddenWhileWritten } from '../properties/image-hidden-while-written.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { noTornElfcorehdr } from '../properties/no-torn-elfcorehdr.js';
import { nodeTruthful } from '../properties/node-truthful.js';
import { rearmed } from '../properties/rearmed.js';
import { reloadGap } from '../properties/reload-gap.js';
import { rewriteGap } from '../properties/rewrite-gap.js';
import { staysArmed } from '../properties/stays-armed.js';

/** The machine of the two hotplug scenarios: two hotplug events, whoever else wants the image, and one panic. */

export interface HotplugSetting {
  readonly name: string;
  readonly lock: KexecLockName;
  readonly text: HotplugText;
  readonly syscall: 'kexec_load' | 'kexec_file_load';
  /** The tools of the image that is loaded, and of every later one: do they leave out the elfcorehdr, and say so? */
  readonly tools: 'old' | 'new' | 'blind';
  /** Whether udev works on the events, and whether its rule asks for the sysfs node. */
  readonly udev: 'none' | 'old' | 'new';
  /** What else happens: somebody loads an image, reads the size of the reserved memory, or makes the second event. */
  readonly other: 'none' | 'size' | 'load' | 'load-old' | 'event';
  readonly cpus: number;
}

/** How many CPUs have something to do. */
export const hotplugCpus = (s: Pick<HotplugSetting, 'udev' | 'other'>): number =>
  Math.max(2, 1 + (s.udev === 'none' ? 0 : 1) + (s.other === 'none' ? 0 : 1));

export function hotplugSystem(s: HotplugSetting): { system: System; properties: Property[] } {
  const lock = kexecLock(s.lock);
  const f: CrashHotplugFunctions = crashHotplugFunctions(lock, s.text);
  const { nmi_panic } = panicFunctions({ __crash_kexec: f.__crash_kexec });
  const { crash_get_memory_size } = kexecFunctions(lock, { memory: 'reserved', takes: 'read' });
  const toolsHotplug = s.tools === 'blind' || (s.tools === 'new' && s.text.handler !== null);
  const tools = kexecTools(f, {
    syscall: s.syscall,
    hotplug: toolsHotplug,
    form: s.tools,
  });
  const old = kexecTools(f, { syscall: 'kexec_load', hotplug: false, form: 'old' });
  const user = { file: 'user space', versions: 'any' };
  const unknown_nmi_error = fn(
    'unknown_nmi_error',
    { source: { file: 'arch/x86/kernel/nmi.c', versions: 'v4.5 .. ; text of v6.1' } },
    () => ({ nmi_panic: call(nmi_panic) }),
  );
  // One event says all where udev and somebody else want the image as well; the second one takes the states tenfold.
  const two = s.udev === 'none' || s.other === 'none' || s.other === 'event';
  const twice = two && s.other !== 'event';
  const event = hotplugEvent(f, s.text, s.udev === 'none' ? null : userspace.uevents);
  const events = fn(
    'hotplug',
    { form: twice ? 'twice' : 'once', source: user },
    (): Block => ({ event: call(event), ...(twice && { another: call(event) }) }),
  );
  const size = fn('read_kexec_crash_size', { source: user }, () => ({ sysfs: call(crash_get_memory_size) }));
  const node = s.text.handler === null ? null : f.crash_check_update_elfcorehdr;
  const others = { none: null, size, load: tools.load, 'load-old': old.load, event: events };

  const tasks: (Fn | null)[] = [
    events,
    ...(s.udev === 'none'
      ? []
      : [udevWorker(tools, { asks: s.udev === 'new', events: two ? 2 : 1, form: s.text.form }, node)]),
    ...(s.other === 'none' ? [] : [others[s.other]]),
  ];
  while (tasks.length < s.cpus) tasks.push(null);

  const handled = s.text.handler !== null;
  const cpuEvents = s.text.handler?.event === 'cpu';
  const fileMode = s.syscall === 'kexec_file_load';
  const first = fileMode && cpuEvents ? ALL_POSSIBLE_CPUS : 0;
  const covered = fileMode ? s.text.digest === 'none' : !(s.tools !== 'old' && handled);
  const half = (n: number) => read(segments.elfcorehdr.at(n));
  const current = (n: number) =>
    or(eq(half(n), read(hotplug.resources)), ...(cpuEvents ? [eq(half(n), ALL_POSSIBLE_CPUS)] : []));
  const stale = and(
    ne(read(kexec.kexec_crash_image), 'NULL'),
    not(and(current(0), current(1))),
    // Without udev in the question, user space is taken to do what the node says.
    s.udev === 'none' ? permitted : yes,
    not(read(hotplugSeen.update_failed)),
  );
  const happened = le(value(described, 1), read(hotplug.resources));

  const machine = system({
    name: s.name,
    cpus: s.cpus,
    tasks,
    vectors: [on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1 })],
    init: [
      ...inOrder(X86_ORDER),
      initially(kexec.kexec_crash_image, 'old'),
      initially(kexec.crash_memory, 'old'),
      initially(kexec.crashk_prot, 'RO'),
      initially(hotplug.file_mode, fileMode),
      initially(hotplug.update_elfcorehdr, !fileMode && s.tools !== 'old' && handled),
      initially(segments.elfcorehdr.at(0), first),
      initially(segments.elfcorehdr.at(1), first),
      initially(purgatory_info.sha_region_elfcorehdr, covered),
      initially(purgatory_info.sha_region_kernel, true),
      initially(purgatory_info.digest_of_elfcorehdr, first),
    ],
  });
  return {
    system: machine,
    properties: [
      imageComplete(read(jumpSeen.damaged)),
      ...(handled ? [noTornElfcorehdr(read(jumpSeen.torn))] : []),
      kdumpStarts(eq(read(seen.kdump), 'due')),
      digestConsistency(no),
      elfcorehdrFresh(stale, happened),
      staysArmed(ne(read(kexec.kexec_crash_image), 'NULL'), f.changes, happened),
      ...(s.udev === 'none' ? [] : [rearmed(ne(read(kexec.kexec_crash_image), 'NULL'), happened)]),
      noDeadlock,
      ...(s.udev === 'new' && node !== null
        ? [nodeTruthful(point(node, ''), read(hotplugSeen.node_lied))]
        : []),
      ...(handled ? [rewriteGap(and(eq(read(seen.kdump), 'excused'), f.updating))] : []),
      ...(s.udev === 'none' ? [] : [reloadGap(eq(read(seen.kdump), 'no-image'))]),
      // That the image is hidden is one of the things that are left out here, to see what they are for.
      ...(s.text.handler?.nulling === false
        ? []
        : [imageHiddenWhileWritten(f.writes, eq(read(kexec.kexec_crash_image), 'NULL'))]),
      ...codePromises(machine),
    ],
  };
}
