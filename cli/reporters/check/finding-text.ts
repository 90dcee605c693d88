import type { Finding, Summary } from '../../gate/summary.js';
import { pointedAt, whereText } from '../../gate/where.js';
import { counted } from '../words.js';

/** What all reports say of a finding. */

/** Where it is: `kexec-lock lock=none`, or nothing where it is about all scenarios. */
export const whereOf = ({ scenario, settings }: Pick<Finding, 'scenario' | 'settings'>): string =>
  [scenario, settings ?? ''].filter((word) => word !== '').join(' ');

/** In a line. */
export const lineOf = (f: Finding): string => {
  const where = whereOf(f);
  return where === '' ? f.message : `${where}: ${f.message}`;
};

/** Where it stood beside what is known, if something is. */
export const expectedText = ({ expected, expectation }: Finding): string =>
  expectation === null
    ? `expected: ${expected} (nothing else is known)`
    : `expected: ${expected} [${expectation.id}, ${expectation.confidence}]: ${expectation.why} (${expectation.source})`;

/** What to type: to see it again, step by step where there is a trace. */
export const commandsOf = (f: Finding): string[] => [...(f.replay === null ? [] : [f.replay]), f.command];

/** `at models/patch.ts:12`, where a line is known. */
export const placeOf = (f: Finding): string[] => {
  const where = pointedAt(f);
  // A mistake in a model is told with its line anyway.
  return where?.line == null || f.kind === 'error' ? [] : [`at ${whereText(where)}`];
};

/** The whole of a violation as text: diagram, and commands. */
export function bodyOf(f: Finding): string {
  const { explanation: e } = f;
  return [
    f.message,
    ...(f.expected === null ? [] : [expectedText(f)]),
    ...placeOf(f),
    ...(e === null ? [] : ['', sizeOf(e), '', e.diagram, '']),
    ...commandsOf(f),
  ].join('\n');
}

export const sizeOf = (e: { readonly length: number; readonly switches: number }): string =>
  `${counted(e.length, 'step')}, ${counted(e.switches, 'context switch')}`;

/** The answer in a sentence, and what it does not cover. */
export function verdictOf(summary: Summary): string {
  const { findings, plan, checked, verdicts } = summary;
  const count = (...kinds: readonly string[]) => findings.filter((f) => kinds.includes(f.kind)).length;
  const where = plan.shard === null ? '' : `Shard ${plan.shard.index}/${plan.shard.of}: `;
  if (plan.variants === 0)
    return plan.changedSince !== null
      ? `No model has changed since ${plan.changedSince.revision}: nothing was checked.`
      : `${where}There are fewer variants than shards, and none is left for this one.`;
  const problems = [
    [count('error'), 'error'],
    [count('violation'), 'unexpected verdict'],
    [count('vacuous'), 'vacuous property'],
    [count('incomplete'), 'incomplete answer'],
  ] as const;
  const said = problems.filter(([n]) => n > 0).map(([n, noun]) => plural(n, noun));
  const of = `${counted(verdicts, 'verdict')} of ${counted(checked, 'variant')}`;
  if (said.length === 0)
    return `${where}Every verdict of ${counted(checked, 'variant')} is the expected one.`;
  return `${where}Not every verdict is the expected one: ${said.join(', ')} (${of}).`;
}

const plural = (n: number, noun: string): string =>
  noun.endsWith('y') && n !== 1 ? `${counted(n, noun.replace(/y$/, 'ie'))}` : counted(n, noun);

/** What a part of the variants cannot say. */
export const NOT_JUDGED =
  'A shard does not judge whether every step is reached and every property is violated somewhere and holds ' +
  'somewhere: that takes all variants, in a run without --shard.';
