import bytes from 'bytes';
import type { ChalkInstance } from 'chalk';
import type { Stopped } from '../../checker/search.js';
import type { Exploration, VerdictName } from '../../checker/verdict.js';
import type { JudgedProperty } from '../answer.js';
import { Exit } from '../exit.js';
import { wrap } from './columns.js';

/** The words and signs that all reports share. */

/** Beside a verdict that is not the expected one: colour alone would be lost in a pipe, and on some people. */
export const UNEXPECTED_SIGN = '!';

export const plainVerdict = ({ report, exit }: JudgedProperty): string =>
  exit === Exit.ok ? report.verdict : report.verdict + UNEXPECTED_SIGN;

export function verdictWord(p: JudgedProperty, style: ChalkInstance): string {
  const paint = PAINT[p.report.verdict](style);
  return (p.exit === Exit.ok ? paint : paint.bold)(plainVerdict(p));
}

const PAINT: Readonly<Record<VerdictName, (style: ChalkInstance) => ChalkInstance>> = {
  holds: (s) => s.green,
  violated: (s) => s.red,
  incomplete: (s) => s.yellow,
  vacuous: (s) => s.magenta,
};

export const integer = (n: number): string => Math.round(n).toLocaleString('en-US');

export const seconds = (s: number): string =>
  s < 10 ? `${s.toFixed(2)} s` : s < 100 ? `${s.toFixed(1)} s` : `${integer(s)} s`;

export const amount = (n: number): string => bytes.format(n, { unitSeparator: ' ', decimalPlaces: 1 }) ?? '';

/** A count with its noun: `1 step`, `2 steps`. */
export const counted = (n: number, noun: string): string =>
  `${integer(n)} ${n === 1 ? noun : noun.endsWith('ch') ? `${noun}es` : `${noun}s`}`;

/** Why a search is not exhaustive, and how to let it go on. */
export const STOPPED: Readonly<Record<Stopped, string>> = {
  states: '--max-states reached',
  depth: '--max-depth reached',
  memory: 'out of memory (--max-memory)',
  time: '--time-limit reached',
  interrupted: 'interrupted',
  fault: 'the model cannot be evaluated further',
};

export const completeness = ({ exhaustive, stopped }: Exploration): string =>
  exhaustive ? 'exhaustive' : `stopped: ${stopped === null ? 'not exhaustive' : STOPPED[stopped]}`;

/** States, transitions, depth, time, speed, memory, and whether that was all: each in one piece, however it is folded. */
export function summary(e: Exploration, width: number): string[] {
  const rate = e.seconds > 0 ? e.states / e.seconds : 0;
  const items = [
    counted(e.states, 'state'),
    counted(e.transitions, 'transition'),
    `depth ${integer(e.depth)}`,
    seconds(e.seconds),
    `${integer(rate)} states/s`,
    // The reference engine does not count what its states take.
    ...(e.bytesPerState > 0 ? [`${e.bytesPerState.toFixed(1)} bytes/state`] : []),
    completeness(e),
  ];
  const unbroken = items.map((item) => item.replaceAll(' ', '\u00a0')).join(', ');
  return wrap(unbroken, width).map((line) => line.replaceAll('\u00a0', ' '));
}
