import { kexec } from '../model/kernel/kexec.js';
import { NMI_VECTOR, nmi, nmiFunctions } from '../model/kernel/nmi.js';
import { panic_smp_self_stop, panicFunctions, panicking } from '../model/kernel/panic.js';
import { type Bound, crash_nmi_callback, REBOOT_VECTOR, stopFunctions } from '../model/kernel/stop.js';
import { crash, stopSeen } from '../model/kernel/stop_state.js';
import {
  and,
  atOn,
  type Cpu,
  cpuNumbers,
  type E,
  end,
  eq,
  existsCpu,
  type Fn,
  fn,
  initially,
  NONE,
  ne,
  no,
  noDeadlock,
  not,
  on,
  or,
  point,
  read,
  stopped,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { crashCallbackOnce } from '../properties/crash-callback-once.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { panicOwnerNotStopped } from '../properties/panic-owner-not-stopped.js';
import { registersSaved } from '../properties/registers-saved.js';
import { shootdownOnce } from '../properties/shootdown-once.js';
import { shootdownSetUp } from '../properties/shootdown-set-up.js';
import { nmiBroadcastExpectations } from './nmi-broadcast.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Section C, the part about NMIs: everybody is in one, and the panic must still reach everybody with another. */

function contradiction(v: Variant): string | null {
  const tasks = v.task !== 'none';
  if (v.nmi === 'none' && !tasks) return 'nmi=none needs somebody else who panics (task=panic)';
  if (v.nmi === 'late' && (v.task !== 'panic' || v.image === 'none'))
    return 'nmi=late is an NMI on the CPU that is about to jump: it needs task=panic and image=loaded';
  if (v.text === 'early-kick' && v.image === 'none')
    return 'text=early-kick is about who saves registers: it needs image=loaded';
  if (v.text === 'early-kick' && (tasks || v.nmi === 'late'))
    return 'text=early-kick is about CPUs that loop in NMIs: it needs task=none and nmi=unknown or nmi=serr';
  if (v.nmi === 'late' && v.text !== 'poll')
    return 'nmi=late asks about the jump, long after the texts differ: it goes with text=poll';
  if (v.image === 'none' && (v.task === 'panic-all' || (v.task === 'panic' && v.nmi === 'unknown')))
    return 'image=none asks what becomes of CPUs that loop in NMIs: with nmi=unknown nobody else need panic (task=none)';
  if (v.image === 'none' && v.task === 'panic' && v.text === 'spin')
    return 'image=none with a task that panics goes the way of today only (text=poll)';
  if (v.image === 'none' && v.wait === 'never')
    return 'image=none goes through the ordinary stop, whose first wait must run out before it sends NMIs (wait=expires)';
  return null;
}

function build(v: Variant) {
  const cpus = Number(v.cpus);
  const polls = v.text !== 'spin';
  const stop = stopFunctions({
    handler: 'emergency',
    issued: v.text === 'early-kick' ? 'first' : 'last',
    once: true,
    bound: v.wait as Bound,
    stop: 'stop-mask',
  });
  const { panic } = panicFunctions({
    __crash_kexec: stop.__crash_kexec,
    stopOthers: v.image === 'none' ? stop.native_stop_other_cpus : null,
    restart: stop.native_machine_emergency_restart,
  });
  const n = nmiFunctions({
    polls,
    handler: 'emergency',
    reason: v.nmi === 'serr' ? 'SERR' : 'none',
    crash_nmi_callback,
    smp_stop_nmi_callback: v.image === 'none' ? stop.smp_stop_nmi_callback : null,
    panic,
  });
  const triple_fault = fn(
    'triple_fault',
    { source: { file: 'the processor', versions: 'x86', note: 'an NMI, and no entry for it in the IDT' } },
    () => ({ reset: end('triple_fault') }),
  );

  const vectors: VectorBinding[] = [
    on(NMI_VECTOR, n.exc_nmi, v.nmi === 'unknown' || v.nmi === 'serr' ? { times: 1, per: 'cpu' } : undefined),
  ];
  if (v.image === 'none') vectors.push(on(REBOOT_VECTOR, stop.sysvec_reboot));
  if (v.nmi === 'late')
    vectors.push(
      on(vector('late_nmi', 'nmi'), triple_fault, {
        times: 1,
        when: (self) => and(read(crash.idt_invalid), eq(read(crash.crashing_cpu), self)),
      }),
    );
  const tasks: (Fn | null)[] = Array.from({ length: cpus }, (_, c) =>
    v.task === 'panic-all' || (v.task === 'panic' && c === 0) ? panic : null,
  );

  // A CPU that spins in an NMI without looking takes no other NMI, and never will.
  const selfStopped = point(n.nmi_panic_self_stop, '', 'nmi');
  const deaf = (c: E<Cpu>) =>
    polls
      ? no
      : or(
          atOn(c, selfStopped),
          and(
            atOn(c, point(n.default_do_nmi, 'reason_lock', 'nmi')),
            existsCpu((d) =>
              and(
                eq(read(nmi.nmi_reason_lock), d),
                or(eq(read(panicking.panic_cpu), d), atOn(d, selfStopped)),
              ),
            ),
          ),
        );
  const answers = (c: E<Cpu>) => (v.wait === 'never' ? no : and(not(stopped(c)), not(deaf(c))));
  const machine = system({
    name: 'nmi-broadcast',
    cpus,
    tasks,
    vectors,
    init: [
      initially(crash.cpu_online_mask, cpuNumbers([0, 1, 2, 3].slice(0, cpus))),
      ...(v.image === 'loaded' ? [initially(kexec.kexec_crash_image, 'old')] : []),
    ],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      panicOwnerNotStopped(
        read(panicking.panic_cpu),
        [point(panic_smp_self_stop, ''), point(n.nmi_panic_self_stop, '')],
        [point(panic, '')],
      ),
      shootdownOnce(read(stopSeen.shot), read(stopSeen.shot_again)),
      crashCallbackOnce(stopSeen, read(crash.crashing_cpu)),
      shootdownSetUp(
        [point(stop.nmi_shootdown_cpus, 'allbutself'), point(stop.nmi_shootdown_cpus, 'wait_1s')],
        read(crash.crashing_cpu),
        read(crash.crash_ipi_issued),
        eq(read(nmi.emerg_handler), 'crash_nmi_callback'),
      ),
      ...(v.image === 'loaded'
        ? [
            kdumpStarts(ne(read(panicking.panic_cpu), NONE)),
            registersSaved(
              (c) => eq(read(crash.crash_notes.of(c)), 'saved'),
              answers,
              read(stopSeen.saved_again),
            ),
          ]
        : []),
      ...codePromises(machine),
    ],
  };
}

export const nmiBroadcastScenario: Scenario = {
  name: 'nmi-broadcast',
  question: 'An NMI hits every CPU at once: does each of them get its registers into the dump?',
  about: `\
A management controller asks for a dump by raising an NMI on every CPU. All of them want to panic, one wins, and the
others stop in their NMI handlers, where the NMI with which the winner asks for their registers cannot reach them. Since
v4.5 (58c5661f2144) whoever loops in an NMI looks whether it was asked.

Every CPU gets at most one NMI from outside, at any moment at which it can take one; port 0x61 says nothing (an unknown
NMI) or names a PCI system error, which is handled under nmi_reason_lock. A task on CPU 0, or on each, may panic as well.
Bounded waits run out at any moment, or never.`,
  options: [
    {
      name: 'text',
      says: 'what a CPU does that loops in an NMI',
      values: [
        { name: 'spin', says: 'nothing, until v4.4' },
        { name: 'poll', says: 'looks at crash_ipi_issued and runs the crash callback itself, since v4.5' },
        {
          name: 'early-kick',
          says: 'the same, with crash_ipi_issued set before the callback is (never in a kernel)',
        },
      ],
      default: 'poll',
    },
    {
      name: 'nmi',
      says: 'the NMI from outside',
      values: [
        { name: 'unknown', says: 'one on each CPU, without a reason: unknown_nmi_panic' },
        {
          name: 'serr',
          says: 'one on each CPU, port 0x61 names a PCI system error: panic under nmi_reason_lock',
        },
        { name: 'late', says: 'one on the crashing CPU, when machine_kexec() has invalidated the IDT' },
        { name: 'none', says: 'none: tasks panic' },
      ],
      default: 'unknown',
    },
    {
      name: 'task',
      says: 'tasks that panic',
      values: [
        { name: 'none', says: 'none' },
        { name: 'panic', says: 'the one on CPU 0' },
        { name: 'panic-all', says: 'one on each CPU' },
      ],
      default: 'none',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'loaded', says: 'yes' },
        { name: 'none', says: 'no: the ordinary stop, and a restart with virtualization in use' },
      ],
      default: 'loaded',
    },
    {
      name: 'wait',
      says: 'whether the bounded waits of the stop code run out',
      values: [
        { name: 'expires', says: 'at any moment' },
        { name: 'never', says: 'never: they go on as long as it takes' },
      ],
      default: 'expires',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3', '4'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'text',
  contradiction,
  build,
  expectations: nmiBroadcastExpectations,
  bugs: [
    {
      id: '7 nmi-selfstop-no-regs',
      fix: '58c5661f2144',
      property: 'registers-saved',
      before: { text: 'spin' },
      after: { text: 'poll' },
    },
  ],
  unreached: [
    {
      steps: [
        'crash_smp_send_stop@emergency.stopped.out',
        'crash_smp_send_stop@emergency-issued-first.stopped.out',
        'nmi_shootdown_cpus@emergency-expires.issued.warn',
        'nmi_shootdown_cpus@emergency-never.issued.warn',
        'nmi_shootdown_cpus@emergency-issued-first-expires.issued.warn',
        'nmi_shootdown_cpus@emergency-issued-first-never.issued.warn',
      ],
      reason: 'the shootdown is set up once here: whoever could come second asks before it calls',
    },
    {
      steps: ['native_stop_other_cpus@stop-mask-expires.beaten.out'],
      reason: 'only one CPU stops the others here, so nobody has beaten it to it',
    },
    {
      steps: ['nmi_panic_self_stop@polls.cpu_relax'],
      reason: 'only on the crashing CPU the callback would return, and that one never stops itself',
    },
    {
      steps: [
        'native_machine_emergency_restart@emergency-issued-first.emergency_reboot_disable_virtualization',
        'native_machine_emergency_restart@emergency-issued-first.emergency_reboot_disable_virtualization.nmi_shootdown_cpus',
        'native_machine_emergency_restart@emergency-issued-first.machine_emergency_restart',
      ],
      reason: 'text=early-kick is asked with an image only, and its panic never gets as far as the restart',
    },
  ],
  notYet: [],
};
