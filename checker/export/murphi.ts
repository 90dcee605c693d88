import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type {
  Edge,
  Location,
  Machine,
  MachineProperty,
  MachineVector,
  MExpr,
  Op,
} from '../../model/language/machine.js';
import { printNode } from '../../model/language/print-c.js';
import {
  BOOLEAN,
  CPU,
  Expressions,
  type FrameRecord,
  type Here,
  type Sort,
  type StateCell,
  sharedBudget,
  Vocabulary,
} from './murphi-expressions.js';
import type { About, Exported, Target } from './target.js';

/**
 * Murphi, as Rumur reads it: a rule for each way on from a place where control rests, for any CPU; a procedure for each
 * place that is passed and that several ways lead to. Except for `cover`, CMurphi reads it as well.
 */
export const murphi: Target = {
  name: 'murphi',
  reader: 'Rumur',
  extension: 'm',
  write(machine: Machine, about: About): Exported {
    // Which enumerations are computed with is known only when everything has been written.
    const numeric = new Set<string>();
    for (;;) {
      const text = new Text(machine, about, numeric);
      const written = text.write();
      const known = numeric.size;
      for (const name of text.mixed) numeric.add(name);
      if (numeric.size === known) return { text: written, beside: {}, commands };
    }
  },
};

function commands(name: string): string[] {
  const base = name.replace(/\.m$/, '');
  return [
    `rumur --symmetry-reduction off --deadlock-detection off --output ${base}.c ${name}`,
    `cc -std=c11 -O3 -march=native -mcx16 -o ${base} ${base}.c -lpthread`,
    `./${base}`,
  ];
}

const WIDTH = 110;
const indent = (lines: readonly string[], by = 2): string[] =>
  lines.map((l) => (l === '' ? l : `${' '.repeat(by)}${l}`));

class Text {
  private readonly words: Vocabulary;
  private readonly expressions: Expressions;

  constructor(
    private readonly m: Machine,
    private readonly about: About,
    numeric: ReadonlySet<string>,
  ) {
    this.words = new Vocabulary(m, numeric);
    this.expressions = new Expressions(this.words);
  }

  get mixed(): ReadonlySet<string> {
    return this.expressions.mixed;
  }

  write(): string {
    // Declared before they are used: what the rules and properties call is known when these are written.
    const contexts = CONTEXTS.filter((c) => this.words.frames[c] !== null);
    const passages = contexts.flatMap((c) => this.passages(c));
    const rules = [...contexts.flatMap((c) => this.rules(c)), ...this.interrupts()];
    const properties = this.properties();
    const moves = this.needsMoves() ? this.moves(contexts) : [];
    const parts = [
      this.head(),
      this.constants(),
      this.types(),
      this.variables(),
      this.helpers(),
      this.predicates(),
      this.scheduling(contexts),
      passages,
      moves,
      this.startstate(),
      rules,
      properties,
    ];
    const lines = parts.flatMap((p) => [...p, '']).flatMap(fold);
    // One empty line is enough.
    return `${lines
      .filter((l, i) => l !== '' || lines[i - 1] !== '')
      .join('\n')
      .trimEnd()}\n`;
  }

  // ---- Declarations -------------------------------------------------------------------------------------------

  private head(): string[] {
    const { title, settings } = this.about;
    const file = `${title.replace(/\W+/g, '-')}.m`;
    const given = settings.length === 0 ? '' : `, ${settings.join(', ')}`;
    return [
      ...remark(`${title}${given}: a model written by panic-check for Rumur.`),
      '--',
      ...remark('To check it:'),
      ...commands(file).map((c) => `--   ${c}`),
      '--',
      ...remark(
        `A rule is one indivisible step of one CPU, called after the kernel's function and the step in it; what the step
        says in C stands below its name. Each CPU has a record for each context, and only the highest context that
        is not idle moves. Locals that nobody will read again hold the smallest value of their type. There are exactly
        as many states as panic-check finds, and as many rules fired as it finds transitions.`,
      ),
      '--',
      ...remark(
        `Rumur stops at the first property that is violated; CHECK picks one of them, or none. A value outside of its
        type, which panic-check reports as a fault of the model, is an error here too, except where nobody reads it;
        a number where a boolean belongs is true unless it is 0; arithmetic is as wide as Rumur makes it, not 32 bits.`,
      ),
      ...(this.m.properties.some((p) => p.kind === 'reachable' || p.trigger !== null)
        ? remark(
            'CMurphi has no `cover`: make it an invariant that says the opposite, and expect it to fail.',
          )
        : []),
    ];
  }

