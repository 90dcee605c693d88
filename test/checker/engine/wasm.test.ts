import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Type as AnyType,
  type Body,
  block,
  br,
  br_if,
  br_table,
  type Code,
  call,
  drop,
  i32,
  i64,
  if_,
  Label,
  type Local,
  loop,
  Module,
  return_,
  type Stmt,
  select,
  seq,
  unreachable,
} from '../../../checker/engine/wasm.js';

// The compiler knows WebAssembly only from the browser's library, which this project does not include.
const { WebAssembly } = globalThis as any;

const I32 = ['i32'] as const;

/** Instantiates a module; what it exports is called with numbers and bigints. */
const run = (m: Module, imports: Record<string, any> = {}): Record<string, any> =>
  new WebAssembly.Instance(new WebAssembly.Module(m.encode()), imports).exports;

/** The value of a constant expression. */
/** Numbers; vectors never leave a function. */
type Type = Exclude<AnyType, 'v128'>;

const value = <T extends Type>(type: T, body: Body<T>): number | bigint => {
  const m = new Module();
  m.export('f', m.func<[], Type>('f', [], type).define(body as any));
  return run(m).f();
};

/** A function of one i32, with the variables the body asks for. */
const func = (body: (x: Local<'i32'>, local: <T extends Type>(type: T) => Local<T>) => Body<'i32'>) => {
  const m = new Module();
  const f = m.func('f', I32, 'i32');
  m.export('f', f.define(body(f.params[0], (type) => f.local(type))));
  return run(m).f as (x: number) => number;
};

describe('constants', () => {
  // Where the length of a LEB128 encoding changes: one byte holds -64..63, two -8192..8191, and so on.
  const around = (bits: number): bigint[] =>
    Array.from({ length: Math.ceil(bits / 7) }, (_, i) => 1n << BigInt(Math.min(7 * i + 6, bits - 1)))
      .flatMap((edge) => [edge, -edge])
      .flatMap((edge) => [edge - 1n, edge, edge + 1n])
      .filter((n) => n === BigInt.asIntN(bits, n));

  it('survive at the boundaries of LEB128', () => {
    for (const n of [0n, -1n, ...around(32)]) expect(value('i32', i32.const(Number(n)))).toBe(Number(n));
    for (const n of [0n, -1n, ...around(64)]) expect(value('i64', i64.const(n))).toBe(n);
    expect(around(32)).toContain(-(2n ** 31n));
    expect(around(64)).toContain(2n ** 63n - 1n);
  });

  it('survive everywhere', () => {
    fc.assert(fc.property(fc.integer(), (n) => value('i32', i32.const(n)) === n));
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
        expect(value('i64', i64.const(n))).toBe(n);
      }),
    );
  });

  it('may be unsigned, but not out of range', () => {
    expect(value('i32', i32.const(2 ** 32 - 1))).toBe(-1);
    expect(value('i64', i64.const(2n ** 64n - 1n))).toBe(-1n);
    for (const n of [2 ** 32, -(2 ** 31) - 1, 0.5, Number.NaN])
      expect(() => i32.const(n)).toThrow(RangeError);
    for (const n of [2n ** 64n, -(2n ** 63n) - 1n]) expect(() => i64.const(n)).toThrow(RangeError);
  });

  it('take as few bytes as they can', () => {
    const size = (n: bigint): number => {
      const m = new Module();
      m.func('f', [], 'i64').define(i64.const(n));
      return m.encode().length;
    };
    const lengths = around(64).map((n) => size(n) - size(0n) + 1);
    expect(lengths).toEqual(
      around(64).map((n) => Math.ceil(((n < 0n ? ~n : n).toString(2).length + 1) / 7) || 1),
    );
  });
});

