/**
 * Where a model was written down: the file and line of a function, a step or a system, so that a mistake in it can be
 * told as one in a file. Only who asks for it pays for it: before `rememberPlaces()`, `here()` does nothing.
 */

export interface Place {
  readonly file: string;
  readonly line: number;
}

let remembering = false;
/** What was made, with the stack at that moment, which V8 turns into text only when it is read. */
const made = new WeakMap<object, { readonly stack?: string }>();

/** From now on, remember where functions, steps, properties and systems are written. What exists already has no place. */
export function rememberPlaces(): void {
  remembering = true;
}

/** Whether what is made now is told apart by where it is written. */
export const remembers = (): boolean => remembering;

/** Called by a builder with what it has made. */
export function here<T extends object>(thing: T): T {
  if (remembering) {
    const trace: { readonly stack?: string } = {};
    Error.captureStackTrace(trace, here);
    made.set(thing, trace);
  }
  return thing;
}

/** A changed copy is written where the first one is. */
export function hereAs<T extends object>(first: object, copy: T): T {
  const trace = made.get(first);
  if (trace !== undefined) made.set(copy, trace);
  return copy;
}

/** Where something that a builder made was written; null if nobody was to remember. */
export function placeOf(thing: object): Place | null {
  const { stack } = made.get(thing) ?? {};
  return stack === undefined ? null : outside(stack);
}

/** The folder that the program was built into, or that its sources are in. */
const ROOT = decodeURIComponent(new URL('../../', import.meta.url).pathname);
const OURS = ['api', 'checker', 'cli', 'model', 'properties', 'scenarios'].map((part) => `${ROOT}${part}/`);

/** The innermost frame of a stack that is neither ours nor a library's nor Node's: the model file. */
export function outside(stack: string): Place | null {
  for (const frame of stack.split('\n')) {
    const parts = /(?:\(|at (?:async )?)(file:\/\/)?(\/.+):(\d+):\d+\)?$/.exec(frame);
    if (parts === null || frame.includes('eval at ')) continue;
    const file = parts[1] === undefined ? parts[2] : decodeURIComponent(parts[2]);
    // Whoever had the model loaded has not written it.
    if (file.startsWith(`${ROOT}cli/load.`)) return null;
    if (file.includes('/node_modules/') || OURS.some((folder) => file.startsWith(folder))) continue;
    return { file, line: Number(parts[3]) };
  }
  return null;
}
