import { describe, expect, it } from 'vitest';
import { mutantsOf, mutated } from '../../../checker/mutate/index.js';
import { mutations } from '../../../checker/mutate/operators.js';
import {
  and,
  atomic,
  type Block,
  call,
  cmpxchg,
  cpuOrNone,
  eq,
  type Fn,
  fetch_add,
  flag,
  fn,
  functionsOf,
  ghost,
  int,
  local_irq_disable,
  local_irq_restore,
  local_irq_save,
  lt,
  NONE,
  note,
  on,
  oneOf,
  or,
  read,
  ret,
  send,
  set,
  shared,
  smp_mb,
  store_release,
  system,
  vector,
  wait,
  waitOrTimeout,
  when,
  write,
  xchg,
} from '../../../model/language/index.js';
import { printC } from '../../../model/language/print-c.js';

/** Each operator, on a function that has one thing to change. What is expected is the listing of the change. */

const g = shared({ lock: cpuOrNone, x: flag, y: flag, count: int(0, 3), image: oneOf('none', 'old', 'new') });
const q = ghost({ seen: flag });
const source = { file: 'kernel/panic.c', versions: 'any' };
const locals = { old: cpuOrNone, was: flag, n: int(0, 3) };
const ipi = vector('ipi', 'hardirq');

/** The body of a listing, without its head, its declarations and the gutter. */
const bodyOf = (f: Fn): string[] =>
  printC(f)
    .split('\n')
    .filter((l) => /^(\w+:)? +/.test(l) && !/^\s+(int|bool|enum)/.test(l))
    .map((l) => l.trim().replace(/\s+/g, ' '));

function changes(
  body: Parameters<typeof fn<Record<never, never>, typeof locals>>[2],
): Record<string, string[]> {
  const f = fn('f', { source, locals }, body);
  return Object.fromEntries(mutations(f).map((m) => [`${m.path}:${m.operator}: ${m.says}`, bodyOf(m.fn)]));
}