  private constants(): string[] {
    const { cpus } = this.m;
    return [
      'const',
      '  CHECK: 0;      -- which property to check, by its number at the end; 0: all, -1: none',
      `  CPUS: ${cpus};`,
      '  NO_CPU: -1;',
      `  ALL_CPUS: ${2 ** cpus - 1};   -- a set of CPUs is a number, CPU n its bit n`,
      ...this.words.enumerations
        .filter((e) => e.numeric)
        .flatMap((e) => e.members.map((name, value) => `  ${name}: ${value};`)),
    ];
  }

  private types(): string[] {
    return [
      'type',
      '  CPU: 0..CPUS - 1;',
      '  CPU_OR_NONE: NO_CPU..CPUS - 1;',
      '  CPU_MASK: 0..ALL_CPUS;',
      ...this.words.enumerations.map((e) => {
        const members = e.members.filter((m) => m !== '');
        return e.numeric
          ? `  ${e.name}: 0..${members.length - 1};`
          : `  ${e.name}: enum { ${members.join(', ')} };`;
      }),
    ];
  }

  private variables(): string[] {
    const { m, words } = this;
    const lines: string[] = [];
    const perCpu = (type: string) => `array [CPU] of ${type}`;
    const declared = (ghost: boolean): string[] =>
      m.variables.flatMap((v, i) => {
        if ((v.scope === 'ghost') !== ghost) return [];
        const type = words.typeOf(v.domain);
        const of = { no: '', cpu: 'array [CPU] of ', array: `array [0..${v.fields.length - 1}] of ` };
        return [`${words.names.variables[i]}: ${of[v.indexed]}${type};`];
      });
    lines.push(...declared(false));
    const ghosts = declared(true);
    if (ghosts.length > 0) lines.push(...remark('Of the question, not of the kernel:'), ...ghosts);
    lines.push(...remark('What runs on each CPU, by context:'));
    for (const context of CONTEXTS) {
      const frame = words.frames[context];
      if (frame === null) continue;
      lines.push(`${frame.name}: array [CPU] of record`, `  pc: ${frame.places.name};`);
      if (frame.hasIrqs) lines.push('  irqs_off: boolean;');
      for (const part of frame.slots)
        if (part !== null) {
          lines.push(...indent([...remark(part.remark), `${part.name}: ${words.typeOf(part.domain)};`]));
        }
      lines.push('end;');
    }
    m.vectors.forEach((v, i) => {
      if (v.pending.some((f) => f !== null)) lines.push(`${words.pending[i]}: ${perCpu('boolean')};`);
      const budget = v.budget.filter((f) => f !== null);
      if (budget.length === 0) return;
      const type = `0..${Math.max(...budget.map((f) => m.fields[f].range.max))}`;
      lines.push(
        `${words.left[i]}: ${sharedBudget(v.budget) ? type : perCpu(type)};   -- how often it may still arrive`,
      );
    });
    if (m.stopped.some((f) => f !== null)) lines.push(`${words.stopped}: ${perCpu('boolean')};`);
    lines.push(`${words.cells[m.outcome].name}: ${words.outcome.name};   -- how the run ended`);
    if (m.assertions.length > 0) {
      lines.push(`${words.failed}: 0..${m.assertions.length};   -- 0: none`);
      m.assertions.forEach(({ place, message }, i) => {
        lines.push(...indent(remark(`${i + 1}: ${place}: ${message}`)));
      });
    }
    return ['var', ...indent(lines)];
  }

