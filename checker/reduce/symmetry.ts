import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Field, Machine, MExpr, Op } from '../../model/language/machine.js';
import { type Layout, pack } from '../layout.js';
import type { State } from '../search.js';
import { forEachSubexpression } from './places.js';

/**
 * Symmetry reduction. CPUs that run the same programs can change places, if nothing tells them apart: then of all states that
 * differ only in who is who, one is enough. A CPU in a model can only be compared and used as an index, so that
 * whether this is sound is read off the machine, and nobody has to promise it.
 */

/** Who takes whose place: CPU `i` becomes CPU `permutation[i]`. */
export type Permutation = readonly number[];

/** What a permutation does to a state. */
interface Action {
  readonly permutation: Permutation;
  /** Where the value of each field goes. */
  readonly to: readonly number[];
}

/** Not more permutations than this are tried on each state, as many as four CPUs have. */
const MOST_PERMUTATIONS = 24;

export interface Symmetry {
  /** The CPUs that can change places, by groups of two or more. */
  readonly classes: readonly (readonly number[])[];
  /** All their permutations but the one that moves nobody. */
  readonly actions: readonly Action[];
  /** For each CPU that stands alone, or each pair that is apart: why. */
  readonly reasons: readonly string[];
}

/** Of several states that are the same but for who is who, the one whose packed words come first. */
export function representative(
  machine: Machine,
  layout: Layout,
  { actions }: Symmetry,
  state: State,
): { readonly state: State; readonly permutation: Permutation } {
  let best = {
    state,
    permutation: machine.frames.map((_, cpu) => cpu) as Permutation,
    words: pack(layout, state),
  };
  for (const { permutation, to } of actions) {
    const permuted = permute(machine, state, permutation, to);
    const words = pack(layout, permuted);
    if (precedes(words, best.words)) best = { state: permuted, permutation, words };
  }
  return best;
}

function precedes(a: readonly bigint[], b: readonly bigint[]): boolean {
  const k = a.findIndex((word, i) => word !== b[i]);
  return k >= 0 && a[k] < b[k];
}

function permute(machine: Machine, state: State, permutation: Permutation, to: readonly number[]): State {
  const permuted = [...state];
  state.forEach((value, field) => {
    permuted[to[field]] = renamed(machine.fields[field].domain.kind, value, permutation);
  });
  return permuted;
}

type Kind = Field['domain']['kind'];

/** A value after CPUs have changed places. */
export function renamed(kind: Kind, value: number, permutation: Permutation): number {
  if (kind === 'cpu' || kind === 'cpuOrNone') return value < 0 ? value : permutation[value];
  if (kind !== 'cpuSet') return value;
  return permutation.reduce((set, to, cpu) => ((value >> cpu) & 1 ? set | (1 << to) : set), 0);
}

/** Which CPUs of a machine can change places, decided from its code, its properties and its first state. */
export function symmetryOf(machine: Machine): Symmetry {
  const cpus = machine.frames.map((_, cpu) => cpu);
  const code = new Code(machine);
  if (code.obstacle !== null) return { classes: [], actions: [], reasons: [code.obstacle] };
  const reasons: string[] = [];
  const classes: number[][] = [];
  for (const cpu of cpus) {
    let apart: string | null = null;
    const home = classes.find(([first]) => {
      const why = whyApart(machine, code, first, cpu);
      apart ??= why === null ? null : `CPU ${first} and CPU ${cpu}: ${why}`;
      return why === null;
    });
    if (home !== undefined) home.push(cpu);
    else {
      if (apart !== null) reasons.push(apart);
      classes.push([cpu]);
    }
  }
  const several = withinReason(classes.filter((c) => c.length > 1));
  const actions = permutationsOf(cpus, several)
    .filter((p) => p.some((to, cpu) => to !== cpu))
    .map((permutation) => {
      const to = fieldsOf(machine, permutation);
      if (to === null) throw new Error('internal error: CPUs change places that have different fields');
      return { permutation, to };
    });
  return { classes: several, actions, reasons };
}

