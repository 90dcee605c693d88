import type { Layout } from '../layout.js';
import { type MemoryMap, MOST_WORDS_IN_LOCALS } from './memory-map.js';
import type { Represent } from './represent.js';
import type { Tree } from './tree.js';
import { inArena, inLocals, inMemory, type Words } from './view.js';
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
  type Type,
} from './wasm.js';

/** What becomes of the successors: a search looks them up, a trace compares them with the states it looks for. */
export interface Sink {
  /** The address that the next successor is to be written to. */
  readonly entry: Code<'i32'>;
  /** The end of a function that takes over the successor at this address. `words` are the same words, perhaps at a better place. */
  commit(fn: Pick<Func, 'local'>, entry: Local<'i32'>, words: readonly Code<'i64'>[]): Stmt;
}

/**
 * What becomes of them depends on what is being done: `main` if nothing else is, and for each other mode, which has a number from
 * 1 on, what is said here. In a mode of which nothing is said, it only counts that there is a successor.
 */
export function byMode(mode: Global<'i32'>, main: Sink, others: ReadonlyMap<number, Sink['commit']>): Sink {
  return {
    entry: main.entry,
    commit: (fn, entry, words) => [
      if_(mode.get(), [
        [...others].map(([number, commit]) =>
          if_(i32.eq(mode.get(), i32.const(number)), commit(fn, entry, words)),
        ),
        return_(),
      ]),
      main.commit(fn, entry, words),
    ],
  };
}

export interface Tracing {
  readonly commit: Sink['commit'];
  /** The state that is being expanded, and its hash. */
  readonly current: Global<'i32'>;
  readonly currentHash: Global<'i64'>;
  /** The CPU whose steps are being made. */
  readonly mover: Global<'i32'>;
}

/** Remembers for each target, of all states that it is a successor of, the one with the smallest rank. */
export function tracing(m: Module, map: MemoryMap): Tracing {
  const current = m.global('i32', i32.const(0));
  const currentHash = m.global('i64', i64.const(0n));
  const mover = m.global('i32', i32.const(0));
  const targets = m.global('i32', i32.const(0));
  m.export('targets', targets);
  const commit: Sink['commit'] = (fn, _, words) => {
    const i = fn.local('i32');
    const target = fn.local('i32');
    const state = inMemory(target);
    const rank = fn.local('i64');
    const at = i32.shl(i.get(), i32.const(2));
    const source = i32.load(at, { offset: map.sources });
    const wanted = i32.load(at, { offset: map.wanted });
    const best = i32.shl(i.get(), i32.const(3));
    const ranks = { offset: map.sourceRanks };
    // As in `rankOf`.
    const isOther = i64.extend_i32_u(i32.ne(mover.get(), wanted));
    const ranked = i64.or(i64.shl(isOther, i64.const(63n)), i64.shr_u(currentHash.get(), i64.const(1n)));
    const better = i64.lt_u(rank.get(), i64.load(best, ranks));
    return [
      i.set(i32.const(0)),
      target.set(i32.const(map.targets)),
      block((done) =>
        loop((again) => [
          br_if(done, i32.eq(i.get(), targets.get())),
          block((other) => [
            words.map((word, k) => br_if(other, i64.ne(word, state.word(k)))),
            rank.set(ranked),
            br_if(other, i32.eqz(i32.or(i32.lt_s(source, i32.const(0)), better))),
            i32.store(at, current.get(), { offset: map.sources }),
            i32.store(at, mover.get(), { offset: map.sourceMovers }),
            i64.store(best, rank.get(), ranks),
          ]),
          target.set(i32.add(target.get(), i32.const(map.stateBytes))),
          i.set(i32.add(i.get(), i32.const(1))),
          br(again),
        ]),
      ),
    ];
  };
  return { commit, current, currentHash, mover };
}

/** How functions are given a state, and where they make its successors. */
export interface Passing {
  readonly takes: Type[];
  /** What to pass, for a function that has the state at this address of the arena. */
  load(fn: Pick<Func, 'local'>, address: Local<'i32'>): { code: Stmt; args: Code<Type>[]; words: Words };
  /** The state that a function was given. */
  given(params: readonly Local[]): Words;
  /** A place for successors. `begin` copies the given state to it. */
  successor(fn: Pick<Func, 'local'>, params: readonly Local[]): { words: Words; begin: Stmt; emit: Stmt };
}

const inRegisters = ({ words }: Layout): boolean => words <= MOST_WORDS_IN_LOCALS;

/** In which form functions are given a state. */
export function handed(layout: Layout): Pick<Passing, 'takes' | 'given'> {
  if (inRegisters(layout))
    return {
      takes: Array.from({ length: layout.words }, () => 'i64' as const),
      given: (params) => inLocals(params as readonly Local<'i64'>[]),
    };
  return { takes: ['i32'], given: (params) => inMemory(params[0] as Local<'i32'>) };
}