  private startstate(): string[] {
    const { m, words } = this;
    const lines: string[] = [];
    const literal = (value: number, sort: Sort) => this.expressions.literal(value, sort);
    const perCpu = new Map<string, { cell: StateCell; values: number[]; smallest: number }>();
    words.cells.forEach((cell, field) => {
      if (field === m.failed && m.assertions.length === 0) return;
      if (cell.cpu === null) {
        lines.push(`${cell.name}${cell.part} := ${literal(m.initial[field], cell.sort)};`);
        return;
      }
      const key = cell.name + cell.part;
      const all = perCpu.get(key) ?? { cell, values: [], smallest: m.fields[field].range.min };
      all.values[cell.cpu] = m.initial[field];
      perCpu.set(key, all);
    });
    // A CPU on which a part is never used has none in the machine; here it has, and it keeps its smallest value.
    const loop: string[] = [];
    const apart: string[] = [];
    for (const { cell, values, smallest } of perCpu.values()) {
      const first = Array.from({ length: m.cpus }, (_, cpu) => values[cpu] ?? smallest);
      const usual = first.every((x) => x === first[0]) ? first[0] : smallest;
      loop.push(`${cell.name}[c]${cell.part} := ${literal(usual, cell.sort)};`);
      first.forEach((x, cpu) => {
        if (x !== usual) apart.push(`${cell.name}[${cpu}]${cell.part} := ${literal(x, cell.sort)};`);
      });
    }
    const loops = loop.length === 0 ? [] : ['for c: CPU do', ...indent(loop), 'end;'];
    return ['startstate', 'begin', ...indent([...lines, ...loops, ...apart]), 'end;'];
  }

  // ---- Functions ----------------------------------------------------------------------------------------------

  private helpers(): string[] {
    const called = this.expressions.helpers;
    const all: Record<string, string[]> = {
      bit_of: [
        'function bit_of(cpu: CPU): CPU_MASK;',
        'begin',
        '  switch cpu',
        ...Array.from({ length: this.m.cpus }, (_, cpu) => `  case ${cpu}: return ${2 ** cpu};`),
        '  end;',
        'end;',
      ],
      cpumask_test_cpu: [
        'function cpumask_test_cpu(cpu: CPU_OR_NONE; mask: CPU_MASK): boolean;',
        'begin',
        '  if cpu = NO_CPU then return false; end;',
        '  return (mask / bit_of(cpu)) % 2 = 1;',
        'end;',
      ],
      cpumask_with: [
        'function cpumask_with(mask: CPU_MASK; cpu: CPU_OR_NONE): CPU_MASK;',
        'begin',
        '  if cpu = NO_CPU | cpumask_test_cpu(cpu, mask) then return mask; end;',
        '  return mask + bit_of(cpu);',
        'end;',
      ],
      cpumask_without: [
        'function cpumask_without(mask: CPU_MASK; cpu: CPU_OR_NONE): CPU_MASK;',
        'begin',
        '  if !cpumask_test_cpu(cpu, mask) then return mask; end;',
        '  return mask - bit_of(cpu);',
        'end;',
      ],
      cpumask_first: [
        'function cpumask_first(mask: CPU_MASK): CPU_OR_NONE;',
        'begin',
        '  for c: CPU do',
        '    if cpumask_test_cpu(c, mask) then return c; end;',
        '  end;',
        '  return NO_CPU;',
        'end;',
      ],
      cpumask_weight: [
        `function cpumask_weight(mask: CPU_MASK): 0 .. ${this.m.cpus};`,
        `var count: 0 .. ${this.m.cpus};`,
        'begin',
        '  count := 0;',
        '  for c: CPU do',
        '    if cpumask_test_cpu(c, mask) then count := count + 1; end;',
        '  end;',
        '  return count;',
        'end;',
      ],
    };
    if (called.size === 0) return [];
    const needed = new Set(['bit_of', 'cpumask_test_cpu', ...called]);
    return Object.entries(all).flatMap(([name, lines]) => (needed.has(name) ? [...lines, ''] : []));
  }

  /** Whether a place is in a part of the program that a property or a note speaks about. */
  private predicates(): string[] {
    return [...this.expressions.predicates].flatMap(([name, { context, locations }]) => {
      const { places } = this.words.frames[context] as FrameRecord;
      return [
        `function ${name}(place: ${places.name}): boolean;`,
        'begin',
        '  switch place',
        `  case ${locations.map((id) => places.members[id]).join(', ')}: return true;`,
        '  else return false;',
        '  end;',
        'end;',
        '',
      ];
    });
  }

