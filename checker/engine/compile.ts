import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import { type Reduction, UNREDUCED } from '../reduce/reduction.js';
import type { Move } from '../search.js';
import { EngineRefusal } from './errors.js';
import { bitSet, fingerprintSet } from './fingerprints.js';
import { graphing } from './graph-code.js';
import { hash } from './hash.js';
import { isOver, judgeOf, judgesEveryState } from './judge.js';
import { BATCH, type MemoryMap } from './memory-map.js';
import { FAULT, MOVED, movesOf, STUCK } from './moves.js';
import { type Queue, queueOf } from './queue.js';
import { rebuildOf } from './rebuild.js';
import { representing } from './represent.js';
import { byMode, type Passing, passing, tracing } from './sink.js';
import { exactSet, tableOf } from './table.js';
import { keysOf, treeOf } from './tree.js';
import { View } from './view.js';
import { type StateSet, type Visited, visited } from './visited.js';
import {
  block,
  br,
  br_if,
  type Code,
  call,
  drop,
  type Func,
  i32,
  if_,
  type Label,
  type Local,
  loop,
  Module,
  return_,
  type Stmt,
  select,
  seq,
  type Type,
} from './wasm.js';

/** Pages of the memory that modules import, at most. */
export const MOST_PAGES = 65536;

/** What the module of a machine does with the successors that it makes. Those of a search are looked up and queued. */
const MODES = { search: 0, judge: 1, trace: 2, graph: 3 };

/** The code for a machine, and what is known about it. */
export interface Generated {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The moves that states of a graph have, by the numbers that the code gives them; none if there is no graph. */
  readonly moves: readonly Move[];
}

/**
 * The module of a machine. All it does is to go through states, to make their successors, and to judge them; making
 * successors is most of the code, so that it is there once, and what becomes of them depends on which function asks:
 *
 * - `expand(from, to)`: they are looked up and queued, and every state is judged. Gives the index it came to.
 * - `judge(from, to)`: they are only made to judge the states they come from. Gives the index of one that faults, or `to`.
 * - `trace(from, to)`: they are compared with states whose predecessors are looked for.
 * - `ways(address)`: they are listed, for a graph (see graph-code.ts).
 */
