import {
  add,
  and,
  type Block,
  type Cpu,
  call,
  clear_cpu,
  cmpxchg,
  cpuOrNone,
  cpuSet,
  type E,
  end,
  eq,
  explain,
  finalHalt,
  flag,
  fn,
  ghost,
  has,
  ignored,
  int,
  type KernelFn,
  type Local,
  local_irq_disable,
  local_irq_enable,
  NONE,
  type Node,
  ne,
  not,
  note,
  type Point,
  park,
  point,
  read,
  ret,
  type Source,
  send,
  set,
  shared,
  type Vector,
  when,
  write,
} from '../language/index.js';
import { raw_spin_trylock } from '../machine/spinlock.js';

/** panic() and its ways in, as kernel/panic.c has had them since 2.6.38. */

/** The texts of the gate in front of panic(), each under the first release that has it. */
export const PANIC_ERAS = ['v2.6.38', 'v3.3', 'v3.6', 'v4.5', 'v6.1', 'v6.18'] as const;
/** One of them. */
export type PanicEra = (typeof PANIC_ERAS)[number];

const SOURCES: Record<PanicEra, Source> = {
  'v2.6.38': { file: 'kernel/panic.c', versions: '.. v3.2; text of v2.6.38' },
  'v3.3': { file: 'kernel/panic.c', versions: 'v3.3 .. v3.5', commit: '93e13a360ba3' },
  'v3.6': { file: 'kernel/panic.c', versions: 'v3.6 .. v4.4', commit: '190320c3b664' },
  'v4.5': { file: 'kernel/panic.c', versions: 'v4.5 .. v5.3', commit: '1717f2096b54' },
  'v6.1': {
    file: 'kernel/panic.c',
    versions: 'v4.5 .. v6.17; text of v6.1',
    commit: '1717f2096b54',
  },
  'v6.18': {
    file: 'kernel/panic.c',
    versions: 'v6.18 ..',
    note: 'panic() is what vpanic() does, which it wraps since v6.17',
  },
};

/** Who panics: what the gate in front of panic() is made of, in one kernel or another. */
export const panicking = shared({
  /** The CPU that panics, or that is in crash_kexec() (v4.5 ..). */
  panic_cpu: cpuOrNone,
  /** A spinlock that is only ever tried, and never released (v3.3 .. v4.4). It names the CPU that has it. */
  panic_lock: cpuOrNone,
  /** The CPU that has sent its panic to the one named by panic_force_cpu= (v7.0 ..). */
  panic_redirect_cpu: cpuOrNone,
  /** The CPU that it names. A system that uses it says which one. */
  panic_force_cpu: cpuOrNone,
});

/** Parameters of panic() that are read where somebody may write them. */
export const parameters = shared({ panic_on_warn: flag, crash_kexec_post_notifiers: flag });

/** What the questions about panic() remember. */
export const attempts = ghost({
  /** How often panic() has come to __crash_kexec(). */
  kexec_attempts: int(0, 2),
});

/** CPUs that are online. A system that uses it says which are at the beginning. */
export const cpu_online_mask = shared({ cpu_online_mask: cpuSet }).cpu_online_mask;

const PANIC = SOURCES['v6.1'];

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

/** panic_timeout == 0: the end of panic() where nobody restarts the machine. Interrupts are on again. */
export const panic_halts = fn('panic_halts', { source: PANIC }, () => ({
  local_irq_enable,
  touch_softlockup_watchdog: explain('panic_blink() and mdelay() for ever', finalHalt),
}));

/** A function without parameters and result: what can take the place of a part of panic(). */
// biome-ignore lint/complexity/noBannedTypes: a function without parameters
export type Procedure = KernelFn<{}, never, Block>;

/** panic_force_cpu=: where a panic is sent, and by which text of panic_try_force_cpu() and nmi_panic(). */
export interface ForceCpu {
  /**
   * `original`: as merged. `loser-stops`: a CPU that loses the redirection always stops (an obvious first fix).
   * `fixed`: as posted in July 2026, patches 1 and 2. `nmi-first`: patch 3 as well, where nmi_panic() redirects first.
   */
  readonly text: 'original' | 'loser-stops' | 'fixed' | 'nmi-first';
  /** What smp_call_function_single_async() raises there; its handler is to call panic(). */
  readonly csd: Vector;
}

