import { expect, it } from 'vitest';
import { type ExploreOptions, explore } from '../../../checker/explore.js';
import { simulate } from '../../../checker/simulate.js';
import { writeItf } from '../../../checker/trace/itf.js';
import { readItf, replayItf } from '../../../checker/trace/itf-read.js';
import { whyNoLasso } from '../../../checker/trace/lasso.js';
import { makeRun } from '../../../checker/trace/run.js';
import { raceDiagram } from '../../../cli/reporters/race-diagram.js';
import {
  alwaysEventually,
  arm,
  assert,
  at,
  brk,
  choosing,
  cpuNumber,
  either,
  end,
  ended,
  eventually,
  type Fn,
  fair,
  flag,
  fn,
  halt,
  leadsTo,
  local_irq_disable,
  local_irq_enable,
  lower,
  ltl,
  not,
  on,
  type Property,
  point,
  read,
  retry,
  type System,
  send,
  set,
  shared,
  system,
  temporal,
  vector,
  wait,
  waitOrTimeout,
  when,
  write,
} from '../../../model/language/index.js';

/** What fairness means, on systems small enough to see it. Both engines answer, by the same run. */

const source = { file: 'test.c', versions: 'none' };
const g = shared({ go: flag, lock: flag });
const SAYS = { says: 's', because: 'b' };
const NONE = { contexts: 'none' } as const;

type Shape = [verdict: string, steps?: number, loop?: number | null];

async function ask(sys: System, p: Property, options: ExploreOptions = {}): Promise<Shape> {
  const m = lower(sys, [p]);
  const [slow, fast] = await Promise.all(
    (['reference', 'fast'] as const).map(async (engine): Promise<Shape> => {
      const [report] = (await explore(m, { ...options, engine })).properties;
      const run = report.verdict === 'violated' ? report.counterexample : null;
      return run === null ? [report.verdict] : [report.verdict, run.steps.length, run.loop];
    }),
  );
  expect(fast).toEqual(slow);
  return slow;
}

const tasks = (...all: (Fn | null)[]) => system({ name: 'x', cpus: all.length, tasks: all });

const spinner = fn('spinner', { source, locals: { go: flag } }, ({ go }) => ({
  again: retry({ look: set(go, read(g.go)), leave: when(go, { out: brk }) }),
  done: end('restart'),
}));
const setter = fn('setter', { source }, () => ({ set: write(g.go, true) }));
const ends = eventually('ends', ended(), SAYS);

it('lets a CPU that is not halted keep executing', async () => {
  expect(await ask(tasks(spinner, setter), ends)).toEqual(['holds']);
  const unfair = eventually('ends', ended(), { ...SAYS, fairness: NONE });
  expect(await ask(tasks(spinner, setter), unfair)).toEqual(['violated', 2, 1]);
  expect(await ask(tasks(spinner, null), ends)).toEqual(['violated', 2, 1]);
});

it('takes a run that is over for one that stays where it is', async () => {
  const waiter = fn('waiter', { source }, () => ({ w: wait(read(g.go)), done: end('restart') }));
  expect(await ask(tasks(waiter), ends)).toEqual(['violated', 0, null]);
  const stops = fn('stops', { source }, () => ({ done: end('capture_kernel') }));
  expect(await ask(tasks(stops), eventually('restarts', ended('restart'), SAYS))).toEqual([
    'violated',
    1,
    null,
  ]);
  expect(await ask(tasks(stops), alwaysEventually('over', ended(), SAYS))).toEqual(['holds']);
});

it('lets interrupts that arrive by themselves stay away', async () => {
  const irq = fn('irq', { source }, () => ({ set: write(g.go, true) }));
  const sys = system({
    name: 'x',
    cpus: 1,
    tasks: [null],
    vectors: [on(vector('timer', 'hardirq'), irq, { times: 1 })],
  });
  expect(await ask(sys, eventually('comes', read(g.go), SAYS))).toEqual(['violated', 0, null]);
});

