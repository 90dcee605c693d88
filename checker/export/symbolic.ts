import { evaluate } from '../../model/language/flow.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine, MExpr, MOperator, Op } from '../../model/language/machine.js';
import { comes } from './vectors.js';

/**
 * From C to mathematics. An edge assigns to one variable after the other, and may pass several locations until control
 * rests; a language of next-state relations wants to know for each variable its new value, said in terms of the old ones.
 * Here a transition is run once with terms instead of numbers. Each way through the locations that are passed becomes
 * one path: what must hold before, and what the variables are afterwards.
 */

/** A variable of the exported model. */
export interface Store {
  readonly name: string;
  readonly domain: Machine['fields'][number]['domain'];
  readonly range: { readonly min: number; readonly max: number };
  readonly indexed: 'no' | 'cpu' | 'array';
  /** First values, by index; a single one if there is no index. */
  readonly initial: readonly number[];
}

/** A value, in terms of the state before the transition. */
export type Term =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'self' }
  | { readonly kind: 'read'; readonly of: Store; readonly index: Term | null }
  /** A cell of a store that was written at other indices, or at ones that may be this one. */
  | {
      readonly kind: 'updated';
      readonly of: Store;
      readonly writes: readonly Write[];
      readonly index: Term;
    }
  /** Whether a program counter is at one of these locations. */
  | {
      readonly kind: 'at';
      readonly of: Store;
      readonly context: Context;
      readonly index: Term;
      readonly locations: readonly number[];
    }
  /** `union` joins two sets of CPUs. */
  | { readonly kind: 'op'; readonly op: MOperator | 'union'; readonly args: readonly Term[] }
  | { readonly kind: 'bound'; readonly name: string }
  | {
      readonly kind: 'quantified';
      readonly quantifier: Quantifier;
      readonly bound: string;
      readonly body: Term;
    };

export type Quantifier = 'exists' | 'forall' | 'count';

export interface Write {
  readonly index: Term;
  readonly value: Term;
}

/** What a transition leaves in the stores that it writes: a value, or cells by index, the last write last. */
export type After = ReadonlyMap<Store, Term | readonly Write[]>;

/** One way through a transition, from where control rests to where it rests again. */
export interface Path {
  readonly guards: readonly Term[];
  readonly after: After;
  readonly target: number;
  /** The locations that are left, with the edge taken at each. */
  readonly steps: readonly { readonly location: number; readonly edge: number }[];
}

/** Where the stores of a machine are; an exporter decides which there are, and what they are called. */
export interface Stores {
  readonly outcome: Store | null;
  readonly failed: Store | null;
  readonly stopped: Store | null;
  readonly variables: readonly Store[];
  /** Of each vector: the CPUs where it is pending. */
  readonly pending: readonly (Store | null)[];
  readonly pc: Readonly<Record<Context, Store | null>>;
  readonly irqs: Readonly<Record<Context, Store | null>>;
  readonly slots: Readonly<Record<Context, readonly (Store | null)[]>>;
}

export class TooManyPaths extends Error {}

/** What is known to be true or false, and which terms are known to be a constant, by key. */
type Facts = ReadonlyMap<string, number>;

const MOST_PATHS = 4096;

// ---- Transitions ------------------------------------------------------------------------------------------------

/**
 * All ways of leaving a location that rests. Ways that contradict themselves are left out. `unset` are the slots that
 * hold their first value there (see unsetSlots).
 */
export function pathsFrom(
  m: Machine,
  stores: Stores,
  context: Context,
  location: number,
  unset: ReadonlySet<number>,
): Path[] {
  const found: Path[] = [];
  const code = m.code[context];
  const walk = (here: number, before: Memory, guards: Term[], known: Facts, steps: Path['steps']): void => {
    code[here].edges.forEach(({ guard, ops, target }, edge) => {
      const test = guard === null ? TRUE : simplify(truth(before.term(guard)), known);
      if (isConst(test, 0)) return;
      const facts = learn(test, 1, known);
      const after = before.copy();
      for (const op of ops) after.perform(op);
      const taken = [...steps, { location: here, edge }];
      const needed = isConst(test, 1) ? guards : [...guards, test];
      if (!code[target].rests) walk(target, after, needed, facts, taken);
      else if (found.length === MOST_PATHS) throw new TooManyPaths();
      else {
        if (target === 0) after.returnToIdle();
        found.push({ guards: needed, after: after.result(facts), target, steps: taken });
      }
    });
  };
  const running = new Map<string, number>();
  for (const s of [stores.outcome, stores.failed])
    if (s !== null) running.set(`=${keyOf({ kind: 'read', of: s, index: null })}`, 0);
  walk(location, new Memory(m, stores, context, unset), [], running, []);
  return found;
}

