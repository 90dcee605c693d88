import { type Dictionary, type Interning, interningOf } from './dictionary.js';
import type { MemoryMap } from './memory-map.js';
import { inMemory } from './view.js';
import {
  block,
  br,
  br_if,
  type Code,
  call,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  type Local,
  loop,
  type Module,
  type Stmt,
} from './wasm.js';

/**
 * Tree compression (Blom, Lisser, van de Pol, Weber 2011): the words of a state are the leaves of a binary tree, and every
 * node but the root is numbered by a dictionary: a leaf by its word, another node by the numbers of its two children. States
 * differ in few words, so that they share most nodes. What is kept of a state are the numbers of the root's children. Those
 * have dictionaries of their own, which keeps their numbers small; all other nodes share one.
 *
 * A key has the two numbers one after the other, in as many bits as the dictionaries need now. While it is worked on, it
 * is raw: 32 bits for each. As no two nodes of a dictionary are equal, states are equal exactly if their keys are.
 */
export const DICTIONARIES = ['inner', 'left', 'right'] as const;
export type DictionaryName = (typeof DICTIONARIES)[number];

interface Node {
  readonly dictionary: DictionaryName;
  /** Where its number is, for the state that others are compared with. */
  readonly at: number;
  /** The words below it, from the first up to the second. */
  readonly from: number;
  readonly to: number;
  readonly children: readonly [Node, Node] | null;
}

/** The two children of the root. The number of each node is kept at `at`, 4 bytes each. */
function treeOver(words: number, at: number): [Node, Node] {
  let next = at;
  const node = (dictionary: DictionaryName, from: number, to: number): Node => {
    const place = next;
    next += 4;
    const middle = half(from, to);
    const children =
      to - from === 1 ? null : ([node('inner', from, middle), node('inner', middle, to)] as const);
    return { dictionary, at: place, from, to, children };
  };
  const middle = half(0, words);
  return [node('left', 0, middle), node('right', middle, words)];
}

const half = (from: number, to: number): number => Math.ceil((from + to) / 2);

/** Nodes that have numbers, in a tree over so many words. */
export const nodesOf = (words: number): number => 2 * words - 2;

/** Keys in the arena, as they are now. */
export interface Keys {
  readonly bytes: Global<'i32'>;
  /** The raw key at an address. */
  load(address: Code<'i32'>): Code<'i64'>;
  /** Stores a raw key. The bytes after it may be overwritten. */
  store(address: Code<'i32'>, raw: Code<'i64'>): Stmt;
  /** Whether the key at an address is not this one. */
  differs(address: Code<'i32'>, raw: Code<'i64'>): Code<'i32'>;
}

export function keysOf(m: Module): Keys {
  const bytes = m.global('i32', i32.const(8));
  const leftBits = m.global('i64', i64.const(0n));
  const lowMask = m.global('i64', i64.const(0n));
  const keyMask = m.global('i64', i64.const(0n));
  for (const [name, g] of Object.entries({ keyBytes: bytes, leftBits, lowMask, keyMask })) m.export(name, g);
  const packed = (raw: Code<'i64'>) =>
    i64.or(i64.and(raw, i64.const(LOWER)), i64.shl(i64.shr_u(raw, i64.const(32n)), leftBits.get()));
  return {
    bytes,
    load: (address) => {
      const key = i64.load(address);
      const right = i64.shr_u(i64.and(key, keyMask.get()), leftBits.get());
      return i64.or(i64.and(key, lowMask.get()), i64.shl(right, i64.const(32n)));
    },
    store: (address, raw) => i64.store(address, packed(raw)),
    differs: (address, raw) =>
      i64.ne(i64.and(i64.xor(i64.load(address), packed(raw)), keyMask.get()), i64.const(0n)),
  };
}

const LOWER = 0xffffffffn;

/** What a module does with compressed states. */
export interface Tree {
  /** Unpacks the state whose key lies at this address, and leaves the address of its words. They are good until the next one. */
  readonly unpack: Func<readonly ['i32'], 'i32'>;
  /** The raw key of the state at this address. Costs least for one that differs little from the one unpacked last. */
  readonly compress: Func<readonly ['i32'], 'i64'>;
  /** The same, and from now on others are compared with this state. */
  readonly compressNext: Func<readonly ['i32'], 'i64'>;
  /** 1 once a dictionary should grow before another state is expanded. */
  readonly crowded: Global<'i32'>;
}

export function treeOf(m: Module, map: MemoryMap, keys: Keys): Tree {
  const crowded = m.global('i32', i32.const(0));
  m.export('crowdedTree', crowded);
  const dictionaries = each((name) => interningOf(m, name, crowded));
  /** 1 once there is a state to compare with. */
  const begun = m.global('i32', i32.const(0));
  recodeOf(m, keys);
  return {
    unpack: unpackOf(m, map, keys, dictionaries),
    compress: compressOf(m, map, dictionaries, begun, false),
    compressNext: compressOf(m, map, dictionaries, begun, true),
    crowded,
  };
}

const each = <T>(make: (name: DictionaryName) => T): Record<DictionaryName, T> =>
  Object.fromEntries(DICTIONARIES.map((name) => [name, make(name)])) as Record<DictionaryName, T>;

const ZERO = i32.const(0);