/** With so many CPUs that there are too many permutations, some of them stay where they are. */
function withinReason(classes: readonly (readonly number[])[]): number[][] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  let left = MOST_PERMUTATIONS;
  return classes.flatMap((c) => {
    let size = c.length;
    while (factorial(size) > left) size--;
    left = Math.floor(left / factorial(size));
    return size < 2 ? [] : [c.slice(0, size)];
  });
}

function permutationsOf(cpus: readonly number[], classes: readonly (readonly number[])[]): Permutation[] {
  return classes.reduce<Permutation[]>(
    (all, members) =>
      all.flatMap((before) =>
        arrangements(members).map((to) => before.map((at, cpu) => to[members.indexOf(cpu)] ?? at)),
      ),
    [cpus],
  );
}

const arrangements = (of: readonly number[]): number[][] =>
  of.length === 0
    ? [[]]
    : of.flatMap((first) => arrangements(of.filter((x) => x !== first)).map((rest) => [first, ...rest]));

/** What tells two CPUs apart; null if they can change places. */
function whyApart(machine: Machine, code: Code, a: number, b: number): string | null {
  const permutation = machine.frames.map((_, cpu) => (cpu === a ? b : cpu === b ? a : cpu));
  const to = fieldsOf(machine, permutation);
  if (to === null) return 'different programs or interrupts';
  const first = permute(machine, machine.initial, permutation, to);
  const other = first.findIndex((value, field) => value !== machine.initial[field]);
  if (other >= 0) {
    const { name, owner, domain } = machine.fields[other];
    if (machine.frames.some((f) => f.task?.pc === other)) return 'different programs';
    // A local that holds a CPU is CPU 0 as long as nobody has written it.
    return owner?.context != null && domain.kind === 'cpu'
      ? `the local ${name} is CPU 0 at first (as a cpuOrNone it would be none)`
      : `${name} begins with a difference`;
  }
  return code.whyChanged(permutation, to);
}

/** Where each field goes; null if CPUs that change places do not have the same fields. */
function fieldsOf(machine: Machine, permutation: Permutation): number[] | null {
  const to = machine.fields.map((_, field) => field);
  let same = true;
  const move = (from: number | null | undefined, target: number | null | undefined): void => {
    if (typeof from !== 'number' || typeof target !== 'number') {
      same &&= typeof from !== 'number' && typeof target !== 'number';
      return;
    }
    const [a, b] = [machine.fields[from], machine.fields[target]];
    same &&= a.domain.kind === b.domain.kind && a.range.min === b.range.min && a.range.max === b.range.max;
    same &&= a.values?.join() === b.values?.join();
    to[from] = target;
  };
  permutation.forEach((target, cpu) => {
    for (const { indexed, fields } of machine.variables)
      if (indexed === 'cpu') move(fields[cpu], fields[target]);
    for (const context of CONTEXTS) {
      const [from, at] = [machine.frames[cpu][context], machine.frames[target][context]];
      move(from?.pc, at?.pc);
      move(from?.irqs, at?.irqs);
      const slots = Math.max(from?.slots.length ?? 0, at?.slots.length ?? 0);
      for (let slot = 0; slot < slots; slot++) move(from?.slots[slot], at?.slots[slot]);
    }
    for (const { pending, budget } of machine.vectors) {
      move(pending[cpu], pending[target]);
      move(budget[cpu], budget[target]);
    }
    move(machine.stopped[cpu], machine.stopped[target]);
  });
  return same ? to : null;
}

/** What an expression is about, as far as symmetry is concerned. */
type Sort = 'cpu' | 'set' | 'value';

const sortOf = (kind: Kind): Sort =>
  kind === 'cpu' || kind === 'cpuOrNone' ? 'cpu' : kind === 'cpuSet' ? 'set' : 'value';

