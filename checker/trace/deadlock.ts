import { formatValue } from '../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Location, Machine, MExpr } from '../../model/language/machine.js';
import { isStopped, locationOf, runningContext, value, waiting } from '../reference/step.js';
import type { State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { lastState } from './run.js';

/** A context that cannot go on, and what it waits for. */
export interface Wait {
  readonly cpu: number;
  readonly context: Context;
  readonly fn: string;
  /** Whether it waits for another CPU to stop it or to end the run. */
  readonly parked: boolean;
  readonly wanted: readonly Wanted[];
}

/** A cell that a context waits for, and who left it as it is. */
export interface Wanted {
  readonly field: number;
  readonly value: string;
  /** null if nobody ever changed it. */
  readonly left: Left | null;
}

/** Who wrote a cell last, and what became of them. */
export interface Left {
  readonly cpu: number;
  readonly context: Context;
  /** The function in which it was written. */
  readonly fn: string;
  readonly fate: 'stopped' | 'finished' | 'itself' | 'interrupted' | 'stays' | 'stuck' | 'runs';
  /** Where it is now, or the context on top of it. */
  readonly where: string;
}

/** The last step that changed a field, up to the moment that is looked at. */
export type LastWrite = (field: number) => RunStep | undefined;

/** Who waits for what in a state. */
export function waitsIn(m: Machine, state: State, lastWrite: LastWrite): Wait[] {
  const stuck = waiting(m, state);
  return stuck.map(({ cpu, context, location }) => {
    const cells = location.edges.flatMap((e) =>
      e.guard === null || location.kind === 'park' ? [] : cellsIn(m, state, e.guard, cpu, context),
    );
    return {
      cpu,
      context,
      fn: location.path.at(-1)?.name ?? '',
      parked: location.kind === 'park',
      wanted: [...new Set(cells)].map((field) => {
        const { domain } = m.fields[field];
        const value = domain.kind === 'pc' ? String(state[field]) : formatValue(domain, state[field]);
        return { field, value, left: whoLeftIt(m, state, lastWrite(field), cpu, context) };
      }),
    };
  });
}

/**
 * A deadlock in words: who waits for what, who had it last, and why that one can never give it back. A line for
 * each context that waits, with its reasons behind it.
 */
export function explainDeadlock(m: Machine, run: Run): string[] {
  return explainWaits(m, lastState(run), (field) =>
    run.steps.findLast((s) => s.before[field] !== s.after[field]),
  );
}

/** The same for any state in which somebody waits. */
export function explainWaits(m: Machine, state: State, lastWrite: LastWrite): string[] {
  return waitsIn(m, state, lastWrite).flatMap(({ cpu, context, fn, parked, wanted }) => {
    const who = `CPU ${cpu} ${context}`;
    const where = fn === '' ? 'the idle loop' : fn;
    if (parked) return [`${who} waits in ${where}() to be stopped, and nobody is left to do it`];
    if (wanted.length === 0) return [`${who} waits in ${where}()`];
    return wanted.flatMap(({ field, value, left }) => [
      `${who} waits in ${where}() for ${m.fields[field].name}, which is ${value}`,
      ...(left === null ? ['nobody ever changed it'] : [leftText(left)]),
    ]);
  });
}

function leftText({ cpu, context, fn, fate, where }: Left): string {
  const set = `CPU ${cpu} ${context} set it${fn === '' ? '' : ` in ${fn}()`}`;
  switch (fate) {
    case 'stopped':
      return `${set}, and CPU ${cpu} was stopped: it keeps what it holds`;
    case 'finished':
      return `${set}, and has finished`;
    case 'itself':
      return `${set} itself`;
    case 'interrupted':
      return `${set}, and was interrupted by the ${where} on top of it: it cannot run before that returns`;
    case 'stays':
      return `${set}, and stays in ${where}() for ever`;
    case 'stuck':
      return `${set}, and is itself stuck in ${where}()`;
    case 'runs':
      return `${set}, and is in ${where}()`;
  }
}

function whoLeftIt(
  m: Machine,
  state: State,
  last: RunStep | undefined,
  cpu: number,
  context: Context,
): Left | null {
  if (last === undefined) return null;
  const { move } = last;
  const fn = move.kind === 'step' ? (m.code[move.context][move.location].path.at(-1)?.name ?? '') : '';
  const left = (fate: Left['fate'], where = ''): Left => ({
    cpu: move.cpu,
    context: move.context,
    fn,
    fate,
    where,
  });
  if (isStopped(m, state, move.cpu)) return left('stopped');
  if (m.frames[move.cpu][move.context] === null || locationOf(m, state, move.cpu, move.context).id === 0)
    return left('finished');
  const top = runningContext(m, state, move.cpu) as Context;
  if (move.cpu === cpu && move.context === context) return left('itself');
  if (top !== move.context && CONTEXTS.indexOf(top) > CONTEXTS.indexOf(move.context))
    return left('interrupted', top);
  const there: Location = locationOf(m, state, move.cpu, move.context);
  const where = there.path.at(-1)?.name ?? 'idle';
  if (there.kind === 'halt' || there.kind === 'final') return left('stays', where);
  const isStuck = waiting(m, state).some((w) => w.cpu === move.cpu && w.context === move.context);
  return left(isStuck ? 'stuck' : 'runs', where);
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