  private isOver(): string {
    const { m, words } = this;
    const over = `${words.cells[m.outcome].name} != ${words.outcome.members[0]}`;
    return m.assertions.length === 0 ? over : `${over} | ${words.failed} != 0`;
  }

  private isStopped(): string[] {
    return this.m.stopped.some((f) => f !== null) ? [`${this.words.stopped}[cpu]`] : [];
  }

  private idle(context: Context): string[] {
    const frame = this.words.frames[context];
    return frame === null ? [] : [`${frame.name}[cpu].pc = ${frame.places.members[0]}`];
  }

  private above = (context: Context) => CONTEXTS.slice(CONTEXTS.indexOf(context) + 1);

  /** When a context moves and when it can be entered. */
  private scheduling(contexts: readonly Context[]): string[] {
    const stopped = this.isStopped().map((s) => `!${s}`);
    const entered = new Set(this.m.vectors.map((v) => v.context));
    const predicate = (name: string, says: string, terms: readonly string[]): string[] => [
      ...remark(says),
      `function ${name}(cpu: CPU): boolean;`,
      'begin',
      `  return ${terms.join(' & ')};`,
      'end;',
      '',
    ];
    return [
      ...remark('Nothing happens after the machine has ended.'),
      'function is_over(): boolean;',
      'begin',
      `  return ${this.isOver()};`,
      'end;',
      '',
      ...contexts.flatMap((c) =>
        predicate(`${c}_runs`, `The ${c} context is what this CPU goes on with, if it is not idle.`, [
          '!is_over()',
          ...stopped,
          ...this.above(c).flatMap((x) => this.idle(x)),
        ]),
      ),
      ...contexts
        .filter((c) => c !== 'task' && entered.has(c))
        .flatMap((c) =>
          predicate(`${c}_can_enter`, `An interrupt can start in the ${c} context of this CPU.`, [
            '!is_over()',
            ...stopped,
            ...[c, ...this.above(c)].flatMap((x) => this.idle(x)),
            ...this.irqsOn(c),
          ]),
        ),
    ];
  }

  /** What runs below has interrupts on; NMIs do not ask. */
  private irqsOn(context: Context): string[] {
    if (context === 'nmi') return [];
    const off = (c: Context): string | null => {
      const frame = this.words.frames[c];
      return frame?.hasIrqs ? `!${frame.name}[cpu].irqs_off` : null;
    };
    const task = off('task');
    if (context !== 'hardirq' || this.words.frames.softirq === null) return task === null ? [] : [task];
    const [idle] = this.idle('softirq');
    return [`(${idle} ? ${task ?? 'true'} : ${off('softirq') ?? 'true'})`];
  }

  // ---- Steps --------------------------------------------------------------------------------------------------

  /** Where control can rest on some CPU. A handler whose interrupt never comes is code that nothing runs. */
  private resting(context: Context): Location[] {
    const ids = this.m.frames.flatMap((f) => {
      const frame = f[context];
      return frame === null ? [] : (this.m.fields[frame.pc].values ?? []);
    });
    return [...new Set(ids)].sort((a, b) => a - b).map((id) => this.m.code[context][id]);
  }

  /** Passed locations that several ways lead to, callees first. */
  private passages(context: Context): string[] {
    const code = this.m.code[context];
    const lines: string[] = [];
    const done = new Set<number>();
    const visit = (id: number): void => {
      // No cycle consists of passed locations alone.
      if (done.has(id) || code[id].rests) return;
      done.add(id);
      for (const e of code[id].edges) visit(e.target);
      if (!this.isProcedure(context, id)) return;
      lines.push(
        `procedure ${this.words.names.location(context, id)}(cpu: CPU);`,
        'begin',
        ...indent(withoutRepeats(this.passed(context, code[id]))),
        'end;',
        '',
      );
    };
    for (const { edges } of this.resting(context)) for (const e of edges) visit(e.target);
    return lines;
  }

  private readonly waysTo = new Map<Context, number[]>();

  private isProcedure(context: Context, id: number): boolean {
    let ways = this.waysTo.get(context);
    if (ways === undefined) {
      ways = this.m.code[context].map(() => 0);
      for (const { edges } of this.m.code[context]) for (const { target } of edges) ways[target]++;
      this.waysTo.set(context, ways);
    }
    return ways[id] > 1;
  }

