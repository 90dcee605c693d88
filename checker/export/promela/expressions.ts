import type { DomainIR } from '../../../model/language/domain.js';
import { op } from '../../../model/language/flow.js';
import type { Machine, MExpr } from '../../../model/language/machine.js';
import { domainKey, type Words } from './words.js';

/** Expressions in Promela. Its operators are those of C, save for the conditional: `(c -> a : b)`. */

/** Who evaluates an expression: a process of the model, or a claim that looks at all of them. */
export interface Speaker {
  /** Its CPU. */
  readonly self: string;
  readonly irqs: string;
  slot(slot: number): string;
  slotDomain(slot: number): DomainIR | null;
  /** Whether another process, or itself, rests at one of these locations. */
  at(where: Extract<MExpr, { kind: 'pcIn' }>): string;
}

const OR = 1;
const AND = 2;
const EQUAL = 3;
const COMPARE = 4;
const SUM = 5;
const PRODUCT = 6;
const UNARY = 7;
const ATOM = 8;

interface Rendered {
  readonly text: string;
  readonly binds: number;
}

const FLAG: DomainIR = { kind: 'flag' };

/** A value that an expression can have, and what has to be so for that. */
interface Way {
  readonly when: readonly MExpr[];
  readonly value: MExpr;
}

const isLogical = (operator: string): boolean => ['&&', '||', '!'].includes(operator);

export class Expressions {
  /** Macros that were used. */
  readonly used = new Set<string>();
  /** Domains whose values were used as numbers, or beside those of another. */
  readonly mixed = new Set<string>();

  constructor(
    private readonly m: Machine,
    private readonly words: Words,
    /** What a field is called that a property names. */
    private readonly field: (field: number) => string,
  ) {}

  /** As a truth value. */
  condition(e: MExpr, speaker: Speaker, around = 0): string {
    return this.around(this.render(e, FLAG, speaker), around);
  }

  /** As a value of this domain. */
  value(e: MExpr, domain: DomainIR | null, speaker: Speaker): string {
    this.fits(e, domain, speaker);
    return this.render(e, domain, speaker).text;
  }

  /** The opposite of a condition. */
  negated(e: MExpr, speaker: Speaker, around = 0): string {
    return this.around(this.negation(e, speaker), around);
  }

  private negation(e: MExpr, speaker: Speaker): Rendered {
    if (e.kind === 'const') return { text: e.value === 0 ? 'true' : 'false', binds: ATOM };
    if (e.kind === 'op') {
      const opposite = ({ '==': '!=', '!=': '==' } as const)[e.op as '=='];
      if (opposite !== undefined) return this.render({ ...e, op: opposite }, FLAG, speaker);
      const [inner] = e.args;
      if (e.op === '!' && this.domainOf(inner, speaker)?.kind === 'flag')
        return this.render(inner, FLAG, speaker);
    }
    // To Promela, `!!` is an operator on channels.
    return { text: `!${this.condition(e, speaker, ATOM)}`, binds: UNARY };
  }

  /**
   * A condition as formulas can say it: without `? :`, for there `->` is an implication, and without operations on
   * constants, at which SPIN fails. Nothing is looked at that a choice keeps from being looked at.
   */
  inFormula(e: MExpr, speaker: Speaker): string {
    return this.condition(this.withoutChoices(e, speaker), speaker);
  }

  private withoutChoices(e: MExpr, speaker: Speaker): MExpr {
    if (e.kind === 'op' && isLogical(e.op))
      return op(e.op, ...e.args.map((a) => this.withoutChoices(a, speaker)));
    return this.ways(e, speaker)
      .map(({ when, value }) => [...when, value].reduce((all, c) => op('&&', all, c)))
      .reduce((all, way) => op('||', all, way));
  }

