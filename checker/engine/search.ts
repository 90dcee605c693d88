import os from 'node:os';
import type { Machine } from '../../model/language/machine.js';
import { formatFingerprint, hashWords, type Layout, layoutOf, pack } from '../layout.js';
import type { Search, SearchOptions, SearchResult, State, Stopped } from '../search.js';
import { type Capacity, firstCapacity, nextCapacity } from './capacity.js';
import { checkMachine, compile } from './compile.js';
import { LinearMemory } from './instance.js';
import { BATCH, type MemoryMap, memoryMap, mostSuccessors } from './memory-map.js';
import { STUCK } from './moves.js';
import { Pace } from './pace.js';
import { findRuns } from './runs.js';

/** What a module for searching exports. */
interface SearchModule {
  expand(from: number, to: number): number;
  rebuild(from: number, to: number): void;
  readonly count: { value: number };
  readonly enough: { value: number };
  readonly problem: { readonly value: number };
  readonly table: { value: number };
  readonly mask: { value: number };
  readonly transitions: { readonly value: bigint };
  readonly fingerprint: { value: bigint };
}

interface JudgeModule {
  expand(from: number, to: number): number;
  readonly problem: { readonly value: number };
}

/** What a memory of 32-bit addresses can give, less a little. */
const MOST_BYTES = 3.9 * 2 ** 30;
/** How much of the memory that is free a search takes if nobody says. */
const SHARE_OF_FREE = 0.8;
const PROGRESS_MS = 50;
/** States that are entered into a larger table in one go. */
const REBUILD_CHUNK = 1e4;

/** Breadth-first search, done by a program that is made for this one machine. */
export const searchFast: Search = async (machine, options = {}) => new FastSearch(machine, options).run();

class FastSearch {
  private readonly started = performance.now();
  private readonly layout: Layout;
  private readonly map: MemoryMap;
  private readonly memory: LinearMemory;
  private readonly module: SearchModule;
  /** Room in the arena for what waits when an expansion begins, and what it adds. */
  private readonly room: number;
  private readonly pace = new Pace();
  private limit: number;
  private capacity: Capacity;
  private depth = 0;
  /** For each depth, the index of its first state. */
  private readonly levels = [0];
  private reported = this.started;

  constructor(
    private readonly machine: Machine,
    private readonly options: SearchOptions,
  ) {
    checkMachine(machine);
    this.layout = layoutOf(machine);
    this.map = memoryMap(machine, this.layout);
    this.room = mostSuccessors(machine) + BATCH;
    this.limit = Math.min(MOST_BYTES, options.maxMemory ?? SHARE_OF_FREE * os.freemem());
    this.capacity = firstCapacity(this.map, this.room, this.limit);
    this.memory = new LinearMemory(this.capacity.bytes);
    this.module = this.memory.load<SearchModule>(compile(machine, this.layout, this.map, 'search'));
    const initial = pack(this.layout, machine.initial);
    new BigUint64Array(this.memory.buffer, this.map.arena, initial.length).set(initial);
    this.decided.fill(-1);
    this.module.count.value = 1;
    this.module.fingerprint.value = BigInt.asIntN(64, hashWords(initial));
    this.useCapacity();
    this.module.rebuild(0, 1);
  }

  async run(): Promise<SearchResult> {
    const { module, pace } = this;
    let stopped: Stopped | null = null;
    let next = 0;
    let levelEnd = 1;
    while (next < this.count && stopped === null) {
      if (next === levelEnd) {
        this.depth++;
        this.levels.push(next);
        levelEnd = this.count;
        if (this.depth > (this.options.maxDepth ?? Number.POSITIVE_INFINITY)) {
          stopped = 'depth';
          break;
        }
      }
      const [from, to] = [next, Math.min(levelEnd, next + pace.chunk)];
      next = pace.measure(to - from, () => module.expand(from, to)) >>> 0;
      if (module.problem.value & STUCK)
        throw new Error('internal error: not one way on at a passed location');
      if (module.problem.value !== 0) stopped = 'fault';
      else if (this.count > this.maxStates) stopped = 'states';
      else if (next < to && !(await this.grow())) stopped = 'memory';
      stopped ??= await this.interlude(next);
    }
    // The level that was being discovered.
    if (levelEnd < this.count) this.levels.push(levelEnd);
    const fault = stopped === 'fault' ? next : await this.judgeRest(next);
    return this.result(fault === null ? stopped : 'fault', fault);
  }

