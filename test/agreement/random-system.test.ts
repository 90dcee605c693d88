import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layoutOf } from '../../checker/layout.js';
import { searchReference } from '../../checker/reference/search.js';
import { isOver } from '../../checker/reference/step.js';
import { atEnd, functionsOf, lower, type Machine, ModelError, no, walk } from '../../model/language/index.js';
import { faultySystem, type RandomSystem, randomSystem, wideSystem } from './random-system.js';

/**
 * Two engines that agree on systems in which nothing happens have shown nothing. These tests look at what the
 * generator makes, over a fixed seed, and fail if some part of the language or some outcome has dried up.
 */

const SOME_END = atEnd('some-end', no, { says: 'Always broken where a run is over.', because: 'it is over' });

class Tally {
  private readonly counts = new Map<string, number>();
  add(what: string): void {
    this.counts.set(what, this.of(what) + 1);
  }
  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }
  atLeast(n: number, ...whats: readonly string[]): void {
    for (const what of whats) expect(this.of(what), what).toBeGreaterThanOrEqual(n);
  }
}

const lowered = (made: RandomSystem, tally: Tally): Machine | null => {
  try {
    return lower(made.system, [...made.properties, SOME_END]);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    tally.add('refused');
    return null;
  }
};

it('makes every kind of step, property and outcome', async () => {
  const tally = new Tally();
  const sizes: number[] = [];
  for (const made of fc.sample(randomSystem(), { seed: 20240229, numRuns: 300 })) {
    const m = lowered(made, tally);
    if (m === null) continue;
    for (const f of functionsOf(made.system))
      for (const { node } of walk(f.body))
        tally.add(
          'op' in node
            ? `${node.kind} ${node.op}`
            : node.kind === 'halt' && node.final
              ? 'final halt'
              : node.kind,
        );
    for (const { vector, arrives } of made.system.vectors) {
      tally.add(vector.context);
      if (arrives === null) tally.add('only sent');
      if (arrives?.per === 'cpu') tally.add('budget of each CPU');
      if (arrives?.on) tally.add('on some CPUs');
      if (arrives?.when) tally.add('when');
    }
    for (const text of [JSON.stringify(made.properties)])
      for (const kind of ['exists', 'forall', 'count', 'outcome', 'stopped'])
        if (text.includes(`"${kind}"`)) tally.add(`property: ${kind}`);
    for (const p of made.properties)
      if (JSON.stringify(p).includes('"points"')) tally.add('property: points');
    tally.add(`${m.cpus} CPUs`);

    const r = await searchReference(m, { maxStates: 10_000 });
    tally.add(`stopped: ${r.stopped}`);
    if (r.stopped !== null) continue;
    sizes.push(r.states);
    made.properties.forEach((p, i) => {
      tally.add(`${p.kind} ${r.runs[i] === null ? 'open' : 'decided'}`);
      if (!r.triggered[i]) tally.add('vacuous');
      if (r.triggered[i] && p.trigger !== null) tally.add('triggered');
      if ((r.runs[i]?.length ?? 0) > 8) tally.add('long run');
    });
    if (r.runs.at(-1)) tally.add('assertion failed');
    const end = r.runs.at(-2)?.at(-1);
    tally.add(end === undefined ? 'no end' : isOver(m, end) ? 'ended' : 'quiescent');
  }

  expect(tally.of('refused')).toBe(0);
  expect(tally.of('stopped: fault')).toBe(0);
  expect(tally.of('stopped: states')).toBeLessThan(30);
  tally.atLeast(20, '1 CPUs', '2 CPUs', '3 CPUs');
  const steps = [
    'set',
    'store',
    'fence',
    'wait',
    'waitOrTimeout',
    'halt',
    'final halt',
    'park',
    'stopCpu',
    'end',
    'choose',
  ];
  const blocks = [
    'when',
    'either',
    'loop',
    'retry',
    'forEachCpu',
    'atomic',
    'call',
    'ret',
    'goto',
    'brk',
    'cont',
  ];
  const memory = ['rmw cmpxchg', 'rmw xchg', 'rmw add', 'rmw or', 'rmw andnot'];
  const irqs = ['irq disable', 'irq enable', 'irq save', 'irq restore'];
  tally.atLeast(10, ...steps, ...blocks, ...memory, ...irqs, 'send', 'assert', 'note', 'ignored');
  tally.atLeast(20, 'nmi', 'hardirq', 'softirq', 'only sent', 'budget of each CPU', 'on some CPUs', 'when');
  tally.atLeast(20, 'property: exists', 'property: forall', 'property: count', 'property: outcome');
  tally.atLeast(20, 'property: stopped', 'property: points');
  for (const kind of ['always', 'never', 'atEnd', 'reachable', 'noDeadlock'])
    tally.atLeast(20, `${kind} open`, `${kind} decided`);
  tally.atLeast(20, 'vacuous', 'triggered', 'long run', 'ended', 'quiescent');
  tally.atLeast(10, 'assertion failed', 'no end');
  sizes.sort((a, b) => a - b);
  expect(sizes[sizes.length >> 1]).toBeGreaterThan(40);
  expect(sizes.filter((n) => n > 1000).length).toBeGreaterThan(25);
});

it('makes systems that leave a domain now and then', async () => {
  const tally = new Tally();
  for (const made of fc.sample(faultySystem(), { seed: 2, numRuns: 200 })) {
    const m = lowered(made, tally);
    if (m !== null) tally.add(`stopped: ${(await searchReference(m, { maxStates: 5_000 })).stopped}`);
  }
  expect(tally.of('refused')).toBeLessThan(10);
  tally.atLeast(25, 'stopped: fault');
  tally.atLeast(80, 'stopped: null');
});

it.each([64, 640] as const)('makes states of more than %i bits', async (bits) => {
  const tally = new Tally();
  for (const made of fc.sample(wideSystem(bits), { seed: 3, numRuns: 50 })) {
    const m = lowered(made, tally);
    if (m === null) continue;
    expect(layoutOf(m).bits).toBeGreaterThan(bits);
    const r = await searchReference(m, { maxStates: 5_000 });
    if (r.states > 100) tally.add('big');
  }
  expect(tally.of('refused')).toBe(0);
  tally.atLeast(10, 'big');
});

it('shrinks to something small', () => {
  const worthless = fc.check(
    fc.property(randomSystem(), ({ system }) => system.cpus < 2 || system.vectors.length === 0),
    { seed: 4 },
  );
  expect(worthless.failed).toBe(true);
  const [{ system }] = worthless.counterexample!;
  expect(system.cpus).toBe(2);
  expect(system.vectors).toHaveLength(1);
});
