import { type DomainIR, describeDomain, MAX_CPUS, NO_CPU } from './domain.js';
import { didYouMean, ModelError } from './errors.js';
import { freeze, interned, once } from './intern.js';
import type {
  Access,
  Arm,
  Block,
  Cell,
  Context,
  Expr,
  Fn,
  Node,
  Operator,
  Point,
  Source,
  VarDecl,
  Vector,
} from './ir.js';
import { here, hereAs, remembers } from './places.js';

/**
 * The vocabulary in which models are written. Everything here returns plain frozen data (see ir.ts); the types
 * exist so that a wrong name, a wrong value or a wrong label is an error in the editor.
 */

// ---- Typed expressions --------------------------------------------------------------------------------------

declare const type: unique symbol;
declare const cpuBrand: unique symbol;
declare const cpuSetBrand: unique symbol;

/** A CPU is known only by equality and as an index: nothing in a model can depend on its number. */
export interface Cpu {
  readonly [cpuBrand]: 'scalarset';
}
/** A set of CPUs (cpumask). */
export interface CpuSet {
  readonly [cpuSetBrand]: 'set of CPUs';
}

/** An expression of type `T`, as data. */
export interface E<T> {
  readonly ir: Expr;
  readonly domain: DomainIR;
  readonly [type]?: T;
}
/** What an operation takes: an expression, or a literal where the domain has some. */
export type Operand<T> = E<T> | (T extends boolean | number | string ? T : never);

/** The values that a variable or a local can have. */
export interface Domain<T> {
  readonly ir: DomainIR;
  readonly init?: Operand<T>;
  readonly [type]?: T;
}
/** A small array of cells of one domain. */
export interface ArrayDomain<T> {
  readonly element: Domain<T>;
  readonly length: number;
}

/** true or false; fresh memory holds false. */
export const flag: Domain<boolean> = { ir: { kind: 'flag' } };
/** A CPU; fresh memory holds CPU 0. */
export const cpu: Domain<Cpu> = { ir: { kind: 'cpu' } };
/** A CPU, or NONE as in fresh memory (PANIC_CPU_INVALID, a free lock). */
export const cpuOrNone: Domain<Cpu> = { ir: { kind: 'cpuOrNone' } };
/** A set of CPUs (cpumask); fresh memory holds the empty one. */
export const cpuSet: Domain<CpuSet> = { ir: { kind: 'cpuSet' } };

/** A named value out of a few. The first one is the value of fresh memory. */
export function oneOf<const T extends string>(...values: readonly T[]): Domain<T> {
  if (values.length === 0 || new Set(values).size !== values.length)
    throw new ModelError(
      'out-of-domain',
      'oneOf()',
      `needs one or more different values, not [${values.join(', ')}]`,
    );
  return { ir: { kind: 'oneOf', values: [...values] } };
}

/** Integers from `min` to `max`, both included; fresh memory holds `min`. */
export function int(min: number, max: number): Domain<number> {
  if (!Number.isInteger(min) || !Number.isInteger(max) || min > max || max - min > 0xffff)
    throw new ModelError('out-of-domain', 'int()', `${min}..${max} is no range of at most 65536 integers`);
  return { ir: { kind: 'int', min, max } };
}

/** The same domain, with another value of fresh memory. */
export const starting = <T>(domain: Domain<T>, init: Operand<NoInfer<T>>): Domain<T> => ({ ...domain, init });

/** A small array of shared memory; read it with `v.at(index)`. */
export const array = <T>(element: Domain<T>, length: number): ArrayDomain<T> => ({ element, length });

const make = <T>(ir: Expr, domain: DomainIR): E<T> => Object.freeze({ ir: Object.freeze(ir), domain });

const isExpr = (x: unknown): x is E<unknown> =>
  typeof x === 'object' && x !== null && 'ir' in x && 'domain' in x;

/** A literal or an expression as an expression of the given domain. */
function lift(x: unknown, domain: DomainIR, place: string): E<unknown> {
  if (x instanceof VarRef)
    throw new ModelError(
      'bad-call',
      place,
      `'${x.decl.name}' is a variable; say how it is accessed: read(${x.decl.name})`,
    );
  if (isExpr(x)) return x;
  return make({ kind: 'const', value: encode(x, domain, place), domain }, domain);
}

function encode(x: unknown, domain: DomainIR, place: string): number {
  if (domain.kind === 'flag' && typeof x === 'boolean') return x ? 1 : 0;
  if (domain.kind === 'int' && typeof x === 'number' && Number.isInteger(x)) return x;
  if (domain.kind === 'oneOf' && typeof x === 'string') {
    const value = domain.values.indexOf(x);
    if (value >= 0) return value;
    throw new ModelError(
      'out-of-domain',
      place,
      `'${x}' is not ${describeDomain(domain)}`,
      didYouMean(x, domain.values),
    );
  }
  throw new ModelError('out-of-domain', place, `${String(x)} is not ${describeDomain(domain)}`);
}

