import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreeOnLiveness } from './liveness.js';
import { liveSystem } from './random-system.js';
import { canRunSpin } from './spin.js';
import { agreeWithSpinOnFormulas } from './spin-ltl.js';

/** The same as in the short suites, on many more systems. */

it.each([1, 2, 3, 4])(
  'finds the same fair runs as the reference, in 600 random systems (%i)',
  async (seed) => {
    const total = { violated: 0, holds: 0, cycles: 0 };
    for (const made of fc.sample(liveSystem(), { seed: 1000 + seed, numRuns: 600 })) {
      const got = await agreeOnLiveness(made, 4000);
      for (const key of ['violated', 'holds', 'cycles'] as const) total[key] += got?.[key] ?? 0;
    }
    expect(total.holds).toBeGreaterThan(300);
    expect(total.violated).toBeGreaterThan(200);
    expect(total.cycles).toBeGreaterThan(60);
  },
);

describe.skipIf(!canRunSpin)('SPIN', () => {
  it.each([1, 2])('finds the same verdicts on formulas of 200 random systems (%i)', async (seed) => {
    const total = { systems: 0, none: 0, weak: 0, holds: 0, violated: 0 };
    for (const made of fc.sample(liveSystem(), { seed: 2000 + seed, numRuns: 200 })) {
      const got = await agreeWithSpinOnFormulas(made, 3000);
      if (got === null) continue;
      total.systems++;
    }
    expect(total.systems).toBeGreaterThan(150);
  });
});
