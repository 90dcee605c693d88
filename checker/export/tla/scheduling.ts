import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import { quote } from './kinds.js';
import { definition } from './layout.js';
import { CONTEXT_NAMES, type TlaModel } from './model.js';

/** When nothing happens any more, which context of a CPU moves, and when an interrupt can enter. */
export function scheduling(model: TlaModel): string[] {
  const { m, contexts } = model;
  const entered = contexts.filter((c) => m.vectors.some((v) => v.context === c));
  return [
    '\\* The capture kernel runs, the machine restarts, or an assertion failed: nothing happens any more.',
    ...definition('Over', over(model)),
    '',
    '\\* The highest context that has something to run on a CPU; only that one moves.',
    ...contexts.flatMap((c) =>
      definition(
        `${CONTEXT_NAMES[c]}OnTop(self)`,
        [...running(model), isBusy(model, c), ...above(model, c).map((x) => isIdle(model, x))].join(' /\\ '),
      ),
    ),
    '',
    ...contexts.flatMap((c) =>
      definition(
        `${CONTEXT_NAMES[c]}At(self, here)`,
        `${pc(model, c)} = here /\\ ${CONTEXT_NAMES[c]}OnTop(self) /\\ ~Over`,
      ),
    ),
    '',
    ...(m.vectors.length === 0
      ? []
      : [
          '\\* An interrupt can enter a CPU where nothing as high runs and irqs are on; an NMI does not ask for that.',
          ...entered.flatMap((c) => definition(`${CONTEXT_NAMES[c]}MayEnter(self)`, mayEnter(model, c))),
          '',
        ]),
  ];
}

/** The program counter of a context of the CPU that moves. */
export const pc = ({ stores }: TlaModel, context: Context): string => `${stores.pc[context]!.name}[self]`;

const isIdle = (model: TlaModel, context: Context): string => `${pc(model, context)} = "idle"`;
const isBusy = (model: TlaModel, context: Context): string => `${pc(model, context)} # "idle"`;

const above = ({ contexts }: TlaModel, context: Context): readonly Context[] =>
  contexts.slice(contexts.indexOf(context) + 1);

const running = ({ stores }: TlaModel): string[] =>
  stores.stopped === null ? [] : [`self \\notin ${stores.stopped.name}`];

function over({ m, stores }: TlaModel): string {
  const terms = [
    ...(stores.outcome === null ? [] : [`${stores.outcome.name} # ${quote(m.outcomes[0])}`]),
    ...(stores.failed === null ? [] : [`${stores.failed.name} # 0`]),
  ];
  return terms.length === 0 ? 'FALSE' : terms.join(' \\/ ');
}

function mayEnter(model: TlaModel, context: Context): string {
  const { contexts } = model;
  const level = (c: Context) => CONTEXTS.indexOf(c);
  const idle = contexts.filter((c) => level(c) >= level(context)).map((c) => isIdle(model, c));
  const below = context === 'nmi' ? [] : contexts.filter((c) => level(c) < level(context));
  return [...running(model), ...idle, ...below.flatMap((c) => irqsOn(model, c, context))].join(' /\\ ');
}

/**
 * That a context below does not keep an interrupt from entering. What an idle context turned off was turned on again when
 * it ended, so that only a running one counts; and where another runs on top of it, its irqs are not the ones that count.
 */
function irqsOn(model: TlaModel, below: Context, context: Context): string[] {
  const irqs = model.stores.irqs[below];
  if (irqs === null) return [];
  const between = above(model, below).filter((c) => CONTEXTS.indexOf(c) < CONTEXTS.indexOf(context));
  const on = `~${irqs.name}[self]`;
  if (between.length === 0) return [on];
  return [`(${[on, ...between.map((c) => isBusy(model, c))].join(' \\/ ')})`];
}