describe('arithmetic', () => {
  /** The meaning of the operators on signed integers of `w` bits, to be wrapped; a RangeError is a trap. */
  const u = (w: number, n: bigint) => BigInt.asUintN(w, n);
  const by = (w: number, n: bigint) => u(w, n) % BigInt(w);
  const bits = (w: number, n: bigint) => u(w, n).toString(2).padStart(w, '0');
  const UNARY: Record<string, (w: number, a: bigint) => number> = {
    clz: (w, a) => `${bits(w, a)}1`.indexOf('1'),
    ctz: (w, a) => [...`1${bits(w, a)}`].reverse().indexOf('1'),
    popcnt: (w, a) => bits(w, a).replaceAll('0', '').length,
  };
  const BINARY: Record<string, (w: number, a: bigint, b: bigint) => bigint> = {
    add: (_, a, b) => a + b,
    sub: (_, a, b) => a - b,
    mul: (_, a, b) => a * b,
    div_s: (w, a, b) => {
      if (a / b === 2n ** BigInt(w - 1)) throw new RangeError('overflow');
      return a / b;
    },
    div_u: (w, a, b) => u(w, a) / u(w, b),
    rem_s: (_, a, b) => a % b,
    rem_u: (w, a, b) => u(w, a) % u(w, b),
    and: (_, a, b) => a & b,
    or: (_, a, b) => a | b,
    xor: (_, a, b) => a ^ b,
    shl: (w, a, b) => a << by(w, b),
    shr_s: (w, a, b) => a >> by(w, b),
    shr_u: (w, a, b) => u(w, a) >> by(w, b),
    rotl: (w, a, b) => (u(w, a) << by(w, b)) | (u(w, a) >> (BigInt(w) - by(w, b))),
    rotr: (w, a, b) => (u(w, a) >> by(w, b)) | (u(w, a) << (BigInt(w) - by(w, b))),
  };
  const TEST: Record<string, (w: number, a: bigint, b: bigint) => boolean> = {
    eq: (_, a, b) => a === b,
    ne: (_, a, b) => a !== b,
    lt_s: (_, a, b) => a < b,
    lt_u: (w, a, b) => u(w, a) < u(w, b),
    gt_s: (_, a, b) => a > b,
    gt_u: (w, a, b) => u(w, a) > u(w, b),
    le_s: (_, a, b) => a <= b,
    le_u: (w, a, b) => u(w, a) <= u(w, b),
    ge_s: (_, a, b) => a >= b,
    ge_u: (w, a, b) => u(w, a) >= u(w, b),
  };

  /** An expression as data: an operator and the type of its operands, or a constant, or a parameter. */
  type Tree = { type: Type; leaf: bigint | 'param' } | { type: Type; op: string; of: Type; args: Tree[] };

  const width = (type: Type) => (type === 'i32' ? 32 : 64);
  const trees = (depth: { maxDepth: number }) =>
    fc.letrec<Record<Type, Tree>>((tie) => {
      const node = (type: Type, op: fc.Arbitrary<string>, of: Type, ...args: Type[]): fc.Arbitrary<Tree> =>
        fc.record({
          type: fc.constant(type),
          op,
          of: fc.constant(of),
          args: fc.tuple(...args.map((t) => tie(t))),
        });
      const name = (table: object) => fc.constantFrom(...Object.keys(table));
      const leaf = (type: Type): fc.Arbitrary<Tree> => {
        const [min, max] = [-(2n ** BigInt(width(type) - 1)), 2n ** BigInt(width(type) - 1) - 1n];
        const constant = fc.oneof(fc.constantFrom(min, -1n, 0n, 1n, max), fc.bigInt({ min, max }));
        return fc.record({
          type: fc.constant(type),
          leaf: fc.oneof(constant, fc.constant('param' as const)),
        });
      };
      const common = (type: Type): fc.Arbitrary<Tree>[] => [
        leaf(type),
        node(type, name(BINARY), type, type, type),
        node(type, name(BINARY), type, type, type),
        node(type, name(UNARY), type, type),
        node(type, fc.constantFrom('select', 'if'), type, type, type, 'i32'),
      ];
      return {
        i32: fc.oneof(
          depth,
          ...common('i32'),
          ...(['i32', 'i64'] as const).map((of) => node('i32', name(TEST), of, of, of)),
          ...(['i32', 'i64'] as const).map((of) => node('i32', fc.constant('eqz'), of, of)),
          node('i32', fc.constant('wrap_i64'), 'i64', 'i64'),
        ),
        i64: fc.oneof(
          depth,
          ...common('i64'),
          node('i64', fc.constantFrom('extend_i32_s', 'extend_i32_u'), 'i32', 'i32'),
        ),
      };
    });

  type Env = Record<Type, bigint>;
  const evaluate = (tree: Tree, env: Env): bigint => {
    if ('leaf' in tree) return tree.leaf === 'param' ? env[tree.type] : tree.leaf;
    const { op, of, type, args } = tree;
    if (op === 'if') return evaluate(evaluate(args[2], env) !== 0n ? args[0] : args[1], env);
    const [a, b, c] = args.map((arg) => evaluate(arg, env)) as [bigint, bigint, bigint];
    const wide = (): bigint => {
      if (op === 'select') return c !== 0n ? a : b;
      if (op === 'eqz') return BigInt(a === 0n);
      if (op === 'wrap_i64' || op === 'extend_i32_s') return a;
      if (op === 'extend_i32_u') return u(32, a);
      if (op in UNARY) return BigInt(UNARY[op](width(of), a));
      return BigInt((BINARY[op] ?? TEST[op])(width(of), a, b));
    };
    return BigInt.asIntN(width(type), wide());
  };

  const compile = (tree: Tree, env: Record<Type, Code<any>>): Code<any> => {
    const family: Record<Type, any> = { i32, i64 };
    if ('leaf' in tree) {
      if (tree.leaf === 'param') return env[tree.type];
      return tree.type === 'i32' ? i32.const(Number(tree.leaf)) : i64.const(tree.leaf);
    }
    const args = tree.args.map((arg) => compile(arg, env));
    if (tree.op === 'select') return select(args[0], args[1], args[2]);
    if (tree.op === 'if') return family[tree.type].if(args[2], args[0], args[1]);
    return family[/^(wrap|extend)_/.test(tree.op) ? tree.type : tree.of][tree.op](...args);
  };

  /** What a calculation yields, or that it traps. */
  const outcome = (f: () => unknown): unknown => {
    try {
      return f();
    } catch (error) {
      if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) return 'trap';
      throw error;
    }
  };

  const agree = (tree: Tree, x: bigint, y: bigint): void => {
    const m = new Module();
    const f = m.func('f', ['i32', 'i64'], tree.type as Type);
    const [p, q] = f.params;
    m.export('f', f.define(compile(tree, { i32: p.get(), i64: q.get() })));
    const { f: compiled } = run(m);
    const expected = outcome(() => evaluate(tree, { i32: x, i64: y }));
    expect(outcome(() => BigInt(compiled(Number(x), y)))).toBe(expected);
  };

  const any32 = fc.bigInt({ min: -(2n ** 31n), max: 2n ** 31n - 1n });
  const any64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

  it.each(['i32', 'i64'] as const)('of random %s expressions is what JavaScript says', (type) => {
    fc.assert(
      fc.property(trees({ maxDepth: 6 })[type], any32, any64, (tree, x, y) => {
        agree(tree, x, y);
      }),
      { numRuns: 500 },
    );
  });

  const operators = Object.keys({ ...UNARY, ...BINARY, ...TEST, eqz: 0 });
  it.each(operators)('%s agrees on edge cases', (op) => {
    for (const of of ['i32', 'i64'] as const) {
      const edge = 2n ** BigInt(width(of) - 1);
      const values = [-edge, -edge + 1n, -1n, 0n, 1n, 2n, 31n, 32n, 33n, 63n, edge - 1n];
      for (const a of values)
        for (const b of values) {
          const args = [a, b]
            .slice(op in UNARY || op === 'eqz' ? 1 : 0)
            .map((leaf): Tree => ({ type: of, leaf }));
          agree({ type: op in TEST || op === 'eqz' ? 'i32' : of, op, of, args }, 0n, 0n);
        }
    }
  });
});

