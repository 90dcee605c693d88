import { CONTEXTS } from '../model/language/ir.js';
import type { Machine } from '../model/language/machine.js';

/** Steps of a machine by the name of their function and label: `kexec_trylock@cmpxchg.cmpxchg`. */
export interface Coverage {
  readonly all: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
}

/** Which steps some run takes, or comes to rest at, given the edges that a search took. */
export function coverage(m: Machine, taken: ReadonlySet<string>): Coverage {
  const all = new Set<string>();
  const reached = new Set<string>();
  // A task that only stands still is there from the beginning.
  for (const frames of m.frames) {
    const first = frames.task === null ? undefined : m.code.task[frames.task.entry];
    const step = first?.path.at(-1);
    if (first?.edges.length === 0 && step !== undefined) reached.add(`${step.fn}.${step.label}`);
  }
  for (const context of CONTEXTS)
    for (const location of m.code[context]) {
      const step = location.path.at(-1);
      if (step === undefined || step.label === '') continue;
      const name = `${step.fn}.${step.label}`;
      all.add(name);
      location.edges.forEach((edge, i) => {
        if (!taken.has(`${context}:${location.id}:${i}`)) return;
        reached.add(name);
        // An arm's first step is carried out by the edge that chooses it; an end is reached by coming there.
        for (const id of [edge.via, edge.target]) {
          const there = id === null ? undefined : m.code[context][id];
          const last = there?.path.at(-1);
          if (there !== undefined && last !== undefined && (id === edge.via || there.edges.length === 0))
            reached.add(`${last.fn}.${last.label}`);
        }
      });
    }
  return { all, reached };
}
