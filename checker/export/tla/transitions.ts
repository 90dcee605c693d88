import type { Context } from '../../../model/language/ir.js';
import type { MExpr } from '../../../model/language/machine.js';
import { type Facts, learn, simplify } from './facts.js';
import { type After, Memory } from './memory.js';
import type { TlaModel } from './model.js';
import { quantify } from './quantifiers.js';
import { FALSE, isConst, keyOf, make, type Term, TRUE, truth } from './terms.js';

/**
 * From C to mathematics. An edge assigns to one variable after the other, and may pass several locations until control
 * rests; a language of next-state relations wants to know for each variable its new value, said in terms of the old ones.
 * Here a transition is run once with terms instead of numbers. Each way through the locations that are passed becomes
 * one path: what must hold before, and what the variables are afterwards.
 */

/** One way through a transition, from where control rests to where it rests again. */
export interface Path {
  readonly guards: readonly Term[];
  readonly after: After;
  readonly target: number;
  /** The locations that are left, with the edge taken at each. */
  readonly steps: readonly { readonly location: number; readonly edge: number }[];
}

export class TooManyPaths extends Error {}

const MOST_PATHS = 4096;

/** All ways of leaving a location that rests. Ways that contradict themselves are left out. */
export function pathsFrom(model: TlaModel, context: Context, location: number): Path[] {
  const { stores } = model;
  const found: Path[] = [];
  const code = model.m.code[context];
  const walk = (here: number, before: Memory, guards: Term[], known: Facts, steps: Path['steps']): void => {
    code[here].edges.forEach(({ guard, ops, target }, edge) => {
      const test = guard === null ? TRUE : simplify(truth(before.term(guard)), known);
      if (isConst(test, 0)) return;
      const facts = learn(test, 1, known);
      const after = before.copy();
      for (const op of ops) after.perform(op);
      const taken = [...steps, { location: here, edge }];
      const needed = isConst(test, 1) ? guards : [...guards, test];
      if (!code[target].rests) walk(target, after, needed, facts, taken);
      else if (found.length === MOST_PATHS) throw new TooManyPaths();
      else {
        if (target === 0) after.returnToIdle();
        found.push({ guards: needed, after: after.result(facts), target, steps: taken });
      }
    });
  };
  const running = new Map<string, number>();
  for (const s of [stores.outcome, stores.failed])
    if (s !== null) running.set(`=${keyOf({ kind: 'read', of: s, index: null })}`, 0);
  walk(location, memoryAt(model, context, location), [], running, []);
  return found;
}

/** When a location can be left: any of its edges is open. */
export function canLeave(model: TlaModel, context: Context, location: number): Term {
  const memory = memoryAt(model, context, location);
  return model.m.code[context][location].edges
    .map((e) => (e.guard === null ? TRUE : truth(memory.term(e.guard))))
    .reduce((a, b) => make('||', a, b), FALSE);
}

/** An expression that looks at a state from outside, or for the CPU `self`: a property, a condition of a vector. */
export const termOf = ({ m, stores }: TlaModel, e: MExpr): Term =>
  quantify(truth(new Memory(m, stores, 'task').term(e)), m.cpus);

const memoryAt = ({ m, stores, unset }: TlaModel, context: Context, location: number): Memory =>
  new Memory(m, stores, context, unset[context][location]!);
