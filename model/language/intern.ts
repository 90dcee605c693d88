import { type Fn, fnId } from './ir.js';

/**
 * A model is built anew for each variant, but most of its functions come out the same. Those are one object, so that what
 * was found out about a function need not be found out again.
 */

/** Whether two pieces of a model say the same, words included. The order of keys counts: it is the order of steps. */
export function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => alike(item, b[i]));
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  if (keys.length !== others.length || Array.isArray(b)) return false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key !== others[i] || !alike((a as Anything)[key], (b as Anything)[key])) return false;
  }
  return true;
}

type Anything = Readonly<Record<string, unknown>>;

/** Deep-freezes what the builders made: a loaded model cannot change. */
export function freeze<T>(x: T): T {
  if (typeof x === 'object' && x !== null && !Object.isFrozen(x)) {
    Object.freeze(x);
    for (const inner of Object.values(x)) freeze(inner);
  }
  return x;
}

/** The texts that were made lately under each name, the last one first. */
const made = new Map<string, Fn[]>();
/** More texts of one name are not remembered. A scenario has a few of each. */
const MOST_TEXTS = 16;

/** The function, frozen; if the same was made before, that one. */
export function interned<F extends Fn>(f: F): F {
  const texts = made.get(fnId(f)) ?? [];
  const at = texts.findIndex((known) => alike(known, f));
  const text = at < 0 ? freeze(f) : (texts[at] as F);
  if (at !== 0) made.set(fnId(f), [text, ...texts.filter((_, i) => i !== at)].slice(0, MOST_TEXTS));
  return text;
}

/** `find`, which asks each function only once. */
export function once<T>(find: (f: Fn) => T): (f: Fn) => T {
  const found = new WeakMap<Fn, { readonly value: T }>();
  return (f) => {
    const before = found.get(f) ?? { value: find(f) };
    found.set(f, before);
    return before.value;
  };
}
