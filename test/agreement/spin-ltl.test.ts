import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveSystem } from './random-system.js';
import { canRunSpin } from './spin.js';
import { agreeWithSpinOnFormulas } from './spin-ltl.js';

describe.skipIf(!canRunSpin)('SPIN (skipped where spin and a C compiler are not installed)', () => {
  it('finds the same verdicts on formulas, without fairness and with', async () => {
    const total = { holds: 0, violated: 0 };
    for (const made of fc.sample(liveSystem(), { seed: 31, numRuns: 8 })) {
      const got = await agreeWithSpinOnFormulas(made, 500);
      for (const count of [got?.none, got?.weak]) {
        total.holds += count?.holds ?? 0;
        total.violated += count?.violated ?? 0;
      }
    }
    expect(total.holds).toBeGreaterThan(8);
    expect(total.violated).toBeGreaterThan(8);
  });
});
