import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Location, Machine } from '../../../model/language/machine.js';
import { Expressions } from './expressions.js';
import { Vocabulary } from './vocabulary.js';

/** A machine as Murphi has it: what it is called, what its expressions say, and where its contexts can be. */
export class MurphiModel {
  readonly words: Vocabulary;
  readonly expressions: Expressions;
  /** Those that have code. */
  readonly contexts: readonly Context[];

  /** `numeric` are the enumerations, by name, that have to be ranges. */
  constructor(
    readonly m: Machine,
    numeric: ReadonlySet<string>,
  ) {
    this.words = new Vocabulary(m, numeric);
    this.expressions = new Expressions(this.words);
    this.contexts = CONTEXTS.filter((c) => this.words.frames[c] !== null);
  }

  /** Where control can rest on some CPU. A handler whose interrupt never comes is code that nothing runs. */
  resting(context: Context): Location[] {
    const ids = this.m.frames.flatMap((f) => {
      const frame = f[context];
      return frame === null ? [] : (this.m.fields[frame.pc].values ?? []);
    });
    return [...new Set(ids)].sort((a, b) => a - b).map((id) => this.m.code[context][id]);
  }
}
