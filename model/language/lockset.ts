import { blocksOf } from './builders.js';
import { type DomainIR, NO_CPU } from './domain.js';
import { sharedReads } from './flow.js';
import { alike, once, Recent } from './intern.js';
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
  const words = new Set([...functionsOf(system)].flatMap(wordsTakenIn));
  // Where the system begins with somebody in it, nobody knows who.
  for (const { cell } of system.init) words.delete(cell.decl.name);
  const code: Code = {
    tasks: [...new Set(system.tasks.filter((task) => task !== null))],
    handlers: system.vectors.map(({ vector, handler }) => [handler, vector.context]),
    words: [...words],
  };
  const known = recent.get(
    (one) => alike(one.code, code),
    () => ({ code, knowledge: learn(code) }),
  );
  return known.knowledge;
}

/** What knowledge is about: it depends on nothing else. */
interface Code {
  readonly tasks: readonly Fn[];
  readonly handlers: readonly (readonly [handler: Fn, context: Context])[];
  /** What may be locks. */
  readonly words: readonly string[];
}

const recent = new Recent<{ readonly code: Code; readonly knowledge: Knowledge }>();

function learn({ tasks, handlers, words }: Code): Knowledge {
  const locks = new Set(words);
  for (;;) {
    const walk = new Walk(locks);
    try {
      for (const task of tasks) walk.run(task, 'task');
      for (const [handler, context] of handlers) walk.run(handler, context);
    } catch (error) {
      if (error instanceof TooMany) return NOTHING;
      throw error;
    }
    if (walk.broken.size === 0) return walk.told();
    // A word that turns out to be no lock was taken for one until then.
    for (const name of walk.broken) locks.delete(name);
  }
}

const wordsTakenIn = once((f): readonly string[] => [...takenIn(f.body, false)]);

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
class Exits {
  next: Stand[] = [];
  readonly brk: Stand[] = [];
  readonly cont: Stand[] = [];
  readonly ret: { readonly stand: Stand; readonly value: Value | undefined }[] = [];
  readonly goto = new Map<string, Stand[]>();

  jump(label: string, stands: readonly Stand[]): void {
    this.goto.set(label, [...(this.goto.get(label) ?? []), ...stands]);
  }

  /** Who leaves an inner block, and not at its end, leaves this one as well. */
  passOn(inner: Exits): void {
    this.brk.push(...inner.brk);
    this.cont.push(...inner.cont);
    this.ret.push(...inner.ret);
    for (const [label, stands] of inner.goto) this.jump(label, stands);
  }

  add(other: Exits): void {
    this.next.push(...other.next);
    this.passOn(other);
  }
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

/** The places of one context, in the order in which somebody first came there. */
class Places {
  readonly all: Place[] = [];
  private readonly known = new Map<string, Map<string, Place>>();

  of(fn: string, label: string): Place {
    const inFn = this.known.get(fn) ?? new Map<string, Place>();
    if (inFn.size === 0) this.known.set(fn, inFn);
    const known = inFn.get(label);
    if (known !== undefined) return known;
    const place: Place = { fn, label, visits: 0, off: 0, on: 0, held: new Map(), here: new Set() };
    inFn.set(label, place);
    this.all.push(place);
    return place;
  }
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
  private readonly places: Record<Context, Places> = {
    task: new Places(),
    softirq: new Places(),
    hardirq: new Places(),
    nmi: new Places(),
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
    const exits = new Exits();
    let stands = this.distinct(from);
    for (const [label, node] of Object.entries(block)) {
      const jumped = exits.goto.get(label);
      if (jumped !== undefined) {
        stands = this.distinct([...stands, ...jumped]);
        exits.goto.delete(label);
      }
      if (stands.length > 0) stands = this.distinct(this.step(label, node, stands, scope, exits));
    }
    exits.next.push(...stands);
    return exits;
  }

  private distinct(stands: readonly Stand[]): readonly Stand[] {
    const found = stands.length < 2 ? stands : different(stands);
    return found.length <= MOST_STANDS ? found : different(found.map((s) => ({ ...s, locals: {} })));
  }

  /** How things stand after a step; `exits` gets what leaves the block instead. */
  private step(
    label: string,
    node: Node,
    stands: readonly Stand[],
    scope: Scope,
    exits: Exits,
  ): readonly Stand[] {
    this.steps += stands.length;
    if (this.steps > MOST_STEPS) throw new TooMany();
    const here = this.place(scope.f, scope.prefix + label);
    if (!scope.inAtomic && rests(node)) {
      this.record(stands, here, scope.around);
      for (const s of stands) for (const name of Object.keys(s.held)) here.here.add(name);
    }
    switch (node.kind) {
      case 'ret':
        for (const stand of stands)
          exits.ret.push({ stand, value: node.value === null ? undefined : this.value(node.value, stand) });
        return [];
      case 'goto':
        exits.jump(node.label, stands);
        return [];
      case 'brk':
      case 'cont':
        exits[node.kind].push(...stands);
        return [];
      case 'halt':
      case 'park':
      case 'stopCpu':
      case 'end':
        return [];
      case 'call':
        return this.calling(node, stands, [...scope.around, here], scope);
      case 'when':
      case 'either':
      case 'loop':
      case 'retry':
      case 'forEachCpu':
      case 'atomic': {
        const inner = this.inner(node, here, stands, scope);
        exits.passOn(inner);
        return inner.next;
      }
      default:
        return this.change(node, stands, scope);
    }
  }

