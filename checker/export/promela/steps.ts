import { type Edge, isLiveness, type Location } from '../../../model/language/machine.js';
import { printNode } from '../../../model/language/print-c.js';
import { Joins } from './joins.js';
import {
  alternatives,
  assign,
  atomic,
  declaration,
  ended,
  option,
  type Part,
  remark,
  WIDTH,
} from './layout.js';
import type { PromelaModel } from './model.js';
import { type Mover, mover, operations } from './operations.js';
import { type Local, ownCpu, type Process } from './processes.js';
import { isCommon } from './state.js';
import type { Words } from './words.js';

/** What processes do: a label for each place where control rests, and behind it the transitions that leave it. */
export class Steps {
  private readonly joins: Joins;

  constructor(private readonly model: PromelaModel) {
    this.joins = new Joins(model.m);
  }

  process(p: Process): string[] {
    const { m, words, processes } = this.model;
    const isEverywhere = p.cpus.length === m.cpus;
    const count = p.cpus.length === 1 ? '' : ` [${isEverywhere ? 'CPUS' : p.cpus.length}]`;
    const where = isEverywhere ? 'each CPU' : `CPU${p.cpus.length === 1 ? '' : 's'} ${p.cpus.join(', ')}`;
    const what =
      p.context === 'task'
        ? `/* The task of ${where}. */`
        : `/* What handles ${p.vectors.map(({ vector }) => vector.name).join(', ')} on ${where}. */`;
    const declared = p.locals.flatMap((l) => (l === null || l.isPassing ? [] : [localDeclaration(words, l)]));
    return [
      what,
      ...(p === processes[0] ? [] : ['#undef self']),
      `#define self ${ownCpu(p)}`,
      `active${count} proctype ${p.name}()`,
      '{',
      ...declared,
      ...(declared.length > 0 ? [''] : []),
      ...this.body(p),
      '}',
    ];
  }

  private body(p: Process): string[] {
    const isTask = p.context === 'task';
    const order = p.resting.map((l) => l.id);
    // A handler begins idle, a task ends so.
    const idle = { id: 0, lines: isTask ? ['\tfalse'] : this.entries(p) };
    const busy = order.map((id, i) => ({
      id,
      lines: this.location(p, id, order[i + 1] ?? (isTask ? 0 : null)),
    }));
    const blocks = isTask ? [...busy, idle] : [idle, ...busy];
    return blocks.flatMap(({ id, lines }, i) => [
      ...this.label(p, id),
      ...(i === blocks.length - 1 ? lines : ended(lines)),
    ]);
  }

  private label(p: Process, id: number): string[] {
    const { m, words } = this.model;
    const name = `${words.label(p.context, id)}:`;
    const text = id === 0 ? 'nothing to do' : stepText(m.code[p.context][id]);
    if (text === '') return [name];
    if (name.length + text.length + 14 < WIDTH) return [`${name}\t/* ${text} */`];
    return [name, ...remark(text, '\t')];
  }

  /** How an idle handler starts. */
  private entries(p: Process): string[] {
    const { m, words, state, expressions } = this.model;
    const can = `${words.macro(`${p.context}_can_enter`)}(self)`;
    const by = mover(this.model, p, 0);
    const options: string[][] = [];
    const left: string[] = [];
    for (const { vector, index } of p.vectors) {
      const start = [
        ...assign(`${state.entered[p.context]}[self]`, 'true'),
        ...this.arrive(by, vector.entry),
      ];
      const pending = state.pending[index];
      if (pending !== null)
        options.push(
          atomic(`${can} && ${pending}[self]`, [...assign(`${pending}[self]`, 'false'), ...start], ''),
        );
      const budget = state.budget[index];
      if (budget === null) continue;
      const common = isCommon(vector);
      const cell = common ? budget : `${budget}[self]`;
      left.push(cell);
      // A common budget does not say which CPUs it is for.
      const hit = p.cpus.filter((cpu) => vector.budget[cpu] !== null);
      const here =
        common && hit.length < p.cpus.length ? [`(${hit.map((c) => `self == ${c}`).join(' || ')})`] : [];
      const when = vector.when === null ? [] : [expressions.condition(vector.when, by, 2)];
      const guard = [can, ...here, `${cell} > 0`, ...when].join(' && ');
      options.push(atomic(guard, [{ code: [`${cell}--`] }, ...start], ''));
    }
    if (left.length === 0 || !m.properties.some(isLiveness)) return alternatives(options);
    return this.entriesOrNone(p, options, left);
  }