  /** What happens at a location that is passed: exactly one of its edges is open. */
  private passed(context: Context, location: Location): string[] {
    const { edges } = location;
    const says = remark(`${placeOf(location)}: ${location.node === null ? '' : printNode(location.node)}`);
    if (edges.length === 1) return [...says, ...this.along(context, edges[0])];
    const here: Here = { self: 'cpu', context };
    const lines = edges.flatMap((e, i) => {
      const last = i === edges.length - 1;
      const test = e.guard === null ? 'true' : this.expressions.condition(e.guard, here);
      const head = i === 0 ? `if ${test} then` : last ? 'else' : `elsif ${test} then`;
      return [head, ...indent(this.along(context, e))];
    });
    return [...says, ...lines, 'end;'];
  }

  /** The operations of an edge, and what follows until control rests. */
  private along(context: Context, edge: Edge): string[] {
    const frame = this.words.frames[context] as FrameRecord;
    const target = this.m.code[context][edge.target];
    const lines = edge.ops.flatMap((op) => this.operation(op, { self: 'cpu', context }));
    if (!target.rests)
      return this.isProcedure(context, target.id)
        ? [...lines, `${this.words.names.location(context, target.id)}(cpu);`]
        : [...lines, ...this.passed(context, target)];
    lines.push(`${frame.name}[cpu].pc := ${frame.places.members[target.id]};`);
    // The end of an interrupt restores the flag of what it interrupted.
    if (target.id === 0 && frame.hasIrqs) lines.push(`${frame.name}[cpu].irqs_off := false;`);
    return lines;
  }

  private operation(op: Op, here: Here): string[] {
    const { m, words, expressions } = this;
    const frame = words.frames[here.context] as FrameRecord;
    switch (op.kind) {
      case 'slot': {
        const part = frame.slots[op.slot];
        if (part === null) return [];
        const value = expressions.value(op.value, words.sortOf(part.domain), here);
        return [`${frame.name}[cpu].${part.name} := ${value};`];
      }
      case 'cell': {
        const to = expressions.cell(op, here);
        const sort = words.sortOf(m.variables[op.variable].domain);
        const { value } = op;
        // A compare and exchange: the cell keeps its value otherwise.
        if (value.kind === 'op' && value.op === '?:' && sameCell(value.args[2], op)) {
          const [test, then] = value.args;
          const assign = `${to} := ${expressions.value(then, sort, here)};`;
          return [`if ${expressions.condition(test, here)} then ${assign} end;`];
        }
        return [`${to} := ${expressions.value(value, sort, here)};`];
      }
      case 'irqs':
        return [`${frame.name}[cpu].irqs_off := ${expressions.value(op.value, BOOLEAN, here)};`];
      case 'stop':
        return [`${words.stopped}[cpu] := true;`];
      case 'end':
        return [`${words.cells[m.outcome].name} := ${words.outcome.members[op.outcome]};`];
      case 'pend': {
        const pending = words.pending[op.vector];
        if (!op.toSet) return [`${pending}[${expressions.value(op.to, CPU, here)}] := true;`];
        const everybody = op.to.kind === 'const' && op.to.value === 2 ** m.cpus - 1;
        const set = `${pending}[c] := true;`;
        const test = everybody ? '' : expressions.contains(op.to, 'c', here);
        return ['for c: CPU do', `  ${everybody ? set : `if ${test} then ${set} end;`}`, 'end;'];
      }
      case 'check': {
        const broken = expressions.negation(op.cond, here);
        const test = broken === 'true' ? '' : ` & ${broken}`;
        return [`if ${words.failed} = 0${test} then ${words.failed} := ${op.assertion + 1}; end;`];
      }
    }
  }
  /** A rule for each way on from each place at which control rests. */
  private rules(context: Context): string[] {
    const { words, expressions } = this;
    const frame = words.frames[context] as FrameRecord;
    const here: Here = { self: 'cpu', context };
    const lines = [...remark(`The ${context} context`), '', 'ruleset cpu: CPU do'];
    let before = '';
    for (const location of this.resting(context)) {
      const way = location.path.map((p) => `${p.name}()`).join(' > ');
      if (way !== before && location.edges.length > 0) {
        before = way;
        lines.push('', ...indent(remark(`${location.path.at(-1)?.source.file}: ${way}`)));
      }
      for (const e of location.edges) {
        const via = e.via === null ? null : this.m.code[context][e.via];
        const name = `${placeOf(location)}${e.choice === '' ? '' : ` [${e.choice}]`}`;
        const says = [location.node, via?.node ?? null].flatMap((n) => (n === null ? [] : [printNode(n)]));
        const guard = e.guard === null ? 'true' : expressions.condition(e.guard, here, true);
        const tests = [
          `${frame.name}[cpu].pc = ${frame.places.members[location.id]}`,
          `${context}_runs(cpu)`,
          ...(guard === 'true' ? [] : [guard]),
        ];
        lines.push(
          ...indent([
            `rule "${name.replaceAll('"', "'")}"`,
            ...indent(says.flatMap(remark)),
            `  ${tests.join(' & ')}`,
            '==>',
            'begin',
            ...indent(withoutRepeats(this.along(context, e))),
            'end;',
          ]),
          '',
        );
      }
    }
    return [...lines, '', 'endruleset;', ''];
  }

