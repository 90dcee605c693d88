import type { Machine } from '../../model/language/machine.js';
import { firstOf, type Layout } from '../layout.js';
import type { State } from '../search.js';
import { NormalForm } from './alive.js';
import { footprintsOf } from './footprint.js';
import { HarmlessSteps } from './harmless.js';
import { REDUCTIONS, type ReductionKind } from './kinds.js';
import { type Permutation, representative, type Symmetry, symmetryOf } from './symmetry.js';

/**
 * What makes a state space smaller without changing any verdict, derived from the machine alone. A search sees
 * *representatives*: states in normal form, in which no step can be made that concerns nobody else.
 */
export interface Reduction {
  readonly kinds: readonly ReductionKind[];
  readonly normal: NormalForm | null;
  readonly harmless: HarmlessSteps | null;
  readonly symmetry: Symmetry | null;
}

export const UNREDUCED: Reduction = { kinds: [], normal: null, harmless: null, symmetry: null };

const made = new WeakMap<Machine, Map<string, Reduction>>();

/** The reductions of these kinds that the machine allows. They are computed once for each machine. */
export function reductionOf(machine: Machine, kinds: readonly ReductionKind[]): Reduction {
  if (kinds.length === 0) return UNREDUCED;
  const known = made.get(machine) ?? new Map<string, Reduction>();
  made.set(machine, known);
  const key = REDUCTIONS.filter((kind) => kinds.includes(kind)).join();
  const before = known.get(key);
  if (before !== undefined) return before;
  const footprints = kinds.some((kind) => kind !== 'symmetry') ? footprintsOf(machine) : null;
  const symmetry = kinds.includes('symmetry') ? symmetryOf(machine) : null;
  const reduction: Reduction = {
    kinds: REDUCTIONS.filter((kind) => kinds.includes(kind)),
    normal: footprints !== null && kinds.includes('dead') ? new NormalForm(machine, footprints) : null,
    harmless: footprints !== null && kinds.includes('order') ? new HarmlessSteps(machine, footprints) : null,
    symmetry,
  };
  known.set(key, reduction);
  return reduction;
}

/** The state that stands for this one, where no harmless step is made of it, and who took whose place. */
export function representativeOf(
  machine: Machine,
  layout: Layout,
  { normal, symmetry }: Reduction,
  state: State,
): { readonly state: State; readonly permutation: Permutation } {
  const clean = normal?.of(state) ?? state;
  if (symmetry !== null && symmetry.actions.length > 0)
    return representative(machine, layout, symmetry, clean);
  return { state: clean, permutation: machine.frames.map((_, cpu) => cpu) };
}

/** What a search begins with. */
export function firstRepresentative(machine: Machine, layout: Layout, reduction: Reduction): State {
  const counted = firstOf(machine, layout).slice(machine.fields.length);
  return [...representativeOf(machine, layout, reduction, machine.initial).state, ...counted];
}
