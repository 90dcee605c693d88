import { coverage } from '../../checker/coverage.js';
import { describeMove } from '../../checker/trace/run.js';
import type { Run } from '../../checker/verdict.js';
import type { Machine } from '../../model/language/machine.js';
import { type Scenario, settingsOf, type Variant } from '../../scenarios/scenario.js';
import { type AskOptions, answer, counterexampleOf, type JudgedProperty } from '../answer.js';
import { failureOf } from '../errors.js';
import { explainRun } from './explain.js';
import { hash, modelHash } from './model-hash.js';
import type { Explanation, Place, VariantResult } from './result.js';

/** What each variant is asked with. */
export type VariantOptions = Omit<AskOptions, 'minimise' | 'maxSwitches' | 'onBound'>;

/** Explores one variant and says what is known about it. A mistake of the model, or ours, is an answer too. */
export async function checkVariant(
  scenario: Scenario,
  variant: Variant,
  options: VariantOptions,
): Promise<VariantResult> {
  const place = placeOf(scenario, variant);
  if (options.signal?.aborted) return { kind: 'unexplored', ...place, why: 'interrupted' };
  if (options.timeLimit !== undefined && options.timeLimit <= 0)
    return { kind: 'unexplored', ...place, why: 'time' };
  try {
    const { exploration, properties } = await answer(scenario, variant, [], { ...options, minimise: false });
    const { system, properties: asked } = scenario.build(variant);
    const steps = coverage(exploration.machine, exploration.taken);
    return {
      kind: 'checked',
      ...place,
      ...modelHash(system, asked),
      states: exploration.states,
      transitions: exploration.transitions,
      depth: exploration.depth,
      fingerprint: exploration.fingerprint,
      reduction: exploration.reduction.join(', ') || 'none',
      exhaustive: exploration.exhaustive,
      stopped: exploration.stopped,
      seconds: exploration.seconds,
      steps: { all: [...steps.all], reached: [...steps.reached] },
      properties: properties.map((p) => checkedProperty(exploration.machine, p)),
    };
  } catch (error) {
    return { kind: 'failed', ...place, failure: failureOf(error) };
  }
}

export const placeOf = (scenario: Scenario, variant: Variant): Place => ({
  scenario: scenario.name,
  variant,
  settings: settingsOf(scenario, variant).join(','),
});

function checkedProperty(m: Machine, { report, expected, expectation, exit }: JudgedProperty) {
  const run = counterexampleOf(report);
  const { name, says, because, verdict } = report;
  return {
    name,
    // What is not the scenario's is the checker's: assertions of the model.
    kind: m.properties.find((p) => p.name === name)?.kind ?? 'assertion',
    says,
    because,
    verdict,
    expected,
    expectation,
    exit,
    run: run === null ? null : { length: run.steps.length, fingerprint: fingerprintOf(m, run) },
  };
}

/** By what happens, not by numbers of locations, which change when a function grows elsewhere. */
const fingerprintOf = (m: Machine, run: Run): string =>
  hash(...run.steps.map((step) => describeMove(m, step.move)), `loop ${run.loop}`);

/** Explores a variant again for one violation, and tells it in full, with the fewest context switches. */
export async function explainViolation(
  scenario: Scenario,
  variant: Variant,
  property: string,
  options: VariantOptions,
): Promise<Explanation | null> {
  const { exploration, properties } = await answer(scenario, variant, [], options);
  const found = properties.find((p) => p.report.name === property);
  const run = found === undefined ? null : counterexampleOf(found.report);
  if (found === undefined || run === null) return null;
  return explainRun(exploration.machine, run, found.report, { scenario: scenario.name, variant });
}
