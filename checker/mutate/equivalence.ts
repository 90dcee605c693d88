import type { Machine, MachineProperty, MExpr } from '../../model/language/machine.js';
import { forEachExpr } from '../../model/language/machine.js';
import { atomsOf } from '../../model/language/temporal.js';
import { isDeadlock, isOver, isQuiescent, successors, value } from '../reference/step.js';
import type { State } from '../search.js';

/**
 * When two machines are the same to whoever asks. Reachable states with the same fingerprint are the plain case, where
 * both machines have the same fields. A change that adds or removes a step needs more: then the two are compared by what
 * a property can look at, whatever the steps in between (branching bisimulation, by refining signatures; Blom and
 * Orzan).
 */

/** Equal texts: fields mean the same in both machines, so that their fingerprints can be compared. */
export function layoutText(m: Machine): string {
  const points = Object.values(m.code).map((locations) =>
    locations.filter((l) => l.rests).map((l) => l.path.map((p) => `${p.fn}.${p.label}`).join('>')),
  );
  return JSON.stringify([m.fields, points, m.properties, m.outcomes, m.assertions]);
}

/** Equal texts: the machines do the same in the same steps, whatever these are called. */
export function machineText(m: Machine): string {
  const code = Object.values(m.code).map((locations) =>
    locations.map(({ rests, kind, edges }) => [
      rests,
      kind,
      edges.map((e) => [e.guard, e.ops, e.target, e.via]),
    ]),
  );
  return JSON.stringify([
    m.fields,
    m.variables,
    code,
    m.frames,
    m.vectors,
    m.outcomes,
    m.assertions.length,
    m.properties,
    m.initial,
  ]);
}

/** The reachable states of a machine, the first of them first, with what can be seen in each, and what follows each. */
export interface Graph {
  readonly machine: Machine;
  readonly states: readonly State[];
  /** What somebody can see: memory that is read, how things stand, and what the properties say. */
  readonly seen: readonly string[];
  readonly next: readonly (readonly number[])[];
}

/**
 * Explores a machine for a comparison. `variables`: the names of those that are looked at. Null if there are more
 * than `most` states.
 */
