import { crashHotplugFunctions, hotplugEvent } from '../model/kernel/crash_hotplug.js';
import { kexec } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import { panicFunctions } from '../model/kernel/panic.js';
import {
  type DIGESTS,
  type DigestText,
  inOrder,
  type Segment,
  type SegmentOrder,
  segments,
} from '../model/kernel/purgatory.js';
import { kexecTools } from '../model/kernel/userspace.js';
import { arm, call, either, eq, fn, ignored, read, system, write } from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { digestConsistency } from '../properties/digest-consistency.js';
import { digestDetects } from '../properties/digest-detects.js';
import { imageHiddenWhileWritten } from '../properties/image-hidden-while-written.js';
import { crashDigestExpectations } from './crash-digest.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Which segments does the digest cover? Sequential: load, perhaps an event, perhaps a stray write, panic. */

const ORDERS = [
  'elfcorehdr-purgatory-kernel',
  'elfcorehdr-kernel-purgatory',
  'purgatory-elfcorehdr-kernel',
  'purgatory-kernel-elfcorehdr',
  'kernel-elfcorehdr-purgatory',
  'kernel-purgatory-elfcorehdr',
] as const;

function contradiction(v: Variant): string | null {
  if (v.load !== 'file' && (v.digest !== 'segment-index' || v.order !== ORDERS[0]))
    return 'digest and order are about the digest that the kernel makes, which it does for load=file';
  return null;
}

function build(v: Variant) {
  const text = {
    form: 'v6.6',
    digest: v.digest as DigestText,
    handler: {
      hotplugLock: true,
      nulling: true,
      permission: true,
      event: 'memory',
      failure: 'none',
    },
  } as const;
  const f = crashHotplugFunctions(kexecLock('cmpxchg'), text);
  const { panic } = panicFunctions({ __crash_kexec: f.__crash_kexec });
  const tools = kexecTools(f, {
    syscall: v.load === 'file' ? 'kexec_file_load' : 'kexec_load',
    hotplug: v.load !== 'tools-old',
    form: v.load === 'tools-old' ? 'old' : 'new',
  });
  const life_of_an_image = fn(
    'life_of_an_image',
    { source: { file: 'user space', versions: 'any' } },
    () => ({
      load: call(tools.load),
      hotplug: either({
        no: arm('environment: nothing comes or goes', { none: ignored('no event') }),
        yes: arm('environment: memory comes or goes', { event: call(hotplugEvent(f, text, null)) }),
      }),
      stray: either({
        no: arm('environment: nothing goes wrong', { none: ignored('no stray write') }),
        yes: arm('environment: something writes where it should not, a device for example', {
          write: write(segments.kernel_overwritten, true),
        }),
      }),
      panic: call(panic),
    }),
  );
  const foreign = read(segments.kernel_overwritten);
  const machine = system({
    name: 'crash-digest',
    cpus: Number(v.cpus),
    tasks: [life_of_an_image],
    init: inOrder(v.order.split('-') as readonly Segment[] as SegmentOrder),
  });
  return {
    system: machine,
    properties: [
      digestConsistency(foreign),
      digestDetects(foreign),
      imageHiddenWhileWritten(f.writes, eq(read(kexec.kexec_crash_image), 'NULL')),
      ...codePromises(machine),
    ],
  };
}

export const crashDigestScenario: Scenario = {
  name: 'crash-digest',
  question: 'Which segments of the crash image does the digest in purgatory cover?',
  about: `\
Before it starts the capture kernel, purgatory compares a SHA-256 digest over the segments of the image with the one
that the loader left; if they differ it loops for ever. The elfcorehdr must be left out since the kernel rewrites it, and
everything else must not. kexec_file_load() makes the digest in the kernel, in a loop with two counters: one over the
segments and one over the regions that go into the digest, which do not include purgatory.

One CPU loads an image; memory may come or go; something may overwrite the capture kernel; then it panics.`,
  options: [
    {
      name: 'digest',
      says: 'how kexec_calculate_store_digests() leaves out the elfcorehdr',
      values: [
        { name: 'none', says: 'not at all, .. v6.5' },
        { name: 'output-index', says: 'it compares the counter of regions, v6.6 .. v6.10 (f7cc804a9fd4)' },
        { name: 'segment-index', says: 'it compares the counter of segments, v6.11 .. (6dacd79d2884)' },
      ] satisfies { name: (typeof DIGESTS)[number]; says: string }[],
      default: 'segment-index',
    },
    {
      name: 'order',
      says: 'the order in which the segments were added to the image',
      values: ORDERS.map((name, i) => ({
        name,
        says: i === 0 ? 'x86 with a bzImage' : name.split('-').join(', then '),
      })),
      default: ORDERS[0],
    },
    {
      name: 'load',
      says: 'who makes the digest',
      values: [
        { name: 'file', says: 'the kernel: kexec_file_load()' },
        { name: 'tools-new', says: 'kexec-tools with --hotplug' },
        { name: 'tools-old', says: 'kexec-tools without' },
      ],
      default: 'file',
    },
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '1', says: 'one CPU' }], default: '1' },
  ],
  compares: 'digest',
  contradiction,
  build,
  expectations: crashDigestExpectations,
  bugs: [
    {
      id: '9 elfcorehdr-breaks-digest',
      fix: 'f7cc804a9fd4',
      property: 'digest-consistency',
      before: { digest: 'none' },
      after: { digest: 'output-index' },
    },
    {
      id: '39 digest-index-mixup',
      fix: '6dacd79d2884',
      property: 'digest-consistency',
      before: { digest: 'output-index', order: 'purgatory-elfcorehdr-kernel' },
      after: { digest: 'segment-index', order: 'purgatory-elfcorehdr-kernel' },
    },
    {
      id: '39 digest-index-mixup',
      fix: '6dacd79d2884',
      property: 'digest-detects',
      before: { digest: 'output-index' },
      after: { digest: 'segment-index' },
    },
  ],
  unreached: [
    {
      steps: ['kexec_calculate_store_digests@segment-index.segments.elfcorehdr.sha_region_elfcorehdr'],
      reason:
        'the elfcorehdr is left out of the digest: that is what the function is right about since 6dacd79d2884',
    },
    {
      steps: [
        '__crash_kexec@v6.6.locked.refused',
        'crash_handle_hotplug_event@v6.6.busy.out_busy',
        'crash_handle_hotplug_event@v6.6.busy.unlock_busy',
        'do_kexec_load@v6.6.busy.ebusy',
        'do_kexec_load@v6.6.busy.refused',
        'kexec_file_load@v6.6.busy.refused',
        'kexec_file_load@v6.6.busy.ebusy',
        'emergency_restart.machine_emergency_restart',
        'panic_smp_self_stop.cpu_relax',
      ],
      reason: 'there is one CPU and one task: nobody has the lock, or panics, at the same time',
    },
    {
      steps: [
        'do_kexec_load@v6.6.locked.free_old.kimage_free',
        'do_kexec_load@v6.6.locked.unprotect.arch_kexec_unprotect_crashkres',
        'kexec_file_load@v6.6.locked.free_old.kimage_free',
        'kexec_file_load@v6.6.locked.unprotect.arch_kexec_unprotect_crashkres',
      ],
      reason: 'one image is loaded, and none was before it',
    },
  ],
  notYet: [],
};
