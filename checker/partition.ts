import type { Edge, MExpr } from '../model/language/machine.js';

/** With more tests than this among the guards, trying all their outcomes is not worth it. */
const MOST_TESTS = 8;

/** Whether exactly one of the edges is open, in whatever state. Each CPU and each way asks for the same edges. */
export function isFork(edges: readonly Edge[]): boolean {
  const known = forks.get(edges) ?? (isTest(edges) || isPartition(edges.map((e) => e.guard)));
  forks.set(edges, known);
  return known;
}

/** `c` and `!c`: what most of them are. */
const isTest = ([one, other, ...more]: readonly Edge[]): boolean =>
  more.length === 0 &&
  other?.guard?.kind === 'op' &&
  other.guard.op === '!' &&
  other.guard.args[0] === one.guard;

const forks = new WeakMap<readonly Edge[], boolean>();

/**
 * Whether exactly one of the guards is true, whatever the tests they are made of turn out to be: `c` and `!c`, or
 * `c && d`, `c && !d` and `!c`. Then the last one need not be evaluated, and nobody has to count.
 */
export function isPartition(guards: readonly (MExpr | null)[]): boolean {
  const tests = new Map<string, number>();
  const formulas = guards.map((g) => (g === null ? () => true : formula(g, tests)));
  if (tests.size > MOST_TESTS) return false;
  for (let outcomes = 0; outcomes < 2 ** tests.size; outcomes++)
    if (formulas.filter((f) => f(outcomes)).length !== 1) return false;
  return true;
}

/** What the guard is when bit `i` of `outcomes` is the outcome of test `i`. */
function formula(e: MExpr, tests: Map<string, number>): (outcomes: number) => boolean {
  if (e.kind === 'const') return () => e.value !== 0;
  if (e.kind === 'op') {
    const arg = (i: number) => formula(e.args[i], tests);
    if (e.op === '!') return negation(arg(0));
    if (e.op === '!=') return negation(formula({ ...e, op: '==' }, tests));
    if (e.op === '&&' || e.op === '||') {
      const [a, b] = [arg(0), arg(1)];
      return e.op === '&&' ? (o) => a(o) && b(o) : (o) => a(o) || b(o);
    }
  }
  const key = JSON.stringify(e);
  const test = tests.get(key) ?? tests.size;
  tests.set(key, test);
  return (outcomes) => ((outcomes >> test) & 1) === 1;
}

const negation = (f: (outcomes: number) => boolean) => (outcomes: number) => !f(outcomes);
