import type { MachineProperty } from '../../model/language/machine.js';
import { decides } from '../reference/search.js';
import { isDeadlock, isOver, isQuiescent, value } from '../reference/step.js';
import type { State } from '../search.js';
import { expressionsOf, fieldsOf, type Graph, quotient, type Seen, variablesIn } from './equivalence.js';

/**
 * Why nobody notices a mutant that behaves differently, where that can be found out by comparing its states with those
 * of the original.
 */
export type Difference =
  /** Whatever can be seen of a run of it can be seen of one of the original: no property of all runs can notice. */
  | { readonly kind: 'fewer-runs' }
  /** The same, if one looks only at the memory that some property reads when it is asked, and at whether it holds. */
  | { readonly kind: 'not-asked' }
  /** It breaks these properties where the original does not, but the original breaks them as well. */
  | { readonly kind: 'broken-already'; readonly properties: readonly string[] };

/** What can be said of two cases together: the weaker of what is known. */
export function both(a: Difference, b: Difference): Difference {
  if (a.kind === 'broken-already' && b.kind === 'broken-already')
    return { ...a, properties: [...new Set([...a.properties, ...b.properties])] };
  const strength = ['broken-already', 'not-asked', 'fewer-runs'];
  return strength.indexOf(a.kind) < strength.indexOf(b.kind) ? a : b;
}

/** How a mutant differs from the original; null if none of that is the reason. */
export function differenceOf(original: Graph, mutant: Graph): Difference | null {
  if (isWithin(quotient(mutant), quotient(original))) return { kind: 'fewer-runs' };
  const [before, after] = asked(original, mutant);
  if (isWithin(quotient(after), quotient(before))) return { kind: 'not-asked' };
  const properties = original.machine.properties.flatMap(({ name }, i) => {
    const known = new Set(broken(original, i).map((n) => before.seen[n]));
    return broken(mutant, i).some((n) => !known.has(after.seen[n])) ? [name] : [];
  });
  return properties.length > 0 ? { kind: 'broken-already', properties } : null;
}

/**
 * What the properties look at, the places apart that they name: on the way, the memory that those read which are asked of
 * every state; at the end of a run, also what the others read; and whether they hold.
 */
function asked(...graphs: readonly Graph[]): Seen[] {
  const isOfEnds = ({ kind }: MachineProperty) => kind === 'atEnd';
  const read = (isRead: (p: MachineProperty) => boolean) =>
    new Set(
      graphs.flatMap(({ machine: m }) => [
        ...variablesIn(m, m.properties.filter(isRead).flatMap(expressionsOf)),
      ]),
    );
  const always = read((p) => !isOfEnds(p));
  const atEnds = read(isOfEnds);
  return graphs.map(({ machine: m, states, next }) => {
    const look = (variables: ReadonlySet<string>, isRead: (p: MachineProperty) => boolean) => {
      const fields = fieldsOf(m, variables);
      const expressions = m.properties.filter(isRead).flatMap(expressionsOf);
      return (state: State) => [
        ...fields.map((f) => state[f]),
        ...expressions.map((e) => value(m, state, e, -1, 'task')),
      ];
    };
    const onTheWay = look(always, (p) => !isOfEnds(p));
    const atTheEnd = look(atEnds, isOfEnds);
    const seen = states.map((state) => {
      const isEnd = isOver(m, state) || isQuiescent(m, state);
      return [
        state[m.failed],
        isDeadlock(m, state),
        ...onTheWay(state),
        ...(isEnd ? atTheEnd(state) : []),
      ].join();
    });
    return { seen, next };
  });
}

/** More work than this is not done: so many states, in the sets that are followed. */
const MOST = 3_000_000;

/**
 * Whether what can be seen of each run of the one can be seen of some run of the other, however long each stays as it is
 * (inclusion of stutter-free traces, by sets of states that the other may be in).
 */
export function isWithin(one: Seen, other: Seen): boolean {
  let work = 0;
  const closures = new Map<number, readonly number[]>();
  /** Where the other may be when it looks as it does in this state, and nobody has seen it move. */
  const closure = (from: number): readonly number[] => {
    const known = closures.get(from);
    if (known !== undefined) return known;
    const found = new Set([from]);
    for (const at of found)
      for (const n of other.next[at]) if (other.seen[n] === other.seen[from]) found.add(n);
    closures.set(from, [...found]);
    return closures.get(from)!;
  };
  const sets: (readonly number[])[] = [];
  const numbers = new Map<string, number>();
  const number = (starts: Iterable<number>): number => {
    const found = new Set<number>();
    for (const start of starts)
      if (!found.has(start))
        for (const n of closure(start)) {
          found.add(n);
          work++;
        }
    const set = [...found].sort((a, b) => a - b);
    const key = set.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, sets.length);
    return sets.push(set) - 1;
  };
  const moves = new Map<string, number>();
  const follow = (set: number, seen: string): number => {
    const key = `${set} ${seen}`;
    const known = moves.get(key);
    if (known !== undefined) return known;
    work += sets[set].length;
    const to = number(sets[set].flatMap((s) => other.next[s].filter((n) => other.seen[n] === seen)));
    moves.set(key, to);
    return to;
  };
  if (one.seen[0] !== other.seen[0]) return false;
  const done = new Set<string>();
  const todo: [at: number, set: number][] = [[0, number([0])]];
  for (let pair = todo.pop(); pair !== undefined; pair = todo.pop()) {
    const [at, set] = pair;
    for (const n of one.next[at]) {
      const to = one.seen[n] === one.seen[at] ? set : follow(set, one.seen[n]);
      work++;
      if (sets[to].length === 0 || work > MOST) return false;
      const key = `${n} ${to}`;
      if (done.has(key)) continue;
      done.add(key);
      todo.push([n, to]);
    }
  }
  return true;
}

/** The states that break a property. */
const broken = ({ machine: m, states }: Graph, property: number): number[] =>
  m.properties[property].kind === 'reachable'
    ? []
    : states.flatMap((state, n) => (decides(m, state, property) ? [n] : []));
