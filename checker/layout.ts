import type { Field, Machine } from '../model/language/machine.js';

/**
 * How a state is packed into 64-bit words. A field holds its value minus the smallest one, or, where only a few values
 * occur (program counters), the position of the value among them. No field crosses a word.
 */
export interface Layout {
  readonly words: number;
  /** Bits in use, over all words. */
  readonly bits: number;
  /** Those of the machine, in their order, and after them those of `switching`. */
  readonly fields: readonly PackedField[];
  /** Where context switches are bounded, what is counted of them. Then this is a part of what a search tells apart. */
  readonly switching: Switching | null;
}

export interface Switching {
  /** How many switches a run may have. */
  readonly most: number;
  /** The number of the field that holds the CPU that made the last step, or NOBODY. */
  readonly last: number;
  /** The number of the field that holds how many switches there were. */
  readonly count: number;
}

/** In place of the CPU that made the last step, before the first one. */
export const NOBODY = -1;

export interface PackedField {
  readonly word: number;
  readonly shift: number;
  /** 0 for a field with a single value, which needs no room. */
  readonly bits: number;
  readonly min: number;
  readonly values: readonly number[] | null;
  /** The field has one value in every state, but others while a transition is under way. */
  readonly passing: boolean;
}

/** `maxSwitches` is for a search that bounds context switches. */
export function layoutOf(machine: Machine, maxSwitches: number | null = null): Layout {
  const own: readonly Pick<Field, 'range' | 'values' | 'domain'>[] = machine.fields;
  const switching = maxSwitches === null ? null : switchingOf(machine, maxSwitches);
  const counters =
    switching === null ? [] : [[NOBODY, machine.cpus - 1] as const, [0, switching.most] as const];
  const all = own.concat(
    counters.map(([min, max]) => ({ range: { min, max }, values: null, domain: { kind: 'int', min, max } })),
  );
  const used: number[] = [];
  const fields = all.map((field): PackedField => {
    const count = field.values === null ? field.range.max - field.range.min + 1 : field.values.length;
    const bits = count <= 1 ? 0 : 32 - Math.clz32(count - 1);
    let word = used.findIndex((u) => u + bits <= 64);
    if (word < 0) word = used.push(0) - 1;
    const shift = used[word];
    used[word] += bits;
    // Program counters change only as a transition ends.
    const passing = bits === 0 && field.range.max > field.range.min && field.domain.kind !== 'pc';
    return { word, shift, bits, min: field.range.min, values: field.values, passing };
  });
  return { words: Math.max(1, used.length), bits: used.reduce((a, b) => a + b, 0), fields, switching };
}

function switchingOf({ fields }: Machine, most: number): Switching {
  if (!Number.isInteger(most) || most < 0 || most >= 2 ** 31)
    throw new RangeError(`no bound on context switches: ${most}`);
  return { most, last: fields.length, count: fields.length + 1 };
}

/** What a search begins with: the initial state, and what is counted. */
export const firstOf = ({ initial }: Machine, { switching }: Layout): readonly number[] =>
  switching === null ? initial : [...initial, NOBODY, 0];

/** `state` has a value for each field of the layout. */
export function pack(layout: Layout, state: readonly number[]): bigint[] {
  const words = Array.from({ length: layout.words }, () => 0n);
  layout.fields.forEach((f, i) => {
    const code = f.values === null ? state[i] - f.min : f.values.indexOf(state[i]);
    if (code < 0 || code >= 2 ** f.bits)
      throw new Error(`internal error: field ${i} cannot be ${state[i]} in a state`);
    // Most fields of most states hold nothing, and large integers are slow.
    if (code !== 0) words[f.word] |= BigInt(code) << BigInt(f.shift);
  });
  return words;
}

/** The state of the machine, without what is counted. */
export function unpack(layout: Layout, words: readonly bigint[]): number[] {
  return layout.fields.slice(0, layout.switching?.last).map((f) => {
    const code = Number((words[f.word] >> BigInt(f.shift)) & ((1n << BigInt(f.bits)) - 1n));
    return f.values === null ? code + f.min : f.values[code];
  });
}

/** Constants of the state hash; the generated code uses the same ones. */
export const HASH: { readonly seed: bigint; readonly mix: bigint; readonly last: bigint } = {
  seed: 0x9e3779b97f4a7c15n,
  mix: 0xff51afd7ed558ccdn,
  last: 0xc4ceb9fe1a85ec53n,
};

const U64 = (1n << 64n) - 1n;

/** 64-bit hash of a packed state. The sum over all states, modulo 2^64, is the fingerprint of a state space. */
export function hashWords(words: readonly bigint[]): bigint {
  let h = HASH.seed;
  for (const w of words) {
    h = ((h ^ w) * HASH.mix) & U64;
    h ^= h >> 32n;
  }
  h = (h * HASH.last) & U64;
  return h ^ (h >> 29n);
}

/**
 * Of several states that lead to the same one, a run comes from the one with the smallest rank. It depends on nothing
 * but the machine, so that every engine gives the same run, and prefers the CPU that makes the next step, so that
 * the run has few context switches.
 */
export const rankOf = (hash: bigint, mover: number, wanted: number): bigint =>
  (mover === wanted ? 0n : 1n << 63n) | (hash >> 1n);

export const formatFingerprint = (sum: bigint): string => (sum & U64).toString(16).padStart(16, '0');
