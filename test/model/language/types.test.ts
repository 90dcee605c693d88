import { expect, it } from 'vitest';
import {
  add,
  allCpus,
  arm,
  array,
  call,
  choosing,
  cmpxchg,
  cond,
  cpu,
  cpuOrNone,
  cpuSet,
  either,
  eq,
  eventually,
  existsCpu,
  fetch_add,
  flag,
  fn,
  forEachCpu,
  ghost,
  goto,
  has,
  initially,
  int,
  leadsTo,
  lt,
  ltl,
  ModelError,
  NONE,
  note,
  oneOf,
  perCpu,
  point,
  read,
  ret,
  set,
  set_cpu,
  shared,
  smp_mb,
  starting,
  temporal,
  value,
  wait,
  waitOrTimeout,
  when,
  write,
  xchg,
} from '../../../model/language/index.js';

/**
 * Mistakes that the editor shows while a model is written. `tsc` is the test: each `@ts-expect-error` is an error itself
 * if the line below it compiles. What the builders notice as well, they notice when these functions run.
 */

const source = { file: 'test.c', versions: 'none' };
const g = shared({
  panic_cpu: cpuOrNone,
  lock: flag,
  count: int(0, 3),
  state: oneOf('old', 'busy', 'new'),
  mask: cpuSet,
  slots: array(flag, 2),
});
const pc = perCpu({ online: flag, count: int(0, 3) });
const seen = ghost({ owner: cpuOrNone });

