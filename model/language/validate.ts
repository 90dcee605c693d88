import { blocksOf } from './builders.js';
import { type DomainIR, describeDomain } from './domain.js';
import { didYouMean, ModelError } from './errors.js';
import { sharedReads } from './flow.js';
import { once } from './intern.js';
import { type Block, type Expr, type Fn, fnId, type Node, type Point, type System } from './ir.js';

/** Every node of a block with its dotted path, in program order. */
export function* walk(block: Block, prefix = ''): Generator<{ path: string; label: string; node: Node }> {
  for (const [label, node] of Object.entries(block)) {
    yield { path: prefix + label, label, node };
    for (const [more, inner] of blocksOf(node)) yield* walk(inner, `${prefix}${label}.${more}`);
  }
}

/** All functions of a system: tasks, handlers and everything they call. Recursion is left for lowering to report. */
export function functionsOf(system: Pick<System, 'tasks' | 'vectors'>): ReadonlySet<Fn> {
  const known = functions.get(system);
  if (known !== undefined) return known;
  const found = new Set<Fn>();
  const visit = (f: Fn): void => {
    if (found.has(f)) return;
    found.add(f);
    for (const callee of calleesOf(f)) visit(callee);
  };
  for (const task of system.tasks) if (task !== null) visit(task);
  for (const { handler } of system.vectors) visit(handler);
  functions.set(system, found);
  return found;
}

const calleesOf = once((f): readonly Fn[] =>
  [...walk(f.body)].flatMap(({ node }) => (node.kind === 'call' ? [node.fn] : [])),
);

/** Several ask this of each system. */
const functions = new WeakMap<object, ReadonlySet<Fn>>();

/** Names stand for functions in program points and traces, so that one name cannot stand for two. */
export function checkNames(functions: Iterable<Fn>): void {
  const known = new Map<string, Fn>();
  for (const f of functions) {
    const id = fnId(f);
    const other = known.get(id);
    if (other !== undefined && other !== f && textOf(other) !== textOf(f))
      throw new ModelError(
        'duplicate',
        id,
        'two different functions have this name',
        "give each text a 'form' of its own",
      );
    known.set(id, f);
  }
}

const textOf = (f: Fn): string => JSON.stringify(f, (_, x) => (x !== f && isFn(x) ? fnId(x) : x));

const isFn = (x: unknown): x is Fn => typeof x === 'object' && x !== null && 'body' in x && 'params' in x;

/** Checks what can be said of one function alone. Throws the first mistake found, with its place. */
export const validate = once((f) => check(f));

function check(f: Fn): void {
  const id = fnId(f);
  if (Object.keys(f.body).length === 0)
    throw new ModelError('bad-label', id, 'has no steps', 'model it, or say ignored(reason)');
  for (const { path, label, node } of walk(f.body)) {
    const place = `${id}.${path}`;
    if (!/^[a-z_]\w*$/i.test(label))
      throw new ModelError(
        'bad-label',
        place,
        `'${label}' is no label`,
        'JavaScript reorders keys that look like numbers; labels are C identifiers',
      );
    if (node === undefined || node === null || typeof node !== 'object')
      throw new ModelError(
        'bad-label',
        place,
        'is no step',
        'each entry of a body is made by a builder: write(), wait(), call() …',
      );
    for (const e of exprsOf(node)) checkExpr(e, f, place, node.kind === 'note');
    if (node.kind === 'note' && node.cell.decl.scope !== 'ghost')
      throw new ModelError(
        'ghost-read',
        place,
        `note() writes '${node.cell.decl.name}', which is no ghost variable`,
      );
    if ((node.kind === 'store' || node.kind === 'rmw') && node.cell.decl.scope === 'ghost')
      throw new ModelError(
        'ghost-read',
        place,
        `a step writes the ghost '${node.cell.decl.name}'`,
        'use note()',
      );
    checkValues(node, f, place);
    if (node.kind === 'either') {
      if (Object.keys(node.arms).length === 0)
        throw new ModelError('bad-label', place, 'a choice without arms');
      for (const name of Object.keys(node.arms))
        if (!/^[a-z_]\w*$/i.test(name))
          throw new ModelError('bad-label', place, `'${name}' is no name for an arm`);
    }
    if (node.kind === 'loop' || node.kind === 'retry') checkLoop(node, place);
    if (node.kind === 'atomic') checkAtomic(node.body, place);
    if (node.kind === 'ret' && (node.value === null) !== (f.returns === null))
      throw new ModelError(
        'bad-call',
        place,
        f.returns ? 'returns nothing, but the function has a result' : 'returns a value from a void function',
      );
  }
  if (f.returns !== null && !alwaysLeaves(f.body))
    throw new ModelError(
      'bad-call',
      id,
      'can reach its end without a return value',
      'end it with ret(value)',
    );
  checkAccesses(f.body, id, '');
}