/**
 * What panic() calls. Which of it a scenario models is its own business: a part that is null is listed as not
 * modelled, and the order of what is there is the kernel's.
 */
export interface PanicParts {
  readonly __crash_kexec: Procedure;
  /** Which text; v6.1 by default. */
  readonly era?: PanicEra;
  /**
   * crash_kexec_post_notifiers: try the capture kernel only after notifiers and dumpers. A parameter that can be
   * written meanwhile is copied once (`copied`, since v4.8), or would be read for each of the two places (`read-twice`).
   */
  readonly postNotifiers?: boolean | 'copied' | 'read-twice';
  /** panic_on_warn, where it takes part: who clears it, panic() (since v5.18) or nobody. */
  readonly panicOnWarn?: 'cleared' | 'kept';
  /** Printing the message and the stack, with whatever happens there. */
  readonly print?: Procedure | null;
  /** Tells the functions around these parts from others of the same text. */
  readonly form?: string;
  /** smp_send_stop(), or crash_smp_send_stop() where the capture kernel comes after the notifiers. */
  readonly stopOthers?: Procedure | null;
  readonly notifiers?: Procedure | null;
  readonly kmsgDump?: Procedure | null;
  /** Replaces the restart at the end, for scenarios with panic_timeout == 0 or a longer way there. */
  readonly restart?: Procedure;
  /** panic_force_cpu=, for v6.18 and later. */
  readonly forceCpu?: ForceCpu;
  /** preempt_disable() at the entry, and what it disables. */
  readonly preemptDisable?: Procedure;
}

const part = (f: Procedure | null | undefined, reason: string): Node => (f ? call(f) : ignored(reason));

// ---- The state of the panic, v6.18 and later --------------------------------------------------------------------

const HELPERS = { source: SOURCES['v6.18'] };

/** Says only whether it has won. Who had it before is thrown away. */
export const panic_try_start = fn(
  'panic_try_start',
  { ...HELPERS, returns: flag, locals: { old: cpuOrNone } },
  ({ self, old }) => ({
    try_cmpxchg: cmpxchg(panicking.panic_cpu, NONE, self, old),
    result: ret(eq(old, NONE)),
  }),
);

/** Gives panic_cpu back (v6.18 ..): crash_kexec() of an oops does, when there is no image and the kernel goes on. */
export const panic_reset = fn('panic_reset', HELPERS, () => ({
  atomic_set: write(panicking.panic_cpu, NONE),
}));

/** Whether any CPU panics (v6.18 .., and before that written out). Only a snapshot: the answer may be old at once. */
export const panic_in_progress = fn(
  'panic_in_progress',
  { ...HELPERS, returns: flag, locals: { owner: cpuOrNone } },
  ({ owner }) => ({ atomic_read: set(owner, read(panicking.panic_cpu)), result: ret(ne(owner, NONE)) }),
);

/** Whether this CPU is the one that panics (v6.18 ..). Nobody else can change the answer. */
export const panic_on_this_cpu = fn(
  'panic_on_this_cpu',
  { ...HELPERS, returns: flag, locals: { owner: cpuOrNone } },
  ({ self, owner }) => ({
    atomic_read: set(owner, read(panicking.panic_cpu)),
    result: ret(eq(owner, self)),
  }),
);

/** Two reads of panic_cpu, with room for a panic_reset() between and before them. */
export const panic_on_other_cpu = fn(
  'panic_on_other_cpu',
  { ...HELPERS, returns: flag, locals: { panics: flag, here: flag } },
  ({ panics, here }) => ({
    in_progress: call(panic_in_progress, {}, panics),
    none: when(not(panics), { fail: ret(false) }),
    on_this: call(panic_on_this_cpu, {}, here),
    result: ret(not(here)),
  }),
);

// ---- panic_force_cpu=, v7.0 and later -----------------------------------------------------------------------------

