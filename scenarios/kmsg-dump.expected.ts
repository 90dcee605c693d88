import type { Expectation } from './scenario.js';

/**
 * What is known about the place of the dumpers. Ids are those of the table of known outcomes (docs/kmsg-dump.md). Where
 * nothing is said, a property is expected to hold.
 */

type When = Expectation['when'];
const each = (whens: readonly When[], e: Omit<Expectation, 'when'>, more: When = {}) =>
  whens.map((when): Expectation => ({ ...e, when: { ...when, ...more } }));

const OLD = 'crash_kexec() and kmsg_dump(), v2.6.33 (0f4bd46ec252, 456b565cc52f)';
const SPLIT = 'proposal and answers of 8 Feb 2011; the verdict is derived from them';
const TODAY = 'panic() and kmsg_dump(), v6.1';

/** Ways in which the holder of a lock with interrupts off never goes on. */
const FROZEN: readonly When[] = [{ stop: 'nmi' }, { stop: 'irq', 'panic-from': 'nmi' }];
/** The locks that a dump of each era waits for, by what the other CPU does. */
const OLD_LOCKS: readonly When[] = [{ other: ['oops', 'printk'] }, { other: 'driver', dumper: 'spin_lock' }];

/** A hang is a deadlock, costs the dump that was due, and stores nothing. */
const hang = (
  whens: readonly When[],
  e: Omit<Expectation, 'when' | 'property' | 'verdict'>,
): Expectation[] => [
  ...each(whens, { ...e, property: 'no-deadlock', verdict: 'violated' }),
  ...each(whens, { ...e, property: 'report-reaches-storage', verdict: 'violated' }),
  ...each(
    whens.filter((w) => w.image !== 'none'),
    { ...e, property: 'kdump-starts', verdict: 'violated' },
    { image: 'loaded' },
  ),
];

export const kmsgDumpExpectations: readonly Expectation[] = [
  ...hang(
    OLD_LOCKS.map((w) => ({ place: 'crash-kexec', 'panic-from': 'nmi', ...w })),
    {
      id: 'E1',
      why: 'the NMI comes on top of the holder of logbuf_lock or of the lock of the dumper, and waits for it in crash_kexec()',
      source: OLD,
      confidence: 'sure',
    },
  ),
  ...['no-deadlock', 'kdump-starts'].map(
    (property): Expectation => ({
      id: 'E2',
      property,
      when: { place: 'crash-kexec', 'panic-from': 'task', image: 'loaded' },
      verdict: 'holds',
      why: 'all CPUs are still running: whoever has the lock gives it back',
      source: OLD,
      confidence: 'sure',
    }),
  ),
  ...hang(
    FROZEN.flatMap((f) => OLD_LOCKS.map((w) => ({ place: 'split', ...f, ...w }))),
    {
      id: 'E3',
      why: 'the other CPU is stopped with the lock that the dump waits for, and crash_kexec_execute() is never reached',
      source: SPLIT,
      confidence: 'sure',
    },
  ),
  {
    id: 'E4',
    property: 'kdump-starts',
    when: { place: 'split', dumper: 'spin_trylock', other: 'driver', image: 'loaded' },
    verdict: 'holds',
    why: 'a dumper that waits for nobody cannot stand in the way',
    source: SPLIT,
    confidence: 'sure',
  },
  ...each(
    [
      { place: 'crash-kexec', other: 'driver' },
      { place: 'split', other: ['driver', 'oops'] },
      { place: ['kdump-first', 'dumpers-first'] },
    ],
    {
      id: 'E4',
      property: 'report-reaches-storage',
      verdict: 'violated',
      why: 'the lock is taken, the dumper does without, and without a capture kernel the report is nowhere',
      source: TODAY,
      confidence: 'sure',
    },
    { dumper: 'spin_trylock', image: 'none' },
  ),
  {
    id: 'N6',
    property: 'report-reaches-storage',
    when: { place: 'crash-kexec', other: 'oops', image: 'none', 'panic-from': 'task' },
    verdict: 'violated',
    why: 'the oops walks the list of dumpers under its lock, and the panic, which only tries that lock, skips all of them',
    source: 'derived here from kmsg_dump(), v2.6.33',
    confidence: 'likely',
  },
  {
    id: 'E5',
    property: 'kdump-starts',
    when: { place: 'kdump-first', image: 'loaded' },
    verdict: 'holds',
    why: 'no dumper is on the way to the capture kernel',
    source: 'a3dd3323058d',
    confidence: 'sure',
  },
  {
    id: 'E5',
    property: 'dumpers-allowed-here',
    when: { place: ['kdump-first', 'dumpers-first'] },
    verdict: 'holds',
    why: 'between the look at the image and the jump into it nothing is called that a module can register',
    source: 'a3dd3323058d',
    confidence: 'sure',
  },
  {
    id: 'E1',
    property: 'dumpers-allowed-here',
    when: { place: ['crash-kexec', 'split'], image: 'loaded' },
    verdict: 'violated',
    why: 'that is where kmsg_dump() is called',
    source: OLD,
    confidence: 'sure',
  },
  ...hang(
    FROZEN.map((f) => ({ place: 'dumpers-first', dumper: 'spin_lock', ...f })),
    {
      id: 'E6',
      why: 'the other CPU is stopped with the lock of the dumper, and the attempt to start the capture kernel comes after it',
      source: TODAY,
      confidence: 'sure',
    },
  ),
  ...hang(
    FROZEN.map((f) => ({ place: 'kdump-first', dumper: 'spin_lock', image: 'none', ...f })),
    {
      id: 'E6',
      why: 'the same without a crash image: the machine does not even restart',
      source: TODAY,
      confidence: 'sure',
    },
  ),
  {
    id: 'E8',
    property: 'dump-runs-alone',
    when: { place: 'crash-kexec' },
    verdict: 'violated',
    why: 'the log is dumped before the other CPUs are stopped',
    source: OLD,
    confidence: 'sure',
  },
  {
    id: 'E3',
    property: 'dump-runs-alone',
    when: { place: ['split', 'dumpers-first'], stop: 'nmi' },
    verdict: 'holds',
    why: 'the dump comes after the stop, and an NMI stops everybody',
    source: SPLIT,
    confidence: 'sure',
  },
  ...each(
    [{ place: ['split', 'dumpers-first'] }, { place: 'kdump-first', image: 'none' }],
    {
      id: 'E8',
      property: 'dump-runs-alone',
      verdict: 'violated',
      why: 'a CPU that keeps its interrupts off for longer than the wait is still running',
      source: 'native_stop_other_cpus(), v6.1',
      confidence: 'sure',
    },
    { stop: 'irq' },
  ),
  {
    id: 'no-dump',
    property: 'dump-runs-alone',
    when: { place: 'kdump-first', image: 'loaded' },
    verdict: 'vacuous',
    why: 'the capture kernel starts before any dumper',
    source: TODAY,
    confidence: 'sure',
  },
  {
    id: 'no-image',
    property: 'kdump-starts',
    when: { image: 'none' },
    verdict: 'vacuous',
    why: 'there is no image at any time',
    source: 'the settings themselves',
    confidence: 'sure',
  },
];
