import { describe, expect, it } from 'vitest';
import { EngineRefusal } from '../../../checker/engine/errors.js';
import { searchFast } from '../../../checker/engine/search.js';
import { searchReference } from '../../../checker/reference/search.js';
import {
  add,
  allCpus,
  always,
  and,
  arm,
  array,
  assert,
  at,
  atEnd,
  atomic,
  brk,
  call,
  choose,
  clear_cpu,
  cmpxchg,
  cond,
  countAt,
  cpu,
  cpuNumber,
  cpuOrNone,
  cpuSet,
  either,
  end,
  ended,
  eq,
  fetch_add,
  finalHalt,
  firstOf,
  flag,
  fn,
  forEachCpu,
  ghost,
  halt,
  has,
  implies,
  in_nmi,
  initially,
  int,
  irqs_disabled,
  isEmpty,
  le,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  loop,
  lower,
  lt,
  type Machine,
  mod,
  mul,
  NONE,
  ne,
  never,
  noDeadlock,
  not,
  note,
  on,
  oneOf,
  or,
  park,
  perCpu,
  point,
  reachable,
  read,
  ret,
  retry,
  send,
  sendMask,
  set,
  set_cpu,
  shared,
  starting,
  stopCpu,
  stopped,
  sub,
  system,
  value,
  vector,
  wait,
  waitOrTimeout,
  when,
  withCpu,
  withoutCpu,
  write,
  xchg,
} from '../../../model/language/index.js';
import { agree, agreeOn, said, source } from './compare.js';

const g = shared({
  flag: flag,
  owner: cpuOrNone,
  cpus: cpuSet,
  count: int(0, 3),
  signed: starting(int(-3, 3), 0),
  colour: oneOf('red', 'green', 'blue'),
  cells: array(int(-1, 2), 3),
});
const mine = perCpu({ seen: int(0, 2), flags: cpuSet });

