import { evaluate } from '../../../model/language/flow.js';
import type { Context } from '../../../model/language/ir.js';
import type { Machine, MOperator } from '../../../model/language/machine.js';

/** Values as mathematics has them: said in terms of the state before a transition, and kept in their simplest form. */

/** A variable of the exported model. */
export interface Store {
  readonly name: string;
  readonly domain: Machine['fields'][number]['domain'];
  readonly range: { readonly min: number; readonly max: number };
  readonly indexed: 'no' | 'cpu' | 'array';
  /** First values, by index; a single one if there is no index. */
  readonly initial: readonly number[];
}

/** A value, in terms of the state before the transition. */
export type Term =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'self' }
  | { readonly kind: 'read'; readonly of: Store; readonly index: Term | null }
  /** A cell of a store that was written at other indices, or at ones that may be this one. */
  | {
      readonly kind: 'updated';
      readonly of: Store;
      readonly writes: readonly Write[];
      readonly index: Term;
    }
  /** Whether a program counter is at one of these locations. */
  | {
      readonly kind: 'at';
      readonly of: Store;
      readonly context: Context;
      readonly index: Term;
      readonly locations: readonly number[];
    }
  /** `union` joins two sets of CPUs. */
  | { readonly kind: 'op'; readonly op: MOperator | 'union'; readonly args: readonly Term[] }
  | { readonly kind: 'bound'; readonly name: string }
  | {
      readonly kind: 'quantified';
      readonly quantifier: Quantifier;
      readonly bound: string;
      readonly body: Term;
    };

export type Quantifier = 'exists' | 'forall' | 'count';

export interface Write {
  readonly index: Term;
  readonly value: Term;
}

export const isCells = (x: Term | readonly Write[]): x is readonly Write[] => Array.isArray(x);

export const constant = (value: number): Term => ({ kind: 'const', value });
export const FALSE = constant(0);
export const TRUE = constant(1);
export const SELF: Term = { kind: 'self' };

export const isConst = (t: Term, value: number): boolean => t.kind === 'const' && t.value === value;

/** The same text for the same term. */
export function keyOf(t: Term): string {
  const cells = (writes: readonly Write[]) =>
    writes.map((w) => `${keyOf(w.index)}:=${keyOf(w.value)}`).join();
  switch (t.kind) {
    case 'const':
      return String(t.value);
    case 'self':
      return 'self';
    case 'read':
      return t.index === null ? t.of.name : `${t.of.name}[${keyOf(t.index)}]`;
    case 'updated':
      return `${t.of.name}{${cells(t.writes)}}[${keyOf(t.index)}]`;
    case 'at':
      return `${t.of.name}[${keyOf(t.index)}]@${t.locations.join()}`;
    case 'op':
      return `(${t.op} ${t.args.map(keyOf).join(' ')})`;
    case 'bound':
      return `?${t.name}`;
    case 'quantified':
      return `(${t.quantifier} ${t.bound} ${keyOf(t.body)})`;
  }
}

/** What must hold, one condition after the other. */
export const conjuncts = (t: Term): Term[] =>
  t.kind === 'op' && t.op === '&&' ? t.args.flatMap(conjuncts) : [t];

/** Whether a term is TRUE or FALSE and nothing else. */
export function isFlag(t: Term): boolean {
  switch (t.kind) {
    case 'const':
      return t.value === 0 || t.value === 1;
    case 'read':
    case 'updated':
      return t.of.domain.kind === 'flag';
    case 'at':
      return true;
    case 'quantified':
      return t.quantifier !== 'count';
    case 'op':
      if (t.op === '?:') return isFlag(t.args[1]) && isFlag(t.args[2]);
      return ['==', '!=', '<', '<=', '&&', '||', '!', 'has'].includes(t.op);
    default:
      return false;
  }
}

/** A term as a condition: in C, everything but 0 is true. */
export const truth = (t: Term): Term => (isFlag(t) ? t : make('!=', t, FALSE));

export const negate = (t: Term): Term => make('!', t);

/** Builds an operation, in the simplest form that is as good. */
export function make(op: MOperator | 'union', ...given: readonly Term[]): Term {
  const logical = op === '&&' || op === '||' || op === '!';
  const args = logical ? given.map(truth) : given;
  const [a, b, c] = args;
  const same = (x: Term, y: Term) => keyOf(x) === keyOf(y);
  const plain: Term = { kind: 'op', op, args };
  if (op === 'union') return isConst(b, 0) ? a : isConst(a, 0) ? b : plain;
  if (args.every((x) => x.kind === 'const'))
    return constant(
      evaluate(
        op,
        args.map((x) => (x.kind === 'const' ? x.value : 0)),
      ),
    );
  switch (op) {
    case '!':
      if (a.kind !== 'op') return plain;
      if (a.op === '!') return a.args[0];
      if (a.op === '==') return { ...a, op: '!=' };
      if (a.op === '!=') return { ...a, op: '==' };
      if (a.op === '<') return { kind: 'op', op: '<=', args: [a.args[1], a.args[0]] };
      if (a.op === '<=') return { kind: 'op', op: '<', args: [a.args[1], a.args[0]] };
      if (a.op === '&&') return make('||', negate(a.args[0]), negate(a.args[1]));
      if (a.op === '||') return make('&&', negate(a.args[0]), negate(a.args[1]));
      return plain;
    case '&&':
      if (isConst(a, 0) || isConst(b, 0)) return FALSE;
      if (isConst(a, 1) || same(a, b)) return b;
      return isConst(b, 1) ? a : same(a, make('!', b)) ? FALSE : plain;
    case '||':
      if (isConst(a, 1) || isConst(b, 1)) return TRUE;
      if (isConst(a, 0) || same(a, b)) return b;
      return isConst(b, 0) ? a : same(a, make('!', b)) ? TRUE : plain;
    case '==':
    case '!=':
      if (same(a, b)) return op === '==' ? TRUE : FALSE;
      for (const [x, y] of [
        [a, b],
        [b, a],
      ])
        if (isFlag(x) && y.kind === 'const')
          return y.value !== 0 && y.value !== 1
            ? constant(op === '!=' ? 1 : 0)
            : (y.value === 1) === (op === '==')
              ? x
              : make('!', x);
      return plain;
    case '?:':
      if (a.kind === 'const') return a.value === 0 ? c : b;
      if (same(b, c)) return b;
      if (isFlag(b) && isFlag(c)) {
        if (isConst(b, 1)) return make('||', a, c);
        if (isConst(c, 0)) return make('&&', a, b);
        if (isConst(b, 0)) return make('&&', make('!', a), c);
        if (isConst(c, 1)) return make('||', make('!', a), b);
      }
      return { kind: 'op', op, args: [truth(a), b, c] };
    case 'with':
    case 'without':
      return b.kind === 'const' && b.value < 0 ? a : plain;
    default:
      return plain;
  }
}
