import type { Queue } from './queue.js';
import type { LookUp, StateSet } from './visited.js';
import {
  block,
  br,
  br_if,
  type Code,
  drop,
  type Func,
  i32,
  i32x4,
  i64,
  if_,
  loop,
  type Module,
  type Stmt,
  select,
  type Type,
  v128,
} from './wasm.js';

/**
 * A hash table with open addressing, whose 32-bit entries are indices into the arena, counted from 1 (0 is a free
 * entry). Where indices need b bits, the other bits hold as many bits of the hash, so that a state in the arena
 * is hardly ever compared in vain. The upper half of a hash gives the position, its lower half these bits.
 *
 * Entries are looked at in groups of four, a vector instruction each: a branch for each entry would be one that nobody
 * can predict, and so the table may be fuller.
 */
export interface Table {
  /** Address of the first group in which to look for a hash. The table may have any number of groups. */
  groupOf(h: Code<'i64'>): Code<'i32'>;
  /** Address of the group after this one. */
  after(group: Code<'i32'>): Code<'i32'>;
  /** The free entries of a group, as bits. */
  freeIn(group: Code<'v128'>): Code<'i32'>;
  /** The entries of a group that have this tag, as bits. Free entries may be among them. */
  taggedIn(group: Code<'v128'>, tag: Code<'i32'>): Code<'i32'>;
  /** Address of the entry that the lowest of some bits stands for. */
  lowest(group: Code<'i32'>, bits: Code<'i32'>): Code<'i32'>;
  /** The bits of a hash that an entry holds, in place. */
  tagOf(h: Code<'i64'>): Code<'i32'>;
  indexIn(entry: Code<'i32'>): Code<'i32'>;
  entryFor(tag: Code<'i32'>, index: Code<'i32'>): Code<'i32'>;
}

export function tableOf(m: Module): Table {
  // These change when the table grows.
  const table = m.global('i32', i32.const(0));
  const entries = m.global('i64', i64.const(0n));
  const mask = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ table, entries, mask })) m.export(name, g);
  const end = i32.add(table.get(), i32.shl(i32.wrap_i64(entries.get()), i32.const(2)));
  return {
    groupOf: (h) => {
      const position = i64.shr_u(i64.mul(i64.shr_u(h, i64.const(32n)), entries.get()), i64.const(34n));
      return i32.add(table.get(), i32.shl(i32.wrap_i64(position), i32.const(4)));
    },
    after: (group) => {
      const next = i32.add(group, i32.const(16));
      return select(table.get(), next, i32.eq(next, end));
    },
    freeIn: (group) => i32x4.bitmask(i32x4.eq(group, i32x4.splat(i32.const(0)))),
    // Equal tags cancel out, and what is left are the bits of the index.
    taggedIn: (group, tag) =>
      i32x4.bitmask(i32x4.le_u(v128.xor(group, i32x4.splat(tag)), i32x4.splat(mask.get()))),
    lowest: (group, bits) => i32.add(group, i32.shl(i32.ctz(bits), i32.const(2))),
    tagOf: (h) => i32.and(i32.wrap_i64(h), i32.xor(mask.get(), i32.const(-1))),
    indexIn: (entry) => i32.sub(i32.and(entry, mask.get()), i32.const(1)),
    entryFor: (tag, index) => i32.or(tag, i32.add(index, i32.const(1))),
  };
}

/** The bits that hold an index in a table for this many states. */
export const indexMask = (states: number): number => 2 ** Math.ceil(Math.log2(states + 2)) - 1;

/** The set of exactly the states in the arena. */
export function exactSet(table: Table, queue: Queue): StateSet {
  const { count, at: stateAt } = queue;
  const { groupOf, after, freeIn, taggedIn, lowest, tagOf, indexIn, entryFor } = table;
  return {
    lookUp(fn: Pick<Func, 'local'>, { entry, h, known, add, next }: LookUp) {
      const group = fn.local('i32');
      const four = fn.local('v128');
      const free = fn.local('i32');
      const tagged = fn.local('i32');
      const tag = fn.local('i32');
      const state = fn.local('i32');
      const find: Stmt = [group.set(groupOf(h.get())), tag.set(tagOf(h.get()))];
      const look: Stmt = [
        four.set(v128.load(group.get())),
        free.set(freeIn(four.get())),
        // Entries behind a free one belong to others.
        tagged.set(i32.and(taggedIn(four.get(), tag.get()), i32.sub(lowestBit(free.get()), i32.const(1)))),
      ];
      const candidate = indexIn(i32.load(lowest(group.get(), tagged.get())));
      return {
        prepare: [
          [find, touch(v128.load(group.get()))],
          [
            find,
            look,
            state.set(stateAt(count.get())),
            if_(tagged.get(), state.set(stateAt(candidate))),
            touch(i64.load(state.get())),
          ],
        ],
        decide: [
          find,
          loop((probe) => [
            look,
            block((none) =>
              loop((again) => [
                br_if(none, i32.eqz(tagged.get())),
                state.set(stateAt(candidate)),
                block((other) => [
                  queue.differs(state, entry).map((differs) => br_if(other, differs)),
                  known(state.get()),
                  br(next),
                ]),
                tagged.set(i32.and(tagged.get(), i32.sub(tagged.get(), i32.const(1)))),
                br(again),
              ]),
            ),
            if_(free.get(), [
              i32.store(lowest(group.get(), free.get()), entryFor(tag.get(), count.get())),
              add,
              br(next),
            ]),
            group.set(after(group.get())),
            br(probe),
          ]),
        ],
      };
    },
  };
}

const lowestBit = (bits: Code<'i32'>): Code<'i32'> => i32.and(bits, i32.sub(i32.const(0), bits));

/** Brings what is loaded into the cache. Nobody needs the value yet. */
export const touch = (value: Code<Type>): Stmt => drop(value);
