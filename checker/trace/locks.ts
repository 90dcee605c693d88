import type { Machine, MExpr } from '../../model/language/machine.js';
import type { State } from '../search.js';

/**
 * Locks, as a machine shows them: a model has no special kind of variable for one. What names the CPU that wrote itself
 * there, or that others wait for, and what is set by an exchange that tells what was there before, is what a kernel
 * developer calls a lock, a gate or an owner.
 */

/** The fields that are locks, for each machine that was looked at. */
const known = new WeakMap<Machine, ReadonlySet<number>>();

export function locksOf(m: Machine): ReadonlySet<number> {
  const found = known.get(m) ?? findLocks(m);
  known.set(m, found);
  return found;
}

export const isLock = (m: Machine, field: number): boolean => locksOf(m).has(field);

/** The CPU that holds a lock, or that it is held where it does not say by whom; null if it is free. */
export function holderOf(m: Machine, state: State, field: number): { readonly cpu: number | null } | null {
  const { domain } = m.fields[field];
  if (domain.kind === 'cpuOrNone') return state[field] < 0 ? null : { cpu: state[field] };
  return state[field] === 0 ? null : { cpu: null };
}

function findLocks(m: Machine): ReadonlySet<number> {
  const claimed = new Set<number>();
  const exchanged = new Set<string>();
  for (const locations of Object.values(m.code))
    for (const { kind, node, edges } of locations) {
      // Whoever writes itself into a word that names a CPU owns what the word stands for.
      for (const op of edges.flatMap((e) => e.ops))
        if (op.kind === 'cell' && op.value.kind === 'self') claimed.add(op.variable);
      if (kind === 'wait') for (const { guard } of edges) for (const v of variablesIn(guard)) claimed.add(v);
      if (node?.kind === 'rmw' && (node.op === 'cmpxchg' || node.op === 'xchg'))
        exchanged.add(node.cell.decl.name);
    }
  const locks = m.variables.filter(({ name, scope, domain, range }, i) => {
    if (scope === 'ghost') return false;
    if (domain.kind === 'cpuOrNone') return claimed.has(i) || exchanged.has(name);
    return exchanged.has(name) && domain.kind !== 'cpuSet' && range.min === 0 && range.max === 1;
  });
  return new Set(locks.flatMap((v) => v.fields));
}

/** The variables that an expression reads, by number. */
function variablesIn(e: MExpr | null): number[] {
  if (e?.kind === 'cell') return [e.variable, ...variablesIn(e.index)];
  return e?.kind === 'op' ? e.args.flatMap(variablesIn) : [];
}