  /** What a step does to those who make it, if it contains no others. */
  private change(node: Node, stands: readonly Stand[], scope: Scope): readonly Stand[] {
    switch (node.kind) {
      case 'set':
        return stands.map((s) => setting(scope, node.local, this.value(node.value, s), s));
      case 'choose':
        return stands.map((s) => setting(scope, node.local, undefined, s));
      case 'store':
        return stands.map((s) => this.store(node.cell, this.value(node.value, s), s));
      case 'rmw':
        return stands.flatMap((s) => this.rmw(node, s, scope));
      case 'wait':
        return this.assuming(node.guard, true, stands, scope);
      case 'waitOrTimeout':
        if (node.into === null) return stands;
        return [
          ...this.assuming(node.guard, true, stands, scope).map((s) => setting(scope, node.into, 1, s)),
          ...stands.map((s) => setting(scope, node.into, 0, s)),
        ];
      case 'irq':
        return stands.map((s) => {
          if (node.op === 'save') {
            const saved = setting(scope, node.flags, s.off === null ? undefined : s.off ? 1 : 0, s);
            return { ...saved, off: true };
          }
          if (this.isFixed) return s;
          if (node.op !== 'restore') return { ...s, off: node.op === 'disable' };
          const flags = s.locals[node.flags as string];
          return { ...s, off: typeof flags === 'number' ? flags !== 0 : null };
        });
      default:
        return stands;
    }
  }

  /** The ways through what a step contains. */
  private inner(
    node: Extract<Node, { kind: 'when' | 'either' | 'loop' | 'retry' | 'forEachCpu' | 'atomic' }>,
    here: Place,
    stands: readonly Stand[],
    scope: Scope,
  ): Exits {
    const inside = (more = ''): Scope => ({
      ...scope,
      prefix: `${here.label}.${more}`,
      around: [...scope.around, here],
    });
    const assuming = (e: Expr, truth: boolean) => (some: readonly Stand[]) =>
      this.assuming(e, truth, some, scope);
    switch (node.kind) {
      case 'when': {
        const exits = this.block(node.then, assuming(node.cond, true)(stands), inside());
        exits.add(this.block(node.otherwise, assuming(node.cond, false)(stands), inside()));
        return exits;
      }
      case 'either': {
        const exits = new Exits();
        for (const [name, arm] of Object.entries(node.arms))
          exits.add(this.block(arm.body, stands, inside(`${name}.`)));
        return exits;
      }
      case 'loop':
        return this.round(
          node.body,
          stands,
          inside(),
          here,
          assuming(node.cond, true),
          assuming(node.cond, false),
        );
      case 'retry':
        return this.round(
          node.body,
          stands,
          inside(),
          here,
          (some) => some,
          () => [],
        );
      case 'forEachCpu': {
        const each = (some: readonly Stand[]) => some.map((s) => setting(scope, node.local, undefined, s));
        return this.round(node.body, stands, inside(), here, each, (some) => some);
      }
      case 'atomic': {
        const exits = this.block(node.body, stands, { ...inside(), inAtomic: true });
        exits.next = exits.next.map((s) => ({ ...s, seen: {} }));
        return exits;
      }
    }
  }

