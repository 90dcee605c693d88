import { type Capacity, firstCapacity, nextCapacity } from './capacity.js';
import { LinearMemory } from './instance.js';
import { align, type MemoryMap } from './memory-map.js';
import { indexMask } from './table.js';
import { type TreeModule, TreeSpace } from './tree-space.js';

/** What the module of a search exports for those who divide its memory. */
export interface SpaceModule extends TreeModule {
  enterHash(h: bigint): void;
  moveHashes(from: number, to: number): void;
  readonly seed: { value: bigint };
}

/** The memory of a store: how it is divided between the arena and what finds visited states again. */
export interface Space {
  readonly memory: LinearMemory;
  /** Bytes in use. What the arena could still take is not. */
  readonly bytes: number;
  /** It has to grow although there is room for states. */
  readonly isCrowded: boolean;
  /** The oldest state that still lies in the arena. */
  readonly oldest: number;
  addressOf(index: number): number;
  /** Makes this space the one that a module works in. */
  attach(module: SpaceModule): void;
  /** Makes room for more states, from `keep` on those that were found are still needed. False if there is none. */
  grow(keep: number): boolean;
}

/** What a memory of 32-bit addresses can give, less a little. */
export const MOST_BYTES = 3.9 * 2 ** 30;

/** `room` is how many states more than those expanded must always fit; `limit` is in bytes. */
export function spaceFor(map: MemoryMap, room: number, limit: number, seed: bigint): Space {
  const most = Math.floor(Math.min(MOST_BYTES, limit) / 64) * 64;
  if (map.compressed) return new TreeSpace(map, room, most);
  if (map.store === 'exact') return new ExactSpace(map, room, most);
  return map.store === 'bitstate' ? new BitSpace(map, room, most, seed) : new HashSpace(map, room, most);
}

// ---- Exact ----------------------------------------------------------------------------------------------------

/** States that are entered into a larger table in one go. */
const REBUILD_CHUNK = 1e5;

/** Enters all states of the arena into a new and empty table. */
export function enterAll(module: TreeModule): void {
  const count = module.count.value >>> 0;
  for (let from = 0; from < count; from += REBUILD_CHUNK)
    module.rebuild(from, Math.min(count, from + REBUILD_CHUNK));
  module.settle();
}

/** All states, and a table of where they lie. */
class ExactSpace implements Space {
  readonly memory: LinearMemory;
  readonly oldest = 0;
  readonly isCrowded = false;
  private module: SpaceModule | null = null;
  private capacity: Capacity;

  constructor(
    private readonly map: MemoryMap,
    private readonly room: number,
    private limit: number,
  ) {
    this.capacity = firstCapacity(map, room, limit);
    this.memory = new LinearMemory(this.capacity.bytes);
  }

  get bytes(): number {
    const count = (this.module?.count.value ?? 0) >>> 0;
    return this.map.arena + count * this.map.keyBytes + 4 * this.capacity.entries;
  }

  addressOf(index: number): number {
    return this.map.arena + index * this.map.keyBytes;
  }

  attach(module: SpaceModule): void {
    this.module = module;
    module.table.value = this.capacity.table | 0;
    module.entries.value = BigInt(this.capacity.entries);
    module.mask.value = indexMask(this.capacity.states) | 0;
    module.enough.value = Math.max(this.capacity.states - this.room, 0) | 0;
  }

  grow(): boolean {
    const { memory, module, capacity: now, map } = this;
    if (module === null) return false;
    const size = memory.buffer.byteLength;
    for (;;) {
      const next = nextCapacity(map, now, this.room, this.limit);
      if (next === null) return false;
      if (memory.reach(next.bytes)) {
        this.capacity = next;
        break;
      }
      this.limit = Math.floor((now.bytes + next.bytes) / 128) * 64;
    }
    // Memory that is new is zero already, and filling it would only take it from the system earlier.
    const dirty = size === memory.buffer.byteLength ? [now.table, now.bytes] : [0, size];
    const from = Math.max(dirty[0], this.capacity.table);
    const to = Math.min(dirty[1], this.capacity.bytes);
    if (from < to) new Uint8Array(memory.buffer, from, to - from).fill(0);
    this.attach(module);
    enterAll(module);
    return true;
  }
}

// ---- Those that forget ------------------------------------------------------------------------------------------

/**
 * The arena holds the frontier, and as much of what was before as there is room for; the rest is forgotten. The table
 * stands at the end of the memory, which is as large as the limit from the beginning: what is not used costs nothing.
 */
abstract class ForgettingSpace implements Space {
  readonly memory: LinearMemory;
  oldest = 0;
  readonly isCrowded = false;
  protected module: SpaceModule | null = null;

  constructor(
    protected readonly map: MemoryMap,
    protected readonly room: number,
    limit: number,
  ) {
    const least = align(map.arena + 4 * room * map.keyBytes) + 8 * FIRST_HASHES;
    this.memory = new LinearMemory(Math.max(limit, least));
    this.end = Math.max(limit, least);
  }

