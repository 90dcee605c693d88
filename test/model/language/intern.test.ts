import { describe, expect, it } from 'vitest';
import { programFor } from '../../../checker/engine/program.js';
import { explore } from '../../../checker/explore.js';
import { hashWords } from '../../../checker/layout.js';
import {
  type Fn,
  flag,
  fn,
  halt,
  initially,
  int,
  knowledge,
  lower,
  ne,
  never,
  not,
  type Property,
  read,
  shared,
  smp_mb,
  system,
  when,
  write,
  xchg,
} from '../../../model/language/index.js';
import { alike } from '../../../model/language/intern.js';

const source = { file: 'kernel/test.c', versions: 'none' };

/** Everything anew, as the build of a scenario does. */
function model(begin: Record<string, number> = {}, more = 0) {
  const g = shared({ lock: flag, left: int(0, 9), spare: int(0, 9) });
  const taker = fn('taker', { source, locals: { was: flag } }, (l) => ({
    take: xchg(g.lock, true, l.was),
    got: when(not(l.was), { count: write(g.left, 3 + more), give: write(g.lock, false) }),
    end: halt,
  }));
  const s = system({
    name: 'interned',
    cpus: 2,
    tasks: [taker, null],
    init: Object.entries(begin).map(([name, value]) =>
      name === 'lock' ? initially(g.lock, value === 1) : initially(g[name as 'left' | 'spare'], value),
    ),
  });
  const properties: Property[] = [
    never('unequal', ne(read(g.left), read(g.left)), { says: 'Left is left.', because: 'left is not left' }),
  ];
  return { g, taker: taker as Fn, system: s, properties };
}

const lowered = (begin: Record<string, number> = {}, more = 0) => {
  const { system, properties } = model(begin, more);
  return lower(system, properties);
};

describe('functions that say the same', () => {
  it('are one object, and frozen', () => {
    expect(model().taker).toBe(model().taker);
    expect(Object.isFrozen(model().taker.body.take)).toBe(true);
  });

  it('are two where one value, one word, or the order of steps differs', () => {
    expect(model({}, 1).taker).not.toBe(model().taker);
    const f = (order: 'ab' | 'ba', comment: string) =>
      fn('two_steps', { source: { ...source, note: comment } }, () =>
        order === 'ab' ? { a: smp_mb, b: halt } : { b: halt, a: smp_mb },
      );
    expect(f('ab', 'x')).toBe(f('ab', 'x'));
    expect(f('ab', 'x')).not.toBe(f('ab', 'y'));
    expect(f('ab', 'x')).not.toBe(f('ba', 'x'));
  });

  it('are told apart by all that they are made of', () => {
    expect(alike({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
    for (const other of [
      { a: [1, { b: 0 }] },
      { a: [1] },
      { a: [1, { c: null }] },
      { a: { 0: 1 } },
      {},
      null,
      1,
    ])
      expect(alike({ a: [1, { b: null }] }, other)).toBe(false);
    expect(alike({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false);
    expect(alike([], {})).toBe(false);
  });
});

describe('machines that differ only in how they begin', () => {
  const beginning = (m: ReturnType<typeof lowered>, name: string) =>
    m.initial[m.fields.findIndex((f) => f.name === name)];

  it('share everything else, the code of the engine too, and each begins as it is said', () => {
    const [plain, busy, later] = [lowered(), lowered({ lock: 1 }), lowered({ lock: 1, left: 5 })];
    expect(busy.code).toBe(plain.code);
    expect(later.code).toBe(plain.code);
    expect([plain, busy, later].map((m) => [beginning(m, 'lock'), beginning(m, 'left')])).toEqual([
      [0, 0],
      [1, 0],
      [1, 5],
    ]);
    const [a, b] = [programFor(plain), programFor(busy)];
    expect(b.module()).toBe(a.module());
    expect(b.machine).toBe(busy);
    expect(b.initial.hash).toBe(hashWords(b.initial.words));
    expect(b.initial.hash).not.toBe(a.initial.hash);
  });

  it('share nothing where a variable exists in one of them only, or a question differs', () => {
    const plain = lowered();
    const spare = lowered({ spare: 2 });
    expect(spare.code).not.toBe(plain.code);
    expect(beginning(plain, 'spare')).toBeUndefined();
    expect(beginning(spare, 'spare')).toBe(2);
    // Once more without it: what was lowered last has a variable too many.
    expect(beginning(lowered({ lock: 1 }), 'spare')).toBeUndefined();
    const { system, properties } = model();
    expect(lower(system, [{ ...properties[0], because: 'other words' }]).code).not.toBe(plain.code);
  });

  it('are told apart by the engine if somebody changes anything else', () => {
    const plain = lowered();
    const program = programFor(plain);
    const wider = plain.fields.map((f) => (f.name === 'left' ? { ...f, range: { min: 0, max: 99 } } : f));
    expect(programFor({ ...plain, fields: wider }).layout).not.toBe(program.layout);
    expect(programFor({ ...plain, properties: [] }).module()).not.toBe(program.module());
  });

  it('are refused where they begin outside of a domain, also behind one that is not', () => {
    const plain = lowered();
    programFor(plain);
    const initial = plain.initial.map((value, i) => (plain.fields[i].name === 'left' ? 10 : value));
    expect(() => programFor({ ...plain, initial })).toThrow('left begins as 10');
  });

  it('have the same states in both engines, one after the other', async () => {
    const begins: Record<string, number>[] = [{}, { lock: 1 }, { left: 7 }, { lock: 1, left: 7 }, {}];
    for (const begin of begins) {
      const machine = lowered(begin);
      const [fast, reference] = [await explore(machine), await explore(machine, { engine: 'reference' })];
      expect(fast.fingerprint).toBe(reference.fingerprint);
      expect(fast.states).toBe(reference.states);
    }
  });
});

it('what code knows of its locks depends on whether the system begins with somebody in one', () => {
  const locks = (begin: Record<string, number>) =>
    knowledge(model(begin).system).locks.map((l) => l.decl.name);
  expect(locks({})).toEqual(['lock']);
  expect(locks({ lock: 1 })).toEqual([]);
  expect(locks({ left: 7 })).toEqual(['lock']);
});
