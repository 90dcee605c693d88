import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Automaton, automatonFor, FormulaTooLarge, reads } from '../../../checker/liveness/buchi.js';
import { satisfies } from '../../../checker/liveness/word.js';
import type { Formula, MExpr } from '../../../model/language/index.js';

/** The automaton of a formula accepts exactly the runs that satisfy it. */

const atom = (field: number): Formula<MExpr> => ({ kind: 'atom', atom: { kind: 'field', field } });
const is = (value: number): Formula<MExpr> => ({ kind: 'atom', atom: { kind: 'const', value } });

const formula: fc.Arbitrary<Formula<MExpr>> = fc.letrec<{ f: Formula<MExpr> }>((tie) => ({
  f: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    fc.nat(2).map(atom),
    fc.nat(1).map(is),
    fc.record({ kind: fc.constantFrom('not', 'always', 'eventually'), of: tie('f') }),
    fc.record({
      kind: fc.constantFrom('and', 'or', 'until', 'release'),
      left: tie('f'),
      right: tie('f'),
    }),
  ) as fc.Arbitrary<Formula<MExpr>>,
})).f;

/** Letters, of three atoms, and where it goes on from its end. */
const word = fc
  .array(fc.nat(7), { minLength: 1, maxLength: 7 })
  .chain((letters) => fc.nat(letters.length - 1).map((loop) => ({ letters, loop })));

/** Whether the automaton accepts a word, by looking at all pairs of a position and a state. */
function accepts({ states, initial, all }: Automaton, letters: readonly number[], loop: number): boolean {
  const key = (i: number, q: number) => i * states.length + q;
  const next = (i: number) => (i + 1 < letters.length ? i + 1 : loop);
  const ways = (k: number): number[] => {
    const [i, q] = [Math.floor(k / states.length), k % states.length];
    return states[q].next.flatMap((r) => (reads(states[r], letters[next(i)]) ? [key(next(i), r)] : []));
  };
  const reach = (from: readonly number[]): Set<number> => {
    const seen = new Set(from);
    for (const k of seen) for (const to of ways(k)) seen.add(to);
    return seen;
  };
  for (const k of reach(initial.flatMap((q) => (reads(states[q], letters[0]) ? [key(0, q)] : [])))) {
    const around = [...reach(ways(k))];
    if (!around.includes(k)) continue;
    const component = around.filter((other) => reach(ways(other)).has(k));
    const visited = component.reduce((bits, c) => bits | states[c % states.length].accepts, 0);
    if ((visited & all) === all) return true;
  }
  return false;
}

it('accepts what satisfies the formula, and nothing else', () => {
  let satisfied = 0;
  fc.assert(
    fc.property(formula, word, fc.boolean(), (f, { letters, loop }, negated) => {
      const { automaton, letters: known } = automatonFor(f, negated);
      // The automaton numbers its atoms as it comes to them.
      const fields = known.atoms.map((e) => (e.kind === 'field' ? e.field : -1));
      const renamed = letters.map((l) =>
        fields.reduce((bits, field, i) => ((l >> field) & 1 ? bits | (1 << i) : bits), 0),
      );
      const said = satisfies(f, letters.length, loop, (e, i) =>
        e.kind === 'field' ? ((letters[i] >> e.field) & 1) === 1 : e.kind === 'const' && e.value !== 0,
      );
      if (said) satisfied++;
      expect(accepts(automaton, renamed, loop)).toBe(said !== negated);
    }),
    { numRuns: 1500, seed: 7 },
  );
  expect(satisfied).toBeGreaterThan(400);
  expect(satisfied).toBeLessThan(1100);
});

it('knows the laws that people use', () => {
  const [p, q] = [atom(0), atom(1)];
  const holds = (f: Formula<MExpr>, letters: readonly number[], loop: number) =>
    satisfies(f, letters.length, loop, (e, i) => e.kind === 'field' && ((letters[i] >> e.field) & 1) === 1);
  const leads: Formula<MExpr> = {
    kind: 'always',
    of: { kind: 'or', left: { kind: 'not', of: p }, right: { kind: 'eventually', of: q } },
  };
  expect(holds(leads, [1, 0, 2], 2)).toBe(true);
  expect(holds(leads, [1, 2, 1], 2)).toBe(false);
  expect(holds({ kind: 'until', left: p, right: q }, [1, 1, 2], 0)).toBe(true);
  expect(holds({ kind: 'until', left: p, right: q }, [1, 1], 0)).toBe(false);
  expect(holds({ kind: 'release', left: p, right: q }, [2, 2], 0)).toBe(true);
});

it('makes small automata of the properties that have names', () => {
  const size = (f: Formula<MExpr>) => automatonFor(f, true).automaton.states.length;
  expect(size({ kind: 'eventually', of: atom(0) })).toBe(1);
  expect(size({ kind: 'always', of: { kind: 'eventually', of: atom(0) } })).toBeLessThanOrEqual(3);
  const leads: Formula<MExpr> = {
    kind: 'always',
    of: { kind: 'or', left: { kind: 'not', of: atom(0) }, right: { kind: 'eventually', of: atom(1) } },
  };
  expect(size(leads)).toBeLessThanOrEqual(3);
});

it('refuses formulas that are too large', () => {
  const wide = Array.from({ length: 31 }, (_, i) => atom(i)).reduce((left, right) => ({
    kind: 'and',
    left,
    right,
  }));
  expect(() => automatonFor(wide, false)).toThrow(FormulaTooLarge);
  const deep = Array.from(
    { length: 12 },
    (_, i): Formula<MExpr> => ({ kind: 'eventually', of: atom(i) }),
  ).reduce((left, right) => ({ kind: 'and', left, right }));
  expect(() => automatonFor({ kind: 'always', of: deep }, false)).toThrow(/would be too large/);
});