  private interrupts(): string[] {
    const rules = this.m.vectors.flatMap((v, i) => {
      const { context } = v;
      const frame = this.words.frames[context];
      if (frame === null) return [];
      const name = v.name.replaceAll('"', "'");
      const rule = (what: string, tests: readonly string[], count: string): string[] => [
        `rule "${name} ${what}"`,
        `  ${tests.join(' & ')}`,
        '==>',
        'begin',
        `  ${count}`,
        `  ${frame.name}[cpu].pc := ${frame.places.members[v.entry]};`,
        'end;',
        '',
      ];
      const lines: string[] = [];
      if (v.pending.some((f) => f !== null)) {
        const pending = this.pending(i);
        lines.push(...rule('is delivered', [pending, `${context}_can_enter(cpu)`], `${pending} := false;`));
      }
      if (v.budget.some((f) => f !== null)) {
        const left = `${this.words.left[i]}${sharedBudget(v.budget) ? '' : '[cpu]'}`;
        const tests = [`${left} > 0`, `${context}_can_enter(cpu)`, ...this.hits(v)];
        if (v.when !== null)
          tests.push(this.expressions.condition(v.when, { self: 'cpu', context: 'task' }, true));
        lines.push(...rule('arrives', tests, `${left} := ${left} - 1;`));
      }
      return lines;
    });
    if (rules.length === 0) return [];
    return [...remark('Interrupts'), '', 'ruleset cpu: CPU do', '', ...indent(rules), '', 'endruleset;'];
  }

  private pending(vector: number): string {
    return `${this.words.pending[vector]}[cpu]`;
  }

  /** The CPUs at which a vector may arrive, if it is not all of them and its counter does not say so. */
  private hits({ budget }: MachineVector): string[] {
    if (!sharedBudget(budget) || budget.every((f) => f !== null)) return [];
    const tests = budget.flatMap((f, cpu) => (f === null ? [] : [`cpu = ${cpu}`]));
    return [tests.length === 1 ? tests[0] : `(${tests.join(' | ')})`];
  }

  // ---- Properties ---------------------------------------------------------------------------------------------

  private needsMoves(): boolean {
    return this.m.properties.some((p) => p.kind === 'atEnd' || p.kind === 'noDeadlock');
  }

