import { blocksOf } from './builders.js';
import { type DomainIR, NO_CPU } from './domain.js';
import { sharedReads } from './flow.js';
import {
  type Block,
  type Cell,
  CONTEXTS,
  type Context,
  type Expr,
  type Fn,
  fnId,
  type Node,
  type Point,
  type System,
  type VarDecl,
} from './ir.js';
import { functionsOf } from './validate.js';

/**
 * What code knows of the locks that it holds and of its interrupts, whatever everybody else does: every way through the
 * code of a context is followed, with whatever others write left open. A word counts as a lock if all code treats it as
 * one: it is taken where it was seen to be free, in the same instant, and given back by whoever took it.
 */

/** A word that all code treats as a lock, and where it is held. */
export interface Lock {
  readonly decl: VarDecl;
  /** What the word holds while it is taken: a number, or null where it names the CPU; of a count, at least 1. */
  readonly taken: number | null;
  /** Where whoever is there has it. */
  readonly held: readonly Point[];
  /** Where it may have it as well, which depends on how one came there. */
  readonly maybe: readonly Point[];
  /** Some code ends, or returns from an interrupt, and keeps it, and nobody ever gives it back. */
  readonly kept: boolean;
}

/** Where the code of tasks and softirqs certainly has interrupts off, and where on. */
export interface Interrupts {
  readonly off: readonly Point[];
  readonly on: readonly Point[];
}

/** What `knowledge` finds out. */
export interface Knowledge {
  readonly locks: readonly Lock[];
  readonly interrupts: Interrupts;
}

const NOTHING: Knowledge = { locks: [], interrupts: { off: [], on: [] } };

/** What the code of a system knows; nothing if there are too many ways through it. */
export function knowledge(system: System): Knowledge {
  const before = known.get(system);
  if (before !== undefined) return before;
  const found = learn(system);
  known.set(system, found);
  return found;
}

const known = new WeakMap<System, Knowledge>();

function learn(system: System): Knowledge {
  const words = new Set<string>();
  for (const f of functionsOf(system)) for (const name of takenIn(f.body, false)) words.add(name);
  // Where the system begins with somebody in it, nobody knows who.
  for (const { cell } of system.init) words.delete(cell.decl.name);
  for (;;) {
    const walk = new Walk(words);
    try {
      for (const task of new Set(system.tasks)) if (task !== null) walk.run(task, 'task');
      for (const { vector, handler } of system.vectors) walk.run(handler, vector.context);
    } catch (error) {
      if (error instanceof TooMany) return NOTHING;
      throw error;
    }
    if (walk.broken.size === 0) return walk.told();
    // A word that turns out to be no lock was taken for one until then.
    for (const name of walk.broken) words.delete(name);
  }
}

/** The words that a block may take as a lock. */
function* takenIn(block: Block, inAtomic: boolean): Generator<string> {
  for (const node of Object.values(block)) {
    const isTaken = node.kind === 'rmw' && (node.op === 'add' || node.old !== null);
    if (isTaken || (inAtomic && node.kind === 'store')) {
      const word = wordOf(node.cell);
      if (word !== null) yield word.name;
    }
    for (const [, inner] of blocksOf(node)) yield* takenIn(inner, inAtomic || node.kind === 'atomic');
  }
}

/** A value that is known: a number, this CPU, or anything but a number and this CPU. */
type Value = number | 'self' | { readonly not: number };
type Known = Readonly<Record<string, Value>>;

/** How things stand on one way through the code. */
interface Stand {
  readonly locals: Known;
  /** Whether this context has interrupts off. */
  readonly off: boolean | null;
  /** The locks that it has, with what they hold; of counts, how high it raised them. */
  readonly held: Known;
  /** Those of them that it only knows to be held by what it interrupted. */
  readonly below: Known;
  /** What memory held when it was read in the same instant. */
  readonly seen: Known;
}

/** Where a block is left. */
interface Exits {
  readonly next: Stand[];
  readonly brk: Stand[];
  readonly cont: Stand[];
  readonly ret: { readonly stand: Stand; readonly value: Value | undefined }[];
  readonly goto: Map<string, Stand[]>;
}

/** What was true at a place, each time that somebody was there. */
interface Place {
  readonly fn: string;
  readonly label: string;
  visits: number;
  off: number;
  on: number;
  readonly held: Map<string, number>;
  /** Locks held where control stands at the place itself, not in what it contains. */
  readonly here: Set<string>;
}

