import { describe, expect, it } from 'vitest';
import { searchReference } from '../../../checker/reference/search.js';
import { successors } from '../../../checker/reference/step.js';
import type { SearchResult, State } from '../../../checker/search.js';
import {
  always,
  and,
  at,
  atEnd,
  atOn,
  atomic_inc,
  type Context,
  cmpxchg,
  cpuNumber,
  cpuOrNone,
  end,
  ended,
  eq,
  type Fn,
  flag,
  fn,
  halt,
  implies,
  in_nmi,
  in_task,
  int,
  irqs_disabled,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  lower,
  type Machine,
  NONE,
  ne,
  never,
  noDeadlock,
  not,
  on,
  type Property,
  park,
  perCpu,
  point,
  reachable,
  read,
  send,
  set,
  shared,
  smp_mb,
  stopCpu,
  stopped,
  system,
  type VectorBinding,
  vector,
  wait,
  waitOrTimeout,
  write,
} from '../../../model/language/index.js';

/** The rules of contexts and preemption, each on a system that is small enough to count by hand. */

const source = { file: 'test.c', versions: 'none' };
const words = { says: 'It is so.', because: 'it is not so' };

const machineOf = (
  cpus: number,
  tasks: Fn | (Fn | null)[],
  vectors: VectorBinding[] = [],
  asked: Property[] = [],
) => lower(system({ name: 'rule', cpus, tasks, vectors }), asked);

/** Every reachable state. */
function reach(m: Machine): State[] {
  const states = [m.initial];
  const seen = new Set([m.initial.join()]);
  for (let i = 0; i < states.length; i++)
    for (const { state } of successors(m, states[i])) {
      if (seen.has(state.join())) continue;
      seen.add(state.join());
      states.push(state);
    }
  return states;
}

const fieldOf = (m: Machine, name: string): number => {
  const field = m.fields.findIndex((f) => f.name === name);
  expect(field, `a field called ${name}`).toBeGreaterThanOrEqual(0);
  return field;
};

/** Label of the step that a context of a CPU is at; null where nothing runs. */
function where(m: Machine, state: State, context: Context, cpu = 0): string | null {
  const frame = m.frames[cpu][context];
  if (frame === null || state[frame.pc] === 0) return null;
  return m.code[context][state[frame.pc]].path.at(-1)!.label;
}

const search = async (m: Machine): Promise<{ result: SearchResult; decided: boolean[] }> => {
  const result = await searchReference(m);
  expect(result.stopped).toBeNull();
  return { result, decided: result.runs.map((run) => run !== null) };
};

const twoSteps = (name: string) =>
  fn(name, { source }, () => ({ first: wait(eq(in_task, in_task)), second: wait(eq(in_task, in_task)) }));

describe('CTX-1: a higher context runs on top of a lower one, which waits until it has returned', () => {
  const CONTEXTS = ['softirq', 'hardirq', 'nmi'] as const;

  it('nests task < softirq < hardirq < NMI, one frame of each at most', () => {
    const vectors = CONTEXTS.map((c) => on(vector(c, c), twoSteps(`on_${c}`), { times: 1 }));
    const m = machineOf(1, twoSteps('task'), vectors);
    const states = reach(m);
    const all = ['task', ...CONTEXTS] as const;
    const running = (s: State) => all.filter((c) => where(m, s, c) !== null);
    // Any subset of the four can be under way: each enters on whatever lower one runs.
    expect(new Set(states.map((s) => running(s).join())).size).toBe(16);
    for (const s of states) {
      const top = running(s).at(-1);
      for (const { move, state } of successors(m, s)) {
        if (move.kind === 'step') expect(move.context).toBe(top);
        else {
          expect(all.indexOf(move.context)).toBeGreaterThan(top === undefined ? -1 : all.indexOf(top));
          for (const c of running(s)) expect(where(m, state, c)).toBe(where(m, s, c));
        }
      }
    }
  });

  it('a softirq enters neither a hardirq nor an NMI nor another softirq', () => {
    for (const context of CONTEXTS) {
      const below = on(
        vector('below', context),
        fn('below', { source }, () => ({ stay: halt })),
        { times: 1 },
      );
      const soft = on(vector('soft', 'softirq'), twoSteps('soft'), { times: 1 });
      const m = machineOf(1, [null], [below, soft]);
      const inside = reach(m).filter((s) => where(m, s, context) === 'stay');
      expect(inside.length).toBeGreaterThan(0);
      for (const s of inside)
        expect(successors(m, s).filter(({ move }) => move.kind === 'arrive' && move.vector === 1)).toEqual(
          [],
        );
    }
  });

  it('two vectors of one context do not interrupt each other', () => {
    const a = on(
      vector('a', 'hardirq'),
      fn('a', { source }, () => ({ in_a: smp_mb, stay_a: wait(not(in_task)) })),
      { times: 1 },
    );
    const b = on(
      vector('b', 'hardirq'),
      fn('b', { source }, () => ({ stay_b: wait(not(in_task)) })),
      { times: 1 },
    );
    const m = machineOf(1, [null], [a, b]);
    // Idle; a before its first step, at its wait, gone; then b; b first, gone; then a at two places; all gone.
    expect(reach(m)).toHaveLength(10);
    for (const s of reach(m)) if (where(m, s, 'hardirq') !== null) expect(successors(m, s)).toHaveLength(1);
  });
});