const FLAG: DomainIR = { kind: 'flag' };
const CPU: DomainIR = { kind: 'cpu' };
const CPU_OR_NONE: DomainIR = { kind: 'cpuOrNone' };
const CPU_SET: DomainIR = { kind: 'cpuSet' };
const INT32: DomainIR = { kind: 'int', min: -0x8000, max: 0x7fff };

const op = <T>(operator: Operator, domain: DomainIR, ...args: readonly E<unknown>[]): E<T> =>
  make({ kind: 'op', op: operator, args: args.map((a) => a.ir) }, domain);

/** No CPU: PANIC_CPU_INVALID, a free lock. */
export const NONE: E<Cpu> = make({ kind: 'const', value: NO_CPU, domain: CPU_OR_NONE }, CPU_OR_NONE);
/** true, as an expression. */
export const yes: E<boolean> = make({ kind: 'const', value: 1, domain: FLAG }, FLAG);
/** false, as an expression. */
export const no: E<boolean> = make({ kind: 'const', value: 0, domain: FLAG }, FLAG);
/** No CPU at all. */
export const emptySet: E<CpuSet> = make({ kind: 'const', value: 0, domain: CPU_SET }, CPU_SET);
/** Every CPU of the system (cpu_possible_mask). */
export const allCpus: E<CpuSet> = make({ kind: 'allCpus' }, CPU_SET);

/** `a == b`. A literal may stand on the right; a variable has to say how it is read. */
export const eq = <T>(a: E<T>, b: Operand<NoInfer<T>>): E<boolean> =>
  op('==', FLAG, a, lift(b, a.domain, 'eq()'));
/** `a != b` */
export const ne = <T>(a: E<T>, b: Operand<NoInfer<T>>): E<boolean> =>
  op('!=', FLAG, a, lift(b, a.domain, 'ne()'));
/** `a < b` */
export const lt = (a: E<number>, b: Operand<number>): E<boolean> => op('<', FLAG, a, lift(b, INT32, 'lt()'));
/** `a <= b` */
export const le = (a: E<number>, b: Operand<number>): E<boolean> => op('<=', FLAG, a, lift(b, INT32, 'le()'));
/** `a + b`. What leaves the domain of its target stops the search. */
export const add = (a: E<number>, b: Operand<number>): E<number> =>
  op('+', a.domain, a, lift(b, INT32, 'add()'));
/** `a - b` */
export const sub = (a: E<number>, b: Operand<number>): E<number> =>
  op('-', a.domain, a, lift(b, INT32, 'sub()'));
/** `a * b` */
export const mul = (a: E<number>, b: Operand<number>): E<number> =>
  op('*', a.domain, a, lift(b, INT32, 'mul()'));
/** Remainder by a positive constant; the result has the sign of a mathematical modulus (never negative). */
export const mod = (a: E<number>, b: number): E<number> => {
  if (!Number.isInteger(b) || b <= 0)
    throw new ModelError('out-of-domain', 'mod()', `${b} is no positive integer`);
  return op('%', { kind: 'int', min: 0, max: b - 1 }, a, lift(b, INT32, 'mod()'));
};
/** `!a` */
export const not = (a: Operand<boolean>): E<boolean> => op('!', FLAG, lift(a, FLAG, 'not()'));

const fold = (operator: '&&' | '||', unit: E<boolean>, args: readonly Operand<boolean>[]): E<boolean> =>
  args.length === 0
    ? unit
    : args.map((a) => lift(a, FLAG, operator) as E<boolean>).reduce((a, b) => op(operator, FLAG, a, b));
/** `a && b && …`; without operands, true. The second is looked at only if the first does not decide. */
export const and = (...args: readonly Operand<boolean>[]): E<boolean> => fold('&&', yes, args);
/** `a || b || …`; without operands, false. */
export const or = (...args: readonly Operand<boolean>[]): E<boolean> => fold('||', no, args);
/** `!a || b` */
export const implies = (a: E<boolean>, b: E<boolean>): E<boolean> => or(not(a), b);
/** `cond ? a : b` */
export const cond = <T>(test: E<boolean>, a: E<T>, b: Operand<NoInfer<T>>): E<T> =>
  op('?:', a.domain, test, a, lift(b, a.domain, 'cond()'));