/** Where a step stands: its function, and everything around it, that of the callers included. */
interface Scope {
  readonly f: Fn;
  readonly prefix: string;
  readonly around: readonly Place[];
  readonly inAtomic: boolean;
}

class TooMany extends Error {}
const MOST_STEPS = 100_000;
/** So many ways to one step are told apart by their locals. */
const MOST_STANDS = 32;

class Walk {
  /** Words that somebody writes as no lock is written. */
  readonly broken = new Set<string>();
  private readonly taken = new Map<string, { decl: VarDecl; value: number | null }>();
  private readonly released = new Set<string>();
  private readonly left = new Set<string>();
  private readonly places: Record<Context, Map<string, Place>> = {
    task: new Map(),
    softirq: new Map(),
    hardirq: new Map(),
    nmi: new Map(),
  };
  private context: Context = 'task';
  private steps = 0;

  /** `words`: what may be a lock. */
  constructor(private readonly words: ReadonlySet<string>) {}

  private wordOf(cell: Cell): Word | null {
    const word = wordOf(cell);
    return word !== null && this.words.has(word.name) ? word : null;
  }

  run(f: Fn, context: Context): void {
    this.context = context;
    const start: Stand = { locals: {}, off: this.isFixed, held: {}, below: {}, seen: {} };
    for (const { stand } of this.call(f, {}, [start], []))
      for (const name of Object.keys(stand.held)) if (stand.below[name] === undefined) this.left.add(name);
  }

  private get isFixed(): boolean {
    return this.context === 'hardirq' || this.context === 'nmi';
  }

  // ---- Ways through the code --------------------------------------------------------------------------------------

  private call(f: Fn, args: Known, from: readonly Stand[], around: readonly Place[]): Exits['ret'] {
    const locals: Record<string, Value> = {};
    for (const [name, domain] of Object.entries(f.params))
      if (args[name] !== undefined && matters(domain)) locals[name] = args[name];
    for (const [name, domain] of Object.entries(f.locals))
      if (matters(domain)) locals[name] = domain.kind === 'cpuOrNone' ? NO_CPU : 0;
    const whole = this.place(f, '');
    const scope: Scope = { f, prefix: '', around: [...around, whole], inAtomic: false };
    const exits = this.block(
      f.body,
      from.map((s) => ({ ...s, locals })),
      scope,
    );
    return [...exits.next.map((stand) => ({ stand, value: undefined })), ...exits.ret];
  }

  private block(block: Block, from: readonly Stand[], scope: Scope): Exits {
    const exits: Exits = { next: [], brk: [], cont: [], ret: [], goto: new Map() };
    let stands = [...from];
    for (const [label, node] of Object.entries(block)) {
      stands = this.distinct([...stands, ...(exits.goto.get(label) ?? [])]);
      exits.goto.delete(label);
      if (stands.length === 0) continue;
      const after = this.step(label, node, stands, scope);
      exits.brk.push(...after.brk);
      exits.cont.push(...after.cont);
      exits.ret.push(...after.ret);
      for (const [to, some] of after.goto) exits.goto.set(to, [...(exits.goto.get(to) ?? []), ...some]);
      stands = after.next;
    }
    exits.next.push(...this.distinct(stands));
    return exits;
  }

  private distinct(stands: readonly Stand[]): Stand[] {
    const of = (some: readonly Stand[]) => [...new Map(some.map((s) => [JSON.stringify(s), s])).values()];
    const found = stands.length < 2 ? [...stands] : of(stands);
    return found.length <= MOST_STANDS ? found : of(found.map((s) => ({ ...s, locals: {} })));
  }