describe('operators', () => {
  it('leave out a store, or store another value', () => {
    expect(changes(() => ({ a: write(g.image, 'old') }))).toEqual({
      'a:skip-store: left out: image = old;': ['a: ; /* left out */'],
      'a:change-constant: new for old: image = old;': ['a: image = new;'],
    });
  });

  it('leave a lock taken', () => {
    expect(Object.keys(changes(() => ({ unlock: store_release(g.lock, NONE) })))).toEqual([
      'unlock:drop-unlock: left out: smp_store_release(&lock, -1);',
      'unlock:change-constant: this_cpu for -1: smp_store_release(&lock, -1);',
    ]);
  });

  it('take a lock whatever it holds, wait for it, only look at it, and take it in two steps', () => {
    expect(changes(({ self, old }) => ({ try_it: cmpxchg(g.lock, NONE, self, old) }))).toMatchInlineSnapshot(`
      {
        "try_it:change-constant: -1 for this_cpu: old = cmpxchg(&lock, -1, this_cpu);": [
          "try_it: old = cmpxchg(&lock, -1, -1);",
        ],
        "try_it:drop-lock: takes it, whatever it holds: old = cmpxchg(&lock, -1, this_cpu);": [
          "try_it: { /* one step: mutated */",
          "free: old = -1;",
          "take: WRITE_ONCE(lock, this_cpu);",
          "}",
        ],
        "try_it:skip-store: only looks: old = cmpxchg(&lock, -1, this_cpu);": [
          "try_it: old = READ_ONCE(lock);",
        ],
        "try_it:split-rmw: a load and a store: old = cmpxchg(&lock, -1, this_cpu);": [
          "try_it: if (true) {",
          "load: old = READ_ONCE(lock);",
          "same: if (old == -1) {",
          "store: WRITE_ONCE(lock, this_cpu);",
          "}",
          "}",
        ],
        "try_it:trylock-to-lock: waits until it is -1: old = cmpxchg(&lock, -1, this_cpu);": [
          "try_it: { /* one step: mutated */",
          "until: while (READ_ONCE(lock) != -1) cpu_relax();",
          "free: old = -1;",
          "take: WRITE_ONCE(lock, this_cpu);",
          "}",
        ],
      }
    `);
  });

  it('treat an xchg like a lock that is free as memory begins', () => {
    expect(changes(({ was }) => ({ take: xchg(g.x, true, was) }))).toMatchInlineSnapshot(`
      {
        "take:change-constant: false for true: was = xchg(&x, true);": [
          "take: was = xchg(&x, false);",
        ],
        "take:drop-lock: takes it, whatever it holds: was = xchg(&x, true);": [
          "take: { /* one step: mutated */",
          "free: was = false;",
          "take: WRITE_ONCE(x, true);",
          "}",
        ],
        "take:skip-store: only looks: was = xchg(&x, true);": [
          "take: was = READ_ONCE(x);",
        ],
        "take:split-rmw: a load and a store: was = xchg(&x, true);": [
          "take: if (true) {",
          "load: was = READ_ONCE(x);",
          "store: WRITE_ONCE(x, true);",
          "}",
        ],
        "take:trylock-to-lock: waits until it is false: was = xchg(&x, true);": [
          "take: { /* one step: mutated */",
          "until: while (READ_ONCE(x) != false) cpu_relax();",
          "free: was = false;",
          "take: WRITE_ONCE(x, true);",
          "}",
        ],
      }
    `);
  });

  it('take an addition apart, with a local that the function did not have', () => {
    const f = fn('f', { source }, () => ({ inc: fetch_add(g.count, 1) }));
    const split = mutations(f).find((m) => m.operator === 'split-rmw');
    expect(split?.fn.locals).toEqual({ seen: { kind: 'int', min: 0, max: 3 } });
    expect(bodyOf(split?.fn as Fn)).toEqual([
      'inc: if (true) {',
      'load: seen = READ_ONCE(count);',
      'store: WRITE_ONCE(count, seen + 1);',
      '}',
    ]);
  });

  it('do not wait, give up, and wait for less', () => {
    expect(changes(({ n }) => ({ spin: wait(and(read(g.x), lt(n, 2))) }))).toMatchInlineSnapshot(`
      {
        "spin:bounded-wait: may give up: while (!(x && n < 2)) cpu_relax();": [
          "spin: while (!(x && n < 2)) cpu_relax(); /* bounded: may give up */",
        ],
        "spin:drop-wait: does not wait: while (!(x && n < 2)) cpu_relax();": [
          "spin: ; /* left out */",
        ],
        "spin:weaken-guard: without n < 2: x && n < 2": [
          "spin: while (!x) cpu_relax();",
        ],
        "spin:weaken-guard: without x: x && n < 2": [
          "spin: while (n >= 2) cpu_relax();",
        ],
      }
    `);
  });

  it('wait for ever, or not at all, where a wait may give up', () => {
    expect(changes(({ was }) => ({ spin: waitOrTimeout(read(g.x), was) }))).toMatchInlineSnapshot(`
      {
        "spin:drop-wait: does not wait, and takes it as done: while (!(was = x)) cpu_relax(); /* bounded: may give up, then was = false */": [
          "spin: { /* one step: mutated */",
          "until: ; /* left out */",
          "done: was = true;",
          "}",
        ],
        "spin:unbounded-wait: never gives up: while (!(was = x)) cpu_relax(); /* bounded: may give up, then was = false */": [
          "spin: { /* one step: mutated */",
          "until: while (!x) cpu_relax();",
          "done: was = true;",
          "}",
        ],
      }
    `);
    // Giving up at once is what it may do anyway.
    expect(Object.keys(changes(() => ({ spin: waitOrTimeout(read(g.x)) }))).length).toBe(1);
  });

  it('leave interrupts as they are', () => {
    const found = changes(({ was }) => ({ save: local_irq_save(was), restore: local_irq_restore(was) }));
    expect(found).toMatchInlineSnapshot(`
      {
        "restore:drop-irq-on: left out: local_irq_restore(was);": [
          "save: local_irq_save(was);",
          "restore: ; /* left out */",
        ],
        "save:drop-irq-off: left out: local_irq_save(was);": [
          "save: { /* one step: mutated */",
          "stay: ; /* left out */",
          "flags: was = irqs_disabled();",
          "}",
          "restore: local_irq_restore(was);",
        ],
      }
    `);
    expect(Object.keys(changes(() => ({ off: local_irq_disable })))).toEqual([
      'off:drop-irq-off: left out: local_irq_disable();',
    ]);
  });

  it('lose an IPI', () => {
    expect(changes(({ self }) => ({ kick: send(ipi, self) }))).toEqual({
      'kick:drop-ipi: left out: apic_send_IPI(this_cpu, ipi);': ['kick: ; /* left out */'],
    });
  });

  it('leave out a barrier', () => {
    expect(changes(() => ({ mb: smp_mb }))).toEqual({
      'mb:skip-barrier: left out: smp_mb();': ['mb: /* not modelled: left out */'],
    });
  });

  it('weaken, strengthen and turn round a condition', () => {
    const found = changes(({ n, was }) => ({
      test: when(or(was, lt(n, 2)), { then_: write(g.x, true) }),
    }));
    expect(Object.keys(found).filter((k) => k.startsWith('test:'))).toMatchInlineSnapshot(`
      [
        "test:weaken-guard: always true: if (was || n < 2)",
        "test:strengthen-guard: never true: if (was || n < 2)",
        "test:strengthen-guard: without was: was || n < 2",
        "test:strengthen-guard: without n < 2: was || n < 2",
        "test:negate-guard: turned round: if (was || n < 2)",
        "test:off-by-one: n <= 2 for n < 2",
      ]
    `);
  });

  it('make several steps of one', () => {
    const found = changes(() => ({
      both: atomic('one word', { a: write(g.x, true), b: write(g.y, true) }),
    }));
    expect(found['both:split-atomic: no longer one step: one word']).toEqual([
      'both: if (true) {',
      'a: x = true;',
      'b: y = true;',
      '}',
    ]);
    // Inside, nothing can wait: what is left out leaves nothing behind.
    expect(found['both.a:skip-store: left out: x = true;']).toContain('a: /* not modelled: left out */');
  });

  it('swap neighbours with their notes, unless one needs the other', () => {
    const swaps = (body: Parameters<typeof changes>[0]) =>
      Object.entries(changes(body)).filter(([name]) => name.includes(':swap-steps:'));
    expect(swaps(() => ({ a: write(g.x, true), saw: note(q.seen, true), b: write(g.y, true) }))).toEqual([
      [
        'a:swap-steps: y = true; comes before x = true;',
        ['b: y = true;', 'a: x = true;', 'saw: /* note: seen = true */'],
      ],
    ]);
    expect(swaps(({ was }) => ({ a: set(was, read(g.x)), b: write(g.y, was) }))).toEqual([]);
    expect(swaps(({ was, n }) => ({ a: set(was, true), b: set(n, 1) }))).toEqual([]);
    expect(swaps(() => ({ a: write(g.x, true), b: when(read(g.y), {}) }))).toEqual([]);
  });

  it('do not call a function, with what it could have said', () => {
    const trylock = fn('console_trylock', { source, returns: flag }, () => ({ yes: ret(true) }));
    const unlock = fn('console_unlock', { source }, () => ({ release: store_release(g.lock, NONE) }));
    const asks = fn('is_busy', { source, returns: flag }, () => ({ look: ret(eq(read(g.lock), NONE)) }));
    const found = changes(
      ({ was }): Block => ({
        take: call(trylock, {}, was),
        ask: call(asks, {}, was),
        give: call(unlock),
      }),
    );
    expect(Object.keys(found).filter((name) => !name.includes('swap-steps'))).toMatchInlineSnapshot(`
      [
        "take:drop-lock: not called, as if the result were true: was = console_trylock();",
        "ask:skip-call: not called, as if the result were true: was = is_busy();",
        "ask:skip-call: not called, as if the result were false: was = is_busy();",
        "give:drop-unlock: not called: console_unlock();",
      ]
    `);
    expect(mutations(asks).map((m) => m.says)).toEqual(['the opposite is returned: return lock == -1;']);
  });

  it('reach into every block, and leave the rest as it is', () => {
    const f = fn('f', { source, locals }, ({ was }) => ({
      first: when(was, { inner: write(g.x, true) }, { other: write(g.y, true) }),
      last: write(g.image, 'new'),
    }));
    const m = mutations(f).find((x) => x.path === 'first.other' && x.operator === 'skip-store');
    expect(bodyOf(m?.fn as Fn)).toEqual([
      'first: if (was) {',
      'inner: x = true;',
      '} else {',
      'other: ; /* left out */',
      '}',
      'last: image = new;',
    ]);
    expect(bodyOf(f)).toContain('other: y = true;');
  });
});

