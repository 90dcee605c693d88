import type { Location, Machine } from '../../model/language/machine.js';
import { layoutOf } from '../layout.js';
import { type Reduction, representativeOf, UNREDUCED } from '../reduce/reduction.js';
import type { Permutation } from '../reduce/symmetry.js';
import { ReducedMachine } from '../reference/reduced.js';
import { decides } from '../reference/search.js';
import { type Step, successors } from '../reference/step.js';
import type { Move, State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';

/** Runs: what the reference interpreter makes of a sequence of states or moves. No run is shown that it did not execute. */

/**
 * Executes a run given as states; with reductions, as representatives of states, between which several moves may lie. Throws
 * if some state does not follow from the one before: then a search is wrong.
 */
export function rebuildRun(m: Machine, states: readonly State[], reduction: Reduction = UNREDUCED): Run {
  if (reduction.kinds.length > 0) return makeRun(m, reducedSteps(m, states, reduction));
  const steps: RunStep[] = [];
  for (let i = 0; i + 1 < states.length; i++) {
    const found = successors(m, states[i]).find((s) => isSame(s.state, states[i + 1]));
    if (found === undefined)
      throw new Error(`internal error: no move leads from state ${i} of a run to the next`);
    steps.push({ move: found.move, before: states[i], after: found.state, steps: found.steps });
  }
  if (!isSame(states[0], m.initial))
    throw new Error('internal error: a run does not begin in the initial state');
  return makeRun(m, steps);
}

const isSame = (a: State, b: State): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/**
 * The steps of a run of representatives. They are found where the search found them, from one representative to the next, and
 * made where the run is: the CPU that a representative calls 0 is `who[0]` there.
 */
function reducedSteps(m: Machine, states: readonly State[], reduction: Reduction): RunStep[] {
  const layout = layoutOf(m);
  const reduced = new ReducedMachine(m, layout, reduction);
  const first = representativeOf(m, layout, reduction, m.initial);
  if (first.state.join() !== states[0].join())
    throw new Error('internal error: a run does not begin in the initial state');
  let who = inverse(first.permutation);
  let here = m.initial;
  const steps: RunStep[] = [];
  for (let i = 0; i + 1 < states.length; i++) {
    const key = states[i + 1].join();
    const way = reduced.successors(states[i]).find((s) => s.state.join() === key);
    if (way === undefined)
      throw new Error(`internal error: nothing leads from representative ${i} of a run to the next`);
    for (const move of way.moves) {
      const made = moveOf(m, here, { ...move, cpu: who[move.cpu] });
      if (made === undefined)
        throw new Error(`internal error: a representative does what the states it stands for cannot do`);
      steps.push({ move: made.move, before: here, after: made.state, steps: made.steps });
      here = made.state;
    }
    const names = inverse(way.permutation);
    who = who.map((_, cpu) => who[names[cpu]]);
  }
  return steps;
}

const inverse = (permutation: Permutation): number[] => permutation.map((_, to) => permutation.indexOf(to));

const moveOf = (m: Machine, state: State, move: Move) =>
  successors(m, state).find((s) =>
    Object.entries(move).every(([name, value]) => s.move[name as keyof Move] === value),
  );

export const makeRun = (m: Machine, steps: readonly RunStep[], loop: number | null = null): Run => ({
  initial: m.initial,
  steps,
  switches: countSwitches(steps),
  loop,
});

export const lastState = (run: Run): State => run.steps.at(-1)?.after ?? run.initial;

/** The context that moves, as one number. */
export const lane = (move: Move): string => `${move.cpu}:${move.context}`;

function countSwitches(steps: readonly RunStep[]): number {
  let switches = 0;
  for (let i = 1; i < steps.length; i++) if (lane(steps[i].move) !== lane(steps[i - 1].move)) switches++;
  return switches;
}

/** How often another CPU than the one before makes a step: what `maxSwitches` bounds. Interrupts that enter do not count. */
export function cpuSwitches({ steps }: Run): number {
  const cpus = steps.flatMap(({ move }) => (move.kind === 'step' ? [move.cpu] : []));
  return cpus.filter((cpu, i) => i > 0 && cpu !== cpus[i - 1]).length;
}

/** Whether a state decides a property by number; the number after the last is that of failed assertions. */
export const decidesAny = (m: Machine, state: State, property: number): boolean =>
  property === m.properties.length ? state[m.failed] !== 0 : decides(m, state, property);

/** The location that a step leaves; for an arm of a choice, the arm's first step, which says what is done. */
export function stepLocation(m: Machine, step: Step): Location {
  const location = m.code[step.context][step.location];
  const { via } = location.edges[step.edge];
  return via === null ? location : m.code[step.context][via];
}

/** `do_kexec_load.trylock > kexec_trylock.cmpxchg` */
export const placeOf = (location: Location): string =>
  location.path.map((p) => (p.label === '' ? p.name : `${p.name}.${p.label}`)).join(' > ');

/** What a move does, as text that is the same in every run of the model: `CPU 0 task: panic.claim`. */
export function describeMove(m: Machine, move: Move): string {
  const who = `CPU ${move.cpu} ${move.context}`;
  if (move.kind !== 'step')
    return `${who}: ${m.vectors[move.vector].name} ${move.kind === 'arrive' ? 'arrives' : 'is taken'}`;
  const { choice } = m.code[move.context][move.location].edges[move.edge];
  return `${who}: ${placeOf(stepLocation(m, move))}${choice === '' ? '' : ` [${choice}]`}`;
}
