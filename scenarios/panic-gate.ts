import { kexec, kexecFunctions, seen } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import { cpu_online_mask, PANIC_ERAS, type PanicEra, panicFunctions } from '../model/kernel/panic.js';
import { type StopText, smpStop } from '../model/kernel/smp_stop.js';
import {
  at,
  atOn,
  type Block,
  call,
  eq,
  explain,
  flag,
  fn,
  ghost,
  initially,
  local_irq_restore,
  local_irq_save,
  ne,
  noDeadlock,
  note,
  on,
  or,
  point,
  read,
  ret,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { nmiPanicKept } from '../properties/nmi-panic-kept.js';
import { panicGateExclusive } from '../properties/panic-gate-exclusive.js';
import { panicOwnerNotStopped } from '../properties/panic-owner-not-stopped.js';
import { panicOwnsGate } from '../properties/panic-owns-gate.js';
import { panicTerminates } from '../properties/panic-terminates.js';
import { panicGateExpectations } from './panic-gate.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** What stands in front of panic(), and does it hold? Section A: the gate by era, and everybody who can come to it. */

const ERA_SAYS: Record<PanicEra, string> = {
  'v2.6.38': 'no gate: whoever calls panic() runs it; the stop is an IPI',
  'v3.3': 'a spinlock, tried once; losers stop themselves, with interrupts as they were (93e13a360ba3)',
  'v3.6': 'the same with interrupts off first (190320c3b664); the stop falls back to an NMI',
  'v4.5': 'panic_cpu, claimed by cmpxchg, also by nmi_panic() and crash_kexec() (1717f2096b54, 7bbee5ca3896)',
  'v6.1': 'the same; the kexec lock is a cmpxchg, and one CPU at a time stops the others',
  'v6.18': 'panic_try_start(), and on failure panic_on_other_cpu(), which reads panic_cpu again',
};
/** Which kexec lock and which stop go with the era. */
const KEXEC_LOCK = (era: PanicEra) => (era === 'v6.1' || era === 'v6.18' ? 'cmpxchg' : 'mutex');
const STOP: Record<PanicEra, StopText> = {
  'v2.6.38': 'irq',
  'v3.3': 'irq',
  'v3.6': 'irq-nmi',
  'v4.5': 'irq-nmi',
  'v6.1': 'irq-nmi-once',
  'v6.18': 'irq-nmi-once',
};

const asked = ghost({
  /** nmi_panic() has returned to a CPU that is not panicking. */
  nmi_panic_dropped: flag,
});

function contradiction(v: Variant): string | null {
  if (v.second === 'fault' && v.image === 'none')
    return 'second=fault is a fault on the way into the capture kernel, which needs an image (image=loaded)';
  return null;
}

function build(v: Variant) {
  const era = v.era as PanicEra;
  const k = kexecFunctions(kexecLock(KEXEC_LOCK(era)), { memory: 'reserved', takes: 'read' });
  const stop = smpStop(STOP[era]);
  const p = panicFunctions({ era, __crash_kexec: k.__crash_kexec, stopOthers: stop.smp_send_stop });
  const kernel = (file: string) => ({ file, versions: 'v2.6.38 ..' });

  /** What of oops_end() goes on after a fault: always for panic_on_oops=1, unless a die notifier took the fault. */
  const oops_end = (survives: boolean) =>
    fn(
      'oops_end',
      {
        source: kernel('arch/x86/kernel/dumpstack.c'),
        form: survives ? 'notify-stop' : '',
        locals: { flags: flag },
      },
      ({ flags }): Block => ({
        oops_begin: explain('oops_begin() has done this', local_irq_save(flags)),
        kexec_should_crash: explain('panic_on_oops is set', call(p.crash_kexec)),
        oops_exit: local_irq_restore(flags),
        ...(survives
          ? { no_signal: explain('signr == 0: a die notifier said NOTIFY_STOP', ret()) }
          : { panic_on_oops: call(p.panic) }),
      }),
    );
  const task_panics = fn('mount_root_generic', { source: kernel('init/do_mounts.c') }, () => ({
    panic: call(p.panic),
  }));
  const sysrq_handle_crash = fn('sysrq_handle_crash', { source: kernel('drivers/tty/sysrq.c') }, () => ({
    panic: call(p.panic),
  }));
  const unknown_nmi_error = fn(
    'unknown_nmi_error',
    { source: kernel('arch/x86/kernel/nmi.c'), form: p.gate === null ? era : '' },
    ({ self }): Block => ({
      nmi_panic: call(p.nmi_panic),
      ...(p.resets !== null && {
        returned: note(
          asked.nmi_panic_dropped,
          or(read(asked.nmi_panic_dropped), ne(read(p.gate as NonNullable<typeof p.gate>), self)),
        ),
      }),
    }),
  );
  const vectors: Record<string, VectorBinding[]> = {
    panic: [],
    hardirq: [on(vector('sysrq_irq', 'hardirq'), sysrq_handle_crash, { times: 1 })],
    nmi: [on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1 })],
    // An exception is no NMI, but it comes on top of whatever it interrupts just like one.
    fault: [
      on(vector('page_fault', 'nmi'), oops_end(false), {
        times: 1,
        when: (self) => atOn(self, point(k.__crash_kexec, 'locked')),
      }),
    ],
  };
  const first = { panic: task_panics, oops: oops_end(false), 'oops-survived': oops_end(true) }[v.first];
  const cpus = Number(v.cpus);
  const machine = system({
    name: 'panic-gate',
    cpus,
    tasks: Array.from({ length: cpus }, (_, cpu) =>
      cpu === 0 ? (first ?? null) : v.second === 'panic' ? task_panics : null,
    ),
    vectors: [...stop.vectors, ...vectors[v.second]],
    init: [
      { cell: cpu_online_mask.cell, value: 2 ** cpus - 1 },
      ...(v.image === 'loaded'
        ? [
            initially(kexec.kexec_crash_image, 'old'),
            initially(kexec.crash_memory, 'old'),
            initially(kexec.crashk_prot, 'RO'),
          ]
        : []),
    ],
  });
  return {
    system: machine,
    properties: [
      panicGateExclusive(p.body),
      ...(p.gate === null
        ? []
        : [
            panicOwnerNotStopped(read(p.gate), p.selfStops, p.panics),
            panicOwnsGate(read(p.gate), [...p.body, ...(p.resets === null ? [] : [p.resets])]),
          ]),
      ...(v.second === 'nmi' && p.resets !== null
        ? [nmiPanicKept(read(asked.nmi_panic_dropped), at(point(p.nmi_panic, '')))]
        : []),
      panicTerminates(at(...p.panics)),
      noDeadlock,
      ...(v.image === 'loaded' ? [kdumpStarts(eq(read(seen.kdump), 'due'))] : []),
      ...codePromises(machine),
    ],
  };
}

