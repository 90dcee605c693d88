import type { Context } from '../../../model/language/ir.js';
import { quote } from './kinds.js';
import type { TlaModel } from './model.js';

/** Definitions that expressions find they need: sets of locations, and the numbers of names. */
export class Definitions {
  /** By what they are of, in the order in which they were needed. */
  private readonly defined = new Map<string, Definition>();

  constructor(private readonly model: TlaModel) {}

  get all(): readonly Definition[] {
    return [...this.defined.values()];
  }

  /** Several locations as a set; a long one gets a name. */
  locationSet(context: Context, locations: readonly number[], wanted?: string): string {
    const { m, labels, names } = this.model;
    const text = `{${locations.map((l) => quote(labels[context][l])).join(', ')}}`;
    if (locations.length <= 3) return text;
    const key = `${context} ${text}`;
    const known = this.defined.get(key);
    if (known !== undefined) return known.name;
    const paths = locations.map((l) => m.code[context][l].path);
    const common = paths[0].findLast((p) => paths.every((path) => path.some((q) => q.name === p.name)));
    const name = names.fresh(wanted ?? `${context}_in_${common?.name ?? 'these'}`);
    this.defined.set(key, { name, head: name, text });
    return name;
  }

  /** The operator that tells the place of a name among its fellows, for arrays that are indexed by names. */
  numberOf(values: readonly string[]): string {
    const text = `CASE ${values.map((v, i) => `name = ${quote(v)} -> ${i}`).join(' [] ')}`;
    const known = this.defined.get(text);
    if (known !== undefined) return known.name;
    const name = this.model.names.fresh('NumberOf');
    this.defined.set(text, { name, head: `${name}(name)`, text });
    return name;
  }
}

interface Definition {
  readonly name: string;
  /** The name with its parameters. */
  readonly head: string;
  readonly text: string;
}
