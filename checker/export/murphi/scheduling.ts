import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import { remark } from './layout.js';
import type { MurphiModel } from './model.js';

/** When a context moves and when it can be entered. */
export function scheduling(model: MurphiModel): string[] {
  const stopped = isStopped(model).map((s) => `!${s}`);
  const entered = new Set(model.m.vectors.map((v) => v.context));
  return [
    ...remark('Nothing happens after the machine has ended.'),
    'function is_over(): boolean;',
    'begin',
    `  return ${isOver(model)};`,
    'end;',
    '',
    ...model.contexts.flatMap((c) =>
      predicate(`${c}_runs`, `The ${c} context is what this CPU goes on with, if it is not idle.`, [
        '!is_over()',
        ...stopped,
        ...above(c).flatMap((x) => idle(model, x)),
      ]),
    ),
    ...model.contexts
      .filter((c) => c !== 'task' && entered.has(c))
      .flatMap((c) =>
        predicate(`${c}_can_enter`, `An interrupt can start in the ${c} context of this CPU.`, [
          '!is_over()',
          ...stopped,
          ...[c, ...above(c)].flatMap((x) => idle(model, x)),
          ...irqsOn(model, c),
        ]),
      ),
  ];
}

const predicate = (name: string, says: string, terms: readonly string[]): string[] => [
  ...remark(says),
  `function ${name}(cpu: CPU): boolean;`,
  'begin',
  `  return ${terms.join(' & ')};`,
  'end;',
  '',
];

function isOver(model: MurphiModel): string {
  const { m, words } = model;
  const over = `${words.cells[m.outcome].name} != ${words.outcome.members[0]}`;
  return m.assertions.length === 0 ? over : `${over} | ${words.failed} != 0`;
}

/** That somebody stopped this CPU; nothing where nobody can. */
export const isStopped = ({ m, words }: MurphiModel): string[] =>
  m.stopped.some((f) => f !== null) ? [`${words.stopped}[cpu]`] : [];

/** That a context of this CPU is idle; nothing where there is none. */
export function idle(model: MurphiModel, context: Context): string[] {
  const frame = model.words.frames[context];
  return frame === null ? [] : [`${frame.name}[cpu].pc = ${frame.places.members[0]}`];
}

const above = (context: Context): readonly Context[] => CONTEXTS.slice(CONTEXTS.indexOf(context) + 1);

/** What runs below has interrupts on; NMIs do not ask. */
function irqsOn(model: MurphiModel, context: Context): string[] {
  if (context === 'nmi') return [];
  const off = (c: Context): string | null => {
    const frame = model.words.frames[c];
    return frame?.hasIrqs ? `!${frame.name}[cpu].irqs_off` : null;
  };
  const task = off('task');
  if (context !== 'hardirq' || model.words.frames.softirq === null) return task === null ? [] : [task];
  const [inTask] = idle(model, 'softirq');
  return [`(${inTask} ? ${task ?? 'true'} : ${off('softirq') ?? 'true'})`];
}