describe('control', () => {
  it('sums in a loop', () => {
    const sum = func((n, local) => {
      const total = local('i32');
      return [
        block((done) =>
          loop((again) => [
            br_if(done, i32.eqz(n.get())),
            total.set(i32.add(total.get(), n.get())),
            n.set(i32.sub(n.get(), i32.const(1))),
            br(again),
          ]),
        ),
        total.get(),
      ];
    });
    fc.assert(fc.property(fc.nat(1000), (n) => sum(n) === (n * (n + 1)) / 2));
  });

  it('branches out of nested blocks to the one that is named', () => {
    // Leaving block k skips what blocks inside it would still have added; an `if` in between counts as one.
    const trace = func((x, local) => {
      const r = local('i32');
      const mark = (bit: number): Stmt => r.set(i32.or(r.get(), i32.const(bit)));
      const leave = (n: number, label: Label<'void'>): Stmt => if_(i32.eq(x.get(), i32.const(n)), br(label));
      return [
        block((a) => [
          block((b) => [
            block((c) => [
              leave(0, a),
              if_(i32.const(1), [leave(1, b), if_(i32.const(0), unreachable(), leave(2, c))]),
              mark(1),
            ]),
            mark(2),
          ]),
          mark(4),
        ]),
        r.get(),
      ];
    });
    expect([0, 1, 2, 3].map(trace)).toEqual([0, 4, 6, 7]);
  });

  it('switches by br_table over blocks nested in a loop', () => {
    const CASES = 300; // more than one byte of LEB128 can count
    const pick = func((x) => {
      const labels = Array.from({ length: CASES }, () => new Label('void'));
      const otherwise = new Label('void');
      let body: Stmt = br_table(x.get(), labels, otherwise);
      for (const [i, label] of labels.entries()) {
        const inner: Stmt = body;
        body = [block(() => inner, label), return_(i32.const(1000 + i))];
      }
      const cases = body;
      return [block(() => cases, otherwise), i32.const(-1)];
    });
    for (const i of [0, 1, 127, 128, CASES - 1]) expect(pick(i)).toBe(1000 + i);
    for (const i of [CASES, -1, 2 ** 31 - 1]) expect(pick(i)).toBe(-1);
  });

  it('has blocks, loops and ifs that are values', () => {
    const f = func((x) =>
      i32.block((found) => [
        if_(i32.gt_s(x.get(), i32.const(10)), br(found, i32.const(10))),
        i32.if(
          i32.lt_s(x.get(), i32.const(0)),
          i32.loop((again) => [
            x.set(i32.add(x.get(), i32.const(7))),
            br_if(again, i32.lt_s(x.get(), i32.const(0))),
            x.get(),
          ]),
          [x.set(i32.mul(x.get(), x.get())), x.get()],
        ),
      ]),
    );
    expect([11, 3, -1, -15].map(f)).toEqual([10, 9, 6, 6]);
    const wide = i64.if(
      i32.const(0),
      unreachable(),
      i64.block((l) => br(l, i64.const(-5n))),
    );
    expect(value('i64', wide)).toBe(-5n);
  });

  it('selects, drops, returns early and traps', () => {
    const f = func((x) => [
      drop(i64.const(1n)),
      if_(i32.eqz(x.get()), return_(select(i32.const(7), i32.const(8), i32.eqz(x.get())))),
      if_(i32.eq(x.get(), i32.const(1)), unreachable()),
      seq(),
      seq(x.set(i32.add(x.tee(i32.const(20)), x.get())), x.get()),
    ]);
    expect(f(0)).toBe(7);
    expect(f(2)).toBe(40);
    expect(() => f(1)).toThrow(WebAssembly.RuntimeError);
  });

  it('writes shared code once per use, each with its own depth', () => {
    const f = func((x, local) => {
      const n = local('i32');
      const out = new Label('void');
      const step: Stmt = [n.set(i32.add(n.get(), x.get())), br_if(out, i32.gt_s(n.get(), i32.const(99)))];
      return [block(() => [step, if_(x.get(), [step, block(() => step)]), step], out), n.get()];
    });
    expect([1, 30, 50, 100].map(f)).toEqual([4, 120, 100, 100]);
  });
});

