import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchFast } from '../../checker/engine/search.js';
import { agreeOn } from './agree.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';

/**
 * The reference says what a machine means; the fast engine must say the same of every machine. A failure prints a seed
 * and a path, with which fast-check finds the shrunken system again.
 */
const agrees = async (
  arbitrary: fc.Arbitrary<RandomSystem>,
  numRuns: number,
  seed: number,
): Promise<void> => {
  let worthwhile = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, async (made) => {
      if ((await agreeOn(made, searchFast, 8000)) > 10) worthwhile++;
    }),
    // Shrinking a failure may take long; what it has by then is shown.
    { numRuns, seed, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
  );
  expect(worthwhile).toBeGreaterThan(numRuns / 4);
};

it('finds what the reference finds in 200 random systems', () => agrees(randomSystem(), 200, 1));
it('stops at a fault where the reference does, in 80 random systems', () => agrees(faultySystem(), 80, 2));
it('finds what the reference finds in states of two words', () => agrees(wideSystem(64), 30, 3));
it('finds what the reference finds in states of more than 640 bits', () => agrees(wideSystem(640), 20, 4));
