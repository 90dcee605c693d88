import { type Range, rangeOf } from './domain.js';
import { ModelError } from './errors.js';
import { fairActions } from './fairness.js';
import { constant, type Draft, type DraftEdge, Flow, op, type Slot } from './flow.js';
import { alike, once, Recent } from './intern.js';
import {
  type Cell,
  CONTEXTS,
  type Context,
  type Expr,
  type Fn,
  type Point,
  type Property,
  type System,
  type VarDecl,
} from './ir.js';
import { clearDeadSlots, hasSlot, heldSlots } from './liveness.js';
import {
  type Edge,
  type Field,
  type Frame,
  forEachExpr,
  type Location,
  type Machine,
  type MachineVector,
  type MExpr,
  type Op,
  type PathEntry,
  type Variable,
} from './machine.js';
import { atomsOf, mapAtoms } from './temporal.js';
import { checkNames, functionsOf, pointsIn, validate, walk } from './validate.js';

/**
 * Lowers a system and the properties asked of it to a machine. Properties take part because the program points that
 * they name must be places where control can be seen. Machines of systems that differ only in how they begin share
 * all the rest.
 */
export function lower(system: System, properties: readonly Property[]): Machine {
  const functions = functionsOf(system);
  for (const fn of functions) validate(fn);
  const lowered = recent.get(
    (one) => serves(one, system, properties),
    () => new Lowering(system, properties).lowered(),
  );
  checkNames(functions); // last, because a recursion is better told as such
  return { ...lowered.machine, initial: initialOf(lowered, system) };
}

/** What was lowered, before it is said how it begins. */
interface Lowered {
  readonly system: System;
  readonly properties: readonly Property[];
  /** It begins as its variables are declared. */
  readonly machine: Machine;
  readonly decls: ReadonlyMap<string, { readonly decl: VarDecl; readonly id: number }>;
  /** Variables that nothing but how the system begins mentions. */
  readonly onlyInitial: readonly string[];
}

const recent = new Recent<Lowered>();

/** Whether nothing but the initial values would come out another way. */
function serves(
  { system: one, properties: asked, decls, onlyInitial }: Lowered,
  system: System,
  properties: readonly Property[],
): boolean {
  const inits = new Map(system.init.map(({ cell }) => [cell.decl.name, cell.decl]));
  return (
    alike({ ...one, init: null }, { ...system, init: null }) &&
    alike(asked, properties) &&
    onlyInitial.every((name) => inits.has(name)) &&
    [...inits].every(([name, decl]) => alike(decls.get(name)?.decl, decl))
  );
}

function initialOf({ machine, decls }: Lowered, system: System): number[] {
  const initial = [...machine.initial];
  for (const { cell, value } of system.init) {
    const { name, fields } = machine.variables[decls.get(cell.decl.name)?.id ?? -1];
    const index = cell.index === null ? 0 : cell.index.kind === 'const' ? cell.index.value : -1;
    if (fields[index] === undefined)
      throw new ModelError('out-of-domain', system.name, `initially(${name}[${index}]): no such cell`);
    initial[fields[index]] = value;
  }
  return initial;
}

interface ContextCode {
  readonly flow: Flow;
  readonly entries: Map<Fn, Draft>;
  /** All reachable drafts by their final number; [0] is the idle location. */
  drafts: Draft[];
  readonly ids: Map<Draft, number>;
  /** Stand-ins for locations that are only named by an edge, never come to. */
  readonly named: Map<Draft, Draft>;
  /** The reachable drafts inside of each function. */
  readonly inFunction: Map<string, Draft[]>;
  /** Where control can be seen at some points, by their final numbers. */
  readonly seenAt: Map<readonly Point[], readonly number[]>;
  /** What CPUs can run in this context, once the drafts are numbered. */
  readonly running: Running[];
}

