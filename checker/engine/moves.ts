import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Frame, Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import type { Move } from '../search.js';
import { EngineRefusal } from './errors.js';
import { expression } from './expressions.js';
import { Passages } from './passages.js';
import type { Passing } from './sink.js';
import { Scratch, type Site } from './site.js';
import { type Bound, boundOf } from './switches.js';
import { isConstant, truth } from './value.js';
import { View } from './view.js';
import {
  block,
  br,
  br_table,
  type Code,
  call,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  Label,
  type Local,
  type Module,
  return_,
  type Stmt,
  type Type,
} from './wasm.js';

/** What came of a state, as bits: something happens that must; a fault; a mistake in the machine itself. */
export const MOVED = 1;
export const FAULT = 2;
export const STUCK = 4;

type Mover = Func<Type[], 'i32'>;

/** What the functions of all CPUs share. */
export interface Surroundings {
  readonly module: Module;
  readonly machine: Machine;
  readonly layout: Layout;
  readonly passing: Passing;
  /** 1 once a step was left out because of the bound on context switches. */
  readonly leftOut: Global<'i32'>;
  taken(context: Context, location: number, edge: number): Stmt;
  /** What is done before a move is made. */
  moving?(move: Move): Stmt;
}

/** The functions that make what is a CPU's doing. */
export interface Moves {
  /** All successors, in the reference's order: steps of the running context, then for each vector what was sent and what arrives. */
  readonly all: Mover;
  /** Only the steps of the running context of a CPU that is not stopped. */
  steps(): Mover;
}

export function movesOf(cpu: number, around: Surroundings): Moves {
  const { machine } = around;
  const fn = new MoverFunction(`cpu${cpu}`, cpu, 'task', around);
  const { stopped } = machine;
  const field = stopped[cpu];
  const code: Stmt[] = [];
  const byContext: { frame: Frame; runs: Mover | null }[] = [];
  const facts = new Map<number, number>([
    [machine.outcome, 0],
    [machine.failed, 0],
  ]);
  if (field !== null) {
    code.push(if_(fn.source(facts).raw(field), return_(i32.const(0))));
    facts.set(field, 0);
  }
  for (const context of [...CONTEXTS].reverse()) {
    const frame = machine.frames[cpu][context];
    if (frame === null) continue;
    const runs = stepsOf(cpu, context, frame, new Map(facts), around);
    const running = fn.source(facts).raw(frame.pc);
    const idle = around.layout.fields[frame.pc].values?.indexOf(0) ?? 0;
    const steps = runs === null ? [] : fn.result.set(call(runs, ...fn.args()));
    byContext.push({ frame, runs });
    const runningCode = [steps, fn.entries(context, new Map(facts)), return_(fn.result.get())];
    code.push(if_(idle < 0 ? i32.const(1) : i32.ne(running, i32.const(idle)), runningCode));
    if (idle >= 0) facts.set(frame.pc, 0);
  }
  code.push(fn.entries(null, facts));
  return { all: fn.define(code), steps: () => runningSteps(cpu, byContext, around) };
}

function runningSteps(
  cpu: number,
  byContext: readonly { readonly frame: Frame; readonly runs: Mover | null }[],
  around: Surroundings,
): Mover {
  const fn = new MoverFunction(`steps${cpu}`, cpu, 'task', around);
  return fn.define(
    byContext.map(({ frame, runs }) => {
      const idle = around.layout.fields[frame.pc].values?.indexOf(0) ?? 0;
      const result = return_(runs === null ? i32.const(0) : call(runs, ...fn.args()));
      return idle < 0 ? result : if_(i32.ne(fn.source(new Map()).raw(frame.pc), i32.const(idle)), result);
    }),
  );
}

/** A function that makes the steps of one context; null if it has none. */
function stepsOf(
  cpu: number,
  context: Context,
  frame: Frame,
  facts: Map<number, number>,
  around: Surroundings,
): Mover | null {
  const { machine, layout } = around;
  const { bits, min, values } = layout.fields[frame.pc];
  const places = values ?? Array.from({ length: 2 ** bits }, (_, i) => i + min);
  const locations = machine.code[context];
  const alive = places.filter((id) => (locations[id]?.edges.length ?? 0) > 0);
  if (alive.length === 0) return null;
  const fn = new MoverFunction(`${context}${cpu}`, cpu, context, around);
  const exit = new Label('void');
  const labels = new Map(alive.map((id) => [id, new Label('void')]));
  const pc = fn.source(new Map()).raw(frame.pc);
  let code: Stmt = br_table(
    pc,
    places.map((id) => labels.get(id) ?? exit),
    exit,
  );
  for (const id of alive) {
    const inner: Stmt = code;
    const here = new Map(facts).set(frame.pc, id);
    const steps = locations[id].edges.map((_, edge) => fn.step(id, edge, here));
    code = [block(() => inner, labels.get(id)), steps, br(exit)];
  }
  const all: Stmt = code;
  return fn.define([fn.bound.prepare, block(() => all, exit)]);
}

/** A function that makes successors: its parameters, its locals, and the ways out of it. */
class MoverFunction {
  readonly result: Local<'i32'>;
  readonly bound: Bound;
  private readonly fn: Mover;
  private readonly scratch: Scratch;
  private readonly fault = new Label('void');
  private readonly stuck = new Label('void');
  private readonly next: ReturnType<Passing['successor']>;
  private readonly locals = new Map<number, Local<'i32'>>();

