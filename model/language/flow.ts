import { cpusIn, type DomainIR, type Range, rangeOf } from './domain.js';
import { didYouMean, ModelError } from './errors.js';
import { type Block, type Cell, type Context, type Expr, type Fn, fnId, type Node } from './ir.js';
import type { Chosen, MExpr, Op, PathEntry } from './machine.js';

/**
 * From functions to a graph of locations: calls inlined, blocks and jumps resolved, locals given slots. One graph is
 * built for each context, because what a function does can depend on the context that runs it.
 *
 * Blocks are lowered from their last entry to their first, each given the location that follows it. That makes
 * forward jumps trivial: the target of a `goto` exists already.
 */

export interface DraftEdge {
  guard: MExpr | null;
  ops: Op[];
  target: Draft;
  choice: string;
  via: Draft | null;
  chosen: readonly Chosen[];
}

/** A location while it is being built. */
export interface Draft {
  rests: boolean;
  kind: 'step' | 'wait' | 'park' | 'halt' | 'final';
  edges: DraftEdge[];
  path: readonly PathEntry[];
  node: Node | null;
  scope: Readonly<Record<string, number>>;
  /** Inside an atomic block, behind its first step: never rests, whatever a property would like. */
  inside: boolean;
}

/** What lowering needs to know about the machine around a function. */
export interface Surroundings {
  readonly cpus: number;
  readonly context: Context;
  variable(cell: Cell, place: string): number;
  vector(name: string, place: string): number;
  outcome(name: string): number;
  assertion(place: string, message: string): number;
  /** Lowers an expression of the question (ghosts, program points), once all locations are known. */
  outside(expr: Expr): MExpr;
}

/** A local slot: slots with the same domain are shared by frames that cannot be live together. */
export interface Slot {
  readonly domain: DomainIR;
  readonly range: Range;
}

interface Loop {
  readonly brk: Draft;
  readonly cont: Draft;
}

interface Scope {
  readonly fn: Fn;
  /** Path of the call that led here, without the step itself. */
  readonly callers: readonly PathEntry[];
  readonly callStack: readonly string[];
  readonly slots: Readonly<Record<string, number>>;
  /** How many slots of each domain are taken by this frame and its callers. */
  readonly taken: Readonly<Record<string, number>>;
  readonly returnTo: Draft;
  readonly into: number | null;
  readonly labels: readonly Map<string, Draft>[];
  readonly loop: Loop | null;
  readonly prefix: string;
  readonly inside: boolean;
}

const SMALL_CONST = new Map<number, MExpr>();
export function constant(value: number): MExpr {
  const known = SMALL_CONST.get(value);
  if (known !== undefined) return known;
  const fresh: MExpr = Object.freeze({ kind: 'const', value });
  SMALL_CONST.set(value, fresh);
  return fresh;
}
const TRUE = constant(1);

export class Flow {
  readonly slots: Slot[] = [];
  private readonly slotByKey = new Map<string, number>();
  /** Where a finished context goes: nothing runs any more. */
  readonly idle: Draft = draft({ rests: true, kind: 'halt', node: null });
  private hidden = 0;

  constructor(private readonly around: Surroundings) {}

  /** Lowers a task program or a handler; the location returned always rests. */
  entry(f: Fn): Draft {
    const place = fnId(f);
    const scope: Scope = {
      fn: f,
      callers: [],
      callStack: [place],
      ...this.allocate(f, {}),
      returnTo: this.idle,
      into: null,
      labels: [],
      loop: null,
      prefix: '',
      inside: false,
    };
    const first = this.block(f.body, this.idle, scope);
    if (first.rests && first !== this.idle) return first;
    // An interrupt can hit a CPU before its first step, so the first location is one that control rests at.
    const start = this.at('', null, scope, { rests: true });
    start.edges.push(edge(first));
    return start;
  }

  // ---- Locals -------------------------------------------------------------------------------------------------

  private allocate(f: Fn, taken: Readonly<Record<string, number>>): Pick<Scope, 'slots' | 'taken'> {
    const slots: Record<string, number> = {};
    const nowTaken = { ...taken };
    for (const [name, domain] of Object.entries({ ...f.params, ...f.locals }))
      slots[name] = this.slot(domain, nowTaken);
    return { slots, taken: nowTaken };
  }

