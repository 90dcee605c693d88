import { kexec } from '../model/kernel/kexec.js';
import { NMI_VECTOR, nmi as nmi_state, nmiFunctions } from '../model/kernel/nmi.js';
import {
  emergency_restart,
  type Procedure,
  panic_smp_self_stop,
  panicFunctions,
  panicking,
} from '../model/kernel/panic.js';
import { crash_nmi_callback, REBOOT_VECTOR, stopFunctions } from '../model/kernel/stop.js';
import {
  arm64Functions,
  IPI_CPU_CRASH_STOP,
  IPI_CPU_STOP,
  ipi_cpu_crash_stop,
  local_cpu_stop,
  panic_smp_self_stop_arm64,
  panicWithSelfStop,
} from '../model/kernel/stop_arm64.js';
import { crash, stopSeen } from '../model/kernel/stop_state.js';
import {
  and,
  atOn,
  type Cpu,
  call,
  cpuNumber,
  cpuNumbers,
  cpuOrNone,
  type E,
  eq,
  type Fn,
  flag,
  fn,
  has,
  ignored,
  initially,
  local_irq_restore,
  local_irq_save,
  NONE,
  ne,
  no,
  noDeadlock,
  not,
  on,
  or,
  point,
  read,
  shared,
  stopped,
  system,
  type VectorBinding,
  vector,
  when,
  yes,
} from '../model/language/index.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../model/machine/spinlock.js';
import { codePromises } from '../properties/code-promises.js';
import { crashIpiAwaited } from '../properties/crash-ipi-awaited.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { panicOwnerNotStopped } from '../properties/panic-owner-not-stopped.js';
import { registersSaved } from '../properties/registers-saved.js';
import { shootdownSetUp } from '../properties/shootdown-set-up.js';
import { stopReaches } from '../properties/stop-reaches.js';
import type { Scenario, Variant } from './scenario.js';
import { stopCpusExpectations } from './stop-cpus.expected.js';

/** Section C, the part about requests: which of them reaches a CPU in which state, and what it leaves behind. */

const X86 = ['irq', 'irq-nmi', 'stop-mask', 'shootdown'];
const LOCKED = ['locks', 'locks-irqsave'];

function contradiction(v: Variant): string | null {
  if (!X86.includes(v.request) && (v.target === 'nmi' || v.target === 'nmi-self-stop'))
    return `target=${v.target} needs NMIs, which request=${v.request} does not have`;
  if (v.notifier !== 'none' && (!LOCKED.includes(v.target) || v.dump === 'yes'))
    return 'notifier asks what becomes of the lock that a stopped CPU holds: target=locks or locks-irqsave, dump=no';
  if (v.dump === 'yes' && (LOCKED.includes(v.target) || v.target === 'nmi'))
    return `dump=yes asks who saves registers; a CPU in target=${v.target} is soon like target=irqs-on`;
  return null;
}

const PERF_NMI = vector('perf_nmi', 'nmi');
const DRIVER = { file: 'a driver', versions: 'any' };
const g = shared({ driver_lock: cpuOrNone });

const locks = fn('driver_work', { source: DRIVER, form: 'locks' }, ({ self }) => ({
  spin_lock: raw_spin_lock(g.driver_lock, self),
  work: ignored('what the lock guards is of no concern'),
  spin_unlock: raw_spin_unlock(g.driver_lock),
}));
const locks_irqsave = fn(
  'driver_work',
  { source: DRIVER, form: 'locks-irqsave', locals: { flags: flag } },
  ({ self, flags }) => ({
    irqsave: local_irq_save(flags),
    spin_lock: raw_spin_lock(g.driver_lock, self),
    work: ignored('what the lock guards is of no concern'),
    spin_unlock: raw_spin_unlock(g.driver_lock),
    irqrestore: local_irq_restore(flags),
  }),
);
const notifierThatLocks = fn('driver_panic_notifier', { source: DRIVER, form: 'lock' }, ({ self }) => ({
  spin_lock: raw_spin_lock(g.driver_lock, self),
  spin_unlock: raw_spin_unlock(g.driver_lock),
}));
const notifierThatTries = fn(
  'driver_panic_notifier',
  { source: DRIVER, form: 'trylock', locals: { old: cpuOrNone } },
  ({ self, old }) => ({
    trylock: raw_spin_trylock(g.driver_lock, self, old),
    got: when(eq(old, NONE), { spin_unlock: raw_spin_unlock(g.driver_lock) }),
  }),
);

