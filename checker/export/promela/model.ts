import type { Machine } from '../../../model/language/machine.js';
import { Expressions, type Speaker } from './expressions.js';
import { Places } from './places.js';
import { type Process, processesOf } from './processes.js';
import { fieldNames, type MachineState, nameState } from './state.js';
import { Words } from './words.js';

/** A machine as Promela has it: which processes and variables there are, and what they are called. */
export class PromelaModel {
  readonly words: Words;
  readonly state: MachineState;
  readonly expressions: Expressions;
  readonly processes: readonly Process[];
  readonly places: Places;
  /** The claim that no assertion fails, and those that look for what properties speak of. */
  readonly assertions: string;
  readonly triggers: readonly (string | null)[];

  /** Who first asks for a name gets it, so that the order here is what the text looks like. */
  constructor(
    readonly m: Machine,
    numeric: ReadonlySet<string>,
  ) {
    this.words = new Words(m, numeric);
    const { names } = this.words;
    this.state = nameState(m, names.fresh);
    this.expressions = new Expressions(m, this.words, fieldNames(m, this.state));
    this.processes = processesOf(m, this.words);
    this.places = new Places(m, this.words, this.processes);
    this.words.nameValues(m);
    this.assertions = names.fresh('assertions');
    this.triggers = m.properties.map((p, i) =>
      p.trigger === null ? null : names.fresh(`${names.properties[i]}_trigger`),
    );
  }

  /** Somebody who looks at all processes. */
  outsider(self: string): Speaker {
    return {
      self,
      irqs: 'false',
      slot: () => '0',
      slotDomain: () => null,
      at: (where) => this.places.seenByClaim(where),
    };
  }
}