  /** The values that an expression can have, and when, without choices. */
  private ways(e: MExpr, speaker: Speaker): Way[] {
    if (e.kind === 'cell' && e.index !== null)
      return this.ways(e.index, speaker).map((way) => ({ ...way, value: { ...e, index: way.value } }));
    if (e.kind !== 'op') {
      // What the machine does not have.
      const isNothing = ['0', 'false'].includes(this.render(e, null, speaker).text);
      return [{ when: [], value: isNothing ? { kind: 'const', value: 0 } : e }];
    }
    if (isLogical(e.op)) return [{ when: [], value: this.withoutChoices(e, speaker) }];
    if (e.op === '?:') {
      const yes = this.withoutChoices(e.args[0], speaker);
      return [yes, op('!', yes)].flatMap((c, i) =>
        this.ways(e.args[i + 1], speaker).map((way) => ({ ...way, when: [c, ...way.when] })),
      );
    }
    return e.args
      .reduce<{ when: readonly MExpr[]; args: readonly MExpr[] }[]>(
        (all, a) =>
          all.flatMap(({ when, args }) =>
            this.ways(a, speaker).map((way) => ({
              when: [...when, ...way.when],
              args: [...args, way.value],
            })),
          ),
        [{ when: [], args: [] }],
      )
      .map(({ when, args }) => ({ when, value: op(e.op, ...args) }));
  }

  private around({ text, binds }: Rendered, around: number): string {
    return binds < around ? `(${text})` : text;
  }

  private render(e: MExpr, wanted: DomainIR | null, speaker: Speaker): Rendered {
    const atom = (text: string): Rendered => ({ text, binds: ATOM });
    switch (e.kind) {
      case 'const':
        return { text: this.words.value(wanted, e.value), binds: e.value < 0 ? UNARY : ATOM };
      case 'self':
        return atom(speaker.self);
      case 'irqs':
        return atom(speaker.irqs);
      case 'slot':
        return atom(speaker.slot(e.slot));
      case 'cell':
        return atom(this.cell(e.variable, e.index, speaker));
      case 'field':
        return atom(this.field(e.field));
      case 'pcIn': {
        const text = speaker.at(e);
        return { text, binds: text.includes(' || ') ? OR : text.startsWith('!') ? UNARY : ATOM };
      }
      case 'op':
        return this.operation(e.op, e.args, wanted, speaker);
    }
  }

  private operation(
    op: Extract<MExpr, { kind: 'op' }>['op'],
    args: readonly MExpr[],
    wanted: DomainIR | null,
    speaker: Speaker,
  ): Rendered {
    const [a, b, c] = args;
    const number = (e: MExpr, around: number) => {
      this.fits(e, null, speaker);
      return this.around(this.render(e, null, speaker), around);
    };
    const call = (macro: string, ...of: MExpr[]): Rendered => {
      this.used.add(macro);
      return { text: `${macro}(${of.map((x) => number(x, 0)).join(', ')})`, binds: ATOM };
    };
    switch (op) {
      case '==':
      case '!=': {
        const [left, right] = [this.domainOf(a, speaker), this.domainOf(b, speaker)];
        const domain = left ?? right;
        this.fits(a, domain, speaker);
        this.fits(b, domain, speaker);
        // `x == true` is written `x`, as everybody does.
        if (left?.kind === 'flag' && b.kind === 'const' && (b.value === 0 || b.value === 1))
          return (b.value === 1) === (op === '==')
            ? this.render(a, FLAG, speaker)
            : this.negation(a, speaker);
        const side = (e: MExpr) => this.around(this.render(e, domain, speaker), COMPARE);
        return { text: `${side(a)} ${op} ${side(b)}`, binds: EQUAL };
      }
      case '<':
      case '<=': {
        // Of `a < -1` a formula makes `a<-1`, which SPIN takes for the beginning of an equivalence.
        const [by, than] =
          op === '<' && b.kind === 'const' && b.value < 0
            ? (['<=', { ...b, value: b.value - 1 }] as const)
            : ([op, b] as const);
        return { text: `${number(a, SUM)} ${by} ${number(than, SUM)}`, binds: COMPARE };
      }
      case '+':
      case '-':
        return { text: `${number(a, SUM)} ${op} ${number(b, PRODUCT)}`, binds: SUM };
      case '*':
        return { text: `${number(a, PRODUCT)} * ${number(b, UNARY)}`, binds: PRODUCT };
      case '%':
        // Negative numbers have a remainder that is not.
        if (this.isNatural(a, speaker) && b.kind === 'const' && b.value > 0)
          return { text: `${number(a, PRODUCT)} % ${number(b, UNARY)}`, binds: PRODUCT };
        return call('mod', a, b);
      case '&&':
        return {
          text: `${this.condition(a, speaker, AND)} && ${this.condition(b, speaker, AND)}`,
          binds: AND,
        };
      case '||': {
        // Promela needs no parentheses around && here; its readers want them.
        const side = (e: MExpr) => {
          const r = this.render(e, FLAG, speaker);
          return this.around(r, r.binds === AND ? ATOM : OR);
        };
        return { text: `${side(a)} || ${side(b)}`, binds: OR };
      }
      case '!':
        return this.negation(a, speaker);
      case '?:': {
        const domain = wanted ?? this.domainOf(b, speaker) ?? this.domainOf(c, speaker);
        this.fits(b, domain, speaker);
        this.fits(c, domain, speaker);
        const arm = (e: MExpr) => this.render(e, domain, speaker).text;
        return { text: `(${this.condition(a, speaker)} -> ${arm(b)} : ${arm(c)})`, binds: ATOM };
      }
      case 'has':
        return call('has_cpu', a, b);
      case 'with':
        return call('with_cpu', a, b);
      case 'without':
        return call('without_cpu', a, b);
      case 'lowest':
        return call('first_cpu', a);
      case 'weight':
        return call('cpus_in', a);
    }
  }

