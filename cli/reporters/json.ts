import { describeMove } from '../../checker/trace/run.js';
import type { Exploration, Run, RunStep, Simulation } from '../../checker/verdict.js';
import { cpusIn } from '../../model/language/domain.js';
import type { Machine } from '../../model/language/machine.js';
import { type Answer, counterexampleOf, type JudgedProperty } from '../answer.js';
import type { Failure } from '../errors.js';
import type { OpenedRun } from '../opened-run.js';
import { stepText } from './step-text.js';
import { type Change, changes, walkSteps } from './walk.js';

/** The documents of --json. A change that breaks readers raises the version. */
export const SCHEMA_VERSION = 1;

export const document = (content: object): string =>
  `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...content }, null, 2)}\n`;

export const failureJson = ({ code, message, hint }: Failure) => ({ error: { code, message, hint } });

/** One variant. `files` says where the counterexample of a property was saved. */
export function answerJson(
  { scenario, variant, exploration: e, properties }: Answer<Exploration | Simulation>,
  files: ReadonlyMap<string, string>,
  withTraces: boolean,
) {
  return {
    scenario: scenario.name,
    variant,
    ...('seed' in e ? simulationJson(e) : explorationJson(e)),
    properties: properties.map((p) =>
      propertyJson(e.machine, p, files.get(p.report.name) ?? null, withTraces),
    ),
  };
}

function simulationJson({ stopped, seed, runs, steps, depth, seconds }: Simulation) {
  return { exhaustive: false, stopped, seed, runs, steps, depth, seconds };
}

function explorationJson(e: Exploration) {
  return {
    exhaustive: e.exhaustive,
    stopped: e.stopped,
    maxSwitches: e.maxSwitches,
    omission: e.omission,
    engine: e.engine,
    states: e.states,
    transitions: e.transitions,
    depth: e.depth,
    seconds: e.seconds,
    bytesPerState: e.bytesPerState,
    fingerprint: e.fingerprint,
    reduction: e.reduction,
  };
}

function propertyJson(
  m: Machine,
  { report, expected, expectation }: JudgedProperty,
  file: string | null,
  withTraces: boolean,
) {
  const run = counterexampleOf(report);
  return {
    name: report.name,
    verdict: report.verdict,
    expected,
    expectation:
      expectation === null
        ? null
        : {
            id: expectation.id,
            why: expectation.why,
            source: expectation.source,
            confidence: expectation.confidence,
          },
    says: report.says,
    counterexample:
      run === null
        ? null
        : {
            file,
            length: run.steps.length,
            switches: run.switches,
            // The step from which on it goes round for ever, counted from 0; null if it does not.
            loop: run.loop,
            because: report.because,
            steps: withTraces ? runJson(m, run) : [],
          },
  };
}

/** A run that was opened. */
export const openedJson = ({ scenario, variant, machine, property, verdict, why, run }: OpenedRun) => ({
  scenario: scenario.name,
  variant,
  property,
  verdict,
  because: why,
  length: run.steps.length,
  switches: run.switches,
  loop: run.loop,
  steps: runJson(machine, run),
});

const runJson = (m: Machine, run: Run) => run.steps.map((step) => stepJson(m, step));

/** One transition; local steps that are part of it are told with it. */
function stepJson(m: Machine, step: RunStep) {
  const { cpu, context, kind } = step.move;
  const told = walkSteps(m, step).map((t) => ({ text: stepText(m, t), where: t.path.at(-1) }));
  const texts = told.flatMap(({ text }) => (text === null ? [] : [text]));
  // The step that says something stands for those that are passed with it.
  const { where } = told.find(({ text }) => text !== null) ?? told.at(-1) ?? {};
  return {
    cpu,
    context,
    kind,
    function: where?.fn ?? null,
    label: where?.label ?? null,
    text: texts.length === 0 ? describeMove(m, step.move) : texts.join('; '),
    changed: Object.fromEntries(
      changes(m, step.before, step.after).map((c) => [c.name, [plainValue(c, c.from), plainValue(c, c.to)]]),
    ),
  };
}

/** The value as JSON has it: a flag is a boolean, a set of CPUs a list, a CPU a number (-1 for none). */
function plainValue({ domain }: Change, value: number): boolean | number | string | number[] {
  switch (domain.kind) {
    case 'flag':
      return value !== 0;
    case 'oneOf':
      return domain.values[value] ?? value;
    case 'cpuSet':
      return cpusIn(value);
    default:
      return value;
  }
}
