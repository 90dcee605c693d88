import { rangeOf } from '../../model/language/domain.js';
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
  type Property,
  type System,
  type VarDecl,
} from '../../model/language/index.js';

/**
 * What a system means, said a second time and differently: straight from the IR, with a stack of blocks and calls for
 * each context instead of a graph of locations. Nothing is inlined, no slot is shared and no dead local is cleared, so
 * that mistakes of lowering show as disagreement. It is slow and keeps more states apart than it needs to.
 */

/** What is under way in one context, outermost first. The last item says what comes next. */
type Item =
  | { t: 'call'; fn: Fn; locals: Record<string, number>; into: string | null }
  | {
      t: 'block';
      block: Block;
      prefix: string;
      /** The entry that is next or under way; HEAD is the test at the head of a loop. */
      i: number;
      role: 'plain' | 'loop' | 'retry' | 'forEachCpu' | 'atomic';
      /** Rounds of a loop, CPUs that forEachCpu has left. */
      hidden: number;
      /** An atomic block that has not begun. */
      fresh: boolean;
    }
  /** A program whose first step is not one that control rests at: an interrupt can still come before it. */
  | { t: 'start' };
type BlockItem = Extract<Item, { t: 'block' }>;
type CallItem = Extract<Item, { t: 'call' }>;

const HEAD = -1;

export interface SState {
  readonly memory: Record<string, number[]>;
  /** `stacks[cpu][context]`; an empty stack is a context in which nothing runs. */
  readonly stacks: Item[][][];
  readonly irqsOff: boolean[][];
  readonly pending: boolean[][];
  readonly left: number[][];
  readonly stopped: boolean[];
  outcome: string | null;
  failed: string | null;
}

/** A value left its domain, or something was used as an index that is none. */
export class Fault extends Error {}
/** Local steps without end, which fusing cannot make one transition of. */
export class Endless extends Error {}

const entries = new WeakMap<Block, [string, Node][]>();
const entriesOf = (block: Block): [string, Node][] => {
  const known = entries.get(block);
  if (known) return known;
  const fresh = Object.entries(block);
  entries.set(block, fresh);
  return fresh;
};

const numbers = new WeakMap<Block, number>();
let lastNumber = 0;
/** Tells blocks apart that have one prefix: the two of a `when`. */
const numberOf = (block: Block): number => {
  const known = numbers.get(block) ?? ++lastNumber;
  numbers.set(block, known);
  return known;
};

/** Reads of memory that is not the question's own. */
function reads(e: Expr): number {
  if (e.kind === 'read')
    return (e.cell.decl.scope === 'ghost' ? 0 : 1) + (e.cell.index ? reads(e.cell.index) : 0);
  return e.kind === 'op' ? e.args.reduce((n, a) => n + reads(a), 0) : 0;
}

export class Structural {
  /** With `fused`, local steps belong to the transition before them; without, each is a transition. */
  constructor(
    private readonly system: System,
    private readonly decls: readonly VarDecl[],
    private readonly fused: boolean,
  ) {}

  initial(): SState {
    const { cpus, vectors, tasks } = this.system;
    const each = <T>(make: (cpu: number) => T) => Array.from({ length: cpus }, (_, c) => make(c));
    const memory: Record<string, number[]> = {};
    for (const d of this.decls) {
      const size = d.scope === 'perCpu' ? cpus : (d.length ?? 1);
      memory[d.name] = Array.from({ length: size }, () => d.init);
    }
    for (const { cell, value } of this.system.init)
      memory[cell.decl.name][cell.index?.kind === 'const' ? cell.index.value : 0] = value;
    const hits = (i: number, c: number) => {
      const { arrives } = vectors[i];
      return arrives !== null && (arrives.on?.includes(c) ?? true) ? arrives.times : 0;
    };
    const s: SState = {
      memory,
      stacks: each(() => CONTEXTS.map(() => [])),
      irqsOff: each(() => CONTEXTS.map(() => false)),
      pending: vectors.map(() => each(() => false)),
      left: vectors.map((_, i) => each((c) => hits(i, c))),
      stopped: each(() => false),
      outcome: null,
      failed: null,
    };
    tasks.forEach((task, c) => {
      if (task) this.enter(s, c, 0, task);
    });
    return s;
  }

