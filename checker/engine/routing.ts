import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import { type Code, i32, i64 } from './wasm.js';

/**
 * Which partition of the visited set a state belongs to. Not its whole hash decides but only what half of the CPUs are
 * doing: a step of another CPU then leads to a state of the same partition, and stays at home.
 */
export interface Routing {
  readonly partitions: number;
  /** The bits that decide, by word. */
  readonly masks: readonly bigint[];
}

/** Odd numbers that spread the bits of words. */
const SPREAD = [0x9e3779b97f4a7c15n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n];
const MIX = 0xd6e8feb86659fd93n;
const U64 = (1n << 64n) - 1n;

export function routingFor(machine: Machine, { words, fields }: Layout, partitions: number): Routing {
  const masksOf = (decides: (field: number) => boolean): bigint[] => {
    const masks = Array.from({ length: words }, () => 0n);
    fields.forEach(({ word, shift, bits }, i) => {
      if (decides(i)) masks[word] |= ((1n << BigInt(bits)) - 1n) << BigInt(shift);
    });
    return masks;
  };
  const some = masksOf((i) => {
    const owner = machine.fields[i]?.owner;
    return owner !== undefined && owner !== null && owner.cpu < Math.ceil(machine.cpus / 2);
  });
  return { partitions, masks: some.some((mask) => mask !== 0n) ? some : masksOf(() => true) };
}

/** The partition of a packed state. */
export function partitionOf({ partitions, masks }: Routing, words: readonly bigint[]): number {
  let h = 0n;
  masks.forEach((mask, k) => {
    if (mask !== 0n) h = (h ^ ((words[k] & mask) * SPREAD[k % SPREAD.length])) & U64;
  });
  h ^= h >> 32n;
  h = (h * MIX) & U64;
  return Number(((h >> 48n) * BigInt(partitions)) >> 16n);
}

/** The same as code. */
export function partitionCode({ partitions, masks }: Routing, words: readonly Code<'i64'>[]): Code<'i32'> {
  const parts = masks.flatMap((mask, k) =>
    mask === 0n ? [] : [i64.mul(i64.and(words[k], i64.const(mask)), i64.const(SPREAD[k % SPREAD.length]))],
  );
  const sum = parts.reduce((a, b) => i64.xor(a, b), i64.const(0n));
  return i32.shr_u(
    i32.mul(
      i32.wrap_i64(
        i64.shr_u(i64.mul(i64.xor(sum, i64.shr_u(sum, i64.const(32n))), i64.const(MIX)), i64.const(48n)),
      ),
      i32.const(partitions),
    ),
    i32.const(16),
  );
}
