import type { Formula } from '../../model/language/ir.js';

/**
 * Whether a run satisfies a formula, said straight from the meaning of the operators, for a run that goes on from its last
 * position to position `loop`. No automaton takes part, so that this can judge one.
 */
export function satisfies<A>(
  f: Formula<A>,
  length: number,
  loop: number,
  holds: (atom: A, position: number) => boolean,
): boolean {
  const next = (i: number): number => (i + 1 < length ? i + 1 : loop);
  /** For each position, whether the run from there on satisfies the formula. */
  const everywhere = (g: Formula<A>): boolean[] => {
    switch (g.kind) {
      case 'atom':
        return Array.from({ length }, (_, i) => holds(g.atom, i));
      case 'not':
        return everywhere(g.of).map((is) => !is);
      case 'and':
      case 'or': {
        const [left, right] = [everywhere(g.left), everywhere(g.right)];
        return left.map((is, i) => (g.kind === 'and' ? is && right[i] : is || right[i]));
      }
      case 'until':
      case 'eventually': {
        const left = 'left' in g ? everywhere(g.left) : null;
        const right = everywhere('right' in g ? g.right : g.of);
        return settled(false, (later, i) => right[i] || ((left === null || left[i]) && later));
      }
      case 'release':
      case 'always': {
        const left = 'left' in g ? everywhere(g.left) : null;
        const right = everywhere('right' in g ? g.right : g.of);
        return settled(true, (later, i) => right[i] && (left?.[i] === true || later));
      }
    }
  };
  /** From the last position to the first, until nothing changes any more: what is so here depends on what is so next. */
  const settled = (first: boolean, rule: (later: boolean, i: number) => boolean): boolean[] => {
    const value = Array.from({ length }, () => first);
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = length - 1; i >= 0; i--) {
        const is = rule(value[next(i)], i);
        if (is !== value[i]) changed = true;
        value[i] = is;
      }
    }
    return value;
  };
  return everywhere(f)[0];
}
