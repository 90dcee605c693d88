import type { DomainIR } from '../../../model/language/domain.js';
import { forEachExpr, type MExpr, type Op } from '../../../model/language/machine.js';
import type { Speaker } from './expressions.js';
import { assign, fold, type Part, packed } from './layout.js';
import type { PromelaModel } from './model.js';
import type { Process } from './processes.js';

/** A process during a transition. */
export interface Mover extends Speaker {
  readonly process: Process;
  /** Where it comes from; until control rests again, that is where it is. */
  readonly origin: number;
}

export function mover({ state, places }: PromelaModel, process: Process, origin: number): Mover {
  return {
    process,
    origin,
    self: 'self',
    irqs: state.irqsOff[process.context] === undefined ? 'false' : `${state.irqsOff[process.context]}[self]`,
    slot: (slot) => process.locals[slot]?.name ?? '0',
    slotDomain: (slot) => process.locals[slot]?.domain ?? null,
    at: (where) => places.seenByStep(where),
  };
}

/** What an edge does, one thing after the other. */
export function operations(model: PromelaModel, by: Mover, all: readonly Op[]): Part[] {
  const ops = all.filter((o, i) => !isOverwritten(o, all.slice(i + 1)));
  const clears = ops.filter((o) => o.kind === 'slot' && o.clears);
  const parts = ops.filter((o) => !clears.includes(o)).flatMap((o) => operation(model, by, o));
  // Locals that are dead from here on stand on one line.
  const cleared = clears.flatMap((o) =>
    operation(model, by, o).flatMap((part) => ('code' in part ? part.code : [])),
  );
  return [...parts, ...(cleared.length === 0 ? [] : [{ code: packed(cleared) }])];
}

function operation({ m, words, state, expressions }: PromelaModel, by: Mover, o: Op): Part[] {
  const { process: p } = by;
  switch (o.kind) {
    case 'slot': {
      const local = p.locals[o.slot];
      return local === null ? [] : assign(local.name, expressions.value(o.value, local.domain, by));
    }
    case 'cell': {
      const cell = expressions.cell(o.variable, o.index, by);
      return assign(cell, expressions.value(o.value, m.variables[o.variable].domain, by));
    }
    case 'irqs':
      return assign(`${state.irqsOff[p.context]}[self]`, expressions.value(o.value, { kind: 'flag' }, by));
    case 'stop':
      return assign(`${state.stopped}[self]`, 'true');
    case 'end':
      return assign(state.outcome as string, words.value(m.fields[m.outcome].domain as DomainIR, o.outcome));
    case 'pend': {
      const pending = state.pending[o.vector];
      const to = expressions.value(o.to, null, by);
      if (!o.toSet) return assign(`${pending}[${to}]`, 'true');
      expressions.used.add('send_to_set');
      return [{ code: [`send_to_set(${pending}, ${to})`] }];
    }
    case 'check': {
      const { message } = m.assertions[o.assertion];
      const broken = expressions.negated(o.cond, by, 2);
      const fails = `${broken} && ${state.failed} == 0 -> ${state.failed} = ${o.assertion + 1}`;
      return [
        { comment: `assert: ${message}` },
        { code: ['if', ...fold(`:: ${fails}`, ''), ':: else', 'fi'] },
      ];
    }
  }
}

/** Whether a local is set to a constant, and then again before anybody reads it. */
function isOverwritten(o: Op, later: readonly Op[]): boolean {
  if (o.kind !== 'slot' || o.value.kind !== 'const') return false;
  for (const next of later) {
    let isRead = false;
    const visit = (e: MExpr | null): void => {
      if (e?.kind === 'slot' && e.slot === o.slot) isRead = true;
      else if (e?.kind === 'op') e.args.forEach(visit);
      else if (e?.kind === 'cell') visit(e.index);
    };
    forEachExpr(next, visit);
    if (isRead) return false;
    if (next.kind === 'slot' && next.slot === o.slot) return true;
  }
  return false;
}
