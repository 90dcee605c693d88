import type { Slot } from './flow.js';
import { constant } from './flow.js';
import { type Edge, forEachExpr, type Location, type MExpr, type Op } from './machine.js';

/** A set of slots, a bit for each. */
export type Slots = bigint;

export const hasSlot = (slots: Slots, slot: number): boolean => (slots & bitOf(slot)) !== 0n;

/** Large integers are slow to make. */
const bits: Slots[] = [];
function bitOf(slot: number): Slots {
  while (bits.length <= slot) bits.push(1n << BigInt(bits.length));
  return bits[slot];
}

/**
 * Dead locals are zeroed, so that situations that differ only in what nobody will read again are one state. A slot is
 * live at a location if some way on reads it before writing it; every edge zeroes what dies along it. Returning
 * from a context zeroes the whole frame, as nothing is live where nothing runs.
 */
export function clearDeadSlots(
  locations: Location[],
  slots: readonly Slot[],
  entries: readonly number[],
): Location[] {
  const uses = locations.map((l) => l.edges.map(usesOf));
  const live = liveSlots(locations, uses);
  // What is live at an entry is read before it is written: it holds the smallest value of its domain, as all slots do.
  const nonzero = maybeNonzero(locations, live, uses, entries);
  const clears = slots.map(
    ({ range }, slot): Op => ({ kind: 'slot', slot, value: constant(range.min), range, clears: true }),
  );
  return locations.map((l, id) => ({
    ...l,
    scope: liveScope(l.scope, live[id]),
    edges: l.edges.map((e, i): Edge => {
      const dead = (nonzero[id] | uses[id][i].writes) & ~live[e.target];
      if (dead === 0n) return e;
      return { ...e, ops: [...e.ops, ...clears.filter((_, slot) => hasSlot(dead, slot))] };
    }),
  }));
}

function liveScope(scope: Location['scope'], live: Slots): Location['scope'] {
  const kept: Record<string, number> = {};
  for (const name in scope) if (hasSlot(live, scope[name])) kept[name] = scope[name];
  return kept;
}

/** The slots that some way on from each location reads before writing them. */
function liveSlots(locations: readonly Location[], uses: readonly (readonly Uses[])[]): Slots[] {
  const live = locations.map(() => 0n);
  for (let changed = true; changed; ) {
    changed = false;
    for (let id = locations.length - 1; id >= 0; id--) {
      let now = live[id];
      locations[id].edges.forEach(({ target }, i) => {
        const { reads, writes } = uses[id][i];
        now |= reads | (live[target] & ~writes);
      });
      if (now === live[id]) continue;
      live[id] = now;
      changed = true;
    }
  }
  return live;
}

/** Slots that can hold something at each location: written on some way there and not yet dead. */
function maybeNonzero(
  locations: readonly Location[],
  live: readonly Slots[],
  uses: readonly (readonly Uses[])[],
  entries: readonly number[],
): Slots[] {
  const held = locations.map(() => 0n);
  const todo = [...entries];
  const seen = new Set(todo);
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const here = held[id];
    const used = uses[id];
    locations[id].edges.forEach(({ target }, i) => {
      const there = held[target] | ((here | used[i].writes) & live[target]);
      if (there === held[target] && seen.has(target)) return;
      held[target] = there;
      seen.add(target);
      todo.push(target);
    });
  }
  return held;
}

/**
 * The slots that can hold something, at each location of a context once dead slots are cleared. What holds nothing where
 * control rests is only on its way through a transition, and is no part of a state.
 */
export function heldSlots(locations: readonly Location[], slots: readonly Slot[]): Slots[] {
  const held = locations.map(() => 0n);
  const effects = locations.map(({ edges }) =>
    edges.map((e) => ({ target: e.target, ...effectOf(e, slots) })),
  );
  const todo = [...locations.keys()];
  for (let id = todo.pop(); id !== undefined; id = todo.pop())
    for (const { target, sets, clears } of effects[id]) {
      const there = held[target] | (held[id] & ~clears) | sets;
      if (there === held[target]) continue;
      held[target] = there;
      todo.push(target);
    }
  return held;
}

/** The slots that hold something after an edge, whatever they held before, and those that hold nothing. */
function effectOf({ ops }: Edge, slots: readonly Slot[]): { sets: Slots; clears: Slots } {
  let [sets, clears] = [0n, 0n];
  for (const o of ops) {
    if (o.kind !== 'slot') continue;
    const bit = bitOf(o.slot);
    const isCleared = o.value.kind === 'const' && o.value.value === slots[o.slot].range.min;
    sets = isCleared ? sets & ~bit : sets | bit;
    clears = isCleared ? clears | bit : clears & ~bit;
  }
  return { sets, clears };
}

/** Slots that an edge reads before writing them, and slots that it writes. */
interface Uses {
  readonly reads: Slots;
  readonly writes: Slots;
}

function usesOf(e: Edge): Uses {
  let [reads, writes] = [0n, 0n];
  const expr = (x: MExpr): void => {
    if (x.kind === 'slot') reads |= bitOf(x.slot) & ~writes;
    else if (x.kind === 'op') x.args.forEach(expr);
    else if (x.kind === 'cell' && x.index !== null) expr(x.index);
  };
  if (e.guard !== null) expr(e.guard);
  for (const o of e.ops) {
    forEachExpr(o, expr);
    if (o.kind === 'slot') writes |= bitOf(o.slot);
  }
  return { reads, writes };
}
