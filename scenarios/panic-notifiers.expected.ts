import type { Expectation } from './scenario.js';

/**
 * What is known about notifiers that take locks. Ids are those of the table of known outcomes (docs/notifiers.md).
 * Where nothing is said, a property is expected to hold.
 */

/** Settings in which the notifiers are reached at all. */
const REACHED: readonly Expectation['when'][] = [
  { order: 'notifiers-first' },
  { order: 'kdump-first', image: 'none' },
];
/** Ways to stop a CPU inside the section that holds the lock. */
const INSIDE: readonly Expectation['when'][] = [
  { holder: 'irqs-on' },
  { holder: 'irqs-off', stop: ['irq-nmi', 'nmi'] },
];

const FROZEN = 'the other CPU is stopped while it has the lock, and the notifier waits for it for ever';
const BAD = { notifier: 'spin_lock', filter: 'none' } as const;

const hang = (id: string, property: string, more: Expectation['when'] = {}): Expectation[] =>
  REACHED.filter((r) => more.image === undefined || r.image === undefined || r.image === more.image).flatMap(
    (r) =>
      INSIDE.map(
        (i): Expectation => ({
          id: r.order === 'kdump-first' ? 'D11' : id,
          property,
          when: { ...BAD, ...r, ...i, ...more },
          verdict: 'violated',
          why: FROZEN,
          source: 'pvpanic_send_event() before e918c10265ef; panic(), v6.1',
          confidence: 'sure',
        }),
      ),
  );

export const panicNotifiersExpectations: readonly Expectation[] = [
  {
    id: 'D5',
    property: 'kdump-starts',
    when: { order: 'kdump-first', image: 'loaded' },
    verdict: 'holds',
    why: 'the capture kernel starts before any notifier runs',
    source: 'panic(), v6.1',
    confidence: 'sure',
  },
  ...hang('D6', 'kdump-starts', { image: 'loaded' }),
  ...hang('D6', 'restart-always-happens'),
  ...hang('D6', 'no-deadlock'),
  {
    id: 'D6',
    property: 'kdump-starts',
    when: { ...BAD, order: 'notifiers-first', image: 'loaded', holder: 'irqs-off', stop: 'irq' },
    verdict: 'holds',
    why: 'an interrupt cannot stop the holder inside its section; if the wait for it is over early, it goes on and lets go',
    source: 'native_stop_other_cpus(), v6.1',
    confidence: 'sure',
  },
  {
    id: 'D7',
    property: 'kdump-starts',
    when: { order: 'notifiers-first', filter: 'safe', image: 'loaded' },
    verdict: 'holds',
    why: 'the notifier that takes a lock was never registered',
    source: 'posted V2 of panic_notifier_filter, Jan 2022',
    confidence: 'sure',
  },
  {
    id: 'bug 17',
    property: 'no-deadlock',
    when: { notifier: 'spin_trylock' },
    verdict: 'holds',
    why: 'a notifier that does not wait cannot hang',
    source: 'e918c10265ef',
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