function build(v: Variant) {
  const x86 = X86.includes(v.request);
  const dump = v.dump === 'yes';
  const stop = stopFunctions({
    handler: 'emergency',
    issued: 'last',
    once: true,
    bound: 'expires',
    stop: v.request === 'irq' ? 'irq' : v.request === 'irq-nmi' ? 'irq-nmi' : 'stop-mask',
  });
  const arm64 = arm64Functions('expires');
  const request: Record<string, Procedure> = {
    irq: stop.native_stop_other_cpus,
    'irq-nmi': stop.native_stop_other_cpus,
    'stop-mask': stop.native_stop_other_cpus,
    shootdown: stop.crash_smp_send_stop,
    'arm64-stop': arm64.smp_send_stop,
    'arm64-crash-stop': arm64.crash_smp_send_stop,
  };
  const notifiers: Procedure | null =
    v.notifier === 'lock' ? notifierThatLocks : v.notifier === 'trylock' ? notifierThatTries : null;
  const __crash_kexec = x86 ? stop.__crash_kexec : arm64.__crash_kexec;
  const x86Panic = panicFunctions({
    __crash_kexec,
    postNotifiers: true,
    stopOthers: request[v.request],
    notifiers,
    restart: emergency_restart,
  }).panic;
  // The same body behind the same gate, with the loser's way that arm64 has.
  const arm64Panic = panicWithSelfStop('arm64', {
    self_stop: panic_smp_self_stop_arm64,
    stopOthers: request[v.request],
    notifiers,
    __crash_kexec,
  });
  const panic: Procedure = x86 ? x86Panic : arm64Panic;
  const nmi = nmiFunctions({
    polls: true,
    handler: 'emergency',
    reason: 'none',
    crash_nmi_callback,
    smp_stop_nmi_callback:
      v.request === 'irq-nmi' || v.request === 'stop-mask' ? stop.smp_stop_nmi_callback : null,
    panic,
  });
  const panics_under_lock = fn(
    'driver_bug',
    { source: DRIVER, locals: { flags: flag } },
    ({ self, flags }) => ({
      irqsave: local_irq_save(flags),
      spin_lock: raw_spin_lock(g.driver_lock, self),
      panic: call(panic),
    }),
  );

  const vectors: VectorBinding[] = [];
  if (x86) {
    vectors.push(
      on(NMI_VECTOR, nmi.exc_nmi, v.target === 'nmi-self-stop' ? { times: 1, on: [1] } : undefined),
      on(REBOOT_VECTOR, stop.sysvec_reboot),
    );
    if (v.target === 'nmi') vectors.push(on(PERF_NMI, nmi.perf_nmi, { times: 1, on: [1] }));
  } else {
    vectors.push(on(IPI_CPU_STOP, local_cpu_stop), on(IPI_CPU_CRASH_STOP, ipi_cpu_crash_stop));
  }
  const targetTask: Record<string, Fn | null> = {
    'irqs-off': locks_irqsave,
    locks,
    'locks-irqsave': locks_irqsave,
    'self-stop': panic,
  };
  const target = cpuNumber(1);
  const there: Record<string, E<boolean>> = {
    'irqs-off': atOn(target, point(locks_irqsave, 'spin_lock', 'task')),
    'self-stop': atOn(target, point(panic_smp_self_stop, ''), point(panic_smp_self_stop_arm64, '')),
    'nmi-self-stop': atOn(target, point(nmi.nmi_panic_self_stop, '', 'nmi')),
  };
  // Interrupts that can be masked never reach a CPU that spins, irqs off, on a lock that nobody releases.
  const deaf = (c: E<Cpu>) =>
    !x86 && v.target === 'irqs-off' ? atOn(c, point(locks_irqsave, 'spin_lock', 'task')) : no;
  const offline = v.target === 'offline';
  const isOnline = (c: E<Cpu>) => has(read(crash.cpu_online_mask), c);
  const shoots = [
    point(stop.nmi_shootdown_cpus, 'allbutself'),
    point(stop.nmi_shootdown_cpus, 'kick'),
    point(stop.nmi_shootdown_cpus, 'wait_1s'),
  ];
  const machine = system({
    name: 'stop-cpus',
    cpus: 2,
    tasks: [v.target === 'irqs-off' ? panics_under_lock : panic, targetTask[v.target] ?? null],
    vectors,
    init: [
      initially(crash.cpu_online_mask, cpuNumbers(offline ? [0] : [0, 1])),
      ...(dump ? [initially(kexec.kexec_crash_image, 'old')] : []),
    ],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      panicOwnerNotStopped(
        read(panicking.panic_cpu),
        [point(panic_smp_self_stop, ''), point(nmi.nmi_panic_self_stop, '')],
        [point(panic, '')],
      ),
      ...(dump
        ? [
            kdumpStarts(ne(read(panicking.panic_cpu), NONE)),
            registersSaved(
              (c) => eq(read(crash.crash_notes.of(c)), 'saved'),
              (c) =>
                or(
                  and(not(stopped(c)), not(deaf(c)), ne(read(panicking.panic_cpu), c)),
                  offline ? eq(c, target) : no,
                ),
              read(stopSeen.saved_again),
            ),
          ]
        : [
            stopReaches(
              and(eq(read(panicking.panic_cpu), cpuNumber(0)), stopped(target), there[v.target] ?? yes),
            ),
          ]),
      ...(v.request === 'shootdown' || (x86 && dump)
        ? [
            shootdownSetUp(
              shoots,
              read(crash.crashing_cpu),
              read(crash.crash_ipi_issued),
              eq(read(nmi_state.emerg_handler), 'crash_nmi_callback'),
            ),
            crashIpiAwaited(read(crash.waiting_for_crash_ipi), shoots, isOnline, [
              point(crash_nmi_callback, 'halt'),
            ]),
          ]
        : []),
      // Who is alone asks nobody.
      ...(!offline && (v.request === 'arm64-crash-stop' || (!x86 && dump))
        ? [
            crashIpiAwaited(
              read(crash.waiting_for_crash_ipi),
              [point(arm64.crash_smp_send_stop, 'cross_call'), point(arm64.crash_smp_send_stop, 'wait_1s')],
              isOnline,
              [point(ipi_cpu_crash_stop, 'die')],
            ),
          ]
        : []),
      ...codePromises(machine),
    ],
  };
}