describe('memory', () => {
  const memoryOf = (shared: boolean) => new WebAssembly.Memory({ initial: 1, maximum: 2, shared });

  it('is stored to and loaded from in every width', () => {
    const m = new Module();
    m.importMemory({ min: 1, max: 2 });
    const f = m.func('f', ['i32', 'i64'], 'void');
    const [at, x] = f.params;
    f.define([
      i32.store(at.get(), i32.wrap_i64(x.get())),
      i64.store(at.get(), x.get(), { offset: 8 }),
      i32.store8(at.get(), i32.wrap_i64(x.get()), { offset: 16 }),
      i32.store16(at.get(), i32.wrap_i64(x.get()), { offset: 18 }),
      i64.store8(at.get(), x.get(), { offset: 20 }),
      i64.store16(at.get(), x.get(), { offset: 22 }),
      i64.store32(at.get(), x.get(), { offset: 300 }),
    ]);
    m.export('f', f);
    const memory = memoryOf(false);
    run(m, { env: { memory } }).f(1000, -0x0123456789abcdefn);
    const view = new DataView(memory.buffer, 1000);
    const low = Number(BigInt.asUintN(32, -0x0123456789abcdefn));
    expect(view.getUint32(0, true)).toBe(low);
    expect(view.getBigInt64(8, true)).toBe(-0x0123456789abcdefn);
    expect([16, 20].map((i) => view.getUint8(i))).toEqual([low & 0xff, low & 0xff]);
    expect([17, 21].map((i) => view.getUint8(i))).toEqual([0, 0]);
    expect([18, 22].map((i) => view.getUint16(i, true))).toEqual([low & 0xffff, low & 0xffff]);
    expect(view.getUint32(300, true)).toBe(low);
    expect(view.getUint32(304, true)).toBe(0);

    view.setBigInt64(40, -2n, true);
    const load = (type: Type, code: (addr: Code<'i32'>, at: { offset: number }) => Code<any>) => {
      const reader = new Module();
      reader.importMemory({ min: 1, max: 2 });
      reader.export('f', reader.func('f', [], type).define(code(i32.const(1000), { offset: 40 })));
      return run(reader, { env: { memory } }).f();
    };
    expect(
      [i32.load, i32.load8_s, i32.load8_u, i32.load16_s, i32.load16_u].map((l) => load('i32', l)),
    ).toEqual([-2, -2, 0xfe, -2, 0xfffe]);
    expect(
      [i64.load, i64.load8_u, i64.load16_u, i64.load32_s, i64.load32_u].map((l) => load('i64', l)),
    ).toEqual([-2n, 0xfen, 0xfffen, -2n, 0xfffffffen]);
  });

  it('reaches an address through any offset, without wrapping', () => {
    const f = (offset: number) => {
      const m = new Module();
      m.importMemory({ min: 1, max: 2 });
      const g = m.func('f', I32, 'i32');
      m.export('f', g.define(i32.load(g.params[0].get(), { offset })));
      const memory = memoryOf(false);
      new DataView(memory.buffer).setInt32(40_000, 77, true);
      return run(m, { env: { memory } }).f as (x: number) => number;
    };
    for (const offset of [0, 127, 128, 16_383, 16_384, 40_000]) expect(f(offset)(40_000 - offset)).toBe(77);
    expect(() => f(2 ** 32 - 1)(40_001)).toThrow(WebAssembly.RuntimeError);
    for (const offset of [-1, 2 ** 32, 0.5]) expect(() => f(offset)).toThrow(RangeError);
  });

  it('may be shared and accessed atomically', () => {
    const m = new Module();
    m.importMemory({ min: 1, max: 2, shared: true });
    const f = m.func('f', [], 'i64');
    const at = i32.const(64);
    f.define([
      i32.atomic_store(at, i32.const(5)),
      drop(i32.atomic_add(at, i32.const(2))),
      drop(i32.atomic_cmpxchg(at, i32.const(6), i32.const(1))),
      drop(i32.atomic_cmpxchg(at, i32.const(7), i32.atomic_load(i32.const(68)), { offset: 8 })),
      i64.atomic_store(at, i64.const(-1n), { offset: 16 }),
      drop(i64.atomic_add(at, i64.const(9n), { offset: 16 })),
      i64.add(
        i64.shl(i64.atomic_cmpxchg(at, i64.const(8n), i64.const(3n), { offset: 16 }), i64.const(8n)),
        i64.atomic_load(at, { offset: 16 }),
      ),
    ]);
    m.export('f', f);
    const memory = memoryOf(true);
    expect(run(m, { env: { memory } }).f()).toBe(0x803n);
    expect(new Int32Array(memory.buffer)[16]).toBe(7);
  });
});

