import {
  always,
  and,
  at,
  atOn,
  type Cpu,
  countAt,
  type E,
  ended,
  eq,
  forAllCpus,
  implies,
  knowledge,
  type Lock,
  le,
  ne,
  or,
  type Property,
  read,
  type System,
  VarRef,
} from '../model/language/index.js';

/**
 * What every lock promises, read off the code that uses it (spinlocks, trylocks, what a cmpxchg claims, rcu_read_lock()):
 * from the step that takes it to the one that gives it back the word names this CPU, or says that it is taken and nobody
 * else is there; and where nobody is, it is free. A word that somebody sets free for others (zap_locks) promises nothing.
 */
export function locksHeld(system: System): Property[] {
  const { locks } = knowledge(system);
  if (locks.length === 0) return [];
  return [
    always('locks-held', and(...locks.map(promise)), {
      says: 'A lock is held, and a read section open, from the step that takes it to the one that gives it back, and nowhere else.',
      because: 'a lock is not held where it should be, or is held where it should not',
    }),
  ];
}

function promise({ decl, taken, held, maybe, kept }: Lock): E<boolean> {
  if (taken === null || decl.scope === 'perCpu') {
    return forAllCpus((c) => {
      const mine =
        taken === null
          ? eq(read(new VarRef<Cpu>(decl, null)), c)
          : ne(read(new VarRef<number>(decl, c.ir)), 0);
      const inside = implies(atOn(c, ...held), mine);
      return kept ? inside : and(inside, implies(mine, or(ended(), atOn(c, ...held, ...maybe))));
    });
  }
  const isTaken =
    decl.domain.kind === 'flag'
      ? read(new VarRef<boolean>(decl, null))
      : eq(read(new VarRef<number>(decl, null)), taken);
  const inside = and(implies(at(...held), isTaken), le(countAt(...held), 1));
  return kept ? inside : and(inside, implies(isTaken, or(ended(), at(...held, ...maybe))));
}
