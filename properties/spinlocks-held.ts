import {
  always,
  and,
  at,
  atOn,
  type Block,
  blocksOf,
  type Cpu,
  type Expr,
  eq,
  type Fn,
  fnId,
  forAllCpus,
  functionsOf,
  implies,
  NO_CPU,
  type Node,
  type Point,
  type Property,
  read,
  type System,
  type VarDecl,
  VarRef,
} from '../model/language/index.js';

/**
 * What every spinlock promises, read off the code that uses it (model/machine/spinlock.ts): from the step behind the lock
 * to the unlock in the same block, the lock names this CPU. Where all code that touches a lock is of this form, it names
 * the CPU nowhere else. A lock that somebody sets free for others (zap_locks) promises nothing, and is left out.
 */
export function spinlocksHeld(system: System): Property[] {
  const found = new Map<string, Uses>();
  for (const f of functionsOf(system)) collect(f, f.body, '', found);
  const locks = [...found.values()].filter((u) => u.held.length > 0 && !u.broken);
  if (locks.length === 0) return [];
  return [
    always(
      'spinlocks-held',
      forAllCpus((c) =>
        and(
          ...locks.map(({ lock, held, tried, odd }) => {
            const mine = eq(read(lock), c);
            const inside = implies(atOn(c, ...held), mine);
            return odd ? inside : and(inside, implies(mine, atOn(c, ...held, ...tried)));
          }),
        ),
      ),
      {
        says: 'A CPU holds a spinlock from the step that takes it to the one that gives it back, and nowhere else.',
        because: 'a CPU does not hold a spinlock where it should, or holds it where it should not',
        trigger: at(...locks.flatMap((u) => u.held)),
      },
    ),
  ];
}

/** How the functions of a system use one lock. */
interface Uses {
  readonly lock: VarRef<Cpu>;
  readonly held: Point[];
  /** Where it is held if a trylock got it. */
  readonly tried: Point[];
  /** Somebody takes it or gives it back in another form: where else it may be held is not known. */
  odd: boolean;
  /** Somebody gives it back for others, or in the middle of a section: where it is held is not known. */
  broken: boolean;
}

/** The uses in a block and in those inside of it. */
function collect(f: Fn, block: Block, prefix: string, found: Map<string, Uses>): void {
  const open = new Map<string, 'held' | 'tried'>();
  for (const [label, node] of Object.entries(block)) {
    for (const [name, how] of open) {
      const uses = found.get(name) as Uses;
      uses[how].push({ fn: fnId(f), label: prefix + label, context: null });
      if (!isRelease(node) && writes(node, name)) uses.broken = true;
    }
    const decl = written(node);
    if (decl !== null) {
      const uses = found.get(decl.name) ?? {
        lock: new VarRef<Cpu>(decl, null),
        held: [],
        tried: [],
        odd: false,
        broken: false,
      };
      found.set(decl.name, uses);
      if (isLock(node)) open.set(decl.name, 'held');
      else if (isTrylock(node)) open.set(decl.name, 'tried');
      else if (!isRelease(node)) uses.broken = true;
      else if (!open.delete(decl.name)) uses.odd = true;
    }
    if (isLock(node)) continue;
    for (const [more, inner] of blocksOf(node)) collect(f, inner, `${prefix}${label}.${more}`, found);
  }
  // Whoever gives it back is somewhere else.
  for (const name of open.keys()) (found.get(name) as Uses).odd = true;
}

const isNone = (e: Expr | null): boolean => e?.kind === 'const' && e.value === NO_CPU;

/** raw_spin_lock() */
const isLock = (node: Node): boolean =>
  node.kind === 'atomic' && node.body.spin?.kind === 'wait' && node.body.take?.kind === 'store';
/** raw_spin_trylock() */
const isTrylock = (node: Node): boolean =>
  node.kind === 'rmw' && node.op === 'cmpxchg' && node.access === 'acquire' && isNone(node.expect);
/** raw_spin_unlock() */
const isRelease = (node: Node): boolean =>
  node.kind === 'store' && node.access === 'release' && isNone(node.value);

/** The CPU-valued variable that a step writes. */
function written(node: Node): VarDecl | null {
  const store = node.kind === 'atomic' && isLock(node) ? node.body.take : node;
  if (store.kind !== 'store' && store.kind !== 'rmw') return null;
  const { decl, index } = store.cell;
  return decl.domain.kind === 'cpuOrNone' && index === null ? decl : null;
}

/** Whether a step, a block in it or what it calls writes a variable. */
const writes = (node: Node, name: string): boolean =>
  written(node)?.name === name ||
  blocksOf(node).some(([, block]) => Object.values(block).some((n) => writes(n, name))) ||
  (node.kind === 'call' && Object.values(node.fn.body).some((n) => writes(n, name)));
