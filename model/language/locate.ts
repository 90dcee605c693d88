import { ModelError } from './errors.js';
import { fnId, type System } from './ir.js';
import { outside, type Place, placeOf } from './places.js';
import { functionsOf, walk } from './validate.js';

/**
 * Where in a file the mistake is that an error tells of. With the system in which it was found: the step or function that
 * the error names, or the system. Without one, it was found by a builder: the line that called it. Null if not known.
 */
export function locate(error: Error, system?: System): Place | null {
  if (system === undefined) return outside(error.stack ?? '');
  const named = error instanceof ModelError ? placeNamed(error.place, system) : null;
  return named ?? placeOf(system);
}

/**
 * Where `panic.lost.self_stop` was written: that step, or the innermost one around it that has a place, or the function. Null
 * if nobody was to remember.
 */
export function placeNamed(name: string, system: System): Place | null {
  for (const fn of functionsOf(system)) {
    const id = fnId(fn);
    if (name !== id && !name.startsWith(`${id}.`)) continue;
    let place = placeOf(fn);
    for (const { path, node } of walk(fn.body))
      if (`${name}.`.startsWith(`${id}.${path}.`)) place = placeOf(node) ?? place;
    return place;
  }
  return null;
}
