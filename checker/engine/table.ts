import type { MemoryMap } from './memory-map.js';
import { type Code, drop, type Global, i32, i64, type Module, type Stmt, type Type } from './wasm.js';

/**
 * A hash table with open addressing, whose 32-bit entries are indices into the arena, counted from 1 (0 is a free
 * entry). A table of 2^b entries needs b bits for them. The other bits hold as many bits of the hash, so that a state in
 * the arena is hardly ever compared in vain.
 */
export interface Table {
  /** States in the arena. */
  readonly count: Global<'i32'>;
  /** Address of the entry at a position, counted around the end of the table. */
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
  // Both change when the table grows.
  const table = m.global('i32', i32.const(0));
  const mask = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ count, table, mask })) m.export(name, g);
  return {
    count,
    entryAt: (position) => i32.add(table.get(), i32.shl(i32.and(position, mask.get()), i32.const(2))),
    arenaAt: (index) => i32.add(i32.mul(index, i32.const(map.stateBytes)), i32.const(map.arena)),
    tagOf: (h) => i32.and(i32.wrap_i64(i64.shr_u(h, i64.const(32n))), i32.xor(mask.get(), i32.const(-1))),
    // Equal tags cancel out, and what is left are the bits of the index.
    hasTag: (entry, tag) => i32.le_u(i32.xor(entry, tag), mask.get()),
    indexIn: (entry) => i32.sub(i32.and(entry, mask.get()), i32.const(1)),
    entryFor: (tag, index) => i32.or(tag, i32.add(index, i32.const(1))),
  };
}

/** Brings what is loaded into the cache. Nobody needs the value yet. */
export const touch = (value: Code<Type>): Stmt => drop(value);
