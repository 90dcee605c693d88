import { type DomainIR, NO_CPU } from '../../model/language/domain.js';
import { op } from '../../model/language/flow.js';
import type { Machine, MExpr } from '../../model/language/machine.js';
import { type Names, namesFor } from './names.js';
import { ExportRefusal } from './target.js';

/** Expressions and names in Promela. Its operators are those of C, save for the conditional: `(c -> a : b)`. */

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

/** Macros that the text may use; only those that it does use are defined. */
export const HELPERS = {
  has_cpu: '#define has_cpu(set, cpu) ((cpu) >= 0 && (((set) >> (cpu)) & 1))',
  // What a shift by one more loses again is NO_CPU: formulas know no choice.
  with_cpu: '#define with_cpu(set, cpu) ((set) | ((1 << ((cpu) + 1)) >> 1))',
  without_cpu: '#define without_cpu(set, cpu) ((set) & ~((1 << ((cpu) + 1)) >> 1))',
  mod: '#define mod(a, b) ((((a) % (b)) + (b)) % (b))',
} as const;

/** The lowest CPU of a set, for a system of so many: as many as are missing up to it. */
export const firstCpu = (cpus: number): string => {
  const missing = Array.from({ length: cpus }, (_, cpu) => `(((set) & ${2 ** (cpu + 1) - 1}) == 0)`);
  return `#define first_cpu(set) (${missing.join(' + ')} - ${cpus + 1} * ((set) == 0))`;
};

/** How many CPUs a set has, for a system of so many. */
export const cpusInSet = (cpus: number): string => {
  const bits = Array.from({ length: cpus }, (_, cpu) => `(((set) >> ${cpu}) & 1)`);
  return `#define cpus_in(set) (${bits.join(' + ')})`;
};

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

export class Words {
  readonly names: Names;
  /** What a value of a domain is called: by name alone, or by domain and name for numeric domains. */
  private readonly values = new Map<string, string>();
  private readonly constants: string[] = [];
  private readonly locals = new Map<string, string>();
  private readonly labels = new Map<string, string>();

  /** The values of `numeric` domains are needed as numbers; they cannot be mtypes. */
  constructor(
    m: Machine,
    private readonly numeric: ReadonlySet<string>,
  ) {
    this.names = namesFor(m, RESERVED);
  }

  /** Values come last: what else is called `old` in the kernel keeps its name. */
  nameValues(m: Machine): void {
    for (const { domain } of [...m.variables, ...m.fields]) if (domain.kind === 'oneOf') this.declare(domain);
    if (this.mtype.length > 255)
      throw new ExportRefusal(
        `Promela has room for 255 names of values, and this model has ${this.mtype.length}`,
      );
  }

  /** The names of the values of all other domains. A name that occurs in several domains is one. */
  readonly mtype: string[] = [];

  /** Definitions of the values of numeric domains. */
  get defines(): readonly string[] {
    return this.constants;
  }

  private declare(domain: Extract<DomainIR, { kind: 'oneOf' }>): void {
    if (domain.values.length < 2) return;
    domain.values.forEach((value, i) => {
      const key = this.valueKey(domain, value);
      if (this.values.has(key)) return;
      const name = this.valueName(value);
      this.values.set(key, name);
      if (this.isMtype(domain)) this.mtype.push(name);
      else this.constants.push(`#define ${name} ${i}`);
    });
  }

  private valueKey(domain: Extract<DomainIR, { kind: 'oneOf' }>, value: string): string {
    return this.isMtype(domain) ? value : `${domainKey(domain)}:${value}`;
  }

  private valueName(value: string): string {
    if (!/[A-Za-z0-9]/.test(value)) return this.names.fresh('none');
    const wanted = /^[A-Za-z]/.test(value) ? value : `is_${value}`;
    const name = this.names.fresh(wanted);
    // What else has this name is better known by it than a value.
    const other = wanted.toUpperCase();
    return /_\d+$/.test(name) && !/_\d+$/.test(wanted) && other !== wanted ? this.names.fresh(other) : name;
  }

  isMtype(domain: DomainIR | null): boolean {
    return domain?.kind === 'oneOf' && domain.values.length > 1 && !this.numeric.has(domainKey(domain));
  }

