import { hash } from './hash.js';
import { type MemoryMap, RECENT, RING } from './memory-map.js';
import type { Sink } from './sink.js';
import { inMemory } from './view.js';
import {
  block,
  br,
  br_if,
  type Code,
  drop,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  type Local,
  loop,
  type Module,
  return_,
  select,
  type Stmt,
  type Type,
} from './wasm.js';

/**
 * The set of visited states: a hash table with open addressing, whose 32-bit entries are indices into the arena,
 * counted from 1 (0 is a free entry). A table of 2^b entries needs b bits for them. The other bits hold as many bits
 * of the hash, so that a state in the arena is hardly ever compared in vain.
 */
export interface Visited extends Sink {
  /** States in the arena. */
  readonly count: Global<'i32'>;
  /** Bytes of the ring that are in use. */
  readonly waiting: Global<'i32'>;
  readonly transitions: Global<'i64'>;
  /** Looks up the states that wait, in their order, and adds those that are new. */
  readonly flush: Func<readonly [], 'void'>;
}

export function visited(m: Module, map: MemoryMap): Visited {
  const count = m.global('i32', i32.const(0));
  const waiting = m.global('i32', i32.const(0));
  const transitions = m.global('i64', i64.const(0n));
  const fingerprint = m.global('i64', i64.const(0n));
  const table = m.global('i32', i32.const(0));
  const mask = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ count, waiting, transitions, fingerprint, table, mask })) m.export(name, g);

  const words = map.stateBytes / 8;
  const hashAt = { offset: map.stateBytes };

  /** The bits of a hash that an entry holds, in place. */
  const tagOf = (h: Code<'i64'>): Code<'i32'> =>
    i32.and(i32.wrap_i64(i64.shr_u(h, i64.const(32n))), i32.xor(mask.get(), i32.const(-1)));
  const entryAt = (position: Code<'i32'>): Code<'i32'> =>
    i32.add(table.get(), i32.shl(i32.and(position, mask.get()), i32.const(2)));
  const arenaAt = (index: Code<'i32'>): Code<'i32'> =>
    i32.add(i32.mul(index, i32.const(map.stateBytes)), i32.const(map.arena));
  /** Whether the entry's tag is this one; what is left are the bits of the index. */
  const sameTag = (entry: Code<'i32'>, tag: Code<'i32'>): Code<'i32'> =>
    i32.le_u(i32.xor(entry, tag), mask.get());
  const indexIn = (entry: Code<'i32'>): Code<'i32'> => i32.sub(i32.and(entry, mask.get()), i32.const(1));

  /** Where the last state of this hash (modulo the number of such places) was noted. */
  const recentAt = (h: Code<'i64'>): Code<'i32'> =>
    i32.shl(i32.and(i32.wrap_i64(h), i32.const(RECENT - 1)), i32.const(3));
  const recent = { offset: map.recent };

  /** Brings what is loaded into the cache. Nobody needs the value yet. */
  const touch = (value: Code<Type>): Stmt => drop(value);

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
      entry.set(i32.const(map.ring)),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(entry.get(), end.get())),
          load,
          body,
          entry.set(i32.add(entry.get(), i32.const(map.ringEntry))),
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
    const looksRight = i32.and(i32.ne(found.get(), i32.const(0)), sameTag(found.get(), tag.get()));
    const add: Stmt = [
      note(count.get()),
      i32.store(entryAt(position.get()), i32.or(tag.get(), i32.add(count.get(), i32.const(1)))),
      state.set(arenaAt(count.get())),
      Array.from({ length: words }, (_, k) => known.set(k, waits.word(k))),
      count.set(i32.add(count.get(), i32.const(1))),
      fingerprint.set(i64.add(fingerprint.get(), h.get())),
    ];
    flush.define([
      end.set(i32.add(i32.const(map.ring), waiting.get())),
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
            if_(sameTag(found.get(), tag.get()), [
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
      waiting.set(i32.add(waiting.get(), i32.const(map.ringEntry))),
    ];
  };

  /** Enters states of the arena into an empty table; they are known to be different. */
  const rebuild = m.func('rebuild', ['i32', 'i32'], 'void');
  {
    const [from, to] = rebuild.params;
    const batch = rebuild.local('i32');
    const entry = rebuild.local('i32');
    const state = rebuild.local('i32');
    const position = rebuild.local('i32');
    const h = rebuild.local('i64');
    const view = inMemory(state);
    /** Goes through the states from `from` to `batch`, with places for their hashes. */
    const forEachState = (index: Local<'i32'>, body: Stmt): Stmt => [
      entry.set(i32.const(map.ring)),
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
    rebuild.define(
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(from.get(), to.get())),
          batch.set(i32.add(from.get(), i32.const(RING))),
          batch.set(select(batch.get(), to.get(), i32.lt_u(batch.get(), to.get()))),
          ahead.set(from.get()),
          forEachState(ahead, [
            state.set(arenaAt(ahead.get())),
            hash(h, Array.from({ length: words }, (_, k) => view.word(k))),
            i64.store(entry.get(), h.get()),
            touch(i32.load(entryAt(i32.wrap_i64(h.get())))),
          ]),
          forEachState(from, [
            h.set(i64.load(entry.get())),
            position.set(i32.wrap_i64(h.get())),
            block((free) =>
              loop((probe) => [
                br_if(free, i32.eqz(i32.load(entryAt(position.get())))),
                position.set(i32.add(position.get(), i32.const(1))),
                br(probe),
              ]),
            ),
            i32.store(entryAt(position.get()), i32.or(tagOf(h.get()), i32.add(from.get(), i32.const(1)))),
          ]),
          br(again),
        ]),
      ),
    );
  }
  m.export('flush', flush);
  m.export('rebuild', rebuild);
  const entry = i32.add(i32.const(map.ring), waiting.get());
  return { count, waiting, transitions, flush, entry, commit };
}
