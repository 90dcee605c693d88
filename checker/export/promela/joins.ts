import type { Context } from '../../../model/language/ir.js';
import type { Machine } from '../../../model/language/machine.js';

/** Where the ways come together that part at a place that is passed. */
export class Joins {
  private readonly chains = new Map<string, readonly number[]>();

  constructor(private readonly m: Machine) {}

  /** Where all ways from a passed place come together; null if that is nowhere before control rests. */
  of(context: Context, id: number): number | null {
    return this.chain(context, id)[1] ?? null;
  }

  /** A place and its postdominators, nearest first; where control rests, the way ends. */
  private chain(context: Context, id: number): readonly number[] {
    const location = this.m.code[context][id];
    if (location.rests) return [id];
    const key = `${context}:${id}`;
    const known = this.chains.get(key);
    if (known !== undefined) return known;
    const [first, ...others] = location.edges.map((e) => this.chain(context, e.target));
    const common = first.filter((x) => others.every((o) => o.includes(x)));
    const chain = [id, ...common];
    this.chains.set(key, chain);
    return chain;
  }
}
