import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decides, searchReference } from '../../../checker/reference/search.js';
import { successors } from '../../../checker/reference/step.js';
import {
  add,
  allCpus,
  always,
  and,
  arm,
  array,
  assert,
  at,
  atOn,
  atomic,
  type Block,
  brk,
  call,
  choose,
  cmpxchg,
  cont,
  countAt,
  countCpus,
  cpu,
  cpuOrNone,
  cpuSet,
  either,
  emptySet,
  eq,
  existsCpu,
  flag,
  fn,
  forAllCpus,
  forEachCpu,
  ghost,
  goto,
  halt,
  in_task,
  int,
  loop,
  lower,
  lt,
  type Machine,
  NONE,
  ne,
  never,
  noDeadlock,
  not,
  note,
  on,
  type Property,
  point,
  reachable,
  read,
  ret,
  retry,
  set,
  set_cpu,
  shared,
  smp_mb,
  system,
  vector,
  wait,
  waitOrTimeout,
  when,
  withoutCpu,
  write,
  xchg,
} from '../../../model/language/index.js';
import { compareLowering } from '../../agreement/lowering.js';
import { faultySystem, type RandomSystem, randomSystem } from '../../agreement/random-system.js';

const source = { file: 'test.c', versions: 'none' };
const words = { says: 'It is so.', because: 'it is not so' };
const g = shared({ a: flag, b: flag, n: int(0, 7), m: int(0, 7), owner: cpuOrNone, mask: cpuSet });

const system_ = (cpus: number, task: ReturnType<typeof fn>) => system({ name: 'sys', cpus, tasks: task });
const machineOf = (task: any, cpus = 1, asked: readonly Property[] = []): Machine =>
  lower(system_(cpus, task), asked);
const statesOf = async (m: Machine): Promise<number> => (await searchReference(m)).states;
const resting = (m: Machine): string[] =>
  m.code.task.filter((l) => l.rests && l.id !== 0).map((l) => l.path.map((p) => p.label).join('>'));
/** Whether a state in which `cell` holds `value` is reachable. */
const values = (m: Machine, name: string): Set<number> => {
  const field = m.fields.findIndex((f) => f.name === name);
  const seen = new Map([[m.initial.join(), m.initial]]);
  for (const state of seen.values())
    for (const next of successors(m, state)) seen.set(next.state.join(), next.state);
  return new Set([...seen.values()].map((s) => s[field]));
};
/** The values of a variable where nothing can move any more. */
const finals = (m: Machine, name: string): number[] => {
  const field = m.fields.findIndex((f) => f.name === name);
  const seen = new Map([[m.initial.join(), m.initial]]);
  const ends: number[] = [];
  for (const state of seen.values()) {
    const next = successors(m, state);
    if (next.length === 0) ends.push(state[field]);
    for (const n of next) seen.set(n.state.join(), n.state);
  }
  return [...new Set(ends)].sort((x, y) => x - y);
};
const failed = async (m: Machine): Promise<boolean> => (await searchReference(m)).runs.at(-1) !== null;

