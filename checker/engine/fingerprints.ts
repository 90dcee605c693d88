import { touch } from './table.js';
import type { StateSet } from './visited.js';
import {
  block,
  br,
  br_if,
  type Code,
  type Func,
  i32,
  i64,
  if_,
  loop,
  type Module,
  type Stmt,
  select,
} from './wasm.js';

/**
 * A set of 64-bit hashes instead of states: an open-addressing table whose positions grow with the hashes. States of one
 * word are told apart by their hashes; of wider ones, two may share one, and then the second is overlooked.
 */
export function fingerprintSet(m: Module): StateSet {
  const table = m.global('i32', i32.const(0));
  const entries = m.global('i64', i64.const(0n));
  m.export('table', table);
  m.export('entries', entries);
  const positionOf = (h: Code<'i64'>) =>
    i32.wrap_i64(i64.shr_u(i64.mul(i64.shr_u(h, i64.const(32n)), entries.get()), i64.const(32n)));
  const after = (position: Code<'i32'>) => {
    const next = i32.add(position, i32.const(1));
    return select(i32.const(0), next, i32.eq(next, i32.wrap_i64(entries.get())));
  };
  const entryAt = (position: Code<'i32'>) => i32.add(table.get(), i32.shl(position, i32.const(3)));
  // 0 is a free entry.
  const stored = (h: Code<'i64'>) => select(i64.const(1n), h, i64.eqz(h));

  // enterHash(h): adds a hash that is not there.
  const enterHash = m.func('enterHash', ['i64'], 'void');
  {
    const [h] = enterHash.params;
    const position = enterHash.local('i32');
    enterHash.define([
      position.set(positionOf(h.get())),
      block((free) =>
        loop((probe) => [
          br_if(free, i64.eqz(i64.load(entryAt(position.get())))),
          position.set(after(position.get())),
          br(probe),
        ]),
      ),
      i64.store(entryAt(position.get()), h.get()),
    ]);
  }
  m.export('enterHash', enterHash);

  // moveHashes(from, to): takes the hashes between two addresses out, and enters them anew.
  const moveHashes = m.func('moveHashes', ['i32', 'i32'], 'void');
  {
    const [from, to] = moveHashes.params;
    const h = moveHashes.local('i64');
    const position = moveHashes.local('i32');
    moveHashes.define(
      block((done) =>
        loop((again) => [
          br_if(done, i32.eq(from.get(), to.get())),
          h.set(i64.load(from.get())),
          if_(i32.eqz(i64.eqz(h.get())), [
            i64.store(from.get(), i64.const(0n)),
            position.set(positionOf(h.get())),
            block((free) =>
              loop((probe) => [
                br_if(free, i64.eqz(i64.load(entryAt(position.get())))),
                position.set(after(position.get())),
                br(probe),
              ]),
            ),
            i64.store(entryAt(position.get()), h.get()),
          ]),
          from.set(i32.add(from.get(), i32.const(8))),
          br(again),
        ]),
      ),
    );
  }
  m.export('moveHashes', moveHashes);

  return {
    lookUp(fn: Pick<Func, 'local'>, { h, known, add, next }) {
      const position = fn.local('i32');
      const found = fn.local('i64');
      const begin: Stmt = position.set(positionOf(h.get()));
      return {
        prepare: [[begin, touch(i64.load(entryAt(position.get())))]],
        decide: [
          begin,
          loop((probe) => [
            found.set(i64.load(entryAt(position.get()))),
            if_(i64.eqz(found.get()), [i64.store(entryAt(position.get()), stored(h.get())), add, br(next)]),
            if_(i64.eq(found.get(), stored(h.get())), [known(i32.const(0)), br(next)]),
            position.set(after(position.get())),
            br(probe),
          ]),
        ],
      };
    },
  };
}

/** Bits that a state sets in a bit table. */
const BITS_EACH = 3;
/** Odd numbers that make further hashes of one. */
const MORE = [0x9e3779b97f4a7c15n, 0xd6e8feb86659fd93n, 0xa0761d6478bd642fn];

/**
 * Bits instead of states (Holzmann's bitstate hashing): a state counts as visited if all the bits are set that its hash
 * names. What others have set by chance makes it overlooked, so that nothing is ever proved with it.
 */
export function bitSet(m: Module): StateSet {
  const table = m.global('i32', i32.const(0));
  const entries = m.global('i64', i64.const(0n));
  /** Other seeds overlook other states. */
  const seed = m.global('i64', i64.const(0n));
  m.export('table', table);
  m.export('entries', entries);
  m.export('seed', seed);
  return {
    lookUp(fn: Pick<Func, 'local'>, { h, known, add, next }) {
      const hashes = MORE.slice(0, BITS_EACH).map(() => fn.local('i64'));
      const byteAt = (g: Code<'i64'>) =>
        i32.add(
          table.get(),
          i32.wrap_i64(i64.shr_u(i64.mul(i64.shr_u(g, i64.const(32n)), entries.get()), i64.const(32n))),
        );
      const bitOf = (g: Code<'i64'>) => i32.shl(i32.const(1), i32.and(i32.wrap_i64(g), i32.const(7)));
      const fold = (g: Code<'i64'>) => i64.xor(g, i64.shr_u(g, i64.const(29n)));
      const begin: Stmt = hashes.map((g, i) => [
        g.set(i64.mul(i64.xor(h.get(), seed.get()), i64.const(MORE[i]))),
        g.set(fold(g.get())),
      ]);
      const isSet = hashes.map((g) =>
        i32.ne(i32.and(i32.load8_u(byteAt(g.get())), bitOf(g.get())), i32.const(0)),
      );
      return {
        prepare: [[begin, hashes.map((g) => touch(i32.load8_u(byteAt(g.get()))))]],
        decide: [
          begin,
          if_(
            isSet.reduce((a, b) => i32.and(a, b)),
            [known(i32.const(0)), br(next)],
          ),
          hashes.map((g) =>
            i32.store8(byteAt(g.get()), i32.or(i32.load8_u(byteAt(g.get())), bitOf(g.get()))),
          ),
          add,
          br(next),
        ],
      };
    },
  };
}
