/**
 * panic-check as a library: the language in which models are written, `scenario()` to ask about one, and `explore()` to
 * have it answered. What else there is: `panic-check/kernel`, `panic-check/machine`, `panic-check/properties`,
 * `panic-check/config` and `panic-check/vitest`.
 *
 * @packageDocumentation
 */
import { rememberPlaces } from '../model/language/index.js';

export type { ExploreOptions as SearchOptions } from '../checker/explore.js';
export type { PropertyReport, PropertyVerdict, Run, RunStep, VerdictName } from '../checker/verdict.js';
export * from '../model/language/index.js';
export { printC } from '../model/language/print-c.js';
export {
  type Built,
  type ExpectationSpec,
  type OptionSpec,
  type ScenarioSpec,
  type Settings,
  scenario,
} from '../scenarios/define.js';
export {
  type Bug,
  type Expectation,
  type Option,
  type OptionValue,
  type Scenario,
  UsageError,
  type Variant,
} from '../scenarios/scenario.js';
export * from './explore.js';

// Whoever writes models wants to be told in which line a mistake is.
rememberPlaces();
