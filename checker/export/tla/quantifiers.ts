import type { MOperator } from '../../../model/language/machine.js';
import { FALSE, isConst, isFlag, keyOf, make, type Quantifier, SELF, type Term } from './terms.js';

const QUANTIFIER_OF = { '||': 'exists', '&&': 'forall', '+': 'count' } as const;
const BOUND_NAMES = ['cpu', 'other', 'third'];

/** Puts the quantifiers over CPUs back that lowering has written out, one CPU after the other. */
export function quantify(t: Term, cpus: number): Term {
  if (t.kind !== 'op' || cpus === 1) return t;
  if (t.op === '||' || t.op === '&&' || t.op === '+') {
    const operands = leftSpine(t, t.op);
    const each = operands.length / cpus;
    if (Number.isInteger(each)) {
      const terms = operands.map((x) => quantify(x, cpus));
      const groups = Array.from({ length: cpus }, (_, cpu) => terms.slice(cpu * each, (cpu + 1) * each));
      const { op } = t;
      const folded =
        op === '+'
          ? groups[0].map((_, i) =>
              groups.every((g) => isFlag(g[i]))
                ? generalise(
                    groups.map((g) => g[i]),
                    'count',
                  )
                : null,
            )
          : [
              generalise(
                groups.map((g) => g.reduce((a, b) => make(op, a, b))),
                QUANTIFIER_OF[op],
              ),
            ];
      if (folded.every((x) => x !== null)) return folded.reduce((a, b) => make(op, a, b));
    }
  }
  return make(t.op, ...t.args.map((a) => quantify(a, cpus)));
}

function leftSpine(t: Term, op: MOperator): Term[] {
  if (t.kind !== 'op' || t.op !== op) return [t];
  return [...leftSpine(t.args[0], op), t.args[1]];
}

/** One term for a CPU from one term for each, or null if they differ in more than the number of the CPU. */
function generalise(terms: readonly Term[], quantifier: Quantifier): Term | null {
  const bound = BOUND_NAMES[Math.max(...terms.map(quantifiers))];
  if (bound === undefined) return null;
  let indexes = 0;
  const merge = (all: readonly Term[], isIndex: boolean): Term | null => {
    const [first] = all;
    if (all.every((x) => keyOf(x) === keyOf(first))) return first;
    if (all.every((x, cpu) => isConst(x, cpu))) {
      if (isIndex) indexes++;
      return { kind: 'bound', name: bound };
    }
    switch (first.kind) {
      case 'read':
      case 'at': {
        const alike = all.filter(
          (x): x is typeof first =>
            x.kind === first.kind && keyOf({ ...x, index: FALSE }) === keyOf({ ...first, index: FALSE }),
        );
        if (alike.length < all.length || alike.some((x) => x.index === null)) return null;
        const index = merge(
          alike.map((x) => x.index as Term),
          true,
        );
        return index === null ? null : { ...first, index };
      }
      case 'op': {
        const alike = all.filter(
          (x): x is typeof first =>
            x.kind === 'op' && x.op === first.op && x.args.length === first.args.length,
        );
        if (alike.length < all.length) return null;
        const args = first.args.map((_, i) =>
          merge(
            alike.map((x) => x.args[i]),
            first.op === 'has' && i === 1,
          ),
        );
        return args.every((x) => x !== null) ? { ...first, args } : null;
      }
      case 'quantified': {
        const alike = all.filter(
          (x): x is typeof first =>
            x.kind === 'quantified' && x.quantifier === first.quantifier && x.bound === first.bound,
        );
        if (alike.length < all.length) return null;
        const body = merge(
          alike.map((x) => x.body),
          false,
        );
        return body === null ? null : { ...first, body };
      }
      default:
        return null;
    }
  };
  const body = merge(terms, false);
  if (body === null || indexes === 0) return null;
  // Some CPU that is this one, and of which something holds: this one, of which it holds.
  if (quantifier === 'exists' && body.kind === 'op' && body.op === '&&') {
    const [which, holds] = body.args;
    const picks = keyOf(make('==', SELF, { kind: 'bound', name: bound }));
    if (keyOf(which) === picks) return replaceBound(holds, bound, SELF);
  }
  return { kind: 'quantified', quantifier, bound, body };
}

function replaceBound(t: Term, name: string, by: Term): Term {
  const inner = (x: Term) => replaceBound(x, name, by);
  switch (t.kind) {
    case 'bound':
      return t.name === name ? by : t;
    case 'read':
      return t.index === null ? t : { ...t, index: inner(t.index) };
    case 'at':
      return { ...t, index: inner(t.index) };
    case 'op':
      return { ...t, args: t.args.map(inner) };
    case 'quantified':
      return { ...t, body: inner(t.body) };
    default:
      return t;
  }
}

/** How many quantifiers stand inside each other. */
function quantifiers(t: Term): number {
  switch (t.kind) {
    case 'quantified':
      return 1 + quantifiers(t.body);
    case 'op':
      return Math.max(0, ...t.args.map(quantifiers));
    case 'read':
      return t.index === null ? 0 : quantifiers(t.index);
    default:
      return 0;
  }
}
