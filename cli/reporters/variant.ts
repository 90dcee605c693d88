import type { ChalkInstance } from 'chalk';
import type { Exploration, Run, Simulation } from '../../checker/verdict.js';
import { type Expectation, type Scenario, settingsOf, type Variant } from '../../scenarios/scenario.js';
import { type Answer, counterexampleOf, type JudgedProperty } from '../answer.js';
import { commandLine } from '../command-line.js';
import { Exit } from '../exit.js';
import { modelFlag, referenceTo } from '../scenarios.js';
import { wrap } from './columns.js';
import { raceDiagram } from './race-diagram.js';
import {
  counted,
  foundIn,
  integer,
  nothingFound,
  plainVerdict,
  summary,
  UNEXPECTED_SIGN,
  verdictWord,
} from './words.js';

/** The report on one variant: what was explored, a verdict for each property, and a diagram for each violation. */
export function variantReport(
  { scenario, variant, exploration, properties }: Answer<Exploration | Simulation>,
  style: ChalkInstance,
  width: number,
): string {
  const lines = [
    ...wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => style.bold(l)),
    ...wrap(variantText(scenario, variant), width),
    '',
    ...summary(exploration, width),
    '',
    ...properties.flatMap((p) => propertyLines(p, exploration, style, width)),
  ];
  if (properties.some((p) => p.exit !== Exit.ok))
    lines.push('', `${UNEXPECTED_SIGN} not the expected verdict`);
  return lines.join('\n');
}

/** Every setting, defaults included: a report must say what it is about. */
export const variantText = (scenario: Scenario, variant: Variant): string =>
  scenario.options.map((o) => `${o.name}=${variant[o.name]}`).join(', ');

const VERDICT_WIDTH = 'incomplete!'.length;

function propertyLines(
  p: JudgedProperty,
  exploration: Exploration | Simulation,
  style: ChalkInstance,
  width: number,
): string[] {
  const { report, expected, expectation } = p;
  const indent = ' '.repeat(VERDICT_WIDTH + 2);
  const details = [
    report.says,
    ...(report.verdict === 'incomplete' ? [nothingFound(report, exploration)] : []),
    ...(report.verdict === 'violated' && report.counterexample !== null ? foundIn(exploration) : []),
    ...(report.verdict === 'vacuous' ? ['nothing that it speaks about ever happens'] : []),
    ...(report.verdict === 'violated' && report.counterexample === null
      ? ['no reachable state is like that']
      : []),
    ...(expectation !== null || p.exit !== Exit.ok
      ? [`expected: ${expectationText(expected, expectation)}`]
      : []),
  ];
  return [
    `${verdictWord(p, style)}${' '.repeat(VERDICT_WIDTH - plainVerdict(p).length + 2)}${report.name}`,
    ...details.flatMap((d) => wrap(d, width - indent.length)).map((l) => indent + l),
  ];
}

/** `violated [id, sure]: why (source)`. */
export const expectationText = (verdict: string, e: Expectation | null): string =>
  e === null
    ? `${verdict} (nothing else is known)`
    : `${verdict} [${e.id}, ${e.confidence}]: ${e.why} (${e.source})`;

/** A violation in full, with where it was saved and how to see it again. */
export function violationReport(
  { scenario, variant, exploration }: Answer<Exploration | Simulation>,
  p: JudgedProperty,
  explanation: readonly string[],
  saved: string | null,
  style: ChalkInstance,
  width: number,
): string {
  const run = counterexampleOf(p.report);
  if (run === null) return '';
  const diagram = raceDiagram(exploration.machine, run, {
    width,
    because: [p.report.because, ...explanation].filter((l) => l !== ''),
    heading: (t) => style.bold(t),
    comment: (t) => style.red(t),
  });
  const [verb, bound] =
    'seed' in exploration
      ? (['simulate', [`--seed ${exploration.seed} --runs ${exploration.runs}`]] as const)
      : ([
          'explore',
          exploration.maxSwitches === null ? [] : [`--max-switches ${exploration.maxSwitches}`],
        ] as const);
  const again =
    saved === null
      ? [`to save it:   ${[exploreCommand(scenario, variant, [p.report.name], verb), ...bound].join(' ')}`]
      : [`saved to:     ${saved}`, `to replay it: ${replayCommand(scenario, saved)}`];
  return [style.bold(`${p.report.name} is violated: ${runSize(run)}`), '', diagram, '', ...again].join('\n');
}

/** What shows a saved trace. */
export const replayCommand = (scenario: Scenario, saved: string): string =>
  commandLine('replay', saved, ...modelFlag(scenario));

export const runSize = ({ steps, switches, loop }: Run): string => {
  const cycle = loop === null ? '' : `, the last ${integer(steps.length - loop)} for ever`;
  return `${counted(steps.length, 'step')}${cycle}, ${counted(switches, 'context switch')}`;
};

/** The command that asks about this variant again. The compared option is always set, or the answer would be a table. */
export function exploreCommand(
  scenario: Scenario,
  variant: Variant,
  properties: readonly string[] = [],
  verb: 'explore' | 'simulate' = 'explore',
): string {
  const compared = `${scenario.compares}=${variant[scenario.compares]}`;
  const rest = settingsOf(scenario, variant).filter((s) => !s.startsWith(`${scenario.compares}=`));
  const words: string[] = [verb, referenceTo(scenario), '--set', [compared, ...rest].join(',')];
  for (const name of properties) words.push('--property', name);
  return commandLine(...words);
}
