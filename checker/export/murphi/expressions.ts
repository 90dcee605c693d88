import { NO_CPU } from '../../../model/language/domain.js';
import type { Context } from '../../../model/language/ir.js';
import type { Location, MExpr } from '../../../model/language/machine.js';
import { BOOLEAN, CPU, INTEGER, MASK, type Sort, type Vocabulary } from './vocabulary.js';

/** From where an expression looks: which CPU is `self`, in which context. */
export interface Here {
  readonly self: string;
  readonly context: Context;
}

/** A text and how tightly its outermost operator binds. */
interface Rendered {
  readonly text: string;
  readonly binds: number;
}

const [OR, AND, COMPARE, SUM, PRODUCT, ATOM] = [1, 2, 3, 4, 5, 6];
const atom = (text: string): Rendered => ({ text, binds: ATOM });
const operand = (r: Rendered, atLeast: number): string => (r.binds < atLeast ? `(${r.text})` : r.text);

/** Expressions in Murphi, each of which is written for the sort that its place asks for. */
export class Expressions {
  /** Helper functions that some expression calls: `cpumask_first`, … */
  readonly helpers = new Set<string>();
  /** Sets of places that have become functions, by what they are called. */
  readonly predicates = new Map<
    string,
    { readonly context: Context; readonly locations: readonly number[] }
  >();
  /** Enumerations, by name, that are used where only a number will do. */
  readonly mixed = new Set<string>();
  /** What is being written, to call predicates after that have no better name. */
  subject = 'step';
  /** The CPU that stands for all of them while a quantifier's body is written. */
  private bound: number | null = null;
  private readonly predicateNames = new Map<string, string>();

  constructor(private readonly words: Vocabulary) {}

  /** As a condition. `tight` if it stands beside other conditions. */
  condition(e: MExpr, here: Here, tight = false): string {
    return operand(this.render(e, BOOLEAN, here), tight ? AND : OR);
  }

  /** The opposite of a condition, to stand beside others. */
  negation(e: MExpr, here: Here): string {
    return operand(this.render({ kind: 'op', op: '!', args: [e] }, BOOLEAN, here), AND);
  }

  /** Whether a set has a CPU, which is given as text. */
  contains(set: MExpr, cpu: string, here: Here): string {
    this.helpers.add('cpumask_test_cpu');
    return `cpumask_test_cpu(${cpu}, ${this.value(set, MASK, here)})`;
  }

  value(e: MExpr, sort: Sort, here: Here): string {
    return this.render(e, sort, here).text;
  }

  literal(value: number, sort: Sort): string {
    switch (sort.kind) {
      case 'boolean':
        return value === 0 ? 'false' : 'true';
      case 'cpu':
        return value === NO_CPU ? 'NO_CPU' : this.cpu(value);
      case 'mask':
        return value === 2 ** this.words.m.cpus - 1 ? 'ALL_CPUS' : String(value);
      case 'integer':
        return String(value);
      case 'enumeration': {
        const member = sort.of.members[value];
        if (member === undefined) this.mixed.add(sort.of.name);
        return member ?? String(value);
      }
    }
  }

  /** What can be read or assigned: a variable, one of its cells. */
  cell(e: { readonly variable: number; readonly index: MExpr | null }, here: Here): string {
    const name = this.words.names.variables[e.variable];
    if (e.index === null) return name;
    const sort = this.words.m.variables[e.variable].indexed === 'cpu' ? CPU : INTEGER;
    return `${name}[${this.value(e.index, sort, here)}]`;
  }

  private cpu(n: number): string {
    return n === this.bound ? 'c' : String(n);
  }

  private render(e: MExpr, want: Sort, here: Here): Rendered {
    switch (e.kind) {
      case 'const': {
        const text = this.literal(e.value, want);
        return { text, binds: text.startsWith('-') ? SUM : ATOM };
      }
      case 'pcIn':
        return this.convert(this.atPlaces(e), BOOLEAN, want);
      case 'op':
        if (e.op === '?:') return this.choice(e.args, want, here);
        return this.convert(this.operation(e, here), this.sortOf(e, here), want);
      default:
        return this.convert(atom(this.leaf(e, here)), this.sortOf(e, here), want);
    }
  }

