import { setImmediate as breathe } from 'node:timers/promises';
import type { Machine, MachineTemporal } from '../../model/language/machine.js';
import { automatonFor, reads } from '../liveness/buchi.js';
import { fairOf, isFair } from '../liveness/fair.js';
import { type FairPart, fairCycle, type Lasso, type LivenessResult, STUTTER } from '../liveness/lasso.js';
import type { Move, SearchOptions, State, Stopped } from '../search.js';
import { isOver, isQuiescent, successors, value } from './step.js';

/**
 * Liveness, said as plainly as it can be: all states and moves are written down as a graph, each state is paired with each
 * state of an automaton for the runs that violate the property, and what is left to find is a part of that product in which
 * one can go round for ever, visiting all that the automaton wants visited and depriving nobody. Read `step.ts` and
 * `search.ts` first.
 */
export async function livenessReference(
  m: Machine,
  isAsked: (property: number) => boolean,
  options: SearchOptions = {},
): Promise<LivenessResult> {
  const graph = await graphOf(m, options);
  const { stopped } = graph;
  return {
    stopped,
    lassos: m.properties.map(({ temporal }, i) =>
      temporal === null || stopped !== null || !isAsked(i) ? null : lassoIn(m, graph, temporal),
    ),
  };
}

interface Graph {
  readonly states: readonly State[];
  /** The moves of each state, in their order, and the number of the state that each leads to. */
  readonly moves: readonly (readonly { readonly move: Move; readonly to: number }[])[];
  readonly stopped: Stopped | null;
}

async function graphOf(m: Machine, { timeLimit, signal, maxStates }: SearchOptions): Promise<Graph> {
  const started = performance.now();
  const states: State[] = [m.initial];
  const moves: { move: Move; to: number }[][] = [];
  const numbers = new Map([[m.initial.join(), 0]]);
  let stopped: Stopped | null = null;
  for (let i = 0; i < states.length && stopped === null; i++) {
    moves.push(
      successors(m, states[i]).map(({ move, state }) => {
        const key = state.join();
        const to = numbers.get(key) ?? states.push(state) - 1;
        numbers.set(key, to);
        return { move, to };
      }),
    );
    if (states.length > (maxStates ?? Number.POSITIVE_INFINITY)) stopped = 'states';
    if (i % 1024 !== 0) continue;
    await breathe();
    if (signal?.aborted) stopped = 'interrupted';
    if (performance.now() - started > (timeLimit ?? Number.POSITIVE_INFINITY)) stopped = 'time';
  }
  return { states, moves, stopped };
}

/** A run is over, or all that can happen are interrupts that need not arrive: then it may stay as it is for ever. */
const mayStay = (m: Machine, state: State): boolean =>
  state[m.failed] === 0 && (isOver(m, state) || isQuiescent(m, state));

/** A node of the product, and its ways on. */
interface Node {
  readonly number: number;
  readonly state: number;
  readonly accepts: number;
  readonly possible: number;
  ways: { readonly to: Node; readonly move: number; readonly carriesOut: number }[];
}

