/**
 * A small typed WebAssembly assembler: what the code generator writes its one module with.
 *
 * Code is a value that carries, for TypeScript only, the type of what it leaves on the stack, so that adding
 * an `i64` to an `i32` does not compile. At run time it is a nested array of bytes in the order of the binary
 * format (operands, opcode, immediates); a constructor just wraps its arguments, and sharing a piece of code
 * is free (it is written out once per use). Indices that are known only in the end (branch depths, function
 * indices) are objects in that array that encode themselves when the writer reaches them.
 *
 * Instructions are named as in the WebAssembly text format, with `_` after the names JavaScript reserves.
 */

/** The value types the engine computes with. */
export type Type = 'i32' | 'i64' | 'v128';
type Types = readonly Type[];

/** What code leaves on the stack: one value or nothing. */
export type Result = Type | 'void';

declare const result: unique symbol;

/**
 * Code that leaves a `T` on the stack. Covariant, so that code which never ends normally (a branch, a trap)
 * is a `Code<never>` and fits wherever a value or a statement is expected, as in WebAssembly itself.
 */
export interface Code<out T extends Result = Result> {
  readonly [result]: T;
}

/** Code that leaves nothing; a list of statements is a statement, read when the module is encoded. */
export type Stmt = Code<'void'> | readonly Stmt[];

/** Code that leaves a `T`, optionally as a list of statements that ends in it. */
export type Body<T extends Type> = Code<T> | readonly [...Stmt[], Code<T>];

/** Something in the code whose encoding depends on where it stands. */
interface Late {
  encode(to: Writer): Part;
}

/** What code consists of: bytes (of a number, its lowest eight bits), and parts that become bytes. */
type Part = number | Late | Code | readonly Part[];

const TYPE: Readonly<Record<Result, number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b, void: 0x40 };
const END = 0x0b;

/** The one place where bytes become code: whoever calls it answers for the type. */
const code = <T extends Result>(...parts: readonly Part[]): Code<T> => parts as unknown as Code<T>;

/** Unsigned LEB128 of a 32-bit number. */
const uleb = (n: number): Part => {
  if (n >>> 0 !== n) throw new RangeError(`not an unsigned 32-bit integer: ${n}`);
  return n < 0x80 ? n : [n | 0x80, uleb(n >>> 7)];
};

/** Signed LEB128 of a 32-bit number. The last byte holds seven bits, sign included. */
const sleb = (n: number): Part => (n >= -64 && n < 64 ? n & 0x7f : [n | 0x80, sleb(n >> 7)]);

/** Signed LEB128 of a 64-bit number: bigints are slow, so they serve only to take off four bytes at once. */
const sleb64 = (n: bigint): Part => {
  if (BigInt.asIntN(32, n) === n) return sleb(Number(n));
  const low = Number(BigInt.asUintN(28, n));
  return [low | 0x80, (low >> 7) | 0x80, (low >> 14) | 0x80, (low >> 21) | 0x80, sleb64(n >> 28n)];
};

/**
 * Turns parts into bytes. It keeps its own stack of what is left to write, so that neither long nor deeply
 * nested code is a matter of JavaScript's stack, and the blocks that are open at the point it has reached.
 */
class Writer {
  readonly open: Label[] = [];
  private bytes = spare ?? new Uint8Array(2 ** 16);
  private length = 0;

  constructor(readonly fn?: Func) {
    spare = null;
  }

  write(root: Part): Uint8Array<ArrayBuffer> {
    const left: Part[] = [root];
    while (left.length > 0) {
      const part = left.pop() as Part;
      if (typeof part === 'number') {
        if (this.length === this.bytes.length) this.reserve(1);
        this.bytes[this.length++] = part;
      } else if (Array.isArray(part)) {
        for (let i = part.length - 1; i >= 0; i--) left.push(part[i] as Part);
      } else {
        left.push((part as Late).encode(this));
      }
    }
    spare = this.bytes;
    return this.bytes.slice(0, this.length);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const longer = new Uint8Array(2 * (this.length + count));
    longer.set(this.bytes);
    this.bytes = longer;
  }
}

/** What the last writer has written into, and no other does now. */
let spare: Uint8Array<ArrayBuffer> | null = null;

/** Bytes appended as a whole. (Measured: as a fourth kind of part they slow the writer down by a fifth.) */
class Chunk implements Late {
  constructor(readonly bytes: Uint8Array) {}

