import { cpusIn, NO_CPU } from '../../../model/language/domain.js';
import { ExportRefusal } from '../target.js';
import { Definitions } from './definitions.js';
import { commonKind, isCpu, type Kind, kindOf, kindOfTerm, quote, sameKind } from './kinds.js';
import type { TlaModel } from './model.js';
import { isCells, type Store, type Term, type Write } from './terms.js';

/** How tightly a text binds; operands that bind less are put into parentheses. */
type Bound = 'open' | 'joined' | 'not' | 'compared' | 'sum' | 'atom';
const TIGHTNESS: readonly Bound[] = ['open', 'joined', 'not', 'compared', 'sum', 'atom'];

interface Text {
  readonly s: string;
  readonly binds: Bound;
}

/** Terms in TLA+. */
export class Expressions {
  readonly definitions: Definitions;

  constructor(private readonly model: TlaModel) {
    this.definitions = new Definitions(model);
  }

  condition(t: Term): string {
    return this.text(t, 'flag').s;
  }

  /** A condition as an operand of what binds as tightly. */
  operand(t: Term, binds: Bound): string {
    return within(this.text(t, 'flag'), binds);
  }

  /** The value that a variable has after an action. */
  assignment(s: Store, now: Term | readonly Write[]): string {
    if (isCells(now)) return `${s.name}' = ${this.updated(s, now)}`;
    const text = this.text(now, kindOf(s));
    // It binds tighter than it looks: `a = b /\ c` is two conditions.
    return `${s.name}' = ${text.s.startsWith('IF ') ? text.s : within(text, 'sum')}`;
  }

  private updated(s: Store, writes: readonly Write[]): string {
    const cells = writes.map(
      (w) => `![${this.text(w.index, 'number').s}] = ${this.text(w.value, kindOf(s)).s}`,
    );
    return `[${s.name} EXCEPT ${cells.join(', ')}]`;
  }

  /** A constant that a variable begins with. */
  literal(value: number, of: Store): string {
    const { domain } = of;
    if (domain.kind === 'pc') return quote(this.model.labels[domain.context][value]);
    return this.constant(value, kindOf(of));
  }

  private text(t: Term, wanted: Kind): Text {
    const natural = kindOfTerm(t) ?? wanted;
    return this.convert(this.plain(t, sameKind(natural, wanted) ? wanted : natural), natural, wanted);
  }

  private convert(text: Text, from: Kind, to: Kind): Text {
    if (sameKind(from, to)) return text;
    if (from === 'flag' && (to === 'number' || to === 'cpu'))
      return { s: `IF ${text.s} THEN 1 ELSE 0`, binds: 'open' };
    if (to === 'flag') return { s: `${within(text, 'sum')} # ${this.constant(0, from)}`, binds: 'compared' };
    if (typeof to === 'object' && from === 'flag' && to.values.length > 1)
      return {
        s: `IF ${text.s} THEN ${this.constant(1, to)} ELSE ${this.constant(0, to)}`,
        binds: 'open',
      };
    if (typeof to === 'object' && from !== 'set') {
      const number = within(this.convert(text, from, 'number'), 'atom');
      return { s: `<<${to.values.map(quote).join(', ')}>>[${number} + 1]`, binds: 'atom' };
    }
    if (typeof from === 'object' && (to === 'number' || to === 'cpu'))
      return { s: `${this.definitions.numberOf(from.values)}(${text.s})`, binds: 'atom' };
    throw new ExportRefusal(
      `TLA+ tells numbers, names and sets apart, and '${text.s}' is used as another of them`,
    );
  }

  private constant(value: number, kind: Kind): string {
    if (kind === 'flag') return value === 0 ? 'FALSE' : 'TRUE';
    if (kind === 'set') {
      if (value === 2 ** this.model.m.cpus - 1) return 'CPU';
      return `{${cpusIn(value).join(', ')}}`;
    }
    if (kind === 'number') return String(value);
    if (kind === 'cpu') return value === NO_CPU ? 'NONE' : String(value);
    const text = kind.values[value];
    if (text === undefined) throw new ExportRefusal(`${value} is none of ${kind.values.join(', ')}`);
    return quote(text);
  }

