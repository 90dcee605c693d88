import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Machine, MExpr, Op } from '../../../model/language/machine.js';
import { type Facts, simplify } from './facts.js';
import { quantify } from './quantifiers.js';
import {
  constant,
  FALSE,
  isCells,
  isConst,
  keyOf,
  make,
  SELF,
  type Store,
  type Term,
  truth,
  type Write,
} from './terms.js';

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

/** What a transition leaves in the stores that it writes: a value, or cells by index, the last write last. */
export type After = ReadonlyMap<Store, Term | readonly Write[]>;

/** The stores while a transition runs. */
export class Memory {
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
