import { expectedVerdict, smallestVariants } from '../../scenarios/scenario.js';
import { type Baseline, DEFAULTS } from './baseline.js';
import { placeOf } from './check-variant.js';
import { modelHash } from './model-hash.js';
import type { Selection } from './select.js';

/**
 * Whether a scenario is what a baseline knows: every variant has the model that was explored then, and every verdict of then is
 * the one expected now. Only that makes it safe not to explore it again.
 */
export function isUnchanged({ scenario }: Selection, { scenarios }: Baseline): boolean {
  if (!Object.hasOwn(scenarios, scenario.name)) return false;
  const { variants } = scenarios[scenario.name];
  const now = [...smallestVariants(scenario)];
  if (now.length !== Object.keys(variants).length) return false;
  return now.every((variant) => {
    const key = placeOf(scenario, variant).settings || DEFAULTS;
    if (!Object.hasOwn(variants, key)) return false;
    const { model, verdicts } = variants[key];
    const known = Object.entries(verdicts);
    try {
      const { system, properties } = scenario.build(variant);
      return (
        modelHash(system, properties).model === model &&
        known.every(([name, fact]) => fact.split(' ')[0] === expectedVerdict(scenario, variant, name))
      );
    } catch {
      // A model that cannot be built is told of when it is checked.
      return false;
    }
  });
}