/** What can run in a context of some CPUs, and what of it their states have to hold. */
interface Running {
  /** Where it begins. */
  readonly roots: readonly Draft[];
  /** The locations that control can be seen at, in order; none if nothing ever runs. */
  readonly places: readonly number[];
  readonly does: ReadonlySet<Op['kind']>;
  readonly slots: ReadonlySet<number>;
}

class Lowering {
  private readonly outcomes: string[] = ['running'];
  private readonly assertions: { place: string; message: string }[] = [];
  private readonly decls = new Map<string, { decl: VarDecl; id: number }>();
  private readonly code = {} as Record<Context, ContextCode>;
  /** So many variables, the first ones, are not only mentioned by the initial state. */
  private mentioned = 0;
  /** Groups of points, each asked for together. */
  private readonly visible: (readonly Point[])[];
  /** The field of each CPU that says it was stopped, once the layout is known. */
  private readonly stopped: (number | null)[] = [];
  /** The same for what says that a context has interrupts off. */
  private readonly irqsOff: Record<Context, (number | null)[]> = {
    task: [],
    softirq: [],
    hardirq: [],
    nmi: [],
  };

  constructor(
    private readonly system: System,
    private readonly properties: readonly Property[],
  ) {
    this.visible = [
      ...properties.flatMap((p) => expressionsOf(p).flatMap((e) => [...pointsIn(e)])),
      ...[...functionsOf(system)].flatMap(notePoints),
      ...system.vectors.flatMap((v) => [...pointsIn(v.arrives?.when ?? null)]),
    ];
  }

  lowered(): Lowered {
    const { system, properties, decls } = this;
    const machine = this.machine();
    return { system, properties, machine, decls, onlyInitial: [...decls.keys()].slice(this.mentioned) };
  }

  private machine(): Machine {
    const { system } = this;
    for (const context of CONTEXTS) this.code[context] = this.lowerContext(context);
    for (const context of CONTEXTS) this.decideResting(context);
    for (const context of CONTEXTS) this.number(context);
    const fieldsOfQuestion = this.layout();
    // Only now do notes and properties know where the program points are.
    for (const context of CONTEXTS) for (const work of this.code[context].flow.later) work();
    const code = Object.fromEntries(CONTEXTS.map((c) => [c, this.locations(c)])) as Record<
      Context,
      Location[]
    >;
    const properties = this.properties.map((p) => ({
      name: p.name,
      kind: p.kind,
      says: p.says,
      because: p.because,
      expr: p.expr && this.outside(p.expr, {}),
      trigger: p.trigger && this.outside(p.trigger, {}),
      temporal: p.temporal && {
        formula: mapAtoms(p.temporal.formula, (e) => this.outside(e, {})),
        fairness: fairActions(p, { system, code, ...fieldsOfQuestion }),
      },
    }));
    return {
      name: system.name,
      cpus: system.cpus,
      ...fieldsOfQuestion,
      fields: this.withoutPassing(fieldsOfQuestion, code),
      code,
      outcomes: this.outcomes,
      assertions: this.assertions,
      properties,
    };
  }

  /** Locals that hold something only while a transition is under way have one value in every state. */
  private withoutPassing(
    { fields, frames }: Pick<Machine, 'fields' | 'frames'>,
    code: Readonly<Record<Context, readonly Location[]>>,
  ): Field[] {
    const all = [...fields];
    for (const context of CONTEXTS) {
      const held = heldSlots(code[context], this.code[context].flow.slots);
      for (const perCpu of frames) {
        const frame = perCpu[context];
        if (frame === null) continue;
        const atRest = (all[frame.pc].values ?? []).reduce((slots, id) => slots | held[id], 0n);
        frame.slots.forEach((field, slot) => {
          if (field === null || hasSlot(atRest, slot)) return;
          all[field] = { ...all[field], values: [all[field].range.min] };
        });
      }
    }
    return all;
  }

  // ---- Code ---------------------------------------------------------------------------------------------------