/**
 * The slots that hold their first value whenever a context is at a location, by location: nothing has written them on the
 * way, or what had been written was cleared again. Most clearing is of such slots, and need not be said. null for a
 * location that control never comes to.
 */
export function unsetSlots(m: Machine, context: Context): (ReadonlySet<number> | null)[] {
  const code = m.code[context];
  const count = Math.max(0, ...m.frames.map((f) => f[context]?.slots.length ?? 0));
  const set = code.map(() => new Set<number>());
  const reached = new Set<number>();
  const todo = [
    0,
    ...m.frames.map((f) => f[context]?.entry ?? 0),
    ...m.vectors.filter((v) => v.context === context && comes(v)).map((v) => v.entry),
  ];
  for (let here = todo.pop(); here !== undefined; here = todo.pop()) {
    reached.add(here);
    for (const { ops, target } of code[here].edges) {
      const after = new Set(set[here]);
      for (const op of ops) {
        if (op.kind !== 'slot') continue;
        if (op.value.kind === 'const' && op.value.value === op.range.min) after.delete(op.slot);
        else after.add(op.slot);
      }
      const fresh = [...after].filter((slot) => !set[target].has(slot));
      if (fresh.length === 0 && reached.has(target)) continue;
      for (const slot of fresh) set[target].add(slot);
      todo.push(target);
    }
  }
  if (set[0].size > 0) throw new Error(`internal error: a ${context} context ends and leaves locals behind`);
  const all = Array.from({ length: count }, (_, i) => i);
  return set.map((s, id) => (reached.has(id) ? new Set(all.filter((i) => !s.has(i))) : null));
}

/** When a location can be left: any of its edges is open. */
export function canLeave(
  m: Machine,
  stores: Stores,
  context: Context,
  location: number,
  unset: ReadonlySet<number>,
): Term {
  const memory = new Memory(m, stores, context, unset);
  return m.code[context][location].edges
    .map((e) => (e.guard === null ? TRUE : truth(memory.term(e.guard))))
    .reduce((a, b) => make('||', a, b), FALSE);
}

/** An expression that looks at a state from outside, or for the CPU `self`: a property, a condition of a vector. */
export const termOf = (m: Machine, stores: Stores, e: MExpr): Term =>
  quantify(truth(new Memory(m, stores, 'task').term(e)), m.cpus);

/** The stores while a transition runs. */
class Memory {
  private readonly written = new Map<Store, Term | readonly Write[]>();
  constructor(
    private readonly m: Machine,
    private readonly stores: Stores,
    private readonly context: Context,
    private readonly unset: ReadonlySet<number> = new Set(),
  ) {}

  copy(): Memory {
    const copy = new Memory(this.m, this.stores, this.context, this.unset);
    for (const [store, value] of this.written) copy.written.set(store, value);
    return copy;
  }

  /** What was written, put as simply as what is known allows. Writing back what was there is no write. */
  result(known: Facts): After {
    const after = new Map<Store, Term | readonly Write[]>();
    for (const [store, value] of this.written) {
      if (!isCells(value)) {
        const now = simplify(value, known);
        if (keyOf(now) !== keyOf({ kind: 'read', of: store, index: null })) after.set(store, now);
        continue;
      }
      const writes = value.map((w) => ({
        index: simplify(w.index, known),
        value: simplify(w.value, known),
      }));
      const [only] = writes;
      const same =
        writes.length === 1 &&
        (keyOf(only.value) === keyOf({ kind: 'read', of: store, index: only.index }) ||
          (this.isUnset(store) && isConst(only.value, store.range.min)));
      if (!same) after.set(store, writes);
    }
    return after;
  }

  returnToIdle(): void {
    const irqs = this.stores.irqs[this.context];
    if (irqs !== null) this.write(irqs, SELF, FALSE);
  }

