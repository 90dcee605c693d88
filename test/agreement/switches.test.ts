import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploreDeepening } from '../../checker/deepening.js';
import { searchFast } from '../../checker/engine/search.js';
import { type ExploreOptions, explore } from '../../checker/explore.js';
import { decides, searchReference } from '../../checker/reference/search.js';
import { successors } from '../../checker/reference/step.js';
import type { Search, SearchOptions, SearchResult, State } from '../../checker/search.js';
import { cpuSwitches, rebuildRun } from '../../checker/trace/run.js';
import {
  eq,
  flag,
  fn,
  int,
  lower,
  type Machine,
  never,
  noDeadlock,
  on,
  read,
  shared,
  system,
  vector,
  wait,
  write,
} from '../../model/language/index.js';
import { kexecLockScenario } from '../../scenarios/kexec-lock.js';
import { variantOf } from '../../scenarios/scenario.js';
import { machineOf } from '../scenarios/variants.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';

/** Searches that bound context switches: what both engines say, and whether it is what the words mean. */

const lowered = ({ system, properties }: RandomSystem): Machine => lower(system, properties);

const source = { file: 'kernel/panic.c', versions: 'any' };
const said = { says: 'A sentence.', because: 'of a reason' };
const g = shared({ x: int(0, 3), ready: flag });
/** Everything that two searches must agree on, runs included, where no fault cuts a level short. */
const comparable = (r: SearchResult) => ({
  stopped: r.stopped,
  fault: r.fault !== null,
  ...(r.fault === null && {
    states: r.states,
    transitions: r.transitions,
    depth: r.depth,
    leftOut: r.leftOut,
    fingerprint: r.fingerprint,
    runs: r.runs,
    triggered: r.triggered,
    taken: [...r.taken].sort(),
  }),
});

/** Holds both engines against each other; null if the machine is too large to be worth the time. */
async function agree(m: Machine, options: SearchOptions): Promise<SearchResult | null> {
  const expected = await searchReference(m, { ...options, maxStates: 6000 });
  if (expected.stopped === 'states') return null;
  const found = await searchFast(m, options);
  expect(comparable(found)).toEqual(comparable(expected));
  for (const run of [...found.runs, found.fault]) {
    if (run === null) continue;
    // Throws unless each state follows from the one before.
    expect(cpuSwitches(rebuildRun(m, run))).toBeLessThanOrEqual(
      options.maxSwitches ?? Number.POSITIVE_INFINITY,
    );
  }
  return found;
}

async function agreeOnAll(
  arbitrary: fc.Arbitrary<RandomSystem>,
  numRuns: number,
  seed: number,
): Promise<void> {
  let worthwhile = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, fc.integer({ min: 0, max: 3 }), async (made, maxSwitches) => {
      const result = await agree(lowered(made), { maxSwitches });
      if (result?.leftOut && result.states > 10) worthwhile++;
    }),
    { numRuns, seed, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
  );
  expect(worthwhile).toBeGreaterThan(numRuns / 10);
}

describe('both engines, with at most 0 to 3 switches', () => {
  it('agree on random systems', () => agreeOnAll(randomSystem(), 50, 11));
  it('agree on systems that fault', () => agreeOnAll(faultySystem(), 25, 12));
  it('agree on states of two words', () => agreeOnAll(wideSystem(64), 15, 13));
  it('agree on states of more than 640 bits', () => agreeOnAll(wideSystem(640), 10, 14));
  it('agree where another limit stops them as well', () =>
    fc.assert(
      fc.asyncProperty(
        randomSystem(),
        fc.integer({ min: 0, max: 3 }),
        fc.record({ maxStates: fc.integer({ min: 0, max: 300 }), maxDepth: fc.integer({ min: 0, max: 12 }) }),
        async (made, maxSwitches, limits) => {
          const m = lowered(made);
          const options = { maxSwitches, ...limits };
          const [expected, found] = [await searchReference(m, options), await searchFast(m, options)];
          expect(comparable(found)).toEqual(comparable(expected));
        },
      ),
      { numRuns: 50, seed: 15 },
    ));
});

/** For each property, the fewest switches of a run that decides it, over all runs; found with none of what is tested. */
function fewestSwitches(m: Machine): (number | null)[] {
  const fewest: (number | null)[] = m.properties.map(() => null);
  const seen = new Set<string>();
  let now: { state: State; last: number }[] = [{ state: m.initial, last: -1 }];
  for (let switches = 0; now.length > 0; switches++) {
    const later: typeof now = [];
    for (let node = now.pop(); node !== undefined; node = now.pop()) {
      const { state, last } = node;
      const key = `${state.join()}|${last}`;
      if (seen.has(key)) continue;
      seen.add(key);
      m.properties.forEach((_, i) => {
        if (fewest[i] === null && decides(m, state, i)) fewest[i] = switches;
      });
      for (const { move, state: next } of successors(m, state))
        if (move.kind !== 'step') now.push({ state: next, last });
        else if (last === -1 || last === move.cpu) now.push({ state: next, last: move.cpu });
        else later.push({ state: next, last: move.cpu });
    }
    now = later;
  }
  return fewest;
}