describe('against the structural interpreter', () => {
  const compare = async (arbitrary: fc.Arbitrary<RandomSystem>, numRuns: number, seed: number) => {
    const tally = { equal: 0, 'equal, fused': 0, 'too large': 0, fault: 0 };
    await fc.assert(
      fc.asyncProperty(arbitrary, async (made) => {
        tally[await compareLowering(made)]++;
      }),
      // Shrinking a failure may take long; what it has by then is shown.
      { numRuns, seed, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
    );
    return tally;
  };

  it('means the same in random systems', { timeout: 120_000 }, async () => {
    const tally = await compare(randomSystem(), 90, 11);
    expect(tally['equal, fused']).toBeGreaterThan(50);
    expect(tally.equal + tally['equal, fused']).toBeGreaterThan(60);
  });

  it('faults in the same random systems', { timeout: 120_000 }, async () => {
    const tally = await compare(faultySystem(), 60, 12);
    expect(tally.fault).toBeGreaterThan(5);
    expect(tally.equal + tally['equal, fused']).toBeGreaterThan(25);
  });
});

describe('fusing', () => {
  it('local steps belong to the transition before them', async () => {
    const f = fn('f', { source, locals: { x: int(0, 3), y: flag } }, ({ x, y }) => ({
      load: set(x, 2),
      one: write(g.n, x),
      mb: smp_mb,
      more: set(y, eq(x, 2)),
      test: when(y, { inner: set(x, 3) }),
      two: write(g.m, x),
    }));
    const m = machineOf(f);
    // Control rests before the first step, at the two stores, and at the end.
    expect(resting(m)).toEqual(['', 'one', 'two']);
    expect(await statesOf(m)).toBe(4);
    expect(finals(m, 'm')).toEqual([3]);
  });

  it('but a step that reads shared memory is one of its own', async () => {
    const f = fn('f', { source, locals: { x: flag } }, ({ x }) => ({
      test: when(read(g.a), { is: set(x, true) }, { not: set(x, false) }),
      check: assert(not(read(g.b)), 'b'),
      load: set(x, read(g.a)),
      out: wait(x),
    }));
    expect(resting(machineOf(f))).toEqual(['test', 'check', 'load', 'out']);
  });

  it('a note happens together with the step before it, even where it follows a test', () => {
    const seen = ghost({ winner: cpuOrNone });
    const f = fn('f', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      claim: cmpxchg(g.owner, NONE, self, old),
      won: when(eq(old, NONE), { note: note(seen.winner, self) }),
      after: write(g.a, true),
    }));
    const m = machineOf(f, 2, [always('same', eq(read(seen.winner), read(g.owner)), words)]);
    expect(resting(m)).toEqual(['claim', 'after']);
    const states = new Map([[m.initial.join(), m.initial]]);
    for (const s of states.values()) for (const n of successors(m, s)) states.set(n.state.join(), n.state);
    expect([...states.values()].some((s) => decides(m, s, 0))).toBe(false);
  });

  it('a program point can be seen, also where control would only pass', async () => {
    const f = fn('f', { source }, () => ({
      one: write(g.a, true),
      body: when(in_task, { mb: smp_mb }),
      two: write(g.b, true),
    }));
    expect(resting(machineOf(f))).toEqual(['one', 'two']);
    const asked = never('there', at(point(f, 'body')), words);
    const m = machineOf(f, 1, [asked]);
    expect(resting(m)).toEqual(['one', 'body', 'two']);
    expect((await searchReference(m)).runs[0]).toHaveLength(2);
    // A point that contains a step at which control rests anyway changes nothing.
    expect(resting(machineOf(f, 1, [never('there', at(point(f, '')), words)]))).toEqual(['one', 'two']);
  });

  it('a point that names a block is reached everywhere inside it', async () => {
    const f = fn('f', { source }, () => ({
      body: when(read(g.a), { in: write(g.b, true) }, { deep: when(in_task, { er: write(g.n, 1) }) }),
      two: write(g.m, 1),
    }));
    const there = (label: 'body' | 'body.deep' | 'body.in') => reachable(label, at(point(f, label)), words);
    const inside = reachable('inside', and(at(point(f, 'body')), not(at(point(f, 'body.deep')))), words);
    const m = machineOf(f, 1, [there('body'), there('body.deep'), there('body.in'), inside]);
    const lengths = (await searchReference(m)).runs.map((run) => run?.length ?? null);
    expect(lengths).toEqual([1, 2, null, 1, null]);
    expect(resting(m).sort()).toEqual(['body', 'body.deep.er', 'body.in', 'two']);
  });

  it('a loop of local steps rests once a round, so that a transition ends', async () => {
    const f = fn('f', { source, locals: { x: int(0, 3) } }, ({ x }) => ({
      spin: retry({ inc: when(lt(x, 3), { inc: set(x, add(x, 1)) }), out: when(eq(x, 3), { brk }) }),
      done: write(g.n, x),
    }));
    const m = machineOf(f);
    expect(finals(m, 'n')).toEqual([3]);
    const forever = fn('g', { source, locals: { x: flag } }, ({ x }) => ({
      spin: retry({ flip: set(x, not(x)), out: when(eq(x, x), { again: cont, never: brk }) }),
    }));
    expect(await statesOf(machineOf(forever))).toBe(3);
  });

  it('what happens inside atomic() is one transition, and may wait before it', async () => {
    const f = fn('f', { source, locals: { x: int(0, 7) } }, ({ x }) => ({
      both: atomic('lock', {
        open: wait(eq(read(g.owner), NONE)),
        load: set(x, read(g.n)),
        store: when(lt(x, 7), { inc: write(g.n, add(x, 1)) }),
        copy: write(g.m, read(g.n)),
      }),
    }));
    const m = machineOf(f, 2, [always('equal', eq(read(g.m), read(g.n)), words)]);
    expect(resting(m)).toEqual(['both.open']);
    const r = await searchReference(m);
    expect(r.runs).toEqual([null, null]);
    expect(r.states).toBe(4);
  });

  it('atomic() inside atomic() is part of it', async () => {
    const callee = fn('callee', { source }, () => ({
      inner: atomic('again', { n: write(g.n, 1) }),
      m: write(g.m, 1),
    }));
    const f = fn('f', { source }, () => ({
      both: atomic('lock', {
        a: write(g.a, true),
        deeper: atomic('lock', { b: write(g.b, true) }),
        c: call(callee),
      }),
    }));
    const m = machineOf(f);
    expect(resting(m)).toEqual(['both.a']);
    expect(await statesOf(m)).toBe(2);
  });
});

