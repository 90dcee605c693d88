import type { Expectation } from './scenario.js';

/**
 * What is known about the filter. Ids are those of the table of known outcomes (docs/notifiers.md). Where nothing is said, a
 * property is expected to hold.
 */

const V2 = 'posted V2 of panic_notifier_filter, 6 Jan 2022';
const REVIEW = 'review of V2, 6 Jan 2022, applied to the helper of V2';
const RIGHT = ['v2', 'simplified-negated'] as const;

export const notifierFilterExpectations: readonly Expectation[] = [
  {
    id: 'D7',
    property: 'unlisted-notifier-never-runs',
    when: { condition: RIGHT, names: ['listed', 'full'], parsed: 'early' },
    verdict: 'holds',
    why: 'what is not listed is not registered',
    source: V2,
    confidence: 'sure',
  },
  {
    id: 'D8',
    property: 'unlisted-notifier-never-runs',
    when: { names: ['overflow', 'unknown'] },
    verdict: 'violated',
    why: 'a list that is too long, or has no name that exists, leaves panic_nf_count at 0: no filter at all',
    source: V2,
    confidence: 'sure',
  },
  {
    id: 'D9',
    property: 'unlisted-notifier-never-runs',
    when: { condition: 'simplified', names: ['listed', 'full'] },
    verdict: 'violated',
    why: 'the helper says whether a callback IS in the list, and the shorter condition keeps those out',
    source: REVIEW,
    confidence: 'sure',
  },
  {
    id: 'D9',
    property: 'listed-notifier-runs',
    when: { condition: 'simplified', names: ['listed', 'full'], parsed: 'early' },
    verdict: 'violated',
    why: 'the callback that the user asked for is the one that is not registered',
    source: REVIEW,
    confidence: 'sure',
  },
  {
    id: 'D10',
    property: 'unlisted-notifier-never-runs',
    when: { condition: RIGHT, names: ['listed', 'full'], parsed: 'late' },
    verdict: 'violated',
    why: 'what was registered before the parameter was read stays',
    source: V2,
    confidence: 'sure',
  },
  {
    id: 'D10',
    property: 'no-use-after-free',
    when: { condition: RIGHT, names: ['listed', 'full'], parsed: 'late', module: 'unloaded' },
    verdict: 'violated',
    why: 'the filter turns unregistration into nothing, and says 0; the module goes and its block stays in the list',
    source: `${V2}; excluded in practice, as early parameters come before almost all registrations`,
    confidence: 'sure',
  },
];