  constructor(
    name: string,
    private readonly cpu: number,
    private readonly context: Context,
    private readonly around: Surroundings,
  ) {
    this.fn = around.module.func(name, around.passing.takes, 'i32');
    this.result = this.fn.local('i32');
    this.scratch = new Scratch(this.fn);
    this.next = around.passing.successor(this.fn, this.fn.params);
    this.bound = boundOf(this.fn, cpu, around.layout, around.leftOut, this.source(new Map()));
  }

  define(body: Stmt): Mover {
    return this.fn.define([
      block(
        () => [block(() => [body, return_(this.result.get())], this.fault), return_(i32.const(FAULT))],
        this.stuck,
      ),
      i32.const(STUCK),
    ]);
  }

  args(): Code<Type>[] {
    return this.fn.params.map((p) => p.get());
  }

  /** The state that moves. */
  source(facts: ReadonlyMap<number, number>): View {
    return new View(this.around.passing.given(this.fn.params), this.around.layout, facts);
  }

  private target(facts: ReadonlyMap<number, number>): View {
    return new View(this.next.words, this.around.layout, facts, this.passing);
  }

  /** Where a field is that is no part of a state, once a transition has written it. */
  private readonly passing = (field: number): Local<'i32'> => {
    const local = this.locals.get(field) ?? this.fn.local('i32');
    this.locals.set(field, local);
    return local;
  };

  private site(view: View): Site {
    const { cpu, context, scratch, fault } = this;
    return { machine: this.around.machine, view, cpu, context, scratch, fault };
  }

  private get moved(): Stmt {
    return this.result.set(i32.or(this.result.get(), i32.const(MOVED)));
  }

  step(location: number, edge: number, facts: ReadonlyMap<number, number>): Stmt {
    const { guard } = this.around.machine.code[this.context][location].edges[edge];
    const open = guard === null ? null : truth(expression(guard, this.site(this.source(facts))));
    if (open !== null && isConstant(open) && open.min === 0) return [];
    const { bound } = this;
    const target = this.target(facts);
    const count = bound.count(target);
    const passages = new Passages(this.site(target), {
      taken: (...at) => bound.ifAllowedSilently(this.around.taken(...at)),
      emit: () => [bound.ifAllowed(this.next.emit), this.moved],
      stuck: this.stuck,
    });
    const { cpu, context } = this;
    const code = [
      this.moving({ kind: 'step', cpu, context, location, edge }),
      this.next.begin,
      count,
      passages.transition(location, edge),
    ];
    return open === null || isConstant(open) ? code : if_(open.code, code);
  }

  private moving(move: Move): Stmt {
    return this.around.moving?.(move) ?? [];
  }

  /** Interrupts that can enter while this context is the highest one that runs, or none. */
  entries(running: Context | null, facts: ReadonlyMap<number, number>): Stmt {
    const { machine } = this.around;
    const frames = machine.frames[this.cpu];
    const irqs = frames[running ?? 'task']?.irqs ?? null;
    const level = running === null ? -1 : CONTEXTS.indexOf(running);
    const code = machine.vectors.map((vector, i): Stmt => {
      const frame = frames[vector.context];
      if (frame === null || CONTEXTS.indexOf(vector.context) <= level) return [];
      const enters = this.enter(i, frame, facts);
      if (vector.context === 'nmi' || irqs === null) return enters;
      const off = this.source(facts).raw(irqs);
      return if_(i32.eqz(off), enters);
    });
    return code;
  }

  private enter(index: number, frame: Frame, facts: ReadonlyMap<number, number>): Stmt {
    const { machine, layout } = this.around;
    const { entry, pending, budget, when, context } = machine.vectors[index];
    const moving = (kind: 'deliver' | 'arrive') =>
      this.moving({ kind, cpu: this.cpu, context, vector: index });
    const source = this.source(facts);
    const code: Stmt[] = [];
    const sent = pending[this.cpu];
    if (sent !== null) {
      const next = this.target(new Map(facts).set(sent, 1));
      next.writeConstant(sent, 0);
      next.writeConstant(frame.pc, entry);
      const isSent = i32.eq(source.raw(sent), i32.const(source.encode(sent, 1)));
      code.push(if_(isSent, [moving('deliver'), this.next.begin, next.flush(), this.next.emit, this.moved]));
    }
    const left = budget[this.cpu];
    if (left !== null) {
      const next = this.target(facts);
      next.writeConstant(frame.pc, entry);
      const f = layout.fields[left];
      if (f.min !== 0 || f.values !== null) throw new EngineRefusal('a budget does not count down to 0');
      const flush = next.flush();
      // Counting down cannot borrow from the next field, as the budget is not 0.
      const fewer = i64.sub(next.word(f.word), i64.const(1n << BigInt(f.shift)));
      const arrive = [
        moving('arrive'),
        this.next.begin,
        flush,
        next.words.set(f.word, fewer),
        this.next.emit,
      ];
      const allowed = when === null ? null : truth(expression(when, this.site(source)));
      code.push(if_(source.raw(left), allowed === null ? arrive : if_(allowed.code, arrive)));
    }
    return code;
  }
}