it('has an interrupt taken that was sent, also where interrupts are off now and then', async () => {
  const ipi = vector('ipi', 'hardirq');
  const handler = fn('handler', { source }, () => ({ set: write(g.go, true) }));
  const busy = fn('busy', { source }, () => ({
    again: retry({ off: local_irq_disable, on: local_irq_enable, never: when(read(g.lock), { out: brk }) }),
  }));
  const sender = fn('sender', { source }, () => ({ send: send(ipi, cpuNumber(0)), rest: halt }));
  const sys = system({ name: 'x', cpus: 2, tasks: [busy, sender], vectors: [on(ipi, handler)] });
  expect(await ask(sys, eventually('taken', read(g.go), SAYS))).toEqual(['holds']);
  const weak = eventually('taken', read(g.go), { ...SAYS, fairness: { vectors: { ipi: 'weak' } } });
  expect((await ask(sys, weak))[0]).toBe('violated');
});

it('lets a trylock lose for ever, unless the model calls it fair', async () => {
  const tries = (isFair: boolean) => {
    const gets = arm('the lock is free', { out: brk });
    return fn('tries', { source }, () => ({
      again: retry({
        trylock: either({ busy: arm('somebody has it', {}), gets: isFair ? fair(gets) : gets }),
      }),
      done: end('restart'),
    }));
  };
  expect((await ask(tasks(tries(false)), ends))[0]).toBe('violated');
  expect(await ask(tasks(tries(true)), ends)).toEqual(['holds']);
  const asked = choosing(tries(false), 'again.trylock', 'gets');
  expect(
    await ask(tasks(tries(false)), eventually('ends', ended(), { ...SAYS, fairness: { choices: [asked] } })),
  ).toEqual(['holds']);
  const not = choosing(tries(true), 'again.trylock', 'gets', 'none');
  expect(
    (
      await ask(tasks(tries(true)), eventually('ends', ended(), { ...SAYS, fairness: { choices: [not] } }))
    )[0],
  ).toBe('violated');
});

it('lets a bounded wait give up, and does not make it', async () => {
  const bounded = fn('bounded', { source }, () => ({ w: waitOrTimeout(read(g.go)), done: end('restart') }));
  expect(await ask(tasks(bounded), ends)).toEqual(['holds']);
});

it('does not let who waits for a lock have it, unless it is strong', async () => {
  const takes = fn('takes', { source }, () => ({
    again: retry({
      lock: write(g.lock, true),
      unlock: write(g.lock, false),
      over: when(read(g.go), { out: brk }),
    }),
  }));
  const waits = fn('waits', { source }, () => ({ w: wait(not(read(g.lock))), done: end('restart') }));
  expect((await ask(tasks(takes, waits), ends))[0]).toBe('violated');
  const strong = eventually('ends', ended(), { ...SAYS, fairness: { contexts: 'strong' } });
  expect(await ask(tasks(takes, waits), strong)).toEqual(['holds']);
});

it('answers leadsTo, and says when nothing was asked', async () => {
  const gone = point(spinner, 'done');
  expect(await ask(tasks(spinner, setter), leadsTo('p', read(g.go), ended(), SAYS))).toEqual(['holds']);
  expect(await ask(tasks(spinner, null), leadsTo('p', read(g.go), ended(), SAYS))).toEqual(['vacuous']);
  expect(await ask(tasks(spinner, null), leadsTo('p', at(point(spinner, 'again')), at(gone), SAYS))).toEqual([
    'violated',
    2,
    1,
  ]);
});

it('answers formulas', async () => {
  const { G, F, U, implies } = temporal;
  const sys = tasks(spinner, setter);
  expect(await ask(sys, ltl('p', U(temporal.not(ended()), read(g.go)), SAYS))).toEqual(['holds']);
  expect(await ask(sys, ltl('p', G(implies(read(g.go), F(ended()))), SAYS))).toEqual(['holds']);
  expect((await ask(sys, ltl('p', G(temporal.not(ended())), SAYS)))[0]).toBe('violated');
});

