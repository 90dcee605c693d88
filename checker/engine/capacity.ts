import { align, type MemoryMap } from './memory-map.js';

/** How much memory is used for what, until it has to grow. */
export interface Capacity {
  /** States that the arena has room for. */
  readonly states: number;
  /** The hash table has 2^bits entries of 4 bytes. */
  readonly bits: number;
  readonly table: number;
  readonly bytes: number;
}

/** Linear probing is fast up to here, */
const COMFORTABLE = 0.6;
/** and still works up to here, when the memory does not allow for a table of twice the size. */
const CROWDED = 0.85;

const FIRST_BITS = 13;
/** Up to this size a table grows fourfold, as entering everything anew costs more than memory. */
const LARGE_BITS = 22;
/** The bits of a table's entries that remain for hashes; below that, too many states are compared in vain. */
const MOST_BITS = 29;

function capacity(map: MemoryMap, states: number, bits: number): Capacity {
  const table = align(map.arena + states * map.stateBytes);
  return { states, bits, table, bytes: table + 4 * 2 ** bits };
}

const comfortable = (map: MemoryMap, bits: number) =>
  capacity(map, Math.floor(COMFORTABLE * 2 ** bits), bits);

/** The smallest capacity to begin with. `room` is how many states more than those expanded must always fit. */
export function firstCapacity(map: MemoryMap, room: number, limit: number): Capacity {
  let bits = FIRST_BITS;
  while (COMFORTABLE * 2 ** bits < 4 * room) bits++;
  const first = comfortable(map, bits);
  if (first.bytes <= limit) return first;
  // Something has to be there to begin with, whatever the limit.
  return largest(map, limit, 2 * room) ?? capacity(map, 2 * room, Math.ceil(Math.log2((2 * room) / CROWDED)));
}

/** What to grow to; null if the limit is reached. */
export function nextCapacity(map: MemoryMap, now: Capacity, room: number, limit: number): Capacity | null {
  for (const more of now.bits < LARGE_BITS ? [2, 1] : [1]) {
    if (now.bits + more > MOST_BITS) continue;
    const next = comfortable(map, now.bits + more);
    if (next.bytes <= limit) return next;
  }
  return largest(map, limit, now.states + room);
}

/** The capacity for the most states within the limit, if these are more than `least`. */
function largest(map: MemoryMap, limit: number, least: number): Capacity | null {
  let best: Capacity | null = null;
  for (let bits = 4; bits <= MOST_BITS; bits++) {
    const room = Math.floor((limit - 64 - map.arena - 4 * 2 ** bits) / map.stateBytes);
    const states = Math.min(room, Math.floor(CROWDED * 2 ** bits));
    if (states > (best?.states ?? least)) best = capacity(map, states, bits);
  }
  return best;
}