describe('steps', () => {
  it('store, read and compute', async () => {
    const task = fn('task', { source, locals: { n: int(-3, 3), m: int(0, 6) } }, ({ n, m }) => ({
      a: set(n, read(g.signed)),
      b: write(g.signed, cond(lt(n, 0), mul(n, -1), sub(n, 1))),
      c: set(m, mod(add(n, -2), 7)),
      d: when(or(eq(m, 5), not(le(m, 3))), { x: write(g.colour, 'blue') }, { y: write(g.colour, 'green') }),
      e: fetch_add(g.count, 1, m),
      f: when(eq(m, 2), { x: end('restart') }),
    }));
    const r = await agreeOn([task, task], [reachable('blue', eq(read(g.colour), 'blue'), said)]);
    expect(r.runs[0]).not.toBeNull();
  });

  it('exchange, with and without success', async () => {
    const task = fn('task', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      claim: cmpxchg(g.owner, NONE, self, old),
      won: when(
        eq(old, NONE),
        { free: xchg(g.owner, NONE, old), ok: assert(eq(old, self), 'stolen') },
        { wait: wait(eq(read(g.owner), NONE)) },
      ),
    }));
    await agreeOn([task, task, task], [noDeadlock]);
  });

  it('work on sets of CPUs, NONE included', async () => {
    const task = fn('task', { source, locals: { s: cpuSet, c: cpuOrNone } }, ({ self, s, c }) => ({
      a: set_cpu(g.cpus, self),
      b: set(s, read(g.cpus)),
      c: set(c, firstOf(withoutCpu(s, self))),
      d: write(mine.flags.of(self), withCpu(s, c)),
      e: when(
        has(s, c),
        { x: clear_cpu(g.cpus, self) },
        { y: when(isEmpty(withoutCpu(s, self)), { z: set_cpu(g.cpus, c) }) },
      ),
      f: when(has(allCpus, c), { x: write(g.count, 1) }),
    }));
    await agreeOn([task, task, task]);
  });

  it('index arrays and per-CPU variables', async () => {
    const task = fn(
      'task',
      { source, locals: { i: int(0, 2), c: cpu, v: int(-1, 2) } },
      ({ self, i, c, v }) => ({
        pick: choose(i),
        whom: choose(c),
        a: set(v, read(g.cells.at(i))),
        b: when(lt(v, 2), {
          up: atomic('one step', { x: write(g.cells.at(i), add(v, 1)), y: write(mine.seen.of(c), 1) }),
        }),
        c: when(eq(read(mine.seen.of(self)), 1), { x: write(mine.seen.of(self), 2) }),
      }),
    );
    const property = always('seen', le(read(mine.seen.of(cpuNumber(1))), 1), said);
    const r = await agreeOn([task, task], [property, never('cell', eq(read(g.cells.at(2)), 2), said)]);
    expect(r.runs[0]).not.toBeNull();
  });

  it('choose, and wait inside of a choice', async () => {
    const task = fn('task', { source, locals: { c: oneOf('x', 'y', 'z'), ok: flag } }, ({ c, ok }) => ({
      any: choose(c),
      arms: either({
        go: arm('a reason', { w: wait(read(g.flag)), x: write(g.count, 2) }),
        skip: arm('another', { x: when(eq(c, 'y'), { y: write(g.flag, true) }) }),
      }),
      bounded: waitOrTimeout(eq(read(g.count), 2), ok),
      last: when(ok, { x: write(g.colour, 'green') }),
    }));
    await agreeOn([task, task], [noDeadlock]);
  });

  it('call, return, loop and leave', async () => {
    const f = fn('f', { source, params: { n: int(0, 3) }, returns: int(0, 3) }, ({ n }) => ({
      small: when(lt(n, 2), { r: ret(add(n, 1)) }),
      big: ret(n),
    }));
    const task = fn(
      'task',
      { source, locals: { n: int(0, 3), c: cpu, old: int(0, 3) } },
      ({ self, n, c, old }) => ({
        a: call(f, { n: value(int(0, 3), 0) }, n),
        b: loop(2, ne(read(g.count), 3), { x: fetch_add(g.count, 1, old), y: when(eq(old, 1), { z: brk }) }),
        c: forEachCpu(allCpus, c, { x: when(ne(c, self), { y: write(mine.seen.of(c), 1) }) }),
        d: retry({ x: set(n, read(g.count)), y: when(le(n, 2), { z: brk }), e: write(g.count, 0) }),
      }),
    );
    const r = await agreeOn([task, task], [noDeadlock]);
    expect(r.runs.at(-1)).not.toBeNull();
  });

  it('pass a row of tests in one transition, where the ways meet again after each', async () => {
    const tests = Object.fromEntries(
      Array.from({ length: 24 }, (_, i) => [
        `t${i}`,
        (n: any, m: any) =>
          when(
            eq(mod(n, (i % 3) + 2), 0),
            { x: set(m, mod(add(m, i), 5)) },
            { y: set(m, mod(add(m, 1), 5)) },
          ),
      ]),
    );
    const task = fn('task', { source, locals: { n: int(0, 3), m: int(0, 4) } }, ({ n, m }) => ({
      pick: choose(n),
      ...Object.fromEntries(Object.entries(tests).map(([label, make]) => [label, make(n, m)])),
      w: write(g.cells.at(0), cond(eq(m, 2), value(int(-1, 2), 2), 1)),
    }));
    const r = await agreeOn([task]);
    expect(r.taken.size).toBeGreaterThan(30);
  });
});