  perform(op: Op): void {
    const { stores } = this;
    switch (op.kind) {
      case 'slot': {
        const slot = stores.slots[this.context][op.slot];
        if (slot !== null) this.write(slot, SELF, this.term(op.value));
        return;
      }
      case 'cell': {
        const index = op.index === null ? null : this.term(op.index);
        this.write(stores.variables[op.variable], index, quantify(this.term(op.value), this.m.cpus));
        return;
      }
      case 'irqs':
        this.write(stores.irqs[this.context]!, SELF, this.term(op.value));
        return;
      case 'stop':
        this.write(stores.stopped!, null, make('with', this.read(stores.stopped!, null), SELF));
        return;
      case 'end':
        this.write(stores.outcome!, null, constant(op.outcome));
        return;
      case 'pend': {
        const pending = stores.pending[op.vector]!;
        const to = this.term(op.to);
        this.write(pending, null, make(op.toSet ? 'union' : 'with', this.read(pending, null), to));
        return;
      }
      case 'check': {
        const failed = stores.failed!;
        const before = this.read(failed, null);
        const fails = make('&&', make('==', before, FALSE), make('!', truth(this.term(op.cond))));
        this.write(failed, null, make('?:', fails, constant(op.assertion + 1), before));
      }
    }
  }

  term(e: MExpr): Term {
    const { stores, context } = this;
    switch (e.kind) {
      case 'const':
        return constant(e.value);
      case 'self':
        return SELF;
      case 'slot': {
        const slot = stores.slots[context][e.slot];
        return slot === null ? FALSE : this.read(slot, SELF);
      }
      case 'irqs': {
        const irqs = stores.irqs[context];
        return irqs === null ? FALSE : this.read(irqs, SELF);
      }
      case 'cell':
        return this.read(stores.variables[e.variable], e.index === null ? null : this.term(e.index));
      case 'field':
        return this.field(e.field);
      case 'pcIn': {
        const pc = stores.pc[e.context];
        if (pc === null) return FALSE;
        const { locations } = e;
        return { kind: 'at', of: pc, context: e.context, index: constant(e.cpu), locations };
      }
      case 'op':
        return make(e.op, ...e.args.map((a) => this.term(a)));
    }
  }

  /** The only fields that expressions name are those that say how a run ended, who was stopped, and where irqs are off. */
  private field(field: number): Term {
    const { m, stores } = this;
    if (field === m.outcome) return stores.outcome === null ? FALSE : this.read(stores.outcome, null);
    if (field === m.failed) return stores.failed === null ? FALSE : this.read(stores.failed, null);
    const cpu = m.stopped.indexOf(field);
    if (cpu >= 0) return make('has', this.read(stores.stopped!, null), constant(cpu));
    for (const context of CONTEXTS) {
      const on = m.frames.findIndex((f) => f[context]?.irqs === field);
      if (on >= 0) return this.read(stores.irqs[context]!, constant(on));
    }
    throw new Error(`internal error: an expression reads '${m.fields[field].name}'`);
  }

  private read(store: Store, index: Term | null): Term {
    const now = this.written.get(store);
    if (now === undefined)
      return this.isUnset(store) ? constant(store.range.min) : { kind: 'read', of: store, index };
    if (!isCells(now)) return now;
    if (index === null) throw new Error(`internal error: ${store.name} has an index`);
    for (let i = now.length - 1; i >= 0; i--) {
      const written = now[i].index;
      if (keyOf(written) === keyOf(index)) return now[i].value;
      if (written.kind !== 'const' || index.kind !== 'const')
        return { kind: 'updated', of: store, writes: now.slice(0, i + 1), index };
    }
    return { kind: 'read', of: store, index };
  }

  private isUnset(store: Store): boolean {
    const slot = this.stores.slots[this.context].indexOf(store);
    return slot >= 0 && this.unset.has(slot);
  }

  private write(store: Store, index: Term | null, value: Term): void {
    if (index === null) {
      this.written.set(store, value);
      return;
    }
    const now = this.written.get(store) ?? [];
    if (!isCells(now)) throw new Error(`internal error: ${store.name} has no index`);
    // Only the write just before can be replaced: an index in between may be the same one.
    const before =
      now.length > 0 && keyOf(now[now.length - 1].index) === keyOf(index) ? now.slice(0, -1) : now;
    this.written.set(store, [...before, { index, value }]);
  }
}

