import type { ChalkInstance } from 'chalk';
import type { Scenario, Variant } from '../../scenarios/scenario.js';
import { type Answer, counterexampleOf, type JudgedProperty } from '../answer.js';
import { commandLine } from '../command-line.js';
import { Exit } from '../exit.js';
import { referenceTo } from '../scenarios.js';
import { wrap } from './columns.js';
import { grid } from './grid.js';
import { exploreCommand } from './variant.js';
import { integer, plainVerdict, seconds, UNEXPECTED_SIGN, verdictWord } from './words.js';

/** One row of a comparison: an answer, or why there is none. */
export interface Row {
  readonly value: string;
  readonly answer: Answer | null;
  readonly missing: string;
}

/** The answers of a scenario side by side: a row for the values of the compared options, a column for each property. */
export function tableReport(
  scenario: Scenario,
  compared: readonly string[],
  rows: readonly Row[],
  style: ChalkInstance,
  width: number,
): string {
  const names = [...new Set(rows.flatMap((r) => r.answer?.properties.map((p) => p.report.name) ?? []))];
  const cells = rows.map((row) => {
    const by = new Map(row.answer?.properties.map((p) => [p.report.name, p]));
    return names.map((name) => by.get(name));
  });
  const label = rows.map((r) => rowLabel(scenario, compared, rows, r));
  const title = compared.join(' / ');
  const sizes = rows.map((r) =>
    r.answer === null ? '-' : integer(r.answer.exploration.states) + sign(r.answer),
  );
  const times = rows.map((r) => (r.answer === null ? '-' : seconds(r.answer.exploration.seconds)));

  const own = names.map((name, i) =>
    longest([...heading(name).split('\n'), ...cells.map((c) => verdictText(c[i]))]),
  );
  const others = [longest([title, ...label]), longest(['states', ...sizes]), longest(['time', ...times])];
  const isQuiet = (i: number): boolean =>
    cells.every((c) => c[i] === undefined || (verdictText(c[i]) === 'holds' && c[i].exit === Exit.ok));
  const shown = folded(own, others, isQuiet, width);
  const { gap, blocks } = inBlocks(shown, own, others, width);
  const quiet = names.filter((_, i) => !shown.includes(i));
  const tables = blocks.map((columns) =>
    grid(gap, [
      [title, ...columns.map((i) => heading(names[i])), 'states', 'time'].map((h) =>
        paintLines(h, style.bold),
      ),
      ...rows.map((_, r) => [label[r], ...columns.map((i) => cell(cells[r][i], style)), sizes[r], times[r]]),
    ]),
  );
  return [
    ...top(scenario, compared, rows, style, width),
    '',
    ...separated(tables),
    ...(quiet.length === 0
      ? []
      : ['', ...wrap(`Held in every row that asks it: ${quiet.join(', ')}`, width, 2)]),
    ...legend(rows, width),
  ].join('\n');
}

function top(
  scenario: Scenario,
  compared: readonly string[],
  rows: readonly Row[],
  style: ChalkInstance,
  width: number,
): string[] {
  const common = commonSettings(scenario, compared, rows);
  return [
    ...wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => style.bold(l)),
    ...(common.length === 0
      ? []
      : wrap(common.map((n) => `${n}=${answered(rows)[0].variant[n]}`).join(', '), width)),
  ];
}

/** The first violation in the order of the table. */
export function firstViolation(rows: readonly Row[]): { answer: Answer; property: JudgedProperty } | null {
  for (const answer of answered(rows)) {
    const property = answer.properties.find((p) => counterexampleOf(p.report) !== null);
    if (property !== undefined) return { answer, property };
  }
  return null;
}

/** What to type next: commands that work as they stand. */
export function whatNext(scenario: Scenario, rows: readonly Row[], style: ChalkInstance): string {
  const violation = firstViolation(rows)?.answer;
  const other = answered(rows).findLast((a) => a !== violation);
  const commands: [string, string][] = [
    ...(violation
      ? [
          [exploreCommand(scenario, violation.variant), 'this variant in detail; saves what it finds'] as [
            string,
            string,
          ],
        ]
      : []),
    ...(other ? [[exploreCommand(scenario, other.variant), 'another one'] as [string, string]] : []),
    [commandLine('show', referenceTo(scenario)), 'what is modelled, function by function'],
    [commandLine('list'), 'scenarios, options, what is known'],
  ];
  const columns = longest(commands.map(([c]) => c));
  return [
    'What next:',
    ...commands.map(([c, why]) => `  ${style.cyan(c)}${' '.repeat(columns - c.length)}  ${why}`),
  ].join('\n');
}

