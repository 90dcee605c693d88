import type { Machine, MExpr } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import type { Move } from '../search.js';
import { MOST_PAGES } from './compile.js';
import { expression } from './expressions.js';
import { hash } from './hash.js';
import { isOver } from './judge.js';
import { align, type MemoryMap, mostSuccessors } from './memory-map.js';
import { movesOf } from './moves.js';
import { passing, type Sink } from './sink.js';
import { Scratch } from './site.js';
import { truth } from './value.js';
import { View } from './view.js';
import {
  block,
  call,
  type Func,
  i32,
  i64,
  if_,
  Label,
  Module,
  return_,
  type Stmt,
  type Type,
} from './wasm.js';

/** Where the module for graphs leaves what it finds. */
export interface GraphMap {
  /** For the state that was expanded: see below. Then 32 atoms in each word, as bits. */
  readonly about: number;
  readonly atomWords: number;
  /** Its successors: words, hash (of which the lower half is used), number of the move. */
  readonly ways: number;
  readonly wayBytes: number;
  /** States, packed. */
  readonly states: number;
}

/** Bits of `about`: the run is over, an assertion has failed. */
export const OVER = 1;
export const FAILED = 2;

export function graphMap(machine: Machine, layout: Layout, map: MemoryMap, atoms: number): GraphMap {
  const atomWords = Math.max(1, Math.ceil(atoms / 32));
  const about = map.arena;
  const ways = align(about + 4 + 4 * atomWords);
  const wayBytes = 8 * layout.words + 16;
  return { about, atomWords, ways, wayBytes, states: align(ways + wayBytes * (mostSuccessors(machine) + 1)) };
}

/**
 * The module for graphs: `expand(address)` makes the successors of one state, in the reference's order, each with the number
 * of the move that leads to it, and leaves whether the run is over and which atoms are true. It gives the number of
 * successors, or -1 if the state cannot be evaluated. `numberOf` gives the number of a move.
 */
export function compileGraph(
  machine: Machine,
  layout: Layout,
  map: MemoryMap,
  graph: GraphMap,
  atoms: readonly MExpr[],
  numberOf: (move: Move) => number,
): Uint8Array<ArrayBuffer> {
  const m = new Module();
  m.importMemory({ min: 1, max: MOST_PAGES });
  const cursor = m.global('i32', i32.const(0));
  const move = m.global('i32', i32.const(0));
  const sink: Sink = {
    entry: cursor.get(),
    commit: (fn, entry, words) => {
      const h = fn.local('i64');
      return [
        hash(h, words),
        i64.store(entry.get(), h.get(), { offset: 8 * layout.words }),
        i32.store(entry.get(), move.get(), { offset: 8 * layout.words + 8 }),
        cursor.set(i32.add(entry.get(), i32.const(graph.wayBytes))),
      ];
    },
  };
  const handing = passing(m, layout, map, sink);
  const around = {
    module: m,
    machine,
    layout,
    passing: handing,
    leftOut: m.global('i32', i32.const(0)),
    taken: (): Stmt => [],
    moving: (of: Move): Stmt => move.set(i32.const(numberOf(of))),
  };
  const movers = machine.frames.map((_, cpu) => movesOf(cpu, around).all);

  // Atoms are evaluated by a function of their own, whose faults are its result.
  const look: Func<Type[], 'i32'> = m.func('look', handing.takes, 'i32');
  const fault = new Label('void');
  const view = new View(handing.given(look.params), layout);
  const site = { machine, view, cpu: -1, context: 'task' as const, scratch: new Scratch(look), fault };
  const over = isOver(machine, view);
  const failed = i32.ne(view.raw(machine.failed), i32.const(view.encode(machine.failed, 0)));
  const store = (word: number, value: ReturnType<typeof i32.const>): Stmt =>
    i32.store(i32.const(0), value, { offset: graph.about + 4 * word });
  look.define([
    block(
      () => [
        store(0, i32.or(over, i32.shl(failed, i32.const(1)))),
        Array.from({ length: graph.atomWords }, (_, k) => {
          const here = atoms.slice(32 * k, 32 * k + 32);
          const bits = here.map((e, i) => i32.shl(truth(expression(e, site)).code, i32.const(i)));
          return store(
            k + 1,
            bits.reduce((a, b) => i32.or(a, b), i32.const(0)),
          );
        }),
        return_(i32.const(0)),
      ],
      fault,
    ),
    i32.const(1),
  ]);

  const expand = m.func('expand', ['i32'], 'i32');
  const [address] = expand.params;
  const came = expand.local('i32');
  const state = handing.load(expand, address);
  expand.define([
    state.code,
    cursor.set(i32.const(graph.ways)),
    if_(call(look, ...state.args), return_(i32.const(-1))),
    if_(
      i32.eqz(i32.load(i32.const(0), { offset: graph.about })),
      movers.map((mover) => came.set(i32.or(came.get(), call(mover, ...state.args)))),
    ),
    if_(i32.gt_u(came.get(), i32.const(1)), return_(i32.const(-1))),
    i32.div_u(i32.sub(cursor.get(), i32.const(graph.ways)), i32.const(graph.wayBytes)),
  ]);
  m.export('expand', expand);
  return m.encode();
}