  private leaf(e: Extract<MExpr, { kind: 'self' | 'slot' | 'irqs' | 'cell' | 'field' }>, here: Here): string {
    const frame = this.words.frames[here.context];
    switch (e.kind) {
      case 'self':
        return here.self;
      case 'slot': {
        const part = frame?.slots[e.slot];
        return frame && part ? `${frame.name}[${here.self}].${part.name}` : '0';
      }
      case 'irqs':
        return frame?.hasIrqs ? `${frame.name}[${here.self}].irqs_off` : 'false';
      case 'cell':
        return this.cell(e, here);
      case 'field': {
        const { name, cpu, part } = this.words.cells[e.field];
        return `${name}${cpu === null ? '' : `[${this.cpu(cpu)}]`}${part}`;
      }
    }
  }

  /** null for a constant, which is of any sort. */
  private sortOf(e: MExpr, here: Here): Sort | null {
    const { m, frames } = this.words;
    switch (e.kind) {
      case 'const':
        return null;
      case 'self':
        return CPU;
      case 'slot': {
        const part = frames[here.context]?.slots[e.slot];
        return part ? this.words.sortOf(part.domain) : INTEGER;
      }
      case 'irqs':
      case 'pcIn':
        return BOOLEAN;
      case 'cell':
        return this.words.sortOf(m.variables[e.variable].domain);
      case 'field':
        return this.words.cells[e.field].sort;
      case 'op':
        switch (e.op) {
          case '+':
          case '-':
          case '*':
          case '%':
          case 'weight':
            return INTEGER;
          case 'with':
          case 'without':
            return MASK;
          case 'lowest':
            return CPU;
          case '?:':
            return this.common(e.args[1], e.args[2], here);
          default:
            return BOOLEAN;
        }
    }
  }

  /** A sort in which both can be written; null if both are constants. */
  private common(a: MExpr, b: MExpr, here: Here): Sort | null {
    const [x, y] = [this.sortOf(a, here), this.sortOf(b, here)];
    if (x === null || y === null) {
      const [known, other] = x === null ? [y, a] : [x, b];
      // A flag compared with 2 is a number.
      const odd =
        known?.kind === 'boolean' && other.kind === 'const' && other.value !== 0 && other.value !== 1;
      return odd ? INTEGER : known;
    }
    if (x.kind === 'enumeration' && y.kind === 'enumeration' && x.of === y.of) return x;
    for (const s of [x, y]) if (s.kind === 'enumeration') this.mixed.add(s.of.name);
    return x.kind === y.kind && x.kind !== 'enumeration' ? x : INTEGER;
  }

  private convert(r: Rendered, have: Sort | null, want: Sort): Rendered {
    if (have === null || have.kind === want.kind) {
      if (have?.kind === 'enumeration' && want.kind === 'enumeration' && have.of !== want.of) {
        this.mixed.add(have.of.name);
        this.mixed.add(want.of.name);
      }
      return r;
    }
    if (want.kind === 'boolean')
      return { text: `${operand(r, SUM)} != ${this.literal(0, have)}`, binds: COMPARE };
    for (const s of [have, want]) if (s.kind === 'enumeration') this.mixed.add(s.of.name);
    return have.kind === 'boolean' ? atom(`(${operand(r, COMPARE)} ? 1 : 0)`) : r;
  }

  private not(r: Rendered): Rendered {
    if (r.text === 'true' || r.text === 'false') return atom(r.text === 'true' ? 'false' : 'true');
    // How far `!` reaches differs between the languages of the family.
    return atom(`!${operand(r, ATOM)}`);
  }