export function graphOf(m: Machine, variables: ReadonlySet<string>, most: number): Graph | null {
  const numbers = new Map<string, number>();
  const states: State[] = [];
  const number = (state: State): number => {
    const key = state.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  number(m.initial);
  const look = looking(m, variables);
  const next: number[][] = [];
  const seen: string[] = [];
  for (let i = 0; i < states.length; i++) {
    if (states.length > most) return null;
    next.push([...new Set(successors(m, states[i]).map((s) => number(s.state)))]);
    seen.push(look(states[i]));
  }
  return { machine: m, states, seen, next };
}

/** The fields of some variables, in an order that does not depend on the machine. */
export const fieldsOf = (m: Machine, variables: ReadonlySet<string>): number[] =>
  m.variables
    .filter((v) => variables.has(v.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((v) => v.fields);

/** What is seen of a state by who looks at these variables, how things stand, and what the properties say. */
function looking(m: Machine, variables: ReadonlySet<string>): (state: State) => string {
  const memory = fieldsOf(m, variables);
  return (state) => {
    const asked = m.properties.flatMap(({ expr, trigger }) =>
      [expr, trigger].map((e) => (e === null ? 1 : value(m, state, e, -1, 'task'))),
    );
    const failed = state[m.failed] === 0 ? '' : m.assertions[state[m.failed] - 1].place;
    const stopped = m.stopped.map((field) => (field === null ? 0 : state[field]));
    return [
      ...memory.map((field) => state[field]),
      ...asked,
      m.outcomes[state[m.outcome]],
      failed,
      ...stopped,
      isOver(m, state) || isQuiescent(m, state),
      isDeadlock(m, state),
    ].join();
  };
}

/** The variables that some step, arrival or property of a machine reads. What nobody reads, nobody can tell apart. */
export function variablesRead(m: Machine): Set<string> {
  const read: (MExpr | null)[] = m.vectors.map((v) => v.when);
  for (const locations of Object.values(m.code))
    for (const { edges } of locations)
      for (const { guard, ops } of edges) {
        read.push(guard);
        for (const o of ops) forEachExpr(o, (e) => read.push(e));
      }
  return variablesIn(m, [...read, ...m.properties.flatMap((p) => [...expressionsOf(p), p.trigger])]);
}

/** What a property asks, its trigger aside. */
export const expressionsOf = ({ expr, temporal }: MachineProperty): MExpr[] => [
  ...(expr === null ? [] : [expr]),
  ...(temporal === null ? [] : atomsOf(temporal.formula)),
];

/** The variables that expressions read. */
export function variablesIn(m: Machine, expressions: Iterable<MExpr | null>): Set<string> {
  const read = new Set<string>();
  const fields = new Map(m.variables.flatMap((v) => v.fields.map((field) => [field, v.name] as const)));
  const visit = (e: MExpr | null): void => {
    if (e === null) return;
    if (e.kind === 'cell') {
      read.add(m.variables[e.variable].name);
      visit(e.index);
    } else if (e.kind === 'field') {
      const name = fields.get(e.field);
      if (name !== undefined) read.add(name);
    } else if (e.kind === 'op') e.args.forEach(visit);
  };
  for (const e of expressions) visit(e);
  return read;
}

/** What the comparisons need of a graph. */
export type Seen = Pick<Graph, 'seen' | 'next'>;

/** Whether nobody who sees what `seen` says can tell the two apart from their first states on. */
export function bisimilar(a: Seen, b: Seen): boolean {
  const seen = [...a.seen, ...b.seen];
  const shift = a.seen.length;
  const next = [...a.next, ...b.next.map((to) => to.map((n) => n + shift))];
  let block = numbered(seen);
  let count = new Set(block).size;
  for (;;) {
    if (block[0] !== block[shift]) return false;
    const refined = numbered(signatures(block, next));
    const now = new Set(refined).size;
    if (now === count) return true;
    [block, count] = [refined, now];
  }
}

/** The graph in which states are one that nobody can tell apart by what follows them. */
export function quotient({ seen, next }: Seen): Seen {
  let block = numbered(seen);
  for (let count = 0, now = new Set(block).size; now !== count; ) {
    block = numbered(signatures(block, next));
    [count, now] = [now, new Set(block).size];
  }
  const first = new Map(block.map((b, i) => [b, i] as const).reverse());
  const leads = Array.from({ length: first.size }, () => new Set<number>());
  for (const [from, to] of next.entries())
    for (const n of to) if (block[n] !== block[from]) leads[block[from]].add(block[n]);
  return { seen: leads.map((_, b) => seen[first.get(b)!]), next: leads.map((to) => [...to]) };
}

/** Equal texts get equal numbers. */
function numbered(texts: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  });
}

/** Of each state: its block, and the other blocks that a step leads to, at once or after steps within its block. */
function signatures(block: readonly number[], next: readonly (readonly number[])[]): string[] {
  const leads = block.map(() => new Set<number>());
  const inert: number[][] = block.map(() => []);
  for (const [from, to] of next.entries())
    for (const n of to)
      if (block[n] === block[from]) {
        if (n !== from) inert[n].push(from);
      } else leads[from].add(block[n]);
  // What a state leads to, those lead to that reach it within the block.
  const todo = block.map((_, i) => i);
  for (let at = todo.pop(); at !== undefined; at = todo.pop())
    for (const from of inert[at]) {
      const before = leads[from].size;
      for (const b of leads[at]) leads[from].add(b);
      if (leads[from].size !== before) todo.push(from);
    }
  return block.map((b, i) => `${b}:${[...leads[i]].sort((x, y) => x - y).join()}`);
}