export const panicGateScenario: Scenario = {
  name: 'panic-gate',
  question: 'What lets only one CPU through panic(), and what does that cost?',
  about: `\
Two CPUs can panic at the same time, and one CPU can panic again on top of its panic. Without a gate they stop each
other half-way. With a gate, whoever is turned away waits to be stopped, so that a gate which turns the wrong one away
hangs the machine. The kernel went from no gate to a trylock (3.3), interrupts off (3.6), a gate that knows its owner
and that crash_kexec() takes as well (4.5), and to helpers that ask for the owner a second time (6.18).

CPU 0 panics, or oopses into crash_kexec() and panics afterwards or survives. Meanwhile the other CPUs panic as well, or
an interrupt panics on any CPU, once. Whoever gets through the gate tries the capture kernel, stops the others and
restarts the machine (panic_timeout is not 0). The waits for CPUs to stop may give up at any moment.`,
  options: [
    {
      name: 'era',
      says: 'the text of the gate, with the kexec lock and the stop of its time',
      values: PANIC_ERAS.map((name) => ({ name, says: ERA_SAYS[name] })),
      default: 'v6.18',
    },
    {
      name: 'first',
      says: 'what happens on CPU 0',
      values: [
        { name: 'panic', says: 'a task calls panic()' },
        { name: 'oops', says: 'a task oopses with panic_on_oops: crash_kexec(), then panic()' },
        { name: 'oops-survived', says: 'the same, but after crash_kexec() a die notifier stops the oops' },
      ],
      default: 'oops',
    },
    {
      name: 'second',
      says: 'what happens besides',
      values: [
        { name: 'panic', says: 'a task on each other CPU calls panic()' },
        { name: 'hardirq', says: 'a hardirq panics, on any CPU whose interrupts are on (sysrq-c)' },
        { name: 'nmi', says: 'an NMI panics, on any CPU (nmi_panic(), before v4.5 panic())' },
        { name: 'fault', says: '__crash_kexec() faults, on the CPU that runs it, and oopses' },
      ],
      default: 'panic',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'none', says: 'no' },
        { name: 'loaded', says: 'yes' },
      ],
      default: 'none',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3', '4', '5'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'era',
  contradiction,
  build,
  expectations: panicGateExpectations,
  bugs: [
    {
      id: '1 panic-vs-crash-kexec',
      fix: '7bbee5ca3896',
      property: 'kdump-starts',
      before: { era: 'v3.6', first: 'oops', second: 'panic', image: 'loaded' },
      after: { era: 'v4.5', first: 'oops', second: 'panic', image: 'loaded' },
    },
    {
      id: '2 panic-nmi-self-stop',
      fix: '1717f2096b54',
      property: 'no-deadlock',
      before: { era: 'v3.6', first: 'panic', second: 'nmi' },
      after: { era: 'v4.5', first: 'panic', second: 'nmi' },
    },
    {
      id: '3 dual-panic-stops-kdump',
      fix: '93e13a360ba3',
      property: 'kdump-starts',
      before: { era: 'v2.6.38', first: 'panic', second: 'panic', image: 'loaded' },
      after: { era: 'v3.3', first: 'panic', second: 'panic', image: 'loaded' },
    },
    {
      id: '4 panic-irq-self-stop',
      fix: '190320c3b664',
      property: 'no-deadlock',
      before: { era: 'v3.3', first: 'panic', second: 'hardirq' },
      after: { era: 'v3.6', first: 'panic', second: 'hardirq' },
    },
  ],
  unreached: [
    {
      steps: [
        'mutex_unlock.first',
        'mutex_unlock.nobody',
        'mutex_unlock.nobody.out_unwaited',
        'mutex_unlock.release.flags',
        'mutex_unlock.release.free',
        'mutex_unlock.wait_lock.spin',
        'mutex_unlock.wait_lock.take',
        'mutex_unlock.wait_unlock',
        'mutex_unlock.wake',
        'mutex_unlock.wake.wake_up_q',
      ],
      reason: 'nobody waits for the kexec mutex here, so it is given back on the fast path',
    },
  ],
  notYet: [],
};