  protected readonly end: number;
  /** Where the table begins, which is where the arena ends. */
  protected abstract readonly table: number;
  /** States that the table has room for. */
  protected abstract readonly most: number;
  protected abstract growTable(module: SpaceModule): boolean;

  get bytes(): number {
    return this.addressOf((this.module?.count.value ?? 0) >>> 0) + this.end - this.table;
  }

  addressOf(index: number): number {
    return this.map.arena + (index - this.oldest) * this.map.keyBytes;
  }

  attach(module: SpaceModule): void {
    this.module = module;
    module.table.value = this.table | 0;
    module.origin.value = this.addressOf(0) | 0;
    module.enough.value = Math.max(Math.min(this.fit, this.most) - this.room, 0) | 0;
  }

  grow(keep: number): boolean {
    const { module } = this;
    if (module === null) return false;
    const count = module.count.value >>> 0;
    // A table that grows takes room from the arena.
    if (count + this.room >= this.most && !this.growTable(module)) {
      this.forget(keep, count);
      if (!this.growTable(module)) return false;
    }
    if (count + this.room >= this.fit) this.forget(keep, count);
    this.attach(module);
    return count < module.enough.value >>> 0;
  }

  /** States that the arena has room for, and those that it has forgotten. */
  private get fit(): number {
    return this.oldest + Math.floor((this.table - 8 - this.map.arena) / this.map.keyBytes);
  }

  private forget(keep: number, count: number): void {
    const from = this.addressOf(keep);
    const to = this.addressOf(count);
    this.oldest = keep;
    new Uint8Array(this.memory.buffer).copyWithin(this.map.arena, from, to);
  }
}

const FIRST_HASHES = 2 ** 13;
const HASHES_LOAD = 0.8;
const HASHES_GROWTH = 1.5;
/** When a table grows, so many entries at its end make room for the others first. */
const TAIL = 2 ** 16;

/** Hashes of states. */
class HashSpace extends ForgettingSpace {
  private entries = FIRST_HASHES;

  protected get table(): number {
    return this.end - 8 * this.entries;
  }

  protected get most(): number {
    return Math.floor(HASHES_LOAD * this.entries);
  }

  override attach(module: SpaceModule): void {
    module.entries.value = BigInt(this.entries);
    super.attach(module);
  }

  /**
   * In place, downwards: positions grow with the hashes, so that every hash moves down, those at the end the least. Taken
   * in the order of their addresses, none comes to stand where another has not left yet.
   */
  protected growTable(module: SpaceModule): boolean {
    const before = this.entries;
    const table = this.table;
    const used = this.addressOf(module.count.value >>> 0) + 8 * this.room * this.map.keyBytes;
    const fit = Math.floor((this.end - used) / 128) * 16;
    const entries = Math.min(Math.ceil((before * (before < 2 ** 20 ? 4 : HASHES_GROWTH)) / 16) * 16, fit);
    if (entries < 1.1 * before) return false;
    const hashes = new BigUint64Array(this.memory.buffer, table, before);
    // The hashes that went around the end stand at the beginning, up to the first free entry.
    let head = 0;
    while (head < before && hashes[head] !== 0n) head++;
    const tail = Math.max(head, before - TAIL);
    const aside = [...hashes.subarray(0, head), ...hashes.subarray(tail)].filter((h) => h !== 0n);
    hashes.fill(0n, 0, head);
    hashes.fill(0n, tail);
    this.entries = entries;
    // The arena may have used what is now the table.
    new Uint8Array(this.memory.buffer, this.table, table - this.table).fill(0);
    this.attach(module);
    module.moveHashes((table + 8 * head) | 0, (table + 8 * tail) | 0);
    for (const h of aside) module.enterHash(h);
    return true;
  }
}

/** How much of a memory goes to the bits; the rest is for the frontier. */
const SHARE_OF_BITS = 0.75;

/** Bits that stand for states. They cannot be told apart, so that their table never grows. */
class BitSpace extends ForgettingSpace {
  protected readonly table: number;
  protected readonly most = Number.MAX_SAFE_INTEGER;

  constructor(
    map: MemoryMap,
    room: number,
    limit: number,
    private readonly seed: bigint,
  ) {
    super(map, room, limit);
    const free = this.end - align(map.arena + 4 * room * map.keyBytes);
    this.table = this.end - Math.floor((SHARE_OF_BITS * free) / 64) * 64;
  }

  override attach(module: SpaceModule): void {
    // Counted in bytes, which have 8 bits each.
    module.entries.value = BigInt(this.end - this.table);
    module.seed.value = BigInt.asIntN(64, this.seed);
    super.attach(module);
  }

  protected growTable(): boolean {
    return false;
  }
}