const isCells = (x: Term | readonly Write[]): x is readonly Write[] => Array.isArray(x);

// ---- Terms ------------------------------------------------------------------------------------------------------

export const constant = (value: number): Term => ({ kind: 'const', value });
const FALSE = constant(0);
const TRUE = constant(1);
const SELF: Term = { kind: 'self' };

export const isConst = (t: Term, value: number): boolean => t.kind === 'const' && t.value === value;

/** The same text for the same term. */
export function keyOf(t: Term): string {
  const cells = (writes: readonly Write[]) =>
    writes.map((w) => `${keyOf(w.index)}:=${keyOf(w.value)}`).join();
  switch (t.kind) {
    case 'const':
      return String(t.value);
    case 'self':
      return 'self';
    case 'read':
      return t.index === null ? t.of.name : `${t.of.name}[${keyOf(t.index)}]`;
    case 'updated':
      return `${t.of.name}{${cells(t.writes)}}[${keyOf(t.index)}]`;
    case 'at':
      return `${t.of.name}[${keyOf(t.index)}]@${t.locations.join()}`;
    case 'op':
      return `(${t.op} ${t.args.map(keyOf).join(' ')})`;
    case 'bound':
      return `?${t.name}`;
    case 'quantified':
      return `(${t.quantifier} ${t.bound} ${keyOf(t.body)})`;
  }
}

/** Whether a term is TRUE or FALSE and nothing else. */
export function isFlag(t: Term): boolean {
  switch (t.kind) {
    case 'const':
      return t.value === 0 || t.value === 1;
    case 'read':
    case 'updated':
      return t.of.domain.kind === 'flag';
    case 'at':
      return true;
    case 'quantified':
      return t.quantifier !== 'count';
    case 'op':
      if (t.op === '?:') return isFlag(t.args[1]) && isFlag(t.args[2]);
      return ['==', '!=', '<', '<=', '&&', '||', '!', 'has'].includes(t.op);
    default:
      return false;
  }
}

/** A term as a condition: in C, everything but 0 is true. */
const truth = (t: Term): Term => (isFlag(t) ? t : make('!=', t, FALSE));

export const negate = (t: Term): Term => make('!', t);

/** Builds an operation, in the simplest form that is as good. */
function make(op: MOperator | 'union', ...given: readonly Term[]): Term {
  const logical = op === '&&' || op === '||' || op === '!';
  const args = logical ? given.map(truth) : given;
  const [a, b, c] = args;
  const same = (x: Term, y: Term) => keyOf(x) === keyOf(y);
  const plain: Term = { kind: 'op', op, args };
  if (op === 'union') return isConst(b, 0) ? a : isConst(a, 0) ? b : plain;
  if (args.every((x) => x.kind === 'const'))
    return constant(
      evaluate(
        op,
        args.map((x) => (x.kind === 'const' ? x.value : 0)),
      ),
    );
  switch (op) {
    case '!':
      if (a.kind !== 'op') return plain;
      if (a.op === '!') return a.args[0];
      if (a.op === '==') return { ...a, op: '!=' };
      if (a.op === '!=') return { ...a, op: '==' };
      if (a.op === '<') return { kind: 'op', op: '<=', args: [a.args[1], a.args[0]] };
      if (a.op === '<=') return { kind: 'op', op: '<', args: [a.args[1], a.args[0]] };
      if (a.op === '&&') return make('||', negate(a.args[0]), negate(a.args[1]));
      if (a.op === '||') return make('&&', negate(a.args[0]), negate(a.args[1]));
      return plain;
    case '&&':
      if (isConst(a, 0) || isConst(b, 0)) return FALSE;
      if (isConst(a, 1) || same(a, b)) return b;
      return isConst(b, 1) ? a : same(a, make('!', b)) ? FALSE : plain;
    case '||':
      if (isConst(a, 1) || isConst(b, 1)) return TRUE;
      if (isConst(a, 0) || same(a, b)) return b;
      return isConst(b, 0) ? a : same(a, make('!', b)) ? TRUE : plain;
    case '==':
    case '!=':
      if (same(a, b)) return op === '==' ? TRUE : FALSE;
      for (const [x, y] of [
        [a, b],
        [b, a],
      ])
        if (isFlag(x) && y.kind === 'const')
          return y.value !== 0 && y.value !== 1
            ? constant(op === '!=' ? 1 : 0)
            : (y.value === 1) === (op === '==')
              ? x
              : make('!', x);
      return plain;
    case '?:':
      if (a.kind === 'const') return a.value === 0 ? c : b;
      if (same(b, c)) return b;
      if (isFlag(b) && isFlag(c)) {
        if (isConst(b, 1)) return make('||', a, c);
        if (isConst(c, 0)) return make('&&', a, b);
        if (isConst(b, 0)) return make('&&', make('!', a), c);
        if (isConst(c, 1)) return make('||', make('!', a), b);
      }
      return { kind: 'op', op, args: [truth(a), b, c] };
    case 'with':
    case 'without':
      return b.kind === 'const' && b.value < 0 ? a : plain;
    default:
      return plain;
  }
}