export function compile(
  machine: Machine,
  layout: Layout,
  map: MemoryMap,
  reduction: Reduction = UNREDUCED,
): Generated {
  const m = new Module();
  m.importMemory({ min: 1, max: MOST_PAGES });
  const mode = m.global('i32', i32.const(MODES.search));
  const keys = map.compressed ? keysOf(m) : null;
  const queue = queueOf(m, map, keys);
  const tree = keys === null ? null : treeOf(m, map, keys);
  const set = visited(m, map, stateSet(m, map, queue), queue, tree);
  const trace = tracing(m, map);
  const graph = map.graph === null ? null : graphing(m, map, map.graph, set);
  const sink = byMode(
    mode,
    set,
    new Map([[MODES.trace, trace.commit], ...(graph === null ? [] : [[MODES.graph, graph.commit] as const])]),
  );
  const represent = representing(m, machine, layout, map, reduction);
  const handing = passing(m, layout, map, sink, tree, represent);
  const hashOf = hashFunction(m, layout, handing);

  /** Stop before the arena holds more states than this; a state's successors have to find room. */
  const enough = m.global('i32', i32.const(0));
  /** What went wrong with the state that `expand` came to: FAULT or STUCK. */
  const problem = m.global('i32', i32.const(0));
  m.export('enough', enough);
  const isFull =
    tree === null
      ? i32.ge_u(queue.count.get(), enough.get())
      : i32.or(i32.ge_u(queue.count.get(), enough.get()), tree.crowded.get());
  m.export('problem', problem);
  /** 1 once a step was left out because of the bound on context switches. */
  const leftOut = m.global('i32', i32.const(0));
  m.export('leftOut', leftOut);

  const around = {
    module: m,
    machine,
    layout,
    passing: handing,
    leftOut,
    taken: (...at: Parameters<MemoryMap['takenAt']>): Stmt =>
      i32.store8(i32.const(0), i32.const(1), { offset: map.takenAt(...at) }),
    ...(graph === null ? {} : { moving: graph.moving }),
  };
  const movers = machine.frames.map((_, cpu) => movesOf(cpu, around));
  const steps = represent === null || represent.passOn === null ? [] : movers.map((mover) => mover.steps());
  represent?.define(steps);
  const judge = judgeOf(m, machine, layout, map, handing, hashOf);

  /** If there are harmless steps, makes them and leaves the rest alone; otherwise makes all moves. */
  const makeMoves = ({ fn, came, args }: Loop, first: (cpu: number) => Stmt): Stmt => {
    const make = (cpu: number, moves: Func<Type[], 'i32'>): Stmt => [
      first(cpu),
      came.set(i32.or(came.get(), call(moves, ...args))),
    ];
    const harmless = (moved: Label<'void'>): Stmt => {
      if (represent === null || represent.harmlessCpu === null) return [];
      const alone = fn.local('i32');
      return [
        alone.set(call(represent.harmlessCpu, ...args)),
        steps.map((mover, cpu) => if_(i32.eq(alone.get(), i32.const(cpu)), make(cpu, mover))),
        br_if(moved, came.get()),
      ];
    };
    return block((moved) => [harmless(moved), movers.map((mover, cpu) => make(cpu, mover.all))]);
  };

  /** A function that goes through states of the arena and makes their successors. */
  const through = (name: 'expand' | 'judge' | 'trace', as: number, around: (loop: Loop) => Around): void => {
    const fn = m.func(name, ['i32', 'i32'], 'i32');
    const [index, to] = fn.params;
    const address = fn.local('i32');
    const came = fn.local('i32');
    const state = handing.load(fn, address);
    const over = isOver(machine, new View(state.words, layout));
    const loopOf: Loop = { fn, index, came, args: state.args };
    const { before, loaded = [], first = () => [], judged = [], after = [] } = around(loopOf);
    fn.define(
      seq(
        mode.set(i32.const(as)),
        block((done) =>
          loop((again) => [
            br_if(done, i32.ge_u(index.get(), to.get())),
            before?.(done) ?? [],
            address.set(queue.at(index.get())),
            state.code,
            loaded,
            came.set(i32.const(0)),
            if_(i32.eqz(over), makeMoves(loopOf, first)),
            judged,
            index.set(i32.add(index.get(), i32.const(1))),
            br(again),
          ]),
        ),
        after,
        index.get(),
      ),
    );
    m.export(name, fn);
  };

  const judgeIt = ({ index, came, args }: Loop, leave: Stmt): Stmt => {
    const test = if_(call(judge, ...args, index.get(), came.get()), [problem.set(i32.const(FAULT)), leave]);
    // Without such properties, only states where nothing moves can decide anything.
    return judgesEveryState(machine) ? test : if_(i32.ne(came.get(), i32.const(MOVED)), test);
  };

  through('expand', MODES.search, (now) => {
    const { fn, index, came, args } = now;
    // Nothing of a state that fails counts: its successors are forgotten.
    const waiting = fn.local('i32');
    const transitions = fn.local('i64');
    const leave: Stmt = [
      set.waiting.set(waiting.get()),
      set.transitions.set(transitions.get()),
      call(set.flush),
      return_(index.get()),
    ];
    return {
      before: (done) => [
        if_(i32.ge_u(set.waiting.get(), i32.const(BATCH * map.waitingBytes)), call(set.flush)),
        map.partitions === 1 ? [] : br_if(done, set.crowded.get()),
        tree === null ? [] : br_if(done, tree.crowded.get()),
        if_(i32.ge_u(i32.add(queue.count.get(), i32.const(BATCH)), enough.get()), [
          call(set.flush),
          br_if(done, isFull),
        ]),
        waiting.set(set.waiting.get()),
        transitions.set(set.transitions.get()),
      ],
      judged: [
        if_(i32.and(came.get(), i32.const(FAULT | STUCK)), [
          drop(call(judge, ...args, index.get(), came.get())),
          problem.set(came.get()),
          leave,
        ]),
        judgeIt(now, leave),
      ],
      after: call(set.flush),
    };
  });
  // A state that is not expanded any more only has to be judged.
  through('judge', MODES.judge, (now) => ({ judged: judgeIt(now, return_(now.index.get())) }));
  through('trace', MODES.trace, ({ index, args }) => ({
    loaded: [trace.current.set(index.get()), trace.currentHash.set(call(hashOf, ...args))],
    first: (cpu) => trace.mover.set(i32.const(cpu)),
  }));
  graph?.define(
    machine,
    layout,
    handing,
    mode.set(i32.const(MODES.graph)),
    movers.map((mover) => mover.all),
  );
  m.export('lookUp', set.lookUp);
  if (map.partitions > 1) {
    m.export('sift', set.sift);
    m.export('absorb', absorbOf(m, map, set, isFull));
  }
  return { bytes: m.encode(), moves: graph?.moves ?? [] };
}

