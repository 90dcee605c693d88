import type { Range } from '../../model/language/domain.js';
import type { Layout, PackedField } from '../layout.js';
import { EngineRefusal } from './errors.js';
import type { MemoryMap } from './memory-map.js';
import { constant, unbias, type Value } from './value.js';
import { type At, type Code, i32, i64, type Local, type Stmt } from './wasm.js';

/** Where the words of a state are while code works on it. */
export interface Words {
  word(word: number): Code<'i64'>;
  /** Some bits of a word, at most 32, without what is left and right of them. */
  bits(word: number, shift: number, bits: number): Code<'i32'>;
  set(word: number, value: Code<'i64'>): Stmt;
}

/** States of few words are kept in locals, where the compiler makes registers of them. */
export function inLocals(locals: readonly Local<'i64'>[]): Words {
  return {
    word: (word) => locals[word].get(),
    bits: (word, shift, bits) => {
      const all = locals[word].get();
      const moved = i32.wrap_i64(shift === 0 ? all : i64.shr_u(all, i64.const(BigInt(shift))));
      return bits === 32 || shift + bits === 64 ? moved : i32.and(moved, i32.const(lowBits(bits)));
    },
    set: (word, value) => locals[word].set(value),
  };
}

/** Wider ones stay in memory, so that a transition costs what it changes. */
export function inMemory(pointer: Local<'i32'>): Words {
  const at = (word: number, byte = 0): At => ({ offset: 8 * word + byte });
  return {
    word: (word) => i64.load(pointer.get(), at(word)),
    bits: (word, shift, bits) => {
      const last = shift + bits;
      const half = shift < 32 ? 0 : 32;
      // A field that lies in one half of its word needs no 64-bit arithmetic.
      if (half === 0 && last > 32) {
        const moved = i32.wrap_i64(i64.shr_u(i64.load(pointer.get(), at(word)), i64.const(BigInt(shift))));
        return bits === 32 ? moved : i32.and(moved, i32.const(lowBits(bits)));
      }
      const loaded = i32.load(pointer.get(), at(word, half / 8));
      const moved = shift === half ? loaded : i32.shr_u(loaded, i32.const(shift - half));
      return last === half + 32 ? moved : i32.and(moved, i32.const(lowBits(bits)));
    },
    set: (word, value) => i64.store(pointer.get(), value, at(word)),
  };
}

/** States in the arena: as in memory, but what follows the last word's bits belongs to the next state. */
export function inArena(
  pointer: Local<'i32'>,
  map: Pick<MemoryMap, 'stateBytes' | 'keyBytes' | 'lastMask'>,
): Words {
  const words = inMemory(pointer);
  const last = map.stateBytes / 8 - 1;
  if (map.keyBytes === map.stateBytes) return words;
  const word = (k: number) => (k === last ? i64.and(words.word(k), i64.const(map.lastMask)) : words.word(k));
  return { ...words, word };
}

const lowBits = (bits: number): number => 2 ** bits - 1;

/** The bits of a field within its word. */
export const maskOf = (f: PackedField): bigint => ((1n << BigInt(f.bits)) - 1n) << BigInt(f.shift);

const U64 = (1n << 64n) - 1n;

/** Constant stores into a word that were not made yet: `((w & ~clear) | set) ^ flip`. */
interface Pending {
  clear: bigint;
  set: bigint;
  flip: bigint;
}

/**
 * A state as the code at one point sees it. What is known of its fields becomes constants, and constant stores are
 * collected until the end of the transition: a step that moves on and zeroes three dead locals is one operation
 * for each word.
 */
export class View {
  private readonly pending = new Map<number, Pending>();

  /**
   * `facts` are what is known of fields; whoever gives them may change them only once the view is not read any more.
   * `passing` gives the local for a field that is no part of a state; views that are not written to need none. Where
   * such a field is not a fact here, it is in its local.
   */
  constructor(
    readonly words: Words,
    readonly layout: Layout,
    private facts: ReadonlyMap<number, number> = new Map(),
    private readonly passing: ((field: number) => Local<'i32'>) | null = null,
    private inLocal: ReadonlySet<number> = new Set(),
  ) {}

  /** Copies of the facts, made when they first change here: most views only look. */
  private own: { readonly facts: Map<number, number>; readonly inLocal: Set<number> } | null = null;
  private get changing() {
    if (this.own === null) {
      this.own = { facts: new Map(this.facts), inLocal: new Set(this.inLocal) };
      this.facts = this.own.facts;
      this.inLocal = this.own.inLocal;
    }
    return this.own;
  }

  /** The same point of the program, to go on from in another way. */
  fork(): View {
    const { words, layout, facts, passing, inLocal } = this;
    const fork = new View(words, layout, facts, passing, inLocal);
    // Neither may see what the other changes from now on.
    this.own = null;
    for (const [word, p] of this.pending) fork.pending.set(word, { ...p });
    return fork;
  }

