import { Chalk } from 'chalk';
import type { Progress } from '../../../checker/search.js';
import type { Scenario } from '../../../scenarios/scenario.js';
import { counterexampleOf } from '../../answer.js';
import { wrap } from '../../reporters/columns.js';
import { type Row, tableReport } from '../../reporters/table.js';
import { runSize } from '../../reporters/variant.js';
import { amount, integer } from '../../reporters/words.js';
import { type Glyphs, UNICODE } from '../replay/glyphs.js';
import { SMALLEST, tooSmall } from '../replay/layout.js';
import {
  apart,
  BLANK,
  clip,
  fill,
  type Line,
  line,
  type Size,
  type Span,
  type Style,
  span,
} from '../text.js';
import { type Exploring, isDone, type Limits, violations } from './exploration.js';
import { EXPLORE_KEYS } from './keys.js';

/** The whole screen of an exploration: how far it is, the table as it fills in, and what was found. */
export function exploreScreen(e: Exploring, glyphs: Glyphs, size: Size): Line[] {
  const { width, height } = size;
  if (width < SMALLEST.width || height < SMALLEST.height) return tooSmall(size);
  const foot = footLine(e, width);
  if (e.help) return fill([...fill(helpLines(), { width, height: height - 1 }), foot], size);
  const progress = [...progressLines(e, width), BLANK];
  const found = violationLines(e, glyphs, width);
  const table = tableLines(e, width);
  const room = height - 1 - progress.length;
  // Of a long table the end is seen, where it grows; at least a few violations beside it.
  const forTable = Math.min(table.length, Math.max(room - found.length - 1, Math.floor(room / 2)));
  const forFound = Math.max(0, room - forTable - 1);
  return fill(
    [
      ...progress,
      ...table.slice(0, Math.max(0, forTable)),
      BLANK,
      ...windowAround(found, e.selected + 1, forFound),
      ...Array.from({ length: Math.max(0, forFound - found.length) }, () => BLANK),
      foot,
    ],
    size,
  );
}

/** The table and what was found, for a picture: without how long it took, which is never the same. */
export function explorePicture(
  scenario: Scenario,
  compared: readonly string[],
  rows: readonly Row[],
  width: number,
): Line[] {
  const values = rows.map((r) => r.value);
  const e: Exploring = {
    scenario,
    compared,
    values,
    rows,
    progress: null,
    limits: {},
    said: '',
    selected: -1,
    help: false,
  };
  return [...tableLines(e, width, false), BLANK, ...violationLines(e, UNICODE, width)];
}

const STYLES: Readonly<Record<string, Style>> = {
  holds: 'good',
  violated: 'bad',
  incomplete: 'changed',
  vacuous: 'interrupt',
};

const plainStyle = new Chalk({ level: 0 });

/** The table of the report; what is not explored yet is missing in it. */
function tableLines(e: Exploring, width: number, withTimes = true): Line[] {
  const rows: Row[] = e.values.map(
    (value, i) =>
      e.rows[i] ?? { value, answer: null, missing: i === e.rows.length ? 'is searched now' : 'waits' },
  );
  const text = tableReport(e.scenario, e.compared, rows, plainStyle, width);
  return (withTimes ? text : text.replace(/ +(time|\d[\d.,]* s|-)$/gm, ''))
    .split('\n')
    .map((l, i) => (i === 0 ? line(span(l, 'title')) : coloured(l)));
}

/** Verdicts are words; their colour comes on top. */
const coloured = (text: string): Line =>
  text.split(/\b(holds!?|violated!?|incomplete!?|vacuous!?)(?=\s|$)/).map((part): Span => {
    const style = STYLES[part.replace('!', '')];
    return span(part, style ?? 'plain');
  });

function progressLines(e: Exploring, width: number): Line[] {
  const { rows, values, progress, said } = e;
  if (isDone(e)) return [line(span(`explored: ${values.length} of ${values.length}`, 'bold'))];
  const what = `exploring ${e.compared.join(' / ')}=${values[rows.length]}, ${rows.length + 1} of ${values.length}`;
  return [
    line(span(what, 'bold')),
    ...(progress === null ? [] : unbroken(progressText(progress, e.limits), width).map((l) => line(l))),
    ...(said === '' ? [] : [line(span(said, 'dim'))]),
  ];
}

/** Items one after the other, each in one piece. */
const unbroken = (items: readonly string[], width: number): string[] =>
  wrap(items.map((item) => item.replaceAll(' ', '\u00a0')).join(', '), width).map((l) =>
    l.replaceAll('\u00a0', ' '),
  );

/** How far a search is. How far it has to go nobody knows, unless there is a limit; then that is all that is said. */
function progressText(p: Progress, limits: Limits): string[] {
  const rate = p.seconds > 0 ? p.states / p.seconds : 0;
  const memory =
    p.bytes === 0
      ? []
      : [limits.memory === undefined ? amount(p.bytes) : `${amount(p.bytes)} of ${amount(limits.memory)}`];
  return [
    `${integer(p.states)} states${limits.states === undefined ? '' : ` of at most ${integer(limits.states)}`}`,
    `${integer(rate)}/s`,
    `depth ${integer(p.depth)}`,
    `frontier ${integer(p.frontier)}`,
    ...memory,
    ...remaining(p, rate, limits),
  ];
}

function remaining(p: Progress, rate: number, { time, states }: Limits): string[] {
  const left = [
    ...(time === undefined ? [] : [time / 1000 - p.seconds]),
    ...(states === undefined || rate === 0 ? [] : [(states - p.states) / rate]),
  ].filter((s) => s > 0);
  if (left.length === 0) return ['no estimate, as nobody knows how many there are'];
  return [`${integer(Math.ceil(Math.min(...left)))} s to a limit at most`];
}

function violationLines(e: Exploring, glyphs: Glyphs, width: number): Line[] {
  const all = violations(e);
  if (all.length === 0)
    return [line(span(isDone(e) ? 'nothing is violated' : 'nothing is violated so far', 'heading'))];
  return [
    line(span(`violations: ${all.length}`, 'heading')),
    ...all.map(({ value, property }, i) => {
      const { report } = property;
      const run = counterexampleOf(report)!;
      const here = i === e.selected;
      const head = `${here ? glyphs.cursor : ' '} ${glyphs.violated} ${e.compared.join('/')}=${value}  ${report.name}`;
      const text = clip(line(`${head}  (${runSize(run)})  ${report.because}`), width)
        .map((s) => s.text)
        .join('');
      return line(span(text, here ? 'selected' : 'plain'));
    }),
  ];
}

function windowAround(lines: readonly Line[], at: number, room: number): Line[] {
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
  return lines.slice(from, from + room);
}

export function helpLines(): Line[] {
  const column = Math.max(...EXPLORE_KEYS.map((k) => k.shown.length));
  return [
    line(span('keys: any key closes this', 'heading')),
    ...EXPLORE_KEYS.map((k) => line('  ', span(k.shown.padEnd(column), 'key'), `  ${k.does}`)),
  ];
}

function footLine(e: Exploring, width: number): Line {
  const keys = isDone(e)
    ? 'j k: choose   Enter: open the run   ?: keys   q: leave'
    : 'j k: choose   Enter: open the run   ?: keys   q: stop here';
  return apart(
    line(
      span(
        clip(line(keys), width)
          .map((s) => s.text)
          .join(''),
        'key',
      ),
    ),
    BLANK,
    width,
  );
}