function checkValues(node: Node, f: Fn, place: string): void {
  const local = (name: string): DomainIR => {
    const domain = f.params[name] ?? f.locals[name];
    if (domain === undefined)
      throw new ModelError(
        'unknown-name',
        place,
        `no local '${name}'`,
        didYouMean(name, Object.keys({ ...f.params, ...f.locals })),
      );
    return domain;
  };
  const fits = (domain: DomainIR, e: Expr, what: string): void => {
    if (e.kind !== 'const' || domain.kind.startsWith('cpu')) return;
    const [min, max] =
      domain.kind === 'int'
        ? [domain.min, domain.max]
        : [0, domain.kind === 'flag' ? 1 : domain.kind === 'oneOf' ? domain.values.length - 1 : 0];
    if (e.value < min || e.value > max)
      throw new ModelError(
        'out-of-domain',
        place,
        `${what} cannot hold ${e.value}: it is ${describeDomain(domain)}`,
      );
  };
  if (node.kind === 'set') fits(local(node.local), node.value, node.local);
  if (node.kind === 'store' || node.kind === 'note')
    fits(node.cell.decl.domain, node.value, node.cell.decl.name);
  if (node.kind === 'rmw' && (node.op === 'cmpxchg' || node.op === 'xchg'))
    fits(node.cell.decl.domain, node.value, node.cell.decl.name);
  if (node.kind === 'rmw' && node.old !== null) local(node.old);
  if (node.kind === 'choose' || node.kind === 'forEachCpu') local(node.local);
  if ((node.kind === 'call' || node.kind === 'waitOrTimeout') && node.into !== null) local(node.into);
  if (node.kind === 'irq' && node.flags !== null) local(node.flags);
  if (node.kind === 'call')
    for (const name of Object.keys(node.args))
      if (!(name in node.fn.params))
        throw new ModelError(
          'bad-call',
          place,
          `${node.fn.name}() has no parameter '${name}'`,
          didYouMean(name, Object.keys(node.fn.params)),
        );
  if ('cell' in node && node.cell.index?.kind === 'const' && node.cell.decl.length !== null)
    if (node.cell.index.value < 0 || node.cell.index.value >= node.cell.decl.length)
      throw new ModelError(
        'out-of-domain',
        place,
        `${node.cell.decl.name} has ${node.cell.decl.length} elements, no [${node.cell.index.value}]`,
      );
}

function checkExpr(e: Expr, f: Fn, place: string, outside: boolean): void {
  switch (e.kind) {
    case 'local':
      if (!(e.name in f.params) && !(e.name in f.locals))
        throw new ModelError(
          'unknown-name',
          place,
          `no local '${e.name}'`,
          didYouMean(e.name, Object.keys({ ...f.params, ...f.locals })),
        );
      return;
    case 'read':
      if (e.cell.decl.scope === 'ghost' && !outside)
        throw new ModelError(
          'ghost-read',
          place,
          `a step reads the ghost '${e.cell.decl.name}'`,
          'the kernel cannot depend on what only the question knows',
        );
      if (e.cell.index !== null) checkExpr(e.cell.index, f, place, outside);
      return;
    case 'op':
      for (const a of e.args) checkExpr(a, f, place, outside);
      return;
    case 'quantifier':
      checkExpr(e.body, f, place, outside);
      return;
    default:
  }
}

/** The expressions of a node itself, not of the blocks inside it. */
export function exprsOf(node: Node): Expr[] {
  const cell = (c: { index: Expr | null }) => (c.index === null ? [] : [c.index]);
  switch (node.kind) {
    case 'set':
      return [node.value];
    case 'store':
    case 'note':
      return [...cell(node.cell), node.value];
    case 'rmw':
      return [...cell(node.cell), node.value, ...(node.expect ? [node.expect] : [])];
    case 'wait':
    case 'waitOrTimeout':
      return [node.guard];
    case 'send':
      return [node.to];
    case 'assert':
    case 'when':
    case 'loop':
      return [node.cond];
    case 'forEachCpu':
      return [node.set];
    case 'call':
      return Object.values(node.args);
    case 'ret':
      return node.value === null ? [] : [node.value];
    default:
      return [];
  }
}

/** Shared accesses that a node makes in its own transition. */
function accesses(node: Node): number {
  const reads = node.kind === 'note' ? 0 : exprsOf(node).reduce((n, e) => n + sharedReads(e), 0);
  const writes = node.kind === 'store' || node.kind === 'rmw' ? 1 : 0;
  return reads + writes;
}