  private lowerContext(context: Context): ContextCode {
    const flow = new Flow({
      cpus: this.system.cpus,
      context,
      variable: (cell, place) => this.variable(cell.decl, place),
      vector: (name, place) => {
        const index = this.system.vectors.findIndex((v) => v.vector.name === name);
        if (index < 0)
          throw new ModelError(
            'unknown-name',
            place,
            `vector '${name}' has no handler in ${this.system.name}`,
            'bind it with on(vector, handler)',
          );
        return index;
      },
      outcome: (name) => this.outcomeIndex(name),
      assertion: (place, message) => {
        const known = this.assertions.findIndex((a) => a.place === place && a.message === message);
        return known >= 0 ? known : this.assertions.push({ place, message }) - 1;
      },
      outside: (expr) => this.outside(expr, {}),
    });
    const entries = new Map<Fn, Draft>();
    for (const fn of this.entryFunctions(context)) if (!entries.has(fn)) entries.set(fn, flow.entry(fn));
    return {
      flow,
      entries,
      drafts: [],
      ids: new Map(),
      named: new Map(),
      inFunction: new Map(),
      seenAt: new Map(),
      running: [],
    };
  }

  private entryFunctions(context: Context): Fn[] {
    if (context === 'task') return this.system.tasks.filter((t) => t !== null);
    return this.system.vectors.filter((v) => v.vector.context === context).map((v) => v.handler);
  }

  private outcomeIndex(name: string): number {
    const known = this.outcomes.indexOf(name);
    return known >= 0 ? known : this.outcomes.push(name) - 1;
  }

  private variable(decl: VarDecl, place: string): number {
    const known = this.decls.get(decl.name);
    if (known === undefined) {
      this.decls.set(decl.name, { decl, id: this.decls.size });
      return this.decls.size - 1;
    }
    if (!alike(known.decl, decl))
      throw new ModelError('duplicate', place, `two different variables are called '${decl.name}'`);
    return known.id;
  }

  /** Control rests where something shared happens, where a property looks, and once in every cycle. */
  private decideResting(context: Context): void {
    const { entries, inFunction } = this.code[context];
    const all = reachable([...entries.values()]);
    for (const d of all) for (const { fn } of d.path) append(inFunction, fn, d);
    for (const points of this.visible) {
      const isSeen = points.some((p) =>
        inFunction.get(p.fn)?.some((d) => d.rests && matches(d.path, context, p)),
      );
      if (isSeen) continue;
      const inside = this.draftsAt(context, points);
      if (inside.size === 0) continue;
      for (const source of all)
        if (!inside.has(source))
          for (const { target } of source.edges)
            if (!target.inside && inside.has(target)) target.rests = true;
    }
    const state = new Map<Draft, 'open' | 'done'>();
    const visit = (d: Draft): void => {
      state.set(d, 'open');
      for (const { target } of d.edges) {
        if (target.rests) continue;
        if (state.get(target) === 'open') target.rests = true;
        else if (!state.has(target)) visit(target);
      }
      state.set(d, 'done');
    };
    for (const d of all) if (!d.rests && !state.has(d)) visit(d);
  }

  private number(context: Context): void {
    const code = this.code[context];
    const { idle } = code.flow;
    const found = reachable([...code.entries.values()]).filter((d) => d !== idle);
    // First steps of arms that are reached only by choosing the arm: control is never there, but traces name them.
    const onlyNamed = new Set(found.flatMap((d) => d.edges.flatMap((e) => (e.via === null ? [] : [e.via]))));
    for (const d of found) onlyNamed.delete(d);
    code.drafts = [idle, ...found.filter((d) => d.rests), ...found.filter((d) => !d.rests)];
    for (const d of onlyNamed) {
      const standIn: Draft = { ...d, rests: false, edges: [] };
      code.named.set(d, standIn);
      code.drafts.push(standIn);
    }
    code.drafts.forEach((d, id) => {
      code.ids.set(d, id);
    });
  }

