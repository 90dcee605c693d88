import { hash } from './hash.js';
import { type MemoryMap, RECENT } from './memory-map.js';
import type { Sink } from './sink.js';
import { type Table, touch } from './table.js';
import { inMemory } from './view.js';
import {
  block,
  br,
  br_if,
  type Code,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  loop,
  type Module,
  return_,
  type Stmt,
  select,
} from './wasm.js';

/** The set of visited states. */
export interface Visited extends Sink {
  /** Bytes of successors that wait to be looked up. */
  readonly waiting: Global<'i32'>;
  readonly transitions: Global<'i64'>;
  /** Looks up the states that wait, in their order, and adds those that are new. */
  readonly flush: Func<readonly [], 'void'>;
}

export function visited(m: Module, map: MemoryMap, table: Table): Visited {
  const waiting = m.global('i32', i32.const(0));
  const transitions = m.global('i64', i64.const(0n));
  const fingerprint = m.global('i64', i64.const(0n));
  for (const [name, g] of Object.entries({ transitions, fingerprint })) m.export(name, g);
  const { count, entryAt, arenaAt, tagOf, hasTag, indexIn, entryFor } = table;

  const words = map.stateBytes / 8;
  const hashAt = { offset: map.stateBytes };

  /** Where the last state of this hash (modulo the number of such places) was noted. */
  const recentAt = (h: Code<'i64'>): Code<'i32'> =>
    i32.shl(i32.and(i32.wrap_i64(h), i32.const(RECENT - 1)), i32.const(3));
  const recent = { offset: map.recent };

  const flush = m.func('flush', [], 'void');
  {
    const entry = flush.local('i32');
    const end = flush.local('i32');
    const position = flush.local('i32');
    const found = flush.local('i32');
    const tag = flush.local('i32');
    const state = flush.local('i32');
    const h = flush.local('i64');
    const load: Stmt = [
      h.set(i64.load(entry.get(), hashAt)),
      position.set(i32.wrap_i64(h.get())),
      tag.set(tagOf(h.get())),
    ];
    const forEachEntry = (body: Stmt): Stmt => [
      entry.set(i32.const(map.waiting)),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(entry.get(), end.get())),
          load,
          body,
          entry.set(i32.add(entry.get(), i32.const(map.waitingBytes))),
          br(again),
        ]),
      ),
    ];
    const waits = inMemory(entry);
    const known = inMemory(state);
    const note = (index: Code<'i32'>): Stmt =>
      i64.store(
        recentAt(h.get()),
        i64.or(i64.and(h.get(), i64.const(~0xffffffffn)), i64.extend_i32_u(index)),
        recent,
      );
    const looksRight = i32.and(i32.ne(found.get(), i32.const(0)), hasTag(found.get(), tag.get()));
    const add: Stmt = [
      note(count.get()),
      i32.store(entryAt(position.get()), entryFor(tag.get(), count.get())),
      state.set(arenaAt(count.get())),
      Array.from({ length: words }, (_, k) => known.set(k, waits.word(k))),
      count.set(i32.add(count.get(), i32.const(1))),
      fingerprint.set(i64.add(fingerprint.get(), h.get())),
    ];
    flush.define([
      end.set(i32.add(i32.const(map.waiting), waiting.get())),
      // Short loops without unpredictable branches, so that many loads are under way at a time.
      forEachEntry(touch(i32.load(entryAt(position.get())))),
      forEachEntry([
        found.set(i32.load(entryAt(position.get()))),
        touch(i64.load(arenaAt(select(indexIn(found.get()), count.get(), looksRight)))),
      ]),
      forEachEntry(
        block((next) =>
          loop((probe) => [
            found.set(i32.load(entryAt(position.get()))),
            if_(i32.eqz(found.get()), [add, br(next)]),
            if_(hasTag(found.get(), tag.get()), [
              state.set(arenaAt(indexIn(found.get()))),
              block((other) => [
                Array.from({ length: words }, (_, k) => br_if(other, i64.ne(known.word(k), waits.word(k)))),
                note(indexIn(found.get())),
                br(next),
              ]),
            ]),
            position.set(i32.add(position.get(), i32.const(1))),
            br(probe),
          ]),
        ),
      ),
      waiting.set(i32.const(0)),
    ]);
  }

  const commit: Sink['commit'] = (fn, entry, state) => {
    const h = fn.local('i64');
    const last = fn.local('i64');
    const seen = fn.local('i32');
    const same = inMemory(seen);
    return [
      transitions.set(i64.add(transitions.get(), i64.const(1n))),
      hash(h, state),
      last.set(i64.load(recentAt(h.get()), recent)),
      block((other) => [
        br_if(other, i64.ne(i64.shr_u(i64.xor(last.get(), h.get()), i64.const(32n)), i64.const(0n))),
        seen.set(arenaAt(i32.wrap_i64(last.get()))),
        state.map((word, k) => br_if(other, i64.ne(word, same.word(k)))),
        return_(),
      ]),
      i64.store(entry.get(), h.get(), hashAt),
      waiting.set(i32.add(waiting.get(), i32.const(map.waitingBytes))),
    ];
  };

  const entry = i32.add(i32.const(map.waiting), waiting.get());
  return { waiting, transitions, flush, entry, commit };
}
