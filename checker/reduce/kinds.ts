/**
 * - `dead`: what nobody will look at again holds the smallest value.
 * - `order`: a step that concerns nobody else is made at once, and no other order is tried.
 * - `symmetry`: of states that differ only in which CPU is which, one is enough.
 */
export const REDUCTIONS = ['dead', 'order', 'symmetry'] as const;
export type ReductionKind = (typeof REDUCTIONS)[number];