  private calling(
    node: Extract<Node, { kind: 'call' }>,
    stands: readonly Stand[],
    around: readonly Place[],
    scope: Scope,
  ): Stand[] {
    const byLocals = new Map<string, Stand[]>();
    // What the caller knows is the same afterwards.
    for (const s of stands) append(byLocals, listed(s.locals), s);
    return [...byLocals.values()].flatMap((some) => {
      const args: Record<string, Value> = {};
      for (const [name, e] of Object.entries(node.args)) {
        const value = this.value(e, some[0]);
        if (value !== undefined) args[name] = value;
      }
      const { locals } = some[0];
      return this.call(node.fn, args, some, around).map(({ stand, value }) =>
        setting(scope, node.into, value, { ...stand, locals }),
      );
    });
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
    const exits = new Exits();
    const known = new Set<string>();
    let todo = this.distinct(from);
    while (todo.length > 0) {
      const fresh = todo.filter((s) => !known.has(textOf(s)));
      for (const s of fresh) known.add(textOf(s));
      if (fresh.length === 0) break;
      // Control may stand at the head each time round.
      this.record(fresh, head, scope.around.slice(0, -1));
      for (const s of fresh) for (const name of Object.keys(s.held)) head.here.add(name);
      exits.next.push(...leave(fresh));
      const after = this.block(body, enter(fresh), scope);
      exits.next.push(...after.brk);
      exits.ret.push(...after.ret);
      for (const [label, stands] of after.goto) exits.jump(label, stands);
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

  private rmw(node: Extract<Node, { kind: 'rmw' }>, s: Stand, scope: Scope): Stand[] {
    const { cell, old } = node;
    const word = this.wordOf(cell);
    const value = this.value(node.value, s);
    const expected = node.op === 'cmpxchg' && node.expect !== null ? this.value(node.expect, s) : word?.free;
    if (word === null) return [setting(scope, old, undefined, s)];
    const { name, free, taken } = word;
    if (word.counts) {
      const raised = (s.held[name] as number | undefined) ?? 0;
      const isOwn = cell.index?.kind === 'self';
      const by = isOwn && node.op === 'add' && old === null && typeof value === 'number' ? value : 0;
      if (by < 0) this.released.add(name);
      if (Math.abs(by) !== 1 || raised + by < 0) this.broken.add(name);
      else return [{ ...this.take(cell, 1, s), held: changed(s.held, name, raised + by || undefined) }];
      return [setting(scope, old, undefined, s)];
    }
    if (node.op === 'xchg' && value === free)
      return [setting(scope, old, undefined, this.store(cell, value, s))];
    if (
      (node.op !== 'cmpxchg' && node.op !== 'xchg') ||
      expected !== free ||
      value !== taken ||
      old === null
    ) {
      this.broken.add(name);
      return [setting(scope, old, undefined, s)];
    }
    if (s.held[name] !== undefined) return [setting(scope, old, s.held[name], s)];
    const got = setting(scope, old, free, this.take(cell, taken, s));
    const refused = setting(scope, old, taken === 'self' ? { not: free } : taken, s);
    if (taken !== 'self' || this.context === 'task') return [got, refused];
    // What this interrupt interrupted may have it, and keeps it meanwhile.
    const theirs = { ...s, held: changed(s.held, name, 'self'), below: changed(s.below, name, 1) };
    return [got, refused, setting(scope, old, 'self', theirs)];
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

  private assuming(e: Expr, truth: boolean, stands: readonly Stand[], { inAtomic }: Scope): Stand[] {
    return stands.flatMap((s) => this.assume(e, truth, s, inAtomic) ?? []);
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
    return this.places[this.context].of(fnId(f), label);
  }

  /** `around` is what `here` lies in; nothing lies in itself, for no code calls itself. */
  private record(stands: readonly Stand[], here: Place, around: readonly Place[]): void {
    for (const { off, held } of stands) {
      const names = Object.keys(held);
      const at = (p: Place): void => {
        p.visits++;
        if (off === true) p.off++;
        if (off === false) p.on++;
        for (const name of names) p.held.set(name, (p.held.get(name) ?? 0) + 1);
      };
      at(here);
      for (const p of around) at(p);
    }
  }

  told(): Knowledge {
    const locks = [...this.taken].flatMap(([name, { decl, value }]): Lock[] => {
      const held = this.points((p) => p.held.get(name) === p.visits);
      const maybe = CONTEXTS.flatMap((context) =>
        this.places[context].all
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
      const so = this.places[context].all.filter((p) => p.visits > 0 && isSo(p));
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

const setting = ({ f }: Scope, local: string | null, value: Value | undefined, s: Stand): Stand =>
  local === null || !matters(f.params[local] ?? f.locals[local])
    ? s
    : { ...s, locals: changed(s.locals, local, value) };

/** Without those that say the same as one before. */
const different = (some: readonly Stand[]): Stand[] => [...new Map(some.map((s) => [textOf(s), s])).values()];

/** Most steps change nothing, so that the same object is compared again and again. */
function textOf(s: Stand): string {
  const known = texts.get(s);
  if (known !== undefined) return known;
  const text = `${s.off} ${[s.locals, s.held, s.below, s.seen].map(listed).join(' ')}`;
  texts.set(s, text);
  return text;
}
const texts = new WeakMap<Stand, string>();

function listed(known: Known): string {
  let text = '';
  for (const [name, value] of Object.entries(known))
    text += `${name}=${typeof value === 'object' ? `not ${value.not}` : value},`;
  return text;
}

function same(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'object') return b === 'self' || a.not === b ? 0 : undefined;
  if (typeof b === 'object') return same(b, a);
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 1 : 0;
  if (a === b) return 1;
  return a === NO_CPU || b === NO_CPU ? 0 : undefined;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function changed(known: Known, name: string, value: Value | undefined): Known {
  if (known[name] === value) return known;
  const { [name]: _, ...others } = known;
  return value === undefined ? others : { ...others, [name]: value };
}