const mistakes: Record<string, () => unknown> = {
  variables: () => {
    // @ts-expect-error a misspelt variable
    g.panic_cqu;
    // @ts-expect-error a misspelt per-CPU variable
    pc.onlin;
    // @ts-expect-error a misspelt local
    fn('f', { source, locals: { old: flag } }, ({ odl }) => ({ a: wait(odl) }));
  },
  'an enum value': () => {
    // @ts-expect-error a misspelt value in a store
    write(g.state, 'bsy');
    // @ts-expect-error a misspelt value in a test
    wait(eq(read(g.state), 'bsy'));
    // @ts-expect-error a misspelt value of fresh memory
    starting(oneOf('old', 'new'), 'ne');
    // @ts-expect-error a misspelt first value
    initially(g.state, 'bsy');
    // @ts-expect-error a misspelt literal
    value(oneOf('old', 'new'), 'odl');
  },
  'a wrong domain': () =>
    fn(
      'f',
      { source, locals: { old: cpuOrNone, ok: flag, n: int(0, 3), c: cpu } },
      ({ self, old, ok, n, c }) => ({
        // @ts-expect-error the expected value is no CPU
        a: cmpxchg(g.panic_cpu, 0, self, old),
        // @ts-expect-error the new value is no CPU
        b: cmpxchg(g.panic_cpu, NONE, true, old),
        // @ts-expect-error the old value does not fit the local
        c: cmpxchg(g.panic_cpu, NONE, self, ok),
        // @ts-expect-error a CPU is compared with a flag
        d: wait(eq(read(g.panic_cpu), ok)),
        // @ts-expect-error a CPU is compared with a number
        e: wait(eq(read(g.panic_cpu), -1)),
        // @ts-expect-error a number is no truth value
        f: wait(read(g.count)),
        // @ts-expect-error a flag is stored as a number
        g: write(g.lock, 1),
        // @ts-expect-error a flag cannot be counted
        h: fetch_add(g.lock, 1),
        // @ts-expect-error a CPU goes where a number belongs
        i: set(n, self),
        // @ts-expect-error the two values of a condition differ in type
        j: set(n, cond(ok, read(g.count), self)),
        // @ts-expect-error a number is no member of a set
        k: set_cpu(g.mask, n),
        // @ts-expect-error a CPU is no set
        l: wait(has(self, c)),
        // @ts-expect-error the loop variable is no CPU
        m: forEachCpu(allCpus, n, { x: smp_mb }),
        // @ts-expect-error what a note remembers is no CPU
        n: note(seen.owner, ok),
        // @ts-expect-error whether the wait was over is a flag
        o: waitOrTimeout(read(g.lock), n),
        // @ts-expect-error the old value of an exchange does not fit the local
        p: xchg(g.count, 0, ok),
        // @ts-expect-error a condition is an expression
        q: when(true, { x: smp_mb }),
      }),
    ),
  'ordering a CPU': () => {
    // @ts-expect-error nothing can depend on the number of a CPU
    lt(read(g.panic_cpu), 1);
    // @ts-expect-error there is no next CPU
    add(read(g.panic_cpu), 1);
    // @ts-expect-error not among those that a quantifier picks either
    existsCpu((c) => lt(c, 1));
  },
  'an index': () => {
    // @ts-expect-error a per-CPU variable needs a CPU
    read(pc.online);
    // @ts-expect-error a number is no CPU
    write(pc.online.of(0), true);
    // @ts-expect-error an array needs an index
    read(g.slots);
    // @ts-expect-error an index is a number
    write(g.slots.at(true), true);
  },
  'a variable without an access': () => {
    // @ts-expect-error it does not say how it is read
    eq(g.panic_cpu, NONE);
    // @ts-expect-error a guard is an expression
    wait(g.lock);
    // @ts-expect-error a stored value is an expression
    write(g.lock, g.lock);
  },
  labels: () => {
    const panic = fn('panic', { source }, () => ({
      gate: smp_mb,
      lost: when(read(g.lock), { self_stop: smp_mb }),
      wait: either({ timed_out: arm('bounded', { go: smp_mb }) }),
    }));
    fn('twice', { source }, () => ({
      // biome-ignore lint/suspicious/noDuplicateObjectKeys: the mistake that this is about
      gate: smp_mb,
      // @ts-expect-error two steps with one label
      gate: smp_mb,
    }));
    point(panic, 'lost.self_stop');
    point(panic, 'wait.timed_out.go');
    point(panic, '');
    // @ts-expect-error a misspelt label
    point(panic, 'gat');
    // @ts-expect-error a misspelt label inside a block
    point(panic, 'lost.self_stp');
    // @ts-expect-error an arm is part of the path
    point(panic, 'wait.go');
    // @ts-expect-error no such context
    point(panic, 'gate', 'irq');
  },
  'whole runs': () => {
    const says = { says: '', because: '' };
    const tries = fn('tries', { source }, () => ({
      gate: smp_mb,
      trylock: either({ gets: arm('free', { take: smp_mb }), loses: arm('taken', {}) }),
    }));
    const { F, G, U } = temporal;
    ltl('right', G(U(read(g.lock), F(eq(read(g.panic_cpu), NONE)))), says);
    choosing(tries, 'trylock', 'gets', 'weak');
    // @ts-expect-error a formula is about truth values
    F(read(g.count));
    // @ts-expect-error what is to come is an expression, not a formula
    eventually('p', F(read(g.lock)), says);
    // @ts-expect-error what leads to something is an expression, not a formula
    leadsTo('p', G(read(g.lock)), read(g.lock), says);
    // @ts-expect-error there is no next
    temporal.X;
    // @ts-expect-error a misspelt label
    choosing(tries, 'trylok', 'gets');
    // @ts-expect-error no such strength
    choosing(tries, 'trylock', 'gets', 'fair');
    // @ts-expect-error no such strength of a context
    eventually('p', read(g.lock), { ...says, fairness: { contexts: { task: 'fair' } } });
    // @ts-expect-error no such context
    eventually('p', read(g.lock), { ...says, fairness: { contexts: { irq: 'weak' } } });
  },
  calls: () => {
    const params = { owner: cpuOrNone, twice: flag };
    const callee = fn('callee', { source, params, returns: flag }, ({ owner }) => ({
      out: ret(eq(owner, NONE)),
    }));
    fn('caller', { source, locals: { ok: flag, n: int(0, 3) } }, ({ self, ok, n }) => ({
      right: call(callee, { owner: self, twice: true }, ok),
      // @ts-expect-error a misspelt argument
      a: call(callee, { onwer: self, twice: true }),
      // @ts-expect-error an argument is missing
      b: call(callee, { owner: self }),
      // @ts-expect-error all arguments are missing
      c: call(callee),
      // @ts-expect-error an argument of the wrong type
      d: call(callee, { owner: ok, twice: true }),
      // @ts-expect-error the result does not fit
      e: call(callee, { owner: self, twice: true }, n),
      out: goto('right'),
    }));
    // @ts-expect-error a block is no step
    fn('blocks', { source }, () => ({ g: { h: smp_mb } }));
  },
};

it.each(Object.keys(mistakes))('%s: the compiler notices', (name) => {
  // Many are noticed when they run as well, and then by name; none may crash in another way.
  try {
    mistakes[name]();
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
  }
});
