import {
  and,
  type Block,
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
  type Node,
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
export type Procedure = KernelFn<{}, never, Block>;

/**
 * What panic() calls. Which of it a scenario models is its own business: a part that is null is listed as not
 * modelled, and the order of what is there is the kernel's.
 */
export interface PanicParts {
  readonly __crash_kexec: Procedure;
  /** crash_kexec_post_notifiers: try the capture kernel only after notifiers and dumpers. */
  readonly postNotifiers?: boolean;
  /** smp_send_stop(), or crash_smp_send_stop() where the capture kernel comes after the notifiers. */
  readonly stopOthers?: Procedure | null;
  readonly notifiers?: Procedure | null;
  readonly kmsgDump?: Procedure | null;
  /** Replaces the restart at the end, for scenarios with panic_timeout == 0 or a longer way there. */
  readonly restart?: Procedure;
}

const part = (f: Procedure | null | undefined, reason: string): Node => (f ? call(f) : ignored(reason));

/** panic(), nmi_panic() and crash_kexec() around the given parts. */
export function panicFunctions(parts: PanicParts) {
  const kdump = { crash_kexec: call(parts.__crash_kexec) };
  const panic = fn('panic', { source: PANIC, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    irq_off: local_irq_disable,
    claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
    lost: when(and(ne(old, NONE), ne(old, self)), { self_stop: call(panic_smp_self_stop) }),
    print: ignored('console output takes no lock that the question depends on'),
    ...(!parts.postNotifiers && kdump),
    stop_others: part(
      parts.stopOthers,
      'what the other CPUs do from here on does not matter to the question',
    ),
    notifiers: part(parts.notifiers, 'no panic notifier takes part in the question'),
    kmsg_dump: part(parts.kmsgDump, 'no kmsg dumper takes part in the question'),
    ...(parts.postNotifiers && kdump),
    restart: call(parts.restart ?? emergency_restart),
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
        crash: call(parts.__crash_kexec),
        reset: write(panicking.panic_cpu, NONE),
      }),
    }),
  );

  return { panic, nmi_panic, crash_kexec };
}