  private locations(context: Context): Location[] {
    const { flow, drafts, ids, named, entries } = this.code[context];
    const edgeOf = (e: DraftEdge): Edge => ({
      guard: e.guard,
      ops: e.ops,
      target: ids.get(e.target) as number,
      choice: e.choice,
      via: e.via === null ? null : (ids.get(named.get(e.via) ?? e.via) as number),
      chosen: e.chosen,
    });
    const locations = drafts.map(
      (d, id): Location => ({
        id,
        rests: d.rests,
        kind: d.kind,
        edges: d.edges.filter((e) => !(e.guard?.kind === 'const' && e.guard.value === 0)).map(edgeOf),
        path: d.path,
        node: d.node,
        scope: d.scope,
      }),
    );
    return clearDeadSlots(
      locations,
      flow.slots,
      [...entries.values()].map((d) => ids.get(d) as number),
    );
  }

  // ---- State --------------------------------------------------------------------------------------------------

  private layout() {
    const { system } = this;
    // Variables that only the question or the initial state mentions exist as well.
    for (const p of this.properties) for (const e of expressionsOf(p)) this.declareIn(e);
    for (const f of functionsOf(system)) for (const e of noteExprs(f)) this.declareIn(e);
    for (const { arrives } of system.vectors) this.declareIn(arrives?.when ?? null);
    this.mentioned = this.decls.size;
    for (const { cell } of system.init) this.variable(cell.decl, system.name);

    const fields: Field[] = [];
    const initial: number[] = [];
    const field = (f: Omit<Field, 'values' | 'owner'> & Partial<Field>, init: number): number => {
      initial.push(init);
      return fields.push({ values: null, owner: null, ...f }) - 1;
    };
    const counter = (name: string, max: number, init = 0, owner: Field['owner'] = null): number =>
      field({ name, domain: { kind: 'int', min: 0, max }, range: { min: 0, max }, owner }, init);

    const ends = this.outcomes;
    const outcome = field(
      { name: 'outcome', domain: { kind: 'oneOf', values: ends }, range: { min: 0, max: ends.length - 1 } },
      0,
    );
    const failed = counter('failed_assertion', this.assertions.length);

    const variables = [...this.decls.values()].map(({ decl }): Variable & { fields: number[] } => ({
      name: decl.name,
      scope: decl.scope,
      domain: decl.domain,
      range: rangeOf(decl.domain, system.cpus),
      fields: [],
      indexed: decl.scope === 'perCpu' ? 'cpu' : decl.length === null ? 'no' : 'array',
    }));
    const decls = [...this.decls.values()].map((d) => d.decl);
    const cellField = (variable: number, suffix: string, owner: Field['owner']) => {
      const v = variables[variable];
      v.fields.push(
        field({ name: v.name + suffix, domain: v.domain, range: v.range, owner }, decls[variable].init),
      );
    };
    variables.forEach((v, i) => {
      if (v.indexed === 'no') cellField(i, '', null);
      if (v.indexed === 'array')
        for (let k = 0; k < (decls[i].length ?? 0); k++) cellField(i, `[${k}]`, null);
    });

    const { stopped } = this;
    const frames: Record<Context, Frame | null>[] = [];
    const pending: (number | null)[][] = system.vectors.map(() => []);
    const sent = this.sentVectors();
    for (let cpu = 0; cpu < system.cpus; cpu++) {
      const owner = { cpu, context: null };
      variables.forEach((v, i) => {
        if (v.indexed === 'cpu') cellField(i, `[${cpu}]`, owner);
      });
      const runs = Object.fromEntries(CONTEXTS.map((c) => [c, this.codeOn(cpu, c, sent)])) as Record<
        Context,
        Running
      >;
      const stops = CONTEXTS.some((c) => runs[c].does.has('stop'));
      stopped.push(stops ? counter(`stopped[${cpu}]`, 1, 0, owner) : null);
      frames.push(
        Object.fromEntries(CONTEXTS.map((c) => [c, this.frame(cpu, c, runs[c], field)])) as Record<
          Context,
          Frame | null
        >,
      );
      for (const c of CONTEXTS) this.irqsOff[c].push(frames[cpu][c]?.irqs ?? null);
      system.vectors.forEach(({ vector }, i) => {
        pending[i].push(sent.has(i) ? counter(`pending.${vector.name}[${cpu}]`, 1, 0, owner) : null);
      });
    }

    const vectors = system.vectors.map(({ vector, handler, arrives }, i): MachineVector => {
      const budget: (number | null)[] = [];
      let common: number | null = null;
      for (let cpu = 0; cpu < system.cpus; cpu++) {
        const hit = arrives !== null && (arrives.on === null || arrives.on.includes(cpu));
        if (!hit) budget.push(null);
        else if (arrives.per === 'cpu')
          budget.push(counter(`left.${vector.name}[${cpu}]`, arrives.times, arrives.times));
        else {
          common ??= counter(`left.${vector.name}`, arrives.times, arrives.times);
          budget.push(common);
        }
      }
      const { entries, ids } = this.code[vector.context];
      return {
        name: vector.name,
        context: vector.context,
        entry: ids.get(entries.get(handler) as Draft) as number,
        pending: pending[i],
        budget,
        when: arrives?.when ? this.outside(arrives.when, {}) : null,
      };
    });

    return { fields, variables, frames, vectors, outcome, failed, stopped, initial };
  }

