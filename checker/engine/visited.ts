import { hash } from './hash.js';
import { type MemoryMap, RECENT } from './memory-map.js';
import type { Sink } from './sink.js';
import { type Table, touch } from './table.js';
import { inArena, inMemory } from './view.js';
import {
  block,
  br,
  br_if,
  type Code,
  call,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  type Local,
  loop,
  type Module,
  return_,
  type Stmt,
  select,
} from './wasm.js';

/** One partition of the set of visited states. */
export interface Visited extends Sink {
  /** Bytes of successors that wait to be looked up. */
  readonly waiting: Global<'i32'>;
  readonly transitions: Global<'i64'>;
  /** 1 once an outbox is so full that it has to be emptied before the next state is expanded. */
  readonly crowded: Global<'i32'>;
  /** `lookUp(from, to)`: looks up the states that wait there, in their order, and adds those that are new. */
  readonly lookUp: Func<readonly ['i32', 'i32'], 'void'>;
  /** Looks up the successors that wait. */
  readonly flush: Func<readonly [], 'void'>;
}

export function visited(m: Module, map: MemoryMap, table: Table): Visited {
  const waiting = m.global('i32', i32.const(0));
  const transitions = m.global('i64', i64.const(0n));
  const fingerprint = m.global('i64', i64.const(0n));
  const crowded = m.global('i32', i32.const(0));
  /** The number of this partition. */
  const self = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ transitions, fingerprint, crowded, self })) m.export(name, g);
  const { count, positionOf, after, entryAt, arenaAt, tagOf, hasTag, indexIn, entryFor } = table;

  const words = map.stateBytes / 8;
  const hashAt = { offset: map.stateBytes };

  // The hash of a single word is a bijection, so that it stands for the state. Otherwise the state itself is compared,
  // where it was seen: whatever lies in the arena or in an outbox is a state that was visited or will be.
  const recentAt = (h: Code<'i64'>): Code<'i32'> =>
    i32.shl(i32.and(i32.wrap_i64(h), i32.const(RECENT - 1)), i32.const(3));
  const recent = { offset: map.recent };
  const note = (h: Local<'i64'>, address: Code<'i32'>): Stmt =>
    i64.store(
      recentAt(h.get()),
      words === 1 ? h.get() : i64.or(i64.and(h.get(), i64.const(UPPER)), i64.extend_i32_u(address)),
      recent,
    );
  /** Returns if the state was seen lately. */
  const returnIfSeen = (fn: Pick<Func, 'local'>, h: Local<'i64'>, state: readonly Code<'i64'>[]): Stmt => {
    const last = fn.local('i64');
    if (words === 1) return if_(i64.eq(i64.load(recentAt(h.get()), recent), h.get()), return_());
    const seen = fn.local('i32');
    const same = inArena(seen, map);
    return [
      last.set(i64.load(recentAt(h.get()), recent)),
      block((other) => [
        br_if(other, i64.ne(i64.shr_u(i64.xor(last.get(), h.get()), i64.const(32n)), i64.const(0n))),
        seen.set(i32.wrap_i64(last.get())),
        state.map((word, k) => br_if(other, i64.ne(word, same.word(k)))),
        return_(),
      ]),
    ];
  };

  const lookUp = m.func('lookUp', ['i32', 'i32'], 'void');
  {
    const [from, to] = lookUp.params;
    const entry = lookUp.local('i32');
    const position = lookUp.local('i32');
    const found = lookUp.local('i32');
    const tag = lookUp.local('i32');
    const state = lookUp.local('i32');
    const h = lookUp.local('i64');
    const load: Stmt = [
      h.set(i64.load(entry.get(), hashAt)),
      position.set(positionOf(h.get())),
      tag.set(tagOf(h.get())),
    ];
    const forEachEntry = (body: Stmt): Stmt => [
      entry.set(from.get()),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(entry.get(), to.get())),
          load,
          body,
          entry.set(i32.add(entry.get(), i32.const(map.waitingBytes))),
          br(again),
        ]),
      ),
    ];
    const waits = inMemory(entry);
    const known = inArena(state, map);
    const looksRight = i32.and(i32.ne(found.get(), i32.const(0)), hasTag(found.get(), tag.get()));
    const add: Stmt = [
      i32.store(entryAt(position.get()), entryFor(tag.get(), count.get())),
      state.set(arenaAt(count.get())),
      note(h, state.get()),
      Array.from({ length: words }, (_, k) => known.set(k, waits.word(k))),
      count.set(i32.add(count.get(), i32.const(1))),
      fingerprint.set(i64.add(fingerprint.get(), h.get())),
    ];
    lookUp.define([
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
                note(h, state.get()),
                br(next),
              ]),
            ]),
            position.set(after(position.get())),
            br(probe),
          ]),
        ),
      ),
    ]);
  }

  const flush = m.func('flush', [], 'void');
  const end = i32.add(i32.const(map.waiting), waiting.get());
  flush.define([call(lookUp, i32.const(map.waiting), end), waiting.set(i32.const(0))]);

  const stay: Stmt = waiting.set(i32.add(waiting.get(), i32.const(map.waitingBytes)));
  const commit: Sink['commit'] = (fn, entry, state) => {
    const h = fn.local('i64');
    return [
      transitions.set(i64.add(transitions.get(), i64.const(1n))),
      hash(h, state),
      returnIfSeen(fn, h, state),
      i64.store(entry.get(), h.get(), hashAt),
      map.partitions === 1 ? stay : leave(fn, h, entry),
    ];
  };

  /** Puts the state at `entry` into the outbox of its partition, unless it may stay. */
  const leave = (fn: Pick<Func, 'local'>, h: Local<'i64'>, entry: Local<'i32'>): Stmt => {
    const partition = fn.local('i32');
    const fill = fn.local('i32');
    const to = fn.local('i32');
    const filled = { offset: map.filled };
    const fillAt = i32.shl(partition.get(), i32.const(2));
    return [
      partition.set(partitionOf(h.get(), map.partitions)),
      if_(i32.eq(partition.get(), self.get()), [stay, return_()]),
      fill.set(i32.load(fillAt, filled)),
      to.set(i32.add(i32.mul(partition.get(), i32.const(map.outboxBytes)), fill.get())),
      to.set(i32.add(to.get(), i32.const(map.outboxes))),
      Array.from({ length: words + 1 }, (_, k) =>
        i64.store(to.get(), i64.load(entry.get(), { offset: 8 * k }), { offset: 8 * k }),
      ),
      note(h, to.get()),
      fill.set(i32.add(fill.get(), i32.const(map.waitingBytes))),
      i32.store(fillAt, fill.get(), filled),
      if_(i32.ge_u(fill.get(), i32.const(map.crowded)), crowded.set(i32.const(1))),
    ];
  };

  return { waiting, transitions, crowded, lookUp, flush, entry: end, commit };
}

const UPPER = ~0xffffffffn;

/** Which partition a hash belongs to. Its lowest bits decide, which say nothing about positions in a table. */
export const partitionOf = (h: Code<'i64'>, partitions: number): Code<'i32'> =>
  i32.shr_u(i32.mul(i32.and(i32.wrap_i64(h), i32.const(0xffff)), i32.const(partitions)), i32.const(16));
