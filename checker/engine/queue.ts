import type { MemoryMap } from './memory-map.js';
import { inArena, type Words } from './view.js';
import { type Code, type Global, i32, type Local, type Module, type Stmt } from './wasm.js';

/**
 * The arena: states in the order in which they were found, which is the queue of a breadth-first search. An exact set
 * keeps all of them; others may forget the oldest.
 */
export interface Queue {
  /** States found, forgotten ones included. */
  readonly count: Global<'i32'>;
  /** Address of a state. */
  at(index: Code<'i32'>): Code<'i32'>;
  /** Appends a state, and leaves its address in `address`. */
  append(address: Local<'i32'>, words: Words): Stmt;
}

export function queueOf(m: Module, map: MemoryMap): Queue {
  const count = m.global('i32', i32.const(0));
  m.export('count', count);
  // Where state 0 lies, or would lie if it had not been forgotten.
  const forgets = map.store !== 'exact';
  const origin = m.global('i32', i32.const(map.arena));
  if (forgets) m.export('origin', origin);
  const start = forgets ? origin.get() : i32.const(map.arena);
  const at = (index: Code<'i32'>) => i32.add(i32.mul(index, i32.const(map.keyBytes)), start);
  return {
    count,
    at,
    append: (address, words) => [
      address.set(at(count.get())),
      Array.from({ length: map.stateBytes / 8 }, (_, k) => inArena(address, map).set(k, words.word(k))),
      count.set(i32.add(count.get(), i32.const(1))),
    ],
  };
}