  /** Vectors that some reachable step sends. */
  private sentVectors(): Set<number> {
    const sent = new Set<number>();
    for (const context of CONTEXTS)
      for (const d of this.code[context].drafts)
        for (const e of d.edges) for (const o of e.ops) if (o.kind === 'pend') sent.add(o.vector);
    return sent;
  }

  /** Everything that can run in a context of a CPU. */
  private codeOn(cpu: number, context: Context, sent: ReadonlySet<number>): Running {
    const { entries, running } = this.code[context];
    const roots = this.system.vectors
      .filter(({ vector, arrives }, i) => {
        if (vector.context !== context) return false;
        return sent.has(i) || (arrives !== null && (arrives.on === null || arrives.on.includes(cpu)));
      })
      .map((v) => entries.get(v.handler) as Draft);
    const task = context === 'task' ? this.system.tasks[cpu] : null;
    if (task) roots.push(entries.get(task) as Draft);
    // Most CPUs can run the same.
    const known = running.find(
      (r) => r.roots.length === roots.length && r.roots.every((d, i) => d === roots[i]),
    );
    return known ?? running[running.push(this.running(context, roots)) - 1];
  }

  private running(context: Context, roots: readonly Draft[]): Running {
    const { ids } = this.code[context];
    const places = new Set(roots.length === 0 ? [] : [0]);
    const does = new Set<Op['kind']>();
    const slots = new Set<number>();
    for (const d of reachable(roots)) {
      if (d.rests) places.add(ids.get(d) as number);
      slotsOfNote(d, slots);
      for (const e of d.edges) {
        slotsOf(e, slots);
        for (const o of e.ops) does.add(o.kind);
      }
    }
    return { roots, places: [...places].sort((a, b) => a - b), does, slots };
  }

