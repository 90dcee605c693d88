import { coverage } from '../../checker/coverage.js';
import { describeMove } from '../../checker/trace/run.js';
import type { Run } from '../../checker/verdict.js';
import { placeNamed } from '../../model/language/locate.js';
import type { Machine } from '../../model/language/machine.js';
import { placeOf as writtenAt } from '../../model/language/places.js';
import { type Scenario, settingsOf, type Variant } from '../../scenarios/scenario.js';
import { type AskOptions, answer, counterexampleOf, type JudgedProperty } from '../answer.js';
import { failureOf } from '../errors.js';
import { explanationOf } from './explain.js';
import { hash, modelHash } from './model-hash.js';
import type { CheckedProperty, Explanation, Place, VariantResult } from './result.js';
import type { Where } from './where.js';

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
    const { built, exploration, properties } = await answer(scenario, variant, [], {
      ...options,
      minimise: false,
    });
    const { system, properties: asked } = built;
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
      properties: properties.map((p) => {
        const property = asked.find(({ name }) => name === p.report.name);
        return checkedProperty(exploration.machine, p, property === undefined ? null : writtenAt(property));
      }),
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

function checkedProperty(
  m: Machine,
  { report, expected, expectation, exit }: JudgedProperty,
  where: Where | null,
): CheckedProperty {
  const run = counterexampleOf(report);
  const { name, says, because, verdict } = report;
  return {
    name,
    // What is not the scenario's is the checker's: assertions of the model.
    kind: m.properties.find((p) => p.name === name)?.kind ?? 'assertion',
    says,
    because,
    where,
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
  const { built, exploration, properties } = await answer(scenario, variant, [], options);
  const found = properties.find((p) => p.report.name === property);
  const run = found === undefined ? null : counterexampleOf(found.report);
  if (found === undefined || run === null) return null;
  return explanationOf(exploration.machine, run, found.report, {
    scenario: scenario.name,
    variant,
    whereIs: (step) => placeNamed(step, built.system),
  });
}
