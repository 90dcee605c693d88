import fc from 'fast-check';
import { describe, it } from 'vitest';
import { compareLowering } from '../../agreement/lowering.js';
import { faultySystem, type RandomSystem, randomSystem } from '../../agreement/random-system.js';

describe('lowering', () => {
  const compare = async (arbitrary: fc.Arbitrary<RandomSystem>, numRuns: number, seed: number) => {
    const tally: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(arbitrary, async (made) => {
        const how = await compareLowering(made);
        tally[how] = (tally[how] ?? 0) + 1;
      }),
      { numRuns, seed },
    );
    return tally;
  };

  it('means what the structural interpreter says, on random systems', async () => {
    const tally = await compare(randomSystem(), 300, 11);
    console.log(tally);
  });
  it('faults', async () => {
    const tally = await compare(faultySystem(), 100, 12);
    console.log(tally);
  });
});