/** A literal as an expression, where nothing else fixes its domain. */
export const value = <T>(domain: Domain<T>, literal: Operand<NoInfer<T>>): E<T> =>
  lift(literal, domain.ir, 'value()') as E<T>;

/** cpumask_test_cpu(member, set) */
export const has = (set: E<CpuSet>, member: E<Cpu>): E<boolean> => op('has', FLAG, set, member);
/** The set and this CPU. */
export const withCpu = (set: E<CpuSet>, member: E<Cpu>): E<CpuSet> => op('with', CPU_SET, set, member);
/** The set but this CPU. */
export const withoutCpu = (set: E<CpuSet>, member: E<Cpu>): E<CpuSet> => op('without', CPU_SET, set, member);
/** cpumask_empty(set) */
export const isEmpty = (set: E<CpuSet>): E<boolean> => op('==', FLAG, set, emptySet);
/** The first CPU of a set (cpumask_first), NONE of an empty one. */
export const firstOf = (set: E<CpuSet>): E<Cpu> => op('lowest', CPU_OR_NONE, set);
/** How many CPUs a set has (cpumask_weight), at once. */
export const weight = (set: E<CpuSet>): E<number> =>
  op('weight', { kind: 'int', min: 0, max: MAX_CPUS }, set);

/** in_task(), in_nmi() and relatives: which context is running this code. Known when the program is lowered. */
export const inContext = (...contexts: readonly Context[]): E<boolean> =>
  make({ kind: 'inContext', contexts }, FLAG);
/** in_task() */
export const in_task: E<boolean> = inContext('task');
/** in_nmi() */
export const in_nmi: E<boolean> = inContext('nmi');
/** irqs_disabled() on this CPU, as this context sees it. */
export const irqs_disabled: E<boolean> = make({ kind: 'irqsOff' }, FLAG);

// ---- Variables ------------------------------------------------------------------------------------------------

/** One cell of memory. It is no expression: say how it is read, with `read`, `READ_ONCE` or `load_acquire`. */
export class VarRef<T> {
  declare readonly [type]?: T;
  constructor(
    readonly decl: VarDecl,
    readonly index: Expr | null,
  ) {
    Object.freeze(this);
  }
  get cell(): Cell {
    return { decl: this.decl, index: this.index };
  }
  get domain(): DomainIR {
    return this.decl.domain;
  }
}
/** One cell of memory. */
export type Var<T> = VarRef<T>;
/** A cell for each CPU. */
export interface PerCpuVar<T> {
  readonly decl: VarDecl;
  /** per_cpu(v, cpu) */
  of(cpu: E<Cpu>): Var<T>;
}
/** An array of cells. */
export interface ArrayVar<T> {
  readonly decl: VarDecl;
  at(index: Operand<number>): Var<T>;
}

type Declared<D> = {
  readonly [K in keyof D]: D[K] extends ArrayDomain<infer T>
    ? ArrayVar<T>
    : D[K] extends Domain<infer T>
      ? Var<T>
      : never;
};
type PerCpuDeclared<D> = { readonly [K in keyof D]: D[K] extends Domain<infer T> ? PerCpuVar<T> : never };

// biome-ignore lint/suspicious/noExplicitAny: a domain of any type; the mapped types above recover it
type AnyDomain = Domain<any>;

function declare_(name: string, scope: VarDecl['scope'], domain: AnyDomain, length: number | null): VarDecl {
  checkName(name, 'variable');
  const init = domain.init === undefined ? smallest(domain.ir) : constant(domain.init, domain.ir, name);
  if (domain.ir.kind === 'int' && (init < domain.ir.min || init > domain.ir.max))
    throw new ModelError(
      'out-of-domain',
      name,
      `cannot begin as ${init}: it is ${describeDomain(domain.ir)}`,
    );
  return Object.freeze({ name, scope, domain: domain.ir, length, init });
}

const smallest = (domain: DomainIR): number =>
  domain.kind === 'int' ? domain.min : domain.kind === 'cpuOrNone' ? NO_CPU : 0;

function constant(x: unknown, domain: DomainIR, place: string): number {
  const { ir } = lift(x, domain, place);
  if (ir.kind !== 'const') throw new ModelError('out-of-domain', place, 'the first value must be a constant');
  return ir.value;
}

function checkName(name: string, what: string): void {
  if (!/^[a-z_][a-z0-9_.]*$/i.test(name))
    throw new ModelError(
      'bad-label',
      name === '' ? `a ${what}` : name,
      `is no name for a ${what}`,
      'use C identifiers',
    );
}

