import type { Machine } from '../model/language/machine.js';
import { Pace } from './engine/pace.js';
import { type Walk, Walker } from './engine/walker.js';
import { liveness, livenessRefusal, modelFault, propertyReports } from './explore.js';
import type { State, Stopped } from './search.js';
import { rebuildRun } from './trace/run.js';
import type { Simulation } from './verdict.js';

export interface SimulateOptions {
  /** How many runs to make. */
  readonly runs?: number;
  /** How many steps a run may have. */
  readonly depth?: number;
  /** Another number makes other runs. */
  readonly seed?: number;
  /** Milliseconds. */
  readonly timeLimit?: number;
  /** Stops once each of these properties is decided. All of them if nobody says. */
  readonly isAsked?: (property: string) => boolean;
  /** Rewrite counterexamples to the fewest context switches (default). */
  readonly minimise?: boolean;
  readonly onProgress?: (progress: SimulationProgress) => void;
  /** Stops at the next chance; what was found so far is kept. */
  readonly signal?: { readonly aborted: boolean };
}

export interface SimulationProgress {
  readonly runs: number;
  readonly steps: number;
  readonly seconds: number;
}

export const DEFAULTS = { runs: 10_000, depth: 10_000, seed: 1 } as const;

const PROGRESS_MS = 50;

/**
 * Random runs of a machine, for what is too large to be explored: at each state, one of all possible transitions, each as
 * likely. The same seed makes the same runs everywhere. What they come to is a fact, executed again by the reference
 * interpreter; what they do not come to is not known, so that nothing ever holds because of them. Throws ModelError if
 * a run leaves the model's domains.
 */
export async function simulate(machine: Machine, options: SimulateOptions = {}): Promise<Simulation> {
  const started = performance.now();
  const { runs = DEFAULTS.runs, depth = DEFAULTS.depth, seed = DEFAULTS.seed } = options;
  const { timeLimit = Number.POSITIVE_INFINITY, isAsked = () => true } = options;
  const isLive = liveness(machine, { isAsked });
  if (isLive !== null)
    throw livenessRefusal(
      machine,
      isLive,
      'a random run comes to its end, or is cut off',
      'explore it: panic-check explore',
    );
  const walker = new Walker(machine, seed, { runs, depth });
  const open = new Set(machine.properties.flatMap(({ name }, i) => (isAsked(name) ? [i] : [])));
  if (machine.assertions.length > 0 && isAsked('assertions')) open.add(machine.properties.length);
  const found = new Map<number, Walk>();
  const pace = new Pace();
  let reported = started;
  let stopped: Stopped | null = null;
  while (stopped === null) {
    const portion = pace.chunk;
    pace.measure(portion, () => walker.walk(portion));
    for (const { property, walk } of walker.takeNews()) {
      found.set(property, walk);
      open.delete(property);
    }
    if (walker.fault !== null) throw modelFault(machine, runOf(machine, walker, walker.fault));
    const now = performance.now();
    if (walker.isDone || open.size === 0) stopped = 'runs';
    else if (now - started > timeLimit) stopped = 'time';
    if (options.onProgress !== undefined && now - reported >= PROGRESS_MS) {
      reported = now;
      options.onProgress({ runs: walker.runs, steps: walker.steps, seconds: (now - started) / 1000 });
    }
    await pace.breathe();
    if (options.signal?.aborted) stopped ??= 'interrupted';
  }
  const decided = Array.from({ length: machine.properties.length + 1 }, (_, property) => {
    const walk = found.get(property);
    return walk === undefined ? null : withoutLoops(walker.states(walk));
  });
  const triggered = machine.properties.map(() => true);
  return {
    machine,
    stopped,
    properties: propertyReports(machine, { runs: decided, stopped, triggered, liveness: null }, options),
    seed,
    runs: walker.runs,
    steps: walker.steps,
    depth: walker.longest,
    seconds: (performance.now() - started) / 1000,
  };
}

const runOf = (machine: Machine, walker: Walker, walk: Walk) =>
  rebuildRun(machine, withoutLoops(walker.states(walk)));

/** The same run without the ways that lead back to where it was: still a run, to the same end. */
function withoutLoops(states: Iterable<State>): State[] {
  const path: State[] = [];
  const places = new Map<string, number>();
  for (const state of states) {
    const key = state.join();
    const before = places.get(key);
    if (before !== undefined) for (const left of path.splice(before + 1)) places.delete(left.join());
    else places.set(key, path.push(state) - 1);
  }
  return path;
}
