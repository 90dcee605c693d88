import {
  allCpus,
  call,
  cont,
  cpu,
  eq,
  explain,
  finalHalt,
  fn,
  forEachCpu,
  halt,
  has,
  ignored,
  ne,
  oneOf,
  park,
  perCpu,
  READ_ONCE,
  read,
  set,
  shared,
  WRITE_ONCE,
  wait,
  when,
  write,
} from '../language/index.js';
import type { Procedure } from './panic.js';
import { type Bound, boundedWait } from './stop.js';
import { crash } from './stop_state.js';

/** kexec without a panic: the new kernel takes all of memory, so nobody of the old one may touch it any more. */

const SMPBOOT = { file: 'arch/x86/kernel/smpboot.c', versions: 'v6.5 ..', commit: 'd7893093a741' };

const deadState = oneOf('0', 'MWAIT_WAIT', 'MWAIT_KEXEC_HLT', 'overwritten');

/** What a kexec without a panic has at stake: memory that changes hands, and CPUs that are parked in it. */
export const reboot = {
  /** Whose text and data the memory holds. */
  ...shared({ memory: oneOf('old kernel', 'new kernel') }),
  /** struct mwait_cpu_dead of each CPU: `control` shares a line with what MWAIT monitors. */
  ...perCpu({ mwait_cpu_dead_control: deadState, mwait_cpu_dead_status: deadState }),
};

/** An offline CPU, from its MWAIT on. `kexec_hlt`: it can be told to leave it for good. */
export const mwaitPlayDead = ({ kexec_hlt }: { kexec_hlt: boolean }) =>
  fn(
    'mwait_play_dead',
    {
      source: kexec_hlt
        ? SMPBOOT
        : { ...SMPBOOT, versions: 'v2.6.37 .. v6.4', commit: 'before d7893093a741' },
      form: kexec_hlt ? '' : 'v6.4',
      locals: { control: deadState },
    },
    ({ self, control }) => ({
      mwait: explain(
        'sleeps until somebody writes to the line',
        wait(ne(read(reboot.mwait_cpu_dead_control.of(self)), 'MWAIT_WAIT')),
      ),
      ...(kexec_hlt && {
        control: set(control, READ_ONCE(reboot.mwait_cpu_dead_control.of(self))),
        kexec: when(eq(control, 'MWAIT_KEXEC_HLT'), {
          status: WRITE_ONCE(reboot.mwait_cpu_dead_status.of(self), 'MWAIT_KEXEC_HLT'),
          native_halt: halt,
        }),
      }),
      cond_wakeup_cpu0: explain('goes on in text that may be gone, and back to MWAIT if it is not', park),
    }),
  );

/**
 * smp_kick_mwait_play_dead(): before all memory changes hands, makes parked CPUs leave MWAIT for a HLT (v6.5 ..). `bound`: whether
 * the wait for each of them ends.
 */
export const smpKickMwaitPlayDead = (bound: Bound) =>
  fn(
    'smp_kick_mwait_play_dead',
    { source: SMPBOOT, form: bound, locals: { c: cpu, status: deadState } },
    ({ c, status }) => ({
      for_each_offline: forEachCpu(allCpus, c, {
        online: when(has(read(crash.cpu_online_mask), c), { next: cont }),
        status: set(status, READ_ONCE(reboot.mwait_cpu_dead_status.of(c))),
        elsewhere: when(ne(status, 'MWAIT_WAIT'), { not_in_mwait: cont }),
        newstate: WRITE_ONCE(reboot.mwait_cpu_dead_control.of(c), 'MWAIT_KEXEC_HLT'),
        wait_5ms: boundedWait(bound, eq(READ_ONCE(reboot.mwait_cpu_dead_status.of(c)), 'MWAIT_KEXEC_HLT')),
      }),
    }),
  );

/**
 * kernel_kexec(): kexec without a panic. The other CPUs are stopped first, in good order, then memory is the new kernel's.
 */
export const kernelKexec = (stop_other_cpus: Procedure) =>
  fn(
    'kernel_kexec',
    { source: { file: 'kernel/kexec_core.c', versions: 'v2.6.13 ..; text of v6.1' }, locals: { c: cpu } },
    ({ c }) => ({
      devices: ignored('devices are shut down, and hotplug is over: CPUs stay online or offline as they are'),
      machine_shutdown: call(stop_other_cpus),
      machine_kexec: write(reboot.memory, 'new kernel'),
      new_kernel: forEachCpu(allCpus, c, {
        overwrites: explain(
          'all of memory, this line too',
          write(reboot.mwait_cpu_dead_control.of(c), 'overwritten'),
        ),
      }),
      runs: finalHalt,
    }),
  );
