import {
  atomic_dec,
  type Block,
  type Cpu,
  call,
  clear_cpu,
  cmpxchg,
  cpuOrNone,
  cpuSet,
  type E,
  emptySet,
  end,
  eq,
  explain,
  fn,
  has,
  ignored,
  int,
  isEmpty,
  le,
  local_irq_disable,
  NONE,
  type Node,
  ne,
  not,
  note,
  or,
  READ_ONCE,
  read,
  ret,
  sendMask,
  set,
  smp_wmb,
  stopCpu,
  vector,
  WRITE_ONCE,
  wait,
  waitOrTimeout,
  weight,
  when,
  withCpu,
  withoutCpu,
  write,
} from '../language/index.js';
import { kexec } from './kexec.js';
import {
  type CrashHandler,
  NMI_VECTOR,
  register_crash_handler,
  register_stop_handler,
  set_emergency_nmi_handler,
} from './nmi.js';
import type { Procedure } from './panic.js';
import { crash, shootdownCallback, stopSeen } from './stop_state.js';

/** How a panicking x86 CPU stops the others: the shootdown of a crash dump, and the ordinary stop. */

const REBOOT = { file: 'arch/x86/kernel/reboot.c', versions: 'v4.5 .. v6.17; text of v6.1' };
const SMP = { file: 'arch/x86/kernel/smp.c', versions: 'v6.5 .. (and late v6.1.y)', commit: '1f5e7eb7868e' };
const CRASH = { file: 'arch/x86/kernel/crash.c', versions: 'v4.9 .. v6.17; text of v6.1' };

const OLD_STOP = { irq: 'v2.6.30 .. v3.1', 'irq-nmi': 'v3.7 .. v6.4' };

/** Whether a bounded wait may run out at any moment, or goes on as long as it takes: there are no clocks. */
export type Bound = 'expires' | 'never';

/** A bounded wait of the stop code. */
export const boundedWait = (bound: Bound, guard: E<boolean>): Node =>
  bound === 'expires' ? waitOrTimeout(guard) : wait(guard);

/** The interrupt that asks a CPU to stop; it waits where interrupts are off. */
export const REBOOT_VECTOR = vector('REBOOT_VECTOR', 'hardirq');

/** What differs between kernels, boot options and patches in how the others are stopped. */
export interface StopText {
  readonly handler: CrashHandler;
  /** `last`, as in the kernel: crash_ipi_issued is set when everything else is. `first`: a mutation. */
  readonly issued: 'last' | 'first';
  /** The shootdown returns at once if there was one (26044aff37a5, v6.3). */
  readonly once: boolean;
  readonly bound: Bound;
  /** The ordinary stop: REBOOT_VECTOR alone, with an NMI after it, or with a mask of those that have not reported. */
  readonly stop: 'irq' | 'irq-nmi' | 'stop-mask';
  /** The processor has SME: a CPU writes its cache back before it stops. */
  readonly sme?: boolean;
  /** smp_send_stop() passes wait=0; a reboot or a kexec without a panic passes 1, and waits for ever in the end. */
  readonly wait?: boolean;
  /** kexec_in_progress: smp_kick_mwait_play_dead(), since v6.5. */
  readonly kick?: Procedure | null;
}

/** crash_save_cpu(regs, cpu) */
export const crash_save_cpu = fn(
  'crash_save_cpu',
  { source: { file: 'kernel/crash_core.c', versions: 'v2.6.13 ..; text of v6.1' } },
  ({ self }) => ({
    again: note(
      stopSeen.saved_again,
      or(read(stopSeen.saved_again), eq(read(crash.crash_notes.of(self)), 'saved')),
    ),
    append_elf_note: write(crash.crash_notes.of(self), 'saved'),
  }),
);

const kdump_nmi_callback = fn('kdump_nmi_callback', { source: CRASH }, () => ({
  crash_save_cpu: call(crash_save_cpu),
  pt_apic: ignored('Intel PT and the local APIC of this CPU are its own'),
}));