/** A function that goes through states, while it is at one of them. */
interface Loop {
  readonly fn: Pick<Func, 'local'>;
  readonly index: Local<'i32'>;
  /** What came of making the successors. */
  readonly came: Local<'i32'>;
  /** The state, as functions take it. */
  readonly args: Code<Type>[];
}

/** What such a function does beside making successors. */
interface Around {
  /** Before a state is looked at; `done` leaves. */
  before?(done: Label<'void'>): Stmt;
  /** Once it was read. */
  readonly loaded?: Stmt;
  /** Before the moves of a CPU. */
  first?(cpu: number): Stmt;
  /** Once its successors were made. */
  readonly judged?: Stmt;
  /** At the end. */
  readonly after?: Stmt;
}

function stateSet(m: Module, map: MemoryMap, queue: Queue): StateSet {
  if (map.store === 'fingerprints') return fingerprintSet(m);
  if (map.store === 'bitstate') return bitSet(m);
  const table = tableOf(m);
  rebuildOf(m, map, table, queue);
  return exactSet(table, queue);
}

/** The function `hash(state)`. */
function hashFunction(m: Module, layout: Layout, handing: Passing): Func<Type[], 'i64'> {
  const fn: Func<Type[], 'i64'> = m.func('hash', handing.takes, 'i64');
  const h = fn.local('i64');
  const words = handing.given(fn.params);
  return fn.define([
    hash(
      h,
      Array.from({ length: layout.words }, (_, k) => words.word(k)),
    ),
    h.get(),
  ]);
}

/**
 * The function `absorb(from, to)`, which looks up the states between two addresses of the inbox. It gives the address
 * it came to, which is not `to` if the arena has to grow first.
 */
function absorbOf(
  m: Module,
  map: MemoryMap,
  set: Visited,
  isFull: Code<'i32'>,
): Func<readonly ['i32', 'i32'], 'i32'> {
  const absorb = m.func('absorb', ['i32', 'i32'], 'i32');
  const [from, to] = absorb.params;
  const batch = absorb.local('i32');
  return absorb.define([
    block((done) =>
      loop((again) => [
        br_if(done, i32.ge_u(from.get(), to.get())),
        br_if(done, isFull),
        batch.set(i32.add(from.get(), i32.const(BATCH * map.waitingBytes))),
        batch.set(select(batch.get(), to.get(), i32.lt_u(batch.get(), to.get()))),
        call(set.lookUp, from.get(), batch.get()),
        from.set(batch.get()),
        br(again),
      ]),
    ),
    from.get(),
  ]);
}

/** Throws if the machine is one that the engine's representation of states cannot hold. */
export function checkMachine(machine: Machine): void {
  machine.fields.forEach(({ name, range, values }, i) => {
    if ((range.min | 0) !== range.min || (range.max | 0) !== range.max)
      throw new EngineRefusal(`${name} ranges over more than 32-bit integers`);
    const first = machine.initial[i];
    const fits = values === null ? first >= range.min && first <= range.max : values.includes(first);
    if (!Number.isInteger(first) || !fits)
      throw new EngineRefusal(`${name} begins as ${first}, which is not in its domain`);
  });
}