/** `tree` unpacks states of the arena where they are compressed; `represent` is what becomes of successors first. */
export function passing(
  m: Module,
  layout: Layout,
  map: MemoryMap,
  sink: Sink,
  tree: Tree | null = null,
  represent: Represent | null = null,
): Passing {
  const passing = inRegisters(layout)
    ? byValue(m, layout, map, sink, represent)
    : byAddress(m, layout, map, sink, represent);
  if (tree === null) return passing;
  return {
    ...passing,
    load(fn, address) {
      const loaded = passing.load(fn, address);
      return { ...loaded, code: [address.set(call(tree.unpack, address.get())), loaded.code] };
    },
  };
}

function byValue(
  m: Module,
  layout: Layout,
  map: MemoryMap,
  sink: Sink,
  represent: Represent | null,
): Passing {
  const { takes, given } = handed(layout);
  const emit = m.func('emit', takes as 'i64'[], 'void');
  const entry = emit.local('i32');
  const stored = inMemory(entry);
  const words = inLocals(emit.params);
  const args = () => emit.params.map((word) => word.get());
  emit.define([
    represent === null
      ? []
      : [
          represent.normalise(emit, words),
          represent.passOn === null ? [] : if_(call(represent.passOn, ...args()), return_()),
          represent.rename(emit, words),
        ],
    entry.set(sink.entry),
    emit.params.map((word, k) => stored.set(k, word.get())),
    sink.commit(emit, entry, args()),
  ]);
  return {
    takes,
    load(fn, address) {
      const locals = takes.map(() => fn.local('i64'));
      const source = inArena(address, map);
      const code = locals.map((local, k) => local.set(source.word(k)));
      return { code, args: locals.map((local) => local.get()), words: inLocals(locals) };
    },
    given,
    successor(fn, params) {
      const locals = takes.map(() => fn.local('i64'));
      return {
        words: inLocals(locals),
        begin: locals.map((local, k) => local.set((params as readonly Local<'i64'>[])[k].get())),
        emit: call(emit, ...locals.map((local) => local.get())),
      };
    },
  };
}

/** Unrolled, a copy of this many words is faster than a loop and still small. */
const UNROLL = 8;

function byAddress(
  m: Module,
  layout: Layout,
  map: MemoryMap,
  sink: Sink,
  represent: Represent | null,
): Passing {
  const { words } = layout;
  const copy = copying(m, words);
  const begin = m.func('begin', ['i32'], 'i32');
  {
    const [from] = begin.params;
    const entry = begin.local('i32');
    begin.define([entry.set(sink.entry), call(copy, from.get(), entry.get()), entry.get()]);
  }
  const commit = m.func('commit', ['i32'], 'void');
  {
    const [entry] = commit.params;
    const state = inMemory(entry);
    commit.define([
      represent === null
        ? []
        : [
            represent.normalise(commit, state),
            represent.passOn === null ? [] : passOnAside(m, map, commit, entry, copy, represent.passOn),
            represent.rename(commit, state),
          ],
      sink.commit(
        commit,
        entry,
        Array.from({ length: words }, (_, k) => state.word(k)),
      ),
    ]);
  }
  return {
    ...handed(layout),
    load: (_, address) => ({ code: [], args: [address.get()], words: inMemory(address) }),
    successor(fn, params) {
      const entry = fn.local('i32');
      return {
        words: inMemory(entry),
        begin: entry.set(call(begin, (params[0] as Local<'i32'>).get())),
        emit: call(commit, entry.get()),
      };
    },
  };
}

/**
 * The successor of a harmless step takes the place of the state that it is made from. So that one is put aside, and
 * comes back if the step could not be made.
 */
function passOnAside(
  m: Module,
  map: MemoryMap,
  fn: Pick<Func, 'local'>,
  entry: Local<'i32'>,
  copy: Func<readonly ['i32', 'i32'], 'void'>,
  passOn: Func<Type[], 'i32'>,
): Stmt {
  const top = m.global('i32', i32.const(map.aside));
  const aside = fn.local('i32');
  return [
    aside.set(top.get()),
    call(copy, entry.get(), aside.get()),
    top.set(i32.add(top.get(), i32.const(map.stateBytes))),
    block((failed) => [br_if(failed, i32.eqz(call(passOn, aside.get()))), top.set(aside.get()), return_()]),
    top.set(aside.get()),
    call(copy, aside.get(), entry.get()),
  ];
}

/** The function `copy(from, to)` for a state. */
function copying(m: Module, words: number): Func<readonly ['i32', 'i32'], 'void'> {
  const fn = m.func('copy', ['i32', 'i32'], 'void');
  const [from, to] = fn.params;
  const end = fn.local('i32');
  const copy = (k: number): Stmt =>
    i64.store(to.get(), i64.load(from.get(), { offset: 8 * k }), { offset: 8 * k });
  const next = (local: Local<'i32'>, n: number): Stmt => local.set(i32.add(local.get(), i32.const(8 * n)));
  const rest = words % UNROLL;
  return fn.define([
    end.set(i32.add(from.get(), i32.const(8 * (words - rest)))),
    block((done) =>
      loop((again) => [
        br_if(done, i32.eq(from.get(), end.get())),
        Array.from({ length: UNROLL }, (_, k) => copy(k)),
        next(from, UNROLL),
        next(to, UNROLL),
        br(again),
      ]),
    ),
    Array.from({ length: rest }, (_, k) => copy(k)),
  ]);
}
