import type { DomainIR } from '../../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import { sendToSet } from './helpers.js';
import { macro } from './layout.js';
import type { PromelaModel } from './model.js';

/** Macros that say whether a context of a CPU may move, and whether an interrupt may enter it. */
export function scheduling(model: PromelaModel): string[] {
  const { m, expressions, processes } = model;
  const contexts = CONTEXTS.filter((c) => processes.some((p) => p.context === c));
  const enterable = contexts.filter((c) => c !== 'task');
  return [
    '/* Nothing happens any more once the run has ended. */',
    ...conjunction(model.words.macro('goes_on'), goesOn(model)),
    '',
    '/* Of a CPU, only the highest context that is not idle moves, and nothing once it is stopped. */',
    ...contexts.flatMap((context) => runs(model, context)),
    ...(enterable.length === 0
      ? []
      : [
          '',
          '/* An interrupt can enter where nothing as high runs; all but NMIs only while irqs are on. */',
          ...enterable.flatMap((context) => canEnter(model, context)),
        ]),
    ...(expressions.used.has('send_to_set')
      ? ['', '/* Sends an interrupt to all CPUs of a set. */', ...sendToSet(m.cpus)]
      : []),
  ];
}

function conjunction(name: string, terms: readonly string[]): string[] {
  const text = terms.length === 0 ? 'true' : terms.join(' && ');
  return macro(name, /^\w+$/.test(text) ? text : `(${text})`);
}

const goesOn = ({ m, words, state }: PromelaModel): string[] => [
  ...(state.outcome === null
    ? []
    : [`${state.outcome} == ${words.value(m.fields[m.outcome].domain as DomainIR, 0)}`]),
  ...(state.failed === null ? [] : [`${state.failed} == 0`]),
];

function runs(model: PromelaModel, context: Context): string[] {
  const { words, state } = model;
  const terms = [words.macro('goes_on'), ...off(state.stopped), ...idleAbove(model, context)];
  const entered = state.entered[context];
  // SPIN refuses a loop that nothing can stop, so that a condition must be there.
  const always = entered === undefined ? '(cpu) < CPUS' : `${entered}[cpu]`;
  const isAlways = goesOn(model).length + terms.length === 1;
  return conjunction(`${words.macro(`${context}_runs`)}(cpu)`, isAlways ? [always] : terms);
}

function canEnter(model: PromelaModel, context: Context): string[] {
  const { words, state } = model;
  return conjunction(`${words.macro(`${context}_can_enter`)}(cpu)`, [
    words.macro('goes_on'),
    ...off(state.stopped),
    ...off(state.entered[context]),
    ...idleAbove(model, context),
    ...(context === 'nmi' ? [] : irqsOn(model, context)),
  ]);
}

/** What would be interrupted has irqs on. */
function irqsOn({ state }: PromelaModel, context: Context): string[] {
  const { task, softirq } = state.irqsOff;
  const { softirq: inSoftirq } = state.entered;
  if (context === 'softirq' || inSoftirq === undefined) return off(task);
  if (softirq === undefined) return task === undefined ? [] : [`(${inSoftirq}[cpu] || !${task}[cpu])`];
  const below = task === undefined ? 'false' : `${task}[cpu]`;
  return [`!(${inSoftirq}[cpu] -> ${softirq}[cpu] : ${below})`];
}

const idleAbove = ({ state }: PromelaModel, context: Context): string[] =>
  CONTEXTS.slice(CONTEXTS.indexOf(context) + 1).flatMap((c) => off(state.entered[c]));

const off = (name: string | null | undefined): string[] => (name == null ? [] : [`!${name}[cpu]`]);
