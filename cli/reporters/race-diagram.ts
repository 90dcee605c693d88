import type { Run } from '../../checker/verdict.js';
import type { Machine } from '../../model/language/machine.js';
import { blockComment, columnWidths, wrap } from './columns.js';
import { type RaceLine, tellRace } from './race-lines.js';

export interface DiagramOptions {
  readonly width?: number;
  /** Why what happened is wrong: the comment at the end. */
  readonly because?: readonly string[];
  /** How a heading and a comment look, where there are colours. */
  readonly heading?: (text: string) => string;
  readonly comment?: (text: string) => string;
}

const GAP = 4;
/** In narrower columns function names would be cut; with more CPUs than that their turns are told in sequence. */
const NARROWEST = 18;
/** Indentation of the rest of a folded line. */
const HANG = 4;

/**
 * A run in the form in which races are described in kernel commit messages: a column for each CPU, time going down,
 * functions named where they are entered, and a comment at the end that says what is wrong.
 */
export function raceDiagram(m: Machine, run: Run, options: DiagramOptions = {}): string {
  const { width = 100, because = [], heading = String, comment = String } = options;
  const { lines, contexts, loop } = tellRace(m, run);
  const cpus = [...contexts.keys()].sort((a, b) => a - b);
  const titles = cpus.map((cpu) => `CPU ${cpu} (${contexts.get(cpu)?.join(', ')})`);
  const fits = cpus.length * (NARROWEST + GAP) - GAP <= width;
  const text = fits
    ? inColumns(lines, loop, cpus, titles, width, heading)
    : inSequence(lines, loop, cpus, titles, width, heading);
  if (loop !== null) text.push(heading(mark('and again, from the mark on', width)));
  const why = because.length === 0 ? [] : ['', ...blockComment(because, width).map(comment)];
  return [...text, ...why].map((line) => line.trimEnd()).join('\n');
}

/** A line across all columns. */
const mark = (text: string, width: number): string =>
  `--- ${text} ${'-'.repeat(Math.max(3, Math.min(width, 60) - text.length - 5))}`;
const BEGINS = 'from here on it goes round';

function inColumns(
  lines: readonly RaceLine[],
  loop: number | null,
  cpus: readonly number[],
  titles: readonly string[],
  width: number,
  heading: (text: string) => string,
): string[] {
  // Deep nesting folds many lines in a narrow column; then half the indentation still shows who calls whom.
  const [indent, widths] = [2, 1]
    .map((i) => [i, widthsFor(lines, cpus, titles, width, i)] as const)
    .reduce((a, b) => (height(lines, cpus, b[1], b[0]) < height(lines, cpus, a[1], a[0]) ? b : a));
  const row = (cells: readonly string[], style = (text: string) => text): string =>
    cells.map((c, i) => style(c) + ' '.repeat(Math.max(0, widths[i] - c.length))).join(' '.repeat(GAP));
  const heads = titles.map((t, i) => wrap(t, widths[i]));
  const tallest = Math.max(0, ...heads.map((h) => h.length));
  const result: string[] = [];
  for (let k = 0; k < tallest; k++)
    result.push(
      row(
        heads.map((h) => h[k] ?? ''),
        heading,
      ),
    );
  result.push(
    row(
      heads.map((h) => '='.repeat(Math.max(...h.map((t) => t.length)))),
      heading,
    ),
  );
  for (const [i, line] of lines.entries()) {
    if (i === loop) result.push(heading(mark(BEGINS, width)));
    const column = cpus.indexOf(line.cpu);
    for (const text of fold(line, widths[column], indent))
      result.push(row(cpus.map((_, i) => (i === column ? text : ''))));
  }
  return result;
}

function widthsFor(
  lines: readonly RaceLine[],
  cpus: readonly number[],
  titles: readonly string[],
  width: number,
  indent: number,
): number[] {
  const of = cpus.map((cpu) => lines.filter((l) => l.cpu === cpu));
  const needed = of.map((own, i) =>
    Math.max(titles[i].length, ...own.map((l) => l.depth * indent + l.text.length)),
  );
  const rows = (i: number, w: number) => of[i].reduce((n, l) => n + fold(l, w, indent).length, 0);
  return columnWidths(needed, width - GAP * (cpus.length - 1), NARROWEST, rows);
}

const height = (
  lines: readonly RaceLine[],
  cpus: readonly number[],
  widths: readonly number[],
  indent: number,
): number => lines.reduce((n, l) => n + fold(l, widths[cpus.indexOf(l.cpu)], indent).length, 0);

/** One CPU's turn after the other, for machines with more CPUs than columns fit. */
function inSequence(
  lines: readonly RaceLine[],
  loop: number | null,
  cpus: readonly number[],
  titles: readonly string[],
  width: number,
  heading: (text: string) => string,
): string[] {
  const result: string[] = [];
  let speaker = -1;
  for (const [i, line] of lines.entries()) {
    if (i === loop) result.push(...(i === 0 ? [] : ['']), heading(mark(BEGINS, width)));
    if (line.cpu !== speaker || i === loop) {
      const title = titles[cpus.indexOf(line.cpu)];
      result.push(...(speaker < 0 ? [] : ['']), heading(title), heading('='.repeat(title.length)));
    }
    speaker = line.cpu;
    result.push(...fold(line, width, 2));
  }
  return result;
}

/** Deep nesting may take half of a column; what is deeper than that is told at the same indentation. */
export function fold(
  { depth, text }: Pick<RaceLine, 'depth' | 'text'>,
  width: number,
  unit: number,
): string[] {
  const indent = Math.min(depth * unit, Math.floor(width / 2));
  const room = width - indent;
  return wrap(text, room, room > 3 * HANG ? HANG : 1).map((t) => ' '.repeat(indent) + t);
}
