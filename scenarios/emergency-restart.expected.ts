import type { Expectation } from './scenario.js';

/**
 * What is known here. Ids are those of the table of known outcomes (docs/kmsg-dump.md). Where nothing is said, a property is
 * expected to hold.
 */

const hangs = (when: Expectation['when'], id: string, source: string): Expectation[] =>
  ['restart-always-happens', 'no-deadlock'].map((property) => ({
    id,
    property,
    when: { dumper: 'spin_lock', holder: ['irqs-on', 'hung'], ...when },
    verdict: 'violated',
    why: 'the dumper waits for a lock whose holder it has interrupted, or that never comes back',
    source,
    confidence: 'sure',
  }));
export const emergencyRestartExpectations: readonly Expectation[] = [
  ...hangs({ text: 'v2.6.38' }, 'E7', 'discussion of 8 Feb 2011; emergency_restart(), v2.6.38'),
  ...hangs({ text: ['v3.4', 'v6.1'], always: 'yes' }, 'E7', 'kmsg_dump() with always_kmsg_dump, v6.1'),
  {
    id: 'E7',
    property: 'restart-always-happens',
    when: { text: ['v3.4', 'v6.1'], always: 'no', holder: ['irqs-on', 'irqs-off'] },
    verdict: 'holds',
    why: 'the dumper is not called: EMERG is beyond OOPS',
    source: 'c22ab3329023',
    confidence: 'sure',
  },
  {
    id: 'E7',
    property: 'restart-always-happens',
    when: { dumper: 'spin_trylock' },
    verdict: 'holds',
    why: 'the dumper is called, and waits for nobody',
    source: 'pstore_cannot_block_path(), v6.1',
    confidence: 'sure',
  },
];
