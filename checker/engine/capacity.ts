import { align } from './memory-map.js';

/** What the memory is divided for. */
export interface Holding {
  /** Address of the arena. */
  readonly arena: number;
  /** Bytes of a state in the arena. */
  readonly keyBytes: number;
  /** States are compressed: most of the memory is the table. */
  readonly compressed?: boolean;
}

/** How the memory of a partition is divided, until it has to grow. */
export interface Capacity {
  /** States that the arena has room for. */
  readonly states: number;
  /** Entries of the hash table, at the end of the memory. */
  readonly entries: number;
  /** Address of the table. */
  readonly table: number;
  /** Bytes of memory. */
  readonly bytes: number;
}

/** Look-ups are fast up to here, as they see four entries at a time, */
const COMFORTABLE = 0.85;
/** and still work up to here, when the memory does not allow for a larger table. */
const CROWDED = 0.9;

const FIRST_ENTRIES = 2 ** 13;
/** Up to these sizes a table grows by these factors, as entering everything anew costs more than memory. */
const STEPS = [
  { below: 2 ** 20, factor: 4 },
  { below: 2 ** 23, factor: 2 },
];
/** Beyond them, by this one: a state needs as many bytes more as the table has free entries for it. */
const GROWTH = 1.6;
/** Compressed states take longer to be made than to be entered anew. */
const GROWTH_COMPRESSED = 1.25;
/** The most entries: a bit of each remains for hashes even so. */
const MOST_ENTRIES = 2 ** 31;

/**
 * A memory that grows beyond this size is made as large as the limit at once. What is not used of it costs nothing, and
 * the table can keep its place at the end, so that growing never moves the arena and wastes no memory.
 */
const SMALL = 2 ** 26;

export function capacity(map: Holding, states: number, entries: number, limit: number): Capacity {
  const arenaEnd = align(map.arena + states * map.keyBytes + 8);
  const needed = arenaEnd + 4 * entries;
  const bytes = needed <= SMALL ? needed : Math.max(needed, Math.floor(limit / 64) * 64);
  return { states, entries, table: bytes - 4 * entries, bytes };
}

const comfortable = (map: Holding, entries: number, limit: number) =>
  capacity(map, Math.floor(COMFORTABLE * entries), entries, limit);

/** The smallest capacity to begin with. `room` is how many states more than those expanded must always fit. */
export function firstCapacity(map: Holding, room: number, limit: number): Capacity {
  let entries = FIRST_ENTRIES;
  while (COMFORTABLE * entries < 4 * room) entries *= 2;
  const first = comfortable(map, entries, limit);
  if (first.bytes <= limit) return first;
  // Something has to be there to begin with, whatever the limit.
  return largest(map, limit, 2 * room) ?? capacity(map, 2 * room, wholeLines((2 * room) / CROWDED), 0);
}

/** What to grow to; null if the limit is reached. */
export function nextCapacity(map: Holding, now: Capacity, room: number, limit: number): Capacity | null {
  const steps = map.compressed ? STEPS.slice(0, 1) : STEPS;
  const growth = map.compressed ? GROWTH_COMPRESSED : GROWTH;
  const factors = [...steps.filter(({ below }) => now.entries < below).map(({ factor }) => factor), growth];
  for (const factor of factors) {
    const entries = wholeLines(now.entries * factor);
    if (entries > MOST_ENTRIES) continue;
    const next = comfortable(map, entries, limit);
    if (next.bytes <= limit) return next;
  }
  return largest(map, limit, now.states + room);
}

/** The capacity for the most states within the limit, if these are more than `least`. */
function largest(map: Holding, limit: number, least: number): Capacity | null {
  const states = Math.floor((limit - 256 - map.arena) / (map.keyBytes + 4 / CROWDED));
  if (states <= least) return null;
  const entries = Math.min(MOST_ENTRIES, wholeLines(states / CROWDED));
  return capacity(map, Math.min(states, Math.floor(CROWDED * entries)), entries, 0);
}

/** A table begins and ends with a cache line, of 16 entries. */
const wholeLines = (entries: number): number => Math.ceil(entries / 16) * 16;
