import type { Context } from '../../model/language/ir.js';
import type { Edge, Location } from '../../model/language/machine.js';
import { isFork } from '../partition.js';
import { EngineRefusal } from './errors.js';
import { expression, frameOf } from './expressions.js';
import { perform } from './operations.js';
import type { Site } from './site.js';
import { isConstant, truth, type Value } from './value.js';
import type { View } from './view.js';
import { block, br, br_if, drop, i32, if_, Label, type Stmt } from './wasm.js';

/** What is done with a transition, and what is noted of it on the way. */
export interface Outlet {
  /** Notes that an edge was taken. */
  taken(context: Context, location: number, edge: number): Stmt;
  /** Hands the new state on. Its stores have been made. */
  emit(): Stmt;
  /** Where to go when a passed location does not have exactly one way on. */
  readonly stuck: Label<'void'>;
}

/**
 * The code of a transition: an edge, and the locations that control passes until it can rest. Those form a graph
 * without cycles. It is written out as a tree, except that a location which several ways lead to is written once,
 * as the end of a block that they leave; otherwise a row of n tests would become 2^n copies of what follows.
 */
export class Passages {
  private readonly locations: readonly Location[];
  /** Fields that the transition may write before ways meet, of those that are no part of a state. */
  private written: ReadonlySet<number> = new Set();

  constructor(
    private readonly site: Site,
    private readonly outlet: Outlet,
  ) {
    this.locations = site.machine.code[site.context];
  }

  /** The transition that begins with this edge; `site.view` is the state it leaves, to be changed. */
  transition(location: number, edge: number): Stmt {
    const first = this.locations[location].edges[edge];
    const joins = this.joins(first);
    if (joins.length === 0) return this.edge(location, edge, this.site.view, new Map());
    const labels = new Map(joins.map((j) => [j, new Label('void')]));
    this.written = this.passingWritten(first);
    const start = this.site.view.fork();
    const done = new Label('void');
    let code: Stmt = [this.edge(location, edge, this.site.view, labels), br(done)];
    for (const join of joins) {
      const inner: Stmt = code;
      // What a way wrote is unknown here, but program counters are written only at the end.
      const view = this.atJoin(start);
      code = [block(() => inner, labels.get(join)), this.pass(join, view, labels), br(done)];
    }
    return block(() => code, done);
  }

  private atJoin(start: View): View {
    const { machine } = this.site;
    const view = start.fork();
    const pcs = new Set(machine.frames.flatMap((f) => Object.values(f).map((frame) => frame?.pc)));
    machine.fields.forEach((_, field) => {
      const untouched = view.layout.fields[field].passing && !this.written.has(field);
      if (!pcs.has(field) && !untouched) view.forget(field);
    });
    return view;
  }

  private passingWritten(first: Edge): Set<number> {
    const { slots } = frameOf(this.site);
    const written = new Set<number>();
    const seen = new Set<number>();
    const visit = ({ ops, target }: Edge): void => {
      for (const op of ops) {
        const field = op.kind === 'slot' ? slots[op.slot] : null;
        if (field !== null && this.site.view.layout.fields[field].passing) written.add(field);
      }
      if (this.locations[target].rests || seen.has(target)) return;
      seen.add(target);
      this.locations[target].edges.forEach(visit);
    };
    visit(first);
    return written;
  }

  /** Passed locations that several edges lead to, each before those it leads to. */
  private joins(first: Edge): number[] {
    const incoming = new Map<number, number>();
    const order: number[] = [];
    const open = new Set<number>();
    const visit = (id: number): void => {
      if (open.has(id)) throw new EngineRefusal('control can pass locations in a circle');
      if (this.locations[id].rests) return;
      incoming.set(id, (incoming.get(id) ?? 0) + 1);
      if (incoming.get(id) !== 1) return;
      open.add(id);
      for (const { target } of this.locations[id].edges) visit(target);
      open.delete(id);
      order.unshift(id);
    };
    visit(first.target);
    return order.filter((id) => (incoming.get(id) as number) > 1);
  }

  private at(view: View): Site {
    return { ...this.site, view };
  }

  private edge(location: number, edge: number, view: View, labels: ReadonlyMap<number, Label<'void'>>): Stmt {
    const { ops, target } = this.locations[location].edges[edge];
    const at = this.at(view);
    const code: Stmt[] = [this.outlet.taken(this.site.context, location, edge)];
    for (const op of ops) code.push(perform(op, at));
    const label = labels.get(target);
    if (this.locations[target].rests) code.push(this.rest(target, view));
    else if (label !== undefined) code.push(view.flush(), view.settle(this.written), br(label));
    else code.push(this.pass(target, view, labels));
    return code;
  }

  private rest(target: number, view: View): Stmt {
    const { pc, irqs } = frameOf(this.site);
    view.writeConstant(pc, target);
    // Returning from an interrupt restores what was interrupted.
    if (target === 0 && irqs !== null) view.writeConstant(irqs, 0);
    return [view.flush(), this.outlet.emit()];
  }

  /** Goes on from a location that control passes. */
  private pass(location: number, view: View, labels: ReadonlyMap<number, Label<'void'>>): Stmt {
    const { edges } = this.locations[location];
    const guards = edges.map((e): Value | null =>
      e.guard === null ? null : truth(expression(e.guard, this.at(view))),
    );
    const code: Stmt[] = [];
    const counted = !isFork(edges);
    if (counted) {
      const open = guards
        .map((g) => (g === null ? i32.const(1) : g.code))
        .reduce((a, b) => i32.add(a, b), i32.const(0));
      code.push(br_if(this.outlet.stuck, i32.ne(open, i32.const(1))));
    } else {
      // All guards are looked at, also those behind the one that is true.
      for (const g of guards) if (g?.faults) code.push(drop(g.code));
    }
    const ways = edges
      .map((_, edge) => ({ edge, guard: guards[edge] }))
      .filter(({ guard }) => guard === null || !(isConstant(guard) && guard.min === 0));
    if (ways.length === 0) return [...code, br(this.outlet.stuck)];
    // Forks are made before any way is written, for writing changes what the view knows.
    const views = ways.map(() => view.fork());
    const last = this.edge(location, ways[ways.length - 1].edge, views[ways.length - 1], labels);
    const chain = ways.slice(0, -1).reduceRight<Stmt>((others, { edge, guard }, i) => {
      const way = this.edge(location, edge, views[i], labels);
      return guard === null || (isConstant(guard) && guard.min !== 0) ? way : if_(guard.code, way, others);
    }, last);
    return [...code, chain];
  }
}