describe('locals', () => {
  it('slots of one type are shared by calls that are not live together', () => {
    const callee = fn(
      'callee',
      { source, params: { p: int(0, 3) }, locals: { q: int(0, 3) } },
      ({ p, q }) => ({
        load: set(q, read(g.n)),
        store: write(g.m, add(p, q)),
      }),
    );
    const f = fn('f', { source, locals: { x: int(0, 3) } }, ({ x }) => ({
      one: call(callee, { p: 1 }),
      two: call(callee, { p: x }),
      three: call(callee, { p: 3 }),
    }));
    const slots = machineOf(f).fields.filter((field) => field.name.startsWith('task[0].int'));
    // One for the caller's local, two for whichever callee is running.
    expect(slots).toHaveLength(3);
  });

  it('a caller keeps its locals through a call', async () => {
    const callee = fn('callee', { source, locals: { z: int(0, 7) } }, ({ z }) => ({
      a: set(z, 5),
      b: write(g.m, z),
    }));
    const outer = fn('outer', { source, locals: { y: int(0, 7) } }, ({ y }) => ({
      a: set(y, 3),
      b: call(callee),
      c: write(g.n, y),
    }));
    const f = fn('f', { source, locals: { x: int(0, 7) } }, ({ x }) => ({
      a: set(x, 2),
      b: call(outer),
      seen: assert(eq(x, 2), 'x survives'),
      n: assert(eq(read(g.n), 3), 'y survived'),
      m: assert(eq(read(g.m), 5), 'z was there'),
    }));
    expect(await failed(machineOf(f))).toBe(false);
  });

  it('locals of a call begin with the first value of their domain, every time', async () => {
    const callee = fn('callee', { source, locals: { z: int(2, 7) } }, ({ z }) => ({
      fresh: assert(eq(z, 2), 'fresh'),
      use: set(z, 7),
      see: write(g.n, z),
    }));
    const f = fn('f', { source }, () => ({ one: call(callee), two: call(callee) }));
    expect(await failed(machineOf(f))).toBe(false);
  });

  it('arguments and results are values of the moment', async () => {
    const twice = fn('twice', { source, params: { p: int(0, 7) }, returns: int(0, 7) }, ({ p }) => ({
      early: when(eq(p, 0), { out: ret(add(p, 7)) }),
      change: write(g.n, 1),
      out: ret(add(p, p)),
    }));
    const f = fn('f', { source, locals: { x: int(0, 7), y: int(0, 7) } }, ({ x, y }) => ({
      a: set(x, 2),
      b: call(twice, { p: x }, x),
      c: call(twice, { p: 0 }, y),
      x: assert(eq(x, 4), 'x'),
      y: assert(eq(y, 7), 'y'),
    }));
    expect(await failed(machineOf(f))).toBe(false);
  });

  it('a local that only a note reads is there as well', async () => {
    const seen = ghost({ who: cpuOrNone });
    const f = fn('f', { source, locals: { nobody: cpuOrNone } }, ({ nobody }) => ({
      step: write(g.a, true),
      note: note(seen.who, nobody),
    }));
    const m = machineOf(f, 1, [always('nobody', eq(read(seen.who), NONE), words)]);
    expect((await searchReference(m)).runs).toEqual([null, null]);
  });

  it('a local that is only an index is kept', () => {
    const slots = shared({ slot: array(flag, 3) });
    const f = fn('f', { source, locals: { x: int(0, 2), old: flag } }, ({ x, old }) => ({
      pick: set(x, 2),
      gap: write(g.a, true),
      gap2: xchg(slots.slot.at(x), true, old),
      load: when(read(slots.slot.at(x)), { seen: write(g.n, 1) }),
    }));
    const m = machineOf(f);
    expect(finals(m, 'slot[2]')).toEqual([1]);
    expect(finals(m, 'slot[0]')).toEqual([0]);
    expect(finals(m, 'n')).toEqual([1]);
  });

  it('what nobody will read again does not tell states apart', async () => {
    const f = (body: (x: any) => Block) => fn('f', { source, locals: { x: int(0, 3) } }, ({ x }) => body(x));
    // Four values, used: the choice, four states, the end with four values of n.
    expect(await statesOf(machineOf(f((x) => ({ pick: choose(x), use: write(g.n, x) }))))).toBe(9);
    // Four values, not used: they are one.
    expect(await statesOf(machineOf(f((x) => ({ pick: choose(x), use: write(g.n, 1) }))))).toBe(3);
    // Written again before it is read: dead in between.
    expect(
      await statesOf(
        machineOf(
          f((x) => ({ pick: choose(x), gap: write(g.a, true), set: set<number>(x, 1), use: write(g.n, x) })),
        ),
      ),
    ).toBe(4);
  });

  it('a handler leaves nothing behind', async () => {
    const handler = fn('handler', { source, locals: { x: int(0, 3) } }, ({ x }) => ({
      pick: choose(x),
      hold: wait(lt(x, 7)),
    }));
    const nmi = vector('nmi', 'nmi');
    const s = system({ name: 'sys', cpus: 1, tasks: [null], vectors: [on(nmi, handler, { times: 2 })] });
    // Idle with 2, 1 and 0 left; in the handler with 1 and 0 left, at the choice or holding one of four values.
    expect(await statesOf(lower(s, []))).toBe(3 + 2 * (1 + 4));
  });
});

