import { describe, expect, it } from 'vitest';
import { searchFast } from '../../../checker/engine/search.js';
import { explore } from '../../../checker/explore.js';
import { REDUCTIONS, type ReductionKind } from '../../../checker/reduce/kinds.js';
import { symmetryOf } from '../../../checker/reduce/symmetry.js';
import {
  add,
  allCpus,
  always,
  and,
  at,
  atEnd,
  atOn,
  brk,
  choose,
  cmpxchg,
  cpu,
  cpuNumber,
  cpuOrNone,
  cpuSet,
  end,
  ended,
  eq,
  existsCpu,
  flag,
  fn,
  forEachCpu,
  ghost,
  halt,
  initially,
  int,
  irqsOff,
  local_irq_disable,
  local_irq_enable,
  lower,
  type Machine,
  NONE,
  ne,
  never,
  noDeadlock,
  not,
  note,
  on,
  or,
  type Property,
  park,
  perCpu,
  point,
  reachable,
  read,
  retry,
  send,
  set,
  set_cpu,
  shared,
  stopCpu,
  system,
  vector,
  wait,
  when,
  write,
} from '../../../model/language/index.js';
import { reductionsAgree } from '../../agreement/reduce.js';

const source = { file: 'test', versions: 'any' };
const says = { says: 'A property of this test.', because: 'it is so' };
const KINDS: readonly (readonly ReductionKind[])[] = [[], ['dead'], ['order'], ['symmetry'], REDUCTIONS];

/** States left by no reduction, each of them, and all. Verdicts, faults and both engines are compared on the way. */
async function left(m: Machine): Promise<number[]> {
  expect(await reductionsAgree(m)).not.toBeNull();
  const counts: number[] = [];
  for (const reduction of KINDS) counts.push((await searchFast(m, { reduction })).states);
  return counts;
}

const verdicts = async (m: Machine, reduction: readonly ReductionKind[]) =>
  (await explore(m, { reduction })).properties.map((p) => p.verdict);

const g = shared({ x: int(0, 3), y: int(0, 3), ready: flag, owner: cpuOrNone, mask: cpuSet });
const mine = perCpu({ own: int(0, 3), other: flag });

/** Three steps on a variable of this CPU. */
const alone = fn('alone', { source }, ({ self }) => ({
  a: write(mine.own.of(self), 1),
  b: write(mine.own.of(self), 2),
  c: write(mine.own.of(self), 3),
}));