describe('CTX-2: a hardirq enters only while irqs are on, an NMI always', () => {
  const g = shared({ seen: flag });
  const quiet = fn('quiet', { source }, () => ({
    off: local_irq_disable,
    inside: wait(in_task),
    on: local_irq_enable,
    after: wait(in_task),
  }));
  const handler = fn('handler', { source }, () => ({ mark: write(g.seen, true) }));
  const enters = (context: 'softirq' | 'hardirq' | 'nmi') => {
    const m = machineOf(1, quiet, [on(vector('v', context), handler, { times: 1 })]);
    const under = reach(m).filter((s) => where(m, s, context) !== null);
    return new Set(under.map((s) => where(m, s, 'task')));
  };

  it('a hardirq never enters between local_irq_disable and local_irq_enable', () => {
    expect(enters('hardirq')).toEqual(new Set(['off', 'after', null]));
  });
  it('neither does a softirq', () => {
    expect(enters('softirq')).toEqual(new Set(['off', 'after', null]));
  });
  it('an NMI enters anywhere', () => {
    expect(enters('nmi')).toEqual(new Set(['off', 'inside', 'on', 'after', null]));
  });

  it('local_irq_save nests: restore brings back what was', () => {
    const nested = fn('nested', { source, locals: { outer: flag, inner: flag } }, ({ outer, inner }) => ({
      save: local_irq_save(outer),
      again: local_irq_save(inner),
      restore: local_irq_restore(inner),
      still: wait(irqs_disabled),
      on: local_irq_restore(outer),
      end: wait(not(irqs_disabled)),
    }));
    const m = machineOf(1, nested, [on(vector('v', 'hardirq'), handler, { times: 1 })], [noDeadlock]);
    const under = reach(m).filter((s) => where(m, s, 'hardirq') !== null);
    expect(new Set(under.map((s) => where(m, s, 'task')))).toEqual(new Set(['save', 'end', null]));
  });

  it('a hardirq sees irqs off, whatever it does, and leaves the flag as it was', async () => {
    const irq = fn('irq', { source, locals: { flags: flag } }, ({ flags }) => ({
      on: local_irq_enable,
      off: wait(irqs_disabled),
      save: local_irq_save(flags),
      was: wait(flags),
      disable: local_irq_disable,
    }));
    const task = fn('task', { source }, () => ({
      off: local_irq_disable,
      on: local_irq_enable,
      stay: wait(irqs_disabled),
    }));
    const m = machineOf(
      1,
      task,
      [on(vector('v', 'hardirq'), irq, { times: 1 }), on(vector('n', 'nmi'), irq, { times: 1 })],
      [reachable('done', at(point(task, 'stay')), words)],
    );
    const states = reach(m);
    const flags = fieldOf(m, 'task[0].irqs_off');
    // Off exactly between the two steps of the task, in whatever context control is.
    for (const s of states) expect(s[flags]).toBe(where(m, s, 'task') === 'on' ? 1 : 0);
    // Handlers never wait: they come to their end wherever they began.
    expect(states.some((s) => successors(m, s).length === 0 && where(m, s, 'hardirq') !== null)).toBe(false);
    expect((await search(m)).decided[0]).toBe(true);
  });

  it('a softirq that switches irqs off keeps hardirqs out, and returns with irqs on', () => {
    const soft = fn('soft', { source }, () => ({ off: local_irq_disable, inside: wait(irqs_disabled) }));
    const m = machineOf(1, twoSteps('task'), [
      on(vector('s', 'softirq'), soft, { times: 1 }),
      on(vector('h', 'hardirq'), handler, { times: 1 }),
    ]);
    const under = reach(m).filter((s) => where(m, s, 'hardirq') !== null);
    expect(new Set(under.map((s) => where(m, s, 'softirq')))).toEqual(new Set([null, 'off']));
    // After the softirq the hardirq can still come to the task.
    const left = fieldOf(m, 'left.s');
    expect(under.some((s) => where(m, s, 'softirq') === null && s[left] === 0)).toBe(true);
  });
});

