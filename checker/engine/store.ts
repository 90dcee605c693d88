import type { LinearMemory } from './instance.js';
import { BATCH, mostSuccessors } from './memory-map.js';
import { STUCK } from './moves.js';
import { type Found, found, type Program } from './program.js';
import { partitionOf } from './routing.js';
import type { Source, Target } from './runs.js';
import { type Space, type SpaceModule, spaceFor } from './space.js';

/** What the module of a machine exports. */
interface SearchModule extends SpaceModule {
  expand(from: number, to: number): number;
  judge(from: number, to: number): number;
  trace(from: number, to: number): number;
  lookUp(from: number, to: number): void;
  /** Where states are compressed. */
  unpack?(address: number): number;
  sift(from: number, to: number): number;
  absorb(from: number, to: number): number;
  readonly problem: { readonly value: number };
  readonly leftOut: { value: number };
  readonly targets: { value: number };
  readonly self: { value: number };
  readonly crowded: { value: number };
  readonly transitions: { readonly value: bigint };
  readonly fingerprint: { value: bigint };
}

/** A state and its depth. */
export interface Placed extends Found {
  readonly level: number;
}

/**
 * One partition of the visited set, with the part of the frontier that lies in it: a memory, and the code that works
 * on it. It knows nothing of other partitions but which of them a state belongs to.
 */
export class Store {
  /** For each depth, the index of its first state. */
  readonly levels = [0];
  /** The end of the level that is being expanded. */
  levelEnd = 0;
  private readonly memory: LinearMemory;
  private readonly module: SearchModule;
  private readonly space: Space;
  /** What earlier levels decided. */
  private final: readonly (Placed | null)[] = [];

  /** `limit` is in bytes. At most about `maxStates` are found, but the initial state is always expanded. */
  constructor(
    private readonly program: Program,
    limit: number,
    private readonly maxStates: number,
    readonly partition = 0,
  ) {
    const { map, machine } = program;
    // Room in the arena for what waits when an expansion begins, and what it adds.
    const room = mostSuccessors(machine) + BATCH;
    this.space = spaceFor(map, room, limit, program.seed);
    this.memory = this.space.memory;
    this.module = this.memory.load<SearchModule>(program.module());
    this.module.self.value = partition;
    this.decided.fill(-1);
    // No hash is looked up at this place but 0, which must not be taken for one that was seen.
    this.view(BigUint64Array, map.recent, 1)[0] = 1n;
    this.space.attach(this.module);
    this.limitStates();
  }

  /** Adds the state that a search begins with. */
  begin({ words, hash }: Found): void {
    const { waiting, waitingBytes } = this.program.map;
    this.view(BigUint64Array, waiting, words.length + 1).set([...words, hash]);
    this.module.lookUp(waiting, waiting + waitingBytes);
    this.levelEnd = 1;
  }

  owns({ words }: Found): boolean {
    return partitionOf(this.program.map.routing, words) === this.partition;
  }

  /** States found. */
  get count(): number {
    return this.module.count.value >>> 0;
  }

  get transitions(): number {
    return Number(this.module.transitions.value);
  }

  get fingerprint(): bigint {
    return BigInt.asUintN(64, this.module.fingerprint.value);
  }

  /** Memory in use. What the arena could still take is not. */
  get bytes(): number {
    return this.space.bytes;
  }

  /** Whether no more states can be found until the store grows. */
  get isFull(): boolean {
    return this.count >= this.module.enough.value >>> 0 || this.space.isCrowded;
  }

  /** Whether `expand` came to a state that it could not expand. */
  get isFaulty(): boolean {
    const problem = this.module.problem.value;
    if (problem & STUCK) throw new Error('internal error: not one way on at a passed location');
    return problem !== 0;
  }

  /** Whether a step was left out because of the bound on context switches. */
  get leftOut(): boolean {
    return this.module.leftOut.value !== 0;
  }

  /** Whether outboxes have to be emptied before anything more can be expanded. */
  get isCrowded(): boolean {
    return this.module.crowded.value !== 0;
  }

  /** Expands states in their order; gives the index it came to. */
  expand(from: number, to: number): number {
    return this.module.expand(from, to) >>> 0;
  }

  /** The states that wait for another partition, and forgets them. Good until the next expansion. */
  takeOutbox(partition: number): Uint8Array {
    const { map } = this.program;
    const filled = this.view(Int32Array, map.filled, map.partitions);
    const parcel = this.view(Uint8Array, map.outboxes + partition * map.outboxBytes, filled[partition]);
    filled[partition] = 0;
    this.module.crowded.value = 0;
    return parcel;
  }

  /** Looks up states from another partition's outbox; false if there was no memory for all of them. */
  absorb(parcel: Uint8Array): boolean {
    const { inbox } = this.program.map;
    this.view(Uint8Array, inbox, parcel.length).set(parcel);
    const end = this.module.sift(inbox, inbox + parcel.length);
    for (let from = inbox; ; ) {
      from = this.module.absorb(from, end);
      if (from === end) return true;
      if (!this.grow()) return false;
    }
  }