  /** SPIN takes a run that could still be interrupted for one that has to be; so what is left can be given up. */
  private entriesOrNone(p: Process, entries: readonly string[][], left: readonly string[]): string[] {
    const { words } = this.model;
    const givenUp = left.map((cell) =>
      atomic(
        `${words.macro('goes_on')} && ${cell} > 0`,
        [{ code: [`${cell} = 0`] }, { code: [`goto ${words.label(p.context, 0)}`] }],
        'need not arrive',
      ),
    );
    const [first, ...all] = alternatives([...entries, ...givenUp, [IN_VAIN, IN_VAIN]]);
    const last = all.findIndex((l) => l.includes(IN_VAIN));
    const begin = all.findIndex((l) => l.includes('need not arrive'));
    return [first, ...all.slice(0, begin), '#ifdef LIVENESS', ...all.slice(begin, last), '#endif', '\tfi'];
  }

  /** A place where control rests, with the transitions that leave it. `next` is the place below it. */
  private location(p: Process, id: number, next: number | null): string[] {
    const { m, words, expressions } = this.model;
    const here = m.code[p.context][id];
    if (here.edges.length === 0) return ['\tfalse'];
    const by = mover(this.model, p, id);
    const runs = `${words.macro(`${p.context}_runs`)}(self)`;
    const options = here.edges.map((e) => {
      const guard = e.guard === null ? runs : `${runs} && ${expressions.condition(e.guard, by, 2)}`;
      const parts = [...operations(this.model, by, e.ops), ...this.onwards(by, e.target, null)];
      const last = parts.at(-1);
      // A single transition falls through to the label below it.
      if (here.edges.length === 1 && last !== undefined && 'code' in last && next !== null)
        if (last.code.length === 1 && last.code[0] === `goto ${words.label(p.context, next)}`) parts.pop();
      return atomic(guard, parts, here.edges.length === 1 ? '' : this.choice(p, here, e));
    });
    return alternatives(options);
  }

  private choice(p: Process, here: Location, e: Edge): string {
    const via = e.via === null ? null : this.model.m.code[p.context][e.via];
    if (via !== null) {
      const last = via.path.at(-1);
      const text = stepText(via);
      return `${e.choice}: ${last?.label ?? ''}${text === '' ? '' : `: ${text}`}`;
    }
    return here.node?.kind === 'choose' ? '' : e.choice;
  }

  /** From a target on until control rests, or to where several ways come together. */
  private onwards(by: Mover, id: number, until: number | null): Part[] {
    if (id === until) return [];
    const { context } = by.process;
    const here = this.model.m.code[context][id];
    if (here.rests) return this.arrive(by, id);
    const text = stepText(here);
    const what: Part[] = text === '' ? [] : [{ comment: `${here.path.at(-1)?.label}: ${text}` }];
    if (here.edges.length === 1) {
      const [e] = here.edges;
      return [...what, ...operations(this.model, by, e.ops), ...this.onwards(by, e.target, until)];
    }
    const join = this.joins.of(context, id);
    const ways = here.edges.map((e) => [
      ...operations(this.model, by, e.ops),
      ...this.onwards(by, e.target, join ?? until),
    ]);
    const after = join === null ? [] : this.onwards(by, join, until);
    if (ways.every((w) => w.every((part) => 'comment' in part))) return [...what, ...after];
    const lines = ['if'];
    here.edges.forEach((e, i) => {
      // Exactly one way on is open at a place that is passed.
      const last = i === here.edges.length - 1;
      const guard = last || e.guard === null ? 'else' : this.model.expressions.condition(e.guard, by);
      lines.push(...option(guard, ways[i]));
    });
    return [...what, { code: [...lines, 'fi'] }, ...after];
  }

  /** Control comes to rest. */
  private arrive({ process: p, origin }: Mover, id: number): Part[] {
    const { words, state, places } = this.model;
    const parts: Part[] = [];
    for (const { name, context, locations } of places.watches)
      if (context === p.context && locations.has(id) !== locations.has(origin))
        parts.push(...assign(`${name}[self]`, String(locations.has(id))));
    if (id === 0) {
      const entered = state.entered[p.context];
      if (entered !== undefined) parts.push(...assign(`${entered}[self]`, 'false'));
      // iret restores what was interrupted.
      const irqs = state.irqsOff[p.context];
      if (irqs !== undefined) parts.push(...assign(`${irqs}[self]`, 'false'));
    }
    return [...parts, { code: [`goto ${words.label(p.context, id)}`] }];
  }
}

/** Stands for an alternative that is not written. */
const IN_VAIN = 'no alternative';

/** What a step says in C, fit to stand in a comment. */
function stepText({ node }: Location): string {
  if (node === null) return '';
  return printNode(node).replaceAll('/*', '').replaceAll('*/', '').replace(/\s+/g, ' ').trim();
}

function localDeclaration(words: Words, l: Local): string {
  const also = l.called.length > 2 ? `\t/* also ${l.called.slice(2).join(', ')} */` : '';
  return `\t${declaration(words.type(l.domain, l), l.name, null, [words.value(l.domain, l.min)])}${also}`;
}