const answered = (rows: readonly Row[]): Answer[] =>
  rows.flatMap((r) => (r.answer === null ? [] : [r.answer]));
const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((t) => t.length));
const verdictText = (p: JudgedProperty | undefined): string => (p === undefined ? '-' : plainVerdict(p));
const cell = (p: JudgedProperty | undefined, style: ChalkInstance): string =>
  p === undefined ? '-' : verdictWord(p, style);
const sign = ({ exploration }: Answer): string => (exploration.exhaustive ? '' : '+');

/** `kdump-starts` on two lines, so that the columns are as narrow as their verdicts. */
const heading = (name: string): string => name.replaceAll('-', '-\n');
/** A style that spans lines would colour the padding between them. */
const paintLines = (text: string, paint: (line: string) => string): string =>
  text
    .split('\n')
    .map((line) => paint(line))
    .join('\n');

const total = (
  columns: readonly number[],
  widths: readonly number[],
  others: readonly number[],
  gap: number,
): number => {
  const all = [...others, ...columns.map((i) => widths[i])];
  return all.reduce((a, b) => a + b, 0) + gap * (all.length - 1);
};

/** Where not all columns have room beside each other, those with nothing but `holds` make some, the last ones first. */
function folded(
  widths: readonly number[],
  others: readonly number[],
  isQuiet: (column: number) => boolean,
  width: number,
): number[] {
  const shown = widths.map((_, i) => i);
  for (let i = widths.length - 1; i >= 0 && total(shown, widths, others, 2) > width; i--)
    if (isQuiet(i)) shown.splice(i, 1);
  return shown;
}

/** Columns that fit beside each other, if need be closer together; what still does not goes into tables below. */
function inBlocks(
  everything: number[],
  widths: readonly number[],
  others: readonly number[],
  width: number,
): { gap: number; blocks: number[][] } {
  for (const gap of [2, 1])
    if (total(everything, widths, others, gap) <= width) return { gap, blocks: [everything] };
  const blocks: number[][] = [[]];
  for (const i of everything) {
    const last = blocks[blocks.length - 1];
    if (last.length > 0 && total([...last, i], widths, others, 2) > width) blocks.push([i]);
    else last.push(i);
  }
  return { gap: 2, blocks };
}

/** Settings that are the same in every row. */
function commonSettings(scenario: Scenario, compared: readonly string[], rows: readonly Row[]): string[] {
  const variants = answered(rows).map((a) => a.variant);
  if (variants.length === 0) return [];
  return scenario.options
    .map((o) => o.name)
    .filter((name) => !compared.includes(name) && variants.every((v) => v[name] === variants[0][name]));
}

/** The value, with the settings in which this row differs from the others: defaults can depend on each other. */
function rowLabel(
  scenario: Scenario,
  compared: readonly string[],
  rows: readonly Row[],
  { value, answer }: Row,
): string {
  if (answer === null) return value;
  const common = commonSettings(scenario, compared, rows);
  const own = Object.keys(answer.variant).filter((n) => !compared.includes(n) && !common.includes(n));
  const settings: Variant = answer.variant;
  return own.length === 0 ? value : `${value} (${own.map((n) => `${n}=${settings[n]}`).join(', ')})`;
}

function legend(rows: readonly Row[], width: number): string[] {
  const notes: string[] = [];
  if (answered(rows).some((a) => a.properties.some((p) => p.exit !== Exit.ok)))
    notes.push(`${UNEXPECTED_SIGN} not the expected verdict`);
  if (answered(rows).some((a) => !a.exploration.exhaustive))
    notes.push('+ the search was stopped before it had seen everything');
  for (const r of rows) if (r.answer === null) notes.push(`- ${r.value}: ${r.missing}`);
  return notes.length === 0 ? [] : ['', ...notes.flatMap((n) => wrap(n, width, 2))];
}

const separated = (blocks: readonly string[]): string[] =>
  blocks.flatMap((b, i) => (i === 0 ? [b] : ['', b]));
