import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarios, variantOf } from '../../scenarios/index.js';
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

describe.skipIf(!canRunSpin)('SPIN (skipped where spin and gcc are not installed)', () => {
  it.each([1, 2])('finds the same verdicts on formulas of 150 random systems (%i)', async (seed) => {
    let systems = 0;
    const none = { holds: 0, violated: 0 };
    const weak = { holds: 0, violated: 0 };
    for (const made of fc.sample(liveSystem(), { seed: 2000 + seed, numRuns: 150 })) {
      const got = await agreeWithSpinOnFormulas(made, 3000);
      if (got === null) continue;
      systems++;
      for (const verdict of ['holds', 'violated'] as const) {
        none[verdict] += got.none[verdict];
        weak[verdict] += got.weak[verdict];
      }
    }
    expect(systems).toBeGreaterThan(120);
    expect(weak.holds).toBeGreaterThan(120);
    expect(weak.violated).toBeGreaterThan(60);
    // What fairness alone decides.
    expect(none.violated - weak.violated).toBeGreaterThan(1);
  });

  const lively = scenarios
    .map((s) => [s.name, s.build(variantOf(s, {}))] as const)
    .filter(([, made]) => made.properties.some((p) => p.temporal !== null));
  it.each(lively)('finds the same verdicts on formulas of %s', async (_, made) => {
    const got = await agreeWithSpinOnFormulas(made, 20_000);
    expect(got!.weak.holds + got!.weak.violated).toBeGreaterThan(0);
  });
});