  // ---- Transitions ----------------------------------------------------------------------------------------------

  successors(s: SState): { state: SState; arrival: boolean }[] {
    const found: { state: SState; arrival: boolean }[] = [];
    if (s.outcome !== null || s.failed !== null) return found;
    for (let cpu = 0; cpu < this.system.cpus; cpu++) {
      if (s.stopped[cpu]) continue;
      const top = this.top(s, cpu);
      if (top >= 0) for (const state of this.step(s, cpu, top)) found.push({ state, arrival: false });
      this.system.vectors.forEach(({ vector, handler, arrives }, v) => {
        const context = CONTEXTS.indexOf(vector.context);
        if (context <= top || (vector.context !== 'nmi' && top >= 0 && s.irqsOff[cpu][top])) return;
        const taken = (arrival: boolean, change: (next: SState) => void) => {
          const state = copy(s);
          change(state);
          this.enter(state, cpu, context, handler);
          found.push({ state, arrival });
        };
        if (s.pending[v][cpu])
          taken(false, (next) => {
            next.pending[v][cpu] = false;
          });
        if (arrives === null || s.left[v][cpu] === 0) return;
        if (arrives.when !== null && this.eval(s, arrives.when, cpu, 0, {}) === 0) return;
        taken(true, (next) => {
          for (let c = 0; c < this.system.cpus; c++)
            if (c === cpu || (arrives.per === 'system' && next.left[v][c] > 0)) next.left[v][c]--;
        });
      });
    }
    return found;
  }

  private top(s: SState, cpu: number): number {
    return s.stacks[cpu].findLastIndex((stack) => stack.length > 0);
  }

  private enter(s: SState, cpu: number, context: number, fn: Fn): void {
    const start = (): Item[] => [this.activation(fn, null, {}), blockItem(fn.body, '', 'plain')];
    s.stacks[cpu][context] = start();
    this.normalize(s.stacks[cpu][context]);
    if (s.stacks[cpu][context].length === 0 || !this.rests(s.stacks[cpu][context], context))
      s.stacks[cpu][context] = [...start(), { t: 'start' }];
  }

  private activation(fn: Fn, into: string | null, args: Record<string, number>): CallItem {
    const locals = { ...args };
    for (const [name, domain] of Object.entries(fn.locals))
      locals[name] = rangeOf(domain, this.system.cpus).min;
    return { t: 'call', fn, locals, into };
  }

  /** All ways to make the next step of a context, each followed by what belongs to the same transition. */
  private *step(s: SState, cpu: number, context: number): Generator<SState> {
    for (const next of this.alternatives(s, cpu, context)) {
      let state = next;
      for (let n = 0; this.goesOn(state.stacks[cpu][context], context); n++) {
        if (n > 300) throw new Endless();
        const more = [...this.alternatives(state, cpu, context)];
        if (more.length !== 1) throw new Error(`${more.length} ways on in the middle of a transition`);
        [state] = more;
      }
      if (state.stacks[cpu][context].length === 0) state.irqsOff[cpu][context] = false;
      yield state;
    }
  }

  private goesOn(stack: Item[], context: number): boolean {
    if (stack.length === 0) return false;
    return this.fused ? !this.rests(stack, context) : inside(stack);
  }

