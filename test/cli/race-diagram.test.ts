import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import type { Run } from '../../checker/verdict.js';
import { raceDiagram } from '../../cli/reporters/race-diagram.js';
import { walkSteps } from '../../cli/reporters/walk.js';
import {
  allCpus,
  and,
  arm,
  assert,
  at,
  atomic,
  atomic_inc,
  call,
  choose,
  cpu,
  cpuOrNone,
  cpuSet,
  either,
  end,
  ended,
  eq,
  explain,
  fetch_add,
  firstOf,
  flag,
  fn,
  forEachCpu,
  ghost,
  halt,
  has,
  int,
  irqs_disabled,
  type KernelFn,
  local_irq_restore,
  local_irq_save,
  loop,
  lower,
  lt,
  type Machine,
  NONE,
  noDeadlock,
  not,
  note,
  on,
  oneOf,
  park,
  perCpu,
  point,
  reachable,
  read,
  ret,
  send,
  sendMask,
  set,
  set_cpu,
  shared,
  stopCpu,
  system,
  type VectorBinding,
  vector,
  wait,
  waitOrTimeout,
  when,
  write,
  xchg,
} from '../../model/language/index.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { tiny } from './fixture.js';

const source = { file: 'kernel/panic.c', versions: 'any' };
const says = { says: '', because: '' };

/** A run to where `goal` is true, on a system of these tasks. */
async function runTo(
  goal: any,
  tasks: readonly (KernelFn<any, any, any> | null)[],
  vectors: VectorBinding[] = [],
) {
  const s = system({ name: 'test', cpus: tasks.length, tasks, vectors });
  const machine = lower(s, [reachable('goal', goal, says)]);
  const { properties } = await explore(machine, { minimise: false });
  const [goalReport] = properties;
  if (goalReport.verdict !== 'holds' || goalReport.witness === null)
    throw new Error('the goal is never reached');
  return { machine, run: goalReport.witness };
}
const diagram = async (...args: Parameters<typeof runTo>) => {
  const { machine, run } = await runTo(...args);
  return `\n${raceDiagram(machine, run, { because: ['why it is wrong'] })}\n`;
};