describe('the bound', () => {
  it('is the fewest switches with which something can be found', () => {
    let interesting = 0;
    return fc
      .assert(
        fc.asyncProperty(randomSystem(), async (made) => {
          const m = lowered(made);
          const full = await searchReference(m, { maxStates: 3000 });
          if (full.stopped !== null) return;
          const fewest = fewestSwitches(m);
          for (const maxSwitches of [0, 1, 2]) {
            const { runs } = await searchFast(m, { maxSwitches });
            fewest.forEach((needed, i) => {
              expect(runs[i] !== null, `property ${i} with ${maxSwitches}`).toBe(
                needed !== null && needed <= maxSwitches,
              );
              if (needed !== null && needed > 0) interesting++;
            });
          }
        }),
        { numRuns: 30, seed: 16, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
      )
      .then(() => expect(interesting).toBeGreaterThan(20));
  });

  it('leaves nothing out when it is large, and then says what the full search says', async () => {
    let worthwhile = 0;
    await fc.assert(
      fc.asyncProperty(randomSystem(), async (made) => {
        const m = lowered(made);
        const full = await searchReference(m, { maxStates: 1000 });
        if (full.stopped !== null) return;
        const bounded = await searchFast(m, { maxSwitches: 1000, maxStates: 1_000_000 });
        // Where CPUs can take turns for ever, there is always one switch more.
        if (bounded.leftOut) return;
        if (bounded.states > full.states) worthwhile++;
        const verdicts = ({ stopped, runs, triggered, taken }: SearchResult) => ({
          stopped,
          runs: runs.map((run) => run?.length ?? null),
          triggered,
          taken: [...taken].sort(),
        });
        expect(verdicts(bounded)).toEqual(verdicts(full));
      }),
      { numRuns: 30, seed: 17, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
    );
    expect(worthwhile).toBeGreaterThan(10);
  });
});

describe('a search that remembers hashes', () => {
  it('sees the same, and claims less', async () => {
    const m = machineOf(kexecLockScenario, variantOf(kexecLockScenario, { lock: 'rt-mutex' }));
    const exact = await searchFast(m, { maxSwitches: 2 });
    const hashes = await searchFast(m, { maxSwitches: 2, store: 'fingerprints' });
    expect(exact.leftOut).toBe(true);
    // Two words to a state: two could have the same hash.
    expect(comparable(hashes)).toEqual({ ...comparable(exact), stopped: 'hashing' });
  });
});

describe('several threads', () => {
  it('see what one sees', async () => {
    // Threads only run what was compiled.
    const built = new URL('../../dist/checker/engine/search.js', import.meta.url).href;
    const { searchFast: searchBuilt } = (await import(built)) as { searchFast: Search };
    const machines = [
      machineOf(kexecLockScenario, variantOf(kexecLockScenario, { lock: 'rt-mutex' })),
      ...fc.sample(randomSystem(), { seed: 18, numRuns: 4 }).map(lowered),
    ];
    for (const m of machines)
      for (const maxSwitches of [0, 2]) {
        const expected = await searchFast(m, { maxSwitches });
        expect(comparable(await searchBuilt(m, { maxSwitches, workers: 2 }))).toEqual(comparable(expected));
      }
  });
});

describe('one bound after the other', () => {
  const needsTwo = () => {
    const first = fn('first', { source }, () => ({
      a: write(g.x, 1),
      b: wait(eq(read(g.x), 2)),
      c: write(g.x, 3),
    }));
    const second = fn('second', { source }, () => ({ a: wait(eq(read(g.x), 1)), b: write(g.x, 2) }));
    return lower(system({ name: 'two', cpus: 2, tasks: [first, second] }), [
      never('three', eq(read(g.x), 3), said),
      noDeadlock,
    ]);
  };
  const deepening = async (maxSwitches: number, isAsked = (_: string) => true, more: ExploreOptions = {}) => {
    const bounds: (number | null)[] = [];
    const found = await exploreDeepening(needsTwo(), isAsked, {
      ...more,
      maxSwitches,
      onBound: (e) => bounds.push(e.maxSwitches),
    });
    const verdicts = found.properties.map((p) => p.verdict);
    return {
      bounds,
      bound: found.maxSwitches,
      stopped: found.stopped,
      exhaustive: found.exhaustive,
      verdicts,
    };
  };

  it('ends where the bound is reached, with nothing proved', async () => {
    expect(await deepening(1)).toEqual({
      bounds: [0],
      bound: 1,
      stopped: 'switches',
      exhaustive: false,
      verdicts: ['incomplete', 'incomplete'],
    });
  });

  it('ends where something is violated, or where nothing is left out', async () => {
    const all = {
      bounds: [0, 1],
      bound: 2,
      stopped: null,
      exhaustive: true,
      verdicts: ['violated', 'holds'],
    };
    expect(await deepening(2)).toEqual(all);
    expect(await deepening(1000)).toEqual(all);
    // Nobody asks about what is violated.
    expect(await deepening(1000, (p) => p === 'no-deadlock')).toEqual(all);
  });

  it('goes on below a depth, and not beyond a number of states or a time', async () => {
    const { bounds, stopped } = await deepening(1000, undefined, { maxDepth: 2 });
    expect([bounds, stopped]).toEqual([[0], 'depth']);
    expect(await deepening(1000, undefined, { maxStates: 1 })).toMatchObject({
      bounds: [],
      stopped: 'states',
    });
    expect(await deepening(1000, undefined, { timeLimit: 0 })).toMatchObject({ bounds: [], bound: 0 });
  });

  it('tells a run within the bound, even if another one has fewer changes of context', () =>
    fc.assert(
      fc.asyncProperty(randomSystem(), fc.integer({ min: 0, max: 2 }), async (made, maxSwitches) => {
        const m = lowered(made);
        const { properties } = await explore(m, { maxSwitches, maxStates: 3000 });
        for (const p of properties)
          if (p.verdict === 'violated' && p.counterexample !== null)
            expect(cpuSwitches(p.counterexample)).toBeLessThanOrEqual(maxSwitches);
      }),
      { numRuns: 30, seed: 19, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
    ));
});

const both = async (m: Machine, maxSwitches: number) => {
  const result = await agree(m, { maxSwitches });
  return result as SearchResult;
};

describe('what counts as a switch', () => {
  it('is a step of another CPU: this needs exactly two', async () => {
    const first = fn('first', { source }, () => ({
      a: write(g.x, 1),
      b: wait(eq(read(g.x), 2)),
      c: write(g.x, 3),
    }));
    const second = fn('second', { source }, () => ({ a: wait(eq(read(g.x), 1)), b: write(g.x, 2) }));
    const m = lower(system({ name: 'two', cpus: 2, tasks: [first, second] }), [
      never('three', eq(read(g.x), 3), said),
      noDeadlock,
    ]);
    const found = await Promise.all([0, 1, 2, 3].map((k) => both(m, k)));
    expect(found.map((r) => [r.runs[0] !== null, r.leftOut, r.stopped])).toEqual([
      [false, true, 'switches'],
      [false, true, 'switches'],
      [true, false, null],
      [true, false, null],
    ]);
    // CPU 0 waits and only the bound keeps CPU 1 from moving: no deadlock, at any bound.
    expect(found.map((r) => r.runs[1])).toEqual([null, null, null, null]);
  });

  const task = fn('task', { source }, () => ({ a: write(g.x, 1), b: write(g.x, 2) }));
  const handler = fn('handler', { source }, () => ({ a: write(g.ready, true) }));
  const interrupted = (cpus: number, onCpu: number) =>
    lower(
      system({
        name: 'interrupted',
        cpus,
        tasks: Array.from({ length: cpus }, (_, cpu) => (cpu === 0 ? task : null)),
        vectors: [on(vector('v', 'nmi'), handler, { times: 1, on: [onCpu] })],
      }),
      [never('between', read(g.ready), said)],
    );

  it('is not the handler of an interrupt on the CPU that moved last', async () => {
    const r = await both(interrupted(1, 0), 0);
    expect([r.runs[0]?.length, r.leftOut]).toEqual([3, false]);
  });

  it('is not that an interrupt arrives on another CPU, but a step of its handler is', async () => {
    const m = interrupted(2, 1);
    const r = await both(m, 0);
    // The handler may come first, or not at all.
    expect([r.runs[0]?.length, r.leftOut]).toEqual([3, true]);
    const run = rebuildRun(m, r.runs[0] as readonly State[]);
    expect(run.steps.map((s) => [s.move.kind, s.move.cpu])).toEqual([
      ['arrive', 1],
      ['step', 1],
    ]);
    const full = await both(m, 2);
    expect(full.leftOut).toBe(false);
  });

  it('refuses a bound that is none', async () => {
    const m = interrupted(1, 0);
    for (const maxSwitches of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      for (const search of [searchReference, searchFast])
        await expect(search(m, { maxSwitches })).rejects.toThrow(RangeError);
  });
});
