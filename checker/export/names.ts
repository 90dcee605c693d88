import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';

/** Names for what a machine consists of, as identifiers of another language: legal there, and different from each other. */
export interface Names {
  /** Of a declared variable, by index. */
  readonly variables: readonly string[];
  /** Of a location: the function it is in and the labels on the way to it. */
  location(context: Context, id: number): string;
  /** Of a property, by index. */
  readonly properties: readonly string[];
  readonly vectors: readonly string[];
  /** Another name that nothing has yet, as like `wanted` as can be. */
  fresh(wanted: string): string;
}

/**
 * `reserved` are the words that the language keeps for itself, and those that the exporter uses. Where names may begin with
 * an underscore (`leading`), those of the kernel that do keep them: `__kexec_lock`.
 */
export function namesFor(
  machine: Machine,
  reserved: Iterable<string>,
  { leading = 'letter' }: { readonly leading?: 'letter' | 'underscore' } = {},
): Names {
  const used = new Set(reserved);
  const fresh = (wanted: string): string => {
    const name = (leading === 'underscore' ? (/^_*/.exec(wanted)?.[0] ?? '') : '') + identifier(wanted);
    for (let n = 1; ; n++) {
      const candidate = n === 1 ? name : `${name}_${n}`;
      if (used.has(candidate)) continue;
      used.add(candidate);
      return candidate;
    }
  };
  const variables = machine.variables.map((v) => fresh(v.name));
  const vectors = machine.vectors.map((v) => fresh(v.name));
  const properties = machine.properties.map((p) => fresh(p.name));
  const locations = new Map<string, string>();
  for (const context of CONTEXTS)
    for (const { id, path } of machine.code[context]) {
      // The outermost function names the program; inner ones are known by the labels of their calls and their own names.
      const last = path.at(-1);
      const wanted =
        id === 0 ? `${context}_idle` : last === undefined ? `${context}_${id}` : `${last.name}_${last.label}`;
      locations.set(`${context}:${id}`, fresh(wanted));
    }
  return {
    variables,
    vectors,
    properties,
    location: (context, id) => locations.get(`${context}:${id}`) as string,
    fresh,
  };
}

/** What every one of these languages takes as an identifier. */
function identifier(text: string): string {
  const name = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `x_${name}`;
}
