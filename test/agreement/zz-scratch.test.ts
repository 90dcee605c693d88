import fc from 'fast-check';
import { it } from 'vitest';
import { searchFast } from '../../checker/engine/search.js';
import { agreeOn } from './agree.js';
import { compareLowering } from './lowering.js';
import { faultySystem, randomSystem } from './random-system.js';

it('scratch', async () => {
  const tally: Record<string, number> = {};
  const arb = process.env.FAULTY ? faultySystem() : randomSystem();
  const t0 = performance.now();
  let shown = 0;
  const sample = fc.sample(arb, {
    numRuns: Number(process.env.N ?? 100),
    seed: Number(process.env.SEED ?? 1),
  });
  for (const [i, made] of sample.entries()) {
    if (process.env.ONLY && process.env.ONLY !== String(i)) continue;
    try {
      const how = await (process.env.FAST
        ? String((await agreeOn(made, searchFast)) > 0)
        : compareLowering(made));
      tally[how] = (tally[how] ?? 0) + 1;
    } catch (e) {
      const text = JSON.stringify((made as any)[fc.toStringMethod]());
      tally.FAIL = (tally.FAIL ?? 0) + 1;
      if (process.env.SHOW === String(i)) console.log(text);
      if (shown++ < 6)
        console.log(
          i,
          text.length,
          String((e as Error).message).slice(0, 100),
          JSON.stringify((e as any).actual)?.slice(0, 900),
        );
    }
  }
  console.log(tally, performance.now() - t0);
}, 600000);
