import os from 'node:os';
import type { Machine, MachineTemporal, MExpr } from '../../model/language/machine.js';
import { type Automaton, automatonFor, reads } from '../liveness/buchi.js';
import { type Fair, fairOf, isFair } from '../liveness/fair.js';
import { type FairPart, fairCycle, type Lasso, type LivenessResult, STUTTER } from '../liveness/lasso.js';
import type { Move, SearchOptions, State } from '../search.js';
import { type Graph, graphOf } from './graph.js';

/** How much of the memory that is free is taken if nobody says. */
const SHARE_OF_FREE = 0.8;
const PROGRESS_MS = 50;

/**
 * The same answers as the reference's, from arrays of numbers: the graph of all states is made once, by a program that is
 * made for the machine, and for each property searched together with an automaton, state by state as they are needed.
 */
export async function livenessFast(
  machine: Machine,
  isAsked: (property: number) => boolean,
  options: SearchOptions = {},
): Promise<LivenessResult> {
  const started = performance.now();
  let reported = started;
  const asked = machine.properties.map(({ temporal }, i) => (isAsked(i) ? temporal : null));
  const all = asked.map((t) => (t === null ? null : new Question(t)));
  const { timeLimit, signal, maxMemory = SHARE_OF_FREE * os.freemem(), onProgress } = options;
  const graph = await graphOf(machine, (move) => all.some((q) => q?.tells(move)), {
    maxMemory,
    ...(timeLimit === undefined ? {} : { timeLimit }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (states, transitions, frontier, bytes) => {
      const now = performance.now();
      if (now - reported < PROGRESS_MS) return;
      reported = now;
      onProgress?.({ states, transitions, depth: 0, frontier, bytes, seconds: (now - started) / 1000 });
    },
  });
  if (typeof graph === 'string') return { stopped: graph, lassos: asked.map(() => null) };
  const numbers = new Map(graph.atoms.map((atom, i) => [JSON.stringify(atom), i]));
  const numberOf = (atom: MExpr): number => numbers.get(JSON.stringify(atom))!;
  return { stopped: null, lassos: all.map((q) => (q === null ? null : q.lassoIn(graph, numberOf))) };
}

/** A property, ready to be looked for. */
class Question {
  private readonly automaton: Automaton;
  private readonly letters: readonly MExpr[];
  private readonly fair: Fair;

  constructor({ formula, fairness }: MachineTemporal) {
    const { automaton, letters } = automatonFor(formula, true);
    this.automaton = automaton;
    this.letters = letters.atoms;
    this.fair = fairOf(fairness);
    this.chosen = fairness.flatMap(({ moves }) => (moves.kind === 'chooses' ? [moves] : []));
  }

  private readonly chosen;

  /** Whether fairness asks for this very move, not only for one of its context. */
  tells(move: Move): boolean {
    return (
      move.kind === 'step' &&
      this.chosen.some(
        (c) => c.cpu === move.cpu && c.context === move.context && c.location === move.location,
      )
    );
  }

  lassoIn(graph: Graph, numberOf: (atom: MExpr) => number): Lasso | null {
    const product = new Product(graph, this.automaton, this.fair, this.letters.map(numberOf));
    product.reach();
    product.findParts();
    return product.lasso();
  }
}

/** Nodes are numbered: the state times the number of the automaton's states, plus the automaton's state. */
class Product {
  private readonly size: number;
  private readonly nexts: readonly (readonly number[])[];
  /** States that the automaton cannot tell apart have the same kind; `fits` says which of its states each kind can be read in. */
  private readonly kinds: Uint32Array;
  private readonly fits: Uint8Array;
  private readonly carriesOut: readonly number[];
  private readonly possible: Uint32Array;
  /** Reached nodes in the order of a breadth-first search, and what each was reached from, counted from 1. */
  private readonly queue: Uint32Array;
  private reached = 0;
  private readonly parent: Uint32Array;
  /** The part of nodes from which one can go round fairly; 0 for others. */
  private readonly part: Uint32Array;

  constructor(
    private readonly graph: Graph,
    private readonly automaton: Automaton,
    private readonly fair: Fair,
    atoms: readonly number[],
  ) {
    const { states, first, classes, moves } = graph;
    this.size = automaton.states.length;
    this.nexts = automaton.states.map((q) => q.next);
    this.carriesOut = moves.map((move) => fair.carriesOut(move));
    this.kinds = new Uint32Array(states);
    const letters = new Map<number, number>();
    this.possible = new Uint32Array(states);
    for (let s = 0; s < states; s++) {
      let letter = 0;
      for (let i = 0; i < atoms.length; i++) if (graph.isTrue(atoms[i], s)) letter |= 1 << i;
      // A failed assertion ends the run: no automaton reads on.
      if (graph.failed[s]) letter = -1;
      const kind = letters.get(letter) ?? letters.size;
      letters.set(letter, kind);
      this.kinds[s] = kind;
      let possible = 0;
      for (let e = first[s]; e < first[s + 1]; e++) possible |= this.carriesOut[classes[e]];
      this.possible[s] = possible;
    }
    this.fits = Uint8Array.from(
      [...letters.keys()].flatMap((letter) =>
        automaton.states.map((q) => (letter >= 0 && reads(q, letter) ? 1 : 0)),
      ),
    );
    const nodes = states * this.size;
    if (nodes >= 2 ** 32 - 1) throw new RangeError('the product of machine and automaton is too large');
    this.queue = new Uint32Array(nodes);
    this.parent = new Uint32Array(nodes);
    this.part = new Uint32Array(nodes);
  }

  private isNode(state: number, q: number): boolean {
    return this.fits[this.kinds[state] * this.size + q] === 1;
  }

  /** The ways on from a node, in the order of the reference: state by state, and staying where it is last. */
  private each(node: number, way: (to: number, move: number, carriesOut: number) => void): void {
    const { graph, size } = this;
    const state = Math.floor(node / size);
    const next = this.nexts[node - state * size];
    const begin = graph.first[state];
    for (let e = begin; e < graph.first[state + 1]; e++) {
      const to = graph.to[e];
      for (let j = 0; j < next.length; j++)
        if (this.isNode(to, next[j])) way(to * size + next[j], e - begin, this.carriesOut[graph.classes[e]]);
    }
    if (graph.stays[state])
      for (let j = 0; j < next.length; j++)
        if (this.isNode(state, next[j])) way(state * size + next[j], STUTTER, 0);
  }

  /** As `each()` would go on from node to node, written out: this is most of the work. */
  reach(): void {
    const { queue, parent, size, nexts, kinds, fits } = this;
    const { first, to, stays } = this.graph;
    /** A first node is reached from itself. */
    const add = (node: number, from: number): void => {
      if (parent[node] !== 0) return;
      parent[node] = from + 1;
      queue[this.reached++] = node;
    };
    for (const q of this.automaton.initial) if (this.isNode(0, q)) add(q, q);
    for (let i = 0; i < this.reached; i++) {
      const node = queue[i];
      const state = Math.floor(node / size);
      const next = nexts[node - state * size];
      const end = first[state + 1];
      for (let e = first[state]; e < end; e++) {
        const target = to[e];
        const readable = kinds[target] * size;
        for (let j = 0; j < next.length; j++)
          if (fits[readable + next[j]] === 1) add(target * size + next[j], node);
      }
      if (stays[state])
        for (let j = 0; j < next.length; j++)
          if (this.isNode(state, next[j])) add(state * size + next[j], node);
    }
  }

  findParts(): void {
    const round = goRound(this.automaton);
    /** The nodes that are still looked at together have the same number; others, which lie outside, have another one. */
    const region = new Uint32Array(this.parent.length);
    const among: number[] = [];
    for (let i = 0; i < this.reached; i++) {
      const node = this.queue[i];
      if (round[node % this.size] === 0) continue;
      region[node] = 1;
      among.push(node);
    }
    let regions = 1;
    const open: number[][] = [among];
    for (let nodes = open.pop(); nodes !== undefined; nodes = open.pop())
      for (const component of this.components(nodes, region)) {
        const number = ++regions;
        for (const n of component) region[n] = number;
        const rest = this.judge(component, region, number);
        if (rest === null) for (const n of component) this.part[n] = number;
        else if (rest.length > 0) {
          const left = ++regions;
          for (const n of rest) region[n] = left;
          open.push(rest);
        }
      }
  }

  /** Null if one can go round in all of a component; otherwise those of its nodes among which one still may. */
  private judge(component: readonly number[], region: Uint32Array, number: number): number[] | null {
    let [accepts, possible, always, taken, ways] = [0, 0, -1, 0, 0];
    for (const n of component) {
      const s = Math.floor(n / this.size);
      accepts |= this.automaton.states[n - s * this.size].accepts;
      possible |= this.possible[s];
      always &= this.possible[s];
      this.each(n, (to, _, carriesOut) => {
        if (region[to] !== number) return;
        ways++;
        taken |= carriesOut;
      });
    }
    const { weak, strong } = this.fair;
    const accepted = (accepts & this.automaton.all) === this.automaton.all;
    if (ways === 0 || !accepted || (weak & always & ~taken) !== 0) return [];
    if (isFair(this.fair, possible, always, taken)) return null;
    const deprived = strong & possible & ~taken;
    return component.filter((n) => (this.possible[Math.floor(n / this.size)] & deprived) === 0);
  }

  /** Strongly connected components, by Tarjan's algorithm without recursion. `nodes` have one number in `region`. */
  private *components(nodes: readonly number[], region: Uint32Array): Generator<number[]> {
    const inside = region[nodes[0] ?? 0];
    if (nodes.length === 0) return;
    const place = new Map<number, number>();
    // Small regions are not worth arrays of the size of the product.
    const large = nodes.length > this.parent.length / 64;
    const placeIn = large ? new Uint32Array(this.parent.length) : null;
    nodes.forEach((n, i) => {
      if (placeIn === null) place.set(n, i);
      else placeIn[n] = i;
    });
    const at = (n: number): number => (placeIn === null ? place.get(n)! : placeIn[n]);
    const order = new Uint32Array(nodes.length);
    const low = new Uint32Array(nodes.length);
    const isOpen = new Uint8Array(nodes.length);
    const opened: number[] = [];
    let time = 0;
    const frames: { readonly n: number; readonly ways: readonly number[]; next: number }[] = [];
    const enter = (n: number): void => {
      order[n] = low[n] = ++time;
      isOpen[n] = 1;
      opened.push(n);
      const ways: number[] = [];
      this.each(nodes[n], (to) => {
        if (region[to] === inside) ways.push(at(to));
      });
      frames.push({ n, ways, next: 0 });
    };
    // Regions change while components are handed out; by then no way leads to them any more.
    for (let root = 0; root < nodes.length; root++) {
      if (order[root] !== 0) continue;
      enter(root);
      while (frames.length > 0) {
        const frame = frames[frames.length - 1];
        if (frame.next < frame.ways.length) {
          const to = frame.ways[frame.next++];
          if (order[to] === 0) enter(to);
          else if (isOpen[to] === 1 && order[to] < low[frame.n]) low[frame.n] = order[to];
          continue;
        }
        frames.pop();
        const { n } = frame;
        const above = frames.at(-1);
        if (above !== undefined && low[n] < low[above.n]) low[above.n] = low[n];
        if (low[n] !== order[n]) continue;
        const component: number[] = [];
        for (let last = -1; last !== n; ) {
          last = opened.pop()!;
          isOpen[last] = 0;
          component.push(nodes[last]);
        }
        yield component;
      }
    }
  }

  lasso(): Lasso | null {
    const { graph, size, part } = this;
    let start = -1;
    for (let i = 0; i < this.reached && start < 0; i++) if (part[this.queue[i]] !== 0) start = this.queue[i];
    if (start < 0) return null;
    const stateOf = (node: number) => Math.floor(node / size);
    const inside: FairPart = {
      each: (node, way) =>
        this.each(node, (to, move, carriesOut) => {
          if (part[to] === part[start]) way(to, move, carriesOut);
        }),
      accepts: (node) => this.automaton.states[node % size].accepts,
      possible: (node) => this.possible[stateOf(node)],
    };
    const cycle = fairCycle(start, inside, { accepted: this.automaton.all, ...this.fair });
    const prefix: number[] = [];
    const states: State[] = [graph.stateOf(stateOf(start))];
    for (let node = start; this.parent[node] - 1 !== node; ) {
      const from = this.parent[node] - 1;
      let by = null as number | null;
      this.each(from, (to, move) => {
        if (to === node) by ??= move;
      });
      if (by === null) throw new Error('internal error: a node that nothing leads to');
      if (by !== STUTTER) {
        prefix.unshift(by);
        states.unshift(graph.stateOf(stateOf(from)));
      }
      node = from;
    }
    return { prefix, cycle: cycle.map((w) => w.move).filter((move) => move !== STUTTER), states };
  }
}

/** The states of an automaton that lie in a part of it that visits every set, as 1: only there a run can go round. */
function goRound({ states, all }: Automaton): number[] {
  const reach = states.map((q) => {
    const seen = new Set(q.next);
    for (const r of seen) for (const next of states[r].next) seen.add(next);
    return seen;
  });
  return states.map((_, q) => {
    if (!reach[q].has(q)) return 0;
    const component = states.filter((__, r) => reach[q].has(r) && reach[r].has(q));
    return (component.reduce((bits, r) => bits | r.accepts, 0) & all) === all ? 1 : 0;
  });
}