  private slot(domain: DomainIR, taken: Record<string, number>): number {
    const key = textOf(domain);
    const nth = taken[key] ?? 0;
    taken[key] = nth + 1;
    const slotKey = `${key}#${nth}`;
    let slot = this.slotByKey.get(slotKey);
    if (slot === undefined) {
      slot = this.slots.push({ domain, range: rangeOf(domain, this.around.cpus) }) - 1;
      this.slotByKey.set(slotKey, slot);
    }
    return slot;
  }

  /** A local that the model's author did not write: a loop counter, what is left of a set. */
  private hiddenLocal(scope: Scope, what: string, domain: DomainIR): [slot: number, inner: Scope] {
    const taken = { ...scope.taken };
    const slot = this.slot(domain, taken);
    return [slot, { ...scope, taken, slots: { ...scope.slots, [`${what}.${this.hidden++}`]: slot } }];
  }

  private assign(slot: number, value: MExpr): Op {
    return { kind: 'slot', slot, value, range: this.slots[slot].range, clears: false };
  }

  // ---- Locations ----------------------------------------------------------------------------------------------

  private at(label: string, node: Node | null, scope: Scope, how: Partial<Draft> = {}): Draft {
    const here: PathEntry = {
      fn: fnId(scope.fn),
      name: scope.fn.name,
      label: scope.prefix + label,
      source: scope.fn.source,
    };
    return draft({
      path: [...scope.callers, here],
      node,
      scope: scope.slots,
      inside: scope.inside,
      ...how,
      rests: (how.rests ?? false) && !scope.inside,
    });
  }

  private block(block: Block, next: Draft, scope: Scope): Draft {
    const labels = new Map<string, Draft>();
    const inner = { ...scope, labels: [labels, ...scope.labels] };
    let entry = next;
    for (const [label, node] of Object.entries(block).reverse()) {
      entry = this.node(label, node, entry, inner);
      labels.set(label, entry);
    }
    return entry;
  }