/** What follows from a condition that has turned out true or false. */
function learn(t: Term, value: 0 | 1, known: Facts): Facts {
  if (t.kind === 'const') return known;
  const facts = new Map(known);
  const note = (x: Term, is: 0 | 1): void => {
    facts.set(keyOf(x), is);
    if (x.kind !== 'op') return;
    const [a, b] = x.args;
    facts.set(keyOf(make('!', x)), 1 - is);
    if (x.op === '!') note(a, is === 1 ? 0 : 1);
    if ((x.op === '&&' && is === 1) || (x.op === '||' && is === 0)) {
      note(a, is);
      note(b, is);
    }
    if ((x.op === '==' && is === 1) || (x.op === '!=' && is === 0)) {
      if (b.kind === 'const' && a.kind !== 'const') facts.set(`=${keyOf(a)}`, b.value);
      if (a.kind === 'const' && b.kind !== 'const') facts.set(`=${keyOf(b)}`, a.value);
    }
  };
  note(t, value);
  return facts;
}

/** The term, given what is known. Values stay as they are written; only conditions are decided. */
function simplify(t: Term, known: Facts): Term {
  if (isFlag(t) && t.kind !== 'const') {
    const fact = known.get(keyOf(t));
    if (fact !== undefined) return constant(fact);
  }
  const inner = (x: Term) => simplify(x, known);
  switch (t.kind) {
    case 'read':
      return t.index === null ? t : { ...t, index: inner(t.index) };
    case 'updated':
      return {
        ...t,
        index: inner(t.index),
        writes: t.writes.map((w) => ({ index: inner(w.index), value: inner(w.value) })),
      };
    case 'op': {
      const args = t.args.map(inner);
      // The second operand, or the branch, is looked at only where the first has turned out that way.
      if (t.op === '&&' || t.op === '||')
        return make(t.op, args[0], simplify(t.args[1], learn(args[0], t.op === '&&' ? 1 : 0, known)));
      if (t.op === '?:')
        return make(
          t.op,
          args[0],
          simplify(t.args[1], learn(truth(args[0]), 1, known)),
          simplify(t.args[2], learn(truth(args[0]), 0, known)),
        );
      if (['==', '!=', '<', '<='].includes(t.op)) {
        const values = args.map((x) => {
          const value = known.get(`=${keyOf(x)}`);
          return value === undefined ? x : constant(value);
        });
        const decided = make(t.op, ...values);
        if (decided.kind === 'const') return decided;
      }
      const simpler = make(t.op, ...args);
      const fact = isFlag(simpler) ? known.get(keyOf(simpler)) : undefined;
      return fact === undefined ? simpler : constant(fact);
    }
    default:
      return t;
  }
}

// ---- Quantifiers ------------------------------------------------------------------------------------------------

const QUANTIFIER_OF = { '||': 'exists', '&&': 'forall', '+': 'count' } as const;
const BOUND_NAMES = ['cpu', 'other', 'third'];