describe('order', () => {
  it('makes steps that concern nobody else at once', async () => {
    const m = lower(system({ name: 's', cpus: 3, tasks: alone }), [noDeadlock]);
    // Each CPU is at one of four places; reduced, only the first and the last state are left.
    expect(await left(m)).toEqual([64, 64, 2, 20, 2]);
  });

  it('does not put off what others do for ever', async () => {
    const spins = fn('spins', { source }, ({ self }) => ({
      again: retry({
        a: write(mine.own.of(self), 1),
        b: write(mine.own.of(self), 2),
        never: when(read(g.ready), { out: brk }),
      }),
    }));
    const writes = fn('writes', { source }, () => ({ w: write(g.x, 1), v: write(g.x, 2) }));
    const m = lower(system({ name: 's', cpus: 2, tasks: [spins, writes] }), [
      never('two', eq(read(g.x), 2), says),
      noDeadlock,
    ]);
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated', 'holds']);
  });

  it('sees a state that a step would mend', async () => {
    const mends = fn('mends', { source }, () => ({ a: write(g.x, 1), b: write(g.x, 0) }));
    const asks = (property: Property) =>
      lower(system({ name: 's', cpus: 2, tasks: [mends, alone] }), [property]);
    expect(await verdicts(asks(always('p', eq(read(g.x), 0), says)), ['order'])).toEqual(['violated']);
    expect(await verdicts(asks(never('p', eq(read(g.x), 1), says)), ['order'])).toEqual(['violated']);
    expect(await verdicts(asks(reachable('p', eq(read(g.x), 1), says)), ['order'])).toEqual(['holds']);
    const trigger = asks(always('p', eq(read(g.y), 0), { ...says, trigger: eq(read(g.x), 1) }));
    expect(await verdicts(trigger, ['order'])).toEqual(['holds']);
    await left(asks(always('p', eq(read(g.x), 0), says)));
  });

  it('puts a step first that can only make things worse', async () => {
    const bad = ghost({ bad: flag });
    const worse = fn('worse', { source }, ({ self }) => ({
      a: write(mine.own.of(self), 1),
      n: note(bad.bad, true),
      b: write(mine.own.of(self), 2),
    }));
    const m = lower(system({ name: 's', cpus: 2, tasks: [worse, alone] }), [
      always('never-bad', not(read(bad.bad)), says),
    ]);
    const [none, , order] = await left(m);
    expect([none, order]).toEqual([12, 2]);
  });

  it('sees a program point that a step leaves', async () => {
    const m = lower(system({ name: 's', cpus: 2, tasks: alone }), [
      never(
        'both-at-b',
        and(atOn(cpuNumber(0), point(alone, 'b')), atOn(cpuNumber(1), point(alone, 'b'))),
        says,
      ),
    ]);
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
  });

  it('judges a place that a step leads into and the next one out of again', async () => {
    const m = lower(system({ name: 's', cpus: 2, tasks: alone }), [
      always('never-at-b', not(atOn(cpuNumber(0), point(alone, 'b'))), says),
    ]);
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
    // Interrupts, too, are this context's own.
    const saves = fn('saves', { source }, ({ self }) => ({
      off: local_irq_disable,
      inside: write(mine.own.of(self), 1),
      on: local_irq_enable,
      outside: write(mine.own.of(self), 2),
    }));
    const tick = vector('tick', 'hardirq');
    const handler = fn('tick_handler', { source }, ({ self }) => ({ t: write(mine.other.of(self), true) }));
    const k = lower(
      system({ name: 's', cpus: 2, tasks: saves, vectors: [on(tick, handler, { times: 1, on: [1] })] }),
      [always('irqs-on', not(irqsOff(cpuNumber(0), 'task')), says)],
    );
    await left(k);
    expect(await verdicts(k, ['order'])).toEqual(['violated']);
  });

  it('goes on alone from a state that was judged, if the step mends only what its own context broke', async () => {
    const asks = (property: Property) => lower(system({ name: 's', cpus: 3, tasks: alone }), [property]);
    const here = (c: number) => not(atOn(cpuNumber(c), point(alone, 'b')));
    const [full, , own] = await left(asks(always('nowhere', and(here(0), here(1), here(2)), says)));
    const [same, , joint] = await left(asks(always('not-all', or(here(0), here(1), here(2)), says)));
    expect(same).toBe(full);
    expect(own).toBeLessThan(joint);
  });

  it('lets an interrupt see what the interrupted context has not done yet', async () => {
    const looks = fn('looks', { source, locals: { seen: int(0, 3) } }, ({ self, seen }) => ({
      look: set(seen, read(mine.own.of(self))),
      report: when(eq(seen, 1), { say: write(g.ready, true) }),
    }));
    const once = on(vector('nmi', 'nmi'), looks, { times: 1 });
    const m = lower(system({ name: 's', cpus: 2, tasks: alone, vectors: [once] }), [
      never('seen-at-one', read(g.ready), says),
    ]);
    const [none, , order] = await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
    expect(order).toBeLessThan(none);
  });

  it('lets an interrupt that never returns leave a step undone', async () => {
    const dies = fn('dies', { source }, () => ({ stay: halt }));
    const writes = fn('writes', { source }, ({ self }) => ({
      a: write(mine.own.of(self), 1),
      b: write(g.x, 1),
    }));
    const waits = fn('waits', { source }, () => ({ until: wait(eq(read(g.x), 1)) }));
    const once = on(vector('nmi', 'nmi'), dies, { times: 1, on: [0] });
    const m = lower(system({ name: 's', cpus: 2, tasks: [writes, waits], vectors: [once] }), [noDeadlock]);
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
  });

  it('does not switch interrupts off before one that could still have come', async () => {
    const guarded = fn('guarded', { source }, ({ self }) => ({
      off: local_irq_disable,
      a: write(mine.own.of(self), 1),
      on: local_irq_enable,
    }));
    const irq = fn('irq', { source }, () => ({ w: write(g.ready, true) }));
    const m = lower(
      system({
        name: 's',
        cpus: 2,
        tasks: [guarded, alone],
        vectors: [on(vector('irq', 'hardirq'), irq, { times: 1, on: [0] })],
      }),
      [reachable('before', and(read(g.ready), at(point(guarded, 'off'))), says)],
    );
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['holds']);
  });

  it('counts the handler of an interrupt that is yet to be sent', async () => {
    const ipi = vector('ipi', 'hardirq');
    const handler = fn('handler', { source, locals: { seen: int(0, 3) } }, ({ self, seen }) => ({
      look: set(seen, read(mine.own.of(self))),
      report: when(eq(seen, 2), { say: write(g.ready, true) }),
    }));
    const sends = fn('sends', { source, locals: { c: cpu } }, ({ c }) => ({
      who: set(c, cpuNumber(1)),
      a: write(g.y, 1),
      go: send(ipi, c),
    }));
    const m = lower(system({ name: 's', cpus: 2, tasks: [sends, alone], vectors: [on(ipi, handler)] }), [
      never('seen-at-two', read(g.ready), says),
    ]);
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
  });

  it('knows that an interrupt may ask what memory holds before it comes', async () => {
    const handler = fn('handler', { source }, () => ({ say: write(g.ready, true) }));
    const task = fn('task', { source }, () => ({ a: write(g.x, 1), b: write(g.x, 2) }));
    const m = lower(
      system({
        name: 's',
        cpus: 2,
        tasks: [task, alone],
        vectors: [on(vector('nmi', 'nmi'), handler, { times: 1, when: () => eq(read(g.x), 1) })],
      }),
      [never('came', read(g.ready), says)],
    );
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
  });

  it('lets a run end before a step that is in nobody’s way', async () => {
    const ends = fn('ends', { source }, () => ({ stop: end('restart') }));
    const m = lower(system({ name: 's', cpus: 2, tasks: [ends, alone] }), [
      atEnd('ended', ended('restart'), says),
    ]);
    expect(await left(m)).toEqual([8, 5, 3, 8, 3]);
  });

  it('hears what a note says of where another CPU is', async () => {
    const seen = ghost({ at_b: flag });
    const notes = fn('notes', { source }, () => ({
      w: write(g.x, 1),
      n: note(
        seen.at_b,
        existsCpu((c) => atOn(c, point(alone, 'b'))),
      ),
    }));
    const m = lower(system({ name: 's', cpus: 2, tasks: [notes, alone] }), [
      never('seen', read(seen.at_b), says),
    ]);
    await left(m);
    expect(await verdicts(m, ['order'])).toEqual(['violated']);
  });

  it('stops at a value that leaves its domain behind harmless steps', async () => {
    const faulty = fn('faulty', { source, locals: { v: int(0, 3) } }, ({ self, v }) => ({
      a: write(mine.own.of(self), 3),
      look: set(v, read(mine.own.of(self))),
      b: write(mine.own.of(self), add(v, 1)),
    }));
    await expect(() =>
      explore(lower(system({ name: 's', cpus: 2, tasks: [faulty, alone] }), [noDeadlock]), {
        reduction: REDUCTIONS,
      }),
    ).rejects.toThrow('cannot hold 4');
  });
});