  /** The value of a field if it is known here. */
  fact(field: number): number | undefined {
    const { bits, min, values, passing } = this.layout.fields[field];
    if (this.inLocal.has(field) || (passing && this.facts.has(field))) return this.facts.get(field);
    return bits === 0 ? (values === null ? min : values[0]) : this.facts.get(field);
  }

  /** A field as it is stored. */
  raw(field: number): Code<'i32'> {
    const { word, shift, bits } = this.layout.fields[field];
    const fact = this.fact(field);
    if (this.inLocal.has(field)) return this.local(field).get();
    // Other fields' pending stores do not touch these bits, and pending ones of this field are facts.
    return fact === undefined ? this.words.bits(word, shift, bits) : i32.const(this.encode(field, fact));
  }

  value(field: number, range: Range): Value {
    const { min, values, passing } = this.layout.fields[field];
    const fact = this.fact(field);
    if (fact !== undefined) return constant(fact);
    if (values !== null && !passing)
      throw new EngineRefusal(`field ${field} is used as a number and has gaps`);
    return unbias(this.raw(field), min, range.min, range.max, 3);
  }

  /** A whole word, with the stores that are still to be made. */
  word(word: number): Code<'i64'> {
    const code = this.words.word(word);
    const p = this.pending.get(word);
    if (p === undefined) return code;
    let now = code;
    if (p.clear !== 0n) now = i64.and(now, i64.const(U64 & ~p.clear));
    if (p.set !== 0n) now = i64.or(now, i64.const(p.set));
    return p.flip === 0n ? now : i64.xor(now, i64.const(p.flip));
  }

  /** The stored form of a value. */
  encode(field: number, value: number): number {
    const { bits, min, values, passing } = this.layout.fields[field];
    if (passing) return value - min;
    const code = values === null ? value - min : values.indexOf(value);
    if (code < 0 || code >= 2 ** bits) throw new EngineRefusal(`field ${field} has no room for ${value}`);
    return code;
  }

  /** field = value */
  writeConstant(field: number, value: number): void {
    const f = this.layout.fields[field];
    const code = BigInt(this.encode(field, value)) << BigInt(f.shift);
    if (f.passing) {
      this.changing.inLocal.delete(field);
      this.changing.facts.set(field, value);
    }
    if (f.bits === 0) return;
    const mask = maskOf(f);
    const p = this.pending.get(f.word) ?? { clear: 0n, set: 0n, flip: 0n };
    this.pending.set(f.word, p);
    const before = this.facts.get(field);
    if ((p.clear & mask) !== 0n) p.set = (p.set & ~mask) | code;
    else if (before !== undefined) p.flip ^= code ^ (BigInt(this.encode(field, before)) << BigInt(f.shift));
    else {
      p.clear |= mask;
      p.set |= code;
    }
    this.changing.facts.set(field, value);
  }

  /** field = a value that is in its range, in stored form */
  write(field: number, raw: Code<'i32'>): Stmt {
    const f = this.layout.fields[field];
    if (f.passing) {
      this.forget(field);
      return this.local(field).set(raw);
    }
    if (f.bits === 0) return [];
    const mask = maskOf(f);
    const p = this.pending.get(f.word);
    if (p !== undefined) {
      p.clear &= ~mask;
      p.set &= ~mask;
      p.flip &= ~mask;
    }
    this.changing.facts.delete(field);
    const rest = i64.and(this.words.word(f.word), i64.const(U64 & ~mask));
    const moved = i64.shl(i64.extend_i32_u(raw), i64.const(BigInt(f.shift)));
    return this.words.set(f.word, i64.or(rest, moved));
  }

  /** Nothing is known about the field any more, for it may have been written. */
  forget(field: number): void {
    this.changing.facts.delete(field);
    if (this.layout.fields[field].passing) this.changing.inLocal.add(field);
  }

  /** Puts fields that are no part of a state into their locals, for code that does not know what they were. */
  settle(fields: Iterable<number>): Stmt {
    return [...fields].map((field) => {
      if (!this.layout.fields[field].passing || this.inLocal.has(field)) return [];
      return this.local(field).set(this.raw(field));
    });
  }

  private local(field: number): Local<'i32'> {
    if (this.passing === null) throw new EngineRefusal(`field ${field} changes outside of a transition`);
    return this.passing(field);
  }

  /** Makes the pending stores, of one word or of all. */
  flush(only?: number): Stmt {
    const words = [...this.pending.keys()].filter((word) => only === undefined || word === only);
    return words.map((word) => {
      const p = this.pending.get(word) as Pending;
      const idle = p.clear === 0n && p.set === 0n && p.flip === 0n;
      const store = idle ? [] : this.words.set(word, this.word(word));
      this.pending.delete(word);
      return store;
    });
  }
}