function unpackOf(
  m: Module,
  map: MemoryMap,
  keys: Keys,
  dictionaries: Record<DictionaryName, Dictionary>,
): Tree['unpack'] {
  const unpack = m.func('unpack', ['i32'], 'i32');
  const [address] = unpack.params;
  const values: Local<'i64'>[] = [];
  const write = (node: Node, index: Code<'i32'>, depth: number): Stmt => {
    const number = unpack.local('i32');
    values[depth] ??= unpack.local('i64');
    const value = values[depth];
    const found = dictionaries[node.dictionary].valueAt(number.get());
    const below =
      node.children === null
        ? i64.store(ZERO, found, { offset: map.current + 8 * node.from })
        : [
            value.set(found),
            write(node.children[0], i32.wrap_i64(value.get()), depth + 1),
            write(node.children[1], i32.wrap_i64(i64.shr_u(value.get(), i64.const(32n))), depth + 1),
          ];
    return [number.set(index), i32.store(ZERO, number.get(), { offset: node.at }), below];
  };
  const [left, right] = treeOver(map.stateBytes / 8, map.nodes);
  const key = unpack.local('i64');
  unpack.define([
    key.set(keys.load(address.get())),
    write(left, i32.wrap_i64(key.get()), 0),
    write(right, i32.wrap_i64(i64.shr_u(key.get(), i64.const(32n))), 0),
    i32.const(map.current),
  ]);
  m.export('unpack', unpack);
  return unpack;
}

/**
 * Words that differ from those of the state unpacked last are bits of a mask (of more than 64 words, some share one). Only nodes
 * above such a word are looked up, the others have the numbers that they had there.
 */
function compressOf(
  m: Module,
  map: MemoryMap,
  dictionaries: Record<DictionaryName, Interning>,
  begun: Global<'i32'>,
  keep: boolean,
): Tree['compress'] {
  const words = map.stateBytes / 8;
  const compress = m.func(keep ? 'compressNext' : 'compress', ['i32'], 'i64');
  const [entry] = compress.params;
  const changed = compress.local('i64');
  const state = inMemory(entry);
  const bit = (word: number): bigint => BigInt(words <= 64 ? word : Math.floor((word * 64) / words));
  const here = (word: number) => ({ offset: map.current + 8 * word });
  const differs = Array.from(
    { length: words },
    (_, k): Code<'i64'> =>
      i64.shl(i64.extend_i32_u(i64.ne(state.word(k), i64.load(ZERO, here(k)))), i64.const(bit(k))),
  );
  const numberOf = (node: Node): Code<'i32'> => {
    const { intern } = dictionaries[node.dictionary];
    let mask = 0n;
    for (let k = node.from; k < node.to; k++) mask |= 1n << bit(k);
    const number = compress.local('i32');
    const looked =
      node.children === null
        ? call(intern, state.word(node.from))
        : call(intern, pair(numberOf(node.children[0]), numberOf(node.children[1])));
    const kept: Stmt = [
      i32.store(ZERO, number.get(), { offset: node.at }),
      node.children === null ? i64.store(ZERO, state.word(node.from), here(node.from)) : [],
    ];
    return i32.if(
      i64.ne(i64.and(changed.get(), i64.const(mask)), i64.const(0n)),
      keep ? [number.set(looked), kept, number.get()] : [looked],
      [i32.load(ZERO, { offset: node.at })],
    );
  };
  const [left, right] = treeOver(words, map.nodes);
  return compress.define([
    if_(begun.get(), changed.set(differs.reduce((a, b) => i64.or(a, b))), changed.set(i64.const(-1n))),
    keep ? begun.set(i32.const(1)) : [],
    pair(numberOf(left), numberOf(right)),
  ]);
}

const pair = (a: Code<'i32'>, b: Code<'i32'>): Code<'i64'> =>
  i64.or(i64.extend_i32_u(a), i64.shl(i64.extend_i32_u(b), i64.const(32n)));

/**
 * The function `recode(from, to, count, bytes, bits)`, which moves keys up from one address to another, where each has so
 * many bytes, and so many bits for its left half. It begins with the last, so that none is overwritten before it is read.
 */
function recodeOf(m: Module, keys: Keys): void {
  const recode = m.func('recode', ['i32', 'i32', 'i32', 'i32', 'i64'], 'void');
  const [from, to, count, bytes, bits] = recode.params;
  const source = recode.local('i32');
  const target = recode.local('i32');
  const raw = recode.local('i64');
  const rest = recode.local('i64');
  const packed = i64.or(
    i64.and(raw.get(), i64.const(LOWER)),
    i64.shl(i64.shr_u(raw.get(), i64.const(32n)), bits.get()),
  );
  recode.define([
    // The bytes after a key, which belong to the next one. A shift by 64 would be none.
    rest.set(
      i64.shl(
        i64.shl(i64.const(-1n), i64.extend_i32_u(i32.sub(i32.shl(bytes.get(), i32.const(3)), i32.const(1)))),
        i64.const(1n),
      ),
    ),
    source.set(i32.add(from.get(), i32.mul(count.get(), keys.bytes.get()))),
    target.set(i32.add(to.get(), i32.mul(count.get(), bytes.get()))),
    block((done) =>
      loop((again) => [
        br_if(done, i32.eqz(count.get())),
        count.set(i32.sub(count.get(), i32.const(1))),
        source.set(i32.sub(source.get(), keys.bytes.get())),
        target.set(i32.sub(target.get(), bytes.get())),
        raw.set(keys.load(source.get())),
        i64.store(target.get(), i64.or(packed, i64.and(i64.load(target.get()), rest.get()))),
        br(again),
      ]),
    ),
  ]);
  m.export('recode', recode);
}
