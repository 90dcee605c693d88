import { expect } from 'vitest';
import { livenessFast } from '../../checker/engine/liveness.js';
import { livenessReference } from '../../checker/reference/liveness.js';
import { searchReference } from '../../checker/reference/search.js';
import { rebuildLasso, whyNoLasso } from '../../checker/trace/lasso.js';
import { isLiveness, lower } from '../../model/language/index.js';
import type { RandomSystem } from './random-system.js';

export interface LivelyAgreement {
  readonly violated: number;
  readonly holds: number;
  readonly cycles: number;
}

/**
 * Holds the engine against the reference on the liveness properties of one system: the same verdicts, by the same runs, and
 * each run violates its property by what the words mean. Null where there are too many states to be worth the time.
 */
export async function agreeOnLiveness(made: RandomSystem, maxStates = 4000): Promise<LivelyAgreement | null> {
  const m = lower(made.system, made.properties);
  const { stopped } = await searchReference(m, { maxStates });
  if (stopped !== null) return null;
  const isAsked = (i: number) => isLiveness(m.properties[i]);
  const expected = await livenessReference(m, isAsked);
  const found = await livenessFast(m, isAsked);
  expect(found).toEqual(expected);
  const count = { violated: 0, holds: 0, cycles: 0 };
  m.properties.forEach((p, i) => {
    if (!isLiveness(p)) return;
    const lasso = found.lassos[i];
    if (lasso === null) {
      count.holds++;
      return;
    }
    const run = rebuildLasso(m, lasso);
    expect(whyNoLasso(m, run, i), p.name).toBe(null);
    count.violated++;
    if (run.loop !== null) count.cycles++;
  });
  return count;
}
