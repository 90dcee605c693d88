import { lower, type Machine } from '../../model/language/index.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';

export function machineOf(scenario: Scenario, variant: Variant): Machine {
  const { system, properties } = scenario.build(variant);
  return lower(system, properties);
}

export { smallestVariants as smallest } from '../../scenarios/scenario.js';
