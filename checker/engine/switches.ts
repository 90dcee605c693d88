import { type Layout, NOBODY } from '../layout.js';
import type { View } from './view.js';
import { type Code, type Func, type Global, i32, if_, type Stmt } from './wasm.js';

/** The bound on context switches, in a function that makes the steps of one CPU. */
export interface Bound {
  /** To be done first: finds out from the state that moves whether a step is a switch, and whether it may be. */
  readonly prepare: Stmt;
  /** Counts a step, in a copy of that state that is to become the new one. */
  count(target: View): Stmt;
  /** What is done with a step that may be made; one that may not is noted as left out. */
  ifAllowed(then: Stmt): Stmt;
  /** The same for what nobody needs to know of a step that is left out. */
  ifAllowedSilently(then: Stmt): Stmt;
}

/** Without a bound, every step is made and nothing is counted. */
const UNBOUNDED: Bound = {
  prepare: [],
  count: () => [],
  ifAllowed: (then) => then,
  ifAllowedSilently: (then) => then,
};

/** A step that is left out is computed all the same, as by the reference: it can fault, and it keeps a run from ending. */
export function boundOf(
  fn: Pick<Func, 'local'>,
  cpu: number,
  { switching }: Layout,
  leftOut: Global<'i32'>,
  source: View,
): Bound {
  if (switching === null) return UNBOUNDED;
  const { last, count, most } = switching;
  /** 1 if a step is a switch that may be made. */
  const switches = fn.local('i32');
  const allowed = fn.local('i32');
  const isOther: Code<'i32'> = i32.and(
    i32.ne(source.raw(last), i32.const(source.encode(last, NOBODY))),
    i32.ne(source.raw(last), i32.const(source.encode(last, cpu))),
  );
  return {
    prepare: [
      allowed.set(i32.lt_u(source.raw(count), i32.const(most))),
      switches.set(i32.and(isOther, allowed.get())),
      allowed.set(i32.or(i32.eqz(isOther), switches.get())),
    ],
    count(target) {
      target.writeConstant(last, cpu);
      // What is left out does not count, for there may be no room for one more.
      const counted = target.write(count, i32.add(source.raw(count), switches.get()));
      return [counted, target.flush()];
    },
    ifAllowed: (then) => if_(allowed.get(), then, leftOut.set(i32.const(1))),
    ifAllowedSilently: (then) => if_(allowed.get(), then),
  };
}
