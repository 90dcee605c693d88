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
export async function findRuns(
  { layout }: Program,
  ends: readonly Placed[],
  predecessors: Predecessors,
): Promise<State[][]> {
  const key = (f: Found) => f.words.join();
  const runs = ends.map((end) => ({
    head: end as Found,
    level: end.level,
    run: [unpack(layout, end.words)],
  }));
  for (let level = Math.max(0, ...runs.map((r) => r.level)); level > 0; level--) {
    const here = runs.filter((r) => r.level === level);
    const targets = [...new Map(here.map(({ head }) => [key(head), head.words])).values()];
    const sources = await predecessors(level - 1, targets);
    const byTarget = new Map(targets.map((words, i) => [words.join(), sources[i]]));
    for (const r of here) {
      const source = byTarget.get(key(r.head));
      if (!source) throw new Error('internal error: a state that nothing leads to');
      r.head = source;
      r.level = level - 1;
      r.run.unshift(unpack(layout, source.words));
    }
  }
  return runs.map(({ run }) => run);
}
