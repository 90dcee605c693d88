import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decides, searchReference } from '../../../checker/reference/search.js';
import { successors } from '../../../checker/reference/step.js';
import type { State } from '../../../checker/search.js';
import { minimise } from '../../../checker/trace/minimise.js';
import { decidesAny, lane, lastState, rebuildRun } from '../../../checker/trace/run.js';
import {
  arm,
  either,
  eq,
  flag,
  fn,
  lower,
  type Machine,
  never,
  read,
  shared,
  system,
  wait,
  write,
} from '../../../model/language/index.js';
import { kexecLockScenario } from '../../../scenarios/kexec-lock.js';
import { variantOf } from '../../../scenarios/scenario.js';
import { randomSystem } from '../../agreement/random-system.js';
import { machineOf } from '../../scenarios/variants.js';

/**
 * The fewest context switches of a run to a violation, found the slow way: all states reachable with none, with one,
 * with two … switches.
 */
function fewestSwitches(m: Machine, property: number): number {
  const seen = new Set<string>();
  let now: [State, string][] = [[m.initial, '']];
  for (let switches = 0; ; switches++) {
    const later: [State, string][] = [];
    for (let next = now.pop(); next !== undefined; next = now.pop()) {
      const [state, last] = next;
      const key = `${state.join()}|${last}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (decidesAny(m, state, property)) return switches;
      for (const s of successors(m, state)) {
        const same = last === '' || lane(s.move) === last;
        (same ? now : later).push([s.state, lane(s.move)]);
      }
    }
    now = later;
  }
}

describe('minimise', () => {
  it('finds the fewest context switches, on random systems', async () => {
    let minimised = 0;
    await fc.assert(
      fc.asyncProperty(randomSystem(), async ({ system, properties }) => {
        const m = lower(system, properties);
        const result = await searchReference(m, { maxStates: 1500 });
        if (result.stopped !== null) return;
        const found = new Map(
          result.runs.flatMap((states, i) => (states === null ? [] : [[i, rebuildRun(m, states)] as const])),
        );
        for (const [i, run] of minimise(m, found)) {
          expect(decidesAny(m, lastState(run), i)).toBe(true);
          expect(run.switches).toBe(fewestSwitches(m, i));
          expect(run.switches).toBeLessThanOrEqual(found.get(i)!.switches);
          minimised++;
        }
      }),
      { numRuns: 120, seed: 7 },
    );
    // Otherwise the comparison above compared nothing.
    expect(minimised).toBeGreaterThan(100);
  }, 120_000);

  it('prefers a longer run with fewer switches', async () => {
    const g = shared({ a: flag, b: flag, done: flag });
    const source = { file: 'test', versions: 'none' };
    const there_and_back = fn('there_and_back', { source }, () => ({
      way: either({
        short: arm('waits for the other CPU', {
          ask: write(g.a, true),
          answer: wait(eq(read(g.b), true)),
          go: write(g.done, true),
        }),
        long: arm('does it alone', {
          one: write(g.a, false),
          two: write(g.a, true),
          three: write(g.a, false),
          four: write(g.a, true),
          five: write(g.a, false),
          go_alone: write(g.done, true),
        }),
      }),
    }));
    const other = fn('other', { source }, () => ({
      asked: wait(eq(read(g.a), true)),
      reply: write(g.b, true),
    }));
    const m = lower(system({ name: 'detour', cpus: 2, tasks: [there_and_back, other] }), [
      never('undone', eq(read(g.done), true), { says: '', because: '' }),
    ]);
    const found = rebuildRun(m, (await searchReference(m)).runs[0]!);
    expect([found.steps.length, found.switches]).toEqual([5, 2]);
    const run = minimise(m, new Map([[0, found]])).get(0)!;
    expect([run.steps.length, run.switches]).toEqual([6, 0]);
  });

  it.each([
    ['with room for all', undefined],
    ['where only some can be searched afresh', 300],
    ['where none can', 5],
  ])('finds for each property what it finds for it alone, %s', async (_, budget) => {
    const m = machineOf(kexecLockScenario, variantOf(kexecLockScenario, { lock: 'rt-mutex' }));
    const { runs } = await searchReference(m);
    const found = new Map(
      runs.flatMap((states, i) => (states === null ? [] : [[i, rebuildRun(m, states)] as const])),
    );
    expect(found.size).toBeGreaterThan(1);
    const together = minimise(m, found, budget);
    expect([...together.keys()]).toEqual([...found.keys()]);
    for (const [i, run] of found)
      expect(together.get(i)).toEqual(minimise(m, new Map([[i, run]]), budget).get(i));
  });

  it('orders the moves it has when there are too many states to search afresh', async () => {
    const m = machineOf(kexecLockScenario, variantOf(kexecLockScenario, { lock: 'rt-mutex' }));
    const property = m.properties.findIndex((p) => p.name === 'no-deadlock');
    const shortest = (await searchReference(m)).runs[property]!;
    // The same moves, as badly ordered as a run can be: take turns wherever both CPUs can move.
    const found = rebuildRun(m, shortest);
    const limited = minimise(m, new Map([[property, found]]), 400).get(property)!;
    expect(decides(m, lastState(limited), property)).toBe(true);
    expect(limited.switches).toBeLessThanOrEqual(found.switches);
    expect(limited.steps.map((s) => s.move.cpu).sort()).toEqual(found.steps.map((s) => s.move.cpu).sort());
  });
});
