import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Edge, Location, Machine, Op } from '../../model/language/machine.js';
import { NOWHERE, type PlaceSet, Places, place, union } from './places.js';

/** What may be read and written. */
export interface Footprint {
  readonly reads: PlaceSet;
  readonly writes: PlaceSet;
}

/** What leaving a location does, by whichever of its edges, until control rests again. */
export interface Transition extends Footprint {
  /** Where control may rest then. */
  readonly targets: readonly number[];
  readonly sends: readonly Sent[];
}

/** What a context may still do from a location on. */
export interface Future extends Footprint {
  /** Whether it may come to an end, so that what it interrupted goes on. */
  readonly returns: boolean;
}

interface Sent {
  readonly vector: number;
  readonly cpu: number;
}

type ByFrame<T> = readonly Readonly<Record<Context, readonly (T | null)[] | null>>[];

/**
 * What code touches, now and later, computed once from the machine. Both are more than what will happen: all edges count,
 * whatever their guards say. What a handler touches counts for whoever may still send its interrupt.
 */
export interface Footprints {
  readonly places: Places;
  /** `transitions[cpu][context][location]`; null where control does not rest, or nothing of this context runs. */
  readonly transitions: ByFrame<Transition>;
  readonly futures: ByFrame<Future>;
  /** `handlers[vector][cpu]`: what an interrupt that is taken there may do, the taking included; null if it cannot be. */
  readonly handlers: readonly (readonly (Footprint | null)[])[];
}

