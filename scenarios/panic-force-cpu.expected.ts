import type { Expectation } from './scenario.js';

/**
 * What is known about panic_force_cpu=, row by row. Ids are those of the table of known outcomes (docs/panic.md); AF are
 * this model's own. Where nothing is said, a property is expected to hold.
 */

const ORIGINAL = 'text of 2e171ab29f91';
const POSTED = 'text posted 14 Jul 2026 (v4)';
const NAMED = ['idle', 'spins'] as const;
const NMIS = ['nmi', 'nmi-handler'] as const;

type Row = Omit<Expectation, 'property'>;
const of = (properties: readonly string[], row: Row): Expectation[] =>
  properties.map((property) => ({ ...row, property }));
const STUCK = ['panic-terminates', 'no-deadlock'];
const SELF_STOP = ['panic-owner-not-stopped', ...STUCK];

export const panicForceCpuExpectations: readonly Expectation[] = [
  {
    id: 'A11',
    property: 'kdump-on-forced-cpu',
    when: { text: 'original', first: 'panic', second: 'panic', target: NAMED },
    verdict: 'violated',
    why: 'one CPU redirects and parks; the other loses the redirection, goes on, and dumps before the CPU named takes the IPI',
    source: `${ORIGINAL}; reported with v4 1/3, Jul 2026`,
    confidence: 'sure',
  },
  {
    id: 'A11',
    property: 'kdump-on-forced-cpu',
    when: { text: ['loser-stops', 'fixed', 'nmi-first'], first: 'panic', second: 'panic', target: NAMED },
    verdict: 'holds',
    why: 'who loses the redirection stops',
    source: POSTED,
    confidence: 'sure',
  },
  {
    id: 'A12',
    property: 'kdump-on-forced-cpu',
    when: {
      text: ['original', 'loser-stops', 'fixed'],
      first: ['panic', 'idle'],
      second: 'nmi',
      target: NAMED,
    },
    verdict: 'violated',
    why: 'nmi_panic() claims panic_cpu before panic() comes to redirect, which then finds a panic in progress',
    source: `${ORIGINAL}; reported with v4 3/3, Jul 2026`,
    confidence: 'sure',
  },
  {
    id: 'A12',
    property: 'kdump-on-forced-cpu',
    when: { text: 'nmi-first', first: 'idle', second: 'nmi', target: NAMED },
    verdict: 'holds',
    why: 'nmi_panic() redirects before it claims panic_cpu',
    source: POSTED,
    confidence: 'sure',
  },
  ...of(SELF_STOP, {
    id: 'A13',
    when: { text: 'nmi-first', first: 'panic', second: 'nmi', target: ['unset', ...NAMED], ipi: 'irq' },
    verdict: 'violated',
    why: 'an NMI on the CPU that is in panic() fails to claim panic_cpu, which that CPU has, and stops on top of its own panic; without panic_force_cpu= as well',
    source: `${POSTED}, 3/3; 2/3 still asked panic_on_other_cpu(), and what was merged later was not seen`,
    confidence: 'unsure',
  }),
  ...of(SELF_STOP, {
    id: 'A13',
    when: { text: 'nmi-first', first: 'oops', second: 'nmi' },
    verdict: 'violated',
    why: 'the same on top of crash_kexec()',
    source: `${POSTED}, 3/3; derived here`,
    confidence: 'unsure',
  }),
  ...of(SELF_STOP, {
    id: 'A13',
    when: { text: ['original', 'fixed'], second: 'nmi', target: ['unset', 'idle'] },
    verdict: 'holds',
    why: 'nmi_panic() returns when the panic is on its own CPU',
    source: POSTED,
    confidence: 'sure',
  }),
  ...of(STUCK, {
    id: 'A14',
    when: { target: 'spins', ipi: 'irq', second: ['none', ...NMIS] },
    verdict: 'violated',
    why: 'the CPU named spins, interrupts off, on a lock that the parked CPU holds, and never takes the IPI; nobody waits for it with a timeout',
    source: `${ORIGINAL}; derived here`,
    confidence: 'likely',
  }),
  ...of(STUCK, {
    id: 'A14',
    when: { target: 'spins', ipi: 'irq', second: 'panic', text: ['loser-stops', 'fixed', 'nmi-first'] },
    verdict: 'violated',
    why: 'the same; a second CPU that panics stops as well',
    source: `${POSTED}; derived here`,
    confidence: 'likely',
  }),
  ...of(STUCK, {
    id: 'A14',
    when: { target: 'spins', ipi: 'irq', second: 'panic', text: 'original' },
    verdict: 'holds',
    why: 'a second CPU that panics loses the redirection, goes on, and dumps: what A11 calls the bug saves the dump here',
    source: `${ORIGINAL}; derived here`,
    confidence: 'likely',
  }),
  ...of(STUCK, {
    id: 'A14',
    when: { target: 'spins', ipi: 'nmi', second: ['none', 'panic', 'nmi'] },
    verdict: 'holds',
    why: 'an NMI reaches a CPU whose interrupts are off',
    source: ORIGINAL,
    confidence: 'likely',
  }),
  ...of(STUCK, {
    id: 'A15',
    when: { text: 'loser-stops', first: 'panic', second: 'nmi-handler', target: NAMED },
    verdict: 'violated',
    why: 'an NMI panics on the CPU that has won the redirection and not sent it yet: it loses to itself and stops, and the IPI is never sent',
    source: 'warned of in v4 1/3, Jul 2026',
    confidence: 'sure',
  }),
  ...of(STUCK, {
    id: 'A15',
    when: { text: 'fixed', first: 'panic', second: 'nmi-handler', target: 'idle' },
    verdict: 'holds',
    why: 'who loses the redirection to itself goes on',
    source: `${POSTED}, 1/3`,
    confidence: 'sure',
  }),
  {
    id: 'AF1',
    property: 'kdump-on-forced-cpu',
    when: { first: 'oops', target: 'idle' },
    verdict: 'violated',
    why: 'the oops path calls crash_kexec() before panic(), and crash_kexec() never asks for the CPU named',
    source: 'oops_end() and crash_kexec(), which 2e171ab29f91 leaves as they are; found by this model',
    confidence: 'likely',
  },
  {
    id: 'AF1',
    property: 'panic-terminates',
    when: { first: 'oops', second: 'none' },
    verdict: 'vacuous',
    why: 'the oops is dumped before it comes to panic()',
    source: 'oops_end(), v6.1',
    confidence: 'sure',
  },
  {
    id: 'AF2',
    property: 'kdump-on-forced-cpu',
    when: {
      text: ['original', 'fixed', 'nmi-first'],
      first: 'panic',
      second: 'nmi-handler',
      target: NAMED,
    },
    verdict: 'violated',
    why: 'an NMI panics on the CPU that has redirected: it loses to itself, goes on as A15 asks, and dumps there',
    source: `${ORIGINAL}; ${POSTED}; found by this model`,
    confidence: 'likely',
  },
  {
    id: 'AF2',
    property: 'kdump-on-forced-cpu',
    when: { text: 'nmi-first', first: 'panic', second: 'nmi', target: NAMED },
    verdict: 'violated',
    why: 'the same by nmi_panic()',
    source: `${POSTED}; found by this model`,
    confidence: 'likely',
  },
];