  /** What has to happen, and who waits: where a run ends, and whether that is a deadlock. */
  private moves(contexts: readonly Context[]): string[] {
    const { m, words } = this;
    const highestFirst = [...contexts].reverse();
    const stopped = this.isStopped();
    /** What the context that runs says; `otherwise` where none does. */
    const running = (name: string, suffix: string): string[] => [
      `function ${name}(cpu: CPU): boolean;`,
      'begin',
      ...indent(
        highestFirst.flatMap((c) => [`if !(${this.idle(c)[0]}) then return ${c}_${suffix}(cpu); end;`]),
      ),
      '  return false;',
      'end;',
      '',
    ];
    const sent = m.vectors.flatMap((v, i) =>
      v.pending.some((f) => f !== null) ? [`${this.pending(i)} & ${v.context}_can_enter(cpu)`] : [],
    );
    const must = ['running_can_move(cpu)', ...sent];
    const deadlock = m.properties.some((p) => p.kind === 'noDeadlock');
    return [
      ...remark('Whether a step is possible at the place of a context.'),
      '',
      ...contexts.flatMap((c) => this.canMove(c)),
      ...running('running_can_move', 'can_move'),
      ...remark('A step, or an interrupt that was sent. Interrupts that may arrive by themselves need not.'),
      'function cpu_must_move(cpu: CPU): boolean;',
      'begin',
      ...stopped.map((s) => `  if ${s} then return false; end;`),
      `  return ${must.join(' | ')};`,
      'end;',
      '',
      'function must_move(): boolean;',
      'begin',
      '  return !is_over() & exists c: CPU do cpu_must_move(c) end;',
      'end;',
      '',
      ...remark(
        'The machine has ended, or nothing that must happen can happen. A failed assertion is no end.',
      ),
      'function run_ended(): boolean;',
      'begin',
      `  return ${m.assertions.length === 0 ? '' : `${words.failed} = 0 & `}!must_move();`,
      'end;',
      '',
      ...(deadlock
        ? [
            ...remark(
              'Whether a context waits for something that is not so, or relies on somebody to stop it.',
            ),
            '',
            ...contexts.flatMap((c) => this.waits(c)),
            ...running('running_waits', 'waits'),
            ...this.deadlock(contexts),
          ]
        : []),
    ];
  }

  private canMove(context: Context): string[] {
    const { expressions, words } = this;
    const { name, places } = words.frames[context] as FrameRecord;
    const here: Here = { self: 'cpu', context };
    const always: string[] = [];
    const guarded: string[] = [];
    for (const { id, edges } of this.resting(context)) {
      if (edges.length === 0) continue;
      const tests = edges.map((e) =>
        e.guard === null ? 'true' : expressions.condition(e.guard, here, true),
      );
      if (tests.includes('true')) always.push(places.members[id]);
      else guarded.push(`case ${places.members[id]}: return ${tests.join(' | ')};`);
    }
    const cases = [...(always.length === 0 ? [] : [`case ${always.join(', ')}: return true;`]), ...guarded];
    return [
      `function ${context}_can_move(cpu: CPU): boolean;`,
      'begin',
      ...(cases.length === 0
        ? ['  return false;']
        : [`  switch ${name}[cpu].pc`, ...indent(cases), '  else return false;', '  end;']),
      'end;',
      '',
    ];
  }

  private waits(context: Context): string[] {
    const { name, places } = this.words.frames[context] as FrameRecord;
    const ends = this.placesOf(context, (l) => l.kind === 'halt' || l.kind === 'final');
    return [
      `function ${context}_waits(cpu: CPU): boolean;`,
      'begin',
      `  switch ${name}[cpu].pc`,
      '  -- intended ends',
      `  case ${ends.map((id) => places.members[id]).join(', ')}: return false;`,
      `  else return !${context}_can_move(cpu);`,
      '  end;',
      'end;',
      '',
    ];
  }

  private placesOf(context: Context, which: (l: Location) => boolean): number[] {
    return this.resting(context)
      .filter(which)
      .map((l) => l.id);
  }

  private deadlock(contexts: readonly Context[]): string[] {
    const reached = contexts.flatMap((c) => {
      const { name, places } = this.words.frames[c] as FrameRecord;
      return this.placesOf(c, (l) => l.kind === 'final').map((id) => `${name}[c].pc = ${places.members[id]}`);
    });
    const [stopped] = this.isStopped().map((s) => s.replace('[cpu]', '[c]'));
    const waits = `${stopped === undefined ? '' : `!${stopped} & `}running_waits(c)`;
    return [
      ...remark(
        `Nothing moves and somebody waits${reached.length === 0 ? '' : ', and no panic owner has reached its intended end, after which waiting is fine'}.`,
      ),
      'function deadlock(): boolean;',
      'begin',
      '  if is_over() | must_move() then return false; end;',
      ...(reached.length === 0
        ? []
        : [`  if exists c: CPU do ${reached.join(' | ')} end then return false; end;`]),
      `  return exists c: CPU do ${waits} end;`,
      'end;',
      '',
    ];
  }

