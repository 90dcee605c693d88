import { CONTEXTS } from '../../../model/language/ir.js';
import type { Location, MExpr } from '../../../model/language/machine.js';
import type { Speaker } from './expressions.js';
import { macro, remark } from './layout.js';
import type { PromelaModel } from './model.js';
import { type Process, processAt, remote } from './processes.js';

/** Macros for states in which nothing that must happen can happen. */
export function quiescence(model: PromelaModel, deadlocks: boolean): string[] {
  return [
    ...remark(
      `Where a context cannot go on: it waits for something that is not so or for somebody to stop it, or it has
      come to an end, where it rests.`,
      '',
    ),
    ...model.processes.flatMap((p) => cannotGoOn(model, p)),
    ...define(
      model.words.macro('quiescent'),
      quiescent(model),
      'Nothing that must happen can happen: interrupts that may arrive by themselves need not.',
    ),
    ...define(model.words.macro('at_end'), atEnd(model), 'The run is over, or nothing goes on.'),
    ...(deadlocks
      ? define(
          model.words.macro('deadlock'),
          deadlock(model),
          'Somebody waits, and no owner of the panic has come to its intended end, after which waiting is fine.',
        )
      : []),
  ];
}

const define = (name: string, text: string, says: string): string[] => [
  '',
  ...remark(says, ''),
  ...macro(name, text),
];

const waits = ({ words }: PromelaModel, p: Process) => words.macro(`${p.name}_waits`);
const rests = ({ words }: PromelaModel, p: Process) => words.macro(`${p.name}_rests`);

/** Whether a context waits, and whether it has come to an end. */
function cannotGoOn(model: PromelaModel, p: Process): string[] {
  const { m } = model;
  const some = (all: readonly Location[]) => {
    const terms = all.flatMap((l) => stuckAt(model, p, l));
    return terms.length === 0 ? 'false' : `(${terms.join(' || ')})`;
  };
  const isEnd = (l: Location) => l.kind === 'halt' || l.kind === 'final';
  const idle = p.context === 'task' ? [m.code.task[0]] : [];
  return [
    ...macro(`${waits(model, p)}(cpu)`, some(p.resting.filter((l) => !isEnd(l)))),
    ...macro(`${rests(model, p)}(cpu)`, some([...idle, ...p.resting.filter(isEnd)])),
  ];
}

/** That a process is at a place and cannot leave it; nothing for a place that can always be left. */
function stuckAt(model: PromelaModel, p: Process, l: Location): string[] {
  const { words, state, expressions } = model;
  if (l.edges.some((e) => e.guard === null)) return [];
  const process = remote(p, '(cpu)');
  const speaker: Speaker = {
    ...model.outsider('(cpu)'),
    irqs: state.irqsOff[p.context] === undefined ? 'false' : `${state.irqsOff[p.context]}[cpu]`,
    slot: (slot) => {
      const local = p.locals[slot];
      return local === null ? '0' : local.isPassing ? local.name : `${process}:${local.name}`;
    },
    slotDomain: (slot) => p.locals[slot]?.domain ?? null,
  };
  const at = `${process}@${words.label(p.context, l.id)}`;
  const closed = l.edges.map((e) => ` && ${expressions.negated(e.guard as MExpr, speaker, 2)}`);
  return [closed.length === 0 ? at : `(${at}${closed.join('')})`];
}

/** What the highest context of a CPU says that is not idle; `idle` where all are. */
function highest(model: PromelaModel, cpu: number, says: (p: Process) => string, idle: string): string {
  return CONTEXTS.reduce((below, context) => {
    const p = processAt(model.processes, cpu, context);
    if (p === undefined) return below;
    if (context === 'task') return says(p);
    return `(${model.state.entered[context]}[${cpu}] -> ${says(p)} : ${below})`;
  }, idle);
}

const stopped = ({ m, state }: PromelaModel, cpu: number): string | null =>
  m.stopped[cpu] === null ? null : `${state.stopped}[${cpu}]`;

function quiescent(model: PromelaModel): string {
  const { m, words, state } = model;
  const quiet = m.frames.map((_, cpu) => {
    const deliverable = m.vectors.flatMap((v, i) =>
      v.pending[cpu] === null
        ? []
        : [` && !(${state.pending[i]}[${cpu}] && ${words.macro(`${v.context}_can_enter`)}(${cpu}))`],
    );
    const still = highest(
      model,
      cpu,
      (p) => `(${waits(model, p)}(${cpu}) || ${rests(model, p)}(${cpu}))`,
      'true',
    );
    const all = deliverable.length === 0 ? still : `(${still}${deliverable.join('')})`;
    const isStopped = stopped(model, cpu);
    return isStopped === null ? all : `(${isStopped} || ${all})`;
  });
  return `(${quiet.join(' && ')})`;
}

function atEnd({ words, state }: PromelaModel): string {
  const over = `(!${words.macro('goes_on')} || ${words.macro('quiescent')})`;
  return state.failed === null ? over : `(${state.failed} == 0 && ${over})`;
}

function deadlock(model: PromelaModel): string {
  const { m, words } = model;
  const finals = model.processes.flatMap((p) =>
    p.resting
      .filter((l) => l.kind === 'final')
      .flatMap((l) => p.cpus.map((_, i) => `${p.name}[${p.pid + i}]@${words.label(p.context, l.id)}`)),
  );
  const somebody = m.frames.map((_, cpu) => {
    const waiting = highest(model, cpu, (p) => `${waits(model, p)}(${cpu})`, 'false');
    const isStopped = stopped(model, cpu);
    return isStopped === null ? waiting : `(!${isStopped} && ${waiting})`;
  });
  const none = finals.length === 0 ? '' : ` && !(${finals.join(' || ')})`;
  return `(${words.macro('goes_on')} && ${words.macro('quiescent')}${none} && (${somebody.join(' || ')}))`;
}