  private choice(args: readonly MExpr[], want: Sort, here: Here): Rendered {
    const [yes, no] = [args[1], args[2]].map((a) => operand(this.render(a, want, here), OR));
    return atom(`(${this.condition(args[0], here)} ? ${yes} : ${no})`);
  }

  private operation(e: Extract<MExpr, { kind: 'op' }>, here: Here): Rendered {
    const [a, b] = e.args;
    const part = (x: MExpr, sort: Sort, atLeast: number) => operand(this.render(x, sort, here), atLeast);
    const infix = (symbol: string, binds: number, sort: Sort, right = binds + 1): Rendered => ({
      text: `${part(a, sort, binds)} ${symbol} ${part(b, sort, right)}`,
      binds,
    });
    const helper = (name: string, ...args: [MExpr, Sort][]): Rendered => {
      this.helpers.add(name);
      return atom(`${name}(${args.map(([x, sort]) => this.value(x, sort, here)).join(', ')})`);
    };
    switch (e.op) {
      case '&&':
        return this.quantified(e, 'forall', here) ?? infix('&', AND, BOOLEAN, AND);
      case '||':
        return this.quantified(e, 'exists', here) ?? infix('|', OR, BOOLEAN, OR);
      case '!':
        if (a.kind === 'op' && (a.op === '==' || a.op === '!='))
          return this.equality(a.op === '!=', a.args[0], a.args[1], here);
        if (a.kind === 'op' && a.op === '!') return this.render(a.args[0], BOOLEAN, here);
        return this.not(this.render(a, BOOLEAN, here));
      case '==':
      case '!=':
        return this.equality(e.op === '==', a, b, here);
      case '<':
      case '<=': {
        for (const x of [a, b]) {
          const sort = this.sortOf(x, here);
          if (sort?.kind === 'enumeration') this.mixed.add(sort.of.name);
        }
        const sort = this.common(a, b, here) ?? INTEGER;
        return infix(e.op, COMPARE, sort.kind === 'boolean' ? INTEGER : sort, SUM);
      }
      case '+':
      case '-':
        return infix(e.op, SUM, INTEGER);
      case '*':
        return infix('*', PRODUCT, INTEGER);
      case '%': {
        // The remainder has the sign of the divisor here, and that of the dividend there.
        if (this.atLeastZero(a) && this.atLeastZero(b)) return infix('%', PRODUCT, INTEGER);
        const [x, y] = [part(a, INTEGER, PRODUCT), part(b, INTEGER, ATOM)];
        return { text: `(${x} % ${y} + ${y}) % ${y}`, binds: PRODUCT };
      }
      case 'has':
        return helper('cpumask_test_cpu', [b, CPU], [a, MASK]);
      case 'with':
        return helper('cpumask_with', [a, MASK], [b, CPU]);
      case 'without':
        return helper('cpumask_without', [a, MASK], [b, CPU]);
      case 'lowest':
        return helper('cpumask_first', [a, MASK]);
      case 'weight':
        return helper('cpumask_weight', [a, MASK]);
      case '?:':
        throw new Error('internal error: written by choice()');
    }
  }

  private equality(equal: boolean, a: MExpr, b: MExpr, here: Here): Rendered {
    const sort = this.common(a, b, here) ?? INTEGER;
    if (sort.kind === 'boolean') {
      const [known, other] = a.kind === 'const' ? [a, b] : [b, a];
      if (known.kind === 'const') {
        const truth = this.render(other, BOOLEAN, here);
        return (known.value !== 0) === equal ? truth : this.not(truth);
      }
    }
    const [x, y] = [a, b].map((e) => operand(this.render(e, sort, here), SUM));
    return { text: `${x} ${equal ? '=' : '!='} ${y}`, binds: COMPARE };
  }

  private atLeastZero(e: MExpr): boolean {
    switch (e.kind) {
      case 'const':
        return e.value >= 0;
      case 'cell':
        return this.words.m.variables[e.variable].range.min >= 0;
      default:
        return false;
    }
  }