  private *alternatives(s: SState, cpu: number, context: number): Generator<SState> {
    const place = (state: SState) => state.stacks[cpu][context];
    /** Does something in a copy of the state; where it does not say how to go on, goes on to the next entry. */
    const then = (change: (state: SState, stack: Item[], here: BlockItem) => void, stay = false): SState => {
      const state = copy(s);
      const stack = place(state);
      for (const item of stack) if (item.t === 'block') item.fresh = false;
      const here = stack.at(-1) as BlockItem;
      change(state, stack, here);
      if (!stay) here.i++;
      this.normalize(stack);
      return state;
    };
    const stack = place(s);
    const last = stack.at(-1)!;
    if (last.t === 'start') {
      yield then((_, st) => st.pop(), true);
      return;
    }
    const here = last as BlockItem;
    const call = stack.findLast((item) => item.t === 'call') as CallItem;
    const value = (e: Expr) => this.eval(s, e, cpu, context, call.locals);
    const local = (state: SState, name: string, x: number) => {
      const activation = place(state).findLast((item) => item.t === 'call') as CallItem;
      const domain = activation.fn.params[name] ?? activation.fn.locals[name];
      activation.locals[name] = this.fits(x, domain);
    };
    const store = (state: SState, cell: Cell, x: number) => {
      state.memory[cell.decl.name][this.index(s, cell, cpu, context, call.locals)] = this.fits(
        x,
        cell.decl.domain,
      );
    };
    const fail = (state: SState, label: string, message: string) => {
      state.failed ??= `${fnId(call.fn)}.${here.prefix}${label}: ${message}`;
    };
    const loads = (cell: Cell) => s.memory[cell.decl.name][this.index(s, cell, cpu, context, call.locals)];

    if (here.i === HEAD) {
      const [label, node] = this.owner(stack);
      const leave = (change: (state: SState) => void = () => {}) =>
        then((state, st) => {
          change(state);
          st.pop();
          (st.at(-1) as BlockItem).i++;
        }, true);
      if (node.kind === 'retry') yield then(() => {});
      else if (node.kind === 'loop') {
        if (value(node.cond) === 0) yield leave();
        else if (here.hidden < node.bound)
          yield then((_, __, block) => {
            block.hidden++;
          });
        else {
          const outer = stack.at(-2) as BlockItem;
          const place_ = `${fnId(call.fn)}.${outer.prefix}${label}`;
          yield leave((state) => {
            state.failed ??= `${place_}: the loop runs more than ${node.bound} times`;
          });
        }
      } else if (node.kind === 'forEachCpu') {
        if (here.hidden === 0) yield leave();
        else
          yield then((state, _, block) => {
            const lowest = Math.log2(block.hidden & -block.hidden);
            local(state, node.local, lowest);
            block.hidden &= ~(1 << lowest);
          });
      }
      return;
    }

    const [label, node] = entriesOf(here.block)[here.i];
    const push = (block: Block, role: BlockItem['role'], more: string, i = 0, hidden = 0) =>
      then(
        (_, st) => st.push({ ...blockItem(block, `${here.prefix}${label}.${more}`, role), i, hidden }),
        true,
      );
    switch (node.kind) {
      case 'set':
        yield then((state) => local(state, node.local, value(node.value)));
        return;
      case 'store':
      case 'note':
        yield then((state) => store(state, node.cell, value(node.value)));
        return;
      case 'rmw':
        yield then((state) => {
          const before = loads(node.cell);
          if (node.op === 'xchg') store(state, node.cell, value(node.value));
          else if (node.op === 'add') store(state, node.cell, before + value(node.value));
          else if (node.op === 'cmpxchg') {
            if (before === value(node.expect!)) store(state, node.cell, value(node.value));
          } else {
            const cpuOrNone = value(node.value);
            const bit = cpuOrNone < 0 ? 0 : 1 << cpuOrNone;
            store(state, node.cell, node.op === 'or' ? before | bit : before & ~bit);
          }
          if (node.old !== null) local(state, node.old, before);
        });
        return;
      case 'fence':
        yield then(() => {});
        return;
      case 'wait':
        if (value(node.guard) !== 0) yield then(() => {});
        return;
      case 'waitOrTimeout': {
        const result = (x: number) =>
          then((state) => {
            if (node.into !== null) local(state, node.into, x);
          });
        if (value(node.guard) !== 0) yield result(1);
        yield result(0);
        return;
      }
      case 'halt':
      case 'park':
        return;
      case 'stopCpu':
        yield then((state) => {
          state.stopped[cpu] = true;
        }, true);
        return;
      case 'end':
        yield then((state) => {
          state.outcome = node.outcome;
        }, true);
        return;
      case 'irq':
        yield then((state) => {
          const fixed = context >= CONTEXTS.indexOf('hardirq');
          const flags = state.irqsOff[cpu];
          if (node.op === 'save') local(state, node.flags!, fixed || flags[context] ? 1 : 0);
          if (fixed) return;
          if (node.op === 'restore') flags[context] = call.locals[node.flags!] !== 0;
          else flags[context] = node.op !== 'enable';
        });
        return;
      case 'send':
        yield then((state) => {
          const to = value(node.to);
          const pending = state.pending[this.system.vectors.findIndex((v) => v.vector.name === node.vector)];
          if (!node.toSet && pending[to] === undefined) throw new Fault();
          for (let c = 0; c < pending.length; c++)
            if (node.toSet ? (to >> c) & 1 : to === c) pending[c] = true;
        });
        return;
      case 'choose': {
        const { min, max } = rangeOf(node.domain, this.system.cpus);
        for (let x = min; x <= max; x++) yield then((state) => local(state, node.local, x));
        return;
      }
      case 'assert':
        yield then((state) => {
          if (value(node.cond) === 0) fail(state, label, node.message);
        });
        return;
      case 'when':
        yield push(value(node.cond) !== 0 ? node.then : node.otherwise, 'plain', '');
        return;
      case 'either':
        for (const [name, { body }] of Object.entries(node.arms)) {
          const chosen = push(body, 'plain', `${name}.`);
          const now = place(chosen);
          // Choosing and the first step of the arm are one transition, so that a wait can refuse it.
          const first = now.at(-1);
          const arm = now[stack.length];
          const within =
            arm?.t === 'block' && arm.prefix === `${here.prefix}${label}.${name}.` && first?.t === 'block';
          const halts =
            within && first.i !== HEAD && ['halt', 'park'].includes(entriesOf(first.block)[first.i][1].kind);
          if (within && !halts && this.rests(now, context)) yield* this.alternatives(chosen, cpu, context);
          else yield chosen;
        }
        return;
      case 'loop':
        yield push(node.body, 'loop', '', HEAD);
        return;
      case 'retry':
        yield push(node.body, 'retry', '', HEAD);
        return;
      case 'forEachCpu':
        yield push(node.body, 'forEachCpu', '', HEAD, value(node.set));
        return;
      case 'call': {
        const { fn, into } = node;
        const args: Record<string, number> = {};
        for (const [name, domain] of Object.entries(fn.params))
          args[name] = this.fits(value(node.args[name]), domain);
        yield then(
          (_, st) => st.push(this.activation(fn, into, args), blockItem(fn.body, '', 'plain')),
          true,
        );
        return;
      }
      case 'ret':
        yield then((state, st) => {
          const result = node.value === null ? null : value(node.value);
          while (st.pop()!.t !== 'call');
          if (result !== null && call.into !== null) local(state, call.into, result);
          if (st.length > 0) (st.at(-1) as BlockItem).i++;
        }, true);
        return;
      default:
        throw new Error(`'${node.kind}' is no step`);
    }
  }