/** Looking up a name that was not declared is an error with a suggestion, not `undefined`. */
const strict = <T extends object>(what: string, record: T): T =>
  new Proxy(Object.freeze(record), {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && key !== 'then' && key !== 'toJSON')
        throw new ModelError(
          'unknown-name',
          what,
          `there is no '${key}'`,
          didYouMean(key, Object.keys(target)),
        );
      return Reflect.get(target, key, receiver);
    },
  });

function declareAll(
  what: string,
  scope: 'shared' | 'ghost',
  domains: Record<string, AnyDomain | ArrayDomain<unknown>>,
) {
  return strict(
    what,
    Object.fromEntries(
      Object.entries(domains).map(([name, domain]) => {
        if (!('element' in domain)) return [name, new VarRef(declare_(name, scope, domain, null), null)];
        const decl = declare_(name, scope, domain.element, domain.length);
        const at = (index: Operand<number>) =>
          new VarRef(decl, lift(index, { kind: 'int', min: 0, max: domain.length - 1 }, `${name}.at()`).ir);
        return [name, Object.freeze({ decl, at })];
      }),
    ),
  );
}

/** Memory shared by all CPUs, under the kernel's own names. */
export const shared = <D extends Record<string, AnyDomain | ArrayDomain<unknown>>>(domains: D): Declared<D> =>
  declareAll('shared variables', 'shared', domains) as Declared<D>;

/** Memory of the question, not of the kernel: written by `note`, read by properties and other notes only. */
export const ghost = <D extends Record<string, AnyDomain | ArrayDomain<unknown>>>(domains: D): Declared<D> =>
  declareAll('ghost variables', 'ghost', domains) as Declared<D>;

/** One cell for each CPU: `irq_count.of(self)`. */
export const perCpu = <D extends Record<string, AnyDomain>>(domains: D): PerCpuDeclared<D> =>
  strict(
    'per-CPU variables',
    Object.fromEntries(
      Object.entries(domains).map(([name, domain]) => {
        const decl = declare_(name, 'perCpu', domain, null);
        return [name, Object.freeze({ decl, of: (index: E<Cpu>) => new VarRef(decl, index.ir) })];
      }),
    ),
  ) as PerCpuDeclared<D>;

const reading =
  (access: Access) =>
  <T>(v: Var<T>): E<T> =>
    make({ kind: 'read', cell: v.cell, access }, v.domain);
/** A plain load. */
export const read = reading('plain');
/** READ_ONCE(v) */
export const READ_ONCE = reading('once');
/** smp_load_acquire(&v) */
export const load_acquire = reading('acquire');

// ---- Steps ----------------------------------------------------------------------------------------------------

/** A local variable or parameter of a function: private to one frame. */
export interface Local<T> extends E<T> {
  readonly name: string;
}

/** local = value; */
export const set = <T>(local: Local<T>, to: Operand<NoInfer<T>>): Node =>
  here({
    kind: 'set',
    local: local.name,
    value: lift(to, local.domain, local.name).ir,
  });

const storing =
  (access: Access) =>
  <T>(v: Var<T>, to: Operand<NoInfer<T>>): Node =>
    here({
      kind: 'store',
      cell: v.cell,
      value: lift(to, v.domain, v.decl.name).ir,
      access,
    });
/** A plain store. */
export const write = storing('plain');
/** WRITE_ONCE(v, to) */
export const WRITE_ONCE = storing('once');
/** smp_store_release(&v, to) */
export const store_release = storing('release');

type Rmw = Extract<Node, { kind: 'rmw' }>;
const rmw =
  (operator: Rmw['op'], access: Access) =>
  <T>(v: Var<T>, to: Operand<NoInfer<T>>, old?: Local<NoInfer<T>>): Node =>
    here({
      kind: 'rmw',
      op: operator,
      cell: v.cell,
      expect: null,
      value: lift(to, v.domain, v.decl.name).ir,
      old: old?.name ?? null,
      access,
    });
const exchanging =
  (access: Access) =>
  <T>(v: Var<T>, expect: Operand<NoInfer<T>>, to: Operand<NoInfer<T>>, old: Local<NoInfer<T>>): Node =>
    here({
      kind: 'rmw',
      op: 'cmpxchg',
      cell: v.cell,
      expect: lift(expect, v.domain, v.decl.name).ir,
      value: lift(to, v.domain, v.decl.name).ir,
      old: old.name,
      access,
    });
