import {
  and,
  atomic_dec,
  type Block,
  call,
  clear_cpu,
  cmpxchg,
  cpuOrNone,
  cpuSet,
  explain,
  fn,
  ignored,
  int,
  isEmpty,
  le,
  local_irq_disable,
  NONE,
  ne,
  not,
  read,
  ret,
  sendMask,
  set,
  stopCpu,
  vector,
  weight,
  when,
  withoutCpu,
  write,
} from '../language/index.js';
import { emergency_restart, type Procedure, panicking } from './panic.js';
import { type Bound, boundedWait, crash_save_cpu, crashKexec } from './stop.js';
import { crash } from './stop_state.js';

/** How a panicking arm64 CPU stops the others: by interrupts that can be masked. */

const SMP = {
  file: 'arch/arm64/kernel/smp.c',
  versions: 'v4.14 .. v6.11; text of v6.1',
  commit: 'a88ce63b642c',
};

/** Asks a CPU to stop. It can be masked, so that a CPU with interrupts off does not hear it. */
export const IPI_CPU_STOP = vector('IPI_CPU_STOP', 'hardirq');
/** The same on the way to a crash dump: the CPU saves its registers first. */
export const IPI_CPU_CRASH_STOP = vector('IPI_CPU_CRASH_STOP', 'hardirq');

/** What a CPU does that is asked to stop: it goes offline and stands still. */
export const local_cpu_stop = fn('local_cpu_stop', { source: SMP }, ({ self }) => ({
  offline: clear_cpu(crash.cpu_online_mask, self),
  daif_mask: ignored('nothing interrupts this CPU any more'),
  park: explain('cpu_park_loop()', stopCpu),
}));

/** A CPU that lost the race for panic_cpu; it saves nothing. */
export const panic_smp_self_stop_arm64 = fn('panic_smp_self_stop', { source: SMP, form: 'arm64' }, () => ({
  stop: call(local_cpu_stop),
}));

/** The same for a crash dump: it saves its registers, and counts itself as done. */
export const ipi_cpu_crash_stop = fn('ipi_cpu_crash_stop', { source: SMP }, () => ({
  crash_save_cpu: call(crash_save_cpu),
  done: atomic_dec(crash.waiting_for_crash_ipi),
  irq_off: local_irq_disable,
  die: explain('__cpu_try_die(), or cpu_park_loop()', stopCpu),
}));

/**
 * smp_send_stop(), crash_smp_send_stop() and __crash_kexec() of arm64. Only the stop for a crash dump is done once at most.
 * `bound`: whether the wait for the other CPUs ends.
 */
export function arm64Functions(bound: Bound) {
  const smp_send_stop = fn(
    'smp_send_stop',
    { source: SMP, form: 'arm64', locals: { mask: cpuSet } },
    ({ self, mask }) => ({
      online: set(mask, withoutCpu(read(crash.cpu_online_mask), self)),
      others: when(not(isEmpty(mask)), { cross_call: sendMask(IPI_CPU_STOP, mask) }),
      wait_1s: boundedWait(bound, isEmpty(withoutCpu(read(crash.cpu_online_mask), self))),
    }),
  );
  const crash_smp_send_stop = fn(
    'crash_smp_send_stop',
    { source: SMP, form: 'arm64', locals: { mask: cpuSet, others: int(0, 8) } },
    ({ self, mask, others }) => ({
      stopped: when(read(crash.cpus_stopped), { out: ret() }),
      once: write(crash.cpus_stopped, true),
      online: set(mask, withoutCpu(read(crash.cpu_online_mask), self)),
      alone: when(isEmpty(mask), { skip_ipi: ret() }),
      num_other_online_cpus: set(others, weight(mask)),
      waiting: write(crash.waiting_for_crash_ipi, others),
      cross_call: sendMask(IPI_CPU_CRASH_STOP, mask),
      wait_1s: boundedWait(bound, le(read(crash.waiting_for_crash_ipi), 0)),
    }),
  );
  const machine_crash_shutdown = fn(
    'machine_crash_shutdown',
    { source: { ...SMP, file: 'arch/arm64/kernel/machine_kexec.c' }, form: 'arm64' },
    () => ({
      irq_off: local_irq_disable,
      stop: call(crash_smp_send_stop),
      crash_save_cpu: call(crash_save_cpu),
      mask_interrupts: ignored('interrupt controllers are quiet for the capture kernel'),
    }),
  );
  return { smp_send_stop, crash_smp_send_stop, __crash_kexec: crashKexec('arm64', machine_crash_shutdown) };
}

/** panic() of an architecture that has a panic_smp_self_stop() of its own; the order is the one with the stop first. */
export const panicWithSelfStop = (
  form: string,
  parts: {
    readonly self_stop: Procedure;
    readonly stopOthers: Procedure | null;
    readonly notifiers: Procedure | null;
    readonly __crash_kexec: Procedure;
  },
) =>
  fn(
    'panic',
    {
      source: { file: 'kernel/panic.c', versions: 'v4.5 .. v6.17; text of v6.1', commit: '1717f2096b54' },
      form,
      locals: { old: cpuOrNone },
    },
    ({ self, old }): Block => ({
      irq_off: local_irq_disable,
      claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
      lost: when(and(ne(old, NONE), ne(old, self)), { self_stop: call(parts.self_stop) }),
      ...(parts.stopOthers && { stop_others: call(parts.stopOthers) }),
      ...(parts.notifiers && { notifiers: call(parts.notifiers) }),
      crash_kexec: call(parts.__crash_kexec),
      restart: call(emergency_restart),
    }),
  );
