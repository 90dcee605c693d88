import type { DomainIR } from '../../model/language/domain.js';
import { sharedReads } from '../../model/language/flow.js';
import type { Block, Cell, Expr, Fn, Node } from '../../model/language/ir.js';
import { printExpr, printNode } from '../../model/language/print-c.js';
import { exprsOf } from '../../model/language/validate.js';
import { type Edit, edited, editsEverywhere, type Place } from './edits.js';

/**
 * The mutation operators: the mistakes that are made in this kind of code, one small change at a time. Each is a pure
 * function from a step to the steps that somebody could have written instead.
 */
export const OPERATORS = {
  'drop-lock': 'a lock is not taken, or what it holds is ignored',
  'drop-unlock': 'a lock is not given back',
  'trylock-to-lock': 'a trylock waits until the lock is free',
  'split-atomic': 'what is one step is several',
  'split-rmw': 'a read-modify-write is a load and a store',
  'swap-steps': 'two steps change places',
  'drop-irq-off': 'interrupts are not disabled',
  'drop-irq-on': 'interrupts are not enabled again',
  'drop-ipi': 'an IPI is not sent',
  'drop-wait': 'nobody waits',
  'bounded-wait': 'a wait may give up',
  'unbounded-wait': 'a bounded wait does not give up',
  'skip-store': 'a store to memory is left out',
  'skip-set': 'a local variable keeps what it had',
  'skip-call': 'a function is not called',
  'skip-barrier': 'a memory barrier is left out',
  'weaken-guard': 'a condition is true more often',
  'strengthen-guard': 'a condition is true less often',
  'negate-guard': 'a condition is turned round',
  'off-by-one': 'a comparison includes or excludes equality',
  'change-constant': 'another value is stored, passed or returned',
} as const;
export type OperatorName = keyof typeof OPERATORS;

/** One change to one function. */
export interface Mutation {
  readonly operator: OperatorName;
  /** Dotted path of the step that is changed; of two that change places, the first. */
  readonly path: string;
  /** The paths of all steps that are changed. */
  readonly touches: readonly string[];
  /** The change in a line. */
  readonly says: string;
  readonly fn: Fn;
}

interface Change {
  readonly operator: OperatorName;
  readonly says: string;
  readonly node: Node;
  readonly locals?: Readonly<Record<string, DomainIR>>;
}

type LabelledEdit = Edit & Pick<Mutation, 'operator' | 'says' | 'touches'>;

/** Every mutation of a function, in program order. */
export function mutations(f: Fn): Mutation[] {
  const editsOf = function* (block: Block, place: Place): Generator<LabelledEdit> {
    for (const [label, node] of Object.entries(block)) {
      const path = place.prefix + label;
      for (const { operator, says, node: other, locals = {} } of changes(node, f, place))
        yield { operator, says, path, touches: [path], block: { ...block, [label]: other }, locals };
    }
    yield* swaps(block, place);
  };
  return [...editsEverywhere(f.body, editsOf)].map((edit) => ({
    operator: edit.operator,
    path: edit.path,
    touches: edit.touches,
    says: edit.says,
    fn: edited(f, edit),
  }));
}

// ---- Pieces that changed steps are made of ------------------------------------------------------------------------

const YES: Expr = { kind: 'const', value: 1, domain: { kind: 'flag' } };
const NO: Expr = { ...YES, value: 0 };
const op = (operator: Extract<Expr, { kind: 'op' }>['op'], ...args: Expr[]): Expr => ({
  kind: 'op',
  op: operator,
  args,
});
const not = (e: Expr): Expr => (e.kind === 'op' && e.op === '!' ? e.args[0] : op('!', e));
const readOf = (cell: Cell): Expr => ({ kind: 'read', cell, access: 'once' });
const set = (local: string, value: Expr): Node => ({ kind: 'set', local, value });
const atomic = (body: Block): Node => ({ kind: 'atomic', reason: 'mutated', body });
const branch = (cond: Expr, then: Block): Node => ({ kind: 'when', cond, then, otherwise: {} });
/** Several steps in the place of one. */
const steps = (body: Block): Node => branch(YES, body);

/**
 * In place of a step that is left out: a step that does nothing. It is still a step, so that a mutant whose change makes
 * no difference reaches the very same states. Inside of an atomic block there is no place for it.
 */
const nothing = ({ inAtomic }: Place): Node =>
  inAtomic ? { kind: 'ignored', reason: 'left out' } : { kind: 'wait', guard: YES };

const quoted = (node: Node): string => printNode(node);

// ---- Changes to one step ------------------------------------------------------------------------------------------

