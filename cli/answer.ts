import type { ExploreOptions } from '../checker/explore.js';
import type { Exploration, Findings, PropertyReport, Run } from '../checker/verdict.js';
import { ModelError } from '../model/language/errors.js';
import type { System } from '../model/language/ir.js';
import { locate } from '../model/language/locate.js';
import { lower } from '../model/language/lower.js';
import type { Machine } from '../model/language/machine.js';
import {
  type Built,
  type Expectation,
  expectationsFor,
  type Scenario,
  UsageError,
  type Variant,
} from '../scenarios/scenario.js';
import { choice } from './errors.js';
import { Exit, type ExitCode, exitOf, worst } from './exit.js';

/** What the checker said about one variant, beside what was expected of it. */
export interface Answer<F extends Findings = Exploration> {
  readonly scenario: Scenario;
  readonly variant: Variant;
  /** The variant, as it was built for this. */
  readonly built: Built;
  readonly exploration: F;
  readonly properties: readonly JudgedProperty[];
  readonly exit: ExitCode;
}

export interface JudgedProperty {
  readonly report: PropertyReport;
  readonly expected: Expectation['verdict'];
  /** What the expectation rests on; null where nothing is known and the property is expected to hold. */
  readonly expectation: Expectation | null;
  readonly exit: ExitCode;
}

/** A variant's machine. It is lowered with every property, so that a trace fits whatever was selected. */
export const machineOf = (scenario: Scenario, variant: Variant): Machine => lowered(scenario.build(variant));

function lowered({ system, properties }: Built): Machine {
  try {
    return lower(system, properties);
  } catch (error) {
    throw placed(error, system);
  }
}

/** Says of a mistake in the model in which line of its file it is, if that is known. */
function placed(error: unknown, system: System): unknown {
  if (error instanceof ModelError) error.where ??= locate(error, system);
  return error;
}

/** What is asked of the checker. */
export interface AskOptions extends ExploreOptions {
  /** With `maxSwitches`, which is come to from 0 on: told of each bound that another one follows. */
  readonly onBound?: (exploration: Exploration) => void;
}

/** Explores one variant and judges the selected properties; with none selected, all of them. */
export function answer(
  scenario: Scenario,
  variant: Variant,
  selected: readonly string[],
  { maxSwitches, ...options }: AskOptions,
): Promise<Answer> {
  return answerWith(scenario, variant, selected, async (machine) => {
    const isAsked = (name: string) => isSelected(selected, name);
    if (maxSwitches === undefined)
      return (await import('../checker/explore.js')).explore(machine, { ...options, isAsked });
    const { exploreDeepening } = await import('../checker/deepening.js');
    return exploreDeepening(machine, isAsked, { ...options, isAsked, maxSwitches });
  });
}

export const isSelected = (selected: readonly string[], name: string): boolean =>
  selected.length === 0 || selected.includes(name);

/** Finds something out about one variant in some way, and judges the selected properties. */
export async function answerWith<F extends Findings>(
  scenario: Scenario,
  variant: Variant,
  selected: readonly string[],
  findOut: (machine: Machine) => Promise<F>,
): Promise<Answer<F>> {
  const built = scenario.build(variant);
  const machine = lowered(built);
  const known = [
    ...machine.properties.map((p) => p.name),
    ...(machine.assertions.length > 0 ? ['assertions'] : []),
  ];
  for (const name of selected)
    if (!known.includes(name))
      throw new UsageError(`${scenario.name} has no property '${name}'`, choice(name, 'properties', known));
  const exploration = await findOut(machine).catch((error) => {
    throw placed(error, built.system);
  });
  const properties = exploration.properties
    // A failed assertion of the model is never left out: no other verdict can be trusted then.
    .filter((r) => isSelected(selected, r.name) || (r.name === 'assertions' && r.verdict === 'violated'))
    .map((report) => judge(scenario, variant, report));
  const fault = exploration.stopped === 'fault' ? [Exit.misuse] : [];
  return {
    scenario,
    variant,
    built,
    exploration,
    properties,
    exit: worst([...fault, ...properties.map((p) => p.exit)]),
  };
}

function judge(scenario: Scenario, variant: Variant, report: PropertyReport): JudgedProperty {
  const [expectation = null] = expectationsFor(scenario, variant, report.name);
  const expected = expectation?.verdict ?? 'holds';
  return { report, expected, expectation, exit: exitOf(report.verdict, expected) };
}

export const counterexampleOf = (report: PropertyReport): Run | null =>
  report.verdict === 'violated' ? report.counterexample : null;