describe('the machine', () => {
  const handler = fn('handler', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    claim: cmpxchg(g.owner, NONE, self, old),
    nested: when(and(in_nmi, eq(old, self)), { x: write(g.flag, true) }),
    free: when(eq(old, NONE), { x: write(g.owner, NONE) }),
  }));
  const task = fn('task', { source, locals: { old: cpuOrNone, irqs: flag } }, ({ self, old, irqs }) => ({
    save: local_irq_save(irqs),
    claim: cmpxchg(g.owner, NONE, self, old),
    off: when(irqs_disabled, { x: write(g.count, 1) }),
    restore: local_irq_restore(irqs),
    free: when(eq(old, NONE), { x: write(g.owner, NONE) }),
    disable: local_irq_disable,
    enable: local_irq_enable,
  }));

  for (const context of ['nmi', 'hardirq', 'softirq'] as const)
    for (const per of ['system', 'cpu'] as const)
      it(`takes budgeted interrupts: ${context}, by ${per}`, async () => {
        const vectors = [on(vector('v', context), handler, { times: per === 'cpu' ? 1 : 2, per })];
        await agreeOn([task, task, null], [noDeadlock], { vectors });
      });

  it('nests interrupts, and lets some hit only some CPUs under a condition', async () => {
    const idle = { when: () => eq(read(g.owner), NONE) };
    const vectors = [
      on(vector('soft', 'softirq'), handler, { times: 1 }),
      on(vector('hard', 'hardirq'), task, { times: 1, on: [0] }),
      on(vector('nmi', 'nmi'), handler, { times: 1, per: 'cpu', ...idle }),
    ];
    await agreeOn(
      [task, null],
      [noDeadlock, reachable('both', eq(countAt(point(handler, 'claim')), 2), said)],
      { vectors },
    );
  });

  it('delivers what is sent, to one or to many, even again', async () => {
    const ipi = vector('ipi', 'hardirq');
    const nmi = vector('nmi', 'nmi');
    const stop = fn('stop', { source }, () => ({ stop: stopCpu }));
    const got = fn('got', { source }, ({ self }) => ({ x: set_cpu(g.cpus, self) }));
    const sender = fn('sender', { source, locals: { c: cpu } }, ({ self, c }) => ({
      off: local_irq_disable,
      all: sendMask(ipi, allCpus),
      other: sendMask(nmi, withoutCpu(allCpus, self)),
      pick: choose(c),
      one: send(ipi, c),
      seen: wait(has(read(g.cpus), c)),
      on: local_irq_enable,
      last: finalHalt,
    }));
    const r = await agreeOn(
      [sender, task, null],
      [
        noDeadlock,
        atEnd('stopped', stopped(cpuNumber(1)), said),
        reachable('quick', stopped(cpuNumber(2)), said),
      ],
      { vectors: [on(ipi, got), on(nmi, stop)] },
    );
    expect(r.runs[2]).not.toBeNull();
  });

  it('ends, and knows what a deadlock is', async () => {
    const waiter = fn('waiter', { source }, () => ({ w: wait(read(g.flag)), e: end('capture') }));
    const setter = fn('setter', { source }, () => ({
      arms: either({
        set: arm('r', { x: write(g.flag, true) }),
        not: arm('s', { y: halt }),
        final: arm('t', { z: finalHalt }),
        stop: arm('u', { p: park }),
      }),
    }));
    const r = await agreeOn(
      [waiter, setter],
      [noDeadlock, atEnd('captured', ended('capture'), said), reachable('captures', ended(), said)],
    );
    expect(r.runs.map((run) => run?.length)).toEqual([2, 2, 4, undefined]);
  });

  it('judges triggers, ghosts, assertions and program points', async () => {
    const q = ghost({ wrote: flag, times: int(0, 3) });
    const noted = fn('noted', { source }, () => ({
      inner: write(g.flag, true),
      check: assert(ne(read(g.count), 2), 'no'),
    }));
    const task = fn('task', { source }, () => ({
      a: write(g.count, 2),
      n: note(q.wrote, true),
      m: note(q.times, countAt(point(noted, 'inner'))),
      b: call(noted),
    }));
    const r = await agreeOn(
      [task, noted],
      [
        always('implied', implies(at(point(noted, 'inner')), not(read(q.wrote))), {
          ...said,
          trigger: read(q.wrote),
        }),
        never('vacuous', read(q.wrote), { ...said, trigger: eq(read(g.colour), 'blue') }),
        atEnd('flag', read(g.flag), said),
      ],
    );
    expect(r.triggered).toEqual([true, false, true]);
    expect(r.runs.at(-1)).not.toBeNull();
  });

  it('begins as the system says', () =>
    agreeOn([task], [always('blue', eq(read(g.colour), 'blue'), said)], {
      init: [initially(g.colour, 'blue')],
    }));
});

