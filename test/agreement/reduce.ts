import { expect } from 'vitest';
import { searchFast } from '../../checker/engine/search.js';
import { REDUCTIONS, type ReductionKind } from '../../checker/reduce/kinds.js';
import { reductionOf } from '../../checker/reduce/reduction.js';
import { searchReference } from '../../checker/reference/search.js';
import type { SearchResult } from '../../checker/search.js';
import { decidesAny, lastState, rebuildRun } from '../../checker/trace/run.js';
import type { System } from '../../model/language/index.js';
import { lower, type Machine } from '../../model/language/index.js';
import type { RandomSystem } from './random-system.js';

/** Every set of reductions that is not empty. */
export const SUBSETS: readonly (readonly ReductionKind[])[] = Array.from({ length: 7 }, (_, bits) =>
  REDUCTIONS.filter((_, i) => ((bits + 1) >> i) & 1),
);

/** What no reduction may change. */
const told = (r: SearchResult) => ({
  stopped: r.stopped,
  decided: r.runs.map((run) => run !== null),
  triggered: r.triggered,
  taken: [...r.taken].sort(),
});

/** What both engines must find alike in a reduced machine. */
const found = (r: SearchResult) => ({
  ...told(r),
  states: r.states,
  transitions: r.transitions,
  depth: r.depth,
  fingerprint: r.fingerprint,
  runs: r.runs,
});

export interface Saved {
  readonly states: number;
  /** By the names of the reductions, joined by commas. */
  readonly left: Readonly<Record<string, number>>;
}

/**
 * Holds reduced searches of both engines against the unreduced one of the reference, and executes the runs that they
 * found. Returns how many states there were, and were left; null if the space is too large to be worth the time.
 */
export async function reductionsAgree(
  m: Machine,
  subsets = SUBSETS,
  maxStates = 20_000,
): Promise<Saved | null> {
  const full = await searchReference(m, { maxStates });
  if (full.stopped === 'states') return null;
  const left: Record<string, number> = {};
  for (const kinds of subsets) {
    const name = kinds.join();
    const fast = await searchFast(m, { reduction: kinds });
    const slow = await searchReference(m, { reduction: kinds });
    left[name] = fast.states;
    expect(fast.fault !== null, `${name}: fault`).toBe(full.fault !== null);
    expect(slow.fault !== null, `${name}: fault of the reference`).toBe(full.fault !== null);
    if (full.fault !== null) continue;
    expect(told(fast), name).toEqual(told(full));
    expect(found(fast), `${name}: engines`).toEqual(found(slow));
    fast.runs.forEach((states, property) => {
      if (states === null) return;
      const run = rebuildRun(m, states, reductionOf(m, kinds));
      expect(decidesAny(m, lastState(run), property), `${name}: run of property ${property}`).toBe(true);
    });
  }
  return { states: full.states, left };
}

/** The same system with one program for all CPUs, which interrupts may hit alike. */
export function evened(made: RandomSystem): RandomSystem {
  const { system } = made;
  const task = system.tasks.find((t) => t !== null) ?? null;
  const even: System = {
    ...system,
    tasks: system.tasks.map(() => task),
    vectors: system.vectors.map((v) =>
      v.arrives === null ? v : { ...v, arrives: { ...v.arrives, on: null } },
    ),
    init: [],
  };
  return { ...made, system: even };
}

export const reductionsAgreeOn = async (made: RandomSystem, maxStates?: number): Promise<Saved | null> =>
  reductionsAgree(lower(made.system, made.properties), SUBSETS, maxStates);
