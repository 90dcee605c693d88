import { distance } from 'fastest-levenshtein';
import type { Place } from './places.js';

/** Stable names of everything the language refuses, one line each. They are part of the public interface. */
export const MODEL_ERRORS = {
  'unknown-name': 'a variable, local or vector that was not declared',
  'unknown-label': 'a label that the function does not have',
  'bad-label': 'a label that JavaScript would reorder or that is no C identifier',
  'two-accesses': 'a step that touches shared memory more than once outside atomic()',
  'out-of-domain': 'a value outside the domain of what holds it',
  'idle-loop': 'a loop whose body can change nothing that its condition reads',
  'bad-jump': 'brk, cont or goto with nowhere to go',
  recursion: 'a function that calls itself, directly or not',
  'bad-call': 'arguments or a return value that do not fit the function called',
  'bad-atomic': 'an atomic() that waits or chooses inside',
  'ghost-read': 'a model step that reads a ghost variable',
  uncovered: 'source text that was not translated',
  duplicate: 'two different declarations with one name',
  'bad-system': 'a system that does not fit together',
  'bad-scenario': 'a scenario that lacks something or contradicts itself',
} as const;

/** The code of a mistake in a model, as it stands at the end of the message. */
export type ModelErrorCode = keyof typeof MODEL_ERRORS;

/**
 * A mistake in a model, found when it is built, loaded or run: the user's fault, not the checker's.
 * `place` is the dotted path of the step (`panic.lost.self_stop`) or whatever names the spot best.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /** The line of the model file, once somebody has found it out (see locate.ts). */
  where: Place | null = null;
  constructor(
    readonly code: ModelErrorCode,
    readonly place: string,
    readonly problem: string,
    readonly hint = '',
  ) {
    super(`${place}: ${problem}${hint === '' ? '' : `\n  hint: ${hint}`} [${code}]`);
  }
}

/**
 * The nearest of `known` to what was written, if near enough to be what was meant: at most two letters differ (more in
 * long words), and at least half of the letters are the same. A number is never a misspelling of another one.
 */
export function nearest(written: string, known: readonly string[]): string | undefined {
  if (/^\d+$/.test(written)) return undefined;
  const word = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const d = distance(word, other);
    if (d < bestDistance && 2 * inCommon(word, other) >= Math.max(word.length, other.length))
      [best, bestDistance] = [candidate, d];
  }
  return best;
}

/** How many letters two words have in common, wherever they stand: `odl` has all of `old`. */
function inCommon(a: string, b: string): number {
  const left = [...b];
  return [...a].filter((letter) => {
    const i = left.indexOf(letter);
    return i >= 0 && left.splice(i, 1).length > 0;
  }).length;
}

/** `did you mean 'x'?` where something is near, otherwise the list of what there is. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  if (near !== undefined) return `did you mean '${near}'?`;
  return known.length === 0 ? 'there is none' : `there is: ${known.slice(0, 20).join(', ')}`;
}
