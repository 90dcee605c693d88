import type { Machine } from '../../model/language/machine.js';
import { type Layout, unpack } from '../layout.js';
import type { State } from '../search.js';
import { compile } from './compile.js';
import type { LinearMemory } from './instance.js';
import type { MemoryMap } from './memory-map.js';
import { Pace } from './pace.js';

interface TraceModule {
  expand(from: number, to: number): number;
  readonly left: { value: number };
  readonly targets: { value: number };
}

/** An arena after a search. */
export interface Explored {
  readonly machine: Machine;
  readonly layout: Layout;
  readonly map: MemoryMap;
  readonly memory: LinearMemory;
  /** For each depth, the index of its first state. */
  readonly levels: readonly number[];
}

/**
 * Shortest runs to states of the arena. Parents are not stored: they would cost as much as small states do. Instead, the
 * states of the level before are expanded again until one leads to the state in question. The first one that does
 * is the one that found it. All runs are traced at once, so this is never more work than the search was.
 */
export async function findRuns(explored: Explored, ends: ReadonlySet<number>): Promise<Map<number, State[]>> {
  const { machine, layout, map, memory, levels } = explored;
  const stateAt = (index: number): BigUint64Array =>
    new BigUint64Array(memory.buffer, map.arena + index * map.stateBytes, layout.words);
  const runs = [...ends].map((end) => ({ end, head: end, run: [unpack(layout, [...stateAt(end)])] }));
  const found = () => new Map(runs.map(({ end, run }) => [end, run]));
  if (runs.every(({ head }) => head === 0)) return found();

  const module = memory.load<TraceModule>(compile(machine, layout, map, 'trace'));
  const pace = new Pace();
  for (let level = levels.length - 1; level > 0; level--) {
    const here = runs.filter(({ head }) => head >= levels[level]);
    const targets = [...new Set(here.map(({ head }) => head))];
    if (targets.length === 0) continue;
    const sources = new Int32Array(memory.buffer, map.sources, targets.length).fill(-1);
    targets.forEach((target, i) => {
      new BigUint64Array(memory.buffer, map.targets + i * map.stateBytes, layout.words).set(stateAt(target));
    });
    module.targets.value = targets.length;
    module.left.value = targets.length;
    for (let next = levels[level - 1]; module.left.value > 0; await pace.breathe()) {
      if (next === levels[level]) throw new Error('internal error: a state that nothing leads to');
      const [from, to] = [next, Math.min(levels[level], next + pace.chunk)];
      next = pace.measure(to - from, () => module.expand(from, to)) >>> 0;
    }
    for (const r of here) {
      r.head = sources[targets.indexOf(r.head)] >>> 0;
      r.run.unshift(unpack(layout, [...stateAt(r.head)]));
    }
  }
  return found();
}
