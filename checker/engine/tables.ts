import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import type { Footprint } from '../reduce/footprint.js';
import { NOWHERE, type PlaceSet, place } from '../reduce/places.js';
import type { Reduction } from '../reduce/reduction.js';
import { maskOf } from './view.js';

/**
 * What reductions know of each location, as rows of words that generated code looks up by program counter: which bits of a
 * state are read from there on, and what its steps touch, now and later.
 */
export interface Tables {
  readonly bytes: Uint8Array;
  /** Bytes of a row. */
  readonly stride: number;
  /** Where in `bytes` the rows of a frame begin, one for each stored value of its program counter; null without a frame. */
  readonly rows: readonly Readonly<Record<Context, number | null>>[];
  /** Offsets within a row. */
  readonly at: {
    readonly flags: number;
    /** For each word of a state, the bits that are read. */
    readonly alive: number;
    readonly touched: number;
    readonly written: number;
    readonly stepReads: number;
    readonly stepWrites: number;
  };
  /** Words of a state in which anything can be dead. */
  readonly aliveWords: readonly number[];
  /** 64-bit words of a set of places that steps can be in each other's way at. */
  readonly placeWords: number;
  /** The bits of a state that stay in any case. */
  readonly kept: readonly bigint[];
  /** What interrupts read and touch, by vector and CPU; null where they cannot be taken. */
  readonly handlers: readonly (readonly (Handler | null)[])[];
}

export interface Handler {
  readonly alive: readonly bigint[];
  readonly touched: readonly bigint[];
  readonly written: readonly bigint[];
}

/** Flags of a row. From bit STANDS_FOR on: the stored program counter that stands for this one where nothing happens any more. */
export const NEVER_RETURNS = 1;
export const MAY_BE_HARMLESS = 2;
export const ONE_WAY = 4;
export const STANDS_FOR = 8;

export function tablesOf(machine: Machine, layout: Layout, { normal, harmless }: Reduction): Tables {
  const footprints = (normal ?? harmless)?.footprints;
  if (footprints === undefined) throw new Error('internal error: tables for nothing');
  const pcs = machine.frames.reduce(
    (all, frames) => CONTEXTS.reduce((a, c) => a | (frames[c] === null ? NOWHERE : place(frames[c].pc)), all),
    NOWHERE,
  );
  const allBits = bitsOf(layout, (1n << BigInt(machine.fields.length)) - 1n);
  const aliveBits = (reads: PlaceSet): bigint[] => bitsOf(layout, reads & ~pcs);
  const kept = normal === null ? allBits : aliveBits(normal.kept);
  const numbered = numbering(harmless === null ? NOWHERE : harmless.contested);
  const placeWords = harmless === null ? 0 : Math.max(1, Math.ceil(numbered.size / 64));
  const places = (set: PlaceSet): bigint[] => numbered.words(set, placeWords);
  const later = ({ reads, writes }: Footprint): Handler => ({
    alive: normal === null ? [] : aliveBits(reads),
    touched: places(reads | writes),
    written: places(writes),
  });

  const { words } = layout;
  const aliveWordCount = normal === null ? 0 : words;
  const at = {
    flags: 0,
    alive: 8,
    touched: 8 * (1 + aliveWordCount),
    written: 8 * (1 + aliveWordCount + placeWords),
    stepReads: 8 * (1 + aliveWordCount + 2 * placeWords),
    stepWrites: 8 * (1 + aliveWordCount + 3 * placeWords),
  };
  const stride = 8 * (1 + aliveWordCount + 4 * placeWords);
  const all: bigint[] = [];
  const rows = machine.frames.map((frames, cpu) => {
    const of = (context: Context): number | null => {
      const frame = frames[context];
      if (frame === null) return null;
      const { bits, min, values } = layout.fields[frame.pc];
      const codes = values ?? Array.from({ length: 2 ** bits }, (_, i) => i + min);
      const start = 8 * all.length;
      for (const id of codes) {
        const future = id === 0 ? null : (footprints.futures[cpu][context]?.[id] ?? null);
        const candidate = harmless?.candidates[cpu][context]?.[id] ?? null;
        const stand = normal?.stands[cpu][context]?.[id] ?? 0;
        let flags = BigInt(codes.indexOf(stand)) << BigInt(STANDS_FOR);
        if (future !== null && !future.returns) flags |= BigInt(NEVER_RETURNS);
        if (candidate !== null) flags |= BigInt(MAY_BE_HARMLESS);
        if (candidate?.oneWay) flags |= BigInt(ONE_WAY);
        const own = future === null ? NOWHERE : place(frame.pc);
        const { alive, touched, written } = later(future ?? { reads: NOWHERE, writes: NOWHERE });
        all.push(flags);
        if (normal !== null) all.push(...bitsOf(layout, own).map((b, k) => b | alive[k]));
        all.push(...touched, ...written);
        all.push(...places(candidate?.reads ?? NOWHERE), ...places(candidate?.writes ?? NOWHERE));
      }
      return start;
    };
    return Object.fromEntries(CONTEXTS.map((c) => [c, of(c)])) as Record<Context, number | null>;
  });
  const fixed = allBits.map((bits, k) => bits & ~kept[k]);
  return {
    bytes: new Uint8Array(new BigUint64Array(all).buffer),
    stride,
    rows,
    at,
    aliveWords: fixed.flatMap((bits, k) => (bits === 0n ? [] : [k])),
    placeWords,
    kept,
    handlers: footprints.handlers.map((byCpu) => byCpu.map((h) => (h === null ? null : later(h)))),
  };
}

/** The bits that fields have in the words of a state. */
function bitsOf({ words, fields }: Layout, set: PlaceSet): bigint[] {
  const bits = Array.from({ length: words }, () => 0n);
  fields.forEach((f, i) => {
    if (set & place(i)) bits[f.word] |= maskOf(f);
  });
  return bits;
}

/** Numbers the members of a set from 0 on, so that its subsets need few bits. */
function numbering(all: PlaceSet) {
  const members: number[] = [];
  for (let rest = all, n = 0; rest !== 0n; rest >>= 1n, n++) if (rest & 1n) members.push(n);
  return {
    size: members.length,
    words(set: PlaceSet, count: number): bigint[] {
      const words = Array.from({ length: count }, () => 0n);
      members.forEach((member, i) => {
        if (set & place(member)) words[i >> 6] |= 1n << BigInt(i & 63);
      });
      return words;
    },
  };
}
