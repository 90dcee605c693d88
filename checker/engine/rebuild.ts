import type { MemoryMap } from './memory-map.js';
import type { Queue } from './queue.js';
import { type Table, touch } from './table.js';
import {
  block,
  br,
  br_if,
  call,
  i32,
  i64,
  if_,
  type Local,
  loop,
  type Module,
  type Stmt,
  v128,
} from './wasm.js';

/** Entries are sorted by the highest bits of their hashes into so many piles, */
export const PILES = 256;
/** of so many entries each. */
const PILE = 64;
/** An entry of a pile: the hash of a state, and its index. */
const ENTRY = 16;

export const PILE_BYTES = PILES * PILE * ENTRY;

/**
 * The functions `rebuild(from, to)` and `settle()`, which enter states of the arena into a new and empty table. They are
 * known to be different. A table far larger than any cache makes each entry wait for memory, and for the translation of
 * its address even more. So entries are sorted into piles first: a pile goes into one small part of the table.
 */
export function rebuildOf(m: Module, map: MemoryMap, table: Table, queue: Queue): void {
  const fillAt = (pile: Local<'i32'>) => i32.shl(pile.get(), i32.const(2));
  const fills = { offset: map.pileFills };

  // drain(pile): enters a pile into the table.
  const drain = m.func('drain', ['i32'], 'void');
  {
    const [pile] = drain.params;
    const entry = drain.local('i32');
    const end = drain.local('i32');
    const group = drain.local('i32');
    const free = drain.local('i32');
    const h = drain.local('i64');
    const start = i32.add(i32.mul(pile.get(), i32.const(PILE * ENTRY)), i32.const(map.piles));
    const forEachEntry = (body: Stmt): Stmt => [
      entry.set(start),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(entry.get(), end.get())),
          h.set(i64.load(entry.get())),
          group.set(table.groupOf(h.get())),
          body,
          entry.set(i32.add(entry.get(), i32.const(ENTRY))),
          br(again),
        ]),
      ),
    ];
    drain.define([
      end.set(i32.add(start, i32.load(fillAt(pile), fills))),
      i32.store(fillAt(pile), i32.const(0), fills),
      // Branches that nobody can predict wait for what they test; so it is fetched before.
      forEachEntry(touch(v128.load(group.get()))),
      forEachEntry([
        block((done) =>
          loop((probe) => [
            free.set(table.freeIn(v128.load(group.get()))),
            br_if(done, free.get()),
            group.set(table.after(group.get())),
            br(probe),
          ]),
        ),
        i32.store(
          table.lowest(group.get(), free.get()),
          table.entryFor(table.tagOf(h.get()), i32.load(entry.get(), { offset: 8 })),
        ),
      ]),
    ]);
  }

  const rebuild = m.func('rebuild', ['i32', 'i32'], 'void');
  {
    const [from, to] = rebuild.params;
    const state = rebuild.local('i32');
    const pile = rebuild.local('i32');
    const fill = rebuild.local('i32');
    const at = rebuild.local('i32');
    const h = rebuild.local('i64');
    const add: Stmt = [
      state.set(queue.at(from.get())),
      queue.hash(h, state),
      pile.set(i32.wrap_i64(i64.shr_u(h.get(), i64.const(56n)))),
      fill.set(i32.load(fillAt(pile), fills)),
      at.set(i32.add(i32.mul(pile.get(), i32.const(PILE * ENTRY)), fill.get())),
      i64.store(at.get(), h.get(), { offset: map.piles }),
      i32.store(at.get(), from.get(), { offset: map.piles + 8 }),
      fill.set(i32.add(fill.get(), i32.const(ENTRY))),
      i32.store(fillAt(pile), fill.get(), fills),
      if_(i32.eq(fill.get(), i32.const(PILE * ENTRY)), call(drain, pile.get())),
    ];
    rebuild.define(
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(from.get(), to.get())),
          add,
          from.set(i32.add(from.get(), i32.const(1))),
          br(again),
        ]),
      ),
    );
  }

  const settle = m.func('settle', [], 'void');
  {
    const pile = settle.local('i32');
    settle.define(
      loop((again) => [
        call(drain, pile.get()),
        pile.set(i32.add(pile.get(), i32.const(1))),
        br_if(again, i32.lt_u(pile.get(), i32.const(PILES))),
      ]),
    );
  }
  m.export('rebuild', rebuild);
  m.export('settle', settle);
}
