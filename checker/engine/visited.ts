import { hash } from './hash.js';
import { type MemoryMap, RECENT } from './memory-map.js';
import type { Queue } from './queue.js';
import { partitionCode } from './routing.js';
import type { Sink } from './sink.js';
import type { Tree } from './tree.js';
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
  Label,
  type Local,
  loop,
  type Module,
  return_,
  type Stmt,
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
  /** `sift(from, to)`: leaves out states that were seen lately, and gives the new end. */
  readonly sift: Func<readonly ['i32', 'i32'], 'i32'>;
  /** Looks up the successors that wait. */
  readonly flush: Func<readonly [], 'void'>;
}

/** How states are remembered. */
export interface StateSet {
  lookUp(fn: Pick<Func, 'local'>, of: LookUp): { prepare: readonly Stmt[]; decide: Stmt };
}

/** A state that is looked up, and what to do then. */
export interface LookUp {
  /** Address of the state, which waits. */
  readonly entry: Local<'i32'>;
  readonly h: Local<'i64'>;
  /** It was visited, and lies at this address if it still lies somewhere. */
  known(address: Code<'i32'>): Stmt;
  /** It is new. */
  readonly add: Stmt;
  /** Where to go then. */
  readonly next: Label<'void'>;
}

/** `tree` is for states that are compressed: what waits for a look-up then has its key in place of its hash. */
export function visited(m: Module, map: MemoryMap, set: StateSet, queue: Queue, tree: Tree | null): Visited {
  const waiting = m.global('i32', i32.const(0));
  const transitions = m.global('i64', i64.const(0n));
  const fingerprint = m.global('i64', i64.const(0n));
  const crowded = m.global('i32', i32.const(0));
  /** The number of this partition. */
  const self = m.global('i32', i32.const(0));
  for (const [name, g] of Object.entries({ transitions, fingerprint, crowded, self })) m.export(name, g);

  const words = map.stateBytes / 8;
  const wordsAt = (entry: Local<'i32'>) => Array.from({ length: words }, (_, k) => inMemory(entry).word(k));
  const hashAt = { offset: map.stateBytes };

  // The hash of a single word is a bijection, so that it stands for the state, as all hashes do where only they are kept.
  // Otherwise the state itself is compared, where it was seen: whatever lies in the arena or in an outbox is a state
  // that was visited or will be.
  const hashIsEnough = words === 1 || map.store !== 'exact';
  const recentAt = (h: Code<'i64'>): Code<'i32'> =>
    i32.shl(i32.and(i32.wrap_i64(h), i32.const(RECENT - 1)), i32.const(3));
  const recent = { offset: map.recent };
  const abroad = { offset: tree === null ? map.recent : map.recentAbroad };
  const note = (h: Local<'i64'>, address: Code<'i32'>): Stmt =>
    i64.store(
      recentAt(h.get()),
      hashIsEnough ? h.get() : i64.or(i64.and(h.get(), i64.const(UPPER)), i64.extend_i32_u(address)),
      abroad,
    );
  /** Goes on with `then`, which leaves, if the state was seen lately. */
  const ifSeen = (
    fn: Pick<Func, 'local'>,
    h: Local<'i64'>,
    state: readonly Code<'i64'>[],
    then: Stmt,
  ): Stmt => {
    const last = fn.local('i64');
    if (hashIsEnough) return if_(i64.eq(i64.load(recentAt(h.get()), abroad), h.get()), then);
    const seen = fn.local('i32');
    const same = inArena(seen, map);
    return [
      last.set(i64.load(recentAt(h.get()), abroad)),
      block((other) => [
        br_if(other, i64.ne(i64.shr_u(i64.xor(last.get(), h.get()), i64.const(32n)), i64.const(0n))),
        seen.set(i32.wrap_i64(last.get())),
        state.map((word, k) => br_if(other, i64.ne(word, same.word(k)))),
        then,
      ]),
    ];
  };

  const lookUp = m.func('lookUp', ['i32', 'i32'], 'void');
  {
    const [from, to] = lookUp.params;
    const entry = lookUp.local('i32');
    const address = lookUp.local('i32');
    const h = lookUp.local('i64');
    const forEachEntry = (body: Stmt): Stmt => [
      entry.set(from.get()),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(entry.get(), to.get())),
          body,
          entry.set(i32.add(entry.get(), i32.const(map.waitingBytes))),
          br(again),
        ]),
      ),
    ];
    const next = new Label('void');
    const waits = i64.load(entry.get(), hashAt);
    const identify: Stmt = tree === null ? h.set(waits) : hash(h, [waits]);
    const noteKey = i64.store(recentAt(h.get()), waits, recent);
    const stateHash = tree === null ? h : lookUp.local('i64');
    const { prepare, decide } = set.lookUp(lookUp, {
      entry,
      h,
      known: (at) => (tree === null ? note(h, at) : noteKey),
      add: [
        queue.append(address, entry),
        tree === null ? note(h, address.get()) : [noteKey, hash(stateHash, wordsAt(entry))],
        fingerprint.set(i64.add(fingerprint.get(), stateHash.get())),
      ],
      next,
    });
    lookUp.define([
      // Short loops without unpredictable branches, so that many loads are under way at a time.
      prepare.map((step) => forEachEntry([identify, step])),
      forEachEntry([identify, block(() => decide, next)]),
    ]);
  }

  // States that come from elsewhere have no keys yet.
  const enter = tree === null ? lookUp : m.func('enter', ['i32', 'i32'], 'void');
  if (tree !== null) {
    const [from, to] = enter.params;
    const entry = enter.local('i32');
    enter.define([
      entry.set(from.get()),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(entry.get(), to.get())),
          i64.store(entry.get(), call(tree.compressNext, entry.get()), hashAt),
          entry.set(i32.add(entry.get(), i32.const(map.waitingBytes))),
          br(again),
        ]),
      ),
      call(lookUp, from.get(), to.get()),
    ]);
  }

  const sift = m.func('sift', ['i32', 'i32'], 'i32');
  {
    const [from, to] = sift.params;
    const kept = sift.local('i32');
    const h = sift.local('i64');
    const waits = inMemory(from);
    const state = Array.from({ length: words }, (_, k) => waits.word(k));
    const sifted: Stmt = [
      kept.set(from.get()),
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(from.get(), to.get())),
          h.set(i64.load(from.get(), hashAt)),
          block((next) => [
            ifSeen(sift, h, state, br(next)),
            Array.from({ length: words + 1 }, (_, k) =>
              i64.store(kept.get(), i64.load(from.get(), { offset: 8 * k }), { offset: 8 * k }),
            ),
            kept.set(i32.add(kept.get(), i32.const(map.waitingBytes))),
          ]),
          from.set(i32.add(from.get(), i32.const(map.waitingBytes))),
          br(again),
        ]),
      ),
    ];
    // What was seen lately of this partition is remembered by its key, which these do not have yet.
    sift.define(tree === null ? [sifted, kept.get()] : to.get());
  }

  const flush = m.func('flush', [], 'void');
  const end = i32.add(i32.const(map.waiting), waiting.get());
  flush.define([call(lookUp, i32.const(map.waiting), end), waiting.set(i32.const(0))]);

  const stay: Stmt = waiting.set(i32.add(waiting.get(), i32.const(map.waitingBytes)));
  const commit: Sink['commit'] = (fn, entry, state) => {
    const h = fn.local('i64');
    const count = transitions.set(i64.add(transitions.get(), i64.const(1n)));
    if (tree === null)
      return [
        count,
        hash(h, state),
        ifSeen(fn, h, state, return_()),
        i64.store(entry.get(), h.get(), hashAt),
        map.partitions === 1 ? [] : leaveIfForeign(fn, h, entry, state, []),
        stay,
      ];
    // Only states of this partition have keys.
    const key = fn.local('i64');
    return [
      count,
      map.partitions === 1
        ? []
        : leaveIfForeign(fn, h, entry, state, [hash(h, state), ifSeen(fn, h, state, return_())]),
      key.set(call(tree.compress, entry.get())),
      hash(h, [key.get()]),
      // What was never written is 0, like the key of the state that this partition began with.
      if_(i64.eq(i64.load(recentAt(h.get()), recent), key.get()), return_()),
      i64.store(entry.get(), key.get(), hashAt),
      stay,
    ];
  };

  /** Puts the state at `entry` into the outbox of its partition and returns, unless it may stay. */
  const leaveIfForeign = (
    fn: Pick<Func, 'local'>,
    h: Local<'i64'>,
    entry: Local<'i32'>,
    state: readonly Code<'i64'>[],
    first: Stmt,
  ): Stmt => {
    const partition = fn.local('i32');
    const fill = fn.local('i32');
    const to = fn.local('i32');
    const filled = { offset: map.filled };
    const fillAt = i32.shl(partition.get(), i32.const(2));
    return block((own) => [
      partition.set(partitionCode(map.routing, state)),
      br_if(own, i32.eq(partition.get(), self.get())),
      first,
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
      return_(),
    ]);
  };

  return { waiting, transitions, crowded, lookUp: enter, sift, flush, entry: end, commit };
}

const UPPER = ~0xffffffffn;