  private step(label: string, node: Node, stands: Stand[], scope: Scope): Exits {
    this.steps += stands.length;
    if (this.steps > MOST_STEPS) throw new TooMany();
    const exits: Exits = { next: [], brk: [], cont: [], ret: [], goto: new Map() };
    const path = scope.prefix + label;
    const here = this.place(scope.f, path);
    if (!scope.inAtomic && rests(node)) {
      this.record(stands, here, scope.around);
      for (const s of stands) for (const name of Object.keys(s.held)) here.here.add(name);
    }
    const inside = (more: string): Scope => ({
      ...scope,
      prefix: `${path}.${more}`,
      around: [...scope.around, here],
    });
    const into = (other: Exits): void => {
      exits.next.push(...other.next);
      exits.brk.push(...other.brk);
      exits.cont.push(...other.cont);
      exits.ret.push(...other.ret);
      for (const [to, some] of other.goto) exits.goto.set(to, [...(exits.goto.get(to) ?? []), ...some]);
    };
    const assuming = (e: Expr, truth: boolean, some: readonly Stand[]): Stand[] =>
      some.flatMap((s) => this.assume(e, truth, s, scope.inAtomic) ?? []);
    const setting = (local: string | null, value: Value | undefined, s: Stand): Stand =>
      local === null || !matters(scope.f.params[local] ?? scope.f.locals[local])
        ? s
        : { ...s, locals: changed(s.locals, local, value) };

    switch (node.kind) {
      case 'set':
        exits.next.push(...stands.map((s) => setting(node.local, this.value(node.value, s), s)));
        break;
      case 'choose':
        exits.next.push(...stands.map((s) => setting(node.local, undefined, s)));
        break;
      case 'store':
        exits.next.push(...stands.map((s) => this.store(node.cell, this.value(node.value, s), s)));
        break;
      case 'rmw':
        exits.next.push(...stands.flatMap((s) => this.rmw(node, s, setting)));
        break;
      case 'wait':
        exits.next.push(...assuming(node.guard, true, stands));
        break;
      case 'waitOrTimeout':
        if (node.into === null) exits.next.push(...stands);
        else
          exits.next.push(
            ...assuming(node.guard, true, stands).map((s) => setting(node.into, 1, s)),
            ...stands.map((s) => setting(node.into, 0, s)),
          );
        break;
      case 'irq':
        exits.next.push(
          ...stands.map((s) => {
            if (node.op === 'save') {
              const saved = setting(node.flags, s.off === null ? undefined : s.off ? 1 : 0, s);
              return { ...saved, off: true };
            }
            if (this.isFixed) return s;
            if (node.op !== 'restore') return { ...s, off: node.op === 'disable' };
            const flags = s.locals[node.flags as string];
            return { ...s, off: typeof flags === 'number' ? flags !== 0 : null };
          }),
        );
        break;
      case 'when':
        into(this.block(node.then, assuming(node.cond, true, stands), inside('')));
        into(this.block(node.otherwise, assuming(node.cond, false, stands), inside('')));
        break;
      case 'either':
        for (const [name, arm] of Object.entries(node.arms))
          into(this.block(arm.body, stands, inside(`${name}.`)));
        break;
      case 'loop':
        into(
          this.round(
            node.body,
            stands,
            inside(''),
            here,
            (some) => assuming(node.cond, true, some),
            (some) => assuming(node.cond, false, some),
          ),
        );
        break;
      case 'retry':
        into(
          this.round(
            node.body,
            stands,
            inside(''),
            here,
            (some) => some,
            () => [],
          ),
        );
        break;
      case 'forEachCpu': {
        const each = (some: readonly Stand[]) => some.map((s) => setting(node.local, undefined, s));
        into(this.round(node.body, stands, inside(''), here, each, (some) => [...some]));
        break;
      }
      case 'atomic': {
        const { next, ...others } = this.block(node.body, stands, { ...inside(''), inAtomic: true });
        into({ ...others, next: next.map((s) => ({ ...s, seen: {} })) });
        break;
      }
      case 'call': {
        const byLocals = new Map<string, Stand[]>();
        // What the caller knows is the same afterwards.
        for (const s of stands) {
          const key = JSON.stringify(s.locals);
          byLocals.set(key, [...(byLocals.get(key) ?? []), s]);
        }
        for (const some of byLocals.values()) {
          const args: Record<string, Value> = {};
          for (const [name, e] of Object.entries(node.args)) {
            const value = this.value(e, some[0]);
            if (value !== undefined) args[name] = value;
          }
          for (const { stand, value } of this.call(node.fn, args, some, [...scope.around, here]))
            exits.next.push(setting(node.into, value, { ...stand, locals: some[0].locals }));
        }
        break;
      }
      case 'ret':
        for (const stand of stands)
          exits.ret.push({ stand, value: node.value === null ? undefined : this.value(node.value, stand) });
        break;
      case 'goto':
        exits.goto.set(node.label, stands);
        break;
      case 'brk':
        exits.brk.push(...stands);
        break;
      case 'cont':
        exits.cont.push(...stands);
        break;
      case 'halt':
      case 'park':
      case 'stopCpu':
      case 'end':
        break;
      default:
        exits.next.push(...stands);
    }
    return { ...exits, next: this.distinct(exits.next) };
  }

