import {
  allCpus,
  atOn,
  type Block,
  type Cpu,
  call,
  clear_cpu,
  cpuSet,
  type E,
  emptySet,
  flag,
  fn,
  has,
  isEmpty,
  not,
  on,
  or,
  type Point,
  point,
  read,
  sendMask,
  set,
  shared,
  starting,
  stopCpu,
  stopped,
  type VectorBinding,
  vector,
  wait,
  waitOrTimeout,
  when,
  withoutCpu,
  write,
} from '../language/index.js';

/**
 * How a panic stops the other CPUs, in outline, for questions about what they were doing when it came. One CPU asks.
 *
 * - `irq`: an interrupt, taken when the CPU has interrupts on, and a bounded wait
 * - `irq-nmi`: the same, then an NMI to those that did not come in time
 * - `nmi`: an NMI at once, as before a crash dump
 */
export const STOP_KINDS = ['irq', 'irq-nmi', 'nmi'] as const;
/** How the others are stopped: by an interrupt, by that and then an NMI, or by an NMI. */
export type StopKind = (typeof STOP_KINDS)[number];

const SMP = { file: 'arch/x86/kernel/smp.c', versions: 'v2.6.30 .. ; in outline' };

const g = shared({
  /** CPUs that have not come to stop_this_cpu() yet. */
  cpus_stop_mask: starting(cpuSet, emptySet),
});

const REBOOT_VECTOR = vector('REBOOT_VECTOR', 'hardirq');
const STOP_NMI = vector('STOP_NMI', 'nmi');

const stop_this_cpu = fn(
  'stop_this_cpu',
  { form: 'outline', source: { ...SMP, file: 'arch/x86/kernel/process.c' } },
  ({ self }) => ({ report: clear_cpu(g.cpus_stop_mask, self), hlt: stopCpu }),
);
const sysvec_reboot = fn('sysvec_reboot', { form: 'outline', source: SMP }, () => ({
  stop: call(stop_this_cpu),
}));
const smp_stop_nmi_callback = fn('smp_stop_nmi_callback', { form: 'outline', source: SMP }, () => ({
  stop: call(stop_this_cpu),
}));
/** crash_nmi_callback() saves registers as well, which is a question of its own. */
const crash_nmi_callback = fn(
  'crash_nmi_callback',
  { form: 'outline', source: { ...SMP, file: 'arch/x86/kernel/reboot.c' } },
  () => ({ stop: call(stop_this_cpu) }),
);

/** Nothing happens on this CPU any more: it is stopped, or has reported so and is about to. */
export const standsStill = (c: E<Cpu>): E<boolean> => or(stopped(c), atOn(c, point(stop_this_cpu, 'hlt')));

/** The stop that a panicking CPU calls, and the vectors that carry it out. */
export interface Stop {
  readonly stopOthers: ReturnType<typeof crash_smp_send_stop>;
  readonly vectors: readonly VectorBinding[];
  /** From asking the others until the wait for them is over. */
  readonly asks: readonly Point[];
  /** The wait is over only when all have stopped. */
  readonly sure: boolean;
}

/** The mask names this CPU: it has not come to stop_this_cpu() yet. */
export const isAwaited = (c: E<Cpu>): E<boolean> => has(read(g.cpus_stop_mask), c);

const everybodyStopped = isEmpty(read(g.cpus_stop_mask));
/** NMIs reach a CPU whatever it does, so that the wait for them is over in time. */
const crash_smp_send_stop = () =>
  fn(
    'crash_smp_send_stop',
    {
      form: 'outline',
      source: { ...SMP, file: 'arch/x86/kernel/crash.c', versions: 'v4.9 .. ; in outline' },
    },
    ({ self }): Block => ({
      others: write(g.cpus_stop_mask, withoutCpu(allCpus, self)),
      nmi: sendMask(STOP_NMI, withoutCpu(allCpus, self)),
      stopped: wait(everybodyStopped),
    }),
  );

/**
 * `inTime`: nobody keeps interrupts off for longer than the wait for the interrupt lasts (a second); otherwise the
 * wait can be over at any moment.
 */
export function stopping(kind: StopKind, inTime = false): Stop {
  if (kind === 'nmi') {
    const stopOthers = crash_smp_send_stop();
    return {
      stopOthers,
      vectors: [on(STOP_NMI, crash_nmi_callback)],
      asks: [point(stopOthers, 'nmi'), point(stopOthers, 'stopped')],
      sure: true,
    };
  }
  const stopOthers = fn(
    'smp_send_stop',
    { form: `outline-${kind}`, source: SMP, locals: { in_time: flag, left: cpuSet } },
    ({ self, in_time, left }): Block => ({
      others: write(g.cpus_stop_mask, withoutCpu(allCpus, self)),
      irq: sendMask(REBOOT_VECTOR, withoutCpu(allCpus, self)),
      second: inTime ? wait(everybodyStopped) : waitOrTimeout(everybodyStopped, in_time),
      ...(kind === 'irq-nmi' && {
        late: when(not(in_time), {
          left: set(left, read(g.cpus_stop_mask)),
          nmi: sendMask(STOP_NMI, left),
          ten_ms: wait(everybodyStopped),
        }),
      }),
    }),
  );
  const irq = on(REBOOT_VECTOR, sysvec_reboot);
  return {
    stopOthers,
    vectors: kind === 'irq' ? [irq] : [irq, on(STOP_NMI, smp_stop_nmi_callback)],
    asks: ['irq', 'second', ...(kind === 'irq-nmi' ? ['late'] : [])].map((label) =>
      point(stopOthers, label as 'irq'),
    ),
    sure: inTime || kind === 'irq-nmi',
  };
}
