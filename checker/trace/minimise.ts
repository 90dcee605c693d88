import type { Machine } from '../../model/language/machine.js';
import { type Successor, successors } from '../reference/step.js';
import type { Move, State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { decidesAny, lane, makeRun } from './run.js';

/**
 * The most convincing run to each violation: fewest context switches, then fewest steps. `runs` has some run for each
 * property, by its number. Dijkstra's algorithm over pairs of a state and the context that moved last, in the reference
 * interpreter, so that the result is executed already. One search serves all properties, because the order in which it
 * looks at pairs does not depend on what it looks for.
 */
export function minimise(
  m: Machine,
  runs: ReadonlyMap<number, Run>,
  budget = 40_000,
): ReadonlyMap<number, Run> {
  const ways = new Ways(m);
  const best = cheapest(m, runs.keys(), budget, (state, key) => ways.from(state, key));
  return new Map(
    [...runs].map(([property, run]) => [
      property,
      best.get(property) ??
        // The space is too big to search afresh: at least put the moves of this run into a better order.
        cheapest(m, [property], budget, sameMoves(m, run, ways)).get(property) ??
        run,
    ]),
  );
}

/** Where states lead to. A state is come to in several contexts, and the interpreter takes its time. */
class Ways {
  private readonly known = new Map<string, readonly Successor[]>();

  constructor(private readonly m: Machine) {}

  /** `key` is the state as text. */
  from(state: State, key: string): readonly Successor[] {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = successors(this.m, state);
    this.known.set(key, found);
    return found;
  }
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
  key: string,
  made: readonly number[],
) => Iterable<Successor & { readonly made?: readonly number[] }>;

/** The cheapest run to each property that a state decides before more than `budget` pairs were looked at. */
function cheapest(
  m: Machine,
  properties: Iterable<number>,
  budget: number,
  next: Next,
): ReadonlyMap<number, Run> {
  const found = new Map<number, Run>();
  const open = new Set(properties);
  const queue = new Queue();
  const seen = new Set<string>();
  const done = new Set<string>();
  const none = Array.from({ length: m.cpus }, () => 0);
  queue.push({ state: m.initial, switches: 0, steps: 0, parent: null, by: null, made: none });
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const last = node.by === null ? '' : lane(node.by.move);
    const key = node.state.join();
    const pair = `${key}|${last}|${node.made.join()}`;
    if (done.has(pair)) continue;
    if (done.size >= budget) break;
    done.add(pair);
    // A property that the state decides is no longer open when the state is come to again.
    if (!seen.has(key))
      for (const property of open) {
        if (!decidesAny(m, node.state, property)) continue;
        found.set(property, makeRun(m, stepsTo(node)));
        open.delete(property);
      }
    if (open.size === 0) break;
    seen.add(key);
    for (const { move, state, steps, made } of next(node.state, key, node.made)) {
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
  return found;
}

function stepsTo(node: Node): RunStep[] {
  const steps: RunStep[] = [];
  for (let n: Node | null = node; n?.by; n = n.parent) steps.unshift(n.by);
  return steps;
}

/** The moves of one run in any order that keeps the order on each CPU. */
function sameMoves(m: Machine, run: Run, ways: Ways): Next {
  const byCpu: Move[][] = Array.from({ length: m.cpus }, () => []);
  for (const { move } of run.steps) byCpu[move.cpu].push(move);
  const same = (a: Move, b: Move): boolean => JSON.stringify(a) === JSON.stringify(b);
  return function* (state, key, made) {
    for (const successor of ways.from(state, key)) {
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
