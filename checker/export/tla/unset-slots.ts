import type { Context } from '../../../model/language/ir.js';
import type { Machine } from '../../../model/language/machine.js';
import { comes } from '../vectors.js';

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