function* changes(node: Node, f: Fn, place: Place): Generator<Change> {
  const leftOut = `left out: ${quoted(node)}`;
  switch (node.kind) {
    case 'set':
      yield {
        operator: 'skip-set',
        says: leftOut,
        node: sharedReads(node.value) > 0 ? nothing(place) : ignored,
      };
      yield* constants(node.value, f.params[node.local] ?? f.locals[node.local], (value) => ({
        ...node,
        value,
      }));
      return;
    case 'store':
      yield {
        operator: node.access === 'release' ? 'drop-unlock' : 'skip-store',
        says: leftOut,
        node: nothing(place),
      };
      yield* constants(node.value, node.cell.decl.domain, (value) => ({ ...node, value }));
      return;
    case 'rmw':
      yield* ofRmw(node, place);
      return;
    case 'fence':
      yield { operator: 'skip-barrier', says: leftOut, node: ignored };
      return;
    case 'wait': {
      yield { operator: 'drop-wait', says: `does not wait: ${quoted(node)}`, node: nothing(place) };
      if (!place.inAtomic)
        yield {
          operator: 'bounded-wait',
          says: `may give up: ${quoted(node)}`,
          node: { kind: 'waitOrTimeout', guard: node.guard, into: null },
        };
      yield* weaker(node.guard, (guard) => ({ ...node, guard }));
      return;
    }
    case 'waitOrTimeout': {
      const { guard, into } = node;
      const done: Block = into === null ? {} : { done: set(into, YES) };
      yield {
        operator: 'unbounded-wait',
        says: `never gives up: ${quoted(node)}`,
        node: atomic({ until: { kind: 'wait', guard }, ...done }),
      };
      // Without a result, giving up at once is what it may do anyway.
      if (into !== null)
        yield {
          operator: 'drop-wait',
          says: `does not wait, and takes it as done: ${quoted(node)}`,
          node: atomic({ until: { kind: 'wait', guard: YES }, ...done }),
        };
      return;
    }
    case 'irq':
      if (node.op === 'disable' || node.op === 'enable' || node.op === 'restore')
        yield {
          operator: node.op === 'disable' ? 'drop-irq-off' : 'drop-irq-on',
          says: leftOut,
          node: nothing(place),
        };
      else
        yield {
          operator: 'drop-irq-off',
          says: leftOut,
          node: atomic({
            stay: nothing({ ...place, inAtomic: false }),
            flags: set(node.flags ?? '', { kind: 'irqsOff' }),
          }),
        };
      return;
    case 'send':
      yield { operator: 'drop-ipi', says: leftOut, node: nothing(place) };
      return;
    case 'when':
      yield* ofCondition(node.cond, (cond) => ({ ...node, cond }));
      return;
    case 'loop':
      for (const { says, expr } of offByOne(node.cond))
        yield { operator: 'off-by-one', says, node: { ...node, cond: expr } };
      return;
    case 'atomic':
      if (Object.values(node.body).filter((n) => n.kind !== 'note').length > 1)
        yield {
          operator: 'split-atomic',
          says: `no longer one step: ${node.reason}`,
          node: steps(node.body),
        };
      return;
    case 'call':
      yield* ofCall(node, place);
      return;
    case 'ret': {
      const { value } = node;
      if (value === null || f.returns === null) return;
      yield* constants(value, f.returns, (other) => ({ ...node, value: other }));
      if (f.returns.kind === 'flag' && value.kind !== 'const')
        yield {
          operator: 'negate-guard',
          says: `the opposite is returned: ${quoted(node)}`,
          node: { ...node, value: not(value) },
        };
      return;
    }
    default:
    // Choices belong to the environment, notes and assertions to the question; ends are what a run is for.
  }
}

const ignored: Node = { kind: 'ignored', reason: 'left out' };

type Rmw = Extract<Node, { kind: 'rmw' }>;