describe('faults', () => {
  const local = { n: int(0, 3), c: cpuOrNone };
  const cases = {
    'a store that leaves its domain': fn('f', { source, locals: local }, ({ n }) => ({
      a: set(n, read(g.count)),
      b: write(g.count, add(n, 1)),
      c: write(g.signed, sub(n, 2)),
      again: call(
        fn('g', { source, locals: local }, ({ n }) => ({
          a: set(n, read(g.count)),
          b: write(g.cells.at(0), add(n, 3)),
        })),
      ),
    })),
    'a local that leaves its domain': fn('f', { source, locals: local }, ({ n }) => ({
      a: set(n, sub(read(g.count), 1)),
    })),
    'an index of NONE': fn('f', { source, locals: local }, ({ c }) => ({
      a: set(c, read(g.owner)),
      b: write(mine.seen.of(c), 1),
    })),
    'a read of no cell': fn('f', { source, locals: local }, ({ n }) => ({
      p: choose(n),
      a: set(n, add(read(g.cells.at(n)), 1)),
    })),
    'an interrupt to nobody': fn('f', { source, locals: local }, ({ c }) => ({
      a: set(c, read(g.owner)),
      b: send(vector('v', 'nmi'), c),
    })),
    'a test of no cell': fn('f', { source, locals: local }, ({ n }) => ({
      p: choose(n),
      q: when(eq(value(int(0, 3), 1), n), { x: write(g.count, 1) }),
      r: wait(ne(read(g.cells.at(n)), 2)),
    })),
  };
  for (const [name, f] of Object.entries(cases))
    it(`${name}`, async () => {
      const nothing = fn('nothing', { source }, () => ({ x: write(g.flag, true) }));
      const vectors = [on(vector('v', 'nmi'), nothing, { times: 1 })];
      const r = await agreeOn([nothing, f], [noDeadlock], { vectors });
      expect(r.stopped).toBe('fault');
      expect(r.fault).not.toBeNull();
    });

  const counter = fn('counter', { source }, () => ({
    a: write(g.count, 1),
    b: write(g.count, 2),
    c: write(g.count, 3),
    d: halt,
  }));
  const cell = read(g.cells.at(read(g.count)));
  it('a property that looks at no cell', async () => {
    const r = await agreeOn(
      [counter],
      [
        always('first', ne(read(g.count), 1), said),
        always('cell', ne(cell, 5), said),
        never('later', read(g.flag), said),
      ],
    );
    expect([r.fault?.length, r.runs[0]?.length]).toEqual([4, 2]);
  });
  it('a trigger that looks at no cell', async () => {
    const r = await agreeOn(
      [counter],
      [always('x', ne(read(g.count), 5), { ...said, trigger: eq(cell, 7) })],
    );
    expect(r.fault).toHaveLength(4);
  });
  it('only where the operand is looked at', async () => {
    const r = await agreeOn(
      [counter],
      [
        always('and', not(and(lt(read(g.count), 3), eq(cell, 7))), said),
        always('or', or(eq(read(g.count), 3), ne(cell, 7)), said),
        always('cond', eq(cond(lt(read(g.count), 3), cell, -1), -1), said),
        atEnd('at the end', eq(read(g.count), 3), said),
      ],
    );
    expect(r.stopped).toBeNull();
  });
});

/** A system of some ten thousand states. */
function larger(more: Parameters<typeof shared>[0] = {}, steps = 10): Machine {
  const extra = shared(more) as Record<string, any>;
  const task = fn('task', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    ...Object.fromEntries(
      Array.from({ length: steps }, (_, i) => [
        `w${i}`,
        i % 2 ? write(g.flag, i % 4 === 1) : write(mine.seen.of(self), i % 3),
      ]),
    ),
    ...Object.fromEntries(Object.keys(extra).map((name, i) => [name, write(extra[name], (i - 9) as any)])),
    claim: cmpxchg(g.owner, NONE, self, old),
    lost: when(ne(old, NONE), { stop: park }),
    ok: assert(eq(read(mine.seen.of(self)), 1), 'never'),
    last: finalHalt,
  }));
  const nmi = fn('nmi', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    claim: cmpxchg(g.owner, NONE, self, old),
    x: when(eq(old, NONE), { y: write(g.owner, NONE) }),
  }));
  return lower(
    system({ name: 'larger', cpus: 3, tasks: task, vectors: [on(vector('v', 'nmi'), nmi, { times: 1 })] }),
    [
      noDeadlock,
      never('two', lt(value(int(0, 9), 1), countAt(point(task, 'last'))), said),
      reachable('all', eq(countAt(point(task, 'lost.stop')), 2), said),
      atEnd('owned', ne(read(g.owner), NONE), said),
    ],
  );
}

describe('size', () => {
  it('grows the table as states are found', async () => {
    const r = await agree(larger());
    expect(r.states).toBeGreaterThan(20_000);
  });

  for (const words of [2, 5, 10, 40])
    it(`finds the same in states of ${words} words`, async () => {
      const m = larger(
        Object.fromEntries(Array.from({ length: words }, (_, i) => [`x${i}`, int(-30000, 30000)])),
        1,
      );
      const wide = {
        ...m,
        fields: m.fields.map((f) =>
          f.name.startsWith('x') ? { ...f, range: { min: -(2 ** 31), max: 2 ** 31 - 1 } } : f,
        ),
      };
      await agree(words < 5 ? m : wide, { maxStates: 4000 });
    });
});

