import { unpack } from '../layout.js';
import type { State } from '../search.js';
import type { Found, Program } from './program.js';
import type { Placed } from './store.js';

/** Finds, among the states of a level, the one of smallest hash that leads to each of these; null where none does. */
export type Predecessors = (
  level: number,
  targets: readonly (readonly bigint[])[],
) => Promise<readonly (Found | null)[]>;

/**
 * Shortest runs to states. Parents are not stored: they would cost as much as small states do. Instead, the states of
 * the level before are expanded again to see which lead to the state in question. Taking the one with the smallest
 * hash makes the run a matter of the machine alone, whoever found what first. All runs are traced at once, so
 * this is never more work than the search was.
 */
export class Tracer {
  private readonly runs: { head: Found; level: number; readonly run: State[] }[];

  constructor(
    private readonly program: Program,
    ends: readonly Placed[],
  ) {
    this.runs = ends.map((end) => ({
      head: end,
      level: end.level,
      run: [unpack(program.layout, end.words)],
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
      const targets = [...new Map(here.map(({ head }) => [head.words.join(), head.words])).values()];
      const sources = await predecessors(level - 1, targets);
      const byTarget = new Map(targets.map((words, i) => [words.join(), sources[i]]));
      for (const r of here) {
        const source = byTarget.get(r.head.words.join());
        if (!source) throw new Error('internal error: a state that nothing leads to');
        r.head = source;
        r.level = level - 1;
        r.run.unshift(unpack(this.program.layout, source.words));
      }
    }
  }
}
