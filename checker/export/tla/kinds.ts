import type { Store, Term } from './terms.js';

/** What TLA+ distinguishes and C does not. A CPU is a number that may be NONE. */
export type Kind = 'flag' | 'number' | 'cpu' | 'set' | { readonly values: readonly string[] };

export function kindOf({ domain }: Store): Kind {
  switch (domain.kind) {
    case 'flag':
      return 'flag';
    case 'oneOf':
      return { values: domain.values };
    case 'cpuSet':
      return 'set';
    case 'int':
    case 'pc':
      return 'number';
    default:
      return 'cpu';
  }
}

export function sameKind(a: Kind, b: Kind): boolean {
  if (typeof a === 'object' || typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b);
  const numeric = (k: Kind) => k === 'number' || k === 'cpu';
  return a === b || (numeric(a) && numeric(b));
}

/** What sort of value a term is; null if it could be any. */
export function kindOfTerm(t: Term): Kind | null {
  switch (t.kind) {
    case 'const':
      return null;
    case 'self':
    case 'bound':
      return 'cpu';
    case 'read':
    case 'updated':
      return kindOf(t.of);
    case 'at':
      return 'flag';
    case 'quantified':
      return t.quantifier === 'count' ? 'number' : 'flag';
    case 'op':
      return kindOfOperation(t);
  }
}

function kindOfOperation(t: Extract<Term, { kind: 'op' }>): Kind | null {
  switch (t.op) {
    case '+':
    case '-':
    case '*':
    case '%':
    case 'weight':
      return 'number';
    case 'with':
    case 'without':
    case 'union':
      return 'set';
    case 'lowest':
      return 'cpu';
    case '?:': {
      const [b, c] = [kindOfTerm(t.args[1]), kindOfTerm(t.args[2])];
      if (b === null || c === null || sameKind(b, c)) return b === 'number' ? (c ?? b) : (b ?? c);
      return 'number';
    }
    default:
      return 'flag';
  }
}

/** The kind in which two terms can be compared. */
export function commonKind(a: Term, b: Term): Kind {
  const [ka, kb] = [kindOfTerm(a), kindOfTerm(b)];
  if (ka === null || kb === null) return ka ?? kb ?? 'number';
  if (!sameKind(ka, kb)) return 'number';
  return ka === 'number' ? kb : ka;
}

/** Surely a CPU, and not NONE. */
export const isCpu = (t: Term): boolean =>
  t.kind === 'self' ||
  t.kind === 'bound' ||
  t.kind === 'const' ||
  ((t.kind === 'read' || t.kind === 'updated') && t.of.domain.kind === 'cpu');

export const quote = (s: string): string => `"${s.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
