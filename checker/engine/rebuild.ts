import { hash } from './hash.js';
import { BATCH, type MemoryMap } from './memory-map.js';
import { type Table, touch } from './table.js';
import { inArena } from './view.js';
import {
  block,
  br,
  br_if,
  type Func,
  i32,
  i64,
  type Local,
  loop,
  type Module,
  type Stmt,
  select,
} from './wasm.js';

/**
 * The function `rebuild(from, to)`, which enters states of the arena into a new and empty table. They are known to be
 * different. It works in batches, as looking states up does.
 */
export function rebuildOf(m: Module, map: MemoryMap, table: Table): Func<readonly ['i32', 'i32'], 'void'> {
  const rebuild = m.func('rebuild', ['i32', 'i32'], 'void');
  const [from, to] = rebuild.params;
  const batch = rebuild.local('i32');
  const entry = rebuild.local('i32');
  const state = rebuild.local('i32');
  const position = rebuild.local('i32');
  const h = rebuild.local('i64');
  const view = inArena(state, map);
  /** Goes through the states from `from` to `batch`, with places for their hashes. */
  const forEachState = (index: Local<'i32'>, body: Stmt): Stmt => [
    entry.set(i32.const(map.waiting)),
    block((done) =>
      loop((again) => [
        br_if(done, i32.ge_u(index.get(), batch.get())),
        body,
        index.set(i32.add(index.get(), i32.const(1))),
        entry.set(i32.add(entry.get(), i32.const(8))),
        br(again),
      ]),
    ),
  ];
  const ahead = rebuild.local('i32');
  return rebuild.define(
    block((done) =>
      loop((again) => [
        br_if(done, i32.ge_u(from.get(), to.get())),
        batch.set(i32.add(from.get(), i32.const(BATCH))),
        batch.set(select(batch.get(), to.get(), i32.lt_u(batch.get(), to.get()))),
        ahead.set(from.get()),
        forEachState(ahead, [
          state.set(table.arenaAt(ahead.get())),
          hash(
            h,
            Array.from({ length: map.stateBytes / 8 }, (_, k) => view.word(k)),
          ),
          i64.store(entry.get(), h.get()),
          touch(i32.load(table.entryAt(table.positionOf(h.get())))),
        ]),
        forEachState(from, [
          h.set(i64.load(entry.get())),
          position.set(table.positionOf(h.get())),
          block((free) =>
            loop((probe) => [
              br_if(free, i32.eqz(i32.load(table.entryAt(position.get())))),
              position.set(table.after(position.get())),
              br(probe),
            ]),
          ),
          i32.store(table.entryAt(position.get()), table.entryFor(table.tagOf(h.get()), from.get())),
        ]),
        br(again),
      ]),
    ),
  );
}
