import { commandLine } from '../command-line.js';
import { type BaselineChange, type Comparison, DEFAULTS } from '../gate/baseline.js';
import { counted, integer } from './words.js';

/** What a change of a model did to its meaning, in words. */

/** In a line, without the scenario. */
export function changeText({ kind, subject, before, after, variants }: BaselineChange): string {
  switch (kind) {
    case 'verdict':
      return `${subject}: ${before} -> ${after}${of(variants)}`;
    case 'counterexample':
      return before === after
        ? `${subject}: another counterexample of ${after}${of(variants)}`
        : `${subject}: shortest counterexample ${before} -> ${after}${of(variants)}`;
    case 'states':
      return before === after
        ? `${withCommas(after)}, but not the same${of(variants)}`
        : `${withCommas(before)} -> ${withCommas(after)}${difference(before, after)}${of(variants)}`;
    case 'model':
      return `the model of ${after} has changed`;
    case 'function changed':
      return `${subject}() has changed`;
    case 'function added':
      return `${subject}() added`;
    case 'function removed':
      return `${subject}() removed`;
    case 'step added':
      return `step ${subject} added, ${after}`;
    case 'step removed':
      return `step ${subject} removed, was ${before}`;
    case 'step unreached':
      return `step ${subject} is not taken any more, was ${before}`;
    case 'step reached':
      return `step ${subject} is ${after}, was ${before}`;
    default:
      return `${kind}: ${after || before}${of(variants)}`;
  }
}

/** Names up to two variants; more are counted. */
const of = (variants: readonly string[]): string =>
  variants.length === 0
    ? ''
    : variants.length <= 2
      ? ` (${variants.join('; ')})`
      : ` (${counted(variants.length, 'variant')}, first ${variants[0]})`;

const withCommas = (text: string): string => text.replace(/\d+/, (n) => integer(Number(n)));

function difference(before: string, after: string): string {
  const [from, to] = [before, after].map((text) => Number.parseInt(text, 10));
  return to === from ? '' : ` (${to > from ? '+' : '-'}${integer(Math.abs(to - from))})`;
}

/** Headings of a report, and what stands under each. */
const SECTIONS: readonly (readonly [title: string, kinds: readonly BaselineChange['kind'][]])[] = [
  ['Verdicts that moved', ['verdict']],
  ['Counterexamples', ['counterexample']],
  ['Steps', ['step unreached', 'step reached', 'step added', 'step removed']],
  ['Functions', ['function added', 'function removed', 'function changed']],
  ['States', ['states']],
  [
    'Scenarios and variants',
    ['scenario added', 'scenario removed', 'variant added', 'variant removed', 'model'],
  ],
];

/** As markdown, fit for a pull request: what matters most comes first. */
export function changesMarkdown({ changes, incomparable }: Comparison, from: string, to: string): string {
  const lines = [`### What the models mean: ${code(from)} -> ${code(to)}`, ''];
  if (changes.length === 0) lines.push('Nothing has changed.', '');
  for (const [title, kinds] of SECTIONS) {
    const own = changes.filter((c) => kinds.includes(c.kind));
    if (own.length === 0) continue;
    lines.push(`#### ${title}`, '', ...own.map((c) => `- ${code(c.scenario)}: ${changeMarkdown(c)}`), '');
  }
  for (const scenario of incomparable)
    lines.push(
      `> ${scenario}: some counts were made with different reductions and are not compared; verdicts are.`,
      '',
    );
  return `${lines.join('\n').trimEnd()}\n`;
}

function changeMarkdown(change: BaselineChange): string {
  const run = newRun(change);
  return run === null ? lineOf(change) : `${lineOf(change)}; to see it: ${code(run)}`;
}

/** What shows the counterexample that is new. */
function newRun({ kind, scenario, subject, after, variants }: BaselineChange): string | null {
  const isViolated = kind === 'counterexample' || (kind === 'verdict' && after.startsWith('violated'));
  if (!isViolated || variants.length === 0) return null;
  const settings = variants.includes(DEFAULTS) ? [] : ['--set', variants[0]];
  return commandLine('replay', `${scenario}:${subject}`, ...settings);
}

function lineOf(change: BaselineChange): string {
  const { subject, variants } = change;
  const bare = changeText({ ...change, variants: [] });
  const text = subject === '' ? bare : bare.replace(subject, () => code(subject));
  if (variants.length === 0) return text;
  const named = variants.map(code);
  if (variants.length <= 3) return `${text} in ${named.join(', ')}`;
  return `${text} <details><summary>in ${counted(variants.length, 'variant')}</summary>${named.join(', ')}</details>`;
}

const code = (text: string): string => `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
