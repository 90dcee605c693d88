import type { Context } from '../../../model/language/ir.js';
import type { Location } from '../../../model/language/machine.js';
import { printNode } from '../../../model/language/print-c.js';
import { ExportRefusal } from '../target.js';
import type { Expressions } from './expressions.js';
import { quote } from './kinds.js';
import { conjunction, item, remark, rule, wrap } from './layout.js';
import { CONTEXT_NAMES, type TlaModel } from './model.js';
import { conjuncts, negate, type Store, type Term } from './terms.js';
import { type Path, pathsFrom, TooManyPaths, termOf } from './transitions.js';

/** What can happen: an action for each place where control rests, and for each way in which an interrupt comes. */
export class Actions {
  /** The names of all actions so far. */
  private readonly made: string[] = [];

  constructor(
    private readonly model: TlaModel,
    private readonly expressions: Expressions,
  ) {}

  write(): string[] {
    const { m, contexts } = this.model;
    return [
      ...contexts.flatMap((c) => [
        ...rule(`${c} code`),
        ...this.model
          .resting(c)
          .filter((l) => l.edges.length > 0)
          .flatMap((l) => this.step(c, l)),
      ]),
      ...(m.vectors.length === 0 ? [] : rule('Interrupts')),
      ...m.vectors.flatMap((_, i) => this.interrupt(i)),
      ...rule('Everything that can happen'),
      'Next ==',
      ...(this.made.length === 0
        ? ['  UNCHANGED vars']
        : ['  \\E self \\in CPU :', ...this.made.map((name) => `    \\/ ${name}(self)`)]),
      '',
      'Spec == Init /\\ [][Next]_vars',
      '',
    ];
  }

  // ---- Steps ----------------------------------------------------------------------------------------------------

  private step(context: Context, location: Location): string[] {
    const label = this.model.labels[context][location.id];
    this.made.push(label);
    const text = textOf(location);
    const paths = this.pathsFrom(context, location);
    return [
      ...remark(placeOf(location)),
      ...(text === '' ? [] : wrap('\\*   ', text, '\\*     ')),
      `${label}(self) ==`,
      `  /\\ ${CONTEXT_NAMES[context]}At(self, ${quote(label)})`,
      ...(paths.length === 0 ? ['  /\\ FALSE'] : []),
      ...paths.flatMap((path, i) => this.path(context, location, path, paths.length === 1 ? null : i)),
      '',
    ];
  }

  private pathsFrom(context: Context, location: Location): Path[] {
    try {
      return pathsFrom(this.model, context, location.id);
    } catch (error) {
      if (!(error instanceof TooManyPaths)) throw error;
      throw new ExportRefusal(`${placeOf(location)} is one transition with too many ways through it`);
    }
  }

  /** What one way through a step asks for and does. Of several, the `nth` is an item of a list. */
  private path(context: Context, location: Location, path: Path, nth: number | null): string[] {
    const conditions = this.conditions(context, location, path);
    const prefix = (i: number) =>
      nth === null ? '  /\\ ' : i > 0 ? '        /\\ ' : nth === 0 ? '  /\\ \\/ /\\ ' : '     \\/ /\\ ';
    const way = this.way(context, path);
    return [
      ...(way === '' || conditions.length === 0 ? [] : wrap('     \\* ', way, '     \\*   ')),
      ...conditions.flatMap((text, i) => item(prefix(i), text)),
    ];
  }

  private conditions(context: Context, location: Location, { guards, after, target }: Path): string[] {
    const pc = this.model.stores.pc[context] as Store;
    const changed = new Set<Store>(after.keys());
    const moves = target !== location.id;
    if (moves) changed.add(pc);
    return [
      ...guards.flatMap(conjuncts).map((t) => this.guard(t)),
      ...this.model.all.flatMap((s) => {
        const now = after.get(s);
        return now === undefined ? [] : [this.expressions.assignment(s, now)];
      }),
      ...(moves ? [this.goTo(context, target)] : []),
      ...this.unchanged(changed),
    ];
  }

  /** What happens on this way behind the step itself: the arm that was taken, and the steps that were passed. */
  private way(context: Context, path: Path): string {
    const code = this.model.m.code[context];
    return path.steps
      .map(({ location, edge }, i) => {
        const { choice, via } = code[location].edges[edge];
        const text = i === 0 ? (via === null ? '' : textOf(code[via])) : textOf(code[location]);
        return [text.replace(/;$/, ''), /^(=|$)/.test(choice) ? '' : `[${choice}]`]
          .filter((s) => s !== '')
          .join(' ');
      })
      .filter((s) => s !== '')
      .join('; ');
  }

