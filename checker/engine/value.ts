import { type Code, drop, i32, seq } from './wasm.js';

/**
 * The code of an expression and what is known about it beforehand. The bounds let most domain checks go: a flag
 * stored into a flag needs none.
 */
export interface Value {
  readonly code: Code<'i32'>;
  readonly min: number;
  readonly max: number;
  /** Evaluating it can fault, so it has to be evaluated whenever the reference evaluates it. */
  readonly faults: boolean;
  /** Roughly how many instructions it takes: decides whether skipping it is worth a branch. */
  readonly cost: number;
  /** The same as `biased.code + biased.offset`: fields are stored without their smallest value. */
  readonly biased: { readonly code: Code<'i32'>; readonly offset: number } | null;
}

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 } as const;

export function computed(code: Code<'i32'>, min: number, max: number, faults: boolean, cost: number): Value {
  // A sum that leaves the 32-bit integers wraps, and can then be anything.
  const wraps = min < INT32.min || max > INT32.max;
  return {
    code,
    min: wraps ? INT32.min : min,
    max: wraps ? INT32.max : max,
    faults,
    cost,
    biased: null,
  };
}

export const constant = (n: number): Value => computed(i32.const(n), n, n, false, 1);

export const isConstant = (v: Value): boolean => v.min === v.max && !v.faults;

/** A field's value from its stored form. */
export function unbias(code: Code<'i32'>, offset: number, min: number, max: number, cost: number): Value {
  const sum = offset === 0 ? code : i32.add(code, i32.const(offset));
  const value = computed(sum, min, max, false, cost);
  return { code: sum, min: value.min, max: value.max, faults: false, cost, biased: { code, offset } };
}

/** Truth as 0 or 1. */
export function truth(v: Value): Value {
  if (v.min >= 0 && v.max <= 1) return v;
  if (v.min > 0 || v.max < 0) return known(v, 1);
  return computed(i32.ne(v.code, i32.const(0)), 0, 1, v.faults, v.cost + 1);
}

/** A value that the bounds of `from` tell; `from` is still evaluated if it can fault. */
export const known = (from: Value, n: number): Value =>
  from.faults ? computed(seq(drop(from.code), i32.const(n)), n, n, true, from.cost) : constant(n);

/** Whether the bounds say that the value is always in the range. */
export const within = (v: Value, min: number, max: number): boolean => v.min >= min && v.max <= max;
