import os from 'node:os';
import { formatFingerprint } from '../layout.js';
import type { Search, SearchOptions, SearchResult, State, Stopped } from '../search.js';
import { searchTogether } from './crew.js';
import type { Explored } from './explored.js';
import { Pace } from './pace.js';
import { type Program, programFor } from './program.js';
import { findRuns } from './runs.js';
import { MOST_BYTES, type Placed, Store } from './store.js';

/** How much of the memory that is free a search takes if nobody says. */
const SHARE_OF_FREE = 0.8;
const PROGRESS_MS = 50;

/** A search with this many states is worth the time that it takes to start threads. */
const WORTH_A_CREW = 500_000;

/**
 * Breadth-first search, done by a program that is made for this one machine: in this thread, unless the options ask
 * for workers.
 */
export const searchFast: Search = async (machine, options = {}) => {
  const started = performance.now();
  const { workers, maxStates = Number.POSITIVE_INFINITY } = options;
  if (typeof workers !== 'number') {
    const program = programFor(machine);
    const most = workers === 'auto' ? Math.min(WORTH_A_CREW, maxStates) : maxStates;
    const alone = await searchAlone(program, { ...options, maxStates: most }, started);
    if (alone.stopped !== 'states' || most === maxStates) return result(program, alone, started);
  }
  // What is large begins again with more hands; a crew whose memories are full, with more memories.
  const count = typeof workers === 'number' ? workers : os.availableParallelism();
  const limit = memoryLimit(options);
  const mostEach = Math.ceil(limit / count / MOST_BYTES);
  for (let partitionsEach = 1; ; partitionsEach = mostEach) {
    const size = { workers: count, partitionsEach, limit };
    const { explored, dismiss } = await searchTogether(machine, size, options, started);
    try {
      if (explored.stopped === 'memory' && partitionsEach < mostEach) continue;
      return await result(programFor(machine), explored, started);
    } finally {
      await dismiss();
    }
  }
};

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
    if (next === store.levelEnd) {
      store.closeDecided();
      store.nextLevel();
      if (levels.length - 1 > maxDepth) {
        stopped = 'depth';
        break;
      }
    }
    const [from, to] = [next, Math.min(store.levelEnd, next + pace.chunk)];
    next = pace.measure(to - from, () => store.expand(from, to));
    if (store.isFaulty) [stopped, fault] = ['fault', next];
    else if (store.count > maxStates) stopped = 'states';
    else if (next < to && !store.grow()) stopped = 'memory';
    stopped ??= await interlude();
  }
  const depth = levels.length - 1;
  fault ??= store.judgeRest(next);
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
