import { describe, expect, it } from 'vitest';
import { coverage } from '../../../checker/coverage.js';
import { searchReference } from '../../../checker/reference/search.js';
import { successors } from '../../../checker/reference/step.js';
import { describeMove, rebuildRun } from '../../../checker/trace/run.js';
import {
  arm,
  choose,
  either,
  eq,
  flag,
  fn,
  lower,
  on,
  read,
  set,
  shared,
  system,
  vector,
  wait,
  when,
  write,
} from '../../../model/language/index.js';

const g = shared({ x: flag, y: flag });
const source = { file: 'test', versions: 'none' };

describe('describeMove', () => {
  const choice = fn('choice', { source, locals: { guess: flag } }, ({ guess }) => ({
    way: either({
      first: arm('begins with a store', { store: write(g.x, true) }),
      second: arm('begins with a wait', { ready: wait(eq(read(g.y), false)), go: write(g.y, true) }),
      third: arm('begins with a local step', {
        local: set(guess, true),
        test: when(guess, { out: write(g.x, false) }),
      }),
    }),
    pick: choose(guess),
  }));
  const m = lower(
    system({
      name: 'moves',
      cpus: 1,
      tasks: choice,
      vectors: [
        on(
          vector('a_nmi', 'nmi'),
          fn('handler', { source }, () => ({ note_it: write(g.y, true) })),
          { times: 1 },
        ),
      ],
    }),
    [],
  );

  it('names the arm that is chosen and the step it begins with', () => {
    expect(successors(m, m.initial).map((s) => describeMove(m, s.move))).toEqual([
      'CPU 0 task: choice.way.first.store [first]',
      'CPU 0 task: choice.way.second.ready [second]',
      'CPU 0 task: choice.way [third]',
      'CPU 0 nmi: a_nmi arrives',
    ]);
  });

  it('lets coverage see every step, also those that only an arm leads to', async () => {
    const { taken } = await searchReference(m);
    const { all, reached } = coverage(m, taken);
    expect([...all].sort()).toEqual([...reached].sort());
    expect(all).toContain('choice.way.first.store');
    expect(all).toContain('choice.way.second.ready');
  });
});

it('refuses to rebuild a run that the model does not make', () => {
  const f = fn('f', { source }, () => ({ store: write(g.x, true) }));
  const m = lower(system({ name: 'run', cpus: 1, tasks: f }), []);
  const after = successors(m, m.initial)[0].state;
  expect(rebuildRun(m, [m.initial, after]).steps.length).toBe(1);
  expect(() => rebuildRun(m, [m.initial, m.initial])).toThrow('no move leads from state 0');
  expect(() => rebuildRun(m, [after])).toThrow('does not begin in the initial state');
});
