import type { Run } from '../checker/verdict.js';
import type { PropertyKind } from '../model/language/ir.js';
import type { Machine } from '../model/language/machine.js';
import { type Scenario, settingsOf, UsageError, type Variant, variantOf } from '../scenarios/scenario.js';
import { machineOf } from './answer.js';
import { choice } from './errors.js';
import { explainRun } from './explain.js';
import { readText } from './save.js';
import { isPath } from './scenarios.js';
import type { Session } from './session.js';

/** A run that was executed just now, and what it is about. */
export interface OpenedRun {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly machine: Machine;
  readonly property: string;
  readonly verdict: string;
  /** Why its end is wrong: in a word, and for a deadlock who waits for whom. Empty if nothing is. */
  readonly why: readonly string[];
  readonly run: Run;
}

/** `kexec-lock lock=rt-mutex`. */
export const titleOfRun = ({ scenario, variant }: Pick<OpenedRun, 'scenario' | 'variant'>): string =>
  [scenario.name, ...settingsOf(scenario, variant)].join(' ');

/** What is wrong at the end, beginning with the property that says so. */
export const verdictOfRun = ({
  property,
  verdict,
  why,
}: Pick<OpenedRun, 'property' | 'verdict' | 'why'>): string[] => {
  const [first, ...more] = why;
  return first === undefined ? [] : [`${property} ${verdictText(verdict)}: ${first}`, ...more];
};

/** A run that was made by hand need not show anything. */
export const verdictText = (verdict: string): string =>
  verdict === 'violated' ? 'is violated' : verdict === 'incomplete' ? 'is not violated by this run' : verdict;

/** Executes a saved run again, step by step: what is shown is what the model does just now, not what the file says. */
export async function openTrace(file: string, session: Session, model?: string): Promise<OpenedRun> {
  const { readItf, replayItf } = await import('../checker/trace/itf-read.js');
  const trace = readItf(
    readText(file, 'traces are saved by panic-check explore; without one, name a run: scenario:property'),
  );
  const { meta } = trace;
  const scenario = await scenarioOf(meta.scenario, model, session);
  const variant = variantOf(scenario, meta.variant);
  const machine = machineOf(scenario, variant);
  const property = propertyOf(machine, meta.property, `${file}: ${scenario.name}`);
  // Refuses a run that does not fit the model, and one that does not end in the violation that it claims.
  const run = replayItf(machine, trace);
  const why = meta.verdict === 'violated' ? whyWrong(machine, property, run) : [];
  return { scenario, variant, machine, property: meta.property, verdict: meta.verdict, why, run };
}

/**
 * The scenario that a trace names. A trace is data, from whoever: it never decides what is loaded, which is only what the
 * user names here or in the configuration.
 */
async function scenarioOf(name: string, model: string | undefined, session: Session): Promise<Scenario> {
  if (model !== undefined) {
    const of = isPath(model) ? (await session.scenarios(model)).find((s) => s.name === name) : undefined;
    if (of !== undefined) return of;
    throw new UsageError(
      `${model} has no scenario '${name}', which the trace is of`,
      'name another file with --model',
    );
  }
  const all = isPath(name) ? [] : await session.scenarios(name);
  const found = all.find((s) => s.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `the trace is of '${name}', which is no known scenario`,
    'if it is of a model of yours, name its file: --model ./patch.ts',
  );
}

interface Asked {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly because: string;
}

/** What the checker asks of every model, behind the properties of the scenario. */
const ASSERTIONS: Asked = { name: 'assertions', kind: 'always', because: 'an assertion of the model fails' };

export function propertyOf(machine: Machine, name: string, whose: string): Asked {
  const properties: Asked[] = [...machine.properties, ASSERTIONS];
  const found = properties.find((p) => p.name === name);
  if (found !== undefined) return found;
  const known = properties.map((p) => p.name);
  throw new UsageError(`${whose} has no property '${name}'`, choice(name, 'properties', known));
}

export const whyWrong = (machine: Machine, property: Asked, run: Run): readonly string[] => [
  property.because,
  ...explainRun(machine, property, run),
];