/** Puts the quantifiers over CPUs back that lowering has written out, one CPU after the other. */
function quantify(t: Term, cpus: number): Term {
  if (t.kind !== 'op' || cpus === 1) return t;
  if (t.op === '||' || t.op === '&&' || t.op === '+') {
    const operands = leftSpine(t, t.op);
    const each = operands.length / cpus;
    if (Number.isInteger(each)) {
      const terms = operands.map((x) => quantify(x, cpus));
      const groups = Array.from({ length: cpus }, (_, cpu) => terms.slice(cpu * each, (cpu + 1) * each));
      const { op } = t;
      const folded =
        op === '+'
          ? groups[0].map((_, i) =>
              groups.every((g) => isFlag(g[i]))
                ? generalise(
                    groups.map((g) => g[i]),
                    'count',
                  )
                : null,
            )
          : [
              generalise(
                groups.map((g) => g.reduce((a, b) => make(op, a, b))),
                QUANTIFIER_OF[op],
              ),
            ];
      if (folded.every((x) => x !== null)) return folded.reduce((a, b) => make(op, a, b));
    }
  }
  return make(t.op, ...t.args.map((a) => quantify(a, cpus)));
}

function leftSpine(t: Term, op: MOperator): Term[] {
  if (t.kind !== 'op' || t.op !== op) return [t];
  return [...leftSpine(t.args[0], op), t.args[1]];
}

/** One term for a CPU from one term for each, or null if they differ in more than the number of the CPU. */
function generalise(terms: readonly Term[], quantifier: Quantifier): Term | null {
  const bound = BOUND_NAMES[Math.max(...terms.map(quantifiers))];
  if (bound === undefined) return null;
  let indexes = 0;
  const merge = (all: readonly Term[], isIndex: boolean): Term | null => {
    const [first] = all;
    if (all.every((x) => keyOf(x) === keyOf(first))) return first;
    if (all.every((x, cpu) => isConst(x, cpu))) {
      if (isIndex) indexes++;
      return { kind: 'bound', name: bound };
    }
    switch (first.kind) {
      case 'read':
      case 'at': {
        const alike = all.filter(
          (x): x is typeof first =>
            x.kind === first.kind && keyOf({ ...x, index: FALSE }) === keyOf({ ...first, index: FALSE }),
        );
        if (alike.length < all.length || alike.some((x) => x.index === null)) return null;
        const index = merge(
          alike.map((x) => x.index as Term),
          true,
        );
        return index === null ? null : { ...first, index };
      }
      case 'op': {
        const alike = all.filter(
          (x): x is typeof first =>
            x.kind === 'op' && x.op === first.op && x.args.length === first.args.length,
        );
        if (alike.length < all.length) return null;
        const args = first.args.map((_, i) =>
          merge(
            alike.map((x) => x.args[i]),
            first.op === 'has' && i === 1,
          ),
        );
        return args.every((x) => x !== null) ? { ...first, args } : null;
      }
      case 'quantified': {
        const alike = all.filter(
          (x): x is typeof first =>
            x.kind === 'quantified' && x.quantifier === first.quantifier && x.bound === first.bound,
        );
        if (alike.length < all.length) return null;
        const body = merge(
          alike.map((x) => x.body),
          false,
        );
        return body === null ? null : { ...first, body };
      }
      default:
        return null;
    }
  };
  const body = merge(terms, false);
  if (body === null || indexes === 0) return null;
  // Some CPU that is this one, and of which something holds: this one, of which it holds.
  if (quantifier === 'exists' && body.kind === 'op' && body.op === '&&') {
    const [which, holds] = body.args;
    const picks = keyOf(make('==', SELF, { kind: 'bound', name: bound }));
    if (keyOf(which) === picks) return replaceBound(holds, bound, SELF);
  }
  return { kind: 'quantified', quantifier, bound, body };
}

function replaceBound(t: Term, name: string, by: Term): Term {
  const inner = (x: Term) => replaceBound(x, name, by);
  switch (t.kind) {
    case 'bound':
      return t.name === name ? by : t;
    case 'read':
      return t.index === null ? t : { ...t, index: inner(t.index) };
    case 'at':
      return { ...t, index: inner(t.index) };
    case 'op':
      return { ...t, args: t.args.map(inner) };
    case 'quantified':
      return { ...t, body: inner(t.body) };
    default:
      return t;
  }
}

/** How many quantifiers stand inside each other. */
function quantifiers(t: Term): number {
  switch (t.kind) {
    case 'quantified':
      return 1 + quantifiers(t.body);
    case 'op':
      return Math.max(0, ...t.args.map(quantifiers));
    case 'read':
      return t.index === null ? 0 : quantifiers(t.index);
    default:
      return 0;
  }
}
