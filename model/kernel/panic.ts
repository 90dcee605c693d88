import {
  and,
  call,
  cmpxchg,
  cpuOrNone,
  end,
  eq,
  fn,
  ignored,
  type KernelFn,
  local_irq_disable,
  NONE,
  ne,
  park,
  shared,
  when,
  write,
} from '../language/index.js';

/** panic() and its ways in, as kernel/panic.c has them since panic_cpu (v4.5); text of v6.1. */

const PANIC = { file: 'kernel/panic.c', versions: 'v4.5 .. v6.17; text of v6.1', commit: '1717f2096b54' };

export const panicking = shared({ panic_cpu: cpuOrNone });

/** A CPU that lost the race for panic_cpu waits, irqs off, until the winner stops it or the machine goes down. */
export const panic_smp_self_stop = fn('panic_smp_self_stop', { source: PANIC }, () => ({ cpu_relax: park }));

/** The same in an NMI. That it polls for the crash IPI matters only to who saves registers. */
export const nmi_panic_self_stop = fn(
  'nmi_panic_self_stop',
  { source: { ...PANIC, file: 'arch/x86/kernel/reboot.c' } },
  () => ({ cpu_relax: park }),
);

/** panic_timeout != 0: the machine restarts when nothing else was to be done. */
export const emergency_restart = fn(
  'emergency_restart',
  { source: { file: 'kernel/reboot.c', versions: 'v2.6 ..' } },
  () => ({
    kmsg_dump: ignored('by default no dumper runs for EMERG'),
    machine_emergency_restart: end('restart'),
  }),
);

// biome-ignore lint/complexity/noBannedTypes: a function without parameters
type Procedure = KernelFn<{}, never>;

/** panic() and nmi_panic() around a given text of __crash_kexec(). */
export function panicFunctions(__crash_kexec: Procedure) {
  const panic = fn('panic', { source: PANIC, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    irq_off: local_irq_disable,
    claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
    lost: when(and(ne(old, NONE), ne(old, self)), { self_stop: call(panic_smp_self_stop) }),
    print: ignored('console output takes no lock that the kexec lock depends on'),
    crash_kexec: call(__crash_kexec),
    others: ignored('stopping the others, notifiers and kmsg_dump come after the question is decided'),
    restart: call(emergency_restart),
  }));

  const nmi_panic = fn('nmi_panic', { source: PANIC, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
    first: when(eq(old, NONE), { enter: call(panic) }),
    elsewhere: when(and(ne(old, NONE), ne(old, self)), { stop: call(nmi_panic_self_stop) }),
  }));

  const crash_kexec = fn(
    'crash_kexec',
    {
      source: {
        file: 'kernel/kexec_core.c',
        versions: 'v4.5 .. v6.17; text of v6.1',
        commit: '7bbee5ca3896',
      },
      locals: { old: cpuOrNone },
    },
    ({ self, old }) => ({
      claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
      first: when(eq(old, NONE), {
        crash: call(__crash_kexec),
        reset: write(panicking.panic_cpu, NONE),
      }),
    }),
  );

  return { panic, nmi_panic, crash_kexec };
}