  private frame(
    cpu: number,
    context: Context,
    { places, does, slots: used }: Running,
    field: (f: Omit<Field, 'values' | 'owner'> & Partial<Field>, init: number) => number,
  ): Frame | null {
    if (places.length === 0) return null;
    const { flow, ids, entries } = this.code[context];
    const owner = { cpu, context };
    const name = (what: string) => `${context}[${cpu}].${what}`;
    const task = context === 'task' ? this.system.tasks[cpu] : null;
    const entry = task ? (ids.get(entries.get(task) as Draft) as number) : 0;
    const range: Range = { min: 0, max: places[places.length - 1] };
    const pc = field(
      { name: name('pc'), domain: { kind: 'pc', context }, range, values: places, owner },
      entry,
    );
    const irqs = does.has('irqs')
      ? field({ name: name('irqs_off'), domain: { kind: 'flag' }, range: { min: 0, max: 1 }, owner }, 0)
      : null;
    const slots = flow.slots.map((s: Slot, i) =>
      used.has(i)
        ? field({ name: name(`${s.domain.kind}${i}`), domain: s.domain, range: s.range, owner }, s.range.min)
        : null,
    );
    return { pc, irqs, slots, entry };
  }

  // ---- The question's expressions -----------------------------------------------------------------------------

  private declareIn(e: Expr | null): void {
    if (e === null) return;
    forEachCell(e, (cell) => this.variable(cell.decl, this.system.name));
  }

  /** Lowers an expression that looks at the machine from outside; `bound` holds the CPUs picked by quantifiers. */
  private outside(e: Expr, bound: Readonly<Record<string, number>>): MExpr {
    const { cpus } = this.system;
    const inner = (x: Expr) => this.outside(x, bound);
    switch (e.kind) {
      case 'const':
        return constant(e.value);
      case 'self':
        return { kind: 'self' };
      case 'allCpus':
        return constant(2 ** cpus - 1);
      case 'bound':
        return constant(bound[e.name]);
      case 'read':
        return {
          kind: 'cell',
          variable: this.variable(e.cell.decl, this.system.name),
          index: e.cell.index === null ? null : inner(e.cell.index),
        };
      case 'op':
        return op(e.op, ...e.args.map(inner));
      case 'quantifier': {
        const cases = Array.from({ length: cpus }, (_, c) => this.outside(e.body, { ...bound, [e.bind]: c }));
        const joint = { exists: '||', forall: '&&', count: '+' } as const;
        return cases.reduce((a, b) => op(joint[e.quantifier], a, b));
      }
      case 'at': {
        const on = e.cpu === null ? null : inner(e.cpu);
        const terms: MExpr[] = [];
        for (let cpu = 0; cpu < cpus; cpu++) {
          if (on?.kind === 'const' && on.value !== cpu) continue;
          for (const context of CONTEXTS) {
            const here = this.pcIn(cpu, context, e.points);
            if (here !== null)
              terms.push(
                on === null || on.kind === 'const' ? here : op('&&', op('==', on, constant(cpu)), here),
              );
          }
        }
        return terms.length === 0 ? constant(0) : terms.reduce((a, b) => op(e.count ? '+' : '||', a, b));
      }
      case 'outcome': {
        const field: MExpr = { kind: 'field', field: 0 };
        if (e.outcome === null) return op('!=', field, constant(0));
        const index = this.outcomes.indexOf(e.outcome);
        return index < 0 ? constant(0) : op('==', field, constant(index));
      }
      case 'stopped':
        return this.flagOf(inner(e.cpu), this.stopped);
      case 'irqsOffOn':
        return this.flagOf(inner(e.cpu), this.irqsOff[e.context]);
      default:
        throw new ModelError(
          'bad-call',
          this.system.name,
          `a property cannot use '${e.kind}': it belongs to a running step`,
        );
    }
  }

  /** A field of each CPU, where some have none, which is false; `of` says of which one. */
  private flagOf(of: MExpr, fields: readonly (number | null)[]): MExpr {
    const cases = fields.map((field): MExpr => (field === null ? constant(0) : { kind: 'field', field }));
    if (of.kind === 'const') return cases[of.value] ?? constant(0);
    return cases.map((c, cpu) => op('&&', op('==', of, constant(cpu)), c)).reduce((a, b) => op('||', a, b));
  }

  private pcIn(cpu: number, context: Context, points: readonly Point[]): MExpr | null {
    const locations = this.locationsAt(context, points);
    return locations.length === 0 ? null : { kind: 'pcIn', cpu, context, locations };
  }