interface Asked {
  readonly where: string;
  readonly expr: MExpr;
  readonly sort: Sort;
  readonly context: Context;
}

/** The expressions of a machine that could tell one CPU from another. All others mean the same for each. */
class Code {
  /** Why no CPUs at all can change places. */
  readonly obstacle: string | null;
  private readonly asked: readonly Asked[];

  constructor(private readonly machine: Machine) {
    let obstacle: string | null = null;
    const asked: Asked[] = [];
    const look = (where: string, expr: MExpr | null, sort: Sort, context: Context): void => {
      if (expr === null) return;
      let names = false;
      if ((this.sort(expr, context) ?? sort) !== sort) obstacle ??= `${where} uses a CPU as a number`;
      forEachSubexpression(expr, (e) => {
        names ||= e.kind === 'field' || e.kind === 'pcIn' || e.kind === 'const';
        obstacle ??= this.obstacleIn(e, context, where);
      });
      if (names) asked.push({ where, expr, sort, context });
    };
    for (const context of CONTEXTS)
      for (const { edges, path } of machine.code[context]) {
        const last = path.at(-1);
        const where = last === undefined ? context : `${last.name}.${last.label}`;
        for (const { guard, ops } of edges) {
          look(where, guard, 'value', context);
          for (const op of ops)
            for (const [expr, sort] of this.partsOf(op, context)) look(where, expr, sort, context);
        }
      }
    for (const { name, when } of machine.vectors) look(`the arrival of ${name}`, when, 'value', 'task');
    for (const { name, expr, trigger } of machine.properties)
      for (const e of [expr, trigger]) look(`the property ${name}`, e, 'value', 'task');
    this.obstacle = obstacle;
    this.asked = asked;
  }

  private partsOf(op: Op, context: Context): (readonly [MExpr | null, Sort])[] {
    switch (op.kind) {
      case 'slot':
        return [[op.value, this.sortOfSlot(op.slot, context)]];
      case 'cell': {
        const { domain, indexed } = this.machine.variables[op.variable];
        return [
          [op.value, sortOf(domain.kind)],
          [op.index, indexed === 'cpu' ? 'cpu' : 'value'],
        ];
      }
      case 'irqs':
        return [[op.value, 'value']];
      case 'pend':
        return [[op.to, op.toSet ? 'set' : 'cpu']];
      case 'check':
        return [[op.cond, 'value']];
      default:
        return [];
    }
  }

  private sortOfSlot(slot: number, context: Context): Sort {
    for (const frames of this.machine.frames) {
      const field = frames[context]?.slots[slot];
      if (field !== null && field !== undefined) return sortOf(this.machine.fields[field].domain.kind);
    }
    return 'value';
  }

  /** What an expression is about; null for a number that could be anything. */
  private sort(e: MExpr, context: Context): Sort | null {
    switch (e.kind) {
      case 'const':
        return null;
      case 'self':
        return 'cpu';
      case 'slot':
        return this.sortOfSlot(e.slot, context);
      case 'cell':
        return sortOf(this.machine.variables[e.variable].domain.kind);
      case 'field':
        return sortOf(this.machine.fields[e.field].domain.kind);
      case 'op':
        if (e.op === 'lowest') return 'cpu';
        if (e.op === 'with' || e.op === 'without') return 'set';
        if (e.op === '?:') return this.sort(e.args[1], context) ?? this.sort(e.args[2], context);
        return 'value';
      default:
        return 'value';
    }
  }

