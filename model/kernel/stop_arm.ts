import {
  atOn,
  atomic_dec,
  type Block,
  call,
  clear_cpu,
  cpuSet,
  end,
  existsCpu,
  explain,
  flag,
  fn,
  ghost,
  ignored,
  int,
  isEmpty,
  le,
  local_irq_disable,
  note,
  park,
  point,
  read,
  sendMask,
  set,
  stopCpu,
  vector,
  weight,
  when,
  withoutCpu,
  write,
} from '../language/index.js';
import { boundedWait, crash_save_cpu } from './stop.js';
import { crash } from './stop_state.js';

/** 32-bit arm: a crash dump insists, at its very end, that one CPU is online. */

const SMP = { file: 'arch/arm/kernel/smp.c', versions: 'v5.0 ..; text of v6.1' };
const KEXEC = { file: 'arch/arm/kernel/machine_kexec.c', versions: 'v4.9 ..; text of v6.1' };

/** The IPI by which a CPU is asked to save its registers and stop. */
export const call_function_ipi = vector('IPI_CALL_FUNC', 'hardirq');

/** When the winner asked the others to stop, some CPU had lost the race already. */
export const armSeen = ghost({ lost_before: flag });

/** What the other CPUs run for a crash dump: save registers, go offline, say so, and wait for ever. */
export const machine_crash_nonpanic_core = fn(
  'machine_crash_nonpanic_core',
  { source: KEXEC },
  ({ self }) => ({
    crash_save_cpu: call(crash_save_cpu),
    offline: clear_cpu(crash.cpu_online_mask, self),
    done: atomic_dec(crash.waiting_for_crash_ipi),
    wfe: stopCpu,
  }),
);

/** `offline`: since v5.0 ("offline panic_smp_self_stop CPU") the loser says that nobody need ask for it. */
export function armFunctions({ offline }: { offline: boolean }) {
  const form = offline ? 'arm' : 'arm-v4.20';
  const panic_smp_self_stop = fn(
    'panic_smp_self_stop',
    { source: offline ? SMP : { file: 'kernel/panic.c', versions: 'v3.3 .. v4.20 on arm' }, form },
    ({ self }): Block => ({
      ...(offline && { set_cpu_online: clear_cpu(crash.cpu_online_mask, self) }),
      cpu_relax: park,
    }),
  );
  const crash_smp_send_stop = fn(
    'crash_smp_send_stop',
    { source: KEXEC, form, locals: { others: int(0, 8), mask: cpuSet } },
    ({ self, others, mask }) => ({
      online: set(mask, withoutCpu(read(crash.cpu_online_mask), self)),
      lost_before: note(
        armSeen.lost_before,
        existsCpu((other) => atOn(other, point(panic_smp_self_stop, 'cpu_relax'))),
      ),
      num_online_cpus: set(others, weight(mask)),
      waiting: write(crash.waiting_for_crash_ipi, others),
      smp_call_function: sendMask(call_function_ipi, mask),
      wait_1s: boundedWait('expires', le(read(crash.waiting_for_crash_ipi), 0)),
    }),
  );
  const __crash_kexec = fn(
    '__crash_kexec',
    {
      source: { file: 'kernel/kexec_core.c', versions: 'v4.5 ..; text of v6.1' },
      form,
      locals: { mask: cpuSet },
    },
    ({ self, mask }) => ({
      trylock: ignored('an image is loaded, and the kexec lock is free'),
      irq_off: local_irq_disable,
      machine_crash_shutdown: call(crash_smp_send_stop),
      crash_save_cpu: call(crash_save_cpu),
      online: set(mask, withoutCpu(read(crash.cpu_online_mask), self)),
      machine_kexec: when(
        isEmpty(mask),
        { reboot_code: end('capture_kernel') },
        { bug: explain('BUG_ON(num_online_cpus() > 1), inside the panic', end('bug')) },
      ),
    }),
  );
  return { panic_smp_self_stop, crash_smp_send_stop, __crash_kexec };
}