  /** Follows what takes no time: the ends of blocks and functions, jumps, ways into atomic blocks and bare calls. */
  private normalize(stack: Item[]): void {
    for (;;) {
      const item = stack.at(-1);
      if (item === undefined || item.t === 'start') return;
      if (item.t === 'call') {
        stack.pop();
        if (stack.length > 0) (stack.at(-1) as BlockItem).i++;
        continue;
      }
      if (item.i === HEAD) return;
      const list = entriesOf(item.block);
      if (item.i >= list.length) {
        if (item.role === 'plain' || item.role === 'atomic') {
          stack.pop();
          const outer = stack.at(-1);
          if (outer?.t === 'block') outer.i++;
        } else item.i = HEAD;
        continue;
      }
      const [label, node] = list[item.i];
      if (node.kind === 'ignored') item.i++;
      else if (node.kind === 'atomic')
        stack.push({ ...blockItem(node.body, `${item.prefix}${label}.`, 'atomic'), fresh: true });
      else if (node.kind === 'call' && Object.keys({ ...node.fn.params, ...node.fn.locals }).length === 0)
        stack.push(this.activation(node.fn, node.into, {}), blockItem(node.fn.body, '', 'plain'));
      else if (node.kind === 'goto') {
        for (;;) {
          const b = stack.at(-1) as BlockItem;
          const to = entriesOf(b.block).findIndex(([l], k) => l === node.label && k > b.i);
          if (to >= 0) {
            b.i = to;
            break;
          }
          stack.pop();
        }
      } else if (node.kind === 'brk' || node.kind === 'cont') {
        const looping = (b: Item) => b.t === 'block' && b.role !== 'plain' && b.role !== 'atomic';
        while (!looping(stack.at(-1)!)) stack.pop();
        if (node.kind === 'cont') (stack.at(-1) as BlockItem).i = HEAD;
        else {
          stack.pop();
          (stack.at(-1) as BlockItem).i++;
        }
      } else return;
    }
  }

