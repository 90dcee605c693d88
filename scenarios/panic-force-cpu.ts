import { kexec, kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import { cpu_online_mask, type ForceCpu, panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  at,
  type Block,
  call,
  cpuNumber,
  cpuOrNone,
  explain,
  flag,
  fn,
  initially,
  local_irq_restore,
  local_irq_save,
  noDeadlock,
  on,
  point,
  read,
  shared,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { raw_spin_lock, raw_spin_unlock } from '../model/machine/spinlock.js';
import { codePromises } from '../properties/code-promises.js';
import { kdumpOnForcedCpu } from '../properties/kdump-on-forced-cpu.js';
import { panicOwnerNotStopped } from '../properties/panic-owner-not-stopped.js';
import { panicTerminates } from '../properties/panic-terminates.js';
import { panicForceCpuExpectations } from './panic-force-cpu.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Does panic_force_cpu= bring every panic to the CPU that it names? Section A, the texts of 2026. */

const { lock } = shared({ lock: cpuOrNone });

const fitting = (given: Variant): string => (given.second === 'panic' ? '3' : '2');

function contradiction(v: Variant): string | null {
  if (v.first === 'idle' && (v.second === 'none' || v.second === 'panic'))
    return 'first=idle leaves the panic to an NMI (second=nmi or second=nmi-handler)';
  if (v.target === 'spins' && v.first !== 'panic')
    return 'target=spins waits for a lock that the panicking task of CPU 0 holds (first=panic)';
  if (v.target === 'unset' && v.ipi === 'nmi')
    return 'target=unset redirects nothing, by whatever IPI (ipi=irq)';
  if (v.ipi === 'nmi' && v.first !== 'panic')
    return 'ipi=nmi is asked about only where CPU 0 panics (first=panic): else it changes nothing';
  if (v.second === 'panic' && v.cpus === '2')
    return 'second=panic needs two CPUs that panic and one to redirect to (--cpus 3)';
  return null;
}

function build(v: Variant) {
  const csd = vector('panic_csd', v.ipi === 'nmi' ? 'nmi' : 'hardirq');
  const k = kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' });
  const p = panicFunctions({
    era: 'v6.18',
    __crash_kexec: k.__crash_kexec,
    forceCpu: { text: v.text as ForceCpu['text'], csd },
  });
  const kernel = (file: string) => ({ file, versions: 'v7.0 ..' });
  const driver = { file: 'drivers/', versions: 'any driver' };

  const do_panic_on_target_cpu = fn('do_panic_on_target_cpu', { source: kernel('kernel/panic.c') }, () => ({
    panic: call(p.panic),
  }));
  const task_panics = fn('mount_root_generic', { source: kernel('init/do_mounts.c') }, () => ({
    panic: call(p.panic),
  }));
  const locked_task_panics = fn(
    'driver_panics',
    { source: driver, locals: { flags: flag } },
    ({ self, flags }) => ({
      irqsave: local_irq_save(flags),
      spin_lock: raw_spin_lock(lock, self),
      panic: call(p.panic),
    }),
  );
  const waits_for_lock = fn(
    'driver_waits',
    { source: driver, locals: { flags: flag } },
    ({ self, flags }) => ({
      irqsave: local_irq_save(flags),
      spin_lock: raw_spin_lock(lock, self),
      spin_unlock: raw_spin_unlock(lock),
      irqrestore: local_irq_restore(flags),
    }),
  );
  const oops_end = fn(
    'oops_end',
    { source: kernel('arch/x86/kernel/dumpstack.c'), locals: { flags: flag } },
    ({ flags }): Block => ({
      oops_begin: explain('oops_begin() has done this', local_irq_save(flags)),
      kexec_should_crash: explain('panic_on_oops is set', call(p.crash_kexec)),
      oops_exit: local_irq_restore(flags),
      panic_on_oops: call(p.panic),
    }),
  );
  const unknown_nmi_error = fn('unknown_nmi_error', { source: kernel('arch/x86/kernel/nmi.c') }, () => ({
    nmi_panic: call(p.nmi_panic),
  }));
  const __ghes_panic = fn('__ghes_panic', { source: kernel('drivers/acpi/apei/ghes.c') }, () => ({
    panic: call(p.panic),
  }));

  const first = {
    panic: v.target === 'spins' ? locked_task_panics : task_panics,
    oops: oops_end,
    idle: null,
  }[v.first];
  const interrupts: VectorBinding[] =
    v.second === 'nmi'
      ? [on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1 })]
      : v.second === 'nmi-handler'
        ? [on(vector('ghes_nmi', 'nmi'), __ghes_panic, { times: 1 })]
        : [];
  const cpus = Number(v.cpus);
  const target = cpus - 1;
  const machine = system({
    name: 'panic-force-cpu',
    cpus,
    tasks: Array.from({ length: cpus }, (_, cpu) => {
      if (cpu === 0) return first ?? null;
      if (cpu === target) return v.target === 'spins' ? waits_for_lock : null;
      return v.second === 'panic' ? task_panics : null;
    }),
    vectors: [on(csd, do_panic_on_target_cpu), ...interrupts],
    init: [
      { cell: cpu_online_mask.cell, value: 2 ** cpus - 1 },
      ...(v.target === 'unset' ? [] : [initially(panicking.panic_force_cpu, cpuNumber(target))]),
      initially(kexec.kexec_crash_image, 'old'),
      initially(kexec.crash_memory, 'old'),
      initially(kexec.crashk_prot, 'RO'),
    ],
  });
  return {
    system: machine,
    properties: [
      ...(v.target === 'unset'
        ? []
        : [kdumpOnForcedCpu(read(panicking.panic_force_cpu), point(k.__crash_kexec, ''))]),
      panicTerminates(at(...p.panics)),
      panicOwnerNotStopped(read(panicking.panic_cpu), p.selfStops, p.panics),
      noDeadlock,
      ...codePromises(machine),
    ],
  };
}

