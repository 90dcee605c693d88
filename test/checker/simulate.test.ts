import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPLITMIX } from '../../checker/engine/walk.js';
import { Walker } from '../../checker/engine/walker.js';
import { decides } from '../../checker/reference/search.js';
import { successors, value } from '../../checker/reference/step.js';
import type { State } from '../../checker/search.js';
import { simulate } from '../../checker/simulate.js';
import { lastState } from '../../checker/trace/run.js';
import {
  add,
  always,
  assert,
  brk,
  choose,
  cpuOrNone,
  eq,
  fn,
  int,
  lower,
  lt,
  type Machine,
  ModelError,
  mod,
  never,
  noDeadlock,
  perCpu,
  reachable,
  read,
  retry,
  set,
  shared,
  system,
  when,
  write,
} from '../../model/language/index.js';
import { kexecLockScenario } from '../../scenarios/kexec-lock.js';
import { variantOf } from '../../scenarios/scenario.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from '../agreement/random-system.js';
import { machineOf } from '../scenarios/variants.js';

const lowered = ({ system, properties }: RandomSystem): Machine => lower(system, properties);

/** The same random numbers, in the plainest words. */
class Random {
  constructor(private now: bigint) {}
  /** 32 bits. */
  next(): bigint {
    const u64 = (n: bigint) => BigInt.asUintN(64, n);
    this.now = u64(this.now + SPLITMIX.step);
    let z = this.now;
    z = u64((z ^ (z >> 30n)) * SPLITMIX.first);
    z = u64((z ^ (z >> 27n)) * SPLITMIX.second);
    return (z ^ (z >> 31n)) >> 32n;
  }
}

/** What a run is, in terms of the reference: its states, and whether the last one could not be evaluated. */
function referenceRun(m: Machine, random: Random, depth: number): { states: State[]; fault: boolean } {
  const states: State[] = [m.initial];
  for (;;) {
    const here = states[states.length - 1];
    try {
      m.properties.forEach((_, i) => {
        decides(m, here, i);
      });
      for (const { trigger } of m.properties) if (trigger !== null) value(m, here, trigger, -1, 'task');
      let chosen: State | null = null;
      successors(m, here).forEach(({ state }, i) => {
        if ((random.next() * BigInt(i + 1)) >> 32n === 0n) chosen = state;
      });
      if (chosen === null || states.length > depth) return { states, fault: false };
      states.push(chosen);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return { states, fault: true };
    }
  }
}

/** Makes some runs both ways and compares everything that can be seen of them. */
function holdAgainstReference(m: Machine, seed: number): number {
  const limits = { runs: 8, depth: 60 };
  const random = new Random(BigInt(seed));
  const expected = [];
  for (let i = 0; i < limits.runs && !expected.at(-1)?.fault; i++)
    expected.push(referenceRun(m, random, limits.depth));
  const walker = new Walker(m, seed, limits);
  // Without taking news: a property that is decided would not be evaluated any more, and could not fault.
  while (!walker.isDone && walker.fault === null) walker.walk(7);
  const lengths = expected.map(({ states }) => states.length - 1);
  expect({ runs: walker.runs, steps: walker.steps, longest: walker.longest }).toEqual({
    runs: expected.length,
    steps: lengths.reduce((a, b) => a + b, 0),
    longest: Math.max(...lengths),
  });
  expect(walker.fault !== null).toBe(expected.at(-1)?.fault);
  const first = [...walker.states({ begunWith: BigInt(seed), steps: limits.depth })];
  // Whether the last state can be evaluated is not seen when it is only come to.
  expect(first).toEqual(expected[0].states);
  if (walker.fault !== null) expect([...walker.states(walker.fault)]).toEqual(expected.at(-1)?.states);
  return Math.max(...lengths);
}

describe('a walk', () => {
  const walksLikeReference = (arbitrary: fc.Arbitrary<RandomSystem>, numRuns: number, seed: number) => {
    let worthwhile = 0;
    fc.assert(
      fc.property(arbitrary, fc.nat(), (made, s) => {
        if (holdAgainstReference(lowered(made), s) > 5) worthwhile++;
      }),
      { numRuns, seed },
    );
    expect(worthwhile).toBeGreaterThan(numRuns / 4);
  };
  // Each step is a transition of the reference, because it is the one that the reference makes.
  it('is the one that the reference makes, in random systems', () =>
    walksLikeReference(randomSystem(), 100, 21));
  it('is the same in systems that fault', () => walksLikeReference(faultySystem(), 60, 22));
  it('is the same in states of two words', () => walksLikeReference(wideSystem(64), 30, 23));
  it('is the same in states of more than 640 bits', () => walksLikeReference(wideSystem(640), 20, 24));
});

const source = { file: 'kernel/panic.c', versions: 'any' };
const said = { says: 'A sentence.', because: 'of a reason' };
const g = shared({ x: int(0, 6), next: cpuOrNone });
const mine = perCpu({ seen: int(0, 1) });