describe('CTX-3: while an NMI runs one more is latched, and it runs when the first returns', () => {
  const nmi = vector('nmi', 'nmi');
  const kick = shared({ count: int(0, 3) });
  const sender = (times: number) => {
    const steps = Array.from({ length: times }, (_, i) => [`send${i}`, send(nmi, cpuNumber(0))] as const);
    return fn('sender', { source }, () => ({ ...Object.fromEntries(steps), sent: halt }));
  };
  const gate = shared({ open: flag });
  const inside = shared({ entered: flag });
  /** Holds inside until the gate opens, and counts itself. */
  const counting = fn('counting', { source }, () => ({
    enter: write(inside.entered, true),
    hold: wait(read(gate.open)),
    count: atomic_inc(kick.count),
  }));

  it('a latched NMI runs after the first has returned', () => {
    const m = machineOf(2, [null, sender(1)], [on(nmi, counting, { times: 1, on: [0] })]);
    const pending = fieldOf(m, 'pending.nmi[0]');
    const held = reach(m).filter((s) => where(m, s, 'nmi') === 'hold' && s[pending] === 1);
    expect(held.length).toBeGreaterThan(0);
    for (const s of held) expect(successors(m, s).some(({ move }) => move.kind === 'deliver')).toBe(false);
    // Once the first has returned, nothing but the delivery is left to do.
    const open = machineOf(
      2,
      [null, sender(1)],
      [
        on(
          nmi,
          fn('quick', { source }, () => ({ hold: wait(in_nmi) })),
          { times: 1, on: [0] },
        ),
      ],
    );
    const latch = fieldOf(open, 'pending.nmi[0]');
    const after = reach(open).filter(
      (s) => s[latch] === 1 && s[fieldOf(open, 'left.nmi')] === 0 && where(open, s, 'nmi') === null,
    );
    expect(after.length).toBeGreaterThan(0);
    for (const s of after) expect(successors(open, s).map(({ move }) => move.kind)).toEqual(['deliver']);
  });

  it('two sends while one is pending make one delivery', async () => {
    const opener = fn('opener', { source }, () => ({
      // The first send is taken by a CPU that holds in its handler; the other two meet a latch.
      one: send(nmi, cpuNumber(0)),
      entered: wait(read(inside.entered)),
      two: send(nmi, cpuNumber(0)),
      three: send(nmi, cpuNumber(0)),
      open: write(gate.open, true),
    }));
    const m = machineOf(
      2,
      [null, opener],
      [on(nmi, counting)],
      [
        noDeadlock,
        atEnd('twice', eq(read(kick.count), 2), words),
        never('thrice', eq(read(kick.count), 3), words),
      ],
    );
    expect((await search(m)).decided).toEqual([false, false, false, false]);
  });

  it('if the first never returns, the latched one never runs', async () => {
    const stuck = fn('stuck', { source }, () => ({ here: halt }));
    const m = machineOf(2, [null, sender(2)], [on(nmi, stuck)]);
    const pending = fieldOf(m, 'pending.nmi[0]');
    const ends = reach(m).filter((s) => successors(m, s).length === 0);
    // Either both sends were merged before the delivery, or the second one is latched for good.
    expect(ends.map((s) => [where(m, s, 'nmi'), s[pending]]).sort()).toEqual([
      ['here', 0],
      ['here', 1],
    ]);
  });
});

