import { unpack } from '../layout.js';
import type { State } from '../search.js';
import type { Found, Program } from './program.js';
import type { Placed } from './store.js';

/** A state that a run leads to, and the CPU that makes the step after it; -1 at the end. */
export interface Target {
  readonly words: readonly bigint[];
  readonly mover: number;
}

/** Where the step to a target is made from, and by which CPU. */
export interface Source extends Found {
  readonly mover: number;
  readonly rank: bigint;
}

/** Finds, among the states of a level, the one of smallest rank that leads to each of these; null where none does. */
export type Predecessors = (level: number, targets: readonly Target[]) => Promise<readonly (Source | null)[]>;

/** Of what several partitions have found, the source with the smallest rank. */
export const bestSource = (all: readonly (Source | null)[]): Source | null =>
  all.reduce((a, b) => (a === null || (b !== null && b.rank < a.rank) ? b : a), null);

/**
 * Shortest runs to states. Parents are not stored: they would cost as much as small states do. Instead, the states of
 * the level before are expanded again to see which lead to the state in question. All runs are traced at once, so
 * this is never more work than the search was.
 */
export class Tracer {
  private readonly runs: { head: Target; level: number; readonly run: State[] }[];

  constructor(
    private readonly program: Program,
    ends: readonly Placed[],
  ) {
    this.runs = ends.map(({ words, level }) => ({
      head: { words, mover: -1 },
      level,
      run: [unpack(program.layout, words)],
    }));
  }

  /** The level that runs have been traced to: 0 if they are complete. */
  get level(): number {
    return Math.max(0, ...this.runs.map((r) => r.level));
  }

  /** From the initial states to the ends, in their order. */
  get states(): State[][] {
    return this.runs.map(({ run }) => run);
  }

  /** Goes back as far as there are states to look at: to level `heldFrom`. */
  async trace(predecessors: Predecessors, heldFrom: number): Promise<void> {
    for (let { level } = this; level > heldFrom; level--) {
      const here = this.runs.filter((r) => r.level === level);
      const targets = [...new Map(here.map(({ head }) => [key(head), head])).values()];
      const sources = await predecessors(level - 1, targets);
      const byTarget = new Map(targets.map((target, i) => [key(target), sources[i]]));
      for (const r of here) {
        const source = byTarget.get(key(r.head));
        if (!source) throw new Error('internal error: a state that nothing leads to');
        r.head = source;
        r.level = level - 1;
        r.run.unshift(unpack(this.program.layout, source.words));
      }
    }
  }
}

const key = ({ words, mover }: Target): string => `${words.join()} ${mover}`;