describe('limits', () => {
  const m = larger();
  it.each([0, 1, 2, 63, 64, 65, 1000, 8000])('stops at more than %i states', async (maxStates) => {
    const r = await agree(m, { maxStates });
    expect(r.stopped).toBe('states');
  });
  it.each([0, 1, 2, 7, 1000])('stops below depth %i', async (maxDepth) => {
    await agree(m, { maxDepth });
  });

  it('stops when the memory is used up, and judges what it has seen', async () => {
    const full = await searchFast(m);
    const first = await searchFast(m, { maxStates: 0 });
    const limit = first.bytes + 4 * full.states;
    const some = await searchFast(m, { maxMemory: limit });
    expect(some.stopped).toBe('memory');
    expect(some.bytes).toBeLessThanOrEqual(limit);
    expect(some.states).toBeGreaterThan(1000);
    expect(await searchReference(m, { maxStates: some.states - 1 })).toMatchObject({
      states: some.states,
      fingerprint: some.fingerprint,
      runs: some.runs,
    });
    expect(full.stopped).toBeNull();
    const none = await searchFast(m, { maxMemory: 1 });
    expect(none.stopped).toBe('memory');
  });

  it('finds everything in memory that is just enough', async () => {
    const full = await searchFast(m);
    const tight = await searchFast(m, { maxMemory: full.bytes });
    expect([tight.stopped, tight.fingerprint]).toEqual([null, full.fingerprint]);
  });

  it('stops when the time is up or somebody says so', async () => {
    expect((await searchFast(m, { timeLimit: 0 })).stopped).toBe('time');
    expect((await searchFast(m, { signal: { aborted: true } })).stopped).toBe('interrupted');
  });

  it('judges states that it does not expand', async () => {
    const step = fn('step', { source }, () => ({ a: write(g.count, 1), b: halt }));
    const stuck = fn('stuck', { source }, () => ({ a: wait(read(g.flag)) }));
    const two = lower(system({ name: 'two', cpus: 2, tasks: [step, stuck] }), [
      noDeadlock,
      atEnd('flag', read(g.flag), said),
      never('one', eq(read(g.count), 1), said),
    ]);
    const r = await agree(two, { maxStates: 1 });
    expect(r.runs.map((run) => run?.length)).toEqual([2, 2, 2, undefined]);
  });

  it('gives way to the event loop in a longer search', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const progress: number[] = [];
    const big = larger({}, 60);
    const r = await searchFast(big, {
      maxStates: 2_000_000,
      onProgress: ({ states, frontier, bytes }) => progress.push(states, frontier, bytes),
    });
    clearInterval(timer);
    expect(r.states).toBeGreaterThan(100_000);
    expect(ticks).toBeGreaterThan(0);
    expect(progress.length).toBeGreaterThan(0);
  });
});

describe('refusal', () => {
  const task = fn('task', { source, locals: { n: int(0, 3) } }, ({ n }) => ({
    a: set(n, read(g.count)),
    b: write(g.count, mod(n, 2)),
  }));
  const m = lower(system({ name: 'refused', cpus: 1, tasks: task }), []);
  const refuses = async (machine: Machine, reason: RegExp): Promise<void> => {
    await expect(searchFast(machine)).rejects.toThrow(EngineRefusal);
    await expect(searchFast(machine)).rejects.toThrow(reason);
  };
  const withFirst = (edge: object): Machine => ({
    ...m,
    code: {
      ...m.code,
      task: m.code.task.map((l) => (l.id === 1 ? { ...l, edges: [{ ...l.edges[0], ...edge }] } : l)),
    },
  });

  it('of what does not begin in its domain', () =>
    refuses({ ...m, initial: m.initial.map((_, i) => (i === 2 ? 9 : 0)) }, /begins as 9/));
  it('of values that are no 32-bit integers', async () => {
    await refuses(withFirst({ guard: { kind: 'const', value: 2 ** 40 } }), /no 32-bit integer/);
    await refuses(
      { ...m, fields: m.fields.map((f) => ({ ...f, range: { min: 0, max: 2 ** 32 } })) },
      /32-bit integers/,
    );
  });
  it('of a divisor that may be 0', () =>
    refuses(
      withFirst({
        guard: {
          kind: 'op',
          op: '%',
          args: [
            { kind: 'const', value: 1 },
            { kind: 'cell', variable: 0, index: null },
          ],
        },
      }),
      /divisor/,
    ));
  it('of passed locations in a circle', () => {
    const circle = {
      ...m.code.task[1],
      id: 3,
      rests: false,
      edges: [{ ...m.code.task[1].edges[0], target: 3 }],
    };
    const first = withFirst({ target: 3 });
    return refuses({ ...first, code: { ...first.code, task: [...first.code.task, circle] } }, /circle/);
  });
  it('and a mistake of the lowering is no result either', async () => {
    const nowhere = { ...m.code.task[1], id: 3, rests: false, edges: [] };
    const first = withFirst({ target: 3 });
    const broken = { ...first, code: { ...first.code, task: [...first.code.task, nowhere] } };
    await expect(searchFast(broken)).rejects.toThrow('internal error');
    await expect(searchReference(broken)).rejects.toThrow('internal error');
  });
});