describe('CTX-4: in_task() is false in softirq, hardirq and NMI', () => {
  const seen = perCpu({ in_task: flag, ran: flag });
  const look = fn('look', { source, locals: { is: flag } }, ({ self, is }) => ({
    is: set(is, in_task),
    note: write(seen.in_task.of(self), is),
    ran: write(seen.ran.of(self), true),
  }));
  it.each(['softirq', 'hardirq', 'nmi'] as const)('%s', async (context) => {
    const zero = cpuNumber(0);
    const m = machineOf(
      1,
      [null],
      [on(vector('v', context), look, { times: 1 })],
      [
        never('in_task', read(seen.in_task.of(zero)), words),
        reachable('ran', read(seen.ran.of(zero)), words),
      ],
    );
    expect((await search(m)).decided).toEqual([false, true, false]);
  });
  it('and true in a task', async () => {
    const zero = cpuNumber(0);
    const m = machineOf(
      1,
      look,
      [],
      [always('x', implies(read(seen.ran.of(zero)), read(seen.in_task.of(zero))), words)],
    );
    expect((await search(m)).decided).toEqual([false, false]);
  });
  it('a function called from several contexts knows which one runs it', () => {
    const m = machineOf(1, look, [on(vector('v', 'nmi'), look, { times: 1 })]);
    // The task writes true and the NMI false, in whatever order.
    const written = reach(m).map((s) => s[fieldOf(m, 'in_task[0]')]);
    expect(new Set(written)).toEqual(new Set([0, 1]));
  });
});

describe('CTX-5: a stopped CPU never moves again and gives up nothing that it holds', () => {
  const g = shared({ lock: cpuOrNone, done: flag });
  const stop = vector('stop', 'nmi');
  const victim = fn('victim', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
    lock: cmpxchg(g.lock, NONE, self, old),
    work: write(g.done, true),
    unlock: write(g.lock, NONE),
  }));
  const stopper = fn('stopper', { source }, () => ({
    ask: send(stop, cpuNumber(1)),
    asked: wait(ne(read(g.lock), cpuNumber(0))),
    lock: wait(eq(read(g.lock), NONE)),
    got: halt,
  }));
  const die = fn('die', { source }, () => ({ stop: stopCpu }));
  const asked = [
    noDeadlock,
    reachable('stopped', stopped(cpuNumber(1)), words),
    reachable('held', and(stopped(cpuNumber(1)), eq(read(g.lock), cpuNumber(1))), words),
  ];

  it('nothing of it moves, not even an interrupt, and its lock stays owned', async () => {
    const m = machineOf(
      2,
      [stopper, victim],
      [on(stop, die), on(vector('tick', 'hardirq'), die, { times: 1, on: [1] })],
      asked,
    );
    const field = m.stopped[1]!;
    const dead = reach(m).filter((s) => s[field] === 1);
    expect(dead.length).toBeGreaterThan(0);
    for (const s of dead)
      for (const { move, state } of successors(m, s)) {
        expect(move.cpu).toBe(0);
        expect(state[fieldOf(m, 'lock')]).toBe(s[fieldOf(m, 'lock')]);
      }
    // Stopped while it held the lock: the stopper waits for ever.
    expect((await search(m)).decided).toEqual([true, true, true, false]);
  });

  it('a send to it is not delivered', () => {
    const m = machineOf(
      2,
      [
        fn('twice', { source }, () => ({ one: send(stop, cpuNumber(1)), two: send(stop, cpuNumber(1)) })),
        null,
      ],
      [on(stop, die)],
    );
    const ends = reach(m).filter((s) => successors(m, s).length === 0);
    const state = (s: State) => [s[m.stopped[1]!], s[fieldOf(m, 'pending.stop[1]')]];
    expect(ends.map(state).sort()).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});

describe('CTX-6: a stop request is a hardirq or an NMI, and only the NMI reaches a CPU with irqs off', () => {
  const spinning = fn('spinning', { source }, () => ({ off: local_irq_disable, spin: park }));
  const die = fn('die', { source }, () => ({ stop: stopCpu }));
  const stopBy = async (context: 'hardirq' | 'nmi') => {
    const v = vector('reboot', context);
    const owner = fn('owner', { source }, () => ({ stop: send(v, cpuNumber(1)), done: halt }));
    const m = machineOf(
      2,
      [owner, spinning],
      [on(v, die)],
      [noDeadlock, atEnd('stopped', stopped(cpuNumber(1)), words)],
    );
    return (await search(m)).decided;
  };
  it('an IRQ misses a CPU that spins with irqs off', async () => {
    expect(await stopBy('hardirq')).toEqual([true, true, false]);
  });
  it('an NMI stops it', async () => {
    expect(await stopBy('nmi')).toEqual([false, false, false]);
  });
  it('a poll stop is a step of the target itself', async () => {
    const g = shared({ ipi: flag });
    const poll = fn('poll', { source }, () => ({ see: wait(read(g.ipi)), stop: stopCpu }));
    const m = machineOf(
      2,
      [fn('owner', { source }, () => ({ ask: write(g.ipi, true) })), poll],
      [],
      [noDeadlock, atEnd('stopped', stopped(cpuNumber(1)), words)],
    );
    expect((await search(m)).decided).toEqual([false, false, false]);
    expect(reach(m)).toHaveLength(4);
  });
});

