import {
  type Scenario,
  smallestVariants,
  UsageError,
  type Variant,
  variantOf,
} from '../../scenarios/scenario.js';

/** A scenario with no more variants than this is asked in all of them. */
const FEW = 20;

/**
 * The variants that a change is put to: all if they are few or `all` is asked for; otherwise the default, those that
 * differ from it in one setting, and those before and after each historical bug.
 */
export function variantsToMutate(scenario: Scenario, given: Variant, all = false): Variant[] {
  // Says what is wrong with the settings, if anything is.
  if (Object.keys(given).length > 0 && !all) variantOf(scenario, given);
  const every = [...smallestVariants(scenario, given)];
  if (all || every.length <= FEW) return every;
  const found = new Map<string, Variant>();
  const add = (settings: Variant): void => {
    try {
      const variant = variantOf(scenario, { ...settings, ...given });
      found.set(JSON.stringify(variant), variant);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error; // contradicts what is given
    }
  };
  add({});
  // Numbers of CPUs are chosen so that they fit.
  for (const option of scenario.options)
    if (typeof option.default === 'string')
      for (const { name } of option.values) add({ [option.name]: name });
  for (const { before, after } of scenario.bugs ?? []) {
    add(before);
    add(after);
  }
  return [...found.values()];
}