  encode(to: Writer): Part {
    to.append(this.bytes);
    return [];
  }
}

/** A part preceded by its length in bytes. */
const sized = (part: Part, writer = new Writer()): Part => {
  const bytes = writer.write(part);
  return [uleb(bytes.length), new Chunk(bytes)];
};
const vector = (items: readonly Part[]): Part => [uleb(items.length), items];
const section = <T>(id: number, items: readonly T[], entry: (item: T) => Part): Part =>
  items.length > 0 ? [id, sized(vector(items.map(entry)))] : [];
const text = (name: string): Part => {
  const bytes = utf8.encode(name);
  return [uleb(bytes.length), new Chunk(bytes)];
};
const utf8 = new TextEncoder();

// ------------------------------------------------------------------------------------------------ control

/** Where a branch goes: the end of a block, which a branch brings a `T`, or the start of a loop. */
export class Label<out T extends Result = Result> implements Late {
  /** How many blocks are open around this one; set when its block is written. */
  level = -1;

  constructor(readonly type: T) {}

  encode(to: Writer): Part {
    if (to.open[this.level] !== this) throw new Error('branch to a label from outside its block');
    return uleb(to.open.length - 1 - this.level);
  }
}

class Opening implements Late {
  constructor(
    private readonly opcode: number,
    private readonly label: Label,
  ) {}

  encode(to: Writer): Part {
    this.label.level = to.open.push(this.label) - 1;
    return this.opcode;
  }
}

const close: Late = {
  encode(to) {
    to.open.pop();
    return END;
  },
};

/** A block, loop or if (`opcode`) around `body`, within which `label` is in scope. */
const frame = <T extends Result>(opcode: number, type: T, label: Label, body: Part): Code<T> =>
  code(new Opening(opcode, label), TYPE[type], body, close);

const branches = <T extends Result>(type: T, cond: Code<'i32'>, then: Part, otherwise?: Part): Code<T> => {
  const body = otherwise === undefined ? then : [then, 0x05, otherwise];
  return code(cond, frame(0x04, type, new Label(type), body));
};

/** Code in sequence, worth what the last part is; nothing at all is a statement. */
export function seq<T extends Result>(...parts: readonly [...Stmt[], Code<T>]): Code<T>;
export function seq(...parts: readonly Stmt[]): Code<'void'>;
export function seq(...parts: readonly Part[]): Code {
  return code(...parts);
}

/**
 * A block, left by a branch to `label`. The body gets the label; labels made beforehand (`new Label('void')`)
 * allow blocks to be nested in a loop instead of in each other's callbacks, as for a long `br_table`.
 */
export const block = (body: (label: Label<'void'>) => Stmt, label = new Label('void')): Code<'void'> =>
  frame(0x02, 'void', label, body(label));

/** A loop, repeated by a branch to `label` and left at its end. */
export const loop = (body: (label: Label<'void'>) => Stmt, label = new Label('void')): Code<'void'> =>
  frame(0x03, 'void', label, body(label));

/** The statement; `i32.if` and `i64.if` are the expressions. */
export const if_ = (cond: Code<'i32'>, then: Stmt, otherwise?: Stmt): Code<'void'> =>
  branches('void', cond, then, otherwise);

export function br(label: Label<'void'>): Code<never>;
export function br<T extends Type>(label: Label<T>, value: Code<NoInfer<T>>): Code<never>;
export function br(label: Label, value?: Code): Code<never> {
  return code(value ?? [], 0x0c, label);
}

/** Goes to `label` if `cond` is not zero. */
export const br_if = (label: Label<'void'>, cond: Code<'i32'>): Code<'void'> => code(cond, 0x0d, label);

/** Goes to `labels[index]`, or to `otherwise` when there is none (the index is unsigned). */
export const br_table = (
  index: Code<'i32'>,
  labels: readonly Label<'void'>[],
  otherwise: Label<'void'>,
): Code<never> => code(index, 0x0e, vector(labels), otherwise);

/** Returns from the function. Whether the value is of its result type is checked only by WebAssembly. */
export const return_ = (value?: Code<Type>): Code<never> => code(value ?? [], 0x0f);

export const call = <P extends Types, R extends Result>(
  callee: Callable<P, R>,
  ...args: Operands<P>
): Code<R> => code(args, 0x10, callee);

/** Traps. */
export const unreachable = (): Code<never> => code(0x00);
export const drop = (value: Code<Type>): Code<'void'> => code(value, 0x1a);

