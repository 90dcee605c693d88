import { type Capacity, capacity, firstCapacity, nextCapacity } from './capacity.js';
import type { DictionaryExports } from './dictionary.js';
import { LinearMemory } from './instance.js';
import { align, BATCH, type MemoryMap } from './memory-map.js';
import { enterAll, type Space } from './space.js';
import { indexMask } from './table.js';
import { DICTIONARIES, type DictionaryName, nodesOf } from './tree.js';

/** What the module of a search exports for those who divide its memory between states, a table, and dictionaries. */
export interface TreeModule extends DictionaryExports<DictionaryName> {
  readonly origin: { value: number };
  readonly keyBytes: { value: number };
  readonly leftBits: { value: bigint };
  readonly lowMask: { value: bigint };
  readonly keyMask: { value: bigint };
  rebuild(from: number, to: number): void;
  settle(): void;
  recode(from: number, to: number, count: number, bytes: number, leftBits: bigint): void;
  readonly count: { value: number };
  /** With this many states found, nothing more is expanded until there is more room. */
  readonly enough: { value: number };
  readonly table: { value: number };
  readonly entries: { value: bigint };
  readonly mask: { value: number };
  readonly crowdedTree: { value: number };
}

/** A dictionary: its values, and after them its table, which is large enough for all of them. */
interface Shelf {
  readonly name: DictionaryName;
  /** Values that it has room for: all that fit into so many bits. */
  readonly bits: number;
  readonly values: number;
  readonly table: number;
  readonly entries: number;
  readonly end: number;
}

const DICTIONARY_LOAD = 0.75;
/** The most bits of a number. */
const MOST_BITS = 31;

function shelf(name: DictionaryName, bits: number, values: number): Shelf {
  const table = align(values + 8 * 2 ** bits);
  const entries = Math.ceil(2 ** bits / DICTIONARY_LOAD / 16) * 16;
  return { name, bits, values, table, entries, end: table + 4 * entries };
}

/** How the memory is divided at a time. */
interface Division {
  readonly shelves: readonly Shelf[];
  readonly leftBits: number;
  readonly keyBytes: number;
  readonly arena: number;
  readonly compressed: true;
}

/** The dictionaries one after the other, and then the arena. */
function divide(map: MemoryMap, bits: Record<DictionaryName, number>): Division {
  let end = map.arena;
  const shelves = DICTIONARIES.map((name) => {
    const next = shelf(name, bits[name], end);
    end = next.end;
    return next;
  });
  const keyBytes = Math.ceil((bits.left + bits.right) / 8);
  return { shelves, leftBits: bits.left, keyBytes, arena: end, compressed: true };
}

/**
 * Compressed states: the arena holds their keys. In front of it are the dictionaries. Where one of them doubles, it pushes
 * up what lies behind it, and keys become longer by a bit.
 */
export class TreeSpace implements Space {
  readonly memory: LinearMemory;
  readonly oldest = 0;
  private module: TreeModule | null = null;
  private division: Division;
  private capacity: Capacity;
  /** Values that may be added to each dictionary before anybody looks whether it is crowded. */
  private readonly nodeRoom: Record<DictionaryName, number>;

  constructor(
    private readonly map: MemoryMap,
    private readonly room: number,
    private limit: number,
  ) {
    const inner = nodesOf(map.stateBytes / 8) * (room + BATCH);
    this.nodeRoom = { inner, left: room + BATCH, right: room + BATCH };
    const bits = (name: DictionaryName) => Math.ceil(Math.log2(2 * this.nodeRoom[name]));
    this.division = divide(map, { inner: bits('inner'), left: bits('left'), right: bits('right') });
    this.capacity = firstCapacity(this.division, room, limit);
    this.memory = new LinearMemory(this.capacity.bytes);
  }

  get bytes(): number {
    const { map, division, capacity } = this;
    const states = (this.module?.count.value ?? 0) >>> 0;
    const dictionaries = division.shelves.map((s) => 8 * this.nodes(s.name) + 4 * s.entries);
    const sum = dictionaries.reduce((a, b) => a + b, 0);
    return map.arena + sum + states * division.keyBytes + 4 * capacity.entries;
  }

  get isCrowded(): boolean {
    return this.module !== null && this.module.crowdedTree.value !== 0;
  }

  addressOf(index: number): number {
    return this.division.arena + index * this.division.keyBytes;
  }

