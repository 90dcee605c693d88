import type { MachineVector } from '../../../model/language/machine.js';
import { indent, remark } from './layout.js';
import type { MurphiModel } from './model.js';
import { sharedBudget } from './vocabulary.js';

/** A rule for each way in which an interrupt comes: it was sent, or it arrives by itself. */
export function interrupts(model: MurphiModel): string[] {
  const rules = model.m.vectors.flatMap((v, i) => {
    const { context } = v;
    const frame = model.words.frames[context];
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
      const sent = pending(model, i);
      lines.push(...rule('is delivered', [sent, `${context}_can_enter(cpu)`], `${sent} := false;`));
    }
    if (v.budget.some((f) => f !== null)) {
      const left = `${model.words.left[i]}${sharedBudget(v.budget) ? '' : '[cpu]'}`;
      const tests = [`${left} > 0`, `${context}_can_enter(cpu)`, ...hits(v)];
      if (v.when !== null)
        tests.push(model.expressions.condition(v.when, { self: 'cpu', context: 'task' }, true));
      lines.push(...rule('arrives', tests, `${left} := ${left} - 1;`));
    }
    return lines;
  });
  if (rules.length === 0) return [];
  return [...remark('Interrupts'), '', 'ruleset cpu: CPU do', '', ...indent(rules), '', 'endruleset;'];
}

/** That a vector was sent to this CPU. */
export const pending = ({ words }: MurphiModel, vector: number): string => `${words.pending[vector]}[cpu]`;

/** The CPUs at which a vector may arrive, if it is not all of them and its counter does not say so. */
function hits({ budget }: MachineVector): string[] {
  if (!sharedBudget(budget) || budget.every((f) => f !== null)) return [];
  const tests = budget.flatMap((f, cpu) => (f === null ? [] : [`cpu = ${cpu}`]));
  return [tests.length === 1 ? tests[0] : `(${tests.join(' | ')})`];
}
