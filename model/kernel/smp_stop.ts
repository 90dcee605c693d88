import {
  call,
  clear_cpu,
  cmpxchg,
  cpuOrNone,
  cpuSet,
  explain,
  fn,
  ignored,
  isEmpty,
  local_irq_disable,
  NONE,
  ne,
  not,
  on,
  read,
  ret,
  sendMask,
  set,
  shared,
  stopCpu,
  type VectorBinding,
  vector,
  waitOrTimeout,
  when,
  withoutCpu,
} from '../language/index.js';
import { cpu_online_mask, type Procedure } from './panic.js';

/** smp_send_stop() of x86, as much of it as decides who is stopped, and how. */

const SMP = (versions: string, commit?: string) => ({
  file: 'arch/x86/kernel/smp.c',
  versions,
  ...(commit !== undefined && { commit }),
});

const REBOOT_VECTOR = vector('REBOOT_VECTOR', 'hardirq');
const STOP_NMI = vector('stop_nmi', 'nmi');
const { stopping_cpu } = shared({ stopping_cpu: cpuOrNone });

/** The texts of native_stop_other_cpus(): by an IPI only; then by an NMI; then by one CPU at a time only. */
export const STOP_TEXTS = {
  irq: SMP('v2.6.25 .. v3.6'),
  'irq-nmi': SMP('v3.7 .. v6.4'),
  'irq-nmi-once': SMP('v6.5 .. (and 6.1.y); text of v6.1.192', '1f5e7eb7868e'),
};
/** One of them. */
export type StopText = keyof typeof STOP_TEXTS;

/**
 * smp_send_stop() of x86, and the vectors that stop the others. An IPI does not reach a CPU with interrupts off; since v3.7,
 * an NMI comes after it, and since v6.5, only one CPU at a time stops the others.
 */
export function smpStop(text: StopText): { smp_send_stop: Procedure; vectors: VectorBinding[] } {
  const source = STOP_TEXTS[text];
  const form = text;

  const native_stop_other_cpus = fn(
    'native_stop_other_cpus',
    { source, form, locals: { old: cpuOrNone, others: cpuSet } },
    ({ self, old, others }) => ({
      ...(text === 'irq-nmi-once' && {
        claim: cmpxchg(stopping_cpu, NONE, self, old),
        not_first: when(ne(old, NONE), { somebody_stops: ret() }),
      }),
      online: set(others, withoutCpu(read(cpu_online_mask), self)),
      some: when(not(isEmpty(others)), {
        send_IPI_allbutself: sendMask(REBOOT_VECTOR, others),
        wait: explain('a second, at most', waitOrTimeout(isEmpty(withoutCpu(read(cpu_online_mask), self)))),
      }),
      ...(text !== 'irq' && {
        left: set(others, withoutCpu(read(cpu_online_mask), self)),
        by_nmi: when(not(isEmpty(others)), {
          send_IPI: sendMask(STOP_NMI, others),
          wait_again: explain(
            '10 ms, at most',
            waitOrTimeout(isEmpty(withoutCpu(read(cpu_online_mask), self))),
          ),
        }),
      }),
      disable_local_APIC: ignored(
        'the machine goes on without timer interrupts here, which only removes runs',
      ),
    }),
  );
  const smp_send_stop = fn('smp_send_stop', { source, form }, () => ({
    stop_other_cpus: call(native_stop_other_cpus),
  }));

  const stop_this_cpu = fn(
    'stop_this_cpu',
    { source: { file: 'arch/x86/kernel/process.c', versions: 'v2.6.25 ..' } },
    ({ self }) => ({
      irq_off: local_irq_disable,
      set_cpu_online: clear_cpu(cpu_online_mask, self),
      halt: stopCpu,
    }),
  );
  const sysvec_reboot = fn('sysvec_reboot', { source }, () => ({ stop: call(stop_this_cpu) }));
  const smp_stop_nmi_callback = fn('smp_stop_nmi_callback', { source }, () => ({
    stop: call(stop_this_cpu),
  }));
  return {
    smp_send_stop,
    vectors: [
      on(REBOOT_VECTOR, sysvec_reboot),
      ...(text === 'irq' ? [] : [on(STOP_NMI, smp_stop_nmi_callback)]),
    ],
  };
}
