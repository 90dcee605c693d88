import { value } from '../../checker/reference/step.js';
import { formatValue } from '../../model/language/domain.js';
import { sharedReads } from '../../model/language/flow.js';
import type { Expr, Node } from '../../model/language/ir.js';
import type { Location, Machine, MExpr } from '../../model/language/machine.js';
import { cellText, expressionText, negated, type Speaker } from './expression-text.js';
import { assigned, changes, changeText, type Told, targetsOf } from './walk.js';

/**
 * A step as a line of the diagram: C as in a commit message, with what came out of it. null for steps that tell
 * nothing: local computations, notes of the question, jumps. Calls and returns are told by the indentation.
 */
export function stepText(m: Machine, told: Told): string | null {
  const text = bareText(m, told);
  const comment = told.node?.comment;
  if (comment === undefined) return text;
  return text === null ? `/* ${comment} */` : `${text}  /* ${comment} */`;
}

function bareText(m: Machine, told: Told): string | null {
  const chosen = armOf(told);
  // Whatever a step calls itself, what it did to the kernel's memory is never left out.
  const text = (told.node === null ? null : nodeText(m, told, told.node)) ?? changed(m, told);
  if (chosen === null) return text;
  return text === null ? `/* ${chosen} */` : `${text}  /* ${chosen} */`;
}

function nodeText(m: Machine, told: Told, node: Node): string | null {
  const speaker = speakerOf(m, told);
  const expr = (e: Expr) => expressionText(e, speaker);
  switch (node.kind) {
    case 'store':
      return changed(m, told);
    case 'rmw':
      return rmwText(m, told, node, speaker);
    case 'set':
      return sharedReads(node.value) > 0
        ? result(`${node.local} = ${expr(node.value)}`, assigned(m, told))
        : null;
    case 'when':
    case 'loop': {
      if (sharedReads(node.cond) === 0 || (told.edge.guard === null && told.location.edges.length < 2))
        return null;
      const keyword = node.kind === 'when' ? 'if' : 'while';
      const isTrue =
        told.edge.choice === 'then' || told.edge.choice === 'again' || told.edge.choice === 'too often';
      return `${keyword} (${expr(node.cond)}) -> ${isTrue}`;
    }
    case 'forEachCpu':
      return sharedReads(node.set) > 0 && told.location.rests
        ? `for_each_cpu(${node.local}, ${expr(node.set)})`
        : null;
    case 'wait':
      return `wait until ${expr(node.guard)}`;
    case 'waitOrTimeout':
      return `wait until ${expr(node.guard)}${told.edge.choice.endsWith('timeout') ? ' -> timed out' : ''}`;
    case 'irq':
      return {
        disable: 'local_irq_disable()',
        enable: 'local_irq_enable()',
        save: 'local_irq_save()',
        restore: 'local_irq_restore()',
      }[node.op];
    case 'send':
      return `send ${node.vector} to ${node.toSet ? `CPUs {${targetsOf(m, told)}}` : `CPU ${targetsOf(m, told)}`}`;
    case 'choose':
      return `${node.local} = ${assigned(m, told) ?? told.edge.choice.slice(1)}`;
    case 'assert':
      return failed(m, told) ? `BUG_ON(${negated(node.cond, speaker)})  /* ${node.message} */` : null;
    case 'stopCpu':
      return 'stop_this_cpu()';
    case 'end':
      return node.comment === undefined ? `/* ${node.outcome.replaceAll('_', ' ')} */` : null;
    case 'ret':
      return node.value !== null && sharedReads(node.value) > 0
        ? result(`return ${expr(node.value)}`, assigned(m, told))
        : null;
    default:
      return null;
  }
}

/** What a context that rests here for good is doing; null where it has simply come to its end. */
export function blockedText(cpu: number, location: Location): string | null {
  const { node } = location;
  if (location.kind === 'park') return 'for (;;) cpu_relax();';
  if (location.kind !== 'wait' || node === null) return null;
  if (node.kind !== 'wait') return 'waits for ever';
  return `wait until ${expressionText(node.guard, { cpu, local: () => null })}  /* for ever */`;
}

function changed(m: Machine, { before, after }: Told): string | null {
  const texts = changes(m, before, after).map(changeText);
  return texts.length === 0 ? null : texts.join(', ');
}

function rmwText(
  m: Machine,
  told: Told,
  node: Extract<Node, { kind: 'rmw' }>,
  speaker: Speaker,
): string | null {
  const { decl } = node.cell;
  const op = told.edge.ops.find((o) => o.kind === 'cell');
  if (op?.kind !== 'cell') return null;
  const number = (e: MExpr) => value(m, told.before, e, told.cpu, told.context);
  const word = (n: number) => formatValue(decl.domain, n);
  const field = m.variables[op.variable].fields[op.index === null ? 0 : number(op.index)];
  const name = m.fields[field].name;
  const now = told.before[field];
  if (node.op === 'xchg') return `xchg(${name}, ${word(number(op.value))}) -> ${word(now)}`;
  if (node.op !== 'cmpxchg') return changed(m, told);
  // Lowered to `now == expect ? to : now`, which is where both operands have the numbers of this moment.
  if (op.value.kind !== 'op' || op.value.op !== '?:') return `cmpxchg(${cellText(node.cell, speaker)})`;
  const [test, to] = op.value.args;
  const expect = test.kind === 'op' ? number(test.args[1]) : now;
  const attempt = `cmpxchg(${name}, ${word(expect)} -> ${word(number(to))})`;
  return now === expect ? attempt : `${attempt} fails, it is ${word(now)}`;
}

const result = (text: string, value: string | null): string =>
  value === null ? text : `${text} -> ${value}`;

function failed(m: Machine, told: Told): boolean {
  const op = told.edge.ops.find((o) => o.kind === 'check');
  return op?.kind === 'check' && value(m, told.before, op.cond, told.cpu, told.context) === 0;
}

/** What the arm that was taken stands for, in the words of the model. Other choices speak for themselves. */
function armOf({ location, edge }: Told): string | null {
  if (location.node?.kind !== 'either') return null;
  return location.node.arms[edge.choice.split(',')[0]]?.reason ?? null;
}

export function speakerOf(m: Machine, { cpu, context, location, before }: Told): Speaker {
  return {
    cpu,
    local: (name) => {
      const slot = location.scope[name];
      const field = slot === undefined ? null : (m.frames[cpu][context]?.slots[slot] ?? null);
      return field === null ? null : before[field];
    },
  };
}