/** `checks`: the crashing CPU does nothing here, as in the kernel. Without it, a mutation. */
export const crashNmiCallback = ({ checks }: { checks: boolean }) =>
  fn(
    'crash_nmi_callback',
    { source: REBOOT, form: checks ? '' : 'unchecked', locals: { callback: shootdownCallback } },
    ({ self, callback }) => ({
      ...(checks && { crashing: when(eq(read(crash.crashing_cpu), self), { handled: ret() }) }),
      again: note(
        stopSeen.answered_again,
        or(read(stopSeen.answered_again), has(read(stopSeen.answered), self)),
      ),
      answered: note(stopSeen.answered, withCpu(read(stopSeen.answered), self)),
      irq_off: local_irq_disable,
      load: set(callback, read(crash.shootdown_callback)),
      shootdown_callback: when(ne(callback, 'NULL'), { kdump: call(kdump_nmi_callback) }),
      virtualization: ignored('leaving VMX and SVM operation concerns this CPU alone'),
      done: atomic_dec(crash.waiting_for_crash_ipi),
      halt: stopCpu,
    }),
  );
/** The handler of the shootdown: saves this CPU's registers, says so, and halts; the CPU that crashes ignores it. */
export const crash_nmi_callback = crashNmiCallback({ checks: true });

/** The lock is left out: nobody loads or unloads an image in these questions, so the trylock succeeds. */
export const crashKexec = (form: string, machine_crash_shutdown: Procedure) =>
  fn(
    '__crash_kexec',
    { source: { file: 'kernel/kexec_core.c', versions: 'v4.5 ..; text of v6.1' }, form },
    () => ({
      trylock: ignored('nobody loads or unloads an image, so the kexec lock is free'),
      image: when(ne(read(kexec.kexec_crash_image), 'NULL'), {
        machine_crash_shutdown: call(machine_crash_shutdown),
        idt_invalidate: explain('what machine_kexec() does before the jump', write(crash.idt_invalid, true)),
        machine_kexec: end('capture_kernel'),
      }),
    }),
  );

/**
 * How a panicking x86 CPU stops the others: the shootdown by NMI on the way to a crash dump, in which each saves its registers, and the
 * ordinary stop otherwise. What differs is in {@link StopText}.
 */
