import os from 'node:os';
import { formatFingerprint } from '../layout.js';
import type { Search, SearchOptions, SearchResult, State, Stopped } from '../search.js';
import { Pace } from './pace.js';
import { type Program, programFor } from './program.js';
import { findRuns, type Predecessors } from './runs.js';
import { type Placed, Store } from './store.js';

/** How much of the memory that is free a search takes if nobody says. */
const SHARE_OF_FREE = 0.8;
const PROGRESS_MS = 50;

/** Breadth-first search, done by a program that is made for this one machine. */
export const searchFast: Search = async (machine, options = {}) => {
  const started = performance.now();
  const program = programFor(machine);
  return result(program, await searchAlone(program, options, started), started);
};

/** What a search has seen, and how to ask it for more. */
export interface Explored {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly stopped: Stopped | null;
  readonly fingerprint: bigint;
  readonly bytes: number;
  /** For each property, then for assertions. */
  readonly decisions: readonly (Placed | null)[];
  readonly triggered: readonly boolean[];
  readonly taken: readonly boolean[];
  readonly fault: Placed | null;
  readonly predecessors: Predecessors;
}

/** Bytes that a search may take. */
export const memoryLimit = ({ maxMemory }: SearchOptions): number =>
  maxMemory ?? SHARE_OF_FREE * os.freemem();

/** A search in this thread, with the whole visited set in one store. */
async function searchAlone(program: Program, options: SearchOptions, started: number): Promise<Explored> {
  const infinite = Number.POSITIVE_INFINITY;
  const { maxStates = infinite, maxDepth = infinite, timeLimit = infinite } = options;
  const store = new Store(program, memoryLimit(options), maxStates);
  const pace = new Pace();
  const { levels } = store;
  store.begin(program.initial);
  let reported = started;
  let stopped: Stopped | null = null;
  let fault: number | null = null;
  let next = 0;
  let levelEnd = 1;

  /** What happens between two chunks. */
  const interlude = async (): Promise<Stopped | null> => {
    const now = performance.now();
    if (options.onProgress !== undefined && now - reported >= PROGRESS_MS) {
      reported = now;
      options.onProgress({
        states: store.count,
        transitions: store.transitions,
        depth: levels.length - 1,
        frontier: store.count - next,
        bytes: store.bytes,
        seconds: (now - started) / 1000,
      });
    }
    await pace.breathe();
    if (next === store.count) return null;
    if (options.signal?.aborted) return 'interrupted';
    return now - started > timeLimit ? 'time' : null;
  };

  while (next < store.count && stopped === null) {
    if (next === levelEnd) {
      closeDecided(store);
      levelEnd = store.nextLevel();
      if (levels.length - 1 > maxDepth) {
        stopped = 'depth';
        break;
      }
    }
    const [from, to] = [next, Math.min(levelEnd, next + pace.chunk)];
    next = pace.measure(to - from, () => store.expand(from, to));
    if (store.isFaulty) [stopped, fault] = ['fault', next];
    else if (store.count > maxStates) stopped = 'states';
    else if (next < to && !store.grow()) stopped = 'memory';
    stopped ??= await interlude();
  }
  // A state that was seen but not expanded can still decide a property.
  const depth = levels.length - 1;
  if (fault === null && next < store.count) fault = judgeRest(store, next, levelEnd);
  else if (levelEnd < store.count) levels.push(levelEnd);
  return {
    states: store.count,
    transitions: store.transitions,
    depth,
    stopped: fault === null ? stopped : 'fault',
    fingerprint: store.fingerprint,
    bytes: store.bytes,
    decisions: store.decisions,
    triggered: store.triggered,
    taken: store.taken,
    fault: fault === null ? null : store.at(fault),
    predecessors: async (level, targets) => store.predecessors(level, targets),
  };
}

/** Makes final what the level that ends here has decided. */
function closeDecided(store: Store): void {
  store.decisions.forEach((decision, question) => {
    if (decision !== null) store.close(question);
  });
}

/** Judges the states that were found but not expanded. Gives the index of one that faults, or null. */
export function judgeRest(store: Store, next: number, levelEnd: number): number | null {
  const { count } = store;
  const here = store.judge(next, Math.min(levelEnd, count));
  if (here < Math.min(levelEnd, count)) return here;
  if (levelEnd >= count) return null;
  closeDecided(store);
  store.levels.push(levelEnd);
  const below = store.judge(levelEnd, count);
  return below < count ? below : null;
}

/** The result in the words of both engines, with the runs. */
async function result(program: Program, explored: Explored, started: number): Promise<SearchResult> {
  const { machine, map } = program;
  const { decisions, fault } = explored;
  const ends = [...decisions, fault].filter((end) => end !== null);
  const traced = await findRuns(program, ends, explored.predecessors);
  const runTo = (end: Placed | null): readonly State[] | null =>
    end === null ? null : traced[ends.indexOf(end)];
  return {
    engine: 'fast',
    states: explored.states,
    transitions: explored.transitions,
    depth: explored.depth,
    stopped: explored.stopped,
    fingerprint: formatFingerprint(explored.fingerprint),
    seconds: (performance.now() - started) / 1000,
    bytes: explored.bytes,
    runs: decisions.map(runTo),
    triggered: machine.properties.map((p, i) => p.trigger === null || explored.triggered[i]),
    fault: runTo(fault),
    taken: new Set(map.edges.filter((_, i) => explored.taken[i])),
  };
}
