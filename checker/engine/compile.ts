import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import { type Reduction, UNREDUCED } from '../reduce/reduction.js';
import { EngineRefusal } from './errors.js';
import { bitSet, fingerprintSet } from './fingerprints.js';
import { hash } from './hash.js';
import { isOver, judgeOf, judgesEveryState } from './judge.js';
import { BATCH, type MemoryMap } from './memory-map.js';
import { FAULT, MOVED, movesOf, STUCK } from './moves.js';
import { type Queue, queueOf } from './queue.js';
import { rebuildOf } from './rebuild.js';
import { representing } from './represent.js';
import { ignoring, type Passing, passing, type Sink, tracing } from './sink.js';
import { exactSet, tableOf } from './table.js';
import { growingTreeOf, keysOf, treeOf } from './tree.js';
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
  loop,
  Module,
  return_,
  type Stmt,
  select,
  seq,
  type Type,
} from './wasm.js';

/**
 * What a module is for. All have the function `expand(from, to)`, which goes through states of the arena and gives
 * the index it came to; they differ in what becomes of successors, and in nothing else.
 *
 * - `search`: they are looked up and queued, and every state is judged.
 * - `judge`: they are only made to judge the states they come from.
 * - `trace`: they are compared with states whose predecessors are looked for.
 */
export type Purpose = 'search' | 'judge' | 'trace';

/** Pages of the memory that modules import, at most. */
export const MOST_PAGES = 65536;

export function compile(
  machine: Machine,
  layout: Layout,
  map: MemoryMap,
  purpose: Purpose,
  reduction: Reduction = UNREDUCED,
): Uint8Array<ArrayBuffer> {
  const m = new Module();
  m.importMemory({ min: 1, max: MOST_PAGES });
  const keys = map.compressed ? keysOf(m) : null;
  const queue = queueOf(m, map, keys);
  const growing = keys !== null && purpose === 'search' ? growingTreeOf(m, map, keys) : null;
  const tree = keys === null ? null : (growing ?? treeOf(m, map, keys));
  const set = purpose === 'search' ? visited(m, map, stateSet(m, map, queue), queue, growing) : null;
  const trace = purpose === 'trace' ? tracing(m, map) : null;
  const sink: Sink = set ?? trace ?? ignoring(map);
  const represent = representing(m, machine, layout, map, reduction);
  const handing = passing(m, layout, map, sink, tree, represent);
  const hashOf = hashFunction(m, layout, handing);

  /** Stop before the arena holds more states than this; a state's successors have to find room. */
  const enough = m.global('i32', i32.const(0));
  /** What went wrong with the state that `expand` came to: FAULT or STUCK. */
  const problem = m.global('i32', i32.const(0));
  m.export('enough', enough);
  const isFull =
    growing === null
      ? i32.ge_u(queue.count.get(), enough.get())
      : i32.or(i32.ge_u(queue.count.get(), enough.get()), growing.crowded.get());
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
      set === null ? [] : i32.store8(i32.const(0), i32.const(1), { offset: map.takenAt(...at) }),
  };
  const movers = machine.frames.map((_, cpu) => movesOf(cpu, around));
  const steps = represent === null || represent.passOn === null ? [] : movers.map((mover) => mover.steps());
  represent?.define(steps);
  const judge = trace === null ? judgeOf(m, machine, layout, map, handing, hashOf) : null;

  const expand = m.func('expand', ['i32', 'i32'], 'i32');
  const [index, to] = expand.params;
  const address = expand.local('i32');
  const came = expand.local('i32');
  const state = handing.load(expand, address);
  const over = isOver(machine, new View(state.words, layout));

  // Nothing of a state that fails counts: its successors are forgotten.
  const waiting = expand.local('i32');
  const transitions = expand.local('i64');
  const leave: Stmt = [
    set === null
      ? []
      : [set.waiting.set(waiting.get()), set.transitions.set(transitions.get()), call(set.flush)],
    return_(index.get()),
  ];
  const makeRoom = (to: Visited, done: Label<'void'>): Stmt => [
    if_(i32.ge_u(to.waiting.get(), i32.const(BATCH * map.waitingBytes)), call(to.flush)),
    map.partitions === 1 ? [] : br_if(done, to.crowded.get()),
    growing === null ? [] : br_if(done, growing.crowded.get()),
    if_(i32.ge_u(i32.add(queue.count.get(), i32.const(BATCH)), enough.get()), [
      call(to.flush),
      br_if(done, isFull),
    ]),
    waiting.set(to.waiting.get()),
    transitions.set(to.transitions.get()),
  ];
  /** Makes moves of a CPU. */
  const make = (cpu: number, moves: Func<Type[], 'i32'>): Stmt => [
    trace === null ? [] : trace.mover.set(i32.const(cpu)),
    came.set(i32.or(came.get(), call(moves, ...state.args))),
  ];
  /** If there are harmless steps, makes them and leaves the rest alone. */
  const alone = expand.local('i32');
  const harmless = (moved: Label<'void'>): Stmt => {
    if (represent === null || represent.harmlessCpu === null) return [];
    return [
      alone.set(call(represent.harmlessCpu, ...state.args)),
      steps.map((mover, cpu) => if_(i32.eq(alone.get(), i32.const(cpu)), make(cpu, mover))),
      br_if(moved, came.get()),
    ];
  };
  const judged: Stmt[] = [];
  if (judge !== null) {
    const verdict = call(judge, ...state.args, index.get(), came.get());
    const broken = i32.and(came.get(), i32.const(FAULT | STUCK));
    // A state that is not expanded any more only has to be judged.
    if (set !== null) judged.push(if_(broken, [drop(verdict), problem.set(came.get()), leave]));
    const judgeIt = if_(verdict, [problem.set(i32.const(FAULT)), leave]);
    // Without such properties, only states where nothing moves can decide anything.
    judged.push(judgesEveryState(machine) ? judgeIt : if_(i32.ne(came.get(), i32.const(MOVED)), judgeIt));
  }

  expand.define(
    seq(
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(index.get(), to.get())),
          set === null ? [] : makeRoom(set, done),
          address.set(queue.at(index.get())),
          state.code,
          trace === null
            ? []
            : [trace.current.set(index.get()), trace.currentHash.set(call(hashOf, ...state.args))],
          came.set(i32.const(0)),
          if_(
            i32.eqz(over),
            block((moved) => [harmless(moved), movers.map((mover, cpu) => make(cpu, mover.all))]),
          ),
          judged,
          index.set(i32.add(index.get(), i32.const(1))),
          br(again),
        ]),
      ),
      set === null ? [] : call(set.flush),
      index.get(),
    ),
  );
  m.export('expand', expand);
  if (set !== null) {
    m.export('lookUp', set.lookUp);
    if (map.partitions > 1) {
      m.export('sift', set.sift);
      m.export('absorb', absorbOf(m, map, set, isFull));
    }
  }
  return m.encode();
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