describe('steps', () => {
  const g = shared({
    panic_cpu: cpuOrNone,
    image: oneOf('none', 'old', 'new'),
    count: int(0, 3),
    cpus: cpuSet,
    busy: flag,
  });
  const pc = perCpu({ online: flag });
  const seen = ghost({ asked: flag });

  it('of memory: what was, what is, what failed', async () => {
    const f = fn(
      'memory',
      { source, locals: { old: oneOf('none', 'old', 'new'), n: int(0, 3), c: cpuOrNone } },
      ({ self, old, n, c }) => ({
        store: write(g.image, 'new'),
        same: write(g.image, 'new'),
        xchg: xchg(g.image, 'old', old),
        inc: atomic_inc(g.count),
        fetch: fetch_add(g.count, 2, n),
        or: set_cpu(g.cpus, self),
        per_cpu: write(pc.online.of(self), true),
        note: note(seen.asked, true),
        look: set(c, firstOf(read(g.cpus))),
        other: write(pc.online.of(c), false),
        end: end('restart'),
      }),
    );
    expect(await diagram(ended('restart'), [f])).toMatchInlineSnapshot(`
      "
      CPU 0 (task)
      ============
      memory()
        image: none -> new
        xchg(image, old) -> new
        count: 0 -> 1
        count: 1 -> 3
        cpus: {} -> {0}
        online[0]: false -> true
        c = first(cpus) -> 0
        online[0]: true -> false
        /* restart */

      /* why it is wrong */
      "
    `);
  });

  it('of control: conditions that others decide, choices, waits, loops', async () => {
    const f = fn(
      'control',
      { source, locals: { x: flag, timed: flag, c: cpu } },
      ({ self, x, timed, c }) => ({
        branch: when(and(eq(read(g.panic_cpu), NONE), not(x)), { store: write(g.busy, true) }),
        local: when(x, { never: write(g.busy, false) }),
        pick: choose(x),
        picked: when(x, {
          either: either({
            ok: arm('kmalloc() finds memory', { a: write(g.image, 'old') }),
            no: arm('or not', { b: set(x, false) }),
          }),
          wait: wait(read(g.busy)),
          bounded: waitOrTimeout(has(read(g.cpus), self), timed),
          each: forEachCpu(allCpus, c, { online: write(pc.online.of(c), true) }),
          loop: loop(2, lt(read(g.count), 1), { inc: atomic_inc(g.count) }),
          both: atomic('one instruction', {
            a: write(g.panic_cpu, self),
            b: explain('said by the model', write(g.busy, false)),
          }),
          end: end('restart'),
        }),
      }),
    );
    expect(await diagram(and(ended('restart'), eq(read(g.image), 'old')), [f])).toMatchInlineSnapshot(`
      "
      CPU 0 (task)
      ============
      control()
        if (panic_cpu == -1 && !x) -> true
        busy: false -> true
        x = true
        image: none -> old /* kmalloc() finds memory */
        wait until busy
        wait until 0 in cpus -> timed out
        online[0]: false -> true
        while (count < 1) -> true
        count: 0 -> 1
        while (count < 1) -> false
        panic_cpu: -1 -> 0
        busy: true -> false /* said by the model */
        /* restart */

      /* why it is wrong */
      "
    `);
  });

  it('of calls: results where they are known', async () => {
    const inner = fn('trylock', { source, params: { who: cpu }, returns: flag }, () => ({
      busy: when(read(g.busy), { no: ret(false) }),
      take: write(g.busy, true),
      yes: ret(true),
    }));
    const f = fn('outer', { source, locals: { got: flag } }, ({ self, got }) => ({
      first: call(inner, { who: self }, got),
      second: call(inner, { who: self }, got),
      failed: when(not(got), { end: end('restart') }),
    }));
    expect(await diagram(ended('restart'), [f])).toMatchInlineSnapshot(`
      "
      CPU 0 (task)
      ============
      outer()
        trylock() -> true
          if (busy) -> false
          busy: false -> true
        trylock() -> false
          if (busy) -> true
        /* restart */

      /* why it is wrong */
      "
    `);
  });

  it('of interrupts: nested by what they interrupt, with their return', async () => {
    const nmi = vector('unknown_nmi', 'nmi');
    const ipi = vector('stop', 'hardirq');
    const stop = fn('stop_this_cpu', { source }, () => ({ stop: stopCpu }));
    const handler = fn('nmi_handler', { source, locals: { off: flag } }, ({ off }) => ({
      count: atomic_inc(g.count),
      off: set(off, irqs_disabled),
    }));
    const sender = fn('panic', { source, locals: { flags: flag } }, ({ flags }) => ({
      save: local_irq_save(flags),
      send: sendMask(ipi, allCpus),
      one: send(ipi, firstOf(allCpus)),
      restore: local_irq_restore(flags),
      halt,
    }));
    const other = fn('other', { source }, () => ({ spin: wait(read(g.busy)) }));
    const { machine, run } = await runTo(
      and(eq(read(g.count), 1), at(point(stop, 'stop')), at(point(sender, 'halt'))),
      [other, sender],
      [on(nmi, handler, { times: 1, on: [0] }), on(ipi, stop)],
    );
    expect(`\n${raceDiagram(machine, run)}\n`).toMatchInlineSnapshot(`
      "
      CPU 0 (hardirq, nmi)       CPU 1 (task)
      ====================       ============
                                 panic()
                                   local_irq_save()
                                   send stop to CPUs {0,1}
                                   send stop to CPU 0
                                   local_irq_restore()
      other()
        <IRQ stop>
          stop_this_cpu()
            <NMI>
              nmi_handler()
                count: 0 -> 1
            </NMI>
      "
    `);
  });

  it('of an assertion that fails', async () => {
    const f = fn('check', { source }, () => ({
      store: write(g.busy, true),
      bug: assert(not(read(g.busy)), 'nobody is busy'),
    }));
    const machine = lower(system({ name: 'test', cpus: 1, tasks: f }), [noDeadlock]);
    const report = (await explore(machine)).properties.find((p) => p.name === 'assertions');
    const run = report?.verdict === 'violated' ? report.counterexample : null;
    expect(`\n${raceDiagram(machine, run as Run)}\n`).toMatchInlineSnapshot(`
      "
      CPU 0 (task)
      ============
      check()
        busy: false -> true
        BUG_ON(busy) /* nobody is busy */
      "
    `);
  });
});

