import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import type { State } from '../search.js';
import type { Footprint, Footprints } from './footprint.js';
import { NOWHERE, type PlaceSet, place } from './places.js';

/** What of a state can still make a difference, and what it can still do. */

/** What a CPU may do from a state on. */
export interface Outlook extends Footprint {
  /** The contexts that run or will go on, highest first. */
  readonly alive: readonly Context[];
  /** The interrupts that may enter it, by number. */
  readonly vectors: readonly number[];
}

const NOTHING: Outlook = { reads: NOWHERE, writes: NOWHERE, alive: [], vectors: [] };

/**
 * The outlook of a CPU. What lies below a context that never returns is dead, and so is all of a stopped CPU; interrupts
 * count where they are pending or may arrive, and where something above never returns they cannot enter.
 */
export function outlookOf(
  machine: Machine,
  { futures, handlers }: Footprints,
  state: State,
  cpu: number,
): Outlook {
  const stopped = machine.stopped[cpu];
  if (
    (stopped !== null && state[stopped] === 1) ||
    state[machine.outcome] !== 0 ||
    state[machine.failed] !== 0
  )
    return NOTHING;
  let { reads, writes } = NOTHING;
  const alive: Context[] = [];
  const vectors: number[] = [];
  for (const context of [...CONTEXTS].reverse()) {
    const frame = machine.frames[cpu][context];
    const at = frame === null ? 0 : state[frame.pc];
    const future = at === 0 ? null : (futures[cpu][context]?.[at] ?? null);
    if (future !== null) {
      reads |= future.reads;
      writes |= future.writes;
      alive.push(context);
      if (!future.returns) break;
    }
    machine.vectors.forEach((vector, number) => {
      const handler = handlers[number][cpu];
      if (vector.context !== context || handler === null || !canCome(machine, state, number, cpu)) return;
      reads |= handler.reads;
      writes |= handler.writes;
      vectors.push(number);
    });
  }
  return { reads, writes, alive, vectors };
}

/** Whether an interrupt is pending, or may still arrive by itself. */
export function canCome(machine: Machine, state: State, vector: number, cpu: number): boolean {
  const { pending, budget } = machine.vectors[vector];
  return [pending[cpu], budget[cpu]].some((field) => field !== null && state[field] > 0);
}

/**
 * Puts states into a normal form: what no code will read again, and no property looks at, holds the smallest value. States
 * with one normal form have the same future, whatever they are asked.
 */
export class NormalForm {
  /** Fields that stay as they are in every state. */
  readonly kept: PlaceSet;
  /**
   * `stands[cpu][context][location]`: the lowest location that nobody can tell from it, for a frame in which nothing will
   * happen any more. Null where that is the idle one for every location.
   */
  readonly stands: readonly Readonly<Record<Context, readonly number[] | null>>[];
  private readonly pcs: ReadonlyMap<number, { readonly cpu: number; readonly context: Context }>;

  constructor(
    private readonly machine: Machine,
    readonly footprints: Footprints,
  ) {
    const seen = seenByProperties(machine);
    this.kept =
      seen.fields |
      place(machine.outcome) |
      place(machine.failed) |
      machine.stopped.reduce((all, field) => (field === null ? all : all | place(field)), NOWHERE);
    const watches = [...footprints.places.watches, ...seen.watches];
    this.stands = machine.frames.map((frames, cpu) => {
      const of = (context: Context): readonly number[] | null => {
        const frame = frames[context];
        if (frame === null) return null;
        const own = watches.filter((w) => w.cpu === cpu && w.context === context);
        const asked = machine.properties.some((p) => p.kind === 'noDeadlock');
        const classes = machine.code[context].map(({ id, kind }) =>
          [...own.map((w) => w.locations.includes(id)), asked && kind === 'final'].join(),
        );
        const places = machine.fields[frame.pc].values ?? [0];
        const stands = classes.map((c) => places.find((id) => classes[id] === c) ?? 0);
        return stands.some((id) => id !== 0) ? stands : null;
      };
      return Object.fromEntries(CONTEXTS.map((c) => [c, of(c)])) as Record<Context, readonly number[] | null>;
    });
    this.pcs = new Map(
      machine.frames.flatMap((frames, cpu) =>
        CONTEXTS.flatMap((context) => {
          const pc = frames[context]?.pc;
          return pc === undefined ? [] : [[pc, { cpu, context }] as const];
        }),
      ),
    );
  }

  of(state: State): State {
    const { machine, footprints, kept, stands } = this;
    const outlooks = machine.frames.map((_, cpu) => outlookOf(machine, footprints, state, cpu));
    const live = outlooks.reduce((all, o) => all | o.reads, kept);
    return state.map((value, field) => {
      const pc = this.pcs.get(field);
      if (pc === undefined) return live & place(field) ? value : machine.fields[field].range.min;
      if (outlooks[pc.cpu].alive.includes(pc.context)) return value;
      return stands[pc.cpu][pc.context]?.[value] ?? 0;
    });
  }
}

/** What the properties of a machine look at. */
export function seenByProperties(machine: Machine): {
  fields: PlaceSet;
  watches: { cpu: number; context: Context; locations: readonly number[] }[];
} {
  let fields = NOWHERE;
  const watches: { cpu: number; context: Context; locations: readonly number[] }[] = [];
  const look = (e: Machine['properties'][number]['expr']): void => {
    if (e === null) return;
    if (e.kind === 'field') fields |= place(e.field);
    if (e.kind === 'pcIn') watches.push(e);
    if (e.kind === 'op') e.args.forEach(look);
    if (e.kind === 'cell') {
      for (const field of machine.variables[e.variable].fields) fields |= place(field);
      look(e.index);
    }
  };
  for (const { expr, trigger } of machine.properties) {
    look(expr);
    look(trigger);
  }
  return { fields, watches };
}