describe('chance', () => {
  const pick = fn('pick', { source, locals: { n: int(0, 6) } }, ({ n }) => ({
    pick: choose(n),
    tell: write(g.x, n),
  }));
  const m = lower(system({ name: 'pick', cpus: 1, tasks: pick }), []);

  it('gives each of seven the same', () => {
    const walker = new Walker(m, 0, { runs: 1, depth: 1 });
    const counts = new Map<string, number>();
    for (let seed = 0n; seed < 2100n; seed++) {
      const [, second] = walker.states({ begunWith: seed, steps: 1 });
      counts.set(second.join(), (counts.get(second.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(7);
    // Five standard deviations would be 80.
    for (const count of counts.values()) expect(Math.abs(count - 300)).toBeLessThan(60);
  });
});

describe('a simulation', () => {
  const mutex = machineOf(kexecLockScenario, variantOf(kexecLockScenario, { lock: 'mutex' }));

  it('finds an easy violation, executed again and minimised', async () => {
    const { properties, stopped } = await simulate(mutex, { isAsked: (p) => p === 'reload-keeps-image' });
    const found = properties.find((p) => p.name === 'reload-keeps-image');
    const run = found?.verdict === 'violated' ? found.counterexample : null;
    const number = mutex.properties.findIndex((p) => p.name === 'reload-keeps-image');
    expect(run?.switches).toBe(0);
    expect(run !== null && run !== undefined && decides(mutex, lastState(run), number)).toBe(true);
    expect(stopped).toBe('runs');
  });

  it('is the same for the same seed, and another for another', async () => {
    const told = async (seed: number) => {
      const { seconds, ...rest } = await simulate(mutex, { runs: 300, seed });
      return rest;
    };
    expect(await told(5)).toEqual(await told(5));
    expect((await told(5)).steps).not.toBe((await told(6)).steps);
  });

  it('never says that something holds, or that it cannot', () =>
    fc.assert(
      fc.asyncProperty(randomSystem(), async (made) => {
        const m = lowered(made);
        const { properties } = await simulate(m, { runs: 50, minimise: false });
        for (const p of properties) {
          const isCover = m.properties.find(({ name }) => name === p.name)?.kind === 'reachable';
          if (p.verdict === 'holds') expect([isCover, p.witness]).toEqual([true, expect.anything()]);
          else if (p.verdict === 'violated') expect(p.counterexample).not.toBeNull();
          else expect(p.verdict).toBe('incomplete');
        }
      }),
      { numRuns: 60, seed: 25 },
    ));

  const round = fn('round', { source, locals: { n: int(0, 6) } }, ({ n }) => ({
    around: retry({
      go: set(n, mod(add(n, 1), 5)),
      tell: write(g.x, n),
      never: when(eq(n, 6), { leave: brk }),
    }),
  }));
  const endless = lower(system({ name: 'endless', cpus: 2, tasks: round }), [
    never('four', eq(read(g.x), 4), said),
    reachable('six', eq(read(g.x), 6), said),
    noDeadlock,
  ]);

  it('tells a run without its detours', async () => {
    const { properties } = await simulate(endless, { minimise: false, isAsked: (p) => p === 'four' });
    const [four] = properties;
    const run = four.verdict === 'violated' ? four.counterexample : null;
    const states = [run?.initial, ...(run?.steps.map((s) => s.after) ?? [])].map((s) => s?.join());
    expect(states.length).toBeGreaterThan(4);
    expect(new Set(states).size).toBe(states.length);
  });

  it('keeps to its limits', async () => {
    const some = await simulate(endless, { runs: 7, depth: 100 });
    expect(some).toMatchObject({ runs: 7, steps: 700, depth: 100, stopped: 'runs' });
    const none = await simulate(endless, { runs: 3, depth: 0 });
    expect(none).toMatchObject({ runs: 3, steps: 0, stopped: 'runs' });
    const short = await simulate(endless, { depth: 2 ** 30, timeLimit: 50 });
    expect([short.stopped, short.runs]).toEqual(['time', 1]);
    expect(short.properties.map((p) => p.verdict)).toEqual(['violated', 'incomplete', 'incomplete']);
    const signal = { aborted: false };
    setTimeout(() => {
      signal.aborted = true;
    }, 30);
    const ticks: number[] = [];
    const onProgress = ({ steps }: { steps: number }) => ticks.push(steps);
    const cut = await simulate(endless, { depth: 2 ** 30, signal, onProgress });
    expect(cut.stopped).toBe('interrupted');
    const watched = await simulate(endless, { depth: 2 ** 30, timeLimit: 200, onProgress });
    expect(ticks.length).toBeGreaterThan(0);
    expect(watched.steps).toBeGreaterThan(ticks[0]);
  });

  it('reports an assertion that fails', async () => {
    const task = fn('task', { source, locals: { n: int(0, 6) } }, ({ n }) => ({
      pick: choose(n),
      tell: write(g.x, n),
      small: assert(lt(read(g.x), 3), 'x is small'),
    }));
    const m = lower(system({ name: 'assertion', cpus: 1, tasks: task }), []);
    const { properties, runs } = await simulate(m, { runs: 1000 });
    expect(properties).toMatchObject([{ name: 'assertions', verdict: 'violated' }]);
    // Nothing is left to ask.
    expect(runs).toBeLessThan(1000);
  });

  it('refuses a model that leaves its domains, and says where', async () => {
    const wild = fn('wild', { source, locals: { n: cpuOrNone } }, ({ n }) => ({
      look: set(n, read(g.next)),
      write: write(mine.seen.of(n), 1),
    }));
    const m = lower(system({ name: 'wild', cpus: 2, tasks: wild }), [always('x', eq(read(g.x), 0), said)]);
    await expect(simulate(m)).rejects.toThrow(ModelError);
    await expect(simulate(m)).rejects.toThrow('seen[-1] does not exist');
  });
});