  /** Rounds of a loop, until nothing new comes to its head. */
  private round(
    body: Block,
    from: readonly Stand[],
    scope: Scope,
    head: Place,
    enter: (stands: readonly Stand[]) => readonly Stand[],
    leave: (stands: readonly Stand[]) => readonly Stand[],
  ): Exits {
    const exits: Exits = { next: [], brk: [], cont: [], ret: [], goto: new Map() };
    const known = new Set<string>();
    let todo = this.distinct(from);
    while (todo.length > 0) {
      const fresh = todo.filter((s) => !known.has(JSON.stringify(s)));
      for (const s of fresh) known.add(JSON.stringify(s));
      if (fresh.length === 0) break;
      // Control may stand at the head each time round.
      this.record(fresh, head, scope.around.slice(0, -1));
      for (const s of fresh) for (const name of Object.keys(s.held)) head.here.add(name);
      exits.next.push(...leave(fresh));
      const after = this.block(body, enter(fresh), scope);
      exits.next.push(...after.brk);
      exits.ret.push(...after.ret);
      for (const [to, some] of after.goto) exits.goto.set(to, [...(exits.goto.get(to) ?? []), ...some]);
      // Past some number of rounds, counters are no longer told apart.
      const again = [...after.next, ...after.cont];
      todo = this.distinct(known.size > MOST_STANDS ? again.map((s) => ({ ...s, locals: {} })) : again);
    }
    return exits;
  }

  // ---- Memory -----------------------------------------------------------------------------------------------------

  private store(cell: Cell, value: Value | undefined, s: Stand): Stand {
    const word = this.wordOf(cell);
    if (word === null) return s;
    const { name } = word;
    const now = s.held[name] ?? s.seen[name];
    if (word.counts) {
      this.broken.add(name);
      return s;
    }
    if (value === word.free) {
      if (s.below[name] !== undefined) this.broken.add(name);
      this.released.add(name);
      if (s.held[name] !== undefined) return { ...s, held: changed(s.held, name, undefined) };
      if (now !== value) this.broken.add(name);
      return s;
    }
    if (value !== word.taken) this.broken.add(name);
    else if (s.held[name] === undefined) {
      // Only who has just seen that it is free may take it.
      if (now !== word.free) this.broken.add(name);
      else return this.take(cell, value as Value, s);
    }
    return s;
  }

  private take({ decl }: Cell, value: Value, s: Stand): Stand {
    this.taken.set(decl.name, { decl, value: value === 'self' ? null : (value as number) });
    return { ...s, held: changed(s.held, decl.name, value), seen: changed(s.seen, decl.name, undefined) };
  }

  private rmw(
    node: Extract<Node, { kind: 'rmw' }>,
    s: Stand,
    setting: (local: string | null, value: Value | undefined, s: Stand) => Stand,
  ): Stand[] {
    const { cell, old } = node;
    const word = this.wordOf(cell);
    const value = this.value(node.value, s);
    const expected = node.op === 'cmpxchg' && node.expect !== null ? this.value(node.expect, s) : word?.free;
    if (word === null) return [setting(old, undefined, s)];
    const { name, free, taken } = word;
    if (word.counts) {
      const raised = (s.held[name] as number | undefined) ?? 0;
      const isOwn = cell.index?.kind === 'self';
      const by = isOwn && node.op === 'add' && old === null && typeof value === 'number' ? value : 0;
      if (by < 0) this.released.add(name);
      if (Math.abs(by) !== 1 || raised + by < 0) this.broken.add(name);
      else return [{ ...this.take(cell, 1, s), held: changed(s.held, name, raised + by || undefined) }];
      return [setting(old, undefined, s)];
    }
    if (node.op === 'xchg' && value === free) return [setting(old, undefined, this.store(cell, value, s))];
    if (
      (node.op !== 'cmpxchg' && node.op !== 'xchg') ||
      expected !== free ||
      value !== taken ||
      old === null
    ) {
      this.broken.add(name);
      return [setting(old, undefined, s)];
    }
    if (s.held[name] !== undefined) return [setting(old, s.held[name], s)];
    const got = setting(old, free, this.take(cell, taken, s));
    const refused = setting(old, taken === 'self' ? { not: free } : taken, s);
    if (taken !== 'self' || this.context === 'task') return [got, refused];
    // What this interrupt interrupted may have it, and keeps it meanwhile.
    const theirs = { ...s, held: changed(s.held, name, 'self'), below: changed(s.below, name, 1) };
    return [got, refused, setting(old, 'self', theirs)];
  }

