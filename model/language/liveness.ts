import type { Slot } from './flow.js';
import { constant } from './flow.js';
import { type Edge, forEachExpr, type Location, type MExpr, type Op } from './machine.js';

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
  const live = locations.map(() => new Set<number>());
  const uses = locations.map((l) => l.edges.map(usesOf));
  for (let changed = true; changed; ) {
    changed = false;
    for (let id = locations.length - 1; id >= 0; id--) {
      const before = live[id].size;
      locations[id].edges.forEach((e, i) => {
        const { reads, writes } = uses[id][i];
        for (const slot of reads) live[id].add(slot);
        for (const slot of live[e.target]) if (!writes.has(slot)) live[id].add(slot);
      });
      if (live[id].size !== before) changed = true;
    }
  }
  // What is live at an entry is read before it is written: it holds the smallest value of its domain, as all slots do.
  const nonzero = maybeNonzero(locations, live, uses, entries);
  return locations.map((l, id) => ({
    ...l,
    scope: Object.fromEntries(Object.entries(l.scope).filter(([, slot]) => live[id].has(slot))),
    edges: l.edges.map((e, i): Edge => {
      const dead = [...new Set([...nonzero[id], ...uses[id][i].writes])].filter(
        (slot) => !live[e.target].has(slot),
      );
      const clears = dead
        .sort((a, b) => a - b)
        .map(
          (slot): Op => ({
            kind: 'slot',
            slot,
            value: constant(slots[slot].range.min),
            range: slots[slot].range,
            clears: true,
          }),
        );
      return clears.length === 0 ? e : { ...e, ops: [...e.ops, ...clears] };
    }),
  }));
}

/** Slots that can hold something at each location: written on some way there and not yet dead. */
function maybeNonzero(
  locations: readonly Location[],
  live: readonly Set<number>[],
  uses: readonly { writes: Set<number> }[][],
  entries: readonly number[],
): Set<number>[] {
  const held = locations.map(() => new Set<number>());
  const todo = [...entries];
  const seen = new Set(todo);
  while (todo.length > 0) {
    const id = todo.pop() as number;
    locations[id].edges.forEach((e, i) => {
      const before = held[e.target].size;
      for (const slot of [...held[id], ...uses[id][i].writes])
        if (live[e.target].has(slot)) held[e.target].add(slot);
      if (held[e.target].size !== before || !seen.has(e.target)) {
        seen.add(e.target);
        todo.push(e.target);
      }
    });
  }
  return held;
}

/**
 * The slots that can hold something, at each location of a context once dead slots are cleared. What holds nothing where
 * control rests is only on its way through a transition, and is no part of a state.
 */
export function heldSlots(locations: readonly Location[], slots: readonly Slot[]): Set<number>[] {
  const held = locations.map(() => new Set<number>());
  const effects = locations.map(({ edges }) =>
    edges.map(({ ops, target }) => {
      const holds = new Map<number, boolean>();
      for (const o of ops)
        if (o.kind === 'slot')
          holds.set(o.slot, !(o.value.kind === 'const' && o.value.value === slots[o.slot].range.min));
      return { target, holds };
    }),
  );
  const todo = [...locations.keys()];
  for (let id = todo.pop(); id !== undefined; id = todo.pop())
    for (const { target, holds } of effects[id]) {
      const there = held[target];
      const before = there.size;
      for (const slot of held[id]) if (holds.get(slot) !== false) there.add(slot);
      for (const [slot, something] of holds) if (something) there.add(slot);
      if (there.size !== before) todo.push(target);
    }
  return held;
}

/** Slots that an edge reads before writing them, and slots that it writes. */
function usesOf(e: Edge): { reads: Set<number>; writes: Set<number> } {
  const reads = new Set<number>();
  const writes = new Set<number>();
  const expr = (x: MExpr | null): void => {
    if (x === null) return;
    if (x.kind === 'slot') {
      if (!writes.has(x.slot)) reads.add(x.slot);
    } else if (x.kind === 'op') x.args.forEach(expr);
    else if (x.kind === 'cell') expr(x.index);
  };
  expr(e.guard);
  for (const o of e.ops) {
    forEachExpr(o, expr);
    if (o.kind === 'slot') writes.add(o.slot);
  }
  return { reads, writes };
}