function* ofRmw(node: Rmw, place: Place): Generator<Change> {
  const { cell, value, old, op: how } = node;
  const store = (to: Expr): Node => ({ kind: 'store', cell, value: to, access: 'once' });
  const asked = how === 'cmpxchg' ? node.expect : how === 'xchg' ? initially(cell) : null;
  if (old === null) {
    yield {
      operator: node.access === 'release' ? 'drop-unlock' : 'skip-store',
      says: `left out: ${quoted(node)}`,
      node: nothing(place),
    };
  } else {
    yield {
      operator: 'skip-store',
      says: `only looks: ${quoted(node)}`,
      node: set(old, readOf(cell)),
    };
    if (asked !== null) {
      yield {
        operator: 'drop-lock',
        says: `takes it, whatever it holds: ${quoted(node)}`,
        node: atomic({ free: set(old, asked), take: store(value) }),
      };
      const isFree = op('==', readOf(cell), asked);
      if (!place.inAtomic)
        yield {
          operator: 'trylock-to-lock',
          says: `waits until it is ${printExpr(asked)}: ${quoted(node)}`,
          node: atomic({ until: { kind: 'wait', guard: isFree }, free: set(old, asked), take: store(value) }),
        };
    }
  }
  const domain = cell.decl.domain;
  if (how === 'cmpxchg' || how === 'xchg') yield* constants(value, domain, (to) => ({ ...node, value: to }));
  const seen = old ?? 'seen';
  const before: Expr = { kind: 'local', name: seen, domain };
  const after = {
    cmpxchg: value,
    xchg: value,
    add: op('+', before, value),
    or: op('with', before, value),
    andnot: op('without', before, value),
  }[how];
  if (how === 'xchg' && old === null) return; // A store already.
  yield {
    operator: 'split-rmw',
    says: `a load and a store: ${quoted(node)}`,
    node: steps({
      load: set(seen, readOf(cell)),
      ...(how === 'cmpxchg' && node.expect !== null
        ? { same: branch(op('==', before, node.expect), { store: store(after) }) }
        : { store: store(after) }),
    }),
    ...(old === null ? { locals: { seen: domain } } : {}),
  };
}

/** What a cell holds at the beginning: of a lock, that it is free. */
const initially = ({ decl }: Cell): Expr => ({ kind: 'const', value: decl.init, domain: decl.domain });

/** What is taken: `mutex_trylock`, `console_lock`, `down`; and what is given back. */
const TAKES = /(^|_)(try)?lock(_|$)|^down|acquire|_get$/;
const GIVES_BACK = /unlock|^up$|release|_put$/;

function* ofCall(node: Extract<Node, { kind: 'call' }>, place: Place): Generator<Change> {
  const { into, fn: callee } = node;
  const operator = GIVES_BACK.test(callee.name)
    ? 'drop-unlock'
    : TAKES.test(callee.name)
      ? 'drop-lock'
      : 'skip-call';
  if (into === null) yield { operator, says: `not called: ${quoted(node)}`, node: nothing(place) };
  else if (callee.returns?.kind === 'flag')
    for (const result of operator === 'drop-lock' ? [YES] : [YES, NO])
      yield {
        operator,
        says: `not called, as if the result were ${printExpr(result)}: ${quoted(node)}`,
        node: set(into, result),
      };
  for (const [name, arg] of Object.entries(node.args))
    yield* constants(arg, callee.params[name], (other) => ({
      ...node,
      args: { ...node.args, [name]: other },
    }));
}

// ---- Conditions and constants -------------------------------------------------------------------------------------

/** Changes to the condition of a branch. What it reads is read all the same. */
function* ofCondition(cond: Expr, put: (cond: Expr) => Node): Generator<Change> {
  if (cond.kind === 'const') return;
  const text = `if (${printExpr(cond)})`;
  yield { operator: 'weaken-guard', says: `always true: ${text}`, node: put(op('||', cond, YES)) };
  yield* weaker(cond, put);
  yield { operator: 'strengthen-guard', says: `never true: ${text}`, node: put(op('&&', cond, NO)) };
  yield* stronger(cond, put);
  yield { operator: 'negate-guard', says: `turned round: ${text}`, node: put(not(cond)) };
  for (const { says, expr } of offByOne(cond)) yield { operator: 'off-by-one', says, node: put(expr) };
}

function* weaker(cond: Expr, put: (cond: Expr) => Node): Generator<Change> {
  if (cond.kind !== 'op' || cond.op !== '&&') return;
  for (const [left, other] of conjuncts(cond, '&&'))
    yield {
      operator: 'weaken-guard',
      says: `without ${printExpr(left)}: ${printExpr(cond)}`,
      node: put(other),
    };
}

function* stronger(cond: Expr, put: (cond: Expr) => Node): Generator<Change> {
  if (cond.kind !== 'op' || cond.op !== '||') return;
  for (const [left, other] of conjuncts(cond, '||'))
    yield {
      operator: 'strengthen-guard',
      says: `without ${printExpr(left)}: ${printExpr(cond)}`,
      node: put(other),
    };
}

/** Each operand of a chain of && or ||, with what is left without it. */
function conjuncts(e: Expr, operator: '&&' | '||'): [left: Expr, rest: Expr][] {
  const operands = (x: Expr): Expr[] =>
    x.kind === 'op' && x.op === operator ? x.args.flatMap(operands) : [x];
  const all = operands(e);
  return all.map((left) => [left, all.filter((x) => x !== left).reduce((a, b) => op(operator, a, b))]);
}

