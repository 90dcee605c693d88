import { setImmediate as breathe } from 'node:timers/promises';
import { ModelError } from '../../model/language/errors.js';
import type { Machine } from '../../model/language/machine.js';
import { atomsOf } from '../../model/language/temporal.js';
import { formatFingerprint, hashWords, type Layout, layoutOf, NOBODY, pack, rankOf } from '../layout.js';
import { reductionOf } from '../reduce/reduction.js';
import type { Search, SearchOptions, State, Stopped } from '../search.js';
import { ReducedMachine, type ReducedSuccessor } from './reduced.js';
import { isDeadlock, isOver, isQuiescent, value } from './step.js';

/**
 * Breadth-first search over a machine: the toy that explains the engine. Read this first. States are arrays, the visited
 * set is a Map from their text to their number, and every state remembers its parents on the level before, so that the
 * first state to break a property gives a shortest run. Where there are several, the smallest hash decides which
 * state of a level it is, and the smallest rank from which parent a run comes. So every engine gives the same run.
 */
export const searchReference: Search = async (m: Machine, options: SearchOptions = {}) => {
  const started = performance.now();
  const layout = layoutOf(m, options.maxSwitches);
  const reduced = new ReducedMachine(m, layout, reductionOf(m, options.reduction ?? []));
  const states: State[] = [];
  const hashes: bigint[] = [];
  const parents: Parent[][] = [];
  const visited = new Map<string, number>();
  let fingerprint = 0n;
  let depth = 0;
  let levelEnd = 1;

  const discover = (state: State, parent: Parent | null): void => {
    const key = state.join(',');
    const known = visited.get(key);
    if (known !== undefined) {
      // Other ways to states of this level or of earlier ones are detours.
      if (known >= levelEnd && parent !== null) parents[known].push(parent);
      return;
    }
    visited.set(key, states.length);
    states.push(state);
    parents.push(parent === null ? [] : [parent]);
    const hash = hashWords(pack(layout, state));
    hashes.push(hash);
    fingerprint += hash;
  };

  const decided: (number | null)[] = [...m.properties.map(() => null), null];
  const triggered = m.properties.map((p) => p.trigger === null);
  let levelStart = 0;
  const judge = (index: number): void => {
    const state = states[index];
    const isFirst = (i: number): boolean => {
      const other = decided[i];
      return other === null || (other >= levelStart && hashes[index] < hashes[other]);
    };
    m.properties.forEach((p, i) => {
      if (!triggered[i]) triggered[i] = p.trigger !== null && value(m, state, p.trigger, -1, 'task') !== 0;
      if (isFirst(i) && decides(m, state, i)) decided[i] = index;
    });
    if (isFirst(m.properties.length) && state[m.failed] !== 0) decided[m.properties.length] = index;
  };

  const taken = new Set<string>();
  let transitions = 0;
  // Widened by hand: TypeScript does not see that `attempt` assigns them.
  let stopped = null as Stopped | null;
  let fault = null as number | null;
  let leftOut = false;
  const seconds = () => (performance.now() - started) / 1000;

  /** Does something with state `next`. If the model leaves its domains there, that is where the search ends. */
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      fault = next;
      stopped = 'fault';
    }
  };

  discover(reduced.first(), null);
  let next = 0;
  for (; next < states.length && stopped === null; next++) {
    if (next === levelEnd) {
      depth++;
      levelStart = next;
      levelEnd = states.length;
      if (depth > (options.maxDepth ?? Number.POSITIVE_INFINITY)) stopped = 'depth';
    }
    if (stopped !== null) break;
    attempt(() => {
      judge(next);
      for (const successor of reduced.successors(states[next])) {
        const state = withSwitches(layout, successor);
        if (state === null) {
          leftOut = true;
          continue;
        }
        transitions++;
        for (const s of successor.steps) taken.add(`${s.context}:${s.location}:${s.edge}`);
        discover(state, { index: next, mover: successor.moves[0].cpu });
      }
    });
    if (states.length > (options.maxStates ?? Number.POSITIVE_INFINITY)) stopped ??= 'states';
    if (next % 1024 === 0) {
      options.onProgress?.({
        states: states.length,
        transitions,
        depth,
        frontier: states.length - next,
        bytes: 0,
        seconds: seconds(),
      });
      await breathe();
      if (options.signal?.aborted) stopped ??= 'interrupted';
      if (seconds() * 1000 > (options.timeLimit ?? Number.POSITIVE_INFINITY)) stopped ??= 'time';
    }
  }
  // A state that was seen but not expanded can still break a property.
  for (; next < states.length && fault === null; next++) {
    if (next === levelEnd) levelStart = next;
    attempt(() => judge(next));
  }

  const runTo = (index: number): State[] => {
    const run: State[] = [];
    for (let [i, wanted] = [index, -1]; ; ) {
      run.unshift(states[i].slice(0, m.fields.length));
      const rank = (p: Parent) => rankOf(hashes[p.index], p.mover, wanted);
      const [first, ...others] = parents[i];
      if (first === undefined) return run;
      const best = others.reduce((a, b) => (rank(b) < rank(a) ? b : a), first);
      [i, wanted] = [best.index, best.mover];
    }
  };
  if (leftOut) stopped ??= 'switches';
  return {
    engine: 'reference',
    states: states.length,
    transitions,
    depth,
    stopped,
    leftOut,
    omission: 0,
    fingerprint: formatFingerprint(fingerprint),
    seconds: seconds(),
    bytes: 0,
    runs: decided.map((index) => (index === null ? null : runTo(index))),
    triggered,
    fault: fault === null ? null : runTo(fault),
    taken,
  };
};

/** A state that leads to another one, and the CPU that makes the step. */
interface Parent {
  readonly index: number;
  readonly mover: number;
}

/**
 * A successor, and behind its fields who made the last step and how many switches there were, if these are bounded. Null
 * if it would be one too many.
 */
function withSwitches({ switching }: Layout, { moves: [move], state }: ReducedSuccessor): State | null {
  if (switching === null || move.kind !== 'step') return state;
  const { last, count, most } = switching;
  const goesOn = state[last] === NOBODY || state[last] === move.cpu;
  const switches = state[count] + (goesOn ? 0 : 1);
  return switches > most ? null : [...state.slice(0, last), move.cpu, switches];
}

/** Whether this state decides property `i`: breaks it, or for `reachable`, is what it asks for. */
export function decides(m: Machine, state: State, i: number): boolean {
  const p = m.properties[i];
  const holds = () => p.expr !== null && value(m, state, p.expr, -1, 'task') !== 0;
  switch (p.kind) {
    case 'always':
      return !holds();
    case 'never':
    case 'reachable':
      return holds();
    case 'atEnd':
      return state[m.failed] === 0 && (isOver(m, state) || isQuiescent(m, state)) && !holds();
    case 'noDeadlock':
      return isDeadlock(m, state);
    case 'leadsTo':
    case 'eventually':
    case 'alwaysEventually':
    case 'ltl':
      // No state decides them, but what they look at has to have a value.
      for (const e of atomsOf(p.temporal!.formula)) value(m, state, e, -1, 'task');
      return false;
  }
}