  private properties(): string[] {
    const { m, words } = this;
    const all = m.properties.flatMap((p, i) => [...this.property(p, i + 1), '']);
    if (m.assertions.length > 0)
      all.push(
        ...remark(`${m.properties.length + 1}. No assertion of the model fails.`),
        'invariant "assertions"',
        `  ${checked(m.properties.length + 1)} -> ${words.failed} = 0;`,
      );
    return [...remark('Properties'), '', ...all];
  }

  private property(p: MachineProperty, n: number): string[] {
    this.expressions.subject = p.name;
    // A property looks at the machine from outside, so that there is no `self`.
    const here: Here = { self: 'NO_CPU', context: 'task' };
    const expr = (e: MExpr) => this.expressions.condition(e, here, true);
    const name = p.name.replaceAll('"', "'");
    const invariant = (holds: string) => [`invariant "${name}"`, `  ${checked(n)} -> ${holds};`];
    const judged = (): string[] => {
      const holds = p.expr === null ? 'false' : expr(p.expr);
      switch (p.kind) {
        case 'always':
          return invariant(holds);
        case 'never':
          return invariant(p.expr === null ? 'true' : this.expressions.negation(p.expr, here));
        case 'atEnd':
          return invariant(`(run_ended() -> ${holds})`);
        case 'noDeadlock':
          return invariant('!deadlock()');
        case 'reachable':
          return [`cover "${name}"`, `  ${checked(n)} -> ${holds};`];
        default:
          return remark(`${name} is left out: it is about runs without an end, and Rumur judges states.`);
      }
    };
    const vacuity =
      p.trigger === null
        ? []
        : [
            ...remark('It says something only if this is so at some time.'),
            `cover "${name}: not vacuous"`,
            `  ${checked(n)} -> ${expr(p.trigger)};`,
          ];
    return [...remark(`${n}. ${p.says}`), ...judged(), ...vacuity];
  }
}

const checked = (n: number): string => `(CHECK = 0 | CHECK = ${n})`;

/** The function and the step in it, as traces name it. */
function placeOf({ path }: Location): string {
  const here = path.at(-1);
  return here === undefined ? '' : `${here.name}${here.label === '' ? '' : `.${here.label}`}`;
}

const sameCell = (e: MExpr, to: Extract<Op, { kind: 'cell' }>): boolean =>
  e.kind === 'cell' && e.variable === to.variable && JSON.stringify(e.index) === JSON.stringify(to.index);

/** Without assignments of names to a local that another one overwrites before anybody can read it. */
function withoutRepeats(lines: readonly string[]): string[] {
  const kept: string[] = [];
  const later = new Set<string>();
  for (const line of [...lines].reverse()) {
    // Names are constants and shared variables: such a line reads no local.
    const local = /^ *(\w+\[cpu\]\.\w+) := \w+;$/.exec(line)?.[1];
    if (local === undefined) {
      if (!/^ *--/.test(line)) later.clear();
    } else if (later.has(local)) continue;
    else later.add(local);
    kept.unshift(line);
  }
  return kept;
}

/** Words as comment lines. */
function remark(text: string): string[] {
  const lines: string[] = [];
  let line = '--';
  for (const word of text.trim().split(/\s+/)) {
    if (word === '') continue;
    if (line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '--';
    }
    line += ` ${word}`;
  }
  return line === '--' ? lines : [...lines, line];
}

/** Breaks a line that is too wide at its spaces, which mean nothing in Murphi except in strings and comments. */
function fold(line: string): string[] {
  if (line.length <= WIDTH || /^ *--/.test(line) || line.includes('"')) return [line];
  const inner = `${/^ */.exec(line)?.[0]}    `;
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const behind = Math.max(
      ...[' &', ' |', ' ->', ','].map((o) => rest.lastIndexOf(`${o} `, WIDTH) + o.length),
    );
    const at = behind > WIDTH / 2 ? behind : rest.lastIndexOf(' ', WIDTH);
    if (at <= inner.length) break;
    lines.push(rest.slice(0, at));
    rest = inner + rest.slice(at + 1);
  }
  return [...lines, rest];
}
