import fc from 'fast-check';
import { it } from 'vitest';
import { searchFast } from '../../checker/engine/search.js';
import { agreeOn } from './agree.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';

/** The same as engines.test.ts, on more systems and with another seed every time. */
const agrees = (arbitrary: fc.Arbitrary<RandomSystem>, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (made) => {
      await agreeOn(made, searchFast);
    }),
    { numRuns },
  );

it('finds what the reference finds in 3500 random systems', () => agrees(randomSystem(), 3500));
it('stops at a fault where the reference does, in 1000 random systems', () => agrees(faultySystem(), 1000));
it('finds what the reference finds in 300 systems of two words', () => agrees(wideSystem(64), 300));
it('finds what the reference finds in 200 systems of more than 640 bits', () => agrees(wideSystem(640), 200));