describe('CTX-7: a bounded wait may give up at any time', () => {
  const g = shared({ ready: flag });
  const waiter = fn('waiter', { source, locals: { ok: flag } }, ({ ok }) => ({
    wait: waitOrTimeout(read(g.ready), ok),
    after: wait(ok),
  }));
  it('also when what it waits for is so already', () => {
    const m = machineOf(1, waiter);
    expect(
      successors(m, m.initial).map(
        ({ move }) =>
          m.code.task[(move as { location: number }).location].edges[(move as { edge: number }).edge].choice,
      ),
    ).toEqual(['timeout']);
    const both = lower(
      system({ name: 'ready', cpus: 1, tasks: waiter, init: [{ cell: g.ready.cell, value: 1 }] }),
      [noDeadlock],
    );
    expect(successors(both, both.initial)).toHaveLength(2);
    expect(reach(both)).toHaveLength(4);
  });
  it('so it never blocks, unlike a wait', async () => {
    const bounded = fn('bounded', { source }, () => ({ wait: waitOrTimeout(read(g.ready)) }));
    const forever = fn('forever', { source }, () => ({ wait: wait(read(g.ready)) }));
    expect((await search(machineOf(1, bounded, [], [noDeadlock]))).decided).toEqual([false, false]);
    expect((await search(machineOf(1, forever, [], [noDeadlock]))).decided).toEqual([true, false]);
  });
});

describe('CTX-8: an end stops every CPU at once', () => {
  const g = shared({ steps: int(0, 3) });
  const busy = fn('busy', { source }, () => ({
    one: write(g.steps, 1),
    two: write(g.steps, 2),
    stuck: park,
  }));
  const boot = fn('boot', { source }, () => ({ machine_kexec: end('capture_kernel') }));
  it('nothing moves behind it, and nobody is deadlocked by it', async () => {
    const m = machineOf(
      2,
      [boot, busy],
      [on(vector('nmi', 'nmi'), busy, { times: 1, on: [1] })],
      [
        noDeadlock,
        reachable('ended', and(ended('capture_kernel'), eq(read(g.steps), 0)), words),
        atEnd('only ends', ended(), words),
        never('other', ended('restart'), words),
      ],
    );
    const over = reach(m).filter((s) => s[m.outcome] !== 0);
    expect(over.length).toBeGreaterThan(1);
    for (const s of over) expect(successors(m, s)).toEqual([]);
    const { decided } = await search(m);
    expect(decided).toEqual([false, true, false, false, false]);
    expect(m.outcomes).toEqual(['running', 'capture_kernel']);
  });
  it('a program that returns just ends its context', async () => {
    const m = machineOf(
      1,
      fn('crash_kexec', { source }, () => ({ nothing: write(g.steps, 1) })),
      [],
      [noDeadlock, atEnd('idle', not(at(point(boot, ''))), words)],
    );
    expect(reach(m)).toHaveLength(2);
    expect((await search(m)).decided).toEqual([false, false, false]);
    expect(where(m, reach(m)[1], 'task')).toBeNull();
  });
  it('program points tell contexts and CPUs apart', async () => {
    const m = machineOf(
      2,
      [busy, null],
      [on(vector('nmi', 'nmi'), busy, { times: 1, on: [1] })],
      [
        never('task on 1', and(atOn(cpuNumber(1), point(busy, '', 'task'))), words),
        reachable('nmi on 1', atOn(cpuNumber(1), point(busy, 'two', 'nmi')), words),
        never('nmi on 0', atOn(cpuNumber(0), point(busy, '', 'nmi')), words),
      ],
    );
    expect((await search(m)).decided).toEqual([false, true, false, false]);
  });
});