describe('modules', () => {
  it('call functions that are imported and functions that are defined later', () => {
    const m = new Module();
    const even = m.func('even', I32, 'i32');
    const log = m.importFunc('host', 'log', ['i32', 'i64'], 'void');
    const odd = m.func('odd', I32, 'i32');
    const twice = m.importFunc('host', 'twice', ['i64'], 'i64');
    const [n] = even.params;
    const less = (x: Local<'i32'>) => i32.sub(x.get(), i32.const(1));
    even.define([
      call(log, n.get(), call(twice, i64.extend_i32_s(n.get()))),
      i32.if(i32.eqz(n.get()), i32.const(1), call(odd, less(n))),
    ]);
    m.importMemory({ min: 0, max: 1 });
    odd.define(i32.if(i32.eqz(odd.params[0].get()), i32.const(0), call(even, less(odd.params[0]))));
    m.export('even', even);
    m.export('log', log);
    const logged: unknown[] = [];
    const memory = new WebAssembly.Memory({ initial: 0, maximum: 1 });
    const host = { log: (...args: unknown[]) => logged.push(args), twice: (x: bigint) => 2n * x };
    const exports = run(m, { env: { memory }, host });
    expect([exports.even(4), exports.even(3)]).toEqual([1, 0]);
    exports.log(9, 9n);
    expect(logged).toEqual([
      [4, 8n],
      [2, 4n],
      [0, 0n],
      [3, 6n],
      [1, 2n],
      [9, 9n],
    ]);
  });

  it('have globals, exported or not', () => {
    const m = new Module();
    const small = m.global('i32', i32.const(-3));
    const wide = m.global('i64', i64.const(2n ** 63n - 1n));
    const f = m.func('f', [], 'i64');
    f.define([
      small.set(i32.add(small.get(), i32.const(1))),
      wide.set(i64.add(wide.get(), i64.const(1n))),
      i64.add(wide.get(), i64.extend_i32_s(small.get())),
    ]);
    m.export('f', f);
    m.export('wide', wide);
    const exports = run(m);
    expect(exports.f()).toBe(BigInt.asIntN(64, 2n ** 63n - 2n));
    expect(exports.wide.value).toBe(-(2n ** 63n));
    exports.wide.value = 0n;
    expect(exports.f()).toBe(0n);
  });

  it('have locals of both types in any order, more than one byte can index', () => {
    const f = func((x, local) => {
      const small = Array.from({ length: 200 }, () => [local('i32'), local('i64')] as const);
      return [
        small.map(([a, b], i) => [a.set(i32.const(i)), b.set(i64.extend_i32_s(i32.add(a.get(), x.get())))]),
        i32.add(small[150][0].get(), i32.wrap_i64(small[199][1].get())),
      ];
    });
    expect(f(1000)).toBe(150 + 1199);
  });

  it('name their functions in stack traces', () => {
    const m = new Module();
    m.export('f', m.func('vpanic', [], 'void').define(unreachable()));
    const error = (() => {
      try {
        return run(m).f();
      } catch (e) {
        return e;
      }
    })();
    expect(error.stack).toContain('vpanic');
  });

  it('may be empty', () => {
    expect(run(new Module())).toEqual({});
  });

  it('can be encoded twice', () => {
    const m = new Module();
    m.export('f', m.func('f', [], 'i32').define(i32.block((l) => br(l, i32.const(1)))));
    expect(m.encode()).toEqual(m.encode());
  });

  it('are as long and as deeply nested as memory allows', () => {
    const N = 100_000;
    const f = func((x, local) => {
      const n = local('i32');
      const increment = () => n.set(i32.add(n.get(), x.get()));
      let deep = i32.const(0);
      for (let i = 0; i < N; i++) deep = i32.add(deep, i32.const(1));
      let lists: Stmt = [];
      for (let i = 0; i < N; i++) lists = [lists];
      return [Array.from({ length: N }, increment), lists, i32.add(n.get(), deep)];
    });
    expect(f(2)).toBe(3 * N);

    // Nested blocks are encoded too, though deeper than V8 would like to compile.
    const m = new Module();
    const outermost = new Label('void');
    let inner: Stmt = br(outermost);
    for (let i = 0; i < N; i++) {
      const body = inner;
      inner = block(() => body, i === N - 1 ? outermost : new Label('void'));
    }
    m.func('f', [], 'void').define(inner);
    expect(m.encode().length).toBeGreaterThan(3 * N);
  });

  it('refuse what would be wrong in another place', () => {
    const inside = (define: (m: Module) => Stmt): (() => Uint8Array) => {
      const m = new Module();
      const f = m.func('f', [], 'void');
      f.define(define(m));
      return () => m.encode();
    };
    let escaped: Label<'void'> | undefined;
    const leave: Stmt = block((label) => {
      escaped = label;
      return [];
    });
    expect(inside(() => [leave, br(escaped as Label<'void'>)])).toThrow('outside its block');
    expect(inside((m) => m.func('g', [], 'void').local('i32').set(i32.const(0)))).toThrow(
      'f uses a foreign variable',
    );
    expect(inside(() => new Module().global('i32', i32.const(0)).set(i32.const(0)))).toThrow(
      'foreign variable',
    );
    expect(inside(() => call(new Module().func('g', [], 'void')))).toThrow('f calls the foreign g');
    expect(inside((m) => call(m.func('g', [], 'void')))).toThrow('g is declared but not defined');
    expect(() => new Module().func('f', [], 'void').define([]).define([])).toThrow('f is defined twice');
  });
});