  private node(label: string, node: Node, next: Draft, scope: Scope): Draft {
    const place = `${fnId(scope.fn)}.${scope.prefix}${label}`;
    const expr = (e: Expr) => this.expr(e, scope);
    const local = (name: string) => this.local(name, scope, place);
    const within = (more: string): Scope => ({ ...scope, prefix: `${scope.prefix}${label}.${more}` });
    /** A location with one way on. */
    const simple = (rests: boolean, ops: Op[], guard: MExpr | null = null): Draft => {
      const here = this.at(label, node, scope, { rests });
      here.edges.push(edge(next, ops, guard));
      return here;
    };
    const store = (cell: Cell, value: MExpr): Op => this.store(cell, value, scope, place);
    const chosenHere = (choice: string, isFair = false): readonly Chosen[] => [
      { fn: fnId(scope.fn), label: scope.prefix + label, choice, isFair },
    ];

    switch (node.kind) {
      case 'set':
        return simple(sharedReads(node.value) > 0, [this.assign(local(node.local), expr(node.value))]);
      case 'store':
        return simple(true, [store(node.cell, expr(node.value))]);
      case 'rmw': {
        const before = this.cell(node.cell, scope, place);
        const value = expr(node.value);
        const after =
          node.op === 'cmpxchg' && node.expect
            ? op('?:', op('==', before, expr(node.expect)), value, before)
            : node.op === 'add'
              ? op('+', before, value)
              : node.op === 'or'
                ? op('with', before, value)
                : node.op === 'andnot'
                  ? op('without', before, value)
                  : value;
        // The new value is computed from the old one before `old` is written, for `old` may be among the operands.
        const write = store(node.cell, after);
        if (node.old === null) return simple(true, [write]);
        const old = local(node.old);
        if (
          !mentionsSlot(after, old) &&
          !(write.kind === 'cell' && write.index && mentionsSlot(write.index, old))
        )
          return simple(true, [this.assign(old, before), write]);
        throw new ModelError(
          'bad-call',
          place,
          `'${node.old}' receives the old value and cannot be an operand as well`,
        );
      }
      case 'fence':
        return simple(false, []);
      case 'wait': {
        const here = simple(true, [], expr(node.guard));
        here.kind = 'wait';
        return here;
      }
      case 'waitOrTimeout': {
        const into = node.into === null ? null : local(node.into);
        const result = (value: number): Op[] => (into === null ? [] : [this.assign(into, constant(value))]);
        const here = this.at(label, node, scope, { rests: true });
        here.edges.push({
          ...edge(next, result(1), expr(node.guard)),
          choice: 'done',
          chosen: chosenHere('done'),
        });
        here.edges.push({ ...edge(next, result(0)), choice: 'timeout', chosen: chosenHere('timeout') });
        return here;
      }
      case 'halt':
        return this.at(label, node, scope, { rests: true, kind: node.final ? 'final' : 'halt' });
      case 'park':
        return this.at(label, node, scope, { rests: true, kind: 'park' });
      case 'stopCpu': {
        const here = this.at(label, node, scope, { rests: true });
        here.edges.push(edge(this.at(label, node, scope, { rests: true, kind: 'halt' }), [{ kind: 'stop' }]));
        return here;
      }
      case 'end': {
        const over = this.at(label, node, scope, { rests: true, kind: 'halt' });
        const here = this.at(label, node, scope, { rests: true });
        here.edges.push(edge(over, [{ kind: 'end', outcome: this.around.outcome(node.outcome) }]));
        return here;
      }
      case 'irq':
        return this.irq(node, simple, local);
      case 'send': {
        const vector = this.around.vector(node.vector, place);
        return simple(true, [{ kind: 'pend', vector, to: expr(node.to), toSet: node.toSet }]);
      }
      case 'choose': {
        const here = this.at(label, node, scope, { rests: true });
        const range = rangeOf(node.domain, this.around.cpus);
        for (let value = range.min; value <= range.max; value++)
          here.edges.push({
            ...edge(next, [this.assign(local(node.local), constant(value))]),
            choice: `=${value}`,
            chosen: chosenHere(`=${value}`),
          });
        return here;
      }
      case 'assert': {
        const assertion = this.around.assertion(place, node.message);
        return simple(sharedReads(node.cond) > 0, [{ kind: 'check', assertion, cond: expr(node.cond) }]);
      }
      case 'note': {
        // The question may look anywhere, also at program points, which exist only once everything is lowered.
        const here = this.at(label, node, scope);
        const ops: Op[] = [];
        here.edges.push(edge(next, ops));
        this.later.push(() => {
          const value = this.noteExpr(node.value, scope);
          ops.push({ ...this.store(node.cell, constant(0), scope, place), value } as Op);
        });
        return here;
      }
      case 'ignored':
        return next;
      case 'uncovered':
        throw new ModelError(
          'uncovered',
          place,
          `'${node.text}' was not translated`,
          'model it, or list it as ignored(reason)',
        );
      case 'when': {
        const here = this.at(label, node, scope, { rests: sharedReads(node.cond) > 0 });
        const inner = within('');
        const cond = expr(node.cond);
        here.edges.push({ ...edge(this.block(node.then, next, inner), [], cond), choice: 'then' });
        here.edges.push({
          ...edge(this.block(node.otherwise, next, inner), [], op('!', cond)),
          choice: 'else',
        });
        return here;
      }
      case 'either': {
        const here = this.at(label, node, scope, { rests: true });
        for (const [name, { body, fair }] of Object.entries(node.arms)) {
          const chosen = chosenHere(name, fair === true);
          const first = this.block(body, next, within(`${name}.`));
          // Choosing an arm and doing its first step are one transition, so that an arm can be refused by a `wait`. What
          // an arm jumps to is not its first step: an arm that leads to a wait elsewhere can be chosen at any time.
          const own = first.path[scope.callers.length]?.label.startsWith(`${scope.prefix}${label}.${name}.`);
          if (first.rests && own && first.edges.length > 0)
            for (const e of first.edges)
              here.edges.push({
                ...e,
                choice: e.choice === '' ? name : `${name}, ${e.choice}`,
                via: e.via ?? first,
                chosen: [...chosen, ...e.chosen],
              });
          else here.edges.push({ ...edge(first), choice: name, chosen });
        }
        if (here.edges.length > 0 && here.edges.every((e) => e.via?.kind === 'wait')) here.kind = 'wait';
        return here;
      }
      case 'loop':
        return this.loop(label, node, next, { ...scope, prefix: scope.prefix }, place);
      case 'retry': {
        const head = this.at(label, node, scope);
        const body = this.block(node.body, head, { ...within(''), loop: { brk: next, cont: head } });
        head.edges.push(edge(body));
        return head;
      }
      case 'forEachCpu': {
        const [rest, inner] = this.hiddenLocal(scope, 'rest', { kind: 'cpuSet' });
        const left: MExpr = { kind: 'slot', slot: rest };
        const here = local(node.local);
        const head = this.at(label, node, inner);
        const body = this.block(node.body, head, {
          ...inner,
          prefix: `${scope.prefix}${label}.`,
          loop: { brk: next, cont: head },
        });
        const pick = [
          this.assign(here, op('lowest', left)),
          this.assign(rest, op('without', left, { kind: 'slot', slot: here })),
        ];
        head.edges.push({ ...edge(body, pick, op('!=', left, constant(0))), choice: 'next' });
        head.edges.push({ ...edge(next, [], op('==', left, constant(0))), choice: 'done' });
        const start = this.at(label, node, inner, { rests: sharedReads(node.set) > 0 });
        start.edges.push(edge(head, [this.assign(rest, expr(node.set))]));
        return start;
      }
      case 'atomic': {
        const first = this.block(node.body, next, { ...within(''), inside: true });
        if (first === next) return next;
        first.rests = !scope.inside;
        first.inside = scope.inside;
        return first;
      }
      case 'call':
        return this.call(label, node, next, scope, place);
      case 'ret': {
        const ops: Op[] = [];
        if (node.value !== null && scope.into !== null) ops.push(this.assign(scope.into, expr(node.value)));
        const here = this.at(label, node, scope, {
          rests: node.value !== null && sharedReads(node.value) > 0,
        });
        here.edges.push(edge(scope.returnTo, ops));
        return here;
      }
      case 'goto': {
        for (const labels of scope.labels) {
          const target = labels.get(node.label);
          if (target !== undefined) return target;
        }
        const known = scope.labels.flatMap((labels) => [...labels.keys()]);
        throw new ModelError(
          'bad-jump',
          place,
          `no label '${node.label}' further on`,
          didYouMean(node.label, known),
        );
      }
      case 'brk':
      case 'cont':
        if (scope.loop === null) throw new ModelError('bad-jump', place, `${node.kind} outside of a loop`);
        return scope.loop[node.kind];
    }
  }

