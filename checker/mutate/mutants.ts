import { type Fn, fnId, type System } from '../../model/language/ir.js';
import { functionsOf } from '../../model/language/validate.js';
import { withCalls } from './edits.js';
import { type Mutation, mutations, type OperatorName } from './operators.js';

/** A system in which one function is another. */
export interface Mutant {
  /** `__crash_kexec.locked:negate-guard`; with a number where an operator changes a step in several ways. */
  readonly id: string;
  readonly operator: OperatorName;
  /** `name` or `name@form` of the function. */
  readonly fn: string;
  readonly path: string;
  readonly touches: readonly string[];
  /** The change in a line. */
  readonly says: string;
  readonly before: Fn;
  readonly after: Fn;
}

/** Every mutant of a system. The same change has the same id in every variant of a scenario that has the function. */
export function mutantsOf(system: Pick<System, 'tasks' | 'vectors'>): Mutant[] {
  const byId = new Map([...functionsOf(system)].map((f) => [fnId(f), f]));
  return [...byId].flatMap(([fn, before]) => {
    const times = new Map<string, number>();
    return mutations(before).map(({ fn: after, ...mutation }: Mutation): Mutant => {
      const name = `${fn}.${mutation.path}:${mutation.operator}`;
      const nth = (times.get(name) ?? 0) + 1;
      times.set(name, nth);
      return { id: nth === 1 ? name : `${name}#${nth}`, ...mutation, fn, before, after };
    });
  });
}

/** The system with the mutant's function in place of the original, whoever calls it. */
export function mutated(system: System, { fn, after }: Pick<Mutant, 'fn' | 'after'>): System {
  const known = new Map<Fn, Fn>();
  const replace = (f: Fn): Fn => {
    const done = known.get(f);
    if (done !== undefined) return done;
    const from = fnId(f) === fn ? after : f;
    const body = withCalls(from.body, replace);
    const now = body === from.body ? from : { ...from, body };
    known.set(f, now);
    return now;
  };
  return {
    ...system,
    tasks: system.tasks.map((task) => task && replace(task)),
    vectors: system.vectors.map((v) => ({ ...v, handler: replace(v.handler) })),
  };
}