/** `a` if `cond`, else `b`; both are evaluated, and before `cond`. */
export const select = <T extends Type>(a: Code<T>, b: Code<NoInfer<T>>, cond: Code<'i32'>): Code<T> =>
  code(a, b, cond, 0x1b);

// --------------------------------------------------------------------------------------------- arithmetic

/** Where in memory: a constant, unsigned and not wrapping, added to the address. */
export interface At {
  readonly offset?: number;
}

const offset = (at?: At): Part => uleb(at?.offset ?? 0);

const unary =
  <A extends Type, R extends Type>(opcode: number) =>
  (a: Code<A>): Code<R> =>
    code(a, opcode);
const binary =
  <A extends Type, R extends Type>(opcode: number) =>
  (a: Code<A>, b: Code<A>): Code<R> =>
    code(a, b, opcode);

/** Memory accesses of 2^`align` bytes; that alignment is only a hint, an address need not have it. */
const load =
  <T extends Type>(opcode: number, align: number) =>
  (addr: Code<'i32'>, at?: At): Code<T> =>
    code(addr, opcode, align, offset(at));
const store =
  <T extends Type>(opcode: number, align: number) =>
  (addr: Code<'i32'>, value: Code<T>, at?: At): Code<'void'> =>
    code(addr, value, opcode, align, offset(at));

// In the order of their opcodes, which for each type follow each other.
const COMPARISONS = ['eq', 'ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u', 'le_s', 'le_u', 'ge_s', 'ge_u'] as const;
const COUNTS = ['clz', 'ctz', 'popcnt'] as const;
const ARITHMETIC = ['add', 'sub', 'mul', 'div_s', 'div_u', 'rem_s', 'rem_u'] as const;
const BITWISE = ['and', 'or', 'xor', 'shl', 'shr_s', 'shr_u', 'rotl', 'rotr'] as const;

const each = <N extends string, F>(names: readonly N[], opcode: number, make: (opcode: number) => F) =>
  Object.fromEntries(names.map((name, i) => [name, make(opcode + i)])) as Record<N, F>;

/** What both types have, from the opcodes of `eqz`, `clz` and the atomic load on. */
const integer = <T extends Type>(type: T, align: number, eqz: number, clz: number, atomic: number) => ({
  eqz: unary<T, 'i32'>(eqz),
  ...each(COMPARISONS, eqz + 1, binary<T, 'i32'>),
  ...each(COUNTS, clz, unary<T, T>),
  ...each(ARITHMETIC, clz + 3, binary<T, T>),
  ...each(BITWISE, clz + 10, binary<T, T>),

  /** A block that is worth its body's last value, or the value a branch to its label brings. */
  block: (body: (label: Label<T>) => Body<T>, label = new Label(type)): Code<T> =>
    frame(0x02, type, label, body(label)),
  loop: (body: (label: Label<'void'>) => Body<T>, label = new Label('void')): Code<T> =>
    frame(0x03, type, label, body(label)),
  if: (cond: Code<'i32'>, then: Body<T>, otherwise: Body<T>): Code<T> =>
    branches(type, cond, then, otherwise),

  // Atomic accesses, for a shared memory: unlike the plain ones they trap when the address is not aligned.
  atomic_load: (addr: Code<'i32'>, at?: At): Code<T> => code(addr, 0xfe, atomic, align, offset(at)),
  atomic_store: (addr: Code<'i32'>, value: Code<T>, at?: At): Code<'void'> =>
    code(addr, value, 0xfe, atomic + 0x07, align, offset(at)),
  /** Adds `value` and leaves what was there before. */
  atomic_add: (addr: Code<'i32'>, value: Code<T>, at?: At): Code<T> =>
    code(addr, value, 0xfe, atomic + 0x0e, align, offset(at)),
  /** Stores `value` if `expected` is there, and leaves what was there before. */
  atomic_cmpxchg: (addr: Code<'i32'>, expected: Code<T>, value: Code<T>, at?: At): Code<T> =>
    code(addr, expected, value, 0xfe, atomic + 0x38, align, offset(at)),
});