describe('mutants of a system', () => {
  const leaf = fn('leaf', { source }, () => ({ a: write(g.x, true) }));
  const middle = fn('middle', { source }, () => ({ go: call(leaf), b: write(g.y, true) }));
  const top = fn('top', { source }, () => ({ go: call(middle) }));
  const s = system({ name: 's', cpus: 2, tasks: [top, leaf], vectors: [on(ipi, middle, { times: 1 })] });

  it('are found in every function, each once', () => {
    const ids = mutantsOf(s).map((m) => m.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('leaf.a:skip-store');
    expect(ids.filter((id) => id === 'leaf.a:skip-store').length).toBe(1);
  });

  it('have the other function wherever it is called', () => {
    const mutant = mutantsOf(s).find((m) => m.id === 'leaf.a:skip-store');
    if (mutant === undefined) throw new Error('no such mutant');
    const functions = [...functionsOf(mutated(s, mutant))];
    expect(functions.filter((f) => f.name === 'leaf')).toEqual([mutant.after]);
    expect(functions.find((f) => f.name === 'top')).not.toBe(top);
    // Of a function that calls nothing that changed, nothing is copied.
    const other = mutantsOf(s).find((m) => m.id === 'top.go:skip-call');
    if (other === undefined) throw new Error('no such mutant');
    expect(mutated(s, other).tasks[1]).toBe(leaf);
  });
});
