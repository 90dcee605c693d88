import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../checker/layout.js';
import { searchReference } from '../../checker/reference/search.js';
import type { SearchOptions, SearchResult } from '../../checker/search.js';
import {
  add,
  atomic,
  brk,
  cpuNumber,
  type Domain,
  eq,
  fn,
  int,
  lower,
  type Machine,
  never,
  perCpu,
  read,
  retry,
  system,
  when,
  write,
} from '../../model/language/index.js';
import { checkRun } from './agree.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';

/**
 * Whether states are compressed is nobody's concern: every search finds the same with and without. Threads can only be
 * started from compiled files, so that what is tested here is what users run.
 */
const built = new URL('../../dist/checker/engine/search.js', import.meta.url).href;
const { searchCompressing }: typeof import('../../checker/engine/search.js') = await import(built);
const compressed = searchCompressing(true);
const whole = searchCompressing(false);

/** Everything but the time and the memory that it took. */
const comparable = ({ seconds, bytes, taken, ...rest }: SearchResult) => ({
  ...rest,
  taken: [...taken].sort(),
});

/** The words of a state; null if the machine is too large to be searched here. */
async function compare(made: RandomSystem, options: SearchOptions): Promise<number | null> {
  const m = lower(made.system, made.properties);
  const reference = await searchReference(m, { maxStates: 3000, maxSwitches: options.maxSwitches });
  if (reference.stopped === 'states') return null;
  const found = await compressed(m, options);
  if (reference.fault !== null) {
    expect(found.stopped).toBe('fault');
    checkRun(m, found.fault ?? []);
    expect(found.fault?.length).toBe(reference.fault.length);
    return null;
  }
  expect(found.states).toBe(reference.states);
  expect(found.transitions).toBe(reference.transitions);
  expect(found.fingerprint).toBe(reference.fingerprint);
  expect(found.runs.map((run) => run?.length)).toEqual(reference.runs.map((run) => run?.length));
  expect(comparable(found)).toEqual(comparable(await whole(m, options)));
  return layoutOf(m).words;
}

async function agrees(
  arbitrary: fc.Arbitrary<RandomSystem>,
  numRuns: number,
  seed: number,
  options: SearchOptions,
): Promise<number[]> {
  const widths: number[] = [];
  await fc.assert(
    fc.asyncProperty(arbitrary, async (made) => {
      const words = await compare(made, options);
      if (words !== null) widths.push(words);
    }),
    { numRuns, seed, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
  );
  return widths;
}

describe.each([
  { workers: 2, times: 1 },
  { workers: 4, times: 1 },
  { workers: undefined, times: 6 },
])('with $workers workers', ({ workers, times }) => {
  it('finds the same in states of few words', async () => {
    const widths = await agrees(wideSystem(64), 4 * times, 31, { workers });
    expect(Math.max(...widths)).toBeGreaterThan(1);
  });
  it('in states of many words', async () => {
    const widths = await agrees(wideSystem(640), 3 * times, 32, { workers });
    expect(Math.max(...widths)).toBeGreaterThan(9);
  });
  it('in states of one word', () => agrees(randomSystem(), 2 * times, 33, { workers }));
  it('stops at a fault of the same depth', () => agrees(faultySystem(), 3 * times, 34, { workers }));
  it('bounds context switches alike', () =>
    agrees(wideSystem(64), 2 * times, 35, { workers, maxSwitches: 3 }));
});

/** Each CPU counts in registers of its own, one after the other, up to `most`. */
function registers(cpus: number, each: number, most: number): Machine {
  const full = 2 ** 16 - 1;
  const cells = Object.fromEntries(
    Array.from({ length: each }, (_, i): [string, Domain<number>] => [`r${i}`, int(0, full)]),
  );
  const note = perCpu<Record<string, Domain<number>>>(cells);
  const task = fn('count', { source: { file: 'none', versions: 'any' } }, ({ self }) =>
    Object.fromEntries(
      Object.entries(note).map(([name, cell]) => [
        name,
        retry({
          full: when(eq(read(cell.of(self)), most), { leave: brk }),
          more: atomic('an increment', { add: write(cell.of(self), add(read(cell.of(self)), 1)) }),
        }),
      ]),
    ),
  );
  return lower(system({ name: 'registers', cpus, tasks: task }), [
    never('all', eq(read(note[`r${each - 1}`].of(cpuNumber(0))), most), {
      says: 'The last register is not full.',
      because: 'the last register is full',
    }),
  ]);
}

describe.each([
  { words: 3, cpus: 3, each: 3, most: 16 },
  { words: 40, cpus: 2, each: 78, most: 4 },
])('when dictionaries grow, with states of $words words', ({ words, cpus, each, most }) => {
  const machine = registers(cpus, each, most);

  it.each([undefined, 2])('finds the same (workers: %s)', async (workers) => {
    expect(layoutOf(machine).words).toBe(words);
    const expected = await whole(machine, { workers });
    const found = await compressed(machine, { workers });
    expect(comparable(found)).toEqual(comparable(expected));
    expect(found.states).toBeGreaterThan(100_000);
    expect(found.runs[0]).not.toBeNull();
  });

  it.each([undefined, 2])('stops when the memory is full, and not earlier (workers: %s)', async (workers) => {
    const { states, bytes } = await compressed(machine, { workers });
    const little = (await compressed(machine, { workers, maxStates: 1 })).bytes;
    for (const share of [0.15, 0.3]) {
      const maxMemory = little + share * (bytes - little);
      const found = await compressed(machine, { workers, maxMemory });
      expect(found.stopped).toBe('memory');
      expect(found.states).toBeGreaterThan((share / 3) * states);
      expect(found.bytes).toBeLessThan(1.1 * maxMemory);
    }
    const enough = await compressed(machine, { workers, maxMemory: 4 * bytes });
    expect(enough.stopped).toBeNull();
  });
});

it('takes less memory for wide states', async () => {
  const machine = registers(2, 78, 4);
  const found = await compressed(machine);
  expect(found.bytes).toBeLessThan((await whole(machine)).bytes / 5);
});
