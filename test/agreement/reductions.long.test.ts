import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reductionOf } from '../../checker/reduce/reduction.js';
import { lower } from '../../model/language/index.js';
import { scenarios, smallestVariants } from '../../scenarios/index.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';
import { evened, reductionsAgree, reductionsAgreeOn } from './reduce.js';

const agrees = async (
  arbitrary: fc.Arbitrary<RandomSystem>,
  numRuns: number,
  seed: number,
): Promise<void> => {
  let worthwhile = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, async (made) => {
      const result = await reductionsAgreeOn(made, 20_000);
      if (result !== null && result.states > 10) worthwhile++;
    }),
    { numRuns, seed },
  );
  expect(worthwhile).toBeGreaterThan(numRuns / 4);
};

it('finds with every reduction what there is, in 1,000 random systems', () =>
  agrees(randomSystem(), 1000, 21));
it('finds it in 1,000 where CPUs can change places', () => agrees(randomSystem().map(evened), 1000, 22));
it('stops at a fault where there is one, in 300', () => agrees(faultySystem(), 300, 23));
it('finds it in 150 with states of several words', () => agrees(wideSystem(64), 150, 24));
it('finds it in 60 with states that are worked on in memory', () => agrees(wideSystem(640), 60, 25));

it.each(scenarios.map((s) => [s.name, s] as const))('changes no verdict of %s', async (_, scenario) => {
  for (const variant of smallestVariants(scenario)) {
    const { system, properties } = scenario.build(variant);
    const m = lower(system, properties);
    await reductionsAgree(m, [reductionOf(m, ['dead', 'order', 'symmetry']).kinds], 3_000);
  }
});