  /** Whether others can see that control is here: the next step touches something shared, or can be one of several. */
  rests(stack: Item[], context: number): boolean {
    const item = stack.at(-1)!;
    if (item.t === 'start') return true;
    if (item.t === 'call' || inside(stack)) return false;
    if (stack.some((x) => x.t === 'block' && x.role === 'atomic')) return true;
    if (item.i === HEAD) {
      const [, node] = this.owner(stack);
      return node.kind === 'loop' && reads(node.cond) > 0;
    }
    const [, node] = entriesOf(item.block)[item.i];
    switch (node.kind) {
      case 'set':
        return reads(node.value) > 0;
      case 'when':
      case 'assert':
        return reads(node.cond) > 0;
      case 'forEachCpu':
        return reads(node.set) > 0;
      case 'ret':
        return node.value !== null && reads(node.value) > 0;
      case 'call':
        return Object.values(node.args).some((a) => reads(a) > 0);
      case 'irq':
        return context < CONTEXTS.indexOf('hardirq');
      case 'fence':
      case 'note':
      case 'loop':
      case 'retry':
        return false;
      default:
        return true;
    }
  }

  /** The loop whose head control is at, and its label. */
  private owner(stack: Item[]): [string, Node] {
    const outer = stack.at(-2) as BlockItem;
    return entriesOf(outer.block)[outer.i];
  }

  // ---- Looking at a state ---------------------------------------------------------------------------------------

  /** Where a context is: `outer.label>inner.label`, `@head` at the head of a loop, '' where nothing runs. */
  path(stack: Item[]): string {
    if (stack.length === 0) return '';
    const found: string[] = [];
    const start = stack.at(-1)!.t === 'start';
    stack.forEach((item, k) => {
      if (item.t !== 'block' || (stack[k + 1] !== undefined && stack[k + 1].t === 'block')) return;
      const fn = (stack.slice(0, k).findLast((x) => x.t === 'call') as CallItem).fn;
      const at = item.i === HEAD ? (stack[k - 1] as BlockItem) : item;
      found.push(`${fnId(fn)}.${start ? '' : at.prefix + entriesOf(at.block)[at.i][0]}`);
    });
    const last = stack.at(-1)!;
    return found.join('>') + (last.t === 'block' && last.i === HEAD ? '@head' : '');
  }