describe('control flow', () => {
  it('an arm that begins with a wait can be taken only when the wait is over', async () => {
    const f = fn('f', { source }, () => ({
      lock: either({
        acquired: arm('free', { w: wait(eq(read(g.owner), NONE)), take: write(g.n, 1) }),
        failed: arm('bounded', { count: write(g.m, 1) }),
      }),
    }));
    const taken = (init: any[]) => finals(lower(system({ name: 's', cpus: 1, tasks: f, init }), []), 'n');
    expect(taken([])).toEqual([0, 1]);
    expect(taken([{ cell: g.owner.cell, value: 0 }])).toEqual([0]);
  });

  it('blocks if every arm waits, and an empty arm never does', async () => {
    const both = { one: arm('x', { w: wait(read(g.a)) }), other: arm('x', { w: wait(read(g.b)) }) };
    const stuck = fn('f', { source }, () => ({ e: either(both) }));
    const free = fn('f', { source }, () => ({ e: either({ ...both, none: arm('x', {}) }), h: halt }));
    const run = async (f: any) => (await searchReference(machineOf(f, 1, [noDeadlock]))).runs[0] !== null;
    expect(await run(stuck)).toBe(true);
    expect(await run(free)).toBe(false);
    const { edges } = machineOf(stuck).code.task.find((l) => l.path.at(-1)?.label === 'e')!;
    expect(edges.map((e) => e.choice)).toEqual(['one', 'other']);
  });

  it('an arm that jumps to a wait is chosen before the wait, and can be stuck there', async () => {
    const f = fn('f', { source }, () => ({
      try: either({ error: arm('x', { out: goto('out') }), fine: arm('x', { store: write(g.n, 1), halt }) }),
      never: write(g.m, 1),
      out: wait(read(g.a)),
    }));
    const m = machineOf(f, 1, [noDeadlock]);
    expect((await searchReference(m)).runs[0]).toHaveLength(2);
    expect([...values(m, 'm')]).toEqual([0]);
  });

  it('arms of arms are choices of one transition', () => {
    const inner = { left: arm('x', { l: write(g.n, 1) }), right: arm('x', { r: write(g.n, 2) }) };
    const f = fn('f', { source }, () => ({
      outer: either({ a: arm('x', { inner: either(inner) }), b: arm('x', { three: write(g.n, 3) }) }),
    }));
    const m = machineOf(f);
    expect(successors(m, m.initial)).toHaveLength(3);
    expect(m.code.task.find((l) => l.path.at(-1)?.label === 'outer')!.edges.map((e) => e.choice)).toEqual([
      'a, left',
      'a, right',
      'b',
    ]);
    expect(finals(m, 'n')).toEqual([1, 2, 3]);
  });

  it('goto leaves the blocks in between', async () => {
    const f = fn('f', { source, locals: { c: cpu } }, ({ c }) => ({
      each: forEachCpu(allCpus, c, {
        in: retry({ one: write(g.n, 1), fail: when(in_task, { jump: goto('out_unlock') }) }),
      }),
      skipped: write(g.n, 2),
      out_unlock: write(g.m, 3),
      out: write(g.a, true),
    }));
    const m = machineOf(f, 2);
    expect([...values(m, 'n')]).toEqual([0, 1]);
    expect(finals(m, 'm')).toEqual([3]);
  });

  it('a loop runs as often as its condition says, and once more than its bound is a finding', async () => {
    const counting = (bound: number, times: number) =>
      fn('f', { source, locals: { i: int(0, 7) } }, ({ i }) => ({
        loop: loop(bound, lt(i, times), { inc: set(i, add(i, 1)), step: write(g.n, i) }),
        after: write(g.m, i),
      }));
    for (const times of [0, 1, 3]) {
      const m = machineOf(counting(3, times));
      expect(finals(m, 'm')).toEqual([times]);
      expect(await failed(m)).toBe(false);
    }
    const over = machineOf(counting(3, 4));
    expect(await failed(over)).toBe(true);
    expect(over.assertions).toEqual([{ place: 'f.loop', message: 'the loop runs more than 3 times' }]);
    // The rounds are counted afresh whenever the loop begins.
    const nested = fn('f', { source, locals: { i: int(0, 7), j: int(0, 7) } }, ({ i, j }) => ({
      outer: loop(2, lt(i, 2), {
        inc: set(i, add(i, 1)),
        zero: set(j, 0),
        inner: loop(2, lt(j, 2), {
          inc: set(j, add(j, 1)),
          skip: when(eq(j, 1), { cont }),
          out: when(eq(i, 2), { brk }),
          n: write(g.n, j),
        }),
      }),
      after: write(g.m, j),
    }));
    expect(await failed(machineOf(nested))).toBe(false);
    expect(finals(machineOf(nested), 'n')).toEqual([2]);
  });

  it('forEachCpu goes from the lowest to the highest and looks at the set once', () => {
    const f = fn('f', { source, locals: { c: cpu, last: cpuOrNone } }, ({ c, last }) => ({
      each: forEachCpu(withoutCpu(read(g.mask), NONE), c, {
        // What is added meanwhile is not visited.
        add: set_cpu(g.mask, c),
        clear: write(g.mask, emptySet),
        order: assert(ne(last, c), 'never twice'),
        keep: set(last, c),
        skip: when(eq(c, last), { next: cont }),
        never: write(g.a, true),
      }),
      last: write(g.owner, last),
    }));
    const m = lower(
      system({ name: 's', cpus: 3, tasks: [f, null, null], init: [{ cell: g.mask.cell, value: 0b101 }] }),
      [],
    );
    const each = m.code.task.filter((l) => l.path.at(-1)?.label === 'each.add');
    expect(each).toHaveLength(1);
    expect(finals(m, 'owner')).toEqual([2]);
    expect([...values(m, 'a')]).toEqual([0]);
    // Visited in order: the mask shows 0 and then 2, never 2 first.
    const mask = m.fields.findIndex((x) => x.name === 'mask');
    const run = [m.initial];
    for (let next = successors(m, run[0]); next.length > 0; next = successors(m, run.at(-1)!))
      run.push(next[0].state);
    const shown = run.map((s) => s[mask]).filter((x, i, all) => i === 0 || x !== all[i - 1]);
    expect(shown).toEqual([0b101, 0, 0b100, 0]);
  });

  it('brk ends a forEachCpu, and cont goes on with the next CPU', () => {
    const visits = (jump: typeof brk) =>
      fn('f', { source, locals: { c: cpu } }, ({ c }) => ({
        each: forEachCpu(allCpus, c, { visit: set_cpu(g.mask, c), jump, never: write(g.a, true) }),
        after: write(g.n, 1),
      }));
    const only0 = (f: ReturnType<typeof visits>) =>
      lower(system({ name: 's', cpus: 3, tasks: [f, null, null] }), []);
    expect(finals(only0(visits(brk)), 'mask')).toEqual([0b001]);
    expect(finals(only0(visits(cont)), 'mask')).toEqual([0b111]);
    for (const jump of [brk, cont]) {
      expect([...values(only0(visits(jump)), 'a')]).toEqual([0]);
      expect(finals(only0(visits(jump)), 'n')).toEqual([1]);
    }
  });

  it('a bounded wait says how it ended', () => {
    const f = fn('f', { source, locals: { ok: flag } }, ({ ok }) => ({
      w: waitOrTimeout(not(read(g.a)), ok),
      n: when(ok, { y: write(g.n, 1) }, { n: write(g.n, 2) }),
    }));
    const m = machineOf(f);
    expect(m.code.task.find((l) => l.path.at(-1)?.label === 'w')!.edges.map((e) => e.choice)).toEqual([
      'done',
      'timeout',
    ]);
    expect(finals(m, 'n')).toEqual([1, 2]);
  });
});

