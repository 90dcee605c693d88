import { formatValue } from '../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Location, Machine, MExpr } from '../../model/language/machine.js';
import { isStopped, locationOf, runningContext, value, waiting } from '../reference/step.js';
import type { State } from '../search.js';
import type { Run } from '../verdict.js';
import { lastState } from './run.js';

/**
 * A deadlock in words: who waits for what, who had it last, and why that one can never give it back. A line for
 * each context that waits, with its reasons behind it.
 */
export function explainDeadlock(m: Machine, run: Run): string[] {
  const state = lastState(run);
  return waiting(m, state).flatMap(({ cpu, context, location }) => {
    const who = `CPU ${cpu} ${context}`;
    const fn = location.path.at(-1)?.name ?? 'the idle loop';
    if (location.kind === 'park')
      return [`${who} waits in ${fn}() to be stopped, and nobody is left to do it`];
    const cells = location.edges.flatMap((e) =>
      e.guard === null ? [] : cellsIn(m, state, e.guard, cpu, context),
    );
    const wanted = [...new Set(cells)];
    if (wanted.length === 0) return [`${who} waits in ${fn}()`];
    return wanted.flatMap((field) => {
      const { name, domain } = m.fields[field];
      const now = domain.kind === 'pc' ? String(state[field]) : formatValue(domain, state[field]);
      const waits = `${who} waits in ${fn}() for ${name}, which is ${now}`;
      const reason = whoLeftIt(m, run, field, cpu, context);
      return reason === null ? [waits] : [waits, reason];
    });
  });
}

/** Who wrote a field last, and what became of them. */
function whoLeftIt(m: Machine, run: Run, field: number, cpu: number, context: Context): string | null {
  const state = lastState(run);
  const last = run.steps.findLast((s) => s.before[field] !== s.after[field]);
  if (last === undefined) return `nobody ever changed it`;
  const { move } = last;
  const writer = `CPU ${move.cpu} ${move.context}`;
  const where = move.kind === 'step' ? ` in ${m.code[move.context][move.location].path.at(-1)?.name}()` : '';
  const set = `${writer} set it${where}`;
  if (isStopped(m, state, move.cpu)) return `${set}, and CPU ${move.cpu} was stopped: it keeps what it holds`;
  if (m.frames[move.cpu][move.context] === null || locationOf(m, state, move.cpu, move.context).id === 0)
    return `${set}, and has finished`;
  const top = runningContext(m, state, move.cpu) as Context;
  if (move.cpu === cpu && move.context === context) return `${set} itself`;
  if (top !== move.context && CONTEXTS.indexOf(top) > CONTEXTS.indexOf(move.context))
    return `${set}, and was interrupted by the ${top} on top of it: it cannot run before that returns`;
  const stuck: Location = locationOf(m, state, move.cpu, move.context);
  const there = `${stuck.path.at(-1)?.name ?? 'idle'}()`;
  if (stuck.kind === 'halt' || stuck.kind === 'final') return `${set}, and stays in ${there} for ever`;
  return `${set}, and is itself stuck in ${there}`;
}

function cellsIn(m: Machine, state: State, e: MExpr, cpu: number, context: Context): number[] {
  if (e.kind === 'cell') {
    const index = e.index === null ? 0 : value(m, state, e.index, cpu, context);
    const field = m.variables[e.variable].fields[index];
    return field === undefined ? [] : [field];
  }
  if (e.kind === 'op') return e.args.flatMap((a) => cellsIn(m, state, a, cpu, context));
  return e.kind === 'field' ? [e.field] : [];
}
