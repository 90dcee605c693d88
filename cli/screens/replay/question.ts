import type { State } from '../../../checker/search.js';
import { decidesAny } from '../../../checker/trace/run.js';
import type { Fn } from '../../../model/language/ir.js';
import { fnId } from '../../../model/language/ir.js';
import type { Machine } from '../../../model/language/machine.js';
import { functionsOf } from '../../../model/language/validate.js';
import type { OpenedRun } from '../../opened-run.js';

/** What a run is about, with what is needed to show it. */
export interface Question extends Omit<OpenedRun, 'run'> {
  /** Functions by their id, for their listings. */
  readonly functions: ReadonlyMap<string, Fn>;
}

export function questionOf({ run: _, ...about }: OpenedRun): Question {
  const { system } = about.scenario.build(about.variant);
  return { ...about, functions: new Map([...functionsOf(system)].map((f) => [fnId(f), f])) };
}

/** How things stand with a property in one state. */
export interface Standing {
  readonly name: string;
  readonly says: string;
  readonly because: string;
  readonly standing: 'violated' | 'reached' | 'fine';
}

/** Every property, evaluated in a state. What can be said of a whole run only is fine in each of its states. */
export function standings(m: Machine, state: State): Standing[] {
  const properties = m.properties.map(({ name, says, because, kind }, i): Standing => {
    const decided = decidesAny(m, state, i);
    return {
      name,
      says,
      because,
      standing: !decided ? 'fine' : kind === 'reachable' ? 'reached' : 'violated',
    };
  });
  const failed = m.assertions[state[m.failed] - 1];
  if (failed !== undefined)
    properties.push({
      name: 'assertions',
      says: 'No assertion of the model fails.',
      because: `${failed.place}: ${failed.message}`,
      standing: 'violated',
    });
  return properties;
}

/** The name of the property that is violated in a state: that of the question first. */
export function violatedIn(question: Question, state: State): Standing | undefined {
  const violated = standings(question.machine, state).filter((s) => s.standing === 'violated');
  return violated.find((s) => s.name === question.property) ?? violated[0];
}
