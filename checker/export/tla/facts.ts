import { constant, isFlag, keyOf, make, type Term, truth } from './terms.js';

/** What is known to be true or false, and which terms are known to be a constant, by key. */
export type Facts = ReadonlyMap<string, number>;

/** What follows from a condition that has turned out true or false. */
export function learn(t: Term, value: 0 | 1, known: Facts): Facts {
  if (t.kind === 'const') return known;
  const facts = new Map(known);
  const note = (x: Term, is: 0 | 1): void => {
    facts.set(keyOf(x), is);
    if (x.kind !== 'op') return;
    const [a, b] = x.args;
    facts.set(keyOf(make('!', x)), 1 - is);
    if (x.op === '!') note(a, is === 1 ? 0 : 1);
    if ((x.op === '&&' && is === 1) || (x.op === '||' && is === 0)) {
      note(a, is);
      note(b, is);
    }
    if ((x.op === '==' && is === 1) || (x.op === '!=' && is === 0)) {
      if (b.kind === 'const' && a.kind !== 'const') facts.set(`=${keyOf(a)}`, b.value);
      if (a.kind === 'const' && b.kind !== 'const') facts.set(`=${keyOf(b)}`, a.value);
    }
  };
  note(t, value);
  return facts;
}

/** The term, given what is known. Values stay as they are written; only conditions are decided. */
export function simplify(t: Term, known: Facts): Term {
  if (isFlag(t) && t.kind !== 'const') {
    const fact = known.get(keyOf(t));
    if (fact !== undefined) return constant(fact);
  }
  const inner = (x: Term) => simplify(x, known);
  switch (t.kind) {
    case 'read':
      return t.index === null ? t : { ...t, index: inner(t.index) };
    case 'updated':
      return {
        ...t,
        index: inner(t.index),
        writes: t.writes.map((w) => ({ index: inner(w.index), value: inner(w.value) })),
      };
    case 'op': {
      const args = t.args.map(inner);
      // The second operand, or the branch, is looked at only where the first has turned out that way.
      if (t.op === '&&' || t.op === '||')
        return make(t.op, args[0], simplify(t.args[1], learn(args[0], t.op === '&&' ? 1 : 0, known)));
      if (t.op === '?:')
        return make(
          t.op,
          args[0],
          simplify(t.args[1], learn(truth(args[0]), 1, known)),
          simplify(t.args[2], learn(truth(args[0]), 0, known)),
        );
      if (['==', '!=', '<', '<='].includes(t.op)) {
        const values = args.map((x) => {
          const value = known.get(`=${keyOf(x)}`);
          return value === undefined ? x : constant(value);
        });
        const decided = make(t.op, ...values);
        if (decided.kind === 'const') return decided;
      }
      const simpler = make(t.op, ...args);
      const fact = isFlag(simpler) ? known.get(keyOf(simpler)) : undefined;
      return fact === undefined ? simpler : constant(fact);
    }
    default:
      return t;
  }
}
