import type { Expectation } from './scenario.js';

/**
 * What is known about the gate of panic(), row by row. Ids are those of the table of known outcomes
 * (docs/panic.md); AN are this model's own. Where nothing is said, a property is expected to hold.
 */

const TRYLOCK = ['v3.3', 'v3.6'] as const;
const SNAPSHOT = ['v4.5', 'v6.1'] as const;
const PANIC_CPU = ['v4.5', 'v6.1', 'v6.18'] as const;
const OOPS = ['oops', 'oops-survived'] as const;
const NOT_SURVIVED = ['panic', 'oops'] as const;
const OTHERS = ['panic', 'hardirq', 'nmi'] as const;
const REREAD =
  'text of v6.18: vpanic(), panic_try_start(), panic_on_other_cpu(); derived here, no report known';

type Row = Omit<Expectation, 'property'>;
const of = (properties: readonly string[], row: Row): Expectation[] =>
  properties.map((property) => ({ ...row, property }));
const HANG = ['panic-owner-not-stopped', 'panic-terminates', 'no-deadlock'];

export const panicGateExpectations: readonly Expectation[] = [
  // ---- No gate
  {
    id: 'A1',
    property: 'panic-gate-exclusive',
    when: { era: 'v2.6.38', first: NOT_SURVIVED, second: OTHERS },
    verdict: 'violated',
    why: 'there is no gate: whoever calls panic() runs it',
    source: 'panic(), 2.6.38; fixed by 93e13a360ba3',
    confidence: 'sure',
  },
  {
    id: 'A1',
    property: 'panic-gate-exclusive',
    when: { era: 'v2.6.38', first: 'oops-survived', second: 'panic', cpus: '3' },
    verdict: 'violated',
    why: 'two other CPUs panic',
    source: 'panic(), 2.6.38; fixed by 93e13a360ba3',
    confidence: 'sure',
  },
  {
    id: 'AN1',
    property: 'panic-terminates',
    when: { era: 'v2.6.38', first: 'oops-survived', second: 'panic', image: 'none', cpus: '3' },
    verdict: 'violated',
    why: 'two other CPUs panic and stop each other',
    source: 'found by this model in the text of 2.6.38',
    confidence: 'likely',
  },
  {
    id: 'AN1',
    property: 'panic-terminates',
    when: { era: 'v2.6.38', first: NOT_SURVIVED, second: 'panic', image: 'loaded', cpus: '3' },
    verdict: 'violated',
    why: 'the CPU with the kexec mutex is stopped, and the two without stop each other',
    source: 'found by this model in the text of 2.6.38',
    confidence: 'likely',
  },
  {
    id: 'A1',
    property: 'kdump-starts',
    when: { era: 'v2.6.38', second: OTHERS },
    verdict: 'violated',
    why: 'the second panic finds the kexec mutex taken, and goes on to stop the CPU that has it, or restarts',
    source: 'panic() and crash_kexec(), 2.6.38; fixed by 93e13a360ba3',
    confidence: 'sure',
  },
  {
    id: 'AN1',
    property: 'panic-terminates',
    when: { era: 'v2.6.38', first: NOT_SURVIVED, second: 'panic', image: 'none' },
    verdict: 'violated',
    why: 'both panics send the stop IPI, and both take it: every CPU is stopped, and none is left to restart',
    source: 'found by this model in the text of 2.6.38',
    confidence: 'likely',
  },
  // ---- panic_lock
  ...of(HANG, {
    id: 'A2',
    when: { era: 'v3.3', first: 'panic', second: 'hardirq' },
    verdict: 'violated',
    why: 'the owner of panic_lock still takes interrupts; one panics, fails to get the lock, and stops for good',
    source: '190320c3b664',
    confidence: 'likely',
  }),
  ...of(HANG, {
    id: 'A2',
    when: { era: 'v3.3', first: 'oops', second: 'hardirq', image: 'none' },
    verdict: 'violated',
    why: 'the same in the panic() at the end of an oops',
    source: '190320c3b664',
    confidence: 'likely',
  }),
  {
    id: 'A2',
    property: 'kdump-starts',
    when: { era: 'v3.3', first: 'panic', second: 'hardirq' },
    verdict: 'violated',
    why: 'the same on the way into the capture kernel',
    source: '190320c3b664',
    confidence: 'likely',
  },
  ...of(HANG, {
    id: 'A2',
    when: { era: 'v3.6', second: 'hardirq' },
    verdict: 'holds',
    why: 'with interrupts off before the lock, no hardirq comes on top of its owner',
    source: '190320c3b664',
    confidence: 'sure',
  }),
  ...of([...HANG, 'kdump-starts'], {
    id: 'A3',
    when: { era: TRYLOCK, first: 'panic', second: 'nmi' },
    verdict: 'violated',
    why: 'an NMI panics on the owner of panic_lock, fails to get it, and stops on top of its own panic',
    source: '1717f2096b54',
    confidence: 'sure',
  }),
  ...of(HANG, {
    id: 'A3',
    when: { era: TRYLOCK, first: 'oops', second: 'nmi', image: 'none' },
    verdict: 'violated',
    why: 'the same in the panic() at the end of an oops',
    source: '1717f2096b54',
    confidence: 'sure',
  }),
  ...of(HANG, {
    id: 'A3',
    when: { era: TRYLOCK, first: 'panic', second: 'fault' },
    verdict: 'violated',
    why: 'the same with a fault in __crash_kexec() in place of the NMI',
    source: 'derived here from the text of v3.3 .. v4.4',
    confidence: 'likely',
  }),
  {
    id: 'A4',
    property: 'kdump-starts',
    when: { era: TRYLOCK, first: OOPS, second: ['panic', 'hardirq'] },
    verdict: 'violated',
    why: 'the oops has the kexec mutex but not panic_lock: a panic elsewhere gets that, finds the mutex taken, and stops the oops or restarts the machine under it',
    source: '7bbee5ca3896',
    confidence: 'sure',
  },
  {
    id: 'A5',
    property: 'kdump-starts',
    when: { era: TRYLOCK, first: OOPS, second: 'nmi' },
    verdict: 'violated',
    why: 'the NMI panics on top of the oops that has the kexec mutex, and restarts without a dump',
    source: '7bbee5ca3896',
    confidence: 'sure',
  },
  {
    id: 'A5',
    property: 'panic-terminates',
    when: { era: TRYLOCK, first: OOPS, second: 'nmi', image: 'loaded' },
    verdict: 'holds',
    why: 'the panic in the NMI reaches the restart',
    source: '7bbee5ca3896',
    confidence: 'sure',
  },
  // ---- panic_cpu
  {
    id: 'A6',
    property: 'panic-gate-exclusive',
    when: { era: SNAPSHOT },
    verdict: 'holds',
    why: 'one cmpxchg decides, and the value stays with its owner once panic() has it',
    source: '1717f2096b54',
    confidence: 'sure',
  },
  {
    id: 'A7',
    property: 'panic-owner-not-stopped',
    when: { era: PANIC_CPU, second: 'nmi' },
    verdict: 'holds',
    why: 'nmi_panic() returns when the panic is on its own CPU',
    source: '1717f2096b54',
    confidence: 'sure',
  },
  ...of(['panic-terminates', 'no-deadlock'], {
    id: 'A8',
    when: { era: PANIC_CPU, first: 'oops-survived', second: OTHERS, image: 'none' },
    verdict: 'violated',
    why: 'a panic finds panic_cpu taken by crash_kexec() and waits to be stopped; crash_kexec() finds no image and gives panic_cpu back, the oops does not panic, and nobody stops the one that waits',
    source: 'crash_kexec() and oops_end(), v6.1; derived here, no report known',
    confidence: 'likely',
  }),
  ...of(['panic-terminates', 'no-deadlock'], {
    id: 'A8',
    when: { era: PANIC_CPU, first: 'oops' },
    verdict: 'holds',
    why: 'if every caller of crash_kexec() panics afterwards, the one that waits is stopped',
    source: 'oops_end(), v6.1',
    confidence: 'sure',
  }),
  {
    id: 'A9',
    property: 'kdump-starts',
    when: { second: 'fault' },
    verdict: 'violated',
    why: 'the panic after the fault finds the kexec lock taken by its own CPU, and ends without a dump',
    source: 'panic() and __crash_kexec(), v6.1',
    confidence: 'sure',
  },
  {
    id: 'A9',
    property: 'panic-terminates',
    when: { era: PANIC_CPU, second: 'fault' },
    verdict: 'holds',
    why: 'the gate lets its owner through again, which stops the others and restarts',
    source: 'panic(), v6.1',
    confidence: 'sure',
  },
  // ---- panic_on_other_cpu()
  ...of(['panic-gate-exclusive', 'panic-owner-not-stopped', 'panic-owns-gate'], {
    id: 'A16',
    when: { era: 'v6.18', first: 'oops', second: ['panic', 'hardirq'], image: 'none' },
    verdict: 'violated',
    why: 'a panic fails to claim panic_cpu, which crash_kexec() holds; crash_kexec() gives it back; asked again, nobody panics, and the panic goes on without owning panic_cpu, beside the panic of the oops, which does',
    source: REREAD,
    confidence: 'likely',
  }),
  {
    id: 'A16',
    property: 'panic-owns-gate',
    when: { era: 'v6.18', first: 'oops-survived', second: ['panic', 'hardirq'], image: 'none' },
    verdict: 'violated',
    why: 'the same with an oops that does not panic: one panic, and panic_cpu names nobody',
    source: REREAD,
    confidence: 'likely',
  },
  ...of(['panic-gate-exclusive', 'panic-owner-not-stopped'], {
    id: 'A16',
    when: { era: 'v6.18', first: 'oops-survived', second: 'panic', image: 'none', cpus: '3' },
    verdict: 'violated',
    why: 'the same with two other CPUs that panic',
    source: REREAD,
    confidence: 'likely',
  }),
  {
    id: 'A16',
    property: 'panic-terminates',
    when: { era: 'v6.18', first: 'oops', second: ['panic', 'hardirq'], image: 'none' },
    verdict: 'holds',
    why: 'one of the two stops the other and restarts',
    source: REREAD,
    confidence: 'likely',
  },
  {
    id: 'A17',
    property: 'nmi-panic-kept',
    when: { era: 'v6.18', first: OOPS, image: 'none' },
    verdict: 'violated',
    why: 'nmi_panic() fails to claim panic_cpu; crash_kexec() gives it back; asked again, nobody panics, and nmi_panic() returns as it does on the panicking CPU',
    source: REREAD,
    confidence: 'likely',
  },
  ...of(['panic-gate-exclusive', 'panic-owner-not-stopped', 'panic-owns-gate', 'nmi-panic-kept'], {
    id: 'A18',
    when: { era: SNAPSHOT, image: 'none' },
    verdict: 'holds',
    why: 'the decision uses the one value that the cmpxchg returned; what it costs is A8',
    source: '1717f2096b54; text of v6.1',
    confidence: 'sure',
  }),
];