  private plain(t: Term, kind: Kind): Text {
    const atom = (s: string): Text => ({ s, binds: 'atom' });
    switch (t.kind) {
      case 'const':
        return atom(this.constant(t.value, kind));
      case 'self':
        return atom('self');
      case 'bound':
        return atom(t.name);
      case 'read':
        return atom(t.index === null ? t.of.name : `${t.of.name}[${this.text(t.index, 'number').s}]`);
      case 'updated':
        return atom(`${this.updated(t.of, t.writes)}[${this.text(t.index, 'number').s}]`);
      case 'at': {
        const pc = `${t.of.name}[${this.text(t.index, 'number').s}]`;
        const [only] = t.locations;
        const set = () => `${pc} \\in ${this.definitions.locationSet(t.context, t.locations)}`;
        return {
          s: t.locations.length === 1 ? `${pc} = ${quote(this.model.labels[t.context][only])}` : set(),
          binds: 'compared',
        };
      }
      case 'quantified':
        if (t.quantifier === 'count')
          return atom(`Cardinality({${t.bound} \\in CPU : ${this.text(t.body, 'flag').s}})`);
        return {
          s: `${t.quantifier === 'exists' ? '\\E' : '\\A'} ${t.bound} \\in CPU : ${this.text(t.body, 'flag').s}`,
          binds: 'open',
        };
      case 'op':
        return this.operation(t, kind);
    }
  }

  private operation(t: Extract<Term, { kind: 'op' }>, kind: Kind): Text {
    const [a, b, c] = t.args;
    const flag = (x: Term, binds: Bound) => within(this.text(x, 'flag'), binds);
    const joined = (word: string): Text => ({
      s: t.args
        .map((x) => {
          const text = this.text(x, 'flag');
          // A chain of the same operator needs no parentheses; a mixture is not even legal.
          return x.kind === 'op' && x.op === t.op && text.binds === 'joined' ? text.s : within(text, 'not');
        })
        .join(` ${word} `),
      binds: 'joined',
    });
    const compared = (word: string): Text => {
      const both = commonKind(a, b);
      const as = t.op === '<' || t.op === '<=' ? (both === 'flag' ? 'number' : both) : both;
      return {
        s: `${within(this.text(a, as), 'sum')} ${word} ${within(this.text(b, as), 'sum')}`,
        binds: 'compared',
      };
    };
    const number = (word: string): Text => ({
      s: `${within(this.text(a, 'number'), 'atom')} ${word} ${within(this.text(b, 'number'), 'atom')}`,
      binds: 'sum',
    });
    const set = (x: Term) => within(this.text(x, 'set'), 'atom');
    const cpu = (x: Term, binds: Bound) => within(this.text(x, 'cpu'), binds);
    switch (t.op) {
      case '&&':
        return joined('/\\');
      case '||':
        return joined('\\/');
      case '!':
        if (a.kind === 'op' && a.op === 'has')
          return { s: this.text(a, 'flag').s.replace(' \\in ', ' \\notin '), binds: 'compared' };
        if (a.kind === 'at') {
          const [is, not] = a.locations.length === 1 ? [' = ', ' # '] : [' \\in ', ' \\notin '];
          return { s: this.text(a, 'flag').s.replace(is, not), binds: 'compared' };
        }
        return { s: `~${flag(a, 'atom')}`, binds: 'not' };
      case '==':
        return compared('=');
      case '!=':
        return compared('#');
      case '<':
        return compared('<');
      case '<=':
        return compared('<=');
      case '+':
        if (b.kind === 'const' && b.value < 0)
          return { s: `${within(this.text(a, 'number'), 'atom')} - ${-b.value}`, binds: 'sum' };
        return number('+');
      case '-':
        return number('-');
      case '*':
        return number('*');
      case '%':
        return number('%');
      case '?:':
        return {
          s: `IF ${this.text(a, 'flag').s} THEN ${this.text(b, kind).s} ELSE ${this.text(c, kind).s}`,
          binds: 'open',
        };
      case 'has':
        return { s: `${cpu(b, 'sum')} \\in ${set(a)}`, binds: 'compared' };
      case 'with':
        return {
          s: `${set(a)} \\cup ${isCpu(b) ? `{${cpu(b, 'open')}}` : `({${cpu(b, 'open')}} \\ {NONE})`}`,
          binds: 'sum',
        };
      case 'without':
        return { s: `${set(a)} \\ {${cpu(b, 'open')}}`, binds: 'sum' };
      case 'union':
        return { s: `${set(a)} \\cup ${set(b)}`, binds: 'sum' };
      case 'lowest':
        return { s: `Lowest(${this.text(a, 'set').s})`, binds: 'atom' };
      case 'weight':
        return { s: `Cardinality(${this.text(a, 'set').s})`, binds: 'atom' };
    }
  }
}

const within = (text: Text, binds: Bound): string =>
  TIGHTNESS.indexOf(text.binds) < TIGHTNESS.indexOf(binds) ? `(${text.s})` : text.s;