/** One shared access a step: coarse steps are how models hide races. */
function checkAccesses(block: Block, id: string, prefix: string): void {
  for (const [label, node] of Object.entries(block)) {
    if (node.kind === 'atomic') continue;
    const n = accesses(node);
    if (n > 1)
      throw new ModelError(
        'two-accesses',
        `${id}.${prefix}${label}`,
        `makes ${n} shared accesses in one step`,
        "split it, or say why they are one: atomic('reason', { … })",
      );
    for (const [more, inner] of blocksOf(node)) checkAccesses(inner, id, `${prefix}${label}.${more}`);
  }
}

/** An atomic block is one transition: it may wait before it begins, and then neither waits nor chooses. */
function checkAtomic(body: Block, place: string): void {
  let first = true;
  const inside = new Set<Fn>();
  const visit = (block: Block): void => {
    for (const [label, node] of Object.entries(block)) {
      const at = `${place}.${label}`;
      const bad = [
        'waitOrTimeout',
        'either',
        'choose',
        'halt',
        'park',
        'loop',
        'retry',
        'forEachCpu',
        'stopCpu',
        'end',
      ];
      if (bad.includes(node.kind) || (node.kind === 'wait' && !first))
        throw new ModelError(
          'bad-atomic',
          at,
          `'${node.kind}' inside atomic()`,
          node.kind === 'wait' ? 'only its first step may wait' : 'put it before or after',
        );
      first = false;
      for (const [, inner] of blocksOf(node)) visit(inner);
      if (node.kind !== 'call' || inside.has(node.fn)) continue; // recursion is for lowering to report
      inside.add(node.fn);
      visit(node.fn.body);
    }
  };
  visit(body);
}

/** A loop must be able to end, or to change what it tests; a pure spin is a `wait`. */
function checkLoop(node: Extract<Node, { kind: 'loop' | 'retry' }>, place: string): void {
  if (node.kind === 'loop' && !(Number.isInteger(node.bound) && node.bound >= 1 && node.bound <= 0xffff))
    throw new ModelError(
      'out-of-domain',
      place,
      `a loop bound is an integer from 1 to 65535, not ${node.bound}`,
    );
  const kinds = new Set([...deep(node.body)].map((n) => n.kind));
  const leaves =
    kinds.has('brk') ||
    kinds.has('ret') ||
    kinds.has('goto') ||
    kinds.has('halt') ||
    kinds.has('park') ||
    kinds.has('end') ||
    kinds.has('stopCpu');
  if (node.kind === 'retry' && !leaves)
    throw new ModelError(
      'idle-loop',
      place,
      'nothing leaves this loop',
      'use brk, ret or goto; an endless wait is park or halt',
    );
  const changes = (
    ['set', 'store', 'rmw', 'choose', 'call', 'send', 'irq', 'forEachCpu', 'waitOrTimeout'] as const
  ).some((k) => kinds.has(k));
  if (!changes && !leaves)
    throw new ModelError(
      'idle-loop',
      place,
      'the body changes nothing',
      'use wait(condition) for a spin loop',
    );
  if (node.kind === 'retry' && !changes && !kinds.has('when') && !kinds.has('either'))
    throw new ModelError(
      'idle-loop',
      place,
      'the body changes nothing',
      'use wait(condition) for a spin loop',
    );
}

function* deep(block: Block): Generator<Node> {
  for (const { node } of walk(block)) yield node;
}

/** Every way through the block ends in ret, halt, park or a jump. */
function alwaysLeaves(block: Block): boolean {
  return Object.values(block).some((node) => {
    switch (node.kind) {
      case 'ret':
      case 'halt':
      case 'park':
      case 'end':
      case 'stopCpu':
      case 'goto':
        return true;
      case 'when':
        return alwaysLeaves(node.then) && alwaysLeaves(node.otherwise);
      case 'either':
        return Object.values(node.arms).every((a) => alwaysLeaves(a.body));
      case 'atomic':
        return alwaysLeaves(node.body);
      case 'retry':
        return ![...deep(node.body)].some((n) => n.kind === 'brk');
      default:
        return false;
    }
  });
}

/** The program points that an expression looks at, in the groups in which it does. */
export function* pointsIn(e: Expr | null): Generator<readonly Point[]> {
  if (e === null) return;
  if (e.kind === 'at') yield e.points;
  else if (e.kind === 'op') for (const a of e.args) yield* pointsIn(a);
  else if (e.kind === 'quantifier') yield* pointsIn(e.body);
}