  // ---- Values -----------------------------------------------------------------------------------------------------

  private value(e: Expr, s: Stand): Value | undefined {
    switch (e.kind) {
      case 'const':
        return e.value;
      case 'self':
        return 'self';
      case 'inContext':
        return e.contexts.includes(this.context) ? 1 : 0;
      case 'irqsOff':
        return this.isFixed ? 1 : s.off === null ? undefined : s.off ? 1 : 0;
      case 'local':
        return s.locals[e.name];
      case 'read': {
        const word = this.wordOf(e.cell);
        if (word?.counts) return undefined;
        return word === null ? undefined : (s.held[word.name] ?? s.seen[word.name]);
      }
      case 'op':
        return this.operation(e, s);
      default:
        return undefined;
    }
  }

  private operation({ op, args }: Extract<Expr, { kind: 'op' }>, s: Stand): Value | undefined {
    const [a, b] = args.slice(0, 2).map((arg) => this.value(arg, s));
    switch (op) {
      case '==':
        return same(a, b);
      case '!=': {
        const equal = same(a, b);
        return equal === undefined ? undefined : 1 - equal;
      }
      case '!':
        return typeof a === 'number' ? (a === 0 ? 1 : 0) : undefined;
      case '&&':
        return a === 0 || b === 0 ? 0 : a === undefined || b === undefined ? undefined : 1;
      case '||':
        return (typeof a === 'number' && a !== 0) || (typeof b === 'number' && b !== 0)
          ? 1
          : a === 0 && b === 0
            ? 0
            : undefined;
      case '?:':
        return typeof a !== 'number' ? undefined : this.value(args[a === 0 ? 2 : 1], s);
    }
    if (typeof a !== 'number' || typeof b !== 'number') return undefined;
    switch (op) {
      case '<':
        return a < b ? 1 : 0;
      case '<=':
        return a <= b ? 1 : 0;
      case '+':
        return a + b;
      case '-':
        return a - b;
      default:
        return undefined;
    }
  }

  /** What is known where a condition turned out so; null if it cannot. */
  private assume(e: Expr, truth: boolean, s: Stand, inAtomic: boolean): Stand | null {
    const known = this.value(e, s);
    if (typeof known === 'number') return (known !== 0) === truth ? s : null;
    if (e.kind === 'local')
      return matters(e.domain) ? { ...s, locals: changed(s.locals, e.name, truth ? 1 : 0) } : s;
    if (e.kind === 'read' && inAtomic) return this.saw(e.cell, truth ? 1 : 0, s);
    if (e.kind !== 'op') return s;
    if (e.op === '!') return this.assume(e.args[0], !truth, s, inAtomic);
    if ((e.op === '&&' && truth) || (e.op === '||' && !truth)) {
      let now: Stand | null = s;
      for (const arg of e.args) now = now && this.assume(arg, truth, now, inAtomic);
      return now;
    }
    if ((e.op === '==' && truth) || (e.op === '!=' && !truth))
      for (const [one, other] of [e.args, [...e.args].reverse()]) {
        const value = this.value(other, s);
        if (value === undefined) continue;
        if (one.kind === 'local' && matters(one.domain))
          return { ...s, locals: changed(s.locals, one.name, value) };
        if (one.kind === 'read' && inAtomic) return this.saw(one.cell, value, s);
      }
    return s;
  }

  private saw(cell: Cell, value: Value, s: Stand): Stand {
    const word = this.wordOf(cell);
    return word === null || word.counts ? s : { ...s, seen: changed(s.seen, word.name, value) };
  }

  // ---- What was seen ----------------------------------------------------------------------------------------------

  private place(f: Fn, label: string): Place {
    const fn = fnId(f);
    const key = `${fn}.${label}`;
    const places = this.places[this.context];
    const known = places.get(key);
    if (known !== undefined) return known;
    const place: Place = { fn, label, visits: 0, off: 0, on: 0, held: new Map(), here: new Set() };
    places.set(key, place);
    return place;
  }