function redirection({ text, csd }: ForceCpu) {
  const source = {
    original: { file: 'kernel/panic.c', versions: 'v7.0 ..', commit: '2e171ab29f91' },
    'loser-stops': { file: 'kernel/panic.c', versions: 'never: a fix that the posted one warns of' },
    fixed: { file: 'kernel/panic.c', versions: 'posted 14 Jul 2026, v4 1/3 and 2/3' },
    'nmi-first': { file: 'kernel/panic.c', versions: 'posted 14 Jul 2026, v4 1/3 to 3/3' },
  }[text];

  const panic_smp_redirect_cpu = fn(
    'panic_smp_redirect_cpu',
    { source, params: { target_cpu: cpuOrNone }, returns: flag },
    ({ target_cpu }) => ({
      smp_call_function_single_async: send(csd, target_cpu),
      result: explain('0: the IPI is on its way', ret(true)),
    }),
  );

  const panic_try_force_cpu = fn(
    'panic_try_force_cpu',
    {
      source,
      form: text,
      returns: flag,
      locals: { target: cpuOrNone, online: cpuSet, panics: flag, here: flag, old: cpuOrNone, sent: flag },
    },
    ({ self, target, online, panics, here, old, sent }) => ({
      target: explain('set once at boot', set(target, read(panicking.panic_force_cpu))),
      unset: when(eq(target, NONE), { not_configured: ret(false) }),
      at_home: when(eq(target, self), { on_target: ret(false) }),
      cpu_online: set(online, read(cpu_online_mask)),
      offline: when(not(has(online, target)), { target_offline: ret(false) }),
      panics: call(panic_in_progress, {}, panics),
      in_progress: when(
        panics,
        text === 'original' || text === 'loser-stops'
          ? ({ fall_through: ret(false) } as Block)
          : { on_this: call(panic_on_this_cpu, {}, here), stop_unless_here: ret(not(here)) },
      ),
      try_cmpxchg: cmpxchg(panicking.panic_redirect_cpu, NONE, self, old),
      lost: when(ne(old, NONE), {
        loser: ret(text === 'original' ? false : text === 'loser-stops' ? true : ne(old, self)),
      }),
      print: ignored('formats the message and prints it; an NMI on this CPU can come here'),
      redirect: call(panic_smp_redirect_cpu, { target_cpu: target }, sent),
      failed: ignored('the IPI is never refused here: the target is online and its csd is used once'),
      result: ret(sent),
    }),
  );
  return { panic_try_force_cpu, source };
}

// ---- panic() and its ways in --------------------------------------------------------------------------------------

/** What stands between entering panic() and its body, by era. */
function gate(era: PanicEra, scope: Scope): Block {
  const { self } = scope;
  switch (era) {
    case 'v2.6.38':
      return {}; // whoever calls panic() runs it
    case 'v3.3':
    case 'v3.6':
      return {
        spin_trylock: raw_spin_trylock(panicking.panic_lock, self, scope.old),
        lost: when(ne(scope.old, NONE), {
          self_stop: explain('whoever has panic_lock, this CPU included', call(panic_smp_self_stop)),
        }),
      };
    case 'v4.5':
    case 'v6.1':
      return {
        claim: cmpxchg(panicking.panic_cpu, NONE, self, scope.old),
        lost: when(and(ne(scope.old, NONE), ne(scope.old, self)), { self_stop: call(panic_smp_self_stop) }),
      };
    case 'v6.18':
      return {
        try_start: call(panic_try_start, {}, scope.won),
        lost: when(not(scope.won), {
          on_other: call(panic_on_other_cpu, {}, scope.other),
          stop: when(scope.other, { self_stop: call(panic_smp_self_stop) }),
        }),
      };
  }
}

/** The locals of the texts, of which each has only its own. */
const LOCALS = { old: cpuOrNone, won: flag, other: flag, redirected: flag, post: flag, on_warn: flag };
interface Scope {
  readonly self: E<Cpu>;
  readonly old: Local<Cpu>;
  readonly won: Local<boolean>;
  readonly other: Local<boolean>;
  readonly redirected: Local<boolean>;
  readonly post: Local<boolean>;
  readonly on_warn: Local<boolean>;
}
/** Only those named; asking the scope for another one is an error when the model is built. */
const locals = (...names: readonly (keyof typeof LOCALS)[]) =>
  Object.fromEntries(names.map((n) => [n, LOCALS[n]])) as typeof LOCALS;