  /** What no permutation leaves as it is. */
  private obstacleIn(e: MExpr, context: Context, where: string): string | null {
    if (e.kind === 'cell' && e.index !== null) {
      const isArray = this.machine.variables[e.variable].indexed === 'array';
      return isArray && this.sort(e.index, context) === 'cpu' ? `${where} uses a CPU as a number` : null;
    }
    if (e.kind !== 'op') return null;
    if (e.op === 'lowest') return `${where} goes through CPUs in the order of their numbers`;
    if (e.op === '==' || e.op === '!=') {
      const [a, b] = e.args.map((arg) => this.sort(arg, context));
      return a === null || b === null || a === b ? null : `${where} compares a CPU with a number`;
    }
    if (!['<', '<=', '+', '-', '*', '%'].includes(e.op)) return null;
    const counts = e.args.every((arg) => (this.sort(arg, context) ?? 'value') === 'value');
    return counts ? null : `${where} computes with the number of a CPU`;
  }

  /** What does not mean the same any more after a permutation; null if there is nothing of that kind. */
  whyChanged(permutation: Permutation, to: readonly number[]): string | null {
    const stay = permutation.map((_, cpu) => cpu);
    const nowhere = to.map((_, field) => field);
    for (const { where, expr, sort, context } of this.asked) {
      const before = this.text(expr, sort, context, stay, nowhere);
      if (before !== this.text(expr, sort, context, permutation, to)) return `${where} names a CPU`;
    }
    return null;
  }

  /** An expression as text in which the order of operands does not show where it does not matter. */
  private text(
    e: MExpr,
    sort: Sort,
    context: Context,
    permutation: Permutation,
    to: readonly number[],
  ): string {
    const inner = (x: MExpr, as: Sort = 'value') => this.text(x, as, context, permutation, to);
    switch (e.kind) {
      case 'const': {
        const kind = sort === 'cpu' ? 'cpuOrNone' : sort === 'set' ? 'cpuSet' : 'int';
        return String(renamed(kind, e.value, permutation));
      }
      case 'slot':
        return `slot ${e.slot}`;
      case 'field':
        return `field ${to[e.field]}`;
      case 'pcIn':
        return `pc ${permutation[e.cpu]} ${e.context} in ${e.locations.join()}`;
      case 'cell': {
        const { indexed, fields } = this.machine.variables[e.variable];
        // A cell that is named is a field under another name.
        if (e.index?.kind === 'const' && fields[e.index.value] !== undefined)
          return `field ${to[fields[e.index.value]]}`;
        const index = e.index === null ? '' : inner(e.index, indexed === 'cpu' ? 'cpu' : 'value');
        return `cell ${e.variable}[${index}]`;
      }
      case 'op': {
        const args = this.operands(e).map((arg, i) => inner(arg, this.sortOfOperand(e, i, sort, context)));
        return `(${e.op} ${(COMMUTES.has(e.op) ? args.sort() : args).join(' ')})`;
      }
      default:
        return e.kind;
    }
  }

  /** With the operands of nested operators of the same kind, where brackets do not matter. */
  private operands(e: Extract<MExpr, { kind: 'op' }>): readonly MExpr[] {
    if (!ASSOCIATES.has(e.op)) return e.args;
    return e.args.flatMap((arg) => (arg.kind === 'op' && arg.op === e.op ? this.operands(arg) : [arg]));
  }

  private sortOfOperand(
    e: Extract<MExpr, { kind: 'op' }>,
    operand: number,
    sort: Sort,
    context: Context,
  ): Sort {
    switch (e.op) {
      case '==':
      case '!=':
        return this.sort(e.args[0], context) ?? this.sort(e.args[1], context) ?? 'value';
      case 'has':
        return operand === 0 ? 'set' : 'cpu';
      case 'with':
      case 'without':
        return operand === 0 ? 'set' : 'cpu';
      case 'lowest':
      case 'weight':
        return 'set';
      case '?:':
        return operand === 0 ? 'value' : sort;
      default:
        return 'value';
    }
  }
}

const COMMUTES: ReadonlySet<string> = new Set(['==', '!=', '&&', '||', '+', '*']);
const ASSOCIATES: ReadonlySet<string> = new Set(['&&', '||', '+', '*']);