/** Never called: it is the compiler that checks that each of these is a mistake. */
const mistakes = (m: Module): void => {
  const f = m.func('f', ['i32', 'i64'], 'i32');
  const [x, y] = f.params;
  const g = m.global('i64', i64.const(0n));
  // @ts-expect-error an i64 is not an i32
  i32.add(x.get(), y.get());
  // @ts-expect-error an i32 constant is a number
  i32.const(1n);
  // @ts-expect-error an address is an i32
  i64.load(y.get());
  // @ts-expect-error a comparison of i64 is an i32
  y.set(i64.eq(y.get(), y.get()));
  // @ts-expect-error an i64 global does not take an i32
  g.set(x.get());
  // @ts-expect-error its initial value is of the other type
  m.global('i32', i64.const(0n));
  // @ts-expect-error a statement has no value
  i32.eqz(x.set(x.get()));
  // @ts-expect-error a value left over is dropped explicitly
  block(() => [x.get()]);
  // @ts-expect-error a statement leaves nothing to drop
  drop(x.set(x.get()));
  // @ts-expect-error the arms have different types
  select(x.get(), y.get(), x.get());
  // @ts-expect-error the arms have different types
  i32.if(x.get(), x.get(), y.get());
  // @ts-expect-error an argument is missing
  call(f, x.get());
  // @ts-expect-error the arguments are in the wrong order
  call(f, y.get(), x.get());
  // @ts-expect-error the result of f is an i32
  y.set(call(f, x.get(), y.get()));
  // @ts-expect-error f has a result
  f.define([x.set(x.get())]);
  // @ts-expect-error the result of f is no i64
  f.define(y.get());
  // @ts-expect-error a branch to this block brings a value
  i32.block((label) => [br_if(label, x.get()), x.get()]);
  // @ts-expect-error a branch to this block brings an i32
  i32.block((label) => br(label, y.get()));
  // @ts-expect-error there are two parameters
  f.params[2].get();
  // @ts-expect-error code is made by constructors only
  i32.eqz([0x41, 0x00]);
  // @ts-expect-error a local is not exported
  m.export('x', x);
};

it('does not compile mistakes', () => {
  expect(mistakes).toBeDefined();
});