describe('a deadlock', () => {
  it('shows where everybody is stuck', async () => {
    const { a, b } = shared({ a: flag, b: flag });
    const lock = (name: string, one: typeof a, two: typeof a) =>
      fn(name, { source, locals: { old: flag } }, ({ old }) => ({
        first: xchg(one, true, old),
        second: wait(not(read(two))),
      }));
    const lost = fn('self_stop', { source }, () => ({ into: write(a, true), spin: park }));
    const s = system({ name: 'abba', cpus: 3, tasks: [lock('ab', a, b), lock('ba', b, a), lost] });
    const machine = lower(s, [noDeadlock]);
    const [report] = (await explore(machine)).properties;
    const run = report.verdict === 'violated' ? report.counterexample : null;
    expect(
      `\n${raceDiagram(machine, run as Run, { because: ['nobody goes on', 'CPU 0 waits for b'] })}\n`,
    ).toMatchInlineSnapshot(`
      "
      CPU 0 (task)                       CPU 1 (task)                       CPU 2 (task)
      ============                       ============                       ============
      ab()
        xchg(a, true) -> false
        wait until !b /* for ever */
                                         ba()
                                           xchg(b, true) -> false
                                           wait until !a /* for ever */
                                                                            self_stop()
                                                                              for (;;) cpu_relax();

      /*
       * nobody goes on
       * CPU 0 waits for b
       */
      "
    `);
  });
});

describe('width', () => {
  const { a_variable_with_a_rather_long_name_for_a_column: v } = shared({
    a_variable_with_a_rather_long_name_for_a_column: int(0, 15),
  });
  const f = fn('a_function_with_a_long_name', { source, locals: { n: int(0, 15) } }, ({ n }) => ({
    add: fetch_add(v, 1, n),
    halt,
  }));
  const outer = fn('outer', { source }, () => ({ call: call(f) }));

  it.each([2, 3, 5, 6, 8])('with %i CPUs', async (cpus) => {
    const { machine, run } = await runTo(
      eq(read(v), cpus),
      Array.from({ length: cpus }, () => outer),
    );
    for (const width of [60, 72, 100]) {
      const lines = raceDiagram(machine, run, { width, because: ['word '.repeat(50)] }).split('\n');
      expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(width);
    }
    if (cpus === 3 || cpus === 6) expect(`\n${raceDiagram(machine, run)}\n`).toMatchSnapshot();
  });
  it('only shows CPUs that move', async () => {
    const { machine, run } = await runTo(eq(read(v), 1), [outer, outer, outer]);
    expect(raceDiagram(machine, run).split('\n')[0]).toMatch(/^CPU \d \(task\)$/);
  });
});

/** All counterexamples of the real scenario that its default variants have. */
async function realRuns(): Promise<{ name: string; machine: Machine; run: Run; because: string }[]> {
  const found: { name: string; machine: Machine; run: Run; because: string }[] = [];
  for (const scenario of [...scenarios, tiny])
    for (const { name: value } of scenario.options.find((o) => o.name === scenario.compares)?.values ?? []) {
      const variant = { ...variantOf(scenario, {}), [scenario.compares]: value };
      if (scenario.contradiction(variant) !== null) continue; // goes with other settings only
      const { system: s, properties } = scenario.build(variant);
      const machine = lower(s, properties);
      for (const report of (await explore(machine)).properties)
        if (report.verdict === 'violated' && report.counterexample !== null)
          found.push({
            name: `${value} ${report.name}`,
            machine,
            run: report.counterexample,
            because: report.because,
          });
    }
  return found;
}

describe('real runs', () => {
  it('are told from the states that the interpreter saw', async () => {
    const runs = await realRuns();
    expect(runs.length).toBeGreaterThan(5);
    for (const { machine, run } of runs)
      for (const step of run.steps) {
        const last = walkSteps(machine, step).at(-1);
        if (last === undefined) continue;
        for (const variable of machine.variables)
          for (const field of variable.fields) expect(last.after[field]).toBe(step.after[field]);
      }
  });
  it('fit into a mail', async () => {
    for (const { machine, run, because } of await realRuns()) {
      const text = raceDiagram(machine, run, { because: [because] });
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      expect(text).not.toMatch(/undefined|NaN|null| \n/);
    }
  });
});