  locals(stack: Item[]): Readonly<Record<string, number>> {
    return (stack.findLast((item) => item.t === 'call') as CallItem | undefined)?.locals ?? {};
  }

  /** Everything that tells states apart. */
  key(s: SState): string {
    const stacks = s.stacks.map((contexts) =>
      contexts.map((stack) =>
        stack
          .map((x) =>
            x.t === 'call'
              ? `${fnId(x.fn)}(${Object.values(x.locals)})${x.into}`
              : x.t === 'block'
                ? `${x.prefix}${numberOf(x.block)}.${x.i}/${x.hidden}${x.fresh}`
                : 'start',
          )
          .join('>'),
      ),
    );
    return JSON.stringify([s.memory, stacks, s.irqsOff, s.pending, s.left, s.stopped, s.outcome, s.failed]);
  }

  isOver = (s: SState): boolean => s.outcome !== null || s.failed !== null;

  isDeadlock(s: SState): boolean {
    if (this.isOver(s) || this.successors(s).some((n) => !n.arrival)) return false;
    const kinds = s.stacks.map((contexts) =>
      contexts.map((stack) => {
        const item = stack.at(-1);
        if (item?.t !== 'block' || item.i === HEAD) return null;
        const [, node] = entriesOf(item.block)[item.i];
        return node.kind === 'halt' && node.final ? 'final' : node.kind;
      }),
    );
    if (kinds.flat().includes('final')) return false;
    return kinds.some((contexts, cpu) => {
      const top = this.top(s, cpu);
      return top >= 0 && !s.stopped[cpu] && contexts[top] !== 'halt';
    });
  }

  /** Whether a state breaks a property, or for `reachable`, is what it asks for. */
  decides(s: SState, p: Property): boolean {
    const holds = () => this.eval(s, p.expr!, -1, 0, {}) !== 0;
    if (p.kind === 'noDeadlock') return this.isDeadlock(s);
    if (p.kind === 'always') return !holds();
    if (p.kind !== 'atEnd') return holds();
    if (s.failed !== null) return false;
    return this.successors(s).every((n) => n.arrival) && !holds();
  }

  eval(s: SState, e: Expr, cpu: number, context: number, locals: Readonly<Record<string, number>>): number {
    const val = (x: Expr) => this.eval(s, x, cpu, context, locals);
    switch (e.kind) {
      case 'const':
        return e.value;
      case 'self':
        return cpu;
      case 'allCpus':
        return 2 ** this.system.cpus - 1;
      case 'inContext':
        return e.contexts.includes(CONTEXTS[context]) ? 1 : 0;
      case 'irqsOff':
        return context >= CONTEXTS.indexOf('hardirq') || s.irqsOff[cpu][context] ? 1 : 0;
      case 'local':
      case 'bound':
        return locals[e.name];
      case 'read':
        return s.memory[e.cell.decl.name][this.index(s, e.cell, cpu, context, locals)];
      case 'quantifier': {
        const cases = s.stacks.map(
          (_, c) => this.eval(s, e.body, cpu, context, { ...locals, [e.bind]: c }) !== 0,
        );
        const n = cases.filter((x) => x).length;
        return e.quantifier === 'count'
          ? n
          : (e.quantifier === 'exists' ? n > 0 : n === cases.length)
            ? 1
            : 0;
      }
      case 'at': {
        const on = e.cpu === null ? null : val(e.cpu);
        let n = 0;
        s.stacks.forEach((contexts, c) => {
          if (on !== null && on !== c) return;
          contexts.forEach((stack, k) => {
            if (e.points.some((p) => this.isAt(stack, CONTEXTS[k], p))) n++;
          });
        });
        return e.count ? n : n > 0 ? 1 : 0;
      }
      case 'outcome':
        return s.outcome !== null && (e.outcome === null || e.outcome === s.outcome) ? 1 : 0;
      case 'stopped':
        return s.stopped[val(e.cpu)] ? 1 : 0;
      case 'irqsOffOn':
        return s.irqsOff[val(e.cpu)][CONTEXTS.indexOf(e.context)] ? 1 : 0;
      case 'op': {
        const [a, b, c] = e.args;
        const bool = (x: boolean) => (x ? 1 : 0);
        switch (e.op) {
          case '&&':
            return bool(val(a) !== 0 && val(b) !== 0);
          case '||':
            return bool(val(a) !== 0 || val(b) !== 0);
          case '?:':
            return val(a) !== 0 ? val(b) : val(c);
          case '!':
            return bool(val(a) === 0);
          case '==':
            return bool(val(a) === val(b));
          case '!=':
            return bool(val(a) !== val(b));
          case '<':
            return bool(val(a) < val(b));
          case '<=':
            return bool(val(a) <= val(b));
          case '+':
            return val(a) + val(b);
          case '-':
            return val(a) - val(b);
          case '*':
            return val(a) * val(b);
          case '%': {
            const x = val(a) % val(b);
            return x < 0 ? x + val(b) : x;
          }
          case 'has':
            return members(val(a)).has(val(b)) ? 1 : 0;
          case 'with':
            return setOf(members(val(a)).add(val(b)));
          case 'without': {
            const set = members(val(a));
            set.delete(val(b));
            return setOf(set);
          }
          case 'lowest':
            return [...members(val(a))][0] ?? -1;
          case 'weight':
            return members(val(a)).size;
        }
      }
    }
  }