/** A lasso that violates the property: a shortest way to where a fair and accepted cycle begins, and that cycle. */
function lassoIn(m: Machine, graph: Graph, { formula, fairness }: MachineTemporal): Lasso | null {
  const { automaton, letters } = automatonFor(formula, true);
  const fair = fairOf(fairness);
  const letterOf = (state: State): number =>
    letters.atoms.reduce((bits, e, i) => (value(m, state, e, -1, 'task') !== 0 ? bits | (1 << i) : bits), 0);

  // The product, from its first nodes on. A run that ends in a failed assertion is none: that is reported by itself.
  const nodes: Node[] = [];
  const known = new Map<string, Node>();
  const node = (state: number, q: number): Node | null => {
    const it = graph.states[state];
    if (it[m.failed] !== 0 || !reads(automaton.states[q], letterOf(it))) return null;
    const key = `${state} ${q}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    const possible = graph.moves[state].reduce((bits, { move }) => bits | fair.carriesOut(move), 0);
    const { accepts } = automaton.states[q];
    const fresh: Node = { number: nodes.length, state, accepts, possible, ways: [] };
    nodes.push(fresh);
    known.set(key, fresh);
    queue.push([fresh, q]);
    return fresh;
  };
  const queue: [Node, number][] = [];
  const parents = new Map<Node, { readonly from: Node; readonly move: number }>();
  for (const q of automaton.initial) node(0, q);
  for (const [from, q] of queue) {
    const to = (state: number, move: number, carriesOut: number) => {
      for (const next of automaton.states[q].next) {
        const before = nodes.length;
        const there = node(state, next);
        if (there === null) continue;
        if (nodes.length > before) parents.set(there, { from, move });
        from.ways.push({ to: there, move, carriesOut });
      }
    };
    graph.moves[from.state].forEach(({ move, to: state }, i) => {
      to(state, i, fair.carriesOut(move));
    });
    if (mayStay(m, graph.states[from.state])) to(from.state, STUTTER, 0);
  }

  const parts = fairParts(nodes, automaton.all, fair);
  const start = nodes.find((n) => parts.has(n));
  if (start === undefined) return null;
  const inside = parts.get(start);
  const part: FairPart = {
    each: (n, way) => {
      for (const { to, move, carriesOut } of nodes[n].ways)
        if (parts.get(to) === inside) way(to.number, move, carriesOut);
    },
    accepts: (n) => nodes[n].accepts,
    possible: (n) => nodes[n].possible,
  };
  const cycle = fairCycle(start.number, part, { accepted: automaton.all, ...fair });
  const prefix: number[] = [];
  const states = [graph.states[start.state]];
  for (let way = parents.get(start); way !== undefined; way = parents.get(way.from)) {
    const { from, move } = way;
    // To stay in a state while the automaton goes on is no move.
    if (move !== STUTTER) {
      prefix.unshift(move);
      states.unshift(graph.states[from.state]);
    }
  }
  return { prefix, cycle: cycle.map((w) => w.move).filter((move) => move !== STUTTER), states };
}

/** The part that each node is in from which one can go round for ever, accepted and fair; other nodes are in none. */
function fairParts(
  nodes: readonly Node[],
  accepted: number,
  fair: ReturnType<typeof fairOf>,
): ReadonlyMap<Node, number> {
  const found = new Map<Node, number>();
  const open: (readonly Node[])[] = [nodes];
  for (let among = open.pop(); among !== undefined; among = open.pop())
    for (const component of components(among)) {
      const ways = [...component].flatMap((n) => n.ways.filter(({ to }) => component.has(to)));
      if (ways.length === 0) continue;
      const taken = ways.reduce((bits, w) => bits | w.carriesOut, 0);
      let [accepts, possible, always] = [0, 0, -1];
      for (const n of component) {
        accepts |= n.accepts;
        possible |= n.possible;
        always &= n.possible;
      }
      if ((accepts & accepted) !== accepted || (fair.weak & always & ~taken) !== 0) continue;
      if (isFair(fair, possible, always, taken)) {
        const number = found.size;
        for (const n of component) found.set(n, number);
        continue;
      }
      // What is possible somewhere here and never taken must not become possible again and again: go round without it.
      const deprived = fair.strong & possible & ~taken;
      open.push([...component].filter((n) => (n.possible & deprived) === 0));
    }
  return found;
}

/** Strongly connected components, by Kosaraju's algorithm: finish in one direction, collect in the other. */
function* components(among: readonly Node[]): Generator<ReadonlySet<Node>> {
  const inside = new Set(among);
  const back = new Map<Node, Node[]>(among.map((n) => [n, []]));
  for (const n of among) for (const { to } of n.ways) if (inside.has(to)) back.get(to)!.push(n);
  const finished: Node[] = [];
  const seen = new Set<Node>();
  for (const root of among) {
    const stack = [{ n: root, next: 0 }];
    if (seen.has(root)) continue;
    seen.add(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const to = top.n.ways[top.next++]?.to;
      if (to === undefined) finished.push(stack.pop()!.n);
      else if (inside.has(to) && !seen.has(to)) {
        seen.add(to);
        stack.push({ n: to, next: 0 });
      }
    }
  }
  const collected = new Set<Node>();
  for (const root of finished.reverse()) {
    if (collected.has(root)) continue;
    const component = new Set([root]);
    for (const n of component) for (const from of back.get(n)!) if (!collected.has(from)) component.add(from);
    for (const n of component) collected.add(n);
    yield component;
  }
}