describe('dead', () => {
  it('forgets what nobody reads again', async () => {
    const reads = fn('reads', { source, locals: { v: int(0, 3) } }, ({ v }) => ({
      look: set(v, read(g.x)),
      branch: when(eq(v, 1), { a: write(g.ready, true) }, { b: write(g.ready, false) }),
      done: halt,
    }));
    const writes = fn('writes', { source }, () => ({ a: write(g.x, 1), b: write(g.x, 2) }));
    const m = lower(system({ name: 's', cpus: 2, tasks: [reads, writes] }), [noDeadlock]);
    const [none, dead] = await left(m);
    expect(dead).toBeLessThan(none);
  });

  it('forgets where a CPU was when it was stopped, unless somebody asks', async () => {
    const ipi = vector('stop', 'nmi');
    const stops = fn('stops', { source }, () => ({ stop: stopCpu }));
    const owner = fn('owner', { source, locals: { c: cpu } }, ({ c }) => ({
      who: set(c, cpuNumber(1)),
      go: send(ipi, c),
      end: halt,
    }));
    const machine = (properties: readonly Property[]) =>
      lower(system({ name: 's', cpus: 2, tasks: [owner, alone], vectors: [on(ipi, stops)] }), properties);
    const [, dead] = await left(machine([noDeadlock]));
    const asked = machine([noDeadlock, never('at-b', at(point(alone, 'b')), says)]);
    const [, deadAsked] = await left(asked);
    expect(deadAsked).toBeGreaterThan(dead);
    expect(await verdicts(asked, ['dead'])).toEqual(['holds', 'violated']);
  });

  it('keeps what an interrupt still reads', async () => {
    const reads = fn('reads', { source, locals: { v: int(0, 3) } }, ({ v }) => ({
      look: set(v, read(g.x)),
      report: when(eq(v, 2), { say: write(g.ready, true) }),
    }));
    const writes = fn('writes', { source, locals: { v: int(0, 3) } }, ({ v }) => ({
      any: choose(v),
      a: write(g.x, v),
      b: write(g.y, 1),
      c: write(g.y, 2),
    }));
    const m = lower(
      system({
        name: 's',
        cpus: 1,
        tasks: writes,
        vectors: [on(vector('nmi', 'nmi'), reads, { times: 1 })],
      }),
      [never('seen', read(g.ready), says)],
    );
    const [none, dead] = await left(m);
    expect(await verdicts(m, ['dead'])).toEqual(['violated']);
    expect(dead).toBeLessThan(none);
  });
});