/** The same expression, once for each comparison in it, with < for <= or <= for <. */
function* offByOne(e: Expr): Generator<{ says: string; expr: Expr }> {
  if (e.kind !== 'op') return;
  if (e.op === '<' || e.op === '<=') {
    const expr = op(e.op === '<' ? '<=' : '<', ...e.args);
    yield { says: `${printExpr(expr)} for ${printExpr(e)}`, expr };
  }
  for (const [i, arg] of e.args.entries())
    for (const { says, expr } of offByOne(arg))
      yield { says, expr: { ...e, args: e.args.map((a, j) => (j === i ? expr : a)) } };
}

function* constants(value: Expr, domain: DomainIR, put: (value: Expr) => Node): Generator<Change> {
  const other = otherValue(value, domain);
  if (other !== null)
    yield {
      operator: 'change-constant',
      says: `${printExpr(other)} for ${printExpr(value)}: ${quoted(put(value))}`,
      node: put(other),
    };
}

/** Another value that the same place can hold; null where the value is computed, or where there is no other. */
function otherValue(value: Expr, domain: DomainIR): Expr | null {
  const same = (n: number): Expr => ({ kind: 'const', value: n, domain });
  if (value.kind === 'self') return domain.kind === 'cpuOrNone' ? same(-1) : null;
  if (value.kind === 'allCpus') return same(0);
  if (value.kind !== 'const') return null;
  switch (domain.kind) {
    case 'flag':
      return same(1 - value.value);
    case 'oneOf':
      return domain.values.length < 2 ? null : same((value.value + 1) % domain.values.length);
    case 'int':
      if (domain.min === domain.max) return null;
      return same(value.value < domain.max ? value.value + 1 : value.value - 1);
    case 'cpuOrNone':
      return value.value < 0 ? { kind: 'self' } : null;
    case 'cpuSet':
      return value.value === 0 ? { kind: 'allCpus' } : null;
    case 'cpu':
      return null;
  }
}

// ---- Two steps ----------------------------------------------------------------------------------------------------

/** A step and the notes in the same instant. */
interface Unit {
  readonly label: string;
  readonly node: Node;
  readonly entries: (readonly [string, Node])[];
}

/** Neighbours that change places, unless one needs what the other computes, or nobody could tell. */
function* swaps(block: Block, place: Place): Generator<LabelledEdit> {
  const units: Unit[] = [];
  for (const [label, node] of Object.entries(block)) {
    const last = units.at(-1);
    if (node.kind === 'note' && last !== undefined) last.entries.push([label, node]);
    else units.push({ label, node, entries: [[label, node]] });
  }
  for (const [i, first] of units.entries()) {
    const second = units[i + 1];
    if (second === undefined || !swappable(first.node, second.node)) continue;
    const order = [...units.slice(0, i), second, first, ...units.slice(i + 2)];
    yield {
      operator: 'swap-steps',
      says: `${quoted(second.node)} comes before ${quoted(first.node)}`,
      path: place.prefix + first.label,
      touches: [first, second].map(({ label }) => place.prefix + label),
      block: Object.fromEntries(order.flatMap((u) => u.entries)),
    };
  }
}

const SIMPLE: ReadonlySet<Node['kind']> = new Set([
  'set',
  'store',
  'rmw',
  'wait',
  'waitOrTimeout',
  'irq',
  'send',
  'call',
]);

function swappable(a: Node, b: Node): boolean {
  if (!SIMPLE.has(a.kind) || !SIMPLE.has(b.kind)) return false;
  // Of two steps that only this context can see, the order cannot matter.
  if (isPrivate(a) || isPrivate(b)) return false;
  const [first, second] = [localsOf(a), localsOf(b)];
  const touches = (writes: ReadonlySet<string>, { reads, writes: others }: typeof first) =>
    [...writes].some((name) => reads.has(name) || others.has(name));
  return !touches(first.writes, second) && !touches(second.writes, first);
}

const isPrivate = (node: Node): boolean => node.kind === 'set' && sharedReads(node.value) === 0;

function localsOf(node: Node): { reads: ReadonlySet<string>; writes: ReadonlySet<string> } {
  const reads = new Set<string>();
  const writes = new Set<string>();
  const visit = (e: Expr): void => {
    if (e.kind === 'local') reads.add(e.name);
    else if (e.kind === 'op') e.args.forEach(visit);
    else if (e.kind === 'read' && e.cell.index !== null) visit(e.cell.index);
  };
  exprsOf(node).forEach(visit);
  if (node.kind === 'set') writes.add(node.local);
  if (node.kind === 'rmw' && node.old !== null) writes.add(node.old);
  if ((node.kind === 'call' || node.kind === 'waitOrTimeout') && node.into !== null) writes.add(node.into);
  if (node.kind === 'irq' && node.flags !== null) (node.op === 'save' ? writes : reads).add(node.flags);
  return { reads, writes };
}
