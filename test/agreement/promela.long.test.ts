import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lower } from '../../model/language/index.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { type RandomSystem, randomSystem, wideSystem } from './random-system.js';
import { agreeWithSpin, canRunSpin } from './spin.js';

/** The same as promela.test.ts, on every scenario and on more systems, with another seed every time. */
describe.skipIf(!canRunSpin)('SPIN (skipped where spin and gcc are not installed)', () => {
  it.each(scenarios.map((s) => [s.name, s] as const))('agrees on %s', async (_, scenario) => {
    const { system, properties } = scenario.build(variantOf(scenario, {}));
    expect(await agreeWithSpin(lower(system, properties))).not.toBeNull();
  });

  const agrees = (arbitrary: fc.Arbitrary<RandomSystem>, numRuns: number): Promise<void> =>
    fc.assert(
      fc.asyncProperty(arbitrary, async ({ system, properties }) => {
        await agreeWithSpin(lower(system, properties));
      }),
      // Shrinking a failure may take long; what it has by then is shown.
      { numRuns, interruptAfterTimeLimit: 25 * 60_000, markInterruptAsFailure: true },
    );

  it('agrees on 200 random systems', () => agrees(randomSystem(), 200));
  it('agrees on 30 systems of wide states', () => agrees(wideSystem(64), 30));
});
