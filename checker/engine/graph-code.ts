import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import type { Move } from '../search.js';
import { expression } from './expressions.js';
import { hash } from './hash.js';
import { isOver } from './judge.js';
import { atomWords, type GraphMap, type MemoryMap } from './memory-map.js';
import type { Passing, Sink } from './sink.js';
import { Scratch } from './site.js';
import { truth } from './value.js';
import { View } from './view.js';
import type { Visited } from './visited.js';
import {
  block,
  type Code,
  call,
  type Func,
  i32,
  i64,
  if_,
  Label,
  type Module,
  return_,
  type Stmt,
  type Type,
} from './wasm.js';

/** Flags of a state: the run is over, an assertion has failed. */
export const OVER = 1;
export const FAILED = 2;

/** The part of a machine's module that is for graphs. */
export interface Graphing {
  /** What becomes of a successor: it waits, as in a search, but nobody looks it up. */
  readonly commit: Sink['commit'];
  /** Notes which move is made. */
  moving(move: Move): Stmt;
  /** The moves that were noted, by their numbers. */
  readonly moves: readonly Move[];
  /**
   * The function `ways(address)`: makes the successors of one state, in the reference's order, and leaves them with their hashes
   * and the numbers of their moves; and whether the run is over, and which atoms are true. It gives the number of successors, or
   * -1 if the state cannot be evaluated.
   */
  define(
    machine: Machine,
    layout: Layout,
    handing: Passing,
    begin: Stmt,
    movers: readonly Func<Type[], 'i32'>[],
  ): void;
}

export function graphing(m: Module, map: MemoryMap, at: GraphMap, { waiting }: Visited): Graphing {
  const count = m.global('i32', i32.const(0));
  const move = m.global('i32', i32.const(0));
  const moves: Move[] = [];
  const zero = i32.const(0);
  return {
    moves,
    moving: (of) => move.set(i32.const(moves.push(of) - 1)),
    commit: (fn, entry, words) => {
      const h = fn.local('i64');
      return [
        hash(h, words),
        i64.store(entry.get(), h.get(), { offset: map.stateBytes }),
        i32.store(i32.shl(count.get(), i32.const(2)), move.get(), { offset: at.moves }),
        count.set(i32.add(count.get(), i32.const(1))),
        waiting.set(i32.add(waiting.get(), i32.const(map.waitingBytes))),
      ];
    },
    define(machine, layout, handing, begin, movers) {
      // Atoms are evaluated by a function of their own, whose faults are its result.
      const look: Func<Type[], 'i32'> = m.func('look', handing.takes, 'i32');
      const fault = new Label('void');
      const view = new View(handing.given(look.params), layout);
      const site = { machine, view, cpu: -1, context: 'task' as const, scratch: new Scratch(look), fault };
      const over = isOver(machine, view);
      const failed = i32.ne(view.raw(machine.failed), i32.const(view.encode(machine.failed, 0)));
      const store = (word: number, value: Code<'i32'>): Stmt =>
        i32.store(zero, value, { offset: at.about + 4 * word });
      look.define([
        block(
          () => [
            store(0, i32.or(over, i32.shl(failed, i32.const(1)))),
            Array.from({ length: atomWords(at.atoms) }, (_, k) => {
              const here = at.atoms.slice(32 * k, 32 * k + 32);
              const bits = here.map((e, i) => i32.shl(truth(expression(e, site)).code, i32.const(i)));
              return store(
                k + 1,
                bits.reduce((a, b) => i32.or(a, b)),
              );
            }),
            return_(zero),
          ],
          fault,
        ),
        i32.const(1),
      ]);

      const ways = m.func('ways', ['i32'], 'i32');
      const [address] = ways.params;
      const came = ways.local('i32');
      const state = handing.load(ways, address);
      ways.define([
        begin,
        state.code,
        count.set(zero),
        waiting.set(zero),
        if_(call(look, ...state.args), return_(i32.const(-1))),
        if_(
          i32.eqz(i32.load(zero, { offset: at.about })),
          movers.map((mover) => came.set(i32.or(came.get(), call(mover, ...state.args)))),
        ),
        if_(i32.gt_u(came.get(), i32.const(1)), return_(i32.const(-1))),
        count.get(),
      ]);
      m.export('ways', ways);
    },
  };
}
