import type { Context } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import type { View } from './view.js';
import type { Func, Label, Local } from './wasm.js';

/** Whose eyes code looks at a state with: the running context of a CPU, or for a property, nobody's. */
export interface Site {
  readonly machine: Machine;
  readonly view: View;
  /** -1 for a property. */
  readonly cpu: number;
  readonly context: Context;
  readonly scratch: Scratch;
  /** Where to go when a value leaves its domain or an index does not exist. */
  readonly fault: Label<'void'>;
}

/**
 * Locals for intermediate values, used like a stack: a few of them serve a function of any size, which matters to
 * a baseline compiler that tracks each of them at every branch.
 */
export class Scratch {
  private readonly free: Local<'i32'>[] = [];

  constructor(private readonly fn: Pick<Func, 'local'>) {}

  take(): Local<'i32'> {
    return this.free.pop() ?? this.fn.local('i32');
  }

  /** The local is not read any more by code made before; code made from now on may write it. */
  give(local: Local<'i32'>): void {
    this.free.push(local);
  }
}
