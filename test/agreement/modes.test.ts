import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { searchReference } from '../../checker/reference/search.js';
import type { SearchOptions, SearchResult } from '../../checker/search.js';
import {
  add,
  and,
  atomic,
  brk,
  eq,
  fn,
  int,
  lower,
  type Machine,
  never,
  read,
  retry,
  shared,
  system,
  when,
  write,
} from '../../model/language/index.js';
import { checkRun } from './agree.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';

/**
 * However a search is done, it finds the same: with any number of threads, with whole states or hashes of them, with
 * much memory or so little that levels are forgotten and searched again. Threads can only be started from compiled
 * files, so that what is tested here is what users run.
 */
const built = new URL('../../dist/checker/engine/search.js', import.meta.url).href;
const { searchFast }: typeof import('../../checker/engine/search.js') = await import(built);

/** Everything but the time and the memory that it took. Even the runs are the same, whoever found what first. */
const comparable = ({
  states,
  transitions,
  depth,
  stopped,
  fingerprint,
  runs,
  triggered,
  taken,
}: SearchResult) => ({
  states,
  transitions,
  depth,
  stopped,
  fingerprint,
  runs,
  triggered,
  taken: [...taken].sort(),
});

async function compare(made: RandomSystem, options: SearchOptions): Promise<SearchResult | null> {
  const m: Machine = lower(made.system, made.properties);
  const expected = await searchReference(m, { maxStates: 6000 });
  if (expected.stopped === 'states') return null;
  const found = await searchFast(m, options);
  // Where hashes can collide, nothing is called exhaustive.
  if (found.stopped === 'hashing') expect(options.store).not.toBe('exact');
  const stopped = found.stopped === 'hashing' ? expected.stopped : found.stopped;
  if (expected.fault !== null) {
    expect(found.stopped).toBe('fault');
    checkRun(m, found.fault ?? []);
    expect(found.fault?.length).toBe(expected.fault.length);
  } else expect(comparable({ ...found, stopped })).toEqual(comparable(expected));
  return found;
}

const agrees = (
  arbitrary: fc.Arbitrary<RandomSystem>,
  numRuns: number,
  seed: number,
  options: SearchOptions,
) =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (made) => {
      await compare(made, options);
    }),
    { numRuns, seed, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
  );

describe.each([1, 2, 4])('with %i workers', (workers) => {
  it('finds what the reference finds', () => agrees(randomSystem(), 8, 11, { workers }));
  it('in wide states', () => agrees(wideSystem(640), 4, 12, { workers }));
  it('stops at a fault of the same depth', () => agrees(faultySystem(), 5, 13, { workers }));
  it('remembering hashes', () => agrees(wideSystem(64), 5, 14, { workers, store: 'fingerprints' }));
});

it('finds the same remembering hashes', () => agrees(randomSystem(), 30, 15, { store: 'fingerprints' }));
it('finds the same remembering hashes of wide states', () =>
  agrees(wideSystem(640), 5, 16, { store: 'fingerprints' }));

it('says that wide states may have been overlooked, and how likely that is', async () => {
  let wide = 0;
  await fc.assert(
    fc.asyncProperty(wideSystem(64), async (made) => {
      const found = await compare(made, { store: 'fingerprints' });
      if (found === null || found.fault !== null) return;
      wide++;
      expect(found.stopped).toBe('hashing');
      expect(found.omission).toBeGreaterThan(0);
      expect(found.omission).toBeLessThan(1e-9);
    }),
    { numRuns: 10, seed: 17 },
  );
  expect(wide).toBeGreaterThan(3);
});

it('never calls bitstate hashing exhaustive, and finds only what is there', async () => {
  await fc.assert(
    fc.asyncProperty(randomSystem(), async (made) => {
      const m = lower(made.system, made.properties);
      const expected = await searchReference(m, { maxStates: 6000 });
      if (expected.stopped !== null) return;
      const found = await searchFast(m, { store: 'bitstate', maxMemory: 2e6 });
      expect(found.stopped).toBe('hashing');
      expect(found.omission).toBeNull();
      expect(found.states).toBeLessThanOrEqual(expected.states);
      found.runs.forEach((run, i) => {
        if (run === null) return;
        checkRun(m, run);
        expect(expected.runs[i]).not.toBeNull();
        expect(run.length).toBeGreaterThanOrEqual(expected.runs[i]?.length ?? 0);
      });
    }),
    { numRuns: 20, seed: 18 },
  );
});

describe('little memory', () => {
  const counters = (() => {
    const g = shared({ a: int(0, 40), b: int(0, 40), c: int(0, 40) });
    const count = (name: string, v: typeof g.a) =>
      fn(name, { source: { file: 'kernel/panic.c', versions: 'any' } }, () => ({
        again: retry({
          full: when(eq(read(v), 40), { leave: brk }),
          more: atomic('an increment', { add: write(v, add(read(v), 1)) }),
        }),
      }));
    return lower(
      system({ name: 'counters', cpus: 3, tasks: [count('a', g.a), count('b', g.b), count('c', g.c)] }),
      [
        never('full', and(eq(read(g.a), 40), and(eq(read(g.b), 40), eq(read(g.c), 40))), {
          says: 'Not all counters are full.',
          because: 'all counters are full',
        }),
      ],
    );
  })();

  it.each([undefined, 2])(
    'forgets levels, and searches again for a run to what it found (workers: %s)',
    async (workers) => {
      const expected = await searchFast(counters);
      const first = await searchFast(counters, { store: 'fingerprints', maxStates: 1 });
      const maxMemory = (first.bytes + 11 * expected.states) * (workers ?? 1);
      const found = await searchFast(counters, { store: 'fingerprints', maxMemory, workers });
      expect(comparable(found)).toEqual(comparable(expected));
      expect(found.runs[0]?.length).toBeGreaterThan(100);
    },
  );

  it('is not enough, and says so', async () => {
    for (const options of [{}, { workers: 2 }, { store: 'fingerprints' }] as const) {
      const found = await searchFast(counters, { ...options, maxMemory: 2e6 });
      expect(found.stopped).toBe('memory');
      expect(found.states).toBeGreaterThan(1000);
    }
  });
});

describe('a thread that dies', () => {
  const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker };
  const original = threads.Worker;
  afterEach(() => {
    threads.Worker = original;
    syncBuiltinESMExports();
  });

  it('ends the search with an error that names it', async () => {
    const started: Worker[] = [];
    threads.Worker = class extends original {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        started.push(this);
        // It ends as soon as it runs, as if the system had killed it. The other one waits for it.
        if (started.length === 2) this.once('online', () => void this.terminate());
      }
    };
    syncBuiltinESMExports();
    const m = lower(system({ name: 'one', cpus: 1, tasks: [null] }), []);
    await expect(searchFast(m, { workers: 2 })).rejects.toThrow(/worker 2 of 2 died/);
    expect(started).toHaveLength(2);
  });
});
