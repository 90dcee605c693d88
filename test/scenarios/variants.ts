import { lower, type Machine } from '../../model/language/index.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';
import { variantsOf } from '../../scenarios/scenario.js';

export function machineOf(scenario: Scenario, variant: Variant): Machine {
  const { system, properties } = scenario.build(variant);
  return lower(system, properties);
}

/** Variants in which options that depend on others have their default value: the smallest machine that fits. */
export function* smallest(scenario: Scenario, fixed: Variant = {}): Generator<Variant> {
  for (const variant of variantsOf(scenario, fixed)) {
    const fits = scenario.options.every(
      (o) => typeof o.default === 'string' || o.name in fixed || o.default(variant) === variant[o.name],
    );
    if (fits) yield variant;
  }
}
