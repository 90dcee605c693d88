import os from 'node:os';
import type { Machine } from '../../model/language/machine.js';
import { formatFingerprint } from '../layout.js';
import type { Search, SearchOptions, SearchResult, State, Stopped } from '../search.js';
import { searchTogether } from './crew.js';
import type { Explored } from './explored.js';
import { Pace } from './pace.js';
import { type Kind, type Program, programFor } from './program.js';
import { Tracer } from './runs.js';
import { MOST_BYTES } from './space.js';
import { type Placed, Store } from './store.js';

/** How much of the memory that is free a search takes if nobody says. */
const SHARE_OF_FREE = 0.8;
/** A table of bits is touched everywhere, so that it is not made as large as it could be. */
const BITSTATE_BYTES = 2 ** 29;
const PROGRESS_MS = 50;

/** A search with this many states is worth the time that it takes to start threads. */
const WORTH_A_CREW = 500_000;

/** The same search, with states of any width compressed or none, to be compared. */
export const searchCompressing =
  (compress: boolean): Search =>
  (machine, asked = {}) =>
    searchAs(machine, asked, compress);

/**
 * Breadth-first search, done by a program that is made for this one machine: in this thread, unless the options ask
 * for workers.
 */
export const searchFast: Search = (machine, asked = {}) => searchAs(machine, asked);

async function searchAs(machine: Machine, asked: SearchOptions, compress?: boolean): Promise<SearchResult> {
  const started = performance.now();
  const { store, maxSwitches, seed, reduction } = asked;
  // What is free changes; a search that is made again must have as much as before.
  const options = { ...asked, maxMemory: memoryLimit(asked) };
  const kind: Kind = { store, maxSwitches, compress, seed: BigInt(seed ?? 0), reduction };
  const program = programFor(machine, kind);
  return exploring(program, kind, options, started, async (explored) => {
    const ends = [...explored.decisions, explored.fault].filter((end) => end !== null);
    const tracer = new Tracer(program, ends);
    await tracer.trace(explored.predecessors, explored.heldFrom);
    // What was forgotten is searched for again, and now that less deep levels suffice, some more of it is held.
    while (tracer.level > 0) {
      // Its depth limits it, and nothing else: a run to what was found is owed, however the search ended.
      const { workers, maxMemory } = options;
      const shallower = { workers, maxMemory, maxDepth: tracer.level - 1 };
      await exploring(program, kind, shallower, started, (again) => {
        if (again.heldFrom >= tracer.level)
          throw new Error(`internal error: level ${tracer.level} was lost again`);
        return tracer.trace(again.predecessors, again.heldFrom);
      });
    }
    return result(program, explored, started, (end) =>
      end === null ? null : tracer.states[ends.indexOf(end)],
    );
  });
}

/** Searches, by as many threads as are worth it, and hands over what was seen while it can be asked for more. */
async function exploring<T>(
  program: Program,
  kind: Kind,
  options: SearchOptions & { readonly maxMemory: number },
  started: number,
  use: (explored: Explored) => Promise<T>,
): Promise<T> {
  const { maxStates = Number.POSITIVE_INFINITY } = options;
  // Which states bits overlook depends on who comes first. Without threads, that is always the same.
  const workers = kind.store === 'bitstate' ? undefined : options.workers;
  if (typeof workers !== 'number') {
    const most = workers === 'auto' ? Math.min(WORTH_A_CREW, maxStates) : maxStates;
    const alone = await searchAlone(program, { ...options, maxStates: most }, started);
    if (alone.stopped !== 'states' || most === maxStates) return use(alone);
  }
  // What is large begins again with more hands; a crew whose memories are full, with more memories.
  const count = typeof workers === 'number' ? workers : os.availableParallelism();
  const limit = options.maxMemory;
  const mostEach = Math.ceil(limit / count / MOST_BYTES);
  for (let partitionsEach = 1; ; partitionsEach = mostEach) {
    const size = { workers: count, partitionsEach, limit };
    const { explored, dismiss } = await searchTogether(program.machine, kind, size, options, started);
    try {
      if (explored.stopped === 'memory' && partitionsEach < mostEach) continue;
      return await use(explored);
    } finally {
      await dismiss();
    }
  }
}

/** Bytes that a search may take. */
const memoryLimit = ({ maxMemory, store }: SearchOptions): number => {
  const most = store === 'bitstate' ? BITSTATE_BYTES : Number.POSITIVE_INFINITY;
  return maxMemory ?? Math.min(most, SHARE_OF_FREE * os.freemem());
};

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
    leftOut: store.leftOut,
    heldFrom: store.heldFrom,
    predecessors: async (level, targets) => store.predecessors(level, targets),
  };
}

/** The result in the words of both engines. */
function result(
  program: Program,
  explored: Explored,
  started: number,
  runTo: (end: Placed | null) => readonly State[] | null,
): SearchResult {
  const { machine, map, layout } = program;
  const { stopped, leftOut } = explored;
  // Whoever remembers less than states may have overlooked some. The hash of a single word loses nothing.
  const overlooks = map.store === 'bitstate' || (map.store === 'fingerprints' && layout.words > 1);
  return {
    engine: 'fast',
    states: explored.states,
    transitions: explored.transitions,
    depth: explored.depth,
    stopped: stopped ?? (overlooks ? 'hashing' : leftOut ? 'switches' : null),
    leftOut,
    omission: !overlooks ? 0 : map.store === 'bitstate' ? null : birthday(explored.states),
    fingerprint: formatFingerprint(explored.fingerprint),
    seconds: (performance.now() - started) / 1000,
    bytes: explored.bytes,
    runs: explored.decisions.map(runTo),
    triggered: machine.properties.map((p, i) => p.trigger === null || explored.triggered[i]),
    fault: runTo(explored.fault),
    taken: new Set(map.edges.filter((_, i) => explored.taken[i])),
  };
}

/** The probability that among so many states two have the same 64-bit hash, at most. */
const birthday = (states: number): number => Math.min(1, (states * (states - 1)) / 2 / 2 ** 64);