  /** Work that needs all program points; run by the caller when every entry of the system is lowered. */
  readonly later: (() => void)[] = [];

  private irq(
    node: Extract<Node, { kind: 'irq' }>,
    simple: (rests: boolean, ops: Op[]) => Draft,
    local: (name: string) => number,
  ): Draft {
    // In hardirq and NMI, hardirqs cannot enter whatever the flag says, and the flag is restored on return.
    const fixed = this.around.context === 'hardirq' || this.around.context === 'nmi';
    const now: MExpr = fixed ? TRUE : { kind: 'irqs' };
    const change = (value: MExpr): Op[] => (fixed ? [] : [{ kind: 'irqs', value }]);
    switch (node.op) {
      case 'disable':
        return simple(!fixed, change(TRUE));
      case 'enable':
        return simple(!fixed, change(constant(0)));
      case 'save':
        return simple(!fixed, [this.assign(local(node.flags ?? ''), now), ...change(TRUE)]);
      case 'restore':
        return simple(!fixed, change({ kind: 'slot', slot: local(node.flags ?? '') }));
    }
  }

  private loop(
    label: string,
    node: Extract<Node, { kind: 'loop' }>,
    next: Draft,
    scope: Scope,
    place: string,
  ): Draft {
    const [count, inner] = this.hiddenLocal(scope, 'round', { kind: 'int', min: 0, max: node.bound });
    const rounds: MExpr = { kind: 'slot', slot: count };
    const head = this.at(label, node, inner, { rests: sharedReads(node.cond) > 0 });
    const body = this.block(node.body, head, {
      ...inner,
      prefix: `${scope.prefix}${label}.`,
      loop: { brk: next, cont: head },
    });
    const cond = this.expr(node.cond, inner);
    const inBounds = op('<', rounds, constant(node.bound));
    const assertion = this.around.assertion(place, `the loop runs more than ${node.bound} times`);
    head.edges.push({
      ...edge(body, [this.assign(count, op('+', rounds, TRUE))], op('&&', cond, inBounds)),
      choice: 'again',
    });
    head.edges.push({
      ...edge(next, [{ kind: 'check', assertion, cond: constant(0) }], op('&&', cond, op('!', inBounds))),
      choice: 'too often',
    });
    head.edges.push({ ...edge(next, [], op('!', cond)), choice: 'done' });
    const start = this.at(label, node, inner);
    start.edges.push(edge(head, [this.assign(count, constant(0))]));
    return start;
  }

