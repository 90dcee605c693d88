import { catalogue } from './catalogue.js';
import type { Scenario } from './scenario.js';

/** Every built-in scenario. */
export const scenarios: readonly Scenario[] = await Promise.all(
  Object.values(catalogue).map((load) => load()),
);

export * from './scenario.js';