  private get count(): number {
    return this.module.count.value >>> 0;
  }

  private get maxStates(): number {
    return this.options.maxStates ?? Number.POSITIVE_INFINITY;
  }

  /** For each property, then for assertions: the first state that decides it, or -1. */
  private get decided(): Int32Array {
    return new Int32Array(this.memory.buffer, this.map.decided, this.machine.properties.length + 1);
  }

  private get bytes(): number {
    return this.map.arena + this.count * this.map.stateBytes + 4 * 2 ** this.capacity.bits;
  }

  private get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** What happens between two chunks. `next` is the state to go on with. */
  private async interlude(next: number): Promise<Stopped | null> {
    const now = performance.now();
    const { options } = this;
    if (options.onProgress !== undefined && now - this.reported >= PROGRESS_MS) {
      this.reported = now;
      options.onProgress({
        states: this.count,
        transitions: Number(this.module.transitions.value),
        depth: this.depth,
        frontier: this.count - next,
        bytes: this.bytes,
        seconds: this.seconds,
      });
    }
    await this.pace.breathe();
    if (next === this.count) return null;
    if (options.signal?.aborted) return 'interrupted';
    return now - this.started > (options.timeLimit ?? Number.POSITIVE_INFINITY) ? 'time' : null;
  }

  private useCapacity(): void {
    const { module, capacity } = this;
    module.table.value = capacity.table | 0;
    module.mask.value = 2 ** capacity.bits - 1;
    // The initial state is always expanded.
    module.enough.value = Math.min(capacity.states - this.room, Math.max(this.maxStates, 1) + 1);
  }

  /** Makes room for more states; false if there is none to be had. */
  private async grow(): Promise<boolean> {
    const { memory, module, capacity: now } = this;
    const size = memory.buffer.byteLength;
    for (;;) {
      const next = nextCapacity(this.map, now, this.room, this.limit);
      if (next === null) return false;
      if (memory.reach(next.bytes)) {
        this.capacity = next;
        break;
      }
      this.limit = Math.floor((now.bytes + next.bytes) / 2);
    }
    const { table, bytes } = this.capacity;
    // Memory that is new is zero already, and filling it would only take it from the system earlier.
    if (table < size) new Uint8Array(memory.buffer, table, Math.min(size, bytes) - table).fill(0);
    this.useCapacity();
    for (let from = 0; from < this.count; from += REBUILD_CHUNK) {
      module.rebuild(from, Math.min(this.count, from + REBUILD_CHUNK));
      await this.pace.breathe();
    }
    return true;
  }

  /** A state that was seen but not expanded can still break a property. Gives the index of one that faults. */
  private async judgeRest(from: number): Promise<number | null> {
    const { count, pace } = this;
    if (from === count) return null;
    const module = this.memory.load<JudgeModule>(compile(this.machine, this.layout, this.map, 'judge'));
    for (let next = from; next < count; await pace.breathe()) {
      const [start, to] = [next, Math.min(count, next + pace.chunk)];
      next = pace.measure(to - start, () => module.expand(start, to)) >>> 0;
      if (module.problem.value !== 0) return next;
    }
    return null;
  }

  private async result(stopped: Stopped | null, fault: number | null): Promise<SearchResult> {
    const { machine, map, memory } = this;
    const decided = [...this.decided].map((index) => (index === -1 ? null : index >>> 0));
    const ends = new Set([...decided, fault].filter((index) => index !== null));
    const runs = await findRuns({ machine, layout: this.layout, map, memory, levels: this.levels }, ends);
    const runTo = (index: number | null): readonly State[] | null =>
      index === null ? null : runs.get(index)!;
    const triggered = new Int32Array(memory.buffer, map.triggered, machine.properties.length);
    const taken = new Uint8Array(memory.buffer, map.taken, map.edges.length);
    return {
      engine: 'fast',
      states: this.count,
      transitions: Number(this.module.transitions.value),
      depth: this.depth,
      stopped,
      fingerprint: formatFingerprint(this.module.fingerprint.value),
      seconds: this.seconds,
      bytes: this.bytes,
      runs: decided.map(runTo),
      triggered: machine.properties.map((p, i) => p.trigger === null || triggered[i] !== 0),
      fault: runTo(fault),
      taken: new Set(map.edges.filter((_, i) => taken[i] !== 0)),
    };
  }
}