/** old = atomic_cmpxchg(&v, expect, to); */
export const cmpxchg = exchanging('full');
/** old = atomic_cmpxchg_acquire(&v, expect, to); */
export const cmpxchg_acquire = exchanging('acquire');
/** old = atomic_cmpxchg_release(&v, expect, to); */
export const cmpxchg_release = exchanging('release');
/** old = xchg(&v, to); */
export const xchg = rmw('xchg', 'full');
/** atomic_add; the old value goes to `old` if one is given. */
export const fetch_add = rmw('add', 'full') as (
  v: Var<number>,
  by: Operand<number>,
  old?: Local<number>,
) => Node;
/** atomic_inc(&v) */
export const atomic_inc = (v: Var<number>): Node => fetch_add(v, 1);
/** atomic_dec(&v) */
export const atomic_dec = (v: Var<number>): Node => fetch_add(v, -1);
/** cpumask_set_cpu(cpu, &v), atomic. */
export const set_cpu = (v: Var<CpuSet>, member: E<Cpu>): Node =>
  here({
    ...(rmw('or', 'full')(v, emptySet) as Rmw),
    value: member.ir,
  });
/** cpumask_clear_cpu(cpu, &v), atomic. */
export const clear_cpu = (v: Var<CpuSet>, member: E<Cpu>): Node =>
  here({
    ...(rmw('andnot', 'full')(v, emptySet) as Rmw),
    value: member.ir,
  });

/** smp_mb(): in the listing; memory is sequentially consistent. */
export const smp_mb: Node = { kind: 'fence', fence: 'mb' };
/** smp_rmb(), as smp_mb. */
export const smp_rmb: Node = { kind: 'fence', fence: 'rmb' };
/** smp_wmb(), as smp_mb. */
export const smp_wmb: Node = { kind: 'fence', fence: 'wmb' };

/** Blocks until the expression is true: `while (!expr) cpu_relax();`. The only thing that blocks. */
export const wait = (guard: E<boolean>): Node => here({ kind: 'wait', guard: guard.ir });
/** A bounded wait: goes on when the expression is true, or gives up at any moment. `into` says which. */
export const waitOrTimeout = (guard: E<boolean>, into?: Local<boolean>): Node =>
  here({
    kind: 'waitOrTimeout',
    guard: guard.ir,
    into: into?.name ?? null,
  });
/** An intended end of this context: it stays here for ever, and that is fine. */
export const halt: Node = { kind: 'halt', final: false };
/** The intended end of the panic owner: from here on, CPUs that still wait are nobody's deadlock. */
export const finalHalt: Node = { kind: 'halt', final: true };
/** `for (;;) cpu_relax();` of a CPU that relies on somebody else to finish: blocked for good if nobody does. */
export const park: Node = { kind: 'park' };
/** stop_this_cpu(): this CPU never executes anything again, and releases nothing that it holds. */
export const stopCpu: Node = { kind: 'stopCpu' };
/** Ends the run for every CPU at once (`capture_kernel`, `restart`). */
export const end = (outcome: string): Node => here({ kind: 'end', outcome });

/** local_irq_disable(), for the context that does it. */
export const local_irq_disable: Node = { kind: 'irq', op: 'disable', flags: null };
/** local_irq_enable(), for the context that does it. */
export const local_irq_enable: Node = { kind: 'irq', op: 'enable', flags: null };
/** local_irq_save(flags) */
export const local_irq_save = (flags: Local<boolean>): Node =>
  here({
    kind: 'irq',
    op: 'save',
    flags: flags.name,
  });
/** local_irq_restore(flags) */
export const local_irq_restore = (flags: Local<boolean>): Node =>
  here({
    kind: 'irq',
    op: 'restore',
    flags: flags.name,
  });

/** Sends an IPI to one CPU; it stays pending until the CPU can take it. Sending a pending one again changes nothing. */
export const send = (vector: Vector, to: E<Cpu>): Node =>
  here({
    kind: 'send',
    vector: vector.name,
    to: to.ir,
    toSet: false,
  });
/** Sends an IPI to every CPU of a set in one write to the interrupt controller. */
export const sendMask = (vector: Vector, to: E<CpuSet>): Node =>
  here({
    kind: 'send',
    vector: vector.name,
    to: to.ir,
    toSet: true,
  });

/** Any value of the domain of `local` (or of `among`, a smaller one): data that the model abstracts. */
export const choose = <T>(local: Local<T>, among?: Domain<NoInfer<T>>): Node =>
  here({
    kind: 'choose',
    local: local.name,
    domain: among?.ir ?? local.domain,
  });

/** BUG_ON(!cond), as a finding of the checker. */
export const assert = (condition: E<boolean>, message: string): Node =>
  here({
    kind: 'assert',
    cond: condition.ir,
    message,
  });

/** Remembers something for a property, in the same instant as the step before it. No effect on the model. */
export const note = <T>(v: Var<T>, to: Operand<NoInfer<T>>): Node =>
  here({
    kind: 'note',
    cell: v.cell,
    value: lift(to, v.domain, v.decl.name).ir,
  });

