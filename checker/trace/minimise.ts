import type { Machine } from '../../model/language/machine.js';
import { type Successor, successors } from '../reference/step.js';
import type { Move, State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { decidesAny, lane, makeRun } from './run.js';

/**
 * The most convincing run to a violation: fewest context switches, then fewest steps. Dijkstra's algorithm over pairs
 * of a state and the context that moved last, in the reference interpreter, so that the result is executed already.
 */
export function minimise(m: Machine, run: Run, property: number, budget = 40_000): Run {
  const goal = (state: State) => decidesAny(m, state, property);
  return (
    cheapest(m, goal, budget, (state) => successors(m, state)) ??
    // The space is too big to search afresh: at least put the moves of this run into a better order.
    cheapest(m, goal, budget, sameMoves(m, run)) ??
    run
  );
}

interface Node {
  readonly state: State;
  readonly switches: number;
  readonly steps: number;
  readonly parent: Node | null;
  readonly by: RunStep | null;
  /** Moves already made on each CPU, for a search that is limited to the moves of one run. */
  readonly made: readonly number[];
}

type Next = (
  state: State,
  made: readonly number[],
) => Iterable<Successor & { readonly made?: readonly number[] }>;

/** The cheapest run to a goal; null if more than `budget` states were looked at before one was found. */
function cheapest(m: Machine, goal: (state: State) => boolean, budget: number, next: Next): Run | null {
  const queue = new Queue();
  const done = new Set<string>();
  const none = Array.from({ length: m.cpus }, () => 0);
  queue.push({ state: m.initial, switches: 0, steps: 0, parent: null, by: null, made: none });
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const last = node.by === null ? '' : lane(node.by.move);
    const key = `${node.state.join()}|${last}|${node.made.join()}`;
    if (done.has(key)) continue;
    if (done.size >= budget) return null;
    done.add(key);
    if (goal(node.state)) return makeRun(m, stepsTo(node));
    for (const { move, state, steps, made } of next(node.state, node.made)) {
      queue.push({
        state,
        switches: node.switches + (node.by === null || lane(move) === last ? 0 : 1),
        steps: node.steps + 1,
        parent: node,
        by: { move, before: node.state, after: state, steps },
        made: made ?? node.made,
      });
    }
  }
  return null;
}

function stepsTo(node: Node): RunStep[] {
  const steps: RunStep[] = [];
  for (let n: Node | null = node; n?.by; n = n.parent) steps.unshift(n.by);
  return steps;
}

/** The moves of one run in any order that keeps the order on each CPU. */
function sameMoves(m: Machine, run: Run): Next {
  const byCpu: Move[][] = Array.from({ length: m.cpus }, () => []);
  for (const { move } of run.steps) byCpu[move.cpu].push(move);
  const same = (a: Move, b: Move): boolean => JSON.stringify(a) === JSON.stringify(b);
  return function* (state, made) {
    for (const successor of successors(m, state)) {
      const { cpu } = successor.move;
      const expected = byCpu[cpu][made[cpu]];
      if (expected !== undefined && same(expected, successor.move))
        yield { ...successor, made: made.map((n, i) => (i === cpu ? n + 1 : n)) };
    }
  };
}

/** Nodes by switches, then steps; first in, first out among equals. */
class Queue {
  /** buckets[switches][steps] */
  private readonly buckets: Node[][][] = [];
  private switches = 0;

  push(node: Node): void {
    this.buckets[node.switches] ??= [];
    this.buckets[node.switches][node.steps] ??= [];
    this.buckets[node.switches][node.steps].push(node);
  }

  pop(): Node | undefined {
    for (; this.switches < this.buckets.length; this.switches++) {
      // A node makes only nodes with more steps or more switches, so that emptied buckets stay empty.
      const bySteps = this.buckets[this.switches];
      for (const steps in bySteps) {
        const node = bySteps[steps].shift();
        if (node !== undefined) return node;
        delete bySteps[steps];
      }
    }
    return undefined;
  }
}