  private call(
    label: string,
    node: Extract<Node, { kind: 'call' }>,
    next: Draft,
    scope: Scope,
    place: string,
  ): Draft {
    const callee = node.fn;
    const id = fnId(callee);
    if (scope.callStack.includes(id))
      throw new ModelError(
        'recursion',
        place,
        `${[...scope.callStack.slice(scope.callStack.indexOf(id)), id].join(' -> ')} is recursive`,
        'bound it: model the inner call as another form of the function, or abstract it with either()',
      );
    if (node.into !== null && callee.returns === null)
      throw new ModelError('bad-call', place, `${callee.name}() returns nothing`);
    const here = this.at(label, node, scope);
    const frame = this.allocate(callee, scope.taken);
    const body = this.block(callee.body, next, {
      ...frame,
      fn: callee,
      callers: here.path,
      callStack: [...scope.callStack, id],
      returnTo: next,
      into: node.into === null ? null : this.local(node.into, scope, place),
      labels: [],
      loop: null,
      prefix: '',
      inside: scope.inside,
    });
    const fresh: Op[] = [];
    let reads = 0;
    for (const name of Object.keys(callee.params)) {
      const arg = node.args[name];
      if (arg === undefined)
        throw new ModelError('bad-call', place, `${callee.name}() is called without '${name}'`);
      reads += sharedReads(arg);
      fresh.push(this.assign(frame.slots[name], this.expr(arg, scope)));
    }
    for (const name of Object.keys(callee.locals)) {
      const slot = frame.slots[name];
      fresh.push(this.assign(slot, constant(this.slots[slot].range.min)));
    }
    if (fresh.length === 0) return body;
    here.rests = reads > 0 && !scope.inside;
    here.edges.push(edge(body, fresh));
    return here;
  }

  // ---- Expressions --------------------------------------------------------------------------------------------

  private local(name: string, scope: Scope, place: string): number {
    const slot = scope.slots[name];
    if (slot === undefined)
      throw new ModelError(
        'unknown-name',
        place,
        `no local '${name}'`,
        didYouMean(name, Object.keys(scope.slots)),
      );
    return slot;
  }

  private cell(cell: Cell, scope: Scope, place: string): MExpr {
    const index = cell.index === null ? null : this.expr(cell.index, scope);
    return { kind: 'cell', variable: this.around.variable(cell, place), index };
  }

  private store(cell: Cell, value: MExpr, scope: Scope, place: string): Op {
    const index = cell.index === null ? null : this.expr(cell.index, scope);
    return { kind: 'cell', variable: this.around.variable(cell, place), index, value };
  }

  private noteExpr(expr: Expr, scope: Scope): MExpr {
    return this.expr(expr, scope, true);
  }

