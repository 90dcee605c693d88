import { ModelError } from '../../model/language/errors.js';
import { evaluate } from '../../model/language/flow.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Edge, Location, Machine, MExpr, Op } from '../../model/language/machine.js';
import type { Move, State } from '../search.js';

/**
 * The meaning of a machine, in the plainest words that run: which moves a state allows, and what each does.
 * The fast engine must agree with this file or refuse.
 */

/** One location that was left along one of its edges; a transition passes one or more of them. */
export interface Step {
  readonly context: Context;
  readonly location: number;
  readonly edge: number;
}

export interface Successor {
  readonly move: Move;
  readonly state: State;
  readonly steps: readonly Step[];
}

/** The last answer: who judges a state and who goes on from it ask for the same, one after the other. */
let latest: { readonly m: Machine; readonly state: State; readonly found: readonly Successor[] } | null =
  null;

/** Everything that can happen next. */
export function successors(m: Machine, state: State): readonly Successor[] {
  if (latest?.m === m && latest.state === state) return latest.found;
  const found = isOver(m, state) ? [] : allSuccessors(m, state);
  latest = { m, state, found };
  return found;
}

function allSuccessors(m: Machine, state: State): Successor[] {
  const found: Successor[] = [];
  for (let cpu = 0; cpu < m.cpus; cpu++) {
    if (isStopped(m, state, cpu)) continue;
    found.push(...stepsOf(m, state, cpu));
    m.vectors.forEach((v, vector) => {
      if (!canEnter(m, state, cpu, v.context)) return;
      const enter = (field: number, left: number): State => {
        const next = [...state];
        next[field] = left;
        next[m.frames[cpu][v.context]!.pc] = v.entry;
        return next;
      };
      const pending = v.pending[cpu];
      if (pending !== null && state[pending] === 1)
        found.push({
          move: { kind: 'deliver', cpu, context: v.context, vector },
          state: enter(pending, 0),
          steps: [],
        });
      const budget = v.budget[cpu];
      if (budget === null || state[budget] === 0) return;
      if (v.when !== null && value(m, state, v.when, cpu, 'task') === 0) return;
      found.push({
        move: { kind: 'arrive', cpu, context: v.context, vector },
        state: enter(budget, state[budget] - 1),
        steps: [],
      });
    });
  }
  return found;
}

/** The steps of the context that runs on a CPU which is not stopped. */
export function stepsOf(m: Machine, state: State, cpu: number): Successor[] {
  const context = runningContext(m, state, cpu);
  if (context === null) return [];
  const location = locationOf(m, state, cpu, context);
  return location.edges.flatMap((edge, i): Successor[] => {
    if (edge.guard !== null && value(m, state, edge.guard, cpu, context) === 0) return [];
    const move: Move = { kind: 'step', cpu, context, location: location.id, edge: i };
    return [{ move, ...take(m, state, cpu, context, location.id, i) }];
  });
}

/** The capture kernel runs, the machine restarts, or an assertion failed: nothing happens any more. */
export const isOver = (m: Machine, state: State): boolean => state[m.outcome] !== 0 || state[m.failed] !== 0;

/** Nothing that must happen can happen. Interrupts that may arrive by themselves need not. */
export const isQuiescent = (m: Machine, state: State): boolean =>
  successors(m, state).every(({ move }) => move.kind === 'arrive');

export function isStopped(m: Machine, state: State, cpu: number): boolean {
  const field = m.stopped[cpu];
  return field !== null && state[field] === 1;
}

/** The highest context that has something to run on this CPU; only that one moves. */
export function runningContext(m: Machine, state: State, cpu: number): Context | null {
  for (let i = CONTEXTS.length - 1; i >= 0; i--) {
    const frame = m.frames[cpu][CONTEXTS[i]];
    if (frame !== null && state[frame.pc] !== 0) return CONTEXTS[i];
  }
  return null;
}

export function locationOf(m: Machine, state: State, cpu: number, context: Context): Location {
  return m.code[context][state[m.frames[cpu][context]!.pc]];
}

/** Whether an interrupt of this context can enter the CPU now: nothing as high runs, and irqs are on (NMIs ignore that). */
export function canEnter(m: Machine, state: State, cpu: number, context: Context): boolean {
  if (isStopped(m, state, cpu) || m.frames[cpu][context] === null) return false;
  const running = runningContext(m, state, cpu);
  if (running !== null && CONTEXTS.indexOf(running) >= CONTEXTS.indexOf(context)) return false;
  if (context === 'nmi') return true;
  const frame = m.frames[cpu][running ?? 'task'];
  return frame === null || frame.irqs === null || state[frame.irqs] === 0;
}

/** Contexts that wait for something that is not so, or that rely on somebody to stop them. Topmost of each CPU only. */
export function waiting(m: Machine, state: State): { cpu: number; context: Context; location: Location }[] {
  const found: { cpu: number; context: Context; location: Location }[] = [];
  for (let cpu = 0; cpu < m.cpus; cpu++) {
    const context = runningContext(m, state, cpu);
    if (context === null || isStopped(m, state, cpu)) continue;
    const location = locationOf(m, state, cpu, context);
    const canMove = location.edges.some(
      (e) => e.guard === null || value(m, state, e.guard, cpu, context) !== 0,
    );
    if (!canMove && location.kind !== 'halt' && location.kind !== 'final')
      found.push({ cpu, context, location });
  }
  return found;
}

