import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveSystem } from './random-system.js';
import { canRunSpin } from './spin.js';
import { agreeWithSpinOnFormulas } from './spin-ltl.js';

describe.skipIf(!canRunSpin)('SPIN (skipped where spin and gcc are not installed)', () => {
  it.each(['none', 'weak'] as const)(
    'finds the same verdicts on formulas, fairness: %s',
    async (strength) => {
      const total = { holds: 0, violated: 0 };
      for (const made of fc.sample(liveSystem(), { seed: 31, numRuns: 8 })) {
        const got = await agreeWithSpinOnFormulas(made, strength, 500);
        total.holds += got?.holds ?? 0;
        total.violated += got?.violated ?? 0;
      }
      expect(total.holds).toBeGreaterThan(1);
      expect(total.violated).toBeGreaterThan(1);
    },
  );
});