  // ---- Interrupts -----------------------------------------------------------------------------------------------

  private interrupt(vector: number): string[] {
    const { context } = this.model.m.vectors[vector];
    if (this.model.stores.pc[context] === null) return [];
    return [...this.delivery(vector), ...this.arrival(vector)];
  }

  private delivery(vector: number): string[] {
    const { m, stores, names } = this.model;
    const { name } = m.vectors[vector];
    const pending = stores.pending[vector];
    if (pending === null) return [];
    return [
      `\\* ${name} was sent to this CPU, which takes it now.`,
      ...this.entry(
        vector,
        names.fresh(`${name}_delivered`),
        [`self \\in ${pending.name}`],
        pending,
        `${pending.name} \\ {self}`,
      ),
    ];
  }

  private arrival(vector: number): string[] {
    const { m, names, arrivals } = this.model;
    const { name, when } = m.vectors[vector];
    const expected = arrivals[vector];
    if (expected === null) return [];
    const { left, on } = expected;
    const isCommon = left.indexed === 'no';
    const guards = [
      ...(on.length === m.cpus ? [] : [`self \\in {${on.join(', ')}}`]),
      `${isCommon ? left.name : `${left.name}[self]`} > 0`,
      ...(when === null ? [] : conjuncts(termOf(this.model, when)).map((t) => this.guard(t))),
    ];
    const fewer = isCommon ? `${left.name} - 1` : `[${left.name} EXCEPT ![self] = ${left.name}[self] - 1]`;
    return [
      `\\* ${name} arrives by itself, which it may and need not.`,
      ...this.entry(vector, names.fresh(`${name}_arrives`), guards, left, fewer),
    ];
  }

  /** A vector starts its handler, and `used` counts it. */
  private entry(
    vector: number,
    name: string,
    guards: readonly string[],
    used: Store,
    value: string,
  ): string[] {
    const { m, stores } = this.model;
    const { context, entry } = m.vectors[vector];
    this.made.push(name);
    return [
      ...conjunction(`${name}(self)`, [
        ...guards,
        '~Over',
        `${CONTEXT_NAMES[context]}MayEnter(self)`,
        `${used.name}' = ${value}`,
        this.goTo(context, entry),
        ...this.unchanged(new Set([used, stores.pc[context] as Store])),
      ]),
      '',
    ];
  }

  // ---- Conditions -----------------------------------------------------------------------------------------------

  /**
   * What must hold for an action. TLC takes a disjunction, and \E, for so many ways to take the step, and would count one
   * transition several times; behind a negation it takes them for the conditions that they are.
   */
  private guard(t: Term): string {
    const isDisjunction = t.kind === 'op' && t.op === '||';
    const isExistence = t.kind === 'quantified' && t.quantifier === 'exists';
    if (isDisjunction) return `~(${this.expressions.condition(negate(t))})`;
    if (isExistence)
      return `~(${this.expressions.condition({ ...t, quantifier: 'forall', body: negate(t.body) })})`;
    return this.expressions.condition(t);
  }

  private goTo(context: Context, location: number): string {
    const { name } = this.model.stores.pc[context] as Store;
    return `${name}' = [${name} EXCEPT ![self] = ${quote(this.model.labels[context][location])}]`;
  }

  private unchanged(changed: ReadonlySet<Store>): string[] {
    const names = this.model.groups.flatMap((g) =>
      g.stores.some((s) => changed.has(s))
        ? g.stores.filter((s) => !changed.has(s)).map((s) => s.name)
        : [g.name],
    );
    if (names.length === 0) return [];
    return [`UNCHANGED ${names.length === 1 ? names[0] : `<<${names.join(', ')}>>`}`];
  }
}

function placeOf({ path }: Location): string {
  const last = path.at(-1);
  const label = last === undefined || last.label === '' ? '' : `, ${last.label}`;
  return `${path.map((p) => `${p.name}()`).join(' > ')}${label}`;
}

/** The text of a step as the C listing has it, on one line. */
const textOf = (l: Location): string => (l.node === null ? '' : printNode(l.node).replace(/\s+/g, ' '));