  private locationsAt(context: Context, points: readonly Point[]): readonly number[] {
    const { ids, seenAt } = this.code[context];
    // The same points are asked for on every CPU.
    const known = seenAt.get(points);
    if (known !== undefined) return known;
    const there = [...this.draftsAt(context, points)].filter((d) => d.rests);
    const locations = there.map((d) => ids.get(d) as number).sort((a, b) => a - b);
    seenAt.set(points, locations);
    return locations;
  }

  private draftsAt(context: Context, points: readonly Point[]): Set<Draft> {
    const { inFunction } = this.code[context];
    const found = new Set<Draft>();
    for (const p of points)
      for (const d of inFunction.get(p.fn) ?? []) if (matches(d.path, context, p)) found.add(d);
    return found;
  }
}

/** Whether a location lies at a point: in the named function, at the label or inside the block it names. */
function matches(path: readonly PathEntry[], context: Context, point: Point): boolean {
  if (point.context !== null && point.context !== context) return false;
  return path.some(
    (p) =>
      p.fn === point.fn &&
      (point.label === '' || p.label === point.label || p.label.startsWith(`${point.label}.`)),
  );
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function reachable(roots: readonly Draft[]): Draft[] {
  const found = new Set<Draft>();
  const visit = (d: Draft): void => {
    const stack = [d];
    while (stack.length > 0) {
      const next = stack.pop() as Draft;
      if (found.has(next)) continue;
      found.add(next);
      for (let i = next.edges.length - 1; i >= 0; i--) {
        stack.push(next.edges[i].target);
      }
    }
  };
  for (const root of roots) visit(root);
  return [...found];
}

/** Adds the locals that an edge reads or writes to `found`. */
function slotsOf(e: DraftEdge, found: Set<number>): void {
  const inExpr = (x: MExpr): void => {
    if (x.kind === 'slot') found.add(x.slot);
    else if (x.kind === 'op') x.args.forEach(inExpr);
    else if (x.kind === 'cell' && x.index !== null) inExpr(x.index);
  };
  if (e.guard !== null) inExpr(e.guard);
  for (const o of e.ops) forEachExpr(o, inExpr, (slot) => found.add(slot));
}

/** Adds the locals that a note looks at: its operations are lowered only after the layout is known. */
function slotsOfNote({ node, scope }: Draft, found: Set<number>): void {
  if (node?.kind !== 'note') return;
  const inExpr = (e: Expr | null): void => {
    if (e?.kind === 'local' && e.name in scope) found.add(scope[e.name]);
    else if (e?.kind === 'op') e.args.forEach(inExpr);
    else if (e?.kind === 'read') inExpr(e.cell.index);
  };
  inExpr(node.value);
  inExpr(node.cell.index);
}

function forEachCell(e: Expr, visit: (cell: Cell) => void): void {
  if (e.kind === 'read') {
    visit(e.cell);
    if (e.cell.index) forEachCell(e.cell.index, visit);
  } else if (e.kind === 'op') for (const a of e.args) forEachCell(a, visit);
  else if (e.kind === 'quantifier') forEachCell(e.body, visit);
}

/** What a property looks at. */
function expressionsOf({ expr, trigger, temporal }: Property): Expr[] {
  const all = [expr, trigger, ...(temporal === null ? [] : atomsOf(temporal.formula))];
  return all.filter((e) => e !== null);
}

/** What the notes of a function look at, and the cells that they write. */
const noteExprs = once((f): readonly Expr[] =>
  [...walk(f.body)].flatMap(({ node }) =>
    node.kind === 'note' ? [node.value, { kind: 'read', cell: node.cell, access: 'plain' }] : [],
  ),
);

const notePoints = once((f): readonly (readonly Point[])[] => noteExprs(f).flatMap((e) => [...pointsIn(e)]));
