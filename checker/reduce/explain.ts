import { CONTEXTS } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import { REDUCTIONS } from './kinds.js';
import { place } from './places.js';
import { reductionOf } from './reduction.js';

/** What reductions can do for a machine, and where they cannot do anything, why. */
export interface Explanation {
  /** Fields of a state, and those that can be dead. */
  readonly fields: number;
  readonly canDie: number;
  /** Places where some CPU's context can rest and go on, and those whose steps can be made before anybody else's. */
  readonly steps: number;
  readonly canGoFirst: number;
  /** Groups of CPUs that can change places. */
  readonly classes: readonly (readonly number[])[];
  /** Why others cannot. */
  readonly reasons: readonly string[];
}

export function explainReduction(machine: Machine): Explanation {
  const { normal, harmless, symmetry } = reductionOf(machine, REDUCTIONS);
  const { classes = [], reasons = [] } = symmetry ?? {};
  const transitions = harmless?.footprints.transitions ?? [];
  const all = transitions.flatMap((frames) => CONTEXTS.flatMap((c) => frames[c] ?? []));
  const first = harmless?.candidates.flatMap((frames) => CONTEXTS.flatMap((c) => frames[c] ?? [])) ?? [];
  const kept = normal?.kept ?? 0n;
  return {
    fields: machine.fields.length,
    canDie: machine.fields.filter((_, i) => (kept & place(i)) === 0n).length,
    steps: all.filter((t) => t !== null && t.targets.length > 0).length,
    canGoFirst: first.filter((c) => c !== null).length,
    classes,
    reasons,
  };
}
