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

/** A few things that were made lately, to be used again; the last one that was used is looked at first. */
export class Recent<T> {
  private all: readonly T[] = [];

  /** What serves, or what `make` makes. */
  get(serves: (one: T) => boolean, make: () => T): T {
    const one = this.all.find(serves) ?? make();
    if (one !== this.all[0]) this.all = [one, ...this.all.filter((other) => other !== one)].slice(0, MOST);
    return one;
  }
}

/** A function has a few texts in a scenario, and variants that have something in common are not far apart. */
const MOST = 16;

const made = new Map<string, Recent<Fn>>();

/** The function, frozen; if the same was made before, that one. */
export function interned<F extends Fn>(f: F): F {
  const texts = made.get(fnId(f)) ?? new Recent<Fn>();
  made.set(fnId(f), texts);
  return texts.get(
    (known) => alike(known, f),
    () => freeze(f),
  ) as F;
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