/** Nothing moves, somebody waits, and no panic owner has reached its intended end, after which waiting is fine. */
export function isDeadlock(m: Machine, state: State): boolean {
  if (isOver(m, state) || !isQuiescent(m, state)) return false;
  for (let cpu = 0; cpu < m.cpus; cpu++)
    for (const context of CONTEXTS)
      if (m.frames[cpu][context] !== null && locationOf(m, state, cpu, context).kind === 'final')
        return false;
  return waiting(m, state).length > 0;
}

/** Leaves a location along an edge and passes on until control can rest. */
function take(m: Machine, from: State, cpu: number, context: Context, location: number, edge: number) {
  const frame = m.frames[cpu][context]!;
  const state = [...from];
  const steps: Step[] = [];
  let [here, along] = [location, edge];
  for (;;) {
    steps.push({ context, location: here, edge: along });
    const { ops, target }: Edge = m.code[context][here].edges[along];
    for (const op of ops) perform(m, state, op, cpu, context, here);
    if (m.code[context][target].rests) {
      state[frame.pc] = target;
      if (target === 0 && frame.irqs !== null) state[frame.irqs] = 0; // iret restores what was interrupted
      return { state, steps };
    }
    const open = m.code[context][target].edges.flatMap((e, i) =>
      e.guard === null || value(m, state, e.guard, cpu, context) !== 0 ? [i] : [],
    );
    if (open.length !== 1) throw new Error(`internal error: ${open.length} ways on at a passed location`);
    [here, along] = [target, open[0]];
  }
}

function perform(m: Machine, state: number[], op: Op, cpu: number, context: Context, location: number): void {
  const eval_ = (e: MExpr) => value(m, state, e, cpu, context);
  const store = (field: number, name: string, x: number, range: { min: number; max: number }) => {
    if (x < range.min || x > range.max) throw outOfDomain(m, context, location, `${name} cannot hold ${x}`);
    state[field] = x;
  };
  switch (op.kind) {
    case 'slot': {
      const field = m.frames[cpu][context]!.slots[op.slot];
      if (field !== null) store(field, m.fields[field].name, eval_(op.value), op.range);
      return;
    }
    case 'cell': {
      const v = m.variables[op.variable];
      const index = op.index === null ? 0 : eval_(op.index);
      if (v.fields[index] === undefined)
        throw outOfDomain(m, context, location, `${v.name}[${index}] does not exist`);
      store(v.fields[index], v.name, eval_(op.value), v.range);
      return;
    }
    case 'irqs': {
      state[m.frames[cpu][context]!.irqs!] = eval_(op.value);
      return;
    }
    case 'stop':
      state[m.stopped[cpu]!] = 1;
      return;
    case 'end':
      state[m.outcome] = op.outcome;
      return;
    case 'pend': {
      const { pending, name } = m.vectors[op.vector];
      const to = eval_(op.to);
      if (!op.toSet && pending[to] === undefined)
        throw outOfDomain(m, context, location, `${name} is sent to CPU ${to}`);
      pending.forEach((field, target) => {
        if (field !== null && (op.toSet ? (to >> target) & 1 : target === to)) state[field] = 1;
      });
      return;
    }
    case 'check':
      if (state[m.failed] === 0 && eval_(op.cond) === 0) state[m.failed] = op.assertion + 1;
      return;
  }
}

function outOfDomain(m: Machine, context: Context, location: number, problem: string): ModelError {
  const { path } = m.code[context][location];
  const here = path[path.length - 1];
  return new ModelError(
    'out-of-domain',
    `${here?.fn}.${here?.label}`,
    problem,
    'widen the domain, or guard the step',
  );
}

/** The value of an expression for a context of a CPU; properties are evaluated for no CPU in particular. */
export function value(m: Machine, state: State, e: MExpr, cpu: number, context: Context): number {
  switch (e.kind) {
    case 'const':
      return e.value;
    case 'self':
      return cpu;
    case 'slot': {
      const field = m.frames[cpu][context]!.slots[e.slot];
      return field === null ? 0 : state[field];
    }
    case 'irqs': {
      const field = m.frames[cpu][context]!.irqs;
      return field === null ? 0 : state[field];
    }
    case 'cell': {
      const v = m.variables[e.variable];
      const index = e.index === null ? 0 : value(m, state, e.index, cpu, context);
      if (v.fields[index] === undefined)
        throw new ModelError(
          'out-of-domain',
          v.name,
          `${v.name}[${index}] does not exist`,
          'test the index before using it',
        );
      return state[v.fields[index]];
    }
    case 'field':
      return state[e.field];
    case 'pcIn': {
      const frame = m.frames[e.cpu][e.context];
      return frame !== null && e.locations.includes(state[frame.pc]) ? 1 : 0;
    }
    case 'op': {
      const arg = (i: number) => value(m, state, e.args[i], cpu, context);
      // Like C: the second operand is looked at only if the first does not decide.
      if (e.op === '&&') return arg(0) !== 0 && arg(1) !== 0 ? 1 : 0;
      if (e.op === '||') return arg(0) !== 0 || arg(1) !== 0 ? 1 : 0;
      if (e.op === '?:') return arg(0) !== 0 ? arg(1) : arg(2);
      return evaluate(
        e.op,
        e.args.map((_, i) => arg(i)),
      );
    }
  }
}
