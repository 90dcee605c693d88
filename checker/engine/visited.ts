import { hash } from './hash.js';
import { type MemoryMap, RING } from './memory-map.js';
import type { Sink } from './sink.js';
import { inMemory } from './view.js';
import {
  block,
  br,
  br_if,
  type Code,
  call,
  drop,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  loop,
  type Module,
  type Stmt,
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
    const add: Stmt = [
      i32.store(entryAt(position.get()), i32.or(tag.get(), i32.add(count.get(), i32.const(1)))),
      state.set(arenaAt(count.get())),
      Array.from({ length: words }, (_, k) => known.set(k, waits.word(k))),
      count.set(i32.add(count.get(), i32.const(1))),
      fingerprint.set(i64.add(fingerprint.get(), h.get())),
    ];
    flush.define([
      end.set(i32.add(i32.const(map.ring), waiting.get())),
      // The entries are in the cache by now. Those that look right send for the states they stand for.
      forEachEntry([
        found.set(i32.load(entryAt(position.get()))),
        if_(i32.and(i32.ne(found.get(), i32.const(0)), sameTag(found.get(), tag.get())), [
          drop(i64.load(arenaAt(indexIn(found.get())))),
        ]),
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
                br(next),
              ]),
            ]),
            position.set(i32.add(position.get(), i32.const(1))),
            br(probe),
          ]),
        ),
      ),
      transitions.set(
        i64.add(transitions.get(), i64.extend_i32_u(i32.div_u(waiting.get(), i32.const(map.ringEntry)))),
      ),
      waiting.set(i32.const(0)),
    ]);
  }

  const commit: Sink['commit'] = (fn, entry, state) => {
    const h = fn.local('i64');
    return [
      hash(h, state),
      i64.store(entry.get(), h.get(), hashAt),
      // Nobody needs this value; the load is there so that the entry is in the cache when the ring is flushed.
      drop(i32.load(entryAt(i32.wrap_i64(h.get())))),
      waiting.set(i32.add(waiting.get(), i32.const(map.ringEntry))),
      if_(i32.eq(waiting.get(), i32.const(map.ringEntry * RING)), call(flush)),
    ];
  };

  /** Enters states of the arena into an empty table; they are known to be different. */
  const rebuild = m.func('rebuild', ['i32', 'i32'], 'void');
  {
    const [from, to] = rebuild.params;
    const state = rebuild.local('i32');
    const position = rebuild.local('i32');
    const h = rebuild.local('i64');
    const view = inMemory(state);
    rebuild.define(
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(from.get(), to.get())),
          state.set(arenaAt(from.get())),
          hash(h, Array.from({ length: words }, (_, k) => view.word(k))),
          position.set(i32.wrap_i64(h.get())),
          block((free) =>
            loop((probe) => [
              br_if(free, i32.eqz(i32.load(entryAt(position.get())))),
              position.set(i32.add(position.get(), i32.const(1))),
              br(probe),
            ]),
          ),
          from.set(i32.add(from.get(), i32.const(1))),
          i32.store(entryAt(position.get()), i32.or(tagOf(h.get()), from.get())),
          br(again),
        ]),
      ),
    );
  }
  m.export('flush', flush);
  m.export('rebuild', rebuild);
  const entry = i32.add(i32.const(map.ring), waiting.get());
  return { count, waiting, flush, entry, commit };
}