  attach(module: TreeModule): void {
    const { shelves, arena, keyBytes, leftBits } = this.division;
    this.module = module;
    module.origin.value = arena | 0;
    module.keyBytes.value = keyBytes;
    module.leftBits.value = BigInt(leftBits);
    module.lowMask.value = (1n << BigInt(leftBits)) - 1n;
    module.keyMask.value = BigInt.asIntN(64, (1n << BigInt(8 * keyBytes)) - 1n);
    module.table.value = this.capacity.table | 0;
    module.entries.value = BigInt(this.capacity.entries);
    module.mask.value = indexMask(this.capacity.states) | 0;
    module.enough.value = Math.max(this.capacity.states - this.room, 0) | 0;
    module.crowdedTree.value = 0;
    for (const { name, bits, values, table, entries } of shelves) {
      module[`${name}Values`].value = values | 0;
      module[`${name}Table`].value = table | 0;
      module[`${name}Entries`].value = BigInt(entries);
      module[`${name}Mask`].value = indexMask(2 ** bits) | 0;
      module[`${name}Enough`].value = 2 ** bits - this.nodeRoom[name];
    }
  }

  grow(): boolean {
    const { module, memory } = this;
    if (module === null) return false;
    const count = module.count.value >>> 0;
    const size = memory.buffer.byteLength;
    const before = { division: this.division, capacity: this.capacity };
    const division = this.nextDivision();
    if (division === null) return false;
    for (;;) {
      const next = this.nextCapacity(division, count);
      if (next === null) return false;
      if (memory.reach(next.bytes)) {
        this.division = division;
        this.capacity = next;
        break;
      }
      this.limit = Math.floor((before.capacity.bytes + next.bytes) / 128) * 64;
    }
    this.move(module, before.division, before.capacity, size);
    return true;
  }

  private nodes(name: DictionaryName): number {
    return this.module === null ? 0 : this.module[`${name}Count`].value >>> 0;
  }

  /** Twice the room for dictionaries that are crowded; null if one has as many values as can be numbered. */
  private nextDivision(): Division | null {
    const bits = Object.fromEntries(
      this.division.shelves.map(({ name, bits }) => [
        name,
        this.nodes(name) >= 2 ** bits - this.nodeRoom[name] ? bits + 1 : bits,
      ]),
    ) as Record<DictionaryName, number>;
    return Math.max(...Object.values(bits)) > MOST_BITS ? null : divide(this.map, bits);
  }

  /** What is as large as before if there is room for states, and the rest of the memory is enough. */
  private nextCapacity(division: Division, count: number): Capacity | null {
    const now = this.capacity;
    if (count + this.room < now.states) {
      const same = capacity(division, now.states, now.entries, this.limit);
      if (same.bytes <= this.limit && same.bytes >= now.bytes) return same;
      // As many states as there is room for; the table becomes smaller.
      return nextCapacity(
        division,
        { ...now, states: count + this.room, entries: 2 ** 31 },
        this.room,
        this.limit,
      );
    }
    return nextCapacity(division, now, this.room, this.limit);
  }

  /** Moves everything to its new place, from the end to the beginning, as all of it moves up. */
  private move(module: TreeModule, from: Division, was: Capacity, size: number): void {
    const { division: to, capacity: now, memory } = this;
    const bytes = new Uint8Array(memory.buffer);
    const count = module.count.value >>> 0;
    const keepsTable = now.entries === was.entries && now.states === was.states;
    if (keepsTable) bytes.copyWithin(now.table, was.table, was.bytes);
    if (from.keyBytes !== to.keyBytes || from.leftBits !== to.leftBits)
      module.recode(from.arena | 0, to.arena | 0, count, to.keyBytes, BigInt(to.leftBits));
    else if (from.arena !== to.arena)
      bytes.copyWithin(to.arena, from.arena, from.arena + count * from.keyBytes);
    const renewed: Shelf[] = [];
    for (const [i, next] of [...to.shelves.entries()].reverse()) {
      const last = from.shelves[i];
      if (next.bits !== last.bits) {
        bytes.copyWithin(next.values, last.values, last.values + 8 * this.nodes(last.name));
        bytes.fill(0, next.table, next.end);
        renewed.push(next);
      } else if (next.values !== last.values) bytes.copyWithin(next.values, last.values, last.end);
    }
    if (!keepsTable) {
      // Memory that is new is zero already, and filling it would only take it from the system earlier.
      const dirty = size === memory.buffer.byteLength ? [was.table, was.bytes] : [0, size];
      const start = Math.max(dirty[0], now.table);
      const end = Math.min(dirty[1], now.bytes);
      if (start < end) bytes.fill(0, start, end);
    }
    this.attach(module);
    for (const { name } of renewed) module[`${name}Rebuild`](0, this.nodes(name));
    if (!keepsTable) enterAll(module);
  }
}
