import type { Expectation } from './scenario.js';

/**
 * What is known about the list itself. Ids are those of the table of known outcomes (docs/notifiers.md). Where nothing is
 * said, a property is expected to hold.
 */

const CHAIN = 'kernel/notifier.c, v6.1';
const OWN = 'derived here from kernel/notifier.c and native_stop_other_cpus(), v6.1';
/** Ways to stop, or to interrupt for good, a CPU that has its interrupts off. */
const INSIDE: readonly Expectation['when'][] = [
  { stop: ['irq-nmi', 'nmi'] },
  { 'panic-from': 'nmi', stop: 'irq' },
];

/** A block that is registered twice becomes its own successor. */
const RING: Expectation['when'] = { module: 'register-twice', duplicates: 'linked' };

export const notifierChainExpectations: readonly Expectation[] = [
  ...['no-livelock', 'restart-always-happens'].map(
    (property): Expectation => ({
      id: 'bug 18',
      property,
      when: { walk: 'rcu', ...RING },
      verdict: 'violated',
      why: 'the block that is registered a second time becomes its own successor, and the walk goes round it for ever',
      source: '1a50cb80f219',
      confidence: 'sure',
    }),
  ),
  ...[
    ['no-deadlock', {}] as const,
    ['restart-always-happens', { module: ['register', 'load-unload'] }] as const,
    ['restart-always-happens', { module: 'register-twice', duplicates: 'refused' }] as const,
  ].map(
    ([property, when]): Expectation => ({
      id: 'D1',
      property,
      when: { walk: 'rcu', ...when },
      verdict: 'holds',
      why: 'the walk takes no lock; it sees the list before or after a change, never a torn one',
      source: CHAIN,
      confidence: 'sure',
    }),
  ),
  ...['no-deadlock', 'restart-always-happens'].flatMap((property): Expectation[] => [
    ...INSIDE.map(
      (when): Expectation => ({
        id: 'D2',
        property,
        when: { walk: 'locked', ...when },
        verdict: 'violated',
        why: 'the panic comes on top of a registration, or has stopped the CPU that registers, and waits for its lock',
        source: CHAIN,
        confidence: 'sure',
      }),
    ),
    {
      id: 'N4',
      property,
      when: { walk: 'locked', 'panic-from': 'task', stop: 'irq' },
      verdict: 'holds',
      why: 'interrupts are off where the lock is held: neither a panic in task context nor the stop interrupt comes there',
      source: OWN,
      confidence: 'likely',
    },
  ]),
  {
    id: 'D3',
    property: 'no-use-after-free',
    when: { module: 'load-unload', unregister: 'synchronize_rcu' },
    verdict: 'holds',
    why: 'nobody frees a block before the walk has left its read section, and the panic ends before that',
    source: CHAIN,
    confidence: 'sure',
  },
  {
    id: 'D4',
    property: 'no-use-after-free',
    when: { module: 'load-unload', unregister: 'no-synchronize_rcu', stop: 'irq' },
    verdict: 'violated',
    why: 'the panic holds a pointer to the block while the CPU that unloads, not stopped in time, frees it',
    source: CHAIN,
    confidence: 'sure',
  },
  {
    id: 'N5',
    property: 'no-use-after-free',
    when: { module: 'load-unload', unregister: 'no-synchronize_rcu', stop: ['irq-nmi', 'nmi'] },
    verdict: 'holds',
    why: 'no other CPU runs when the walk begins; without the grace period the panic alone would still be safe',
    source: OWN,
    confidence: 'likely',
  },
  {
    id: 'D4',
    property: 'no-use-after-free',
    when: { module: 'load-unload', unregister: 'forgotten' },
    verdict: 'violated',
    why: 'the block stays in the list after its memory is gone',
    source: CHAIN,
    confidence: 'sure',
  },
  {
    id: 'bug 18',
    property: 'notifier-at-most-once',
    when: { duplicates: 'linked' },
    verdict: 'violated',
    why: 'a block that is registered twice is linked to itself, and the walk calls it again and again',
    source: '1a50cb80f219',
    confidence: 'sure',
  },
  {
    id: 'bug 18',
    property: 'notifier-at-most-once',
    when: { module: 'register-twice', duplicates: 'refused' },
    verdict: 'holds',
    why: 'registration looks for the block first',
    source: '1a50cb80f219, 5abb065dca73',
    confidence: 'sure',
  },
];
