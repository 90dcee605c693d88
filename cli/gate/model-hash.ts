import crypto from 'node:crypto';
import { type Fn, fnId, functionsOf, type Property, type System } from '../../model/language/index.js';
import { once } from '../../model/language/intern.js';

/** A model by its meaning: a hash of everything that decides how it behaves and what is asked, and one of each function. */
export interface ModelHash {
  readonly model: string;
  readonly functions: Readonly<Record<string, string>>;
}

export function modelHash(system: System, properties: readonly Property[]): ModelHash {
  const functions = Object.fromEntries(
    [...functionsOf(system)]
      .map((f) => [fnId(f), functionHash(f)] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  return { model: hash(JSON.stringify(functions), canonical(system), canonical(properties)), functions };
}

/** A short hash: 64 bits are enough to tell models apart that people wrote. */
export function hash(...texts: readonly string[]): string {
  return crypto.hash('sha256', texts.map((text) => `${text}\0`).join('')).slice(0, 16);
}

/** Many variants share their functions. */
const functionHash = once((f) => hash(canonical(f, f)));

/** As text; other functions by their name, because each is hashed once. The order of keys is the order of steps. */
const canonical = (value: unknown, self?: Fn): string =>
  JSON.stringify(value, (key, v) => (isWords(key, v) ? undefined : v !== self && isFn(v) ? fnId(v) : v));

/** Words for people: two models that differ in nothing else mean the same. A step may have such a label, but is no text. */
const isWords = (key: string, v: unknown): boolean =>
  (typeof v === 'string' && WORDS.has(key)) || (key === 'source' && isSource(v));
const WORDS = new Set(['comment', 'line', 'reason', 'message', 'says', 'because']);

const isSource = (v: unknown): boolean =>
  typeof v === 'object' && v !== null && 'file' in v && 'versions' in v;

const isFn = (v: unknown): v is Fn =>
  typeof v === 'object' && v !== null && 'body' in v && 'params' in v && 'locals' in v;
