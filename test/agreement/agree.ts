import { expect } from 'vitest';
import { decides, searchReference } from '../../checker/reference/search.js';
import { successors } from '../../checker/reference/step.js';
import type { Search, SearchResult, State } from '../../checker/search.js';
import { lower, type Machine, ModelError } from '../../model/language/index.js';
import type { RandomSystem } from './random-system.js';

/**
 * Holds an engine against the reference on one machine. Returns what the reference found, or null where its state space
 * is too large to be worth the time.
 */
export async function agree(m: Machine, fast: Search, maxStates = 30_000): Promise<SearchResult | null> {
  const expected = await searchReference(m, { maxStates });
  if (expected.stopped === 'states') return null;
  const found = await fast(m);
  expect(found.engine).toBe('fast');
  // Where a search stops at a fault depends on the order within a level, so that only the fault itself is compared.
  expect(found.fault !== null, 'fault').toBe(expected.fault !== null);
  expect(found.stopped).toBe(expected.stopped);
  if (found.fault !== null) {
    checkRun(m, found.fault);
    expect(faults(m, found.fault.at(-1)!), 'the last state of the faulty run faults').toBe(true);
    return expected;
  }
  expect(comparable(found)).toEqual(comparable(expected));
  found.runs.forEach((run, i) => {
    if (run === null) return;
    checkRun(m, run);
    const last = run.at(-1)!;
    expect(i < m.properties.length ? decides(m, last, i) : last[m.failed] !== 0, `run of property ${i}`).toBe(
      true,
    );
  });
  return expected;
}

/** What two searches of one machine have in common. Runs may differ; their lengths may not, for all are shortest. */
const comparable = (r: SearchResult) => ({
  states: r.states,
  transitions: r.transitions,
  depth: r.depth,
  fingerprint: r.fingerprint,
  runs: r.runs.map((run) => run?.length ?? null),
  triggered: r.triggered,
  taken: [...r.taken].sort(),
});

/** Every pair of states that follow each other is a transition of the reference, from the initial state on. */
export function checkRun(m: Machine, run: readonly State[]): void {
  expect([...run[0]]).toEqual([...m.initial]);
  for (let i = 1; i < run.length; i++) {
    const next = successors(m, run[i - 1]).map(({ state }) => state.join());
    expect(next, `step ${i} of the run`).toContain(run[i].join());
  }
}

function faults(m: Machine, state: State): boolean {
  try {
    m.properties.forEach((_, i) => {
      decides(m, state, i);
    });
    // A trigger is evaluated as well, though it decides nothing.
    const triggers = m.properties.map((p) => ({ ...p, kind: 'never' as const, expr: p.trigger }));
    triggers.forEach((_, i) => {
      decides({ ...m, properties: triggers }, state, i);
    });
    successors(m, state);
  } catch (error) {
    if (error instanceof ModelError) return true;
    throw error;
  }
  return false;
}

/** Lowers a random system and holds the engine against the reference; says how many states took part. */
export async function agreeOn(made: RandomSystem, fast: Search, maxStates?: number): Promise<number> {
  const result = await agree(lower(made.system, made.properties), fast, maxStates);
  return result?.states ?? 0;
}