  private expr(e: Expr, scope: Scope, outside = false): MExpr {
    const place = fnId(scope.fn);
    switch (e.kind) {
      case 'const':
        return constant(e.value);
      case 'self':
        return { kind: 'self' };
      case 'allCpus':
        return constant(2 ** this.around.cpus - 1);
      case 'inContext':
        return constant(e.contexts.includes(this.around.context) ? 1 : 0);
      case 'irqsOff':
        return this.around.context === 'hardirq' || this.around.context === 'nmi' ? TRUE : { kind: 'irqs' };
      case 'local':
        return { kind: 'slot', slot: this.local(e.name, scope, place) };
      case 'read':
        return this.cell(e.cell, scope, place);
      case 'op':
        return op(e.op, ...e.args.map((a) => this.expr(a, scope, outside)));
      default:
        if (outside) return this.around.outside(e);
        throw new ModelError(
          'bad-call',
          place,
          `'${e.kind}' looks at the machine from outside`,
          'only properties and note() may',
        );
    }
  }
}

const texts = new WeakMap<DomainIR, string>();
function textOf(domain: DomainIR): string {
  const text = texts.get(domain) ?? JSON.stringify(domain);
  texts.set(domain, text);
  return text;
}

function draft(d: Partial<Draft>): Draft {
  return { rests: false, kind: 'step', edges: [], path: [], node: null, scope: {}, inside: false, ...d };
}

const edge = (target: Draft, ops: Op[] = [], guard: MExpr | null = null): DraftEdge => ({
  guard,
  ops,
  target,
  choice: '',
  via: null,
  chosen: [],
});

/** Builds an operation, folding what is known already. */
export function op(operator: Extract<Expr, { kind: 'op' }>['op'], ...args: MExpr[]): MExpr {
  if (args.every((a) => a.kind === 'const'))
    return constant(
      evaluate(
        operator,
        args.map((a) => (a.kind === 'const' ? a.value : 0)),
      ),
    );
  const [a, b, c] = args;
  const isConst = (x: MExpr, value: number) => x.kind === 'const' && x.value === value;
  if (operator === '&&') {
    if (isConst(a, 0) || isConst(b, 0)) return constant(0);
    if (isConst(a, 1)) return b;
    if (isConst(b, 1)) return a;
  }
  if (operator === '||') {
    if (isConst(a, 1) || isConst(b, 1)) return TRUE;
    if (isConst(a, 0)) return b;
    if (isConst(b, 0)) return a;
  }
  if (operator === '?:' && a.kind === 'const') return a.value ? b : c;
  return { kind: 'op', op: operator, args };
}

/** What the operators mean. Everything is a 32-bit integer; truth is 0 or 1. */
export function evaluate(operator: Extract<Expr, { kind: 'op' }>['op'], args: readonly number[]): number {
  const [a, b, c] = args;
  switch (operator) {
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a !== b ? 1 : 0;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '+':
      return (a + b) | 0;
    case '-':
      return (a - b) | 0;
    case '*':
      return Math.imul(a, b);
    case '%':
      return ((a % b) + b) % b;
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0;
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0;
    case '!':
      return a === 0 ? 1 : 0;
    case '?:':
      return a !== 0 ? b : c;
    case 'has':
      return b < 0 ? 0 : (a >> b) & 1;
    case 'with':
      return b < 0 ? a : a | (1 << b);
    case 'without':
      return b < 0 ? a : a & ~(1 << b);
    case 'lowest':
      return a === 0 ? -1 : cpusIn(a)[0];
    case 'weight':
      return cpusIn(a).length;
  }
}

/** How many reads of memory that others can write an expression makes; the question's own memory does not count. */
export function sharedReads(e: Expr): number {
  switch (e.kind) {
    case 'read':
      return (
        (e.cell.decl.scope === 'ghost' ? 0 : 1) + (e.cell.index === null ? 0 : sharedReads(e.cell.index))
      );
    case 'op':
      return e.args.reduce((n, a) => n + sharedReads(a), 0);
    case 'quantifier':
      return sharedReads(e.body);
    default:
      return 0;
  }
}

function mentionsSlot(e: MExpr, slot: number): boolean {
  if (e.kind === 'slot') return e.slot === slot;
  if (e.kind === 'op') return e.args.some((a) => mentionsSlot(a, slot));
  return e.kind === 'cell' && e.index !== null && mentionsSlot(e.index, slot);
}