/** Kernel text that is known and left out, and why it cannot matter here. */
export const ignored = (reason: string): Node => here({ kind: 'ignored', reason });

// The blocks inside are replaced, not intersected: a `Block` has any label, and point() would accept any.
type Of<K extends Node['kind'], Inner> = Omit<Extract<Node, { kind: K }>, keyof Inner> & Readonly<Inner>;

/** The node that `when()` makes: its blocks keep their labels, so that `point()` can check them. */
export type When<T extends Block, F extends Block> = Of<'when', { then: T; otherwise: F }>;
/** `if (condition) { then } else { otherwise }` */
export function when<T extends Block>(condition: E<boolean>, then: T): When<T, Record<never, Node>>;
export function when<T extends Block, F extends Block>(
  condition: E<boolean>,
  then: T,
  otherwise: F,
): When<T, F>;
export function when(condition: E<boolean>, then: Block, otherwise: Block = {}): Node {
  return here({ kind: 'when', cond: condition.ir, then, otherwise });
}

/** The node that `either()` makes, with the labels of its arms. */
export type Either<A extends Record<string, Arm>> = Of<'either', { arms: A }>;
/** One arm of a choice, with the reason why it is a choice and not a computation. */
export const arm = <B extends Block>(reason: string, body: B): Omit<Arm, 'body'> & { readonly body: B } => ({
  reason,
  body,
});
/** The same arm, but it does not lose for ever: who comes to the choice again and again takes it some time. */
export const fair = <A extends Omit<Arm, 'body'>>(of: A): A & { readonly fair: true } => ({
  ...of,
  fair: true,
});
/** A choice that the model does not decide. An arm that begins with a `wait` can be taken only when it is over. */
export const either = <A extends Record<string, Arm>>(arms: A): Either<A> =>
  here({ kind: 'either', arms }) as Either<A>;

/** The node of a loop or of `atomic()`, with the labels inside. */
export type Nested<K extends 'loop' | 'retry' | 'forEachCpu' | 'atomic', B extends Block> = Of<
  K,
  { body: B }
>;
/** `while (condition) { body }`, at most `bound` times round; once more is a finding. */
export const loop = <B extends Block>(bound: number, condition: E<boolean>, body: B): Nested<'loop', B> =>
  here({ kind: 'loop', bound, cond: condition.ir, body }) as Nested<'loop', B>;
/** `for (;;) { body }` of lock-free code: left by `brk`, `ret` or `goto`. */
export const retry = <B extends Block>(body: B): Nested<'retry', B> =>
  here({ kind: 'retry', body }) as Nested<'retry', B>;
/** for_each_cpu(local, set): lowest first; the set is looked at once, at the start. */
export const forEachCpu = <B extends Block>(
  cpus: E<CpuSet>,
  local: Local<Cpu>,
  body: B,
): Nested<'forEachCpu', B> =>
  here({ kind: 'forEachCpu', set: cpus.ir, local: local.name, body }) as Nested<'forEachCpu', B>;
/** Several accesses in one transition, with the reason why the hardware or a lock makes them one. */
export const atomic = <B extends Block>(reason: string, body: B): Nested<'atomic', B> =>
  here({ kind: 'atomic', reason, body }) as Nested<'atomic', B>;

/** break; */
export const brk: Node = { kind: 'brk' };
/** continue; */
export const cont: Node = { kind: 'cont' };
/** Forward to a label of this block or of one around it. */
export const goto = (label: string): Node => here({ kind: 'goto', label });
/** return value; */
export function ret(): Node;
export function ret<T>(result: E<T> | boolean): Node;
export function ret(result?: E<unknown> | boolean): Node {
  if (result === undefined) return here({ kind: 'ret', value: null });
  return here({ kind: 'ret', value: typeof result === 'boolean' ? (result ? yes : no).ir : result.ir });
}

/** Words for the listing and for traces, where the C line alone would not say what happens. */
export const explain = <N extends Node>(comment: string, node: N): N => hereAs(node, { ...node, comment });
/** The kernel source line that this entry stands for. */
export const line = <N extends Node>(where: string, node: N): N => hereAs(node, { ...node, line: where });

// ---- Functions ------------------------------------------------------------------------------------------------

declare const paramTypes: unique symbol;
declare const returnType: unique symbol;

type Domains = Record<string, AnyDomain>;
type LocalsOf<D> = { readonly [K in keyof D]: D[K] extends Domain<infer T> ? Local<T> : never };
type ArgsOf<D> = { readonly [K in keyof D]: D[K] extends Domain<infer T> ? Operand<T> : never };