  private record(stands: readonly Stand[], here: Place, around: readonly Place[]): void {
    for (const p of new Set([here, ...around]))
      for (const { off, held } of stands) {
        p.visits++;
        if (off === true) p.off++;
        if (off === false) p.on++;
        for (const name of Object.keys(held)) p.held.set(name, (p.held.get(name) ?? 0) + 1);
      }
  }

  told(): Knowledge {
    const locks = [...this.taken].flatMap(([name, { decl, value }]): Lock[] => {
      const held = this.points((p) => p.held.get(name) === p.visits);
      const maybe = CONTEXTS.flatMap((context) =>
        [...this.places[context].values()]
          .filter((p) => p.here.has(name) && p.held.get(name) !== p.visits)
          .map(({ fn, label }): Point => ({ fn, label, context })),
      );
      return [{ decl, taken: value, held, maybe, kept: this.left.has(name) && !this.released.has(name) }];
    });
    const soft = ({ context }: Point): boolean => context === 'task' || context === 'softirq';
    return {
      locks: locks.filter((l) => l.held.length > 0),
      interrupts: {
        off: this.points((p) => p.off === p.visits).filter(soft),
        on: this.points((p) => p.on === p.visits).filter(soft),
      },
    };
  }

  /** Where something was so each time, as few points as there can be. */
  private points(isSo: (p: Place) => boolean): Point[] {
    return CONTEXTS.flatMap((context) => {
      const so = [...this.places[context].values()].filter((p) => p.visits > 0 && isSo(p));
      const keys = new Set(so.map((p) => `${p.fn}.${p.label}`));
      const isCovered = ({ fn, label }: Place): boolean => {
        if (label === '') return false;
        if (keys.has(`${fn}.`)) return true;
        const parts = label.split('.');
        return parts.some((_, n) => n > 0 && keys.has(`${fn}.${parts.slice(0, n).join('.')}`));
      };
      return so.filter((p) => !isCovered(p)).map(({ fn, label }): Point => ({ fn, label, context }));
    });
  }
}

/** A word that may be a lock: free, or taken by a CPU that it names, or just taken; or a count of this CPU's own. */
interface Word {
  readonly name: string;
  readonly free: number;
  readonly taken: number | 'self';
  readonly counts: boolean;
}

function wordOf({ decl, index }: Cell): Word | null {
  const { name, scope, domain, length, init } = decl;
  if (scope === 'perCpu' && domain.kind === 'int' && init === 0)
    return { name, free: 0, taken: 1, counts: true };
  if (scope !== 'shared' || length !== null || index !== null) return null;
  if (domain.kind === 'cpuOrNone')
    return init === NO_CPU ? { name, free: NO_CPU, taken: 'self', counts: false } : null;
  if (domain.kind === 'flag' || (domain.kind === 'int' && domain.min === 0 && domain.max === 1))
    return init === 0 ? { name, free: 0, taken: 1, counts: false } : null;
  return null;
}

/** Locals of other domains say nothing of locks. */
const matters = (domain: DomainIR): boolean =>
  domain.kind === 'flag' ||
  domain.kind === 'cpuOrNone' ||
  (domain.kind === 'int' && domain.min === 0 && domain.max === 1);

/** Where control may stand before a step. */
function rests(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return sharedReads(node.value) > 0;
    case 'when':
      return sharedReads(node.cond) > 0;
    case 'assert':
      return sharedReads(node.cond) > 0;
    case 'store':
    case 'rmw':
    case 'wait':
    case 'waitOrTimeout':
    case 'irq':
    case 'send':
    case 'choose':
    case 'either':
    case 'atomic':
    case 'halt':
    case 'park':
    case 'stopCpu':
    case 'end':
      return true;
    default:
      return false;
  }
}

function same(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'object') return b === 'self' || a.not === b ? 0 : undefined;
  if (typeof b === 'object') return same(b, a);
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 1 : 0;
  if (a === b) return 1;
  return a === NO_CPU || b === NO_CPU ? 0 : undefined;
}

function changed(known: Known, name: string, value: Value | undefined): Known {
  if (known[name] === value) return known;
  const { [name]: _, ...others } = known;
  return value === undefined ? others : { ...others, [name]: value };
}
