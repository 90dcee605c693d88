import { hash } from './hash.js';
import {
  block,
  br,
  br_if,
  type Code,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  type Local,
  loop,
  type Module,
  return_,
  type Stmt,
} from './wasm.js';

/** Numbers 64-bit values in the order in which they first come, and finds them again by their numbers. */
export interface Dictionary {
  valueAt(index: Code<'i32'>): Code<'i64'>;
}

/** A dictionary that can be added to. */
export interface Interning extends Dictionary {
  /** The number of a value, which is new if it was not there before. */
  readonly intern: Func<readonly ['i64'], 'i32'>;
}

/** The names of a dictionary's globals and functions outside of the module. */
export type DictionaryExports<N extends string> = {
  /** Address of the values, 8 bytes each. */
  readonly [K in `${N}Values`]: { value: number };
} & { readonly [K in `${N}Count` | `${N}Enough` | `${N}Table` | `${N}Mask`]: { value: number } } & {
  readonly [K in `${N}Entries`]: { value: bigint };
} & {
  /** Enters values from one index to another into a new and empty table. */
  readonly [K in `${N}Rebuild`]: (from: number, to: number) => void;
};

/**
 * `crowded` becomes 1 when a dictionary has `enough` values, so that it should grow soon.
 *
 * Values are found by a hash table with open addressing, whose 32-bit entries are numbers counted from 1, with as many bits
 * of the hash as there is room for. It is small: most of what is looked up is found where it should be, and in the cache.
 */
export function interningOf(m: Module, name: string, crowded: Global<'i32'>): Interning {
  const values = m.global('i32', i32.const(0));
  m.export(`${name}Values`, values);
  const valueAt = (index: Code<'i32'>) => i64.load(i32.add(values.get(), i32.shl(index, i32.const(3))));
  const count = m.global('i32', i32.const(0));
  const enough = m.global('i32', i32.const(0));
  // These change when the dictionary grows.
  const table = m.global('i32', i32.const(0));
  const entries = m.global('i64', i64.const(0n));
  const mask = m.global('i32', i32.const(0));
  m.export(`${name}Count`, count);
  m.export(`${name}Enough`, enough);
  m.export(`${name}Table`, table);
  m.export(`${name}Entries`, entries);
  m.export(`${name}Mask`, mask);
  const tagOf = (h: Local<'i64'>) => i32.and(i32.wrap_i64(h.get()), i32.xor(mask.get(), i32.const(-1)));
  const numberIn = (entry: Local<'i32'>) => i32.sub(i32.and(entry.get(), mask.get()), i32.const(1));

  /** Leaves in `at` the address of the first entry for which `found` does not return and that is free. */
  const probe = (
    fn: Pick<Func, 'local'>,
    h: Local<'i64'>,
    at: Local<'i32'>,
    entry: Local<'i32'>,
    found: Stmt,
  ): Stmt => {
    const end = fn.local('i32');
    const first = i64.shr_u(i64.mul(i64.shr_u(h.get(), i64.const(32n)), entries.get()), i64.const(32n));
    return [
      at.set(i32.add(table.get(), i32.shl(i32.wrap_i64(first), i32.const(2)))),
      end.set(i32.add(table.get(), i32.shl(i32.wrap_i64(entries.get()), i32.const(2)))),
      block((free) =>
        loop((again) => [
          entry.set(i32.load(at.get())),
          br_if(free, i32.eqz(entry.get())),
          found,
          at.set(i32.add(at.get(), i32.const(4))),
          if_(i32.eq(at.get(), end.get()), at.set(table.get())),
          br(again),
        ]),
      ),
    ];
  };
  const entryFor = (h: Local<'i64'>, number: Code<'i32'>) => i32.or(tagOf(h), i32.add(number, i32.const(1)));

  const intern = m.func(`${name}Intern`, ['i64'], 'i32');
  {
    const [value] = intern.params;
    const h = intern.local('i64');
    const at = intern.local('i32');
    const entry = intern.local('i32');
    const same = i64.eq(valueAt(numberIn(entry)), value.get());
    // Equal bits of the hash cancel out, and what is left are those of the number.
    const looksRight = i32.le_u(i32.xor(entry.get(), tagOf(h)), mask.get());
    intern.define([
      hash(h, [value.get()]),
      probe(intern, h, at, entry, if_(looksRight, if_(same, return_(numberIn(entry))))),
      i32.store(at.get(), entryFor(h, count.get())),
      i64.store(i32.add(values.get(), i32.shl(count.get(), i32.const(3))), value.get()),
      count.set(i32.add(count.get(), i32.const(1))),
      if_(i32.ge_u(count.get(), enough.get()), crowded.set(i32.const(1))),
      i32.sub(count.get(), i32.const(1)),
    ]);
  }

  const rebuild = m.func(`${name}Rebuild`, ['i32', 'i32'], 'void');
  {
    const [from, to] = rebuild.params;
    const h = rebuild.local('i64');
    const at = rebuild.local('i32');
    const entry = rebuild.local('i32');
    rebuild.define(
      block((done) =>
        loop((again) => [
          br_if(done, i32.ge_u(from.get(), to.get())),
          hash(h, [valueAt(from.get())]),
          probe(rebuild, h, at, entry, []),
          i32.store(at.get(), entryFor(h, from.get())),
          from.set(i32.add(from.get(), i32.const(1))),
          br(again),
        ]),
      ),
    );
  }
  m.export(`${name}Rebuild`, rebuild);
  return { intern, valueAt };
}