/** A function of the model, remembering its types. */
export interface KernelFn<P extends Domains = Domains, R = unknown, B extends Block = Block> extends Fn<B> {
  readonly [paramTypes]?: P;
  readonly [returnType]?: R;
}

/** A function of the model with whatever parameters and result. */
// biome-ignore lint/suspicious/noExplicitAny: the types of parameters are contravariant, so nothing narrower fits all
export type AnyFn<B extends Block = any> = KernelFn<any, any, B>;

// biome-ignore lint/complexity/noBannedTypes: no entries, as opposed to any entries
type Empty = {};

/** What a function is beside its body: its source, its form among several texts, parameters, locals and result. */
export interface FnSpec<P extends Domains, L extends Domains, R> {
  readonly source: Source;
  readonly form?: string;
  readonly params?: P;
  readonly locals?: L;
  readonly returns?: Domain<R>;
}

/**
 * A kernel function. The body is a labelled record: each key is the label of a step, each entry one atomic step
 * (or a block of them). `self` is the CPU that runs it.
 */
export function fn<P extends Domains = Empty, L extends Domains = Empty, R = never, B extends Block = Block>(
  name: string,
  spec: FnSpec<P, L, R>,
  body: (scope: { readonly self: E<Cpu> } & LocalsOf<P> & LocalsOf<L>) => B,
): KernelFn<P, R, B> {
  checkName(name, 'function');
  const params = spec.params ?? ({} as P);
  const locals = spec.locals ?? ({} as L);
  const irOf = (domains: Domains) => Object.fromEntries(Object.entries(domains).map(([k, d]) => [k, d.ir]));
  const scope: Record<string, E<unknown>> = { self: make<Cpu>({ kind: 'self' }, CPU) };
  for (const [local, domain] of Object.entries({ ...params, ...locals }) as [string, AnyDomain][]) {
    checkName(local, 'local variable');
    if (domain.init !== undefined)
      throw new ModelError(
        'out-of-domain',
        `${name}.${local}`,
        'starting() is for memory',
        'a local begins with the smallest value; set it in a step',
      );
    if (local in scope || (local in params && local in locals))
      throw new ModelError('duplicate', name, `two locals called '${local}'`);
    scope[local] = {
      ...make({ kind: 'local', name: local, domain: domain.ir }, domain.ir),
      name: local,
    } as E<unknown>;
  }
  const made: KernelFn<P, R, B> = {
    name,
    form: spec.form ?? '',
    source: spec.source,
    params: irOf(params),
    locals: irOf(locals),
    returns: spec.returns?.ir ?? null,
    body: body(strict(`locals of ${name}()`, scope) as unknown as Parameters<typeof body>[0]),
  };
  return remembers() ? freeze(here(made)) : interned(made);
}

type CallRest<P, R> = keyof P extends never
  ? [args?: Empty, into?: Local<R>]
  : [args: ArgsOf<P>, into?: Local<R>];

/** into = f(args); the body of `f` runs in place. */
export function call<P extends Domains, R, B extends Block>(
  f: KernelFn<P, R, B>,
  ...rest: CallRest<P, R>
): Node {
  const [args = {}, into] = rest as [Record<string, unknown>?, Local<R>?];
  const lifted = Object.fromEntries(
    Object.entries(args).map(([name, x]) => {
      const domain = f.params[name];
      if (domain === undefined)
        throw new ModelError(
          'bad-call',
          f.name,
          `has no parameter '${name}'`,
          didYouMean(name, Object.keys(f.params)),
        );
      return [name, lift(x, domain, `${f.name}(${name})`).ir];
    }),
  );
  return here({ kind: 'call', fn: f, args: lifted, into: into?.name ?? null });
}

// ---- Looking at the machine from outside: properties and notes -------------------------------------------------

// A step that is just some `Node` has no blocks; were it taken apart, each alternative of the union would be.
type LabelsIn<N> = [Node] extends [N]
  ? never
  : N extends { readonly kind: 'when'; readonly then: infer T; readonly otherwise: infer F }
    ? Label<T> | Label<F>
    : N extends { readonly kind: 'either'; readonly arms: infer A }
      ? {
          [K in keyof A & string]: A[K] extends { readonly body: infer B } ? `${K}.${Label<B>}` : never;
        }[keyof A & string]
      : N extends { readonly kind: 'loop' | 'retry' | 'forEachCpu' | 'atomic'; readonly body: infer B }
        ? Label<B>
        : never;
/** Every label of a block as a dotted path: `lost`, `lost.not_nested`, `flush.timed_out.takeover`. */
export type Label<B> = { [K in keyof B & string]: K | `${K}.${LabelsIn<B[K]>}` }[keyof B & string];

