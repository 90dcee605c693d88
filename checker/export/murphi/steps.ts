import type { Context } from '../../../model/language/ir.js';
import type { Edge, Location, MExpr, Op } from '../../../model/language/machine.js';
import { printNode } from '../../../model/language/print-c.js';
import type { Here } from './expressions.js';
import { indent, remark } from './layout.js';
import type { MurphiModel } from './model.js';
import { BOOLEAN, CPU, type FrameRecord } from './vocabulary.js';

/** What contexts do: a rule for each way on from where control rests, a procedure for what several ways pass. */
export class Steps {
  private readonly waysTo = new Map<Context, number[]>();

  constructor(private readonly model: MurphiModel) {}

  /** A rule for each way on from each place at which control rests. */
  rules(context: Context): string[] {
    const lines = [...remark(`The ${context} context`), '', 'ruleset cpu: CPU do'];
    let before = '';
    for (const location of this.model.resting(context)) {
      const way = location.path.map((p) => `${p.name}()`).join(' > ');
      if (way !== before && location.edges.length > 0) {
        before = way;
        lines.push('', ...indent(remark(`${location.path.at(-1)?.source.file}: ${way}`)));
      }
      for (const e of location.edges) lines.push(...indent(this.rule(context, location, e)), '');
    }
    return [...lines, '', 'endruleset;', ''];
  }

  private rule(context: Context, location: Location, e: Edge): string[] {
    const { m, words, expressions } = this.model;
    const frame = words.frames[context] as FrameRecord;
    const via = e.via === null ? null : m.code[context][e.via];
    const name = `${placeOf(location)}${e.choice === '' ? '' : ` [${e.choice}]`}`;
    const says = [location.node, via?.node ?? null].flatMap((n) => (n === null ? [] : [printNode(n)]));
    const guard = e.guard === null ? 'true' : expressions.condition(e.guard, { self: 'cpu', context }, true);
    const tests = [
      `${frame.name}[cpu].pc = ${frame.places.members[location.id]}`,
      `${context}_runs(cpu)`,
      ...(guard === 'true' ? [] : [guard]),
    ];
    return [
      `rule "${name.replaceAll('"', "'")}"`,
      ...indent(says.flatMap(remark)),
      `  ${tests.join(' & ')}`,
      '==>',
      'begin',
      ...indent(withoutRepeats(this.along(context, e))),
      'end;',
    ];
  }

  /** Passed locations that several ways lead to, callees first. */
  passages(context: Context): string[] {
    const code = this.model.m.code[context];
    const lines: string[] = [];
    const done = new Set<number>();
    const visit = (id: number): void => {
      // No cycle consists of passed locations alone.
      if (done.has(id) || code[id].rests) return;
      done.add(id);
      for (const e of code[id].edges) visit(e.target);
      if (!this.isProcedure(context, id)) return;
      lines.push(
        `procedure ${this.model.words.names.location(context, id)}(cpu: CPU);`,
        'begin',
        ...indent(withoutRepeats(this.passed(context, code[id]))),
        'end;',
        '',
      );
    };
    for (const { edges } of this.model.resting(context)) for (const e of edges) visit(e.target);
    return lines;
  }

  private isProcedure(context: Context, id: number): boolean {
    let ways = this.waysTo.get(context);
    if (ways === undefined) {
      ways = this.model.m.code[context].map(() => 0);
      for (const { edges } of this.model.m.code[context]) for (const { target } of edges) ways[target]++;
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
      const test = e.guard === null ? 'true' : this.model.expressions.condition(e.guard, here);
      const head = i === 0 ? `if ${test} then` : last ? 'else' : `elsif ${test} then`;
      return [head, ...indent(this.along(context, e))];
    });
    return [...says, ...lines, 'end;'];
  }

  /** The operations of an edge, and what follows until control rests. */
  private along(context: Context, edge: Edge): string[] {
    const frame = this.model.words.frames[context] as FrameRecord;
    const target = this.model.m.code[context][edge.target];
    const lines = edge.ops.flatMap((op) => this.operation(op, { self: 'cpu', context }));
    if (!target.rests)
      return this.isProcedure(context, target.id)
        ? [...lines, `${this.model.words.names.location(context, target.id)}(cpu);`]
        : [...lines, ...this.passed(context, target)];
    lines.push(`${frame.name}[cpu].pc := ${frame.places.members[target.id]};`);
    // The end of an interrupt restores the flag of what it interrupted.
    if (target.id === 0 && frame.hasIrqs) lines.push(`${frame.name}[cpu].irqs_off := false;`);
    return lines;
  }

  private operation(op: Op, here: Here): string[] {
    const { m, words, expressions } = this.model;
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
}

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
