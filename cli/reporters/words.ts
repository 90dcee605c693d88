import bytes from 'bytes';
import type { ChalkInstance } from 'chalk';
import type { Stopped } from '../../checker/search.js';
import type { Exploration, PropertyReport, Simulation, VerdictName } from '../../checker/verdict.js';
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

/** `12,957`. Not by toLocaleString(), which takes longer to load its tables than a small search takes. */
export const integer = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');

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
  switches: '--max-switches reached',
  runs: '--runs reached',
  fault: 'the model cannot be evaluated further',
  hashing: 'states may have been overlooked (--store)',
};

/** What is known of a property that nothing has decided, and why it is not more. */
export function nothingFound({ name }: PropertyReport, found: Exploration | Simulation): string {
  const { machine, stopped } = found;
  const isCover = machine.properties.find((p) => p.name === name)?.kind === 'reachable';
  const nothing = isCover ? 'not reached' : 'no violation';
  const why = stopped === null ? '' : `; stopped: ${STOPPED[stopped]}`;
  if ('seed' in found) {
    const runs = `${counted(found.steps, 'step')} of ${counted(found.runs, 'random run')}`;
    return `${nothing} in ${runs} (seed ${found.seed})${stopped === 'runs' ? '' : why}`;
  }
  const { maxSwitches } = found;
  if (maxSwitches === null) return `nothing found so far${why}`;
  const within = (bound: number) => `in runs of at most ${counted(bound, 'context switch')}`;
  if (stopped === 'switches') return `${nothing} ${within(maxSwitches)}`;
  return `nothing found so far ${within(maxSwitches)}${why}`;
}

/** Where a violation was looked for, if that was less than everywhere. */
export function foundIn(found: Exploration | Simulation): string[] {
  if ('seed' in found || found.maxSwitches === null) return [];
  return [`found in runs of at most ${counted(found.maxSwitches, 'context switch')}`];
}

export const completeness = ({ exhaustive, stopped }: Exploration): string =>
  exhaustive ? 'exhaustive' : `stopped: ${stopped === null ? 'not exhaustive' : STOPPED[stopped]}`;

/** What was done, how fast, and whether that was all: each in one piece, however it is folded. */
export function summary(found: Exploration | Simulation, width: number): string[] {
  const items = 'seed' in found ? simulationItems(found) : explorationItems(found);
  const unbroken = items.map((item) => item.replaceAll(' ', '\u00a0')).join(', ');
  return wrap(unbroken, width).map((line) => line.replaceAll('\u00a0', ' '));
}

function simulationItems(s: Simulation): string[] {
  const rate = s.seconds > 0 ? s.steps / s.seconds : 0;
  return [
    counted(s.runs, 'random run'),
    counted(s.steps, 'step'),
    `longest run ${integer(s.depth)}`,
    `seed ${s.seed}`,
    seconds(s.seconds),
    `${integer(rate)} steps/s`,
    s.stopped === null || s.stopped === 'runs' ? 'not exhaustive' : `stopped: ${STOPPED[s.stopped]}`,
  ];
}

function explorationItems(e: Exploration): string[] {
  const rate = e.seconds > 0 ? e.states / e.seconds : 0;
  return [
    counted(e.states, 'state'),
    counted(e.transitions, 'transition'),
    `depth ${integer(e.depth)}`,
    seconds(e.seconds),
    `${integer(rate)} states/s`,
    // The reference engine does not count what its states take.
    ...(e.bytesPerState > 0 ? [`${e.bytesPerState.toFixed(1)} bytes/state`] : []),
    ...(e.maxSwitches === null ? [] : [`at most ${counted(e.maxSwitches, 'context switch')}`]),
    ...(e.reduction.length === 0 ? [] : [`reduced (${e.reduction.join(', ')})`]),
    completeness(e),
    ...(e.omission === null || e.omission === 0
      ? []
      : [`one was overlooked with a probability below ${e.omission.toExponential(1)}`]),
  ];
}