describe('symmetry', () => {
  const claims = fn('claims', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    claim: cmpxchg(g.owner, NONE, self, old),
    mark: set_cpu(g.mask, self),
    lost: when(ne(old, NONE), { spin: park }),
    won: halt,
  }));
  const classes = (m: Machine) => symmetryOf(m).classes;

  it('lets CPUs with one program change places', async () => {
    const m = lower(system({ name: 's', cpus: 3, tasks: claims }), [noDeadlock]);
    expect(classes(m)).toEqual([[0, 1, 2]]);
    const [none, , , symmetry] = await left(m);
    expect(none / symmetry).toBeGreaterThan(3);
  });

  it('lets only those that are alike', async () => {
    const m = lower(system({ name: 's', cpus: 4, tasks: [claims, alone, claims, alone] }), [noDeadlock]);
    expect(classes(m)).toEqual([
      [0, 2],
      [1, 3],
    ]);
    await left(m);
  });

  it.each<[string, Machine]>([
    [
      'owner begins with a difference',
      lower(system({ name: 's', cpus: 2, tasks: claims, init: [initially(g.owner, cpuNumber(0))] }), [
        noDeadlock,
      ]),
    ],
    [
      'the property zero names a CPU',
      lower(system({ name: 's', cpus: 2, tasks: claims }), [
        never('zero', eq(read(g.owner), cpuNumber(0)), says),
      ]),
    ],
    ['different programs', lower(system({ name: 's', cpus: 2, tasks: [claims, alone] }), [noDeadlock])],
    [
      'different programs or interrupts',
      lower(
        system({
          name: 's',
          cpus: 2,
          tasks: claims,
          vectors: [on(vector('nmi', 'nmi'), alone, { times: 1, per: 'cpu', on: [0] })],
        }),
        [noDeadlock],
      ),
    ],
    [
      'goes through CPUs in the order of their numbers',
      lower(
        system({
          name: 's',
          cpus: 2,
          tasks: fn('loops', { source, locals: { c: cpu } }, ({ c }) => ({
            each: forEachCpu(allCpus, c, { a: write(mine.own.of(c), 1) }),
          })),
        }),
        [noDeadlock],
      ),
    ],
    [
      'names a CPU',
      lower(
        system({
          name: 's',
          cpus: 2,
          tasks: fn('asks', { source }, ({ self }) => ({
            boss: when(eq(self, cpuNumber(1)), { a: write(g.x, 1) }, { b: write(g.y, 1) }),
          })),
        }),
        [noDeadlock],
      ),
    ],
  ])('is refused where %s', async (why, m) => {
    const { classes, reasons } = symmetryOf(m);
    expect(classes).toEqual([]);
    expect(reasons.join()).toContain(why);
    const [none, , , symmetry] = await left(m);
    expect(symmetry).toBe(none);
  });

  it('takes a property that speaks of all CPUs alike', async () => {
    const m = lower(system({ name: 's', cpus: 3, tasks: claims }), [
      always(
        'one-owner',
        not(existsCpu((c) => and(eq(read(g.owner), c), ne(read(mine.own.of(c)), 0)))),
        says,
      ),
      never(
        'somebody-owns',
        existsCpu((c) => eq(read(g.owner), c)),
        says,
      ),
    ]);
    expect(classes(m)).toEqual([[0, 1, 2]]);
    expect(await verdicts(m, ['symmetry'])).toEqual(['holds', 'violated']);
    await left(m);
  });
});

it('refuses a bound on context switches together with reductions', async () => {
  const m = lower(system({ name: 's', cpus: 2, tasks: alone }), [noDeadlock]);
  await expect(explore(m, { maxSwitches: 2, reduction: ['dead'] })).rejects.toThrow('leave runs out');
  expect((await explore(m, { maxSwitches: 2 })).reduction).toEqual([]);
});

it('reduces on its own only what is large', async () => {
  const small = await explore(lower(system({ name: 's', cpus: 3, tasks: alone }), [noDeadlock]));
  expect([small.reduction, small.states]).toEqual([[], 64]);
  /** A machine with the cube of so many states and one. */
  const cube = (steps: number) => {
    const longer = fn('longer', { source }, ({ self }) => ({
      ...Object.fromEntries(
        Array.from({ length: steps }, (_, i) => [`s${i}`, write(mine.own.of(self), i % 4)]),
      ),
    }));
    return lower(system({ name: 's', cpus: 3, tasks: longer }), [noDeadlock]);
  };
  const middling = await explore(cube(40));
  expect([middling.reduction, middling.states]).toEqual([[], 41 ** 3]);
  const large = await explore(cube(60));
  expect([large.reduction, large.states]).toEqual([REDUCTIONS, 2]);
  // The reference takes longer for a state.
  const slow = await explore(cube(40), { engine: 'reference' });
  expect([slow.reduction, slow.states]).toEqual([REDUCTIONS, 2]);
});