  /**
   * Quantifiers come as one term for each CPU. Where the terms are the same text but for the CPU, the text is written
   * once; that it is the same for every CPU is what makes the two equal.
   */
  private quantified(
    e: Extract<MExpr, { kind: 'op' }>,
    quantifier: 'forall' | 'exists',
    here: Here,
  ): Rendered | null {
    const { cpus } = this.words.m;
    if (this.bound !== null || cpus < 2) return null;
    const terms: MExpr[] = [];
    let rest: MExpr = e;
    while (rest.kind === 'op' && rest.op === e.op) {
      terms.unshift(rest.args[1]);
      rest = rest.args[0];
    }
    // The first term may itself be of this operator: take no more apart than there are CPUs, then all of it.
    for (const size of new Set([cpus, terms.length + 1])) {
      if (size % cpus !== 0 || size > terms.length + 1) continue;
      const taken = terms.slice(terms.length + 1 - size);
      let first: MExpr = e;
      for (let n = 1; n < size; n++) if (first.kind === 'op') first = first.args[0];
      const text = this.sameForAll([first, ...taken], e.op, here);
      if (text !== null) return atom(`${quantifier} c: CPU do ${text} end`);
    }
    return null;
  }

  private sameForAll(terms: readonly MExpr[], op: '&&' | '||' | string, here: Here): string | null {
    const { cpus } = this.words.m;
    const each = terms.length / cpus;
    let common: string | null = null;
    for (let cpu = 0; cpu < cpus; cpu++) {
      this.bound = cpu;
      const binds = op === '&&' ? AND : OR;
      const parts = terms.slice(cpu * each, (cpu + 1) * each).map((t) => this.render(t, BOOLEAN, here));
      this.bound = null;
      const text = parts
        .map((p) => (parts.length === 1 ? p.text : operand(p, binds)))
        .join(op === '&&' ? ' & ' : ' | ');
      if (!/\bc\b/.test(text) || (common !== null && common !== text)) return null;
      common = text;
    }
    return common;
  }

  // ---- Places -------------------------------------------------------------------------------------------------

  private atPlaces(e: Extract<MExpr, { kind: 'pcIn' }>): Rendered {
    const frame = this.words.frames[e.context];
    if (frame === null) return atom('false');
    const pc = `${frame.name}[${this.cpu(e.cpu)}].pc`;
    if (e.locations.length > 2) return atom(`${this.predicate(e.context, e.locations)}(${pc})`);
    const tests = e.locations.map((id) => `${pc} = ${frame.places.members[id]}`);
    return { text: tests.join(' | '), binds: tests.length === 1 ? COMPARE : OR };
  }

  private predicate(context: Context, locations: readonly number[]): string {
    const key = `${context}:${locations.join()}`;
    const known = this.predicateNames.get(key);
    if (known !== undefined) return known;
    const wanted = describePlaces(this.words.m.code[context], locations) ?? `places_of_${this.subject}`;
    const name = this.words.names.fresh(`${context}_in_${wanted}`);
    this.predicateNames.set(key, name);
    this.predicates.set(name, { context, locations });
    return name;
  }
}

/** The function, or the part of one, that these are all the resting places of. */
function describePlaces(code: readonly Location[], locations: readonly number[]): string | null {
  const wanted = new Set(locations);
  for (const { fn, name, label } of code[locations[0]].path) {
    const parts = label.split('.');
    for (let n = 0; n <= parts.length; n++) {
      const prefix = parts.slice(0, n).join('.');
      const there = code.filter(
        (l) =>
          l.rests &&
          l.path.some(
            (p) => p.fn === fn && (n === 0 || p.label === prefix || p.label.startsWith(`${prefix}.`)),
          ),
      );
      if (there.length === wanted.size && there.every((l) => wanted.has(l.id)))
        return n === 0 ? name : `${name}_${prefix}`;
    }
  }
  return null;
}