describe('questions', () => {
  it('count contexts and CPUs, and quantify over CPUs', async () => {
    const f = fn('f', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      claim: cmpxchg(g.owner, NONE, self, old),
      in: write(g.a, true),
      out: halt,
    }));
    const inside = point(f, 'in');
    const owns = existsCpu((c) => eq(read(g.owner), c));
    const nmi = vector('nmi', 'nmi');
    const s = system({ name: 's', cpus: 2, tasks: f, vectors: [on(nmi, f, { times: 1, on: [1] })] });
    const cover = (name: string, expr: Parameters<typeof reachable>[1]) => reachable(name, expr, words);
    const m = lower(s, [
      cover('three contexts', eq(countAt(inside), 3)),
      cover('four contexts', eq(countAt(inside), 4)),
      cover(
        'two CPUs',
        eq(
          countCpus((c) => atOn(c, inside)),
          2,
        ),
      ),
      cover(
        'three CPUs',
        eq(
          countCpus((c) => atOn(c, inside)),
          3,
        ),
      ),
      cover('owned', owns),
      cover(
        'owned by all',
        forAllCpus((c) => eq(read(g.owner), c)),
      ),
      cover(
        'all there',
        forAllCpus((c) => atOn(c, inside)),
      ),
    ]);
    const found = (await searchReference(m)).runs.map((run) => run !== null);
    expect(found).toEqual([true, false, true, false, true, false, true, false]);
  });
});

