import { describe, expect, it } from 'vitest';
import { bisimilar, graphOf, machineText, variablesRead } from '../../../checker/mutate/equivalence.js';
import { Baseline, representatives } from '../../../checker/mutate/index.js';
import { mutate } from '../../../checker/mutate/mutate.js';
import {
  always,
  atomic,
  atomic_inc,
  cmpxchg,
  countAt,
  cpuOrNone,
  eq,
  type Fn,
  flag,
  fn,
  int,
  le,
  lower,
  NONE,
  noDeadlock,
  not,
  type Property,
  point,
  read,
  set,
  shared,
  smp_mb,
  system,
  wait,
  when,
  write,
} from '../../../model/language/index.js';

/** What becomes of a mutant, on systems so small that the answer is known. */

const g = shared({ lock: cpuOrNone, loaded: flag, log: int(0, 3), ready: flag });
const source = { file: 'kernel/kexec.c', versions: 'any' };

const load = fn('load', { source, locals: { old: cpuOrNone, n: int(0, 3) } }, ({ self, old, n }) => ({
  claim: cmpxchg(g.lock, NONE, self, old),
  mb: smp_mb,
  locked: when(eq(old, NONE), { work: write(g.loaded, true), unlock: write(g.lock, NONE) }),
  count: write(g.log, 1),
  local: set(n, 1),
  twice: when(read(g.ready), { lost: write(g.loaded, false) }),
}));
const exclusive = always('one-loader', le(countAt(point(load, 'locked.work')), 1), {
  says: 'At most one CPU loads.',
  because: 'two CPUs load',
});
const case_ = (tasks: Fn | (Fn | null)[], properties: Property[] = [exclusive, noDeadlock]) => ({
  system: system({ name: 's', cpus: 2, tasks }),
  properties,
});

async function fates(asked: Parameters<typeof mutate>[0], options: Parameters<typeof mutate>[1] = {}) {
  const { results } = await mutate(asked, options);
  return Object.fromEntries(
    results.map(({ fate }) => [
      fate.id,
      fate.outcome === 'killed'
        ? `killed: ${fate.kills.map((k) => `${k.property} ${k.is}`).join(', ')}`
        : [fate.outcome, ...('because' in fate && fate.because !== '' ? [fate.because] : [])].join(': '),
    ]),
  );
}

describe('fates', () => {
  it('are those that one expects', async () => {
    const found = await fates([case_(load)]);
    // The lock is taken whatever it holds, or in two steps: both are noticed.
    expect(found['load.claim:drop-lock']).toBe('killed: one-loader violated');
    expect(found['load.claim:split-rmw']).toBe('killed: one-loader violated');
    // A loader that waits never fails, and nobody asks whether it does.
    expect(found['load.claim:trylock-to-lock']).toBe('survived');
    // Barriers mean nothing under sequential consistency.
    expect(found['load.mb:skip-barrier']).toBe('equivalent: states');
    // Nobody reads `log` or `n`.
    expect(found['load.count:skip-store']).toBe('equivalent: behaviour');
    expect(found['load.local:skip-set']).toMatch(/^equivalent/);
    // `ready` is never true.
    expect(found['load.twice.lost:skip-store']).toBe('unreached');
    expect(found['load.twice:strengthen-guard']).toBe('equivalent: states');
    // With the step reached by turning the condition round, a store that was never made is made.
    expect(found['load.locked.unlock:skip-store']).toBe('survived');
    // Nobody gets in any more, and `check` would say that no variant reaches the steps inside.
    expect(found['load.locked:strengthen-guard']).toBe('killed: coverage unreached');
  });

  it('take the strongest of several cases', async () => {
    const lonely = { ...case_([load, null]) };
    expect((await fates([lonely]))['load.claim:split-rmw']).toMatch(/^equivalent|^survived/);
    expect((await fates([lonely, case_(load)]))['load.claim:split-rmw']).toBe('killed: one-loader violated');
  });

  it('say that a mutant is refused, or leaves its domains', async () => {
    const counter = shared({ n: int(0, 1) });
    const count = fn('count', { source, locals: { at: int(0, 1) } }, ({ at }) => ({
      look: set(at, read(counter.n)),
      first: when(eq(at, 0), { store: write(counter.n, 1) }),
    }));
    const found = await fates([case_([count, null], [noDeadlock])]);
    expect(Object.values(found).every((f) => !f.startsWith('invalid'))).toBe(true);
    // One more than there is room for.
    const twice = fn('twice', { source }, () => ({ a: atomic_inc(counter.n) }));
    const both = await fates([case_([twice, null], [noDeadlock])]);
    expect(both['twice.a:split-rmw']).toBe('equivalent: behaviour');
    const wild = fn('wild', { source, locals: { old: int(0, 1) } }, ({ old }) => ({
      look: set(old, read(counter.n)),
      once: when(eq(old, 0), { inc: atomic_inc(counter.n) }),
      again: set(old, read(counter.n)),
      never_: when(eq(old, 0), { inc: atomic_inc(counter.n) }),
    }));
    expect((await fates([case_([wild, null], [noDeadlock])]))['wild.never_:weaken-guard']).toBe(
      'killed: domains fault',
    );
    const inside = fn('inside', { source }, () => ({
      both: atomic('a lock', { spin: wait(not(read(g.ready))), take: write(g.ready, true) }),
    }));
    expect((await fates([case_([inside, null], [noDeadlock])]))['inside.both.spin:swap-steps']).toMatch(
      /^invalid: /,
    );
  });

  it('leave open what a limit cuts short', async () => {
    const found = await fates([case_(load)], { maxStates: 2 });
    expect(found['load.claim:trylock-to-lock']).toBe('incomplete: states');
  });

  it('are the same, whatever operators are asked for', async () => {
    const all = await fates([case_(load)]);
    const some = await fates([case_(load)], { operators: ['split-rmw', 'skip-barrier'] });
    expect(Object.keys(some)).toEqual(['load.claim:split-rmw', 'load.mb:skip-barrier']);
    for (const [id, fate] of Object.entries(some)) expect(all[id]).toBe(fate);
  });

  it('stop when they are told to', async () => {
    const signal = { aborted: false };
    const done = mutate([case_(load)], {
      signal,
      onProgress: () => {
        signal.aborted = true;
      },
    });
    expect((await done).results.some(({ fate }) => fate.outcome !== 'incomplete')).toBe(true);
    const none = await mutate([case_(load)], { signal: { aborted: true } });
    expect(none.results.every(({ fate }) => fate.outcome === 'incomplete')).toBe(true);
  });
});