/** The program point `label` of `f` (a whole block if the label names one), optionally in one context only. */
export const point = <B extends Block>(f: AnyFn<B>, label: Label<B> | '', context?: Context): Point => {
  const known = labelsOf(f);
  if (label !== '' && !known.includes(label))
    throw new ModelError('unknown-label', f.name, `has no label '${label}'`, didYouMean(label, known));
  return { fn: f.form === '' ? f.name : `${f.name}@${f.form}`, label, context: context ?? null };
};

/** The entries of the block that `label` names, but for some of them. */
export function within<B extends Block>(
  f: AnyFn<B>,
  label: Label<B>,
  but: { except: readonly string[] },
): Point[] {
  const whole = point(f, label);
  const entries = labelsOf(f).filter(
    (p) => p.startsWith(`${label}.`) && !p.slice(label.length + 1).includes('.'),
  );
  for (const name of but.except)
    if (!entries.includes(`${label}.${name}`))
      throw new ModelError(
        'unknown-label',
        `${f.name}.${label}`,
        `has no entry '${name}'`,
        didYouMean(name, entries),
      );
  return entries
    .filter((p) => !but.except.includes(p.slice(label.length + 1)))
    .map((p) => ({ ...whole, label: p }));
}

const labelsOf = once((f): readonly string[] => [...labelPaths(f.body)]);

/** All label paths of a block, in program order. */
export function* labelPaths(block: Block, prefix = ''): Generator<string> {
  for (const [label, node] of Object.entries(block)) {
    yield prefix + label;
    for (const [path, inner] of blocksOf(node)) yield* labelPaths(inner, `${prefix}${label}.${path}`);
  }
}

/** The blocks inside a node, each with what its labels are prefixed with. */
export function blocksOf(node: Node): [prefix: string, block: Block][] {
  switch (node.kind) {
    case 'when':
      return [
        ['', node.then],
        ['', node.otherwise],
      ];
    case 'either':
      return Object.entries(node.arms).map(([name, { body }]) => [`${name}.`, body]);
    case 'loop':
    case 'retry':
    case 'forEachCpu':
    case 'atomic':
      return [['', node.body]];
    default:
      return [];
  }
}

/** Some context of some CPU is at one of the points. */
export const at = (...points: readonly Point[]): E<boolean> =>
  make({ kind: 'at', points, cpu: null, count: false }, FLAG);
/** Some context of this CPU is at one of the points. */
export const atOn = (on: E<Cpu>, ...points: readonly Point[]): E<boolean> =>
  make({ kind: 'at', points, cpu: on.ir, count: false }, FLAG);
/** How many contexts, over all CPUs, are at one of the points. */
export const countAt = (...points: readonly Point[]): E<number> =>
  make({ kind: 'at', points, cpu: null, count: true }, INT32);

/** The run was ended by `end(outcome)`; without an argument, by any. */
export const ended = (outcome?: string): E<boolean> =>
  make({ kind: 'outcome', outcome: outcome ?? null }, FLAG);
/** This CPU was stopped (stop_this_cpu) and never moves again. */
export const stopped = (which: E<Cpu>): E<boolean> => make({ kind: 'stopped', cpu: which.ir }, FLAG);
/** The code of this context on this CPU has disabled its interrupts; in hardirqs and NMIs they always are. */
export const irqsOff = (on: E<Cpu>, context: Context): E<boolean> =>
  context === 'hardirq' || context === 'nmi' ? yes : make({ kind: 'irqsOffOn', cpu: on.ir, context }, FLAG);

const quantified = (
  quantifier: 'exists' | 'forall' | 'count',
  body: (c: E<Cpu>) => E<boolean>,
  domain: DomainIR,
): Expr => {
  const bind = `c${depth++}`;
  try {
    const inner = body(make({ kind: 'bound', name: bind }, CPU));
    return make({ kind: 'quantifier', quantifier, bind, body: inner.ir }, domain).ir;
  } finally {
    depth--;
  }
};
let depth = 0;
/** Some CPU is like that. For properties and notes. */
export const existsCpu = (body: (c: E<Cpu>) => E<boolean>): E<boolean> =>
  make(quantified('exists', body, FLAG), FLAG);
/** Every CPU is like that. */
export const forAllCpus = (body: (c: E<Cpu>) => E<boolean>): E<boolean> =>
  make(quantified('forall', body, FLAG), FLAG);
/** How many CPUs are like that. */
export const countCpus = (body: (c: E<Cpu>) => E<boolean>): E<number> =>
  make(quantified('count', body, INT32), INT32);
