import { HASH } from '../layout.js';
import { type Code, i64, type Local, type Stmt } from './wasm.js';

/** Computes `hashWords` of the words into `h`. */
export function hash(h: Local<'i64'>, words: readonly Code<'i64'>[]): Stmt {
  const fold = (shift: bigint): Stmt => h.set(i64.xor(h.get(), i64.shr_u(h.get(), i64.const(shift))));
  const rounds = words.map((word, i): Stmt => {
    const before = i === 0 ? i64.const(HASH.seed) : h.get();
    return [h.set(i64.mul(i64.xor(before, word), i64.const(HASH.mix))), fold(32n)];
  });
  return [rounds, h.set(i64.mul(h.get(), i64.const(HASH.last))), fold(29n)];
}