describe('threads', () => {
  it('find what one thread finds', async () => {
    // Threads can only be started from compiled files.
    const built = new URL('../../../dist/checker/mutate/mutate.js', import.meta.url).href;
    const { mutate: compiled }: typeof import('../../../checker/mutate/mutate.js') = await import(built);
    const other = fn('other', { source }, () => ({ a: write(g.ready, true), b: write(g.loaded, true) }));
    const asked = [case_(load), case_([load, other])];
    const alone = await compiled(asked);
    expect((await compiled(asked, { workers: 2 })).results.map((r) => r.fate)).toEqual(
      alone.results.map((r) => r.fate),
    );
  });
});

describe('equivalence', () => {
  const machine = (f: Fn) => lower(system({ name: 's', cpus: 1, tasks: f }), [noDeadlock]);
  const same = (a: Fn, b: Fn): boolean => {
    const [m, n] = [machine(a), machine(b)];
    const read_ = new Set([...variablesRead(m), ...variablesRead(n), 'loaded', 'ready']);
    const [left, right] = [graphOf(m, read_, 1000), graphOf(n, read_, 1000)];
    if (left === null || right === null) throw new Error('too large');
    return bisimilar(left, right);
  };
  const f = (body: Parameters<typeof fn<Record<never, never>, { b: typeof flag }>>[2]) =>
    fn('f', { source, locals: { b: flag } }, body);
  const plain = f(() => ({ a: write(g.loaded, true), b: write(g.ready, true) }));

  it('does not count steps', () => {
    expect(
      same(
        plain,
        f(({ b }) => ({ a: write(g.loaded, true), idle: set(b, read(g.ready)), b: write(g.ready, true) })),
      ),
    ).toBe(true);
  });

  it('sees the order of what can be seen', () => {
    expect(
      same(
        plain,
        f(() => ({ b: write(g.ready, true), a: write(g.loaded, true) })),
      ),
    ).toBe(false);
    expect(
      same(
        plain,
        f(() => ({ a: write(g.loaded, true) })),
      ),
    ).toBe(false);
  });

  it('sees who cannot go on', () => {
    expect(
      same(
        plain,
        f(() => ({ a: write(g.loaded, true), b: write(g.ready, true), c: wait(not(read(g.loaded))) })),
      ),
    ).toBe(false);
  });

  it('gives up on what is too large', () => {
    expect(graphOf(machine(plain), new Set(), 2)).toBe(null);
  });

  it('knows a machine by what it does, not by its labels', () => {
    const renamed = f(() => ({ x: write(g.loaded, true), y: write(g.ready, true) }));
    expect(machineText(machine(renamed))).toBe(machineText(machine(plain)));
  });
});

it('asks one of the cases that have the same verdicts and reach the same steps', async () => {
  const cases = [case_(load), case_(load), case_([load, null])];
  const baselines = await Promise.all(cases.map((c) => Baseline.of(c, {})));
  // Of three that are alike, the one with the most interleavings.
  expect(representatives(baselines)).toEqual([0]);
  const other = { ...case_(load, [exclusive]) };
  baselines.push(await Baseline.of(other, {}));
  expect(representatives(baselines)).toEqual([0, 3]);
});
