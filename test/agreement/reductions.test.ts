import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';
import { evened, reductionsAgreeOn } from './reduce.js';

/**
 * Reductions are guilty until proven innocent: on random systems, every set of them must lead to the verdicts of the full
 * search of the reference interpreter, and both engines must see the same reduced space.
 */
const agrees = async (
  arbitrary: fc.Arbitrary<RandomSystem>,
  numRuns: number,
  seed: number,
  saving: readonly string[],
): Promise<void> => {
  const saved: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(arbitrary, async (made) => {
      const result = await reductionsAgreeOn(made, 5_000);
      if (result === null) return;
      for (const [name, left] of Object.entries(result.left))
        if (left < result.states) saved[name] = (saved[name] ?? 0) + 1;
    }),
    { numRuns, seed },
  );
  // A reduction that never leaves anything out has not been tested.
  for (const name of saving)
    expect(saved[name] ?? 0, `systems that ${name} makes smaller`).toBeGreaterThan(numRuns / 20);
};

// Seven sets, two engines each: on a busy machine that takes a while.
const TIMEOUT = 5 * 60_000;

it('finds with every reduction what there is, in random systems', { timeout: TIMEOUT }, () =>
  agrees(randomSystem(), 40, 11, ['dead', 'order']),
);
it('finds it where CPUs can change places', { timeout: TIMEOUT }, () =>
  agrees(randomSystem().map(evened), 40, 12, ['symmetry', 'dead,order,symmetry']),
);
it('stops at a fault where there is one', { timeout: TIMEOUT }, () => agrees(faultySystem(), 25, 13, []));
it('finds it in states of several words', { timeout: TIMEOUT }, () => agrees(wideSystem(64), 8, 14, []));
it('finds it in states that are worked on in memory', { timeout: TIMEOUT }, () =>
  agrees(wideSystem(640), 5, 15, []),
);