  /** The type that a variable is declared with. */
  type(domain: DomainIR, { min, max }: { readonly min: number; readonly max: number }): string {
    if (domain.kind === 'flag') return 'bool';
    if (this.isMtype(domain)) return 'mtype';
    if (min >= 0 && max <= 255) return 'byte';
    return min >= -(2 ** 15) && max < 2 ** 15 ? 'short' : 'int';
  }

  /**
   * A local by its name in the model. Processes may use the same name, those of the same `kind` the same variable. `nth`
   * tells those of one process apart.
   */
  local(wanted: string, nth: number, kind: string): string {
    const key = `${wanted}#${nth}#${kind}`;
    const known = this.locals.get(key) ?? this.names.fresh(nth === 0 ? wanted : `${wanted}_${nth + 1}`);
    this.locals.set(key, known);
    return known;
  }

  /** Labels that begin with these words mean something to SPIN. */
  label(context: Parameters<Names['location']>[0], id: number): string {
    const name = this.names.location(context, id);
    if (!/^(end|accept|progress)/.test(name)) return name;
    const known = this.labels.get(name) ?? this.names.fresh(`at_${name}`);
    this.labels.set(name, known);
    return known;
  }

  value(domain: DomainIR | null, value: number): string {
    switch (domain?.kind) {
      case 'flag':
        return value === 0 ? 'false' : value === 1 ? 'true' : String(value);
      case 'cpuOrNone':
        return value === NO_CPU ? 'NO_CPU' : String(value);
      case 'oneOf': {
        // A domain of a single value needs no names.
        const name = domain.values[value];
        return (
          (name === undefined ? undefined : this.values.get(this.valueKey(domain, name))) ?? String(value)
        );
      }
      default:
        return String(value);
    }
  }
}

export class Expressions {
  /** Macros that were used. */
  readonly used = new Set<string>();
  /** Domains whose values were used as numbers, or beside those of another. */
  readonly mixed = new Set<string>();

  constructor(
    private readonly m: Machine,
    private readonly words: Words,
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

  /** Properties name fields; which names those have is for the text to say. */
  field: (field: number) => string = () => {
    throw new Error('internal error: no field has a name yet');
  };

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

const domainKey = (domain: DomainIR | null): string =>
  domain?.kind === 'oneOf' ? domain.values.join('\n') : '';

/** Words that mean something to Promela, to the C compiler behind it, or to the text itself. */
const RESERVED: readonly string[] = [
  ...['active', 'assert', 'atomic', 'bit', 'bool', 'break', 'byte', 'c_code', 'c_decl', 'c_expr', 'c_state'],
  ...[
    'c_track',
    'chan',
    'D_proctype',
    'do',
    'd_step',
    'else',
    'empty',
    'enabled',
    'eval',
    'false',
    'fi',
    'for',
  ],
  ...['full', 'get_priority', 'goto', 'hidden', 'if', 'in', 'init', 'inline', 'int', 'len', 'local', 'ltl'],
  ...[
    'mtype',
    'nempty',
    'never',
    'nfull',
    'notrace',
    'np_',
    'od',
    'of',
    'pc_value',
    'pid',
    'printf',
    'printm',
  ],
  ...['priority', 'proctype', 'provided', 'return', 'run', 'select', 'set_priority', 'short', 'show', 'skip'],
  ...['STDIN', 'timeout', 'trace', 'true', 'typedef', 'unless', 'unsigned', 'xr', 'xs', '_', '_pid', '_last'],
  ...[
    '_nr_pr',
    'always',
    'eventually',
    'until',
    'weakuntil',
    'stronguntil',
    'implies',
    'equivalent',
    'release',
  ],
  ...['next', 'U', 'V', 'W', 'X'],
  ...[
    'auto',
    'case',
    'char',
    'const',
    'continue',
    'default',
    'double',
    'enum',
    'extern',
    'float',
    'inline',
    'long',
  ],
  ...[
    'main',

    'register',
    'restrict',
    'signed',
    'sizeof',
    'static',
    'struct',
    'switch',
    'this',
    'trpt',
  ],
  ...['union', 'void', 'volatile', 'while', 'linux', 'unix', 'i386', 'stdin', 'stdout', 'stderr', 'errno'],
  ...['CPUS', 'NO_CPU', 'PROPERTIES', 'self', 'cpu', 'set', 'first_cpu', 'cpus_in', 'send_to_set', 'pending'],
  ...Object.keys(HELPERS),
];