export function footprintsOf(machine: Machine): Footprints {
  const places = new Places(machine);
  const transitions = machine.frames.map((frames, cpu) =>
    byContext((context) => (frames[context] === null ? null : transitionsOf(machine, places, cpu, context))),
  );
  const order = byContext((context) => componentsOf(machine.code[context]));
  const plain = machine.frames.map((_, cpu) =>
    byContext((context) => {
      const of = transitions[cpu][context];
      return of === null ? null : futuresOf(of, order[context]);
    }),
  );
  const taking = machine.vectors.map((vector) =>
    machine.frames.map((_, cpu) => {
      const handler = plain[cpu][vector.context]?.[vector.entry];
      return handler === undefined || handler === null ? null : { vector, cpu, handler };
    }),
  );
  const handler = (sent: Sent): (Footprint & { sends: readonly Sent[] }) | null => {
    const taken = taking[sent.vector][sent.cpu];
    if (taken === null) return null;
    const touched = takingOf(machine, places, sent);
    return {
      reads: touched.reads | taken.handler.reads,
      writes: touched.writes | taken.handler.writes,
      sends: taken.handler.sends,
    };
  };
  /** With what the handlers of interrupts do that are sent on the way. */
  const withSent = (own: Footprint & { sends: readonly Sent[] }): Footprint => {
    let { reads, writes } = own;
    const seen = new Set<string>();
    const open = [...own.sends];
    for (let sent = open.pop(); sent !== undefined; sent = open.pop()) {
      const key = `${sent.vector} ${sent.cpu}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const more = handler(sent);
      if (more === null) continue;
      reads |= more.reads;
      writes |= more.writes;
      open.push(...more.sends);
    }
    return { reads, writes };
  };
  return {
    places,
    transitions,
    futures: plain.map((frames) =>
      byContext(
        (context) =>
          frames[context]?.map((f) => (f === null ? null : { ...withSent(f), returns: f.returns })) ?? null,
      ),
    ),
    handlers: machine.vectors.map((_, vector) =>
      machine.frames.map((_, cpu) => {
        const own = handler({ vector, cpu });
        return own === null ? null : withSent(own);
      }),
    ),
  };
}

export const byContext = <T>(of: (context: Context) => T): Record<Context, T> =>
  Object.fromEntries(CONTEXTS.map((context) => [context, of(context)])) as Record<Context, T>;

function transitionsOf(
  machine: Machine,
  places: Places,
  cpu: number,
  context: Context,
): (Transition | null)[] {
  const locations = machine.code[context];
  const edges = locations.map((l) => l.edges.map((e) => touchedBy(machine, places, e, cpu, context)));
  const frame = machine.frames[cpu][context];
  if (frame === null) return [];
  const stopped = machine.stopped[cpu];
  const alive =
    place(machine.outcome) | place(machine.failed) | (stopped === null ? NOWHERE : place(stopped));
  return locations.map((location): Transition | null => {
    if (!location.rests) return null;
    if (location.edges.length === 0) return { reads: NOWHERE, writes: NOWHERE, targets: [], sends: [] };
    let reads = alive | place(frame.pc);
    let writes = place(frame.pc);
    const targets = new Set<number>();
    const sends: Sent[] = [];
    const seen = new Set<number>();
    const leave = (id: number): void => {
      if (seen.has(id)) return;
      seen.add(id);
      locations[id].edges.forEach(({ target }, i) => {
        const touched = edges[id][i];
        reads |= touched.reads;
        writes |= touched.writes;
        sends.push(...touched.sends);
        if (locations[target].rests) targets.add(target);
        else leave(target);
      });
    };
    leave(location.id);
    // Returning restores what was interrupted, and its flag with it.
    if (targets.has(0) && frame.irqs !== null) writes |= place(frame.irqs);
    for (const watch of places.watches) {
      if (watch.cpu !== cpu || watch.context !== context) continue;
      const here = watch.locations.includes(location.id);
      if ([...targets].some((t) => watch.locations.includes(t) !== here)) writes |= places.ofWatch(watch);
    }
    return { reads, writes, targets: [...targets], sends };
  });
}

function touchedBy(
  machine: Machine,
  places: Places,
  { guard, ops }: Edge,
  cpu: number,
  context: Context,
): Footprint & { sends: readonly Sent[] } {
  const read = (e: Parameters<Places['read']>[0]) => places.read(e, cpu, context);
  const frame = machine.frames[cpu][context];
  let reads = read(guard);
  let writes = NOWHERE;
  const write = (field: number | null | undefined) => {
    if (field !== null && field !== undefined) writes |= place(field);
  };
  const sends: Sent[] = [];
  const perform = (op: Op): void => {
    switch (op.kind) {
      case 'slot':
        reads |= read(op.value);
        write(frame?.slots[op.slot]);
        break;
      case 'cell':
        reads |= read(op.value) | read(op.index);
        for (const field of places.cells(op.variable, op.index, cpu)) write(field);
        break;
      case 'irqs':
        reads |= read(op.value);
        write(frame?.irqs);
        break;
      case 'stop':
        write(machine.stopped[cpu]);
        break;
      case 'end':
        write(machine.outcome);
        break;
      case 'pend':
        reads |= read(op.to);
        for (const [target, field] of machine.vectors[op.vector].pending.entries()) {
          if (field === null || (op.to.kind === 'const' && !op.toSet && op.to.value !== target)) continue;
          write(field);
          sends.push({ vector: op.vector, cpu: target });
        }
        break;
      case 'check':
        reads |= read(op.cond);
        write(machine.failed);
        break;
    }
  };
  ops.forEach(perform);
  return { reads, writes, sends };
}

/** What is touched when an interrupt is taken: by its arrival, or because it was sent. */
function takingOf(machine: Machine, places: Places, { vector, cpu }: Sent): Footprint {
  const { context, entry, budget, pending, when } = machine.vectors[vector];
  const frame = machine.frames[cpu][context];
  if (frame === null) return { reads: NOWHERE, writes: NOWHERE };
  const fields = [budget[cpu], pending[cpu]].filter((f) => f !== null);
  const taken = union(fields.map(place));
  // Whether it may enter depends on the flag of what runs, and not on how far that has come.
  const flags = CONTEXTS.slice(0, CONTEXTS.indexOf(context)).flatMap((lower) => {
    const irqs = machine.frames[cpu][lower]?.irqs ?? null;
    return irqs === null || context === 'nmi' ? [] : [place(irqs)];
  });
  const watched = places.watches.filter(
    (w) => w.cpu === cpu && w.context === context && w.locations.includes(entry) !== w.locations.includes(0),
  );
  const stopped = machine.stopped[cpu];
  return {
    reads:
      taken |
      union(flags) |
      places.read(when, cpu, 'task') |
      place(machine.outcome) |
      place(machine.failed) |
      (stopped === null ? NOWHERE : place(stopped)),
    writes: taken | place(frame.pc) | union(watched.map((w) => places.ofWatch(w))),
  };
}

/** Futures, component by component, each after those that it leads to. */
function futuresOf(
  transitions: readonly (Transition | null)[],
  components: readonly (readonly number[])[],
): ((Future & { sends: readonly Sent[] }) | null)[] {
  type Known = Future & { sends: readonly Sent[] };
  const futures: (Known | null)[] = transitions.map(() => null);
  for (const component of components) {
    let reads = NOWHERE;
    let writes = NOWHERE;
    let returns = false;
    const sends = new Map<string, Sent>();
    const sending = (all: readonly Sent[]) => {
      for (const s of all) sends.set(`${s.vector} ${s.cpu}`, s);
    };
    for (const id of component) {
      const transition = transitions[id];
      if (transition === null) continue;
      reads |= transition.reads;
      writes |= transition.writes;
      sending(transition.sends);
      for (const target of transition.targets) {
        if (target === 0) returns = true;
        const future = futures[target];
        if (future === null) continue;
        reads |= future.reads;
        writes |= future.writes;
        returns ||= future.returns;
        sending(future.sends);
      }
    }
    const known = { reads, writes, returns, sends: [...sends.values()] };
    for (const id of component) if (transitions[id] !== null) futures[id] = known;
  }
  return futures;
}

/** Where control may rest after leaving each resting location. */
export function waysOn(locations: readonly Location[]): readonly (readonly number[])[] {
  return locations.map(({ rests, id: from }) => {
    if (!rests) return [];
    const targets = new Set<number>();
    const seen = new Set<number>();
    const leave = (id: number): void => {
      if (seen.has(id)) return;
      seen.add(id);
      for (const { target } of locations[id].edges)
        if (locations[target].rests) targets.add(target);
        else leave(target);
    };
    leave(from);
    return [...targets];
  });
}

/** Strongly connected components of resting locations, each after those that it leads to (Tarjan). */
function componentsOf(locations: readonly Location[]): readonly (readonly number[])[] {
  const ways = waysOn(locations);
  const components: number[][] = [];
  const number = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const open = new Set<number>();
  for (const { id: root, rests } of locations) {
    if (!rests || number.has(root)) continue;
    // By hand, because code can be longer than JavaScript's stack is deep.
    const path: { id: number; next: number }[] = [];
    const enter = (id: number): void => {
      number.set(id, number.size);
      low.set(id, number.get(id) as number);
      stack.push(id);
      open.add(id);
      path.push({ id, next: 0 });
    };
    enter(root);
    while (path.length > 0) {
      const top = path[path.length - 1];
      const target = ways[top.id][top.next++];
      if (target !== undefined) {
        if (!number.has(target)) enter(target);
        else if (open.has(target)) lower(top.id, number.get(target) as number);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above.id, low.get(top.id) as number);
      if (low.get(top.id) !== number.get(top.id)) continue;
      const component: number[] = [];
      for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
        open.delete(id);
        component.push(id);
        if (id === top.id) break;
      }
      components.push(component);
    }
  }
  function lower(id: number, to: number): void {
    low.set(id, Math.min(low.get(id) as number, to));
  }
  return components;
}
