import type { Expectation } from './scenario.js';

/**
 * What is known here. Ids are those of the table of known outcomes (docs/kmsg-dump.md). Where nothing is said, a property is
 * expected to hold.
 */

const FIX = 'fb842b00c5ea';
export const dumpListExpectations: readonly Expectation[] = [
  {
    id: 'E11',
    property: 'no-deadlock',
    when: { walk: 'trylock' },
    verdict: 'holds',
    why: 'nobody waits for the lock of the list in a panic',
    source: 'kmsg_dump(), v2.6.33',
    confidence: 'sure',
  },
  {
    id: 'E11',
    property: 'report-reaches-storage',
    when: { walk: 'trylock' },
    verdict: 'violated',
    why: 'somebody has the lock of the list, the panic only tries it, and no dumper runs',
    source: FIX,
    confidence: 'sure',
  },
  {
    id: 'bug 13',
    property: 'report-reaches-storage',
    when: { walk: 'rcu' },
    verdict: 'holds',
    why: 'the walk asks nobody; it sees the list before or after the new dumper',
    source: FIX,
    confidence: 'sure',
  },
];
