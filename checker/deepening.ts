import type { Machine } from '../model/language/machine.js';
import { type ExploreOptions, explore } from './explore.js';
import type { Exploration } from './verdict.js';

export interface DeepeningOptions extends ExploreOptions {
  /** The last bound on context switches. */
  readonly maxSwitches: number;
  /** Told of each exploration that another one follows. */
  readonly onBound?: (exploration: Exploration) => void;
}

/**
 * Iterative context bounding: explores the runs with no context switch, then those with at most one, and so on, until
 * one of these properties is violated or nothing more is left out. Most races need few switches, and a bound that is
 * one larger costs many times as much. The exploration it ends with says which bound it had.
 */
export async function exploreDeepening(
  machine: Machine,
  isAsked: (property: string) => boolean,
  { maxSwitches, onBound, timeLimit = Number.POSITIVE_INFINITY, ...options }: DeepeningOptions,
): Promise<Exploration> {
  const started = performance.now();
  for (let bound = 0; ; bound++) {
    const left = Math.max(0, timeLimit - (performance.now() - started));
    const found = await explore(machine, { ...options, maxSwitches: bound, timeLimit: left });
    const isViolated = found.properties.some((p) => p.verdict === 'violated' && isAsked(p.name));
    // With more switches there are only more states. A limit on depth can be the same and let more be seen.
    const couldGoOn = found.stopped !== null && ['switches', 'depth', 'hashing'].includes(found.stopped);
    if (isViolated || !found.leftOut || !couldGoOn || bound === maxSwitches) return found;
    onBound?.(found);
  }
}
