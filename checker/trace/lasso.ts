import type { Machine, MExpr } from '../../model/language/machine.js';
import { fairOf, isFair } from '../liveness/fair.js';
import type { Lasso } from '../liveness/lasso.js';
import { satisfies } from '../liveness/word.js';
import { isOver, isQuiescent, locationOf, runningContext, successors, value } from '../reference/step.js';
import type { State } from '../search.js';
import type { Run, RunStep } from '../verdict.js';
import { minimise } from './minimise.js';
import { lastState, makeRun, placeOf } from './run.js';

/** Runs that go round for ever: executed, and held against the meaning of what they are said to violate. */

/** Executes a lasso. Throws if a state does not follow as the search said. */
export function rebuildLasso(m: Machine, { prefix, cycle, states }: Lasso): Run {
  const steps: RunStep[] = [];
  let before: State = m.initial;
  const seen = [before];
  for (const move of [...prefix, ...cycle]) {
    const found = successors(m, before)[move];
    if (found === undefined) throw new Error('internal error: a lasso makes a move that is not possible');
    steps.push({ move: found.move, before, after: found.state, steps: found.steps });
    before = found.state;
    seen.push(before);
  }
  if (states.some((state, i) => state.join() !== seen[i]?.join()))
    throw new Error('internal error: a lasso does not go through the states that it is said to');
  if (cycle.length === 0) return makeRun(m, steps);
  const key = steps.map(
    (s, i) => `${s.before.join()} ${i < prefix.length ? prefix[i] : cycle[i - prefix.length]}`,
  );
  const { begin, period } = wound(key, prefix.length);
  return makeRun(m, steps.slice(0, begin + period), begin);
}

/**
 * The same endless sequence, told as shortly as it can be: the automaton may want to see a cycle several times, or be
 * ready for it only after some of it has gone by.
 */
function wound(sequence: readonly string[], loop: number): { begin: number; period: number } {
  const cycle = sequence.slice(loop);
  let period = 1;
  while (cycle.length % period !== 0 || cycle.some((x, i) => x !== cycle[i % period])) period++;
  let begin = loop;
  while (begin > 0 && sequence[begin - 1] === sequence[begin - 1 + period]) begin--;
  return { begin, period };
}

/**
 * Why a run does not violate a liveness property, or null if it does: whether its cycle closes, deprives nobody, and breaks
 * the formula, each asked of the reference interpreter and of what the words mean, without any automaton.
 */
export function whyNoLasso(m: Machine, run: Run, property: number): string | null {
  const { temporal } = m.properties[property];
  if (temporal === null) return 'the property is not about runs that go on for ever';
  const states = [run.initial, ...run.steps.map((s) => s.after)];
  const last = lastState(run);
  if (last[m.failed] !== 0) return 'the run ends in a failed assertion';
  if (run.loop === null) {
    if (!isOver(m, last) && !isQuiescent(m, last)) return 'the run ends where something must go on';
  } else {
    const begin = states[run.loop];
    if (begin === undefined || run.loop >= run.steps.length) return 'the cycle has no steps';
    if (begin.join() !== last.join()) return 'the cycle does not close';
    states.pop();
    const fair = fairOf(temporal.fairness);
    let [possible, always, taken] = [0, -1, 0];
    for (const { before, move } of run.steps.slice(run.loop)) {
      const here = successors(m, before).reduce((bits, s) => bits | fair.carriesOut(s.move), 0);
      possible |= here;
      always &= here;
      taken |= fair.carriesOut(move);
    }
    if (!isFair(fair, possible, always, taken)) {
      const deprived = temporal.fairness.filter(
        (_, i) => ((fair.weak & always & ~taken) | (fair.strong & possible & ~taken)) & (1 << i),
      );
      return `the cycle is not fair to: ${deprived.map((a) => a.name).join(', ')}`;
    }
  }
  const holds = satisfies(
    temporal.formula,
    states.length,
    run.loop ?? states.length - 1,
    (e, i) => value(m, states[i], e, -1, 'task') !== 0,
  );
  return holds ? 'the run satisfies the formula' : null;
}

/** The same end, or the same cycle, come to with the fewest context switches, if the run breaks the property then as well. */
export function calmest(m: Machine, run: Run, property: number): Run {
  const at = run.loop ?? run.steps.length;
  const target = run.steps[at]?.before ?? lastState(run);
  const isThere = target
    .map(
      (n, field): MExpr => ({
        kind: 'op',
        op: '==',
        args: [
          { kind: 'field', field },
          { kind: 'const', value: n },
        ],
      }),
    )
    .reduce((a, b): MExpr => ({ kind: 'op', op: '&&', args: [a, b] }));
  const asked = {
    name: '',
    kind: 'reachable',
    says: '',
    because: '',
    expr: isThere,
    trigger: null,
    temporal: null,
  } as const;
  const way = makeRun(m, run.steps.slice(0, at));
  const prefix = minimise({ ...m, properties: [asked] }, new Map([[0, way]])).get(0) ?? way;
  const calm = makeRun(
    m,
    [...prefix.steps, ...run.steps.slice(at)],
    run.loop === null ? null : prefix.steps.length,
  );
  return calm.switches < run.switches && whyNoLasso(m, calm, property) === null ? calm : run;
}

/** What a run that goes on for ever looks like from outside: who takes part, and what the others are doing. */
export function explainLasso(m: Machine, run: Run): string[] {
  const { loop } = run;
  const state = lastState(run);
  const outcome = m.outcomes[state[m.outcome]];
  if (loop === null)
    return [
      isOver(m, state)
        ? `the run is over (${outcome}), and nothing moves any more`
        : 'nothing moves any more',
      ...idlers(m, state, new Set()),
    ];
  const round = run.steps.slice(loop);
  const movers = new Set(round.map(({ move }) => move.cpu));
  return ['from the mark on, the run goes round for ever', ...idlers(m, state, movers)];
}

/** CPUs that run something and do not move. */
function idlers(m: Machine, state: State, movers: ReadonlySet<number>): string[] {
  return m.frames.flatMap((_, cpu) => {
    const context = runningContext(m, state, cpu);
    if (movers.has(cpu) || context === null) return [];
    const location = locationOf(m, state, cpu, context);
    const what = {
      wait: 'waits in',
      step: 'waits in',
      park: 'waits to be stopped in',
      halt: 'has come to its end in',
      final: 'has come to its end in',
    }[location.kind];
    return [`CPU ${cpu} ${context} ${what} ${placeOf(location).split(' > ').at(-1)}`];
  });
}
