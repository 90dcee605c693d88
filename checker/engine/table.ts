import type { MemoryMap } from './memory-map.js';
import type { Queue } from './queue.js';
import { inArena, inMemory } from './view.js';
import type { LookUp, StateSet } from './visited.js';
import {
  block,
  br,
  br_if,
  type Code,
  drop,
  type Func,
  i32,
  i64,
  if_,
  loop,
  type Module,
  type Stmt,
  select,
  type Type,
} from './wasm.js';

/**
 * A hash table with open addressing, whose 32-bit entries are indices into the arena, counted from 1 (0 is a free
 * entry). Where indices need b bits, the other bits hold as many bits of the hash, so that a state in the arena
 * is hardly ever compared in vain. The upper half of a hash gives the position, its lower half these bits.
 */
export interface Table {
  /** The first position at which to look for a hash. The table may have any number of entries. */
  positionOf(h: Code<'i64'>): Code<'i32'>;
  /** The position after this one. */
  after(position: Code<'i32'>): Code<'i32'>;
  /** Address of the entry at a position. */
  entryAt(position: Code<'i32'>): Code<'i32'>;
  /** The bits of a hash that an entry holds, in place. */
  tagOf(h: Code<'i64'>): Code<'i32'>;
  hasTag(entry: Code<'i32'>, tag: Code<'i32'>): Code<'i32'>;
  indexIn(entry: Code<'i32'>): Code<'i32'>;
  entryFor(tag: Code<'i32'>, index: Code<'i32'>): Code<'i32'>;
}

export function tableOf(m: Module): Table {
  // These change when the table grows.
  const table = m.global('i32', i32.const(0));
  const entries = m.global('i64', i64.const(0n));
  const mask = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ table, entries, mask })) m.export(name, g);
  return {
    positionOf: (h) =>
      i32.wrap_i64(i64.shr_u(i64.mul(i64.shr_u(h, i64.const(32n)), entries.get()), i64.const(32n))),
    after: (position) => {
      const next = i32.add(position, i32.const(1));
      return select(i32.const(0), next, i32.eq(next, i32.wrap_i64(entries.get())));
    },
    entryAt: (position) => i32.add(table.get(), i32.shl(position, i32.const(2))),
    tagOf: (h) => i32.and(i32.wrap_i64(h), i32.xor(mask.get(), i32.const(-1))),
    // Equal tags cancel out, and what is left are the bits of the index.
    hasTag: (entry, tag) => i32.le_u(i32.xor(entry, tag), mask.get()),
    indexIn: (entry) => i32.sub(i32.and(entry, mask.get()), i32.const(1)),
    entryFor: (tag, index) => i32.or(tag, i32.add(index, i32.const(1))),
  };
}

/** The bits that hold an index in a table for this many states. */
export const indexMask = (states: number): number => 2 ** Math.ceil(Math.log2(states + 2)) - 1;

/** The set of exactly the states in the arena. */
export function exactSet(map: MemoryMap, table: Table, queue: Queue): StateSet {
  const words = map.stateBytes / 8;
  const { count, at: stateAt } = queue;
  const { positionOf, after, entryAt, tagOf, hasTag, indexIn, entryFor } = table;
  return {
    lookUp(fn: Pick<Func, 'local'>, { entry, h, known, add, next }: LookUp) {
      const position = fn.local('i32');
      const found = fn.local('i32');
      const tag = fn.local('i32');
      const state = fn.local('i32');
      const waits = inMemory(entry);
      const there = inArena(state, map);
      const begin: Stmt = [position.set(positionOf(h.get())), tag.set(tagOf(h.get()))];
      const looksRight = i32.and(i32.ne(found.get(), i32.const(0)), hasTag(found.get(), tag.get()));
      const isOther = Array.from({ length: words }, (_, k) => i64.ne(there.word(k), waits.word(k)));
      return {
        prepare: [
          [begin, touch(i32.load(entryAt(position.get())))],
          [
            begin,
            found.set(i32.load(entryAt(position.get()))),
            touch(i64.load(stateAt(select(indexIn(found.get()), count.get(), looksRight)))),
          ],
        ],
        decide: [
          begin,
          loop((probe) => [
            found.set(i32.load(entryAt(position.get()))),
            if_(i32.eqz(found.get()), [
              i32.store(entryAt(position.get()), entryFor(tag.get(), count.get())),
              add,
              br(next),
            ]),
            if_(hasTag(found.get(), tag.get()), [
              state.set(stateAt(indexIn(found.get()))),
              block((other) => [
                isOther.map((differs) => br_if(other, differs)),
                known(state.get()),
                br(next),
              ]),
            ]),
            position.set(after(position.get())),
            br(probe),
          ]),
        ],
      };
    },
  };
}

/** Brings what is loaded into the cache. Nobody needs the value yet. */
export const touch = (value: Code<Type>): Stmt => drop(value);
