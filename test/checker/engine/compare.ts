import { expect } from 'vitest';
import { searchFast } from '../../../checker/engine/search.js';
import { searchReference } from '../../../checker/reference/search.js';
import type { SearchOptions, SearchResult } from '../../../checker/search.js';
import {
  type Fn,
  lower,
  type Machine,
  type Property,
  type System,
  system,
} from '../../../model/language/index.js';

export const source = { file: 'kernel/panic.c', versions: 'any' };
export const said = { says: 'A sentence.', because: 'of a reason' };

/** Everything that two searches must agree on. Both discover states in one order, so that even their runs are the same. */
const comparable = (r: SearchResult) => ({
  states: r.states,
  transitions: r.transitions,
  depth: r.depth,
  stopped: r.stopped,
  fingerprint: r.fingerprint,
  runs: r.runs,
  triggered: r.triggered,
  fault: r.fault,
});

/** Searches with both engines, compares the results and gives the one of the fast engine. */
export async function agree(m: Machine, options: SearchOptions = {}): Promise<SearchResult> {
  const [expected, found] = [await searchReference(m, options), await searchFast(m, options)];
  expect(comparable(found)).toEqual(comparable(expected));
  // A state that faults can have taken some edges before it did.
  if (found.fault === null) expect([...found.taken].sort()).toEqual([...expected.taken].sort());
  else for (const edge of expected.taken) expect(found.taken).toContain(edge);
  return found;
}

/** The same for programs that run on a CPU each, with properties. */
export const agreeOn = (
  tasks: readonly (Fn | null)[],
  properties: readonly Property[] = [],
  more: Partial<Pick<System, 'vectors' | 'init'>> = {},
): Promise<SearchResult> =>
  agree(lower(system({ name: 'test', cpus: tasks.length, tasks, ...more }), properties));
