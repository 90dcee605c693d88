import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveSystem } from './random-system.js';
import { canRunSpin } from './spin.js';
import { agreeWithSpinOnFormulas } from './spin-ltl.js';

describe.skipIf(!canRunSpin)('SPIN (skipped where spin and a C compiler are not installed)', () => {
  it('finds the same verdicts on formulas, without fairness and with', async () => {
    const none = { holds: 0, violated: 0 };
    const weak = { holds: 0, violated: 0 };
    for (const made of fc.sample(liveSystem(), { seed: 31, numRuns: 8 })) {
      const got = await agreeWithSpinOnFormulas(made, 500);
      for (const verdict of ['holds', 'violated'] as const) {
        none[verdict] += got?.none[verdict] ?? 0;
        weak[verdict] += got?.weak[verdict] ?? 0;
      }
    }
    expect(weak.holds).toBeGreaterThan(6);
    expect(weak.violated).toBeGreaterThan(2);
    // What fairness alone decides.
    expect(none.violated).toBeGreaterThan(weak.violated);
  });
});