  private isAt(stack: Item[], context: Context, p: Point): boolean {
    if (stack.length === 0 || (p.context !== null && p.context !== context)) return false;
    return this.path(stack)
      .replace(/@head$/, '')
      .split('>')
      .some((part) => {
        if (!part.startsWith(`${p.fn}.`)) return false;
        return p.label === '' || part === `${p.fn}.${p.label}` || part.startsWith(`${p.fn}.${p.label}.`);
      });
  }

  private index(
    s: SState,
    cell: Cell,
    cpu: number,
    context: number,
    locals: Readonly<Record<string, number>>,
  ): number {
    const index = cell.index === null ? 0 : this.eval(s, cell.index, cpu, context, locals);
    if (s.memory[cell.decl.name][index] === undefined) throw new Fault();
    return index;
  }

  private fits(x: number, domain: VarDecl['domain']): number {
    const { min, max } = rangeOf(domain, this.system.cpus);
    if (x < min || x > max) throw new Fault();
    return x;
  }
}

const blockItem = (block: Block, prefix: string, role: BlockItem['role']): BlockItem => ({
  t: 'block',
  block,
  prefix,
  i: 0,
  role,
  hidden: 0,
  fresh: false,
});

/** In the middle of an atomic block. */
const inside = (stack: Item[]): boolean =>
  stack.some((x) => x.t === 'block' && x.role === 'atomic' && !x.fresh);

const members = (set: number): Set<number> =>
  new Set(Array.from({ length: 16 }, (_, c) => c).filter((c) => (set >> c) & 1));
const setOf = (cpus: Set<number>): number => [...cpus].reduce((set, c) => (c < 0 ? set : set | (1 << c)), 0);

const copy = (s: SState): SState => ({
  memory: Object.fromEntries(Object.entries(s.memory).map(([k, v]) => [k, [...v]])),
  stacks: s.stacks.map((contexts) =>
    contexts.map((stack) =>
      stack.map((x) => (x.t === 'call' ? { ...x, locals: { ...x.locals } } : { ...x })),
    ),
  ),
  irqsOff: s.irqsOff.map((x) => [...x]),
  pending: s.pending.map((x) => [...x]),
  left: s.left.map((x) => [...x]),
  stopped: [...s.stopped],
  outcome: s.outcome,
  failed: s.failed,
});
