import type { Expectation } from './scenario.js';

/**
 * What is known about the dumpers themselves. Ids are those of the table of known outcomes (docs/kmsg-dump.md). Where
 * nothing is said, a property is expected to hold.
 */

type When = Expectation['when'];
const each = (whens: readonly When[], e: Omit<Expectation, 'when'>, more: When = {}) =>
  whens.map((when): Expectation => ({ ...e, when: { ...when, ...more } }));

const PSTORE = 'pstore_dump(), v6.1';

/** Ways in which a holder of a lock with interrupts off never goes on. */
const FROZEN: readonly When[] = [{ stop: 'nmi' }, { stop: ['irq', 'irq-late'], 'panic-from': 'nmi' }];
/** The same, and one that is still at it when the panic comes to its dumpers. */
const MET: readonly When[] = [{ stop: ['nmi', 'irq-late'] }, { stop: 'irq', 'panic-from': 'nmi' }];

export const kmsgDumpersExpectations: readonly Expectation[] = [
  ...['no-deadlock', 'report-reaches-storage'].flatMap((property) =>
    each(
      FROZEN,
      {
        id: 'bug 15',
        property,
        verdict: 'violated',
        why: 'the other CPU was stopped inside pstore_dump(), and the panic waits for its lock',
        source: '9f244e9cfd70',
        confidence: 'sure',
      },
      { dumper: 'pstore-lock' },
    ),
  ),
  {
    id: 'E9',
    property: 'no-deadlock',
    when: { dumper: ['pstore-trylock', 'pstore-fall-through'] },
    verdict: 'holds',
    why: 'a panic only tries the lock',
    source: PSTORE,
    confidence: 'sure',
  },
  ...each(
    MET,
    {
      id: 'E9',
      property: 'report-reaches-storage',
      verdict: 'violated',
      why: 'the trylock fails, and the record is left out',
      source: PSTORE,
      confidence: 'sure',
    },
    { dumper: 'pstore-trylock' },
  ),
  {
    id: 'E-L2',
    property: 'report-reaches-storage',
    when: { dumper: 'pstore-trylock', stop: 'irq', 'panic-from': 'task' },
    verdict: 'holds',
    why: 'nobody is stopped inside pstore_dump(), which keeps interrupts off',
    source: PSTORE,
    confidence: 'sure',
  },
  ...each(
    MET,
    {
      id: 'bug 15a',
      property: 'one-writer',
      verdict: 'violated',
      why: 'the panic says that the lock is taken, and fills the buffer all the same',
      source: '959217c84c27',
      confidence: 'likely',
    },
    { dumper: 'pstore-fall-through' },
  ),
  {
    id: 'N7',
    property: 'report-reaches-storage',
    when: { dumper: 'pstore-fall-through', stop: 'irq-late' },
    verdict: 'violated',
    why: 'the other CPU still runs, and puts its oops over the report before that is written out',
    source: 'derived here from pstore_dump(), v3.9',
    confidence: 'likely',
  },
  {
    id: 'N7',
    property: 'report-reaches-storage',
    when: { dumper: 'pstore-fall-through', stop: ['irq', 'nmi'] },
    verdict: 'holds',
    why: 'nobody else runs, so the report is whole; the record of the oops is lost',
    source: 'derived here from pstore_dump(), v3.9',
    confidence: 'likely',
  },
  {
    id: 'E10',
    property: 'no-deadlock',
    when: { dumper: 'mtdoops' },
    verdict: 'holds',
    why: 'nobody waits for the bit',
    source: 'drivers/mtd/mtdoops.c, v6.1',
    confidence: 'sure',
  },
  {
    id: 'E10',
    property: 'report-reaches-storage',
    when: { dumper: 'mtdoops' },
    verdict: 'violated',
    why: 'the worker is stopped, by whatever it is, with the bit set; the panic finds it set and returns without a word',
    source: 'drivers/mtd/mtdoops.c, v6.1',
    confidence: 'sure',
  },
  {
    id: 'bug 16',
    property: 'report-reaches-storage',
    when: { dumper: 'efi-irqs-on' },
    verdict: 'violated',
    why: 'the other CPU is stopped in the middle of its EFI call, with the lock',
    source: '81fa4e581d92',
    confidence: 'sure',
  },
  ...each(
    MET,
    {
      id: 'bug 16',
      property: 'report-reaches-storage',
      verdict: 'violated',
      why: 'an NMI, or a wait for the interrupt that is over too early, meets the holder all the same',
      source: '81fa4e581d92, cover letter of its series',
      confidence: 'sure',
    },
    { dumper: 'efi-irqs-off' },
  ),
  {
    id: 'bug 16',
    property: 'report-reaches-storage',
    when: { dumper: 'efi-irqs-off', stop: 'irq', 'panic-from': 'task' },
    verdict: 'holds',
    why: 'the interrupt that stops the holder waits until it has let go',
    source: '81fa4e581d92',
    confidence: 'sure',
  },
];
