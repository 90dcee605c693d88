import type { Difference } from '../../checker/mutate/index.js';
import type { Result } from '../../checker/mutate/mutate.js';
import { printC } from '../../model/language/print-c.js';
import { explained } from '../../scenarios/survivors.js';
import type { Tested } from './mutation.js';

/** Why nobody notices a change. */
export interface Reason {
  readonly kind: 'known' | 'elsewhere' | Difference['kind'] | 'unexplained';
  readonly says: string;
}

export const REASONS = [
  'known',
  'elsewhere',
  'fewer-runs',
  'not-asked',
  'broken-already',
  'unexplained',
] as const;

/** Why nobody notices the changes that survived: what somebody has said, what other scenarios say, what comparing says. */
export function reasonsOf(tested: readonly Tested[]): Map<Result['candidate'], Reason> {
  const all = [...keyed(tested)];
  const noticed = new Map<string, { scenario: string; property: string }[]>();
  for (const { fate, scenario, key } of all)
    if (fate.outcome === 'killed')
      noticed.set(key, [...(noticed.get(key) ?? []), { scenario, property: fate.kills[0].property }]);
  const reasons = new Map<Result['candidate'], Reason>();
  for (const { candidate, fate, scenario, key } of all) {
    if (fate.outcome !== 'survived') continue;
    const known = explained(scenario, candidate.id);
    const other = noticed.get(key)?.find((n) => n.scenario !== scenario);
    if (known !== null) reasons.set(candidate, { kind: 'known', says: known });
    else if (other !== undefined)
      reasons.set(candidate, {
        kind: 'elsewhere',
        says: `scenario ${other.scenario} notices, by ${other.property}`,
      });
    else reasons.set(candidate, reasonOf(fate.why));
  }
  return reasons;
}

/** What comparing a mutant with the original says. */
export function reasonOf(why: Difference | null): Reason {
  switch (why?.kind) {
    case undefined:
      return { kind: 'unexplained', says: 'unexplained' };
    case 'fewer-runs':
      return {
        kind: why.kind,
        says: 'it only takes runs away: what can be seen of one of its runs can be seen of one of the original',
      };
    case 'not-asked':
      return {
        kind: why.kind,
        says: 'nobody asks: the memory that the properties here read, and whether they hold, go as in a run of the original',
      };
    case 'broken-already':
      return {
        kind: why.kind,
        says: `it breaks ${why.properties.join(', ')} in a new way, which the original breaks as well`,
      };
  }
}

/** How many changes each kind of reason is given for. */
export function reasonsCounted(reasons: Iterable<Reason>): Record<Reason['kind'], number> {
  const counts = Object.fromEntries(REASONS.map((kind) => [kind, 0])) as Record<Reason['kind'], number>;
  for (const { kind } of reasons) counts[kind]++;
  return counts;
}

/** Every change with a text that is the same wherever it is made. */
export function* keyed(tested: readonly Tested[]): Generator<Result & { scenario: string; key: string }> {
  for (const { scenario, results } of tested) {
    const texts = new Map<object, string>();
    for (const { candidate, fate } of results) {
      const { before, after } = candidate.mutant;
      const text = texts.get(before) ?? printC(before);
      texts.set(before, text);
      yield { candidate, fate, scenario: scenario.name, key: `${text}\n${printC(after)}` };
    }
  }
}
