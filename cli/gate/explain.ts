import { writeItf } from '../../checker/trace/itf.js';
import { describeMove, lane } from '../../checker/trace/run.js';
import type { PropertyReport, Run, RunStep } from '../../checker/verdict.js';
import { formatValue } from '../../model/language/domain.js';
import { CONTEXTS } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import type { Variant } from '../../scenarios/scenario.js';
import { explainRun } from '../explain.js';
import { raceDiagram } from '../reporters/race-diagram.js';
import { stepText } from '../reporters/step-text.js';
import { changes, type Told, walkSteps } from '../reporters/walk.js';
import type { ExplainedStep, Explanation } from './result.js';
import type { Where } from './where.js';

/** Tells a run for reports: as a diagram, step by step, and as the trace that `replay` reads. */
export function explanationOf(
  m: Machine,
  run: Run,
  { name, because, verdict }: PropertyReport,
  {
    whereIs,
    ...of
  }: {
    readonly scenario: string;
    readonly variant: Variant;
    /** Where a step was written, by its function and label. */
    readonly whereIs: (step: string) => Where | null;
  },
): Explanation {
  const property = m.properties.find((p) => p.name === name);
  const ends = property === undefined ? [] : explainRun(m, property, run);
  const why = [because, ...ends].filter((line) => line !== '');
  const steps = run.steps.map((step, i) => explainStep(m, run, step, i, whereIs));
  return {
    length: run.steps.length,
    switches: run.switches,
    because: why,
    diagram: raceDiagram(m, run, { because: why }),
    steps,
    initial: initialOf(m, run, steps),
    itf: writeItf(run, m, { ...of, variant: { ...of.variant }, property: name, verdict }),
  };
}

function explainStep(
  m: Machine,
  run: Run,
  step: RunStep,
  i: number,
  whereIs: (step: string) => Where | null,
): ExplainedStep {
  const { move } = step;
  const told = walkSteps(m, step);
  const texts = told.flatMap((t) => stepText(m, t) ?? []);
  // The step that says something stands for those that are passed with it.
  const speaks = told.find((t) => stepText(m, t) !== null) ?? told.at(-1);
  const at = speaks?.path.at(-1);
  const enters = move.kind !== 'step';
  const isSwitch = i > 0 && lane(run.steps[i - 1].move) !== lane(move);
  const isLast = i === run.steps.length - 1;
  return {
    cpu: move.cpu,
    context: move.context,
    nesting: CONTEXTS.indexOf(move.context),
    text: texts.length === 0 ? describeMove(m, move) : texts.join('; '),
    function: at?.fn ?? null,
    label: at?.label ?? null,
    source: at === undefined ? null : { file: at.source.file, versions: at.source.versions },
    where: at === undefined ? null : whereIs(`${at.fn}.${at.label}`),
    kinds: [
      ...new Set([
        ...(enters ? ['handler', 'enter'] : []),
        ...told.flatMap(kindsOf),
        ...(isLast ? ['danger'] : []),
      ]),
    ],
    changed: Object.fromEntries(
      changes(m, step.before, step.after).map((c) => [
        c.name,
        [formatValue(c.domain, c.from), formatValue(c.domain, c.to)] as const,
      ]),
    ),
    essential: enters || isSwitch || isLast || told.some((t) => t.node?.kind === 'rmw'),
  };
}

/** Kinds as SARIF has them (3.38.8), as far as a model says what a step is. */
function kindsOf({ node }: Told): string[] {
  switch (node?.kind) {
    case 'rmw':
    case 'store':
      return ['memory', ...(node.access === 'acquire' || node.access === 'release' ? [node.access] : [])];
    case 'call':
      return ['call'];
    case 'ret':
      return ['return'];
    case 'when':
    case 'either':
    case 'loop':
      return ['branch'];
    case 'end':
    case 'halt':
    case 'stopCpu':
      return ['exit'];
    default:
      return [];
  }
}

/** What the run changes, as it is before the first step. */
function initialOf(m: Machine, run: Run, steps: readonly ExplainedStep[]): Record<string, string> {
  const changed = new Set(steps.flatMap((s) => Object.keys(s.changed)));
  return Object.fromEntries(
    m.variables
      .flatMap((v) => v.fields.map((field) => [m.fields[field].name, v.domain, run.initial[field]] as const))
      .filter(([name]) => changed.has(name))
      .map(([name, domain, value]) => [name, formatValue(domain, value)]),
  );
}