export const panicForceCpuScenario: Scenario = {
  name: 'panic-force-cpu',
  question: 'Does panic_force_cpu= bring every panic to the CPU that it names?',
  about: `\
Some machines can dump only from one CPU. With panic_force_cpu=N (7.0) a panic elsewhere sends its message to CPU N by an
IPI and parks; CPU N then panics. In July 2026 three fixes were posted: a CPU that loses the right to redirect must
stop, unless it has that right itself (1/3); and nmi_panic() must redirect before it claims panic_cpu (3/3).

The last CPU is the one named. CPU 0 panics, or oopses with panic_on_oops, or is idle; another CPU panics as well, or an
NMI panics, on any CPU, once. A crash image is loaded. The CPU named is idle, or it spins with interrupts off on a lock
that the panicking task holds.`,
  options: [
    {
      name: 'text',
      says: 'panic_try_force_cpu() and nmi_panic()',
      values: [
        { name: 'original', says: 'as merged in 7.0 (2e171ab29f91)' },
        { name: 'loser-stops', says: 'a CPU that loses the redirection always stops: an obvious first fix' },
        { name: 'fixed', says: 'as posted on 14 Jul 2026, v4 1/3 and 2/3: unless it has won it itself' },
        { name: 'nmi-first', says: 'v4 3/3 as well: nmi_panic() redirects before it claims panic_cpu' },
      ],
      default: 'original',
    },
    {
      name: 'first',
      says: 'what happens on CPU 0',
      values: [
        { name: 'panic', says: 'a task calls panic()' },
        { name: 'oops', says: 'a task oopses with panic_on_oops: crash_kexec(), then panic()' },
        { name: 'idle', says: 'nothing' },
      ],
      default: 'panic',
    },
    {
      name: 'second',
      says: 'what happens besides',
      values: [
        { name: 'none', says: 'nothing' },
        { name: 'panic', says: 'a task on another CPU that is not named calls panic()' },
        { name: 'nmi', says: 'an NMI calls nmi_panic(), on any CPU, once' },
        { name: 'nmi-handler', says: 'an NMI handler calls panic() itself, as GHES does' },
      ],
      default: 'none',
    },
    {
      name: 'target',
      says: 'what the CPU named does',
      values: [
        { name: 'idle', says: 'nothing: it can take the IPI' },
        { name: 'unset', says: 'there is none: panic_force_cpu= was not given' },
        { name: 'spins', says: 'spins, interrupts off, on a lock that the panicking task holds' },
      ],
      default: 'idle',
    },
    {
      name: 'ipi',
      says: 'what the message is sent by',
      values: [
        { name: 'irq', says: 'smp_call_function_single_async(), an ordinary IPI: the default' },
        { name: 'nmi', says: 'an NMI, where an architecture overrides panic_smp_redirect_cpu()' },
      ],
      default: 'irq',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: fitting,
    },
  ],
  compares: 'text',
  contradiction,
  build,
  expectations: panicForceCpuExpectations,
  bugs: [],
  unreached: [
    {
      steps: ['kexec_unlock@cmpxchg.release', 'panic_reset.atomic_set', 'panic_on_other_cpu.none.fail'],
      reason: 'a crash image is loaded, so nobody comes back from __crash_kexec() and gives anything back',
    },
    {
      steps: ['original', 'loser-stops', 'fixed', 'nmi-first'].map(
        (text) => `panic_try_force_cpu@${text}.offline.target_offline`,
      ),
      reason: 'the CPU named stays online: what happens without it is panic-gate',
    },
  ],
  notYet: [],
};