export function stopFunctions(text: StopText) {
  const form = [text.handler, text.issued === 'first' && 'issued-first', !text.once && 'again']
    .filter((x) => x !== false)
    .join('-');

  const nmi_shootdown_cpus = fn(
    'nmi_shootdown_cpus',
    {
      source: REBOOT,
      form: `${form}-${text.bound}`,
      params: { callback: shootdownCallback },
      locals: { others: int(0, 8) },
    },
    ({ self, callback, others }): Block => ({
      irq_off: local_irq_disable,
      ...(text.once && {
        issued: when(read(crash.crash_ipi_issued), {
          warn: explain('Avoid certain doom if a shootdown already occurred', ret()),
        }),
      }),
      crashing_cpu: write(crash.crashing_cpu, self),
      again: note(stopSeen.shot_again, read(stopSeen.shot)),
      set_up: note(stopSeen.shot, true),
      ...(text.issued === 'first' && { kick_too_early: WRITE_ONCE(crash.crash_ipi_issued, true) }),
      shootdown_callback: write(crash.shootdown_callback, callback),
      num_online_cpus: set(others, weight(withoutCpu(read(crash.cpu_online_mask), self))),
      waiting: write(crash.waiting_for_crash_ipi, others),
      ...(text.handler === 'emergency'
        ? { handler: call(set_emergency_nmi_handler) }
        : { handler: call(register_crash_handler), wmb: smp_wmb }),
      allbutself: sendMask(NMI_VECTOR, withoutCpu(read(crash.cpu_online_mask), self)),
      ...(text.issued === 'last' && {
        kick: explain('Kick CPUs looping in NMI context', WRITE_ONCE(crash.crash_ipi_issued, true)),
      }),
      wait_1s: boundedWait(text.bound, le(read(crash.waiting_for_crash_ipi), 0)),
    }),
  );

  const crash_smp_send_stop = fn(
    'crash_smp_send_stop',
    { source: { ...CRASH, commit: '0ee59413c967' }, form },
    () => ({
      stopped: when(read(crash.cpus_stopped), { out: ret() }),
      kdump_nmi_shootdown_cpus: call(nmi_shootdown_cpus, { callback: 'kdump_nmi_callback' }),
      done: write(crash.cpus_stopped, true),
    }),
  );

  const stopSource = text.stop === 'stop-mask' ? SMP : { file: SMP.file, versions: OLD_STOP[text.stop] };
  const stop_this_cpu = fn(
    'stop_this_cpu',
    {
      source: { ...stopSource, file: 'arch/x86/kernel/process.c' },
      form: [text.stop === 'stop-mask' ? '' : 'v6.4', text.sme ? 'sme' : '']
        .filter((s) => s !== '')
        .join('-'),
    },
    ({ self }): Block => ({
      irq_off: local_irq_disable,
      offline: clear_cpu(crash.cpu_online_mask, self),
      apic: ignored('the local APIC of this CPU is its own'),
      ...(text.sme && {
        wbinvd: explain('takes as long as there is to write', clear_cpu(crash.cpus_dirty, self)),
      }),
      ...(text.stop === 'stop-mask' && { report: clear_cpu(crash.cpus_stop_mask, self) }),
      hlt: explain('NMIs would still wake it; exc_nmi() of an offline CPU does nothing', stopCpu),
    }),
  );

  const sysvec_reboot = fn('sysvec_reboot', { source: stopSource, form: text.stop }, () => ({
    virtualization: ignored('leaving VMX and SVM operation concerns this CPU alone'),
    stop: call(stop_this_cpu),
  }));

  const smp_stop_nmi_callback = fn(
    'smp_stop_nmi_callback',
    { source: stopSource, form: text.stop },
    ({ self }) => ({
      stopping: when(eq(read(crash.stopping_cpu), self), { handled: ret() }),
      stop: call(stop_this_cpu),
    }),
  );

  /** smp_send_stop(). Others that have not reported: by cpus_stop_mask, or by still being online. */
  const others = (self: E<Cpu>) =>
    text.stop === 'stop-mask' ? read(crash.cpus_stop_mask) : withoutCpu(read(crash.cpu_online_mask), self);
  const native_stop_other_cpus = fn(
    'native_stop_other_cpus',
    {
      source: stopSource,
      form: `${text.stop}-${text.bound}${text.wait ? '-wait' : ''}${text.kick ? '-kick' : ''}`,
      locals: { old: cpuOrNone, mask: cpuSet },
    },
    ({ self, old, mask }): Block => ({
      ...(text.stop !== 'irq' && {
        claim: cmpxchg(crash.stopping_cpu, NONE, self, old),
        beaten: when(ne(old, NONE), { out: ret() }),
      }),
      ...(text.kick && { kexec_in_progress: call(text.kick) }),
      ...(text.stop === 'stop-mask' && {
        cpumask_copy: set(mask, read(crash.cpu_online_mask)),
        all_but_self: explain(
          'nobody else looks at the mask before the first request is sent',
          write(crash.cpus_stop_mask, withoutCpu(mask, self)),
        ),
      }),
      anybody: when(not(isEmpty(others(self))), {
        reboot_vector: sendMask(REBOOT_VECTOR, withoutCpu(read(crash.cpu_online_mask), self)),
        wait_1s: boundedWait(text.bound, isEmpty(others(self))),
      }),
      ...(text.stop !== 'irq' && {
        still: when(not(isEmpty(others(self))), {
          handler: call(register_stop_handler),
          nmi: sendMask(NMI_VECTOR, others(self)),
          wait_10ms: boundedWait(text.wait ? 'never' : text.bound, isEmpty(others(self))),
        }),
      }),
      apic: ignored('the local APIC of this CPU is its own'),
      ...(text.stop === 'stop-mask' && { forget: write(crash.cpus_stop_mask, emptySet) }),
    }),
  );

  const native_machine_crash_shutdown = fn('native_machine_crash_shutdown', { source: CRASH, form }, () => ({
    irq_off: local_irq_disable,
    stop: call(crash_smp_send_stop),
    ioapic_zap_locks: ignored('a lock of the I/O APIC that a stopped CPU holds is made free here'),
    lapic_hpet: ignored('interrupt controllers and timers go to their boot state'),
    crash_save_cpu: call(crash_save_cpu),
  }));

  const __crash_kexec = crashKexec(form, native_machine_crash_shutdown);

  const native_machine_emergency_restart = fn(
    'native_machine_emergency_restart',
    { source: { ...REBOOT, versions: text.once ? 'v6.3 ..; text of v6.1' : 'v5.11 .. v6.2' }, form },
    (): Block => ({
      emergency_reboot_disable_virtualization: text.once
        ? when(not(READ_ONCE(crash.crash_ipi_issued)), {
            nmi_shootdown_cpus: call(nmi_shootdown_cpus, { callback: 'NULL' }),
          })
        : call(nmi_shootdown_cpus, { callback: 'NULL' }),
      machine_emergency_restart: end('restart'),
    }),
  );

  return {
    crash_smp_send_stop,
    native_stop_other_cpus,
    native_machine_emergency_restart,
    nmi_shootdown_cpus,
    smp_stop_nmi_callback,
    stop_this_cpu,
    sysvec_reboot,
    __crash_kexec,
  };
}
