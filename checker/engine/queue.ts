import { hash } from './hash.js';
import type { MemoryMap } from './memory-map.js';
import type { Keys } from './tree.js';
import { inArena, inMemory } from './view.js';
import { type Code, type Global, i32, i64, type Local, type Module, type Stmt } from './wasm.js';

/**
 * The arena: states in the order in which they were found, which is the queue of a breadth-first search. An exact set
 * keeps all of them; others may forget the oldest.
 */
export interface Queue {
  /** States found, forgotten ones included. */
  readonly count: Global<'i32'>;
  /** Address of a state. */
  at(index: Code<'i32'>): Code<'i32'>;
  /** Appends the state that waits at `entry`, and leaves its address in `address`. */
  append(address: Local<'i32'>, entry: Local<'i32'>): Stmt;
  /** Conditions of which one is true if the state at `address` is not the one that waits at `entry`. */
  differs(address: Local<'i32'>, entry: Local<'i32'>): Code<'i32'>[];
  /** Computes the hash by which a table finds the state at `address`. */
  hash(h: Local<'i64'>, address: Local<'i32'>): Stmt;
}

/** `keys` are what the arena holds instead of states where they are compressed. */
export function queueOf(m: Module, map: MemoryMap, keys: Keys | null): Queue {
  const count = m.global('i32', i32.const(0));
  m.export('count', count);
  // Where state 0 lies, or would lie if it had not been forgotten.
  const moves = map.store !== 'exact' || keys !== null;
  const origin = m.global('i32', i32.const(map.arena));
  if (moves) m.export('origin', origin);
  const start = moves ? origin.get() : i32.const(map.arena);
  const bytes = keys === null ? i32.const(map.keyBytes) : keys.bytes.get();
  const at = (index: Code<'i32'>) => i32.add(i32.mul(index, bytes), start);
  const next = (address: Local<'i32'>, store: Stmt): Stmt => [
    address.set(at(count.get())),
    store,
    count.set(i32.add(count.get(), i32.const(1))),
  ];
  if (keys !== null) {
    const key = (entry: Local<'i32'>) => i64.load(entry.get(), { offset: map.stateBytes });
    return {
      count,
      at,
      append: (address, entry) => next(address, keys.store(address.get(), key(entry))),
      differs: (address, entry) => [keys.differs(address.get(), key(entry))],
      hash: (h, address) => hash(h, [keys.load(address.get())]),
    };
  }
  const words = Array.from({ length: map.stateBytes / 8 }, (_, k) => k);
  return {
    count,
    at,
    append: (address, entry) =>
      next(
        address,
        words.map((k) => inArena(address, map).set(k, inMemory(entry).word(k))),
      ),
    differs: (address, entry) =>
      words.map((k) => i64.ne(inArena(address, map).word(k), inMemory(entry).word(k))),
    hash: (h, address) =>
      hash(
        h,
        words.map((k) => inArena(address, map).word(k)),
      ),
  };
}
