import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agreeOnLiveness } from './liveness.js';
import { liveSystem } from './random-system.js';

it('finds the same fair runs as the reference, in 150 random systems', async () => {
  const total = { violated: 0, holds: 0, cycles: 0 };
  await fc.assert(
    fc.asyncProperty(liveSystem(), async (made) => {
      const got = await agreeOnLiveness(made, 500);
      for (const key of ['violated', 'holds', 'cycles'] as const) total[key] += got?.[key] ?? 0;
    }),
    { numRuns: 150, seed: 11, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
  );
  expect(total.holds).toBeGreaterThan(60);
  expect(total.violated).toBeGreaterThan(50);
  expect(total.cycles).toBeGreaterThan(15);
});
