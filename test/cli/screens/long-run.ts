import { successors } from '../../../checker/reference/step.js';
import { makeRun } from '../../../checker/trace/run.js';
import type { Run, RunStep } from '../../../checker/verdict.js';
import {
  add,
  always,
  brk,
  cpuOrNone,
  eq,
  fn,
  int,
  le,
  lower,
  mod,
  NONE,
  on,
  read,
  retry,
  set,
  shared,
  system,
  vector,
  wait,
  when,
  write,
} from '../../../model/language/index.js';
import type { Machine } from '../../../model/language/machine.js';
import type { Scenario } from '../../../scenarios/scenario.js';

/** Runs as long as one likes: two CPUs that count for ever, with NMIs on top. */

const g = shared({ lock: cpuOrNone, count: int(0, 9) });
const source = { file: 'kernel/count.c', versions: 'v1' };

const counts = fn('counts', { source, locals: { n: int(0, 10) } }, ({ self, n }) => ({
  again: retry({
    spin: wait(eq(read(g.lock), NONE)),
    lock: write(g.lock, self),
    look: set(n, read(g.count)),
    add: write(g.count, mod(add(n, 1), 10)),
    unlock: write(g.lock, NONE),
    enough: when(eq(n, 10), { stop: brk }),
  }),
}));
const looks = fn('looks', { source, locals: { n: int(0, 9) } }, ({ n }) => ({ look: set(n, read(g.count)) }));

export const longScenario: Scenario = {
  name: 'long',
  question: 'How long can a run be?',
  about: 'Two CPUs count for ever.',
  options: [{ name: 'cpus', says: 'how many CPUs', values: [{ name: '2', says: '2 CPUs' }], default: '2' }],
  compares: 'cpus',
  contradiction: () => null,
  build: () => ({
    system: system({
      name: 'long',
      cpus: 2,
      tasks: counts,
      vectors: [on(vector('unknown_nmi', 'nmi'), looks, { times: 1, per: 'cpu' })],
    }),
    properties: [
      always('counts', le(read(g.count), 9), {
        says: 'The count stays small.',
        because: 'the count is large',
      }),
    ],
  }),
  expectations: [],
  unreached: [],
  notYet: [],
};

/** A run of `length` steps that some generator of numbers chose. */
export function longRun(length: number): { machine: Machine; run: Run } {
  const { system: s, properties } = longScenario.build({ cpus: '2' });
  const machine = lower(s, properties);
  const steps: RunStep[] = [];
  let state = machine.initial;
  let seed = 1;
  while (steps.length < length) {
    const possible = successors(machine, state);
    seed = (seed * 48271) % 2147483647;
    const { move, state: after, steps: passed } = possible[seed % possible.length];
    steps.push({ move, before: state, after, steps: passed });
    state = after;
  }
  return { machine, run: makeRun(machine, steps) };
}