describe('state counts of small systems', () => {
  // Pinned: a change here is a change of what lowering keeps apart, for better or for worse.
  const panic = fn('panic', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    claim: cmpxchg(g.owner, NONE, self, old),
    lost: when(ne(old, NONE), { stop: halt }),
    flush: either({ drained: arm('x', { w: wait(not(read(g.a))) }), gave_up: arm('x', {}) }),
    count: write(g.n, 1),
    end: halt,
  }));
  const counter = fn('counter', { source, locals: { i: int(0, 3), x: int(0, 7) } }, ({ i, x }) => ({
    rounds: loop(2, lt(i, 2), {
      inc: set(i, add(i, 1)),
      load: set(x, read(g.n)),
      store: write(g.n, add(x, 1)),
    }),
    out: write(g.a, true),
  }));
  const handler = fn('handler', { source, locals: { was: flag } }, ({ was }) => ({
    load: set(was, read(g.a)),
    flip: write(g.a, not(was)),
  }));
  it.each([
    ['a race for one owner', 3, panic, [], [37, 75]],
    ['lost updates', 2, counter, [], [105, 170]],
    [
      'an interrupt that flips a flag',
      2,
      panic,
      [on(vector('irq', 'hardirq'), handler, { times: 2 })],
      [234, 498],
    ],
  ] as const)('%s', async (_, cpus, tasks, vectors, [states, transitions]) => {
    const r = await searchReference(lower(system({ name: 's', cpus, tasks, vectors }), []));
    expect([r.states, r.transitions]).toEqual([states, transitions]);
  });
});