  /** What was found beyond the level becomes the level. */
  nextLevel(): void {
    // From now on, the states of this level may be forgotten.
    this.final = this.decisions;
    this.levels.push(this.levelEnd);
    this.levelEnd = this.count;
  }

  // ---- What the states say about the properties ---------------------------------------------------------------

  /** For each property, then for assertions: the state that decides it, of those that the store has seen. */
  get decisions(): (Placed | null)[] {
    return [...this.decided].map((index, i) => this.final[i] ?? (index === -1 ? null : this.at(index >>> 0)));
  }

  /** Makes a decision final: states of later levels are not asked. */
  close(question: number): void {
    this.view(Int32Array, this.program.map.closed, this.questions)[question] = 1;
  }

  get triggered(): boolean[] {
    return [...this.view(Int32Array, this.program.map.triggered, this.questions)].map((t) => t !== 0);
  }

  get taken(): boolean[] {
    return [...this.takenBytes].map((t) => t !== 0);
  }

  /** Makes final what has been decided. */
  closeDecided(): void {
    this.decided.forEach((index, question) => {
      if (index !== -1) this.close(question);
    });
  }

  /**
   * Judges the states from `next` on without expanding them: one that was only seen can still decide a property. Gives
   * the index of one that faults, or null.
   */
  judgeRest(next: number): number | null {
    const { count, module } = this;
    if (next === count) return null;
    // What they lead to was not found, so that nothing of it was taken or left out.
    const taken = this.takenBytes.slice();
    const leftOut = module.leftOut.value;
    try {
      return this.judgeFrom(next);
    } finally {
      this.takenBytes.set(taken);
      module.leftOut.value = leftOut;
    }
  }

  private judgeFrom(next: number): number | null {
    const { count, levelEnd, module } = this;
    const here = module.judge(next, levelEnd) >>> 0;
    if (here < levelEnd) return here;
    if (levelEnd === count) return null;
    this.closeDecided();
    this.nextLevel();
    const below = module.judge(levelEnd, count) >>> 0;
    return below < count ? below : null;
  }

  /** A state with its depth. */
  at(index: number): Placed {
    let level = this.levels.length - 1;
    while (this.levels[level] > index) level--;
    return { ...this.found(index), level };
  }

  /** For each target, of the states of this store on the given level that lead to it, the one with the smallest rank. */
  predecessors(level: number, targets: readonly Target[]): (Source | null)[] {
    const { map } = this.program;
    const sources = this.view(Int32Array, map.sources, targets.length).fill(-1);
    const ranks = this.view(BigUint64Array, map.sourceRanks, targets.length);
    const movers = this.view(Int32Array, map.sourceMovers, targets.length);
    targets.forEach(({ words, mover }, i) => {
      this.view(BigUint64Array, map.targets + i * map.stateBytes, words.length).set(words);
      this.view(Int32Array, map.wanted, targets.length)[i] = mover;
    });
    this.module.targets.value = targets.length;
    const end = this.levels[level + 1] ?? this.count;
    for (let from = this.levels[level]; from < end; from += TRACE_CHUNK)
      this.module.trace(from, Math.min(end, from + TRACE_CHUNK));
    return [...sources].map((index, i) =>
      index === -1 ? null : { ...this.found(index >>> 0), mover: movers[i], rank: ranks[i] },
    );
  }

  // ---- Memory -------------------------------------------------------------------------------------------------

  /** Makes room for more states; false if there is none to be had. */
  grow(): boolean {
    const grown = this.space.grow(this.levels[this.levels.length - 1]);
    this.limitStates();
    return grown;
  }

  /** The first level of which all states can still be read. */
  get heldFrom(): number {
    return this.levels.findIndex((first) => first >= this.space.oldest);
  }

  private limitStates(): void {
    const { enough } = this.module;
    // The initial state is always expanded.
    enough.value = Math.min(enough.value >>> 0, Math.max(this.maxStates, 1) + 1) | 0;
  }

  private found(index: number): Found {
    const { stateBytes, lastMask } = this.program.map;
    const kept = this.space.addressOf(index) | 0;
    const address = this.module.unpack?.(kept) ?? kept;
    const at = new DataView(this.memory.buffer, address >>> 0, stateBytes);
    const words = Array.from({ length: stateBytes / 8 }, (_, k) => at.getBigUint64(8 * k, true));
    words[words.length - 1] &= lastMask;
    return found(words);
  }

  private get questions(): number {
    return this.program.machine.properties.length + 1;
  }

  private get takenBytes(): Uint8Array {
    const { taken, edges } = this.program.map;
    return this.view(Uint8Array, taken, edges.length);
  }

  private get decided(): Int32Array {
    return this.view(Int32Array, this.program.map.decided, this.questions);
  }

  private view<T>(
    of: new (buffer: ArrayBuffer, at: number, length: number) => T,
    at: number,
    length: number,
  ): T {
    return new of(this.memory.buffer, at, length);
  }
}

const TRACE_CHUNK = 1e4;