export const i32 = {
  ...integer('i32', 2, 0x45, 0x67, 0x10),
  /** Takes the signed and the unsigned range alike. */
  const: (n: number): Code<'i32'> => {
    if ((n | 0) !== n && n >>> 0 !== n) throw new RangeError(`not a 32-bit integer: ${n}`);
    return code(0x41, sleb(n | 0));
  },
  load: load<'i32'>(0x28, 2),
  load8_s: load<'i32'>(0x2c, 0),
  load8_u: load<'i32'>(0x2d, 0),
  load16_s: load<'i32'>(0x2e, 1),
  load16_u: load<'i32'>(0x2f, 1),
  store: store<'i32'>(0x36, 2),
  store8: store<'i32'>(0x3a, 0),
  store16: store<'i32'>(0x3b, 1),
  wrap_i64: unary<'i64', 'i32'>(0xa7),
};

export const i64 = {
  ...integer('i64', 3, 0x50, 0x79, 0x11),
  /** Takes the signed and the unsigned range alike. */
  const: (n: bigint): Code<'i64'> => {
    const signed = BigInt.asIntN(64, n);
    if (signed !== n && BigInt.asUintN(64, n) !== n) throw new RangeError(`not a 64-bit integer: ${n}`);
    return code(0x42, sleb64(signed));
  },
  load: load<'i64'>(0x29, 3),
  load8_u: load<'i64'>(0x31, 0),
  load16_u: load<'i64'>(0x33, 1),
  load32_s: load<'i64'>(0x34, 2),
  load32_u: load<'i64'>(0x35, 2),
  store: store<'i64'>(0x37, 3),
  store8: store<'i64'>(0x3c, 0),
  store16: store<'i64'>(0x3d, 1),
  store32: store<'i64'>(0x3e, 2),
  extend_i32_s: unary<'i32', 'i64'>(0xac),
  extend_i32_u: unary<'i32', 'i64'>(0xad),
};

/** Vectors of 128 bits. */
export const v128 = {
  load: (addr: Code<'i32'>, at?: At): Code<'v128'> => code(addr, 0xfd, 0x00, 4, offset(at)),
  xor: (a: Code<'v128'>, b: Code<'v128'>): Code<'v128'> => code(a, b, 0xfd, 0x51),
};

/** The same as four 32-bit integers. Comparisons give all ones where they hold. */
export const i32x4 = {
  splat: (value: Code<'i32'>): Code<'v128'> => code(value, 0xfd, 0x11),
  eq: (a: Code<'v128'>, b: Code<'v128'>): Code<'v128'> => code(a, b, 0xfd, 0x37),
  le_u: (a: Code<'v128'>, b: Code<'v128'>): Code<'v128'> => code(a, b, 0xfd, 0x3e),
  /** The highest bit of each, as the four lowest bits. */
  bitmask: (a: Code<'v128'>): Code<'i32'> => code(a, 0xfd, 0xa4, 0x01),
};

// ------------------------------------------------------------------------------------------------- module

type Operands<P extends Types> = { readonly [K in keyof P]: Code<P[K]> };
type Locals<P extends Types> = { readonly [K in keyof P]: Local<P[K]> };

/** A place that holds a value, read and written by the instructions `opcode` and `opcode + 1`. */
class Variable<T extends Type> implements Late {
  private readonly value: Code<T>;

  constructor(
    readonly owner: Func | Module,
    readonly type: T,
    readonly index: number,
    private readonly opcode: number,
  ) {
    this.value = code(opcode, this);
  }

  get(): Code<T> {
    return this.value;
  }

  set(value: Code<T>): Code<'void'> {
    return code(value, this.opcode + 1, this);
  }

  encode({ fn }: Writer): Part {
    if (this.owner !== fn && this.owner !== fn?.module)
      throw new Error(`${fn?.name} uses a foreign variable`);
    return uleb(this.index);
  }
}

/** A parameter or variable of a function; a variable is zero at first. */
export class Local<T extends Type = Type> extends Variable<T> {
  /** Sets the local and leaves the value. */
  tee(value: Code<T>): Code<T> {
    return code(value, 0x22, this);
  }
}

/** A variable of the module. */
export class Global<T extends Type = Type> extends Variable<T> {
  constructor(
    module: Module,
    type: T,
    index: number,
    readonly initial: Code<T>,
  ) {
    super(module, type, index, 0x23);
  }
}

/** What can be called: an imported function or one of the module's own. */
export class Callable<P extends Types = Types, R extends Result = Result> implements Late {
  /** Imports come first, so indices are known only when the module is complete. */
  index = -1;

  constructor(
    readonly module: Module,
    readonly name: string,
    readonly takes: P,
    readonly result: R,
  ) {}

