import type { MemoryMap } from './memory-map.js';
import { type Code, drop, type Global, i32, i64, type Module, type Stmt, select, type Type } from './wasm.js';

/**
 * A hash table with open addressing, whose 32-bit entries are indices into the arena, counted from 1 (0 is a free
 * entry). Where indices need b bits, the other bits hold as many bits of the hash, so that a state in the arena
 * is hardly ever compared in vain. The upper half of a hash gives the position, its lower half these bits.
 */
export interface Table {
  /** States in the arena. */
  readonly count: Global<'i32'>;
  /** The first position at which to look for a hash. The table may have any number of entries. */
  positionOf(h: Code<'i64'>): Code<'i32'>;
  /** The position after this one. */
  after(position: Code<'i32'>): Code<'i32'>;
  /** Address of the entry at a position. */
  entryAt(position: Code<'i32'>): Code<'i32'>;
  /** Address of a state. */
  arenaAt(index: Code<'i32'>): Code<'i32'>;
  /** The bits of a hash that an entry holds, in place. */
  tagOf(h: Code<'i64'>): Code<'i32'>;
  hasTag(entry: Code<'i32'>, tag: Code<'i32'>): Code<'i32'>;
  indexIn(entry: Code<'i32'>): Code<'i32'>;
  entryFor(tag: Code<'i32'>, index: Code<'i32'>): Code<'i32'>;
}

export function tableOf(m: Module, map: MemoryMap): Table {
  const count = m.global('i32', i32.const(0));
  // These change when the table grows.
  const table = m.global('i32', i32.const(0));
  const entries = m.global('i64', i64.const(0n));
  const mask = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ count, table, entries, mask })) m.export(name, g);
  return {
    count,
    positionOf: (h) =>
      i32.wrap_i64(i64.shr_u(i64.mul(i64.shr_u(h, i64.const(32n)), entries.get()), i64.const(32n))),
    after: (position) => {
      const next = i32.add(position, i32.const(1));
      return select(i32.const(0), next, i32.eq(next, i32.wrap_i64(entries.get())));
    },
    entryAt: (position) => i32.add(table.get(), i32.shl(position, i32.const(2))),
    arenaAt: (index) => i32.add(i32.mul(index, i32.const(map.keyBytes)), i32.const(map.arena)),
    tagOf: (h) => i32.and(i32.wrap_i64(h), i32.xor(mask.get(), i32.const(-1))),
    // Equal tags cancel out, and what is left are the bits of the index.
    hasTag: (entry, tag) => i32.le_u(i32.xor(entry, tag), mask.get()),
    indexIn: (entry) => i32.sub(i32.and(entry, mask.get()), i32.const(1)),
    entryFor: (tag, index) => i32.or(tag, i32.add(index, i32.const(1))),
  };
}

/** The bits that hold an index in a table for this many states. */
export const indexMask = (states: number): number => 2 ** Math.ceil(Math.log2(states + 2)) - 1;

/** Brings what is loaded into the cache. Nobody needs the value yet. */
export const touch = (value: Code<Type>): Stmt => drop(value);
