import type { Progress } from '../../../checker/search.js';
import type { Scenario } from '../../../scenarios/scenario.js';
import { type Answer, counterexampleOf, type JudgedProperty } from '../../answer.js';
import type { Row } from '../../reporters/table.js';

/** An exploration at one moment, as it is seen on a terminal. */
export interface Exploring {
  readonly scenario: Scenario;
  readonly compared: readonly string[];
  /** The rows that are to come, by their values. */
  readonly values: readonly string[];
  readonly rows: readonly Row[];
  /** How far the row after those is; null before it says anything, and at the end. */
  readonly progress: Progress | null;
  readonly limits: Limits;
  /** What was said on the way, last. */
  readonly said: string;
  readonly selected: number;
  readonly help: boolean;
}

/** How long and how large a search may be, where somebody said so. */
export interface Limits {
  readonly memory?: number;
  /** Milliseconds. */
  readonly time?: number;
  readonly states?: number;
}

/** A violation that can be opened. */
export interface Found {
  readonly value: string;
  readonly answer: Answer;
  readonly property: JudgedProperty;
}

export const violations = ({ rows }: Exploring): Found[] =>
  rows.flatMap(({ value, answer }) =>
    answer === null
      ? []
      : answer.properties
          .filter((p) => counterexampleOf(p.report) !== null)
          .map((property) => ({ value, answer, property })),
  );

export const isDone = ({ values, rows }: Exploring): boolean => rows.length >= values.length;

export function select(e: Exploring, by: number): Exploring {
  const most = violations(e).length - 1;
  return { ...e, selected: Math.max(0, Math.min(e.selected + by, most)) };
}