  encode({ fn }: Writer): Part {
    if (fn?.module !== this.module) throw new Error(`${fn?.name} calls the foreign ${this.name}`);
    return uleb(this.index);
  }
}

/** A function of the module; it can be called before it is defined. */
export class Func<P extends Types = Types, R extends Result = Result> extends Callable<P, R> {
  readonly params: Locals<P>;
  private readonly variables: Local[] = [];
  private body: Part | undefined;

  constructor(module: Module, name: string, takes: P, result: R) {
    super(module, name, takes, result);
    this.params = takes.map((type, i) => new Local(this, type, i, 0x20)) as unknown as Locals<P>;
  }

  local<T extends Type>(type: T): Local<T> {
    const local = new Local(this, type, this.takes.length + this.variables.length, 0x20);
    this.variables.push(local);
    return local;
  }

  define(body: R extends Type ? Body<R> : Stmt): this {
    if (this.body !== undefined) throw new Error(`${this.name} is defined twice`);
    this.body = body as Part;
    return this;
  }

  /** The function's entry in the code section. */
  bytes(): Part {
    if (this.body === undefined) throw new Error(`${this.name} is declared but not defined`);
    const locals = this.variables.map((local) => [1, TYPE[local.type]]);
    return sized([vector(locals), this.body, END], new Writer(this));
  }
}

/** A module in the making. */
export class Module {
  private readonly imports: Part[] = [];
  private readonly imported: Callable[] = [];
  private readonly functions: Func[] = [];
  private readonly globals: Global[] = [];
  private readonly segments: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  private readonly exports: { readonly name: string; readonly what: Callable | Global }[] = [];

  /**
   * Imports the memory that loads and stores are about, as `env.memory`: `min` to `max` pages of 64 KiB, for
   * several threads to use if it is `shared`.
   */
  importMemory(limits: { min: number; max: number; shared?: boolean }): void {
    const { min, max, shared = false } = limits;
    this.imports.push([text('env'), text('memory'), 2, shared ? 3 : 1, uleb(min), uleb(max)]);
  }

  importFunc<const P extends Types, R extends Result>(
    from: string,
    name: string,
    takes: P,
    result: R,
  ): Callable<P, R> {
    const callable = new Callable(this, name, takes, result);
    this.imports.push([text(from), text(name), 0, uleb(this.imported.length)]);
    this.imported.push(callable);
    return callable;
  }

  /** Declares a function. Its name is for messages, stack traces and profiles; it need not be unique. */
  func<const P extends Types, R extends Result>(name: string, takes: P, result: R): Func<P, R> {
    const func = new Func(this, name, takes, result);
    this.functions.push(func as unknown as Func);
    return func;
  }

  /** A mutable global; `initial` is a constant. */
  global<T extends Type>(type: T, initial: Code<NoInfer<T>>): Global<T> {
    const global = new Global(this, type, this.globals.length, initial);
    this.globals.push(global as unknown as Global);
    return global;
  }

  /** Bytes that are put into the memory when the module is loaded. */
  data(at: number, bytes: Uint8Array): void {
    this.segments.push({ at, bytes });
  }

  export(name: string, what: Callable | Global): void {
    this.exports.push({ name, what });
  }

  /** The module in the binary format. Each function has a signature of its own, of the same index. */
  encode(): Uint8Array<ArrayBuffer> {
    const callables = [...this.imported, ...this.functions];
    for (const [i, callable] of callables.entries()) callable.index = i;
    return new Writer().write([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, callables, ({ takes, result }) => {
        const results = result === 'void' ? [] : [TYPE[result]];
        return [0x60, vector(takes.map((type) => TYPE[type])), vector(results)];
      }),
      section(2, this.imports, (entry) => entry),
      section(3, this.functions, ({ index }) => uleb(index)),
      section(6, this.globals, ({ type, initial }) => [TYPE[type], 1, initial, END]),
      section(7, this.exports, ({ name, what }) => [
        text(name),
        what instanceof Global ? 3 : 0,
        uleb(what.index),
      ]),
      section(10, this.functions, (func) => func.bytes()),
      section(11, this.segments, ({ at, bytes }) => [0, i32.const(at), END, sized(new Chunk(bytes))]),
      [0, sized([text('name'), section(1, callables, ({ name, index }) => [uleb(index), text(name)])])],
    ]);
  }
}