it('leaves runs to the assertions that fail in them', async () => {
  const fails = fn('fails', { source }, () => ({ bug: assert(read(g.go), 'go'), done: end('restart') }));
  const m = lower(tasks(fails), [ends]);
  for (const engine of ['reference', 'fast'] as const) {
    const { properties } = await explore(m, { engine });
    expect(properties.map((p) => [p.name, p.verdict])).toEqual([
      ['ends', 'holds'],
      ['assertions', 'violated'],
    ]);
  }
});

// ---- Runs that go round -----------------------------------------------------------------------------------------

const violation = async (p: Property = ends) => {
  const m = lower(tasks(spinner, null), [p]);
  const [report] = (await explore(m)).properties;
  if (report.verdict !== 'violated' || report.counterexample === null) throw new Error('not violated');
  return { m, run: report.counterexample };
};
const meta = { scenario: 's', variant: {}, property: 'ends', verdict: 'violated' };

it('writes and reads a run that goes round', async () => {
  const { m, run } = await violation();
  const text = writeItf(run, m, meta);
  expect(JSON.parse(text)).toMatchObject({ loop: 1 });
  expect(JSON.parse(text).states).toHaveLength(3);
  expect(replayItf(m, readItf(text))).toEqual(run);
  const broken = (change: (json: any) => void) => {
    const json = JSON.parse(text);
    change(json);
    return () => replayItf(m, readItf(JSON.stringify(json)));
  };
  expect(
    broken((j) => {
      j.loop = 2;
    }),
  ).toThrow('no state to go back to');
  expect(
    broken((j) => {
      j.loop = 0;
    }),
  ).toThrow('the cycle does not close');
  expect(
    broken((j) => {
      delete j.loop;
    }),
  ).toThrow('the run ends where something must go on');
});

it('believes no run that is unfair or breaks nothing', async () => {
  const { run } = await violation();
  const other = lower(tasks(spinner, setter), [ends]);
  const unfair = (
    await explore(lower(tasks(spinner, setter), [eventually('ends', ended(), { ...SAYS, fairness: NONE })]))
  ).properties[0];
  if (unfair.verdict !== 'violated') throw new Error('not violated');
  expect(whyNoLasso(other, unfair.counterexample!, 0)).toBe('the cycle is not fair to: CPU 1');
  const m = lower(tasks(spinner, null), [eventually('looks', at(point(spinner, 'again')), SAYS)]);
  expect(whyNoLasso(m, run, 0)).toBe('the run satisfies the formula');
  expect(whyNoLasso(m, makeRun(m, []), 0)).toBe('the run ends where something must go on');
});

it('shows where a run begins to go round', async () => {
  const { m, run } = await violation();
  const text = raceDiagram(m, run);
  expect(text).toMatch(
    /spinner\(\)\n[\s\S]*--- from here on it goes round -+\n {2}go = go -> false\n--- and again/,
  );
});

// ---- What cannot be asked ----------------------------------------------------------------------------------------

it('refuses what would be no answer', async () => {
  const m = lower(tasks(spinner, setter), [ends]);
  await expect(explore(m, { store: 'fingerprints' })).rejects.toThrow(
    /ends is about runs without an end: .*fingerprints/,
  );
  await expect(explore(m, { store: 'bitstate' })).rejects.toThrow(/from bits of states/);
  await expect(explore(m, { maxSwitches: 2 })).rejects.toThrow(/no run goes on for ever/);
  await expect(simulate(m)).rejects.toThrow(/a random run/);
  const asked = { isAsked: () => false };
  expect((await explore(m, { store: 'fingerprints', ...asked })).properties[0].verdict).not.toBe('holds');
});

it('says incomplete where a limit was hit', async () => {
  const m = lower(tasks(spinner, setter), [ends]);
  expect((await explore(m, { maxStates: 2 })).properties[0]).toMatchObject({
    verdict: 'incomplete',
    stopped: 'states',
  });
  expect((await explore(m, { maxMemory: 1000 })).properties[0]).toMatchObject({ verdict: 'incomplete' });
});