  /** A cell of a variable: `panic_cpu`, `irq_count[self]`. */
  cell(variable: number, index: MExpr | null, speaker: Speaker): string {
    const name = this.words.names.variables[variable];
    if (index === null) return name;
    this.fits(index, null, speaker);
    return `${name}[${this.render(index, null, speaker).text}]`;
  }

  private domainOf(e: MExpr, speaker: Speaker): DomainIR | null {
    switch (e.kind) {
      case 'const':
        return null;
      case 'self':
        return { kind: 'cpu' };
      case 'slot':
        return speaker.slotDomain(e.slot);
      case 'cell':
        return this.m.variables[e.variable].domain;
      case 'field': {
        const { domain } = this.m.fields[e.field];
        return domain.kind === 'pc' ? null : domain;
      }
      case 'irqs':
      case 'pcIn':
        return FLAG;
      case 'op':
        switch (e.op) {
          case '?:':
            return this.domainOf(e.args[1], speaker) ?? this.domainOf(e.args[2], speaker);
          case '+':
          case '-':
          case '*':
          case '%':
          case 'weight':
            return null;
          case 'with':
          case 'without':
            return { kind: 'cpuSet' };
          case 'lowest':
            return { kind: 'cpuOrNone' };
          default:
            return FLAG;
        }
    }
  }

  private isNatural(e: MExpr, speaker: Speaker): boolean {
    if (e.kind === 'const') return e.value >= 0;
    if (e.kind === 'op' && (e.op === '+' || e.op === '*'))
      return e.args.every((a) => this.isNatural(a, speaker));
    const domain = this.domainOf(e, speaker);
    return domain !== null && (domain.kind === 'int' ? domain.min >= 0 : domain.kind !== 'cpuOrNone');
  }

  /** Values of `oneOf` domains are names in Promela, with numbers of SPIN's own: they fit nothing but each other. */
  private fits(e: MExpr, domain: DomainIR | null, speaker: Speaker): void {
    if (e.kind === 'const' || (e.kind === 'op' && e.op === '?:')) return; // whose arms are looked at by themselves
    const [mine, wanted] = [this.domainOf(e, speaker), domain].map((d) =>
      this.words.isMtype(d) ? domainKey(d) : null,
    );
    if (mine === wanted) return;
    for (const key of [mine, wanted]) if (key !== null) this.mixed.add(key);
  }
}