const gateLocals = (era: PanicEra): (keyof typeof LOCALS)[] =>
  era === 'v2.6.38' ? [] : era === 'v6.18' ? ['won', 'other'] : ['old'];

/** panic(), nmi_panic() and crash_kexec() around the given parts. */
export function panicFunctions(parts: PanicParts) {
  const era = parts.era ?? 'v6.1';
  const form = [
    era === 'v6.1' ? '' : era,
    parts.forceCpu ? `force-${parts.forceCpu.text}` : '',
    parts.form ?? '',
  ]
    .filter((s) => s !== '')
    .join('-');
  const force = parts.forceCpu ? redirection(parts.forceCpu) : null;
  const source = force?.source ?? SOURCES[era];
  const ownsGate = era === 'v4.5' || era === 'v6.1' || era === 'v6.18';

  // Until v4.4 there is one function, called by panic() and by the oops path alike.
  const crash_kexec_ungated = fn(
    'crash_kexec',
    { form: 'v2.6.38', source: { file: 'kernel/kexec.c', versions: 'v2.6.13 .. v4.4' } },
    (): Block => ({
      body: explain('the body became __crash_kexec() in v4.5; no gate', call(parts.__crash_kexec)),
    }),
  );
  const crash_kexec_gated = fn(
    'crash_kexec',
    {
      form: era === 'v6.18' ? era : '',
      source: {
        file: 'kernel/kexec_core.c',
        versions: era === 'v6.18' ? 'v6.18 ..' : 'v4.5 .. v6.17; text of v6.1',
        ...(era !== 'v6.18' && { commit: '7bbee5ca3896' }),
      },
      locals: locals(era === 'v6.18' ? 'won' : 'old'),
    },
    (scope): Block =>
      era === 'v6.18'
        ? {
            try_start: call(panic_try_start, {}, scope.won),
            first: when(scope.won, { crash: call(parts.__crash_kexec), reset: call(panic_reset) }),
          }
        : {
            claim: cmpxchg(panicking.panic_cpu, NONE, scope.self, scope.old),
            first: when(eq(scope.old, NONE), {
              crash: call(parts.__crash_kexec),
              reset: write(panicking.panic_cpu, NONE),
            }),
          },
  );
  const crash_kexec = ownsGate ? crash_kexec_gated : crash_kexec_ungated;

  const kdump = { crash_kexec: call(ownsGate ? parts.__crash_kexec : crash_kexec) };
  const stop_others = part(
    parts.stopOthers,
    'what the other CPUs do from here on does not matter to the question',
  );
  const notifiers = part(parts.notifiers, 'no panic notifier takes part in the question');
  const kmsg_dump = part(parts.kmsgDump, 'no kmsg dumper takes part in the question');

  /** __crash_kexec() in its place before the notifiers, or after them. */
  const tries = (when_: 'before' | 'after', scope: Scope): Block => {
    if (parts.postNotifiers !== 'copied' && parts.postNotifiers !== 'read-twice')
      return (when_ === 'after') === (parts.postNotifiers ?? false) ? kdump : {};
    const again = parts.postNotifiers === 'read-twice';
    const { post } = scope;
    return {
      ...(again && { [`read_${when_}`]: set(post, read(parameters.crash_kexec_post_notifiers)) }),
      [`kdump_${when_}`]: when(when_ === 'before' ? not(post) : post, {
        attempt: note(attempts.kexec_attempts, add(read(attempts.kexec_attempts), 1)),
        ...kdump,
      }),
    };
  };
  const copies = parts.postNotifiers === 'copied';
  const asksPost = copies || parts.postNotifiers === 'read-twice';

  const panic = fn(
    'panic',
    {
      source,
      form,
      locals: locals(
        ...(asksPost ? (['post'] as const) : []),
        ...(parts.panicOnWarn === 'cleared' ? (['on_warn'] as const) : []),
        ...(force ? (['redirected'] as const) : []),
        ...gateLocals(era),
      ),
    },
    (scope): Block => ({
      ...(copies && {
        copy: set(scope.post, read(parameters.crash_kexec_post_notifiers)),
      }),
      ...(parts.panicOnWarn === 'cleared' && {
        look: set(scope.on_warn, read(parameters.panic_on_warn)),
        on_warn: when(scope.on_warn, { clear: write(parameters.panic_on_warn, false) }),
      }),
      ...(era !== 'v2.6.38' && era !== 'v3.3' && { irq_off: local_irq_disable }),
      ...(parts.preemptDisable && { preempt_disable: call(parts.preemptDisable) }),
      ...(force && {
        try_force_cpu: call(force.panic_try_force_cpu, {}, scope.redirected),
        redirected: when(scope.redirected, {
          set_cpu_online: clear_cpu(cpu_online_mask, scope.self),
          self_stop: explain(
            'until the target stops this CPU; nothing else ends it',
            call(panic_smp_self_stop),
          ),
        }),
      }),
      ...gate(era, scope),
      print: part(parts.print, 'console output takes no lock that the question depends on'),
      ...tries('before', scope),
      ...(era === 'v2.6.38' ? { kmsg_dump, stop_others, notifiers } : { stop_others, notifiers, kmsg_dump }),
      ...tries('after', scope),
      restart: call(parts.restart ?? emergency_restart),
    }),
  );

  const nmiFirst = force !== null && parts.forceCpu?.text === 'nmi-first';
  const nmi_panic = fn(
    'nmi_panic',
    {
      source,
      form,
      locals: nmiFirst ? locals('redirected', 'won') : locals(...(ownsGate ? gateLocals(era) : [])),
    },
    (scope): Block => {
      const { self } = scope;
      if (!ownsGate) return { direct: explain('NMI handlers call panic() themselves', call(panic)) };
      if (era !== 'v6.18')
        return {
          claim: cmpxchg(panicking.panic_cpu, NONE, self, scope.old),
          first: when(eq(scope.old, NONE), { enter: call(panic) }),
          elsewhere: when(and(ne(scope.old, NONE), ne(scope.old, self)), { stop: call(nmi_panic_self_stop) }),
        };
      if (nmiFirst)
        return {
          try_force_cpu: call(force.panic_try_force_cpu, {}, scope.redirected),
          not_redirected: when(not(scope.redirected), {
            try_start: call(panic_try_start, {}, scope.won),
            first: when(scope.won, { enter: call(panic) }),
          }),
          self_stop: explain('also when the panic is on this CPU', call(nmi_panic_self_stop)),
        };
      return {
        try_start: call(panic_try_start, {}, scope.won),
        first: when(scope.won, { enter: call(panic) }),
        on_other: call(panic_on_other_cpu, {}, scope.other),
        elsewhere: when(scope.other, { stop: call(nmi_panic_self_stop) }),
      };
    },
  );

  const entries = Object.entries(panic.body);
  const past = entries.findIndex(([label]) => label === 'print');
  return {
    panic,
    nmi_panic,
    crash_kexec,
    /** Past the gate: what only one CPU at a time may run. */
    body: entries
      .slice(past)
      .filter(([, node]) => node.kind !== 'ignored')
      .map(([label]): Point => point(panic, label)),
    /** Where the other CPUs have been asked to stop, and the wait for them is over. */
    afterStop: entries
      .slice(1 + entries.findIndex(([label]) => label === 'stop_others'))
      .filter(([, node]) => parts.stopOthers && node.kind !== 'ignored')
      .map(([label]): Point => point(panic, label)),
    /** Anywhere in panic(), also on the way to it from nmi_panic(). Neither is left by a CPU that panics. */
    panics: [point(panic, ''), point(nmi_panic, '')],
    /** Where a CPU that lost waits for good. */
    selfStops: [point(panic_smp_self_stop, ''), point(nmi_panic_self_stop, '')],
    /** What says whose panic it is. Null where there is no gate. */
    gate: era === 'v2.6.38' ? null : ownsGate ? panicking.panic_cpu : panicking.panic_lock,
    /** crash_kexec() about to give the gate back. */
    resets: ownsGate ? point(crash_kexec, 'first.reset') : null,
  };
}