export const stopCpusScenario: Scenario = {
  name: 'stop-cpus',
  question: 'Which CPUs does a panic reach when it stops the others, and what do they leave behind?',
  about: `\
A panic asks the other CPUs to stop: by an interrupt, which they may have masked; by an NMI, which a CPU in an NMI does
not take; or by a flag, which only a CPU that looks will see. Who is stopped releases nothing that it holds, and what the
ordinary stop leaves behind are CPUs that count as offline and have saved no registers.

CPU 0 panics; CPU 1 is in the state named by target, or gets there. Then come the notifiers, one of which may want a lock
that CPU 1 uses, and then the dump, if an image is loaded, or a restart. Bounded waits run out at any moment.`,
  options: [
    {
      name: 'request',
      says: 'how the others are stopped before the notifiers',
      values: [
        { name: 'irq', says: 'x86 until v3.1: REBOOT_VECTOR' },
        {
          name: 'irq-nmi',
          says: 'x86 v3.7 .. v6.4: REBOOT_VECTOR, then an NMI; done when one CPU is online',
        },
        {
          name: 'stop-mask',
          says: 'x86 since v6.5: the same; done when all have reported in cpus_stop_mask',
        },
        {
          name: 'shootdown',
          says: 'x86 crash_smp_send_stop(): an NMI, and a flag for those that cannot take it',
        },
        { name: 'arm64-stop', says: 'arm64 smp_send_stop(): IPI_CPU_STOP' },
        { name: 'arm64-crash-stop', says: 'arm64 crash_smp_send_stop(): IPI_CPU_CRASH_STOP' },
      ],
      default: 'stop-mask',
    },
    {
      name: 'target',
      says: 'what the other CPU does',
      values: [
        { name: 'irqs-on', says: 'nothing, interrupts on' },
        { name: 'irqs-off', says: 'spins, interrupts off, on a lock that the panicking CPU holds' },
        { name: 'locks', says: 'takes and releases a lock, interrupts on' },
        { name: 'locks-irqsave', says: 'takes and releases a lock, interrupts off' },
        { name: 'self-stop', says: 'panics as well, and one of the two loses' },
        { name: 'nmi', says: 'is in an NMI handler that returns' },
        { name: 'nmi-self-stop', says: 'panics in an NMI, and one of the two loses' },
        { name: 'offline', says: 'is offline' },
      ],
      default: 'irqs-on',
    },
    {
      name: 'notifier',
      says: 'what a panic notifier does with the lock that target=locks uses',
      values: [
        { name: 'none', says: 'nothing' },
        { name: 'lock', says: 'spins on it' },
        { name: 'trylock', says: 'tries it' },
      ],
      default: 'none',
    },
    {
      name: 'dump',
      says: 'whether a crash image is loaded, to be started after the notifiers',
      values: [
        { name: 'no', says: 'no: restart' },
        { name: 'yes', says: 'yes: crash_kexec_post_notifiers' },
      ],
      default: 'no',
    },
  ],
  compares: 'request',
  contradiction,
  build,
  expectations: stopCpusExpectations,
  bugs: [
    {
      id: '12 stop-before-kdump-no-regs',
      fix: '0ee59413c967',
      property: 'registers-saved',
      before: { request: 'irq-nmi', dump: 'yes' },
      after: { request: 'shootdown', dump: 'yes' },
    },
  ],
  unreached: [
    {
      steps: ['nmi_shootdown_cpus@emergency-expires.issued.warn'],
      reason: 'the shootdown is set up once here: whoever could come second asks before it calls',
    },
    {
      steps: ['nmi_panic_self_stop@polls.cpu_relax'],
      reason: 'only on the crashing CPU the callback would return, and that one never stops itself',
    },
    {
      steps: [
        'native_stop_other_cpus@irq-nmi-expires.beaten.out',
        'native_stop_other_cpus@stop-mask-expires.beaten.out',
      ],
      reason: 'only one CPU stops the others here, so nobody has beaten it to it',
    },
    {
      steps: [
        'crash_nmi_callback.crashing.handled',
        'nmi_handle@emergency.ehandler.handled',
        'smp_stop_nmi_callback@irq-nmi.stopping.handled',
        'smp_stop_nmi_callback@stop-mask.stopping.handled',
        'nmi_handle@emergency.smp_stop.handled_stop',
        'default_do_nmi@polls.was_local.out_local',
      ],
      reason: 'no NMI hits the CPU that stops the others once its handler is in place',
    },
  ],
  notYet: [
    {
      id: 'C9, C10 since v6.12',
      reason: 'the fallback of arm64 to a pseudo-NMI, when the IPI was not taken, is not modelled',
    },
  ],
};
