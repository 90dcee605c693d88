import { describe, expect, it } from 'vitest';
import {
  add,
  allCpus,
  always,
  arm,
  array,
  assert,
  at,
  atomic,
  atomic_inc,
  type Block,
  brk,
  call,
  choose,
  choosing,
  cmpxchg,
  cont,
  cpu,
  cpuNumber,
  cpuOrNone,
  didYouMean,
  either,
  end,
  eq,
  eventually,
  existsCpu,
  fetch_add,
  flag,
  fn,
  forEachCpu,
  ghost,
  goto,
  halt,
  ignored,
  initially,
  int,
  type Local,
  loop,
  lower,
  MODEL_ERRORS,
  ModelError,
  type ModelErrorCode,
  mod,
  NONE,
  type Node,
  nearest,
  note,
  on,
  oneOf,
  perCpu,
  point,
  read,
  ret,
  retry,
  send,
  set,
  shared,
  smp_mb,
  starting,
  system,
  vector,
  wait,
  waitOrTimeout,
  when,
  write,
} from '../../../model/language/index.js';

/** What each refusal says: to somebody who made the mistake, the message is the documentation. */

const source = { file: 'test.c', versions: 'none' };
const g = shared({
  panic_cpu: cpuOrNone,
  lock: flag,
  count: int(0, 3),
  state: oneOf('old', 'busy', 'new'),
  slots: array(flag, 2),
});
const seen = ghost({ owner: cpuOrNone });

/** A function with some locals whose body is whatever, typed or not. */
const f = (body: Block, name = 'f') =>
  fn(name, { source, locals: { old: cpuOrNone, ok: flag, n: int(0, 3), c: cpu } }, () => body);
const lowering = (body: Block) => () => lower(system({ name: 'sys', cpus: 2, tasks: f(body) }), []);
const loc = (name: string, domain: any) =>
  ({ ir: { kind: 'local', name, domain: domain.ir }, domain: domain.ir, name }) as any;
const n: Local<number> = loc('n', int(0, 3));
const ok: Local<boolean> = loc('ok', flag);

function refusal(make: () => unknown): ModelError {
  try {
    make();
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const provoked = new Set<ModelErrorCode>();

function refuses(make: () => unknown, code: ModelErrorCode, place: string, problem: string, hint = ''): void {
  const error = refusal(make);
  provoked.add(error.code);
  expect({ code: error.code, place: error.place, problem: error.problem, hint: error.hint }).toEqual({
    code,
    place,
    problem,
    hint,
  });
  expect(error.message).toBe(`${place}: ${problem}${hint === '' ? '' : `\n  hint: ${hint}`} [${code}]`);
  expect(error.name).toBe('ModelError');
}

describe('unknown-name', () => {
  it('a variable that was not declared', () => {
    refuses(
      () => (g as any).panic_cqu,
      'unknown-name',
      'shared variables',
      "there is no 'panic_cqu'",
      "did you mean 'panic_cpu'?",
    );
    refuses(
      () => (seen as any).zzz,
      'unknown-name',
      'ghost variables',
      "there is no 'zzz'",
      'there is: owner',
    );
    refuses(
      () => (perCpu({ irq_count: flag }) as any).irqcount,
      'unknown-name',
      'per-CPU variables',
      "there is no 'irqcount'",
      "did you mean 'irq_count'?",
    );
    refuses(
      () => (shared({}) as any).x,
      'unknown-name',
      'shared variables',
      "there is no 'x'",
      'there is none',
    );
  });
  it('a local that was not declared', () => {
    refuses(
      () =>
        fn('f', { source, locals: { old: flag } }, (scope: any) => ({ a: set<boolean>(scope.odl, true) })),
      'unknown-name',
      'locals of f()',
      "there is no 'odl'",
      "did you mean 'old'?",
    );
    const local = "no local 'elsewhere'";
    refuses(
      lowering({ a: set<boolean>(loc('elsewhere', flag), true) }),
      'unknown-name',
      'f.a',
      local,
      'there is: old, ok, n, c',
    );
    refuses(
      lowering({ a: wait(loc('oks', flag)) }),
      'unknown-name',
      'f.a',
      "no local 'oks'",
      "did you mean 'ok'?",
    );
    refuses(
      lowering({ a: waitOrTimeout(read(g.lock), loc('oks', flag)) }),
      'unknown-name',
      'f.a',
      "no local 'oks'",
      "did you mean 'ok'?",
    );
  });
  it('a vector without a handler', () => {
    refuses(
      lowering({ a: send(vector('reboot', 'nmi'), cpuNumber(0)) }),
      'unknown-name',
      'f.a',
      "vector 'reboot' has no handler in sys",
      'bind it with on(vector, handler)',
    );
  });
});

describe('unknown-label', () => {
  it('a point at a label that is not there', () => {
    const nested = f({ gate: smp_mb, lost: when(read(g.lock), { self_stop: halt }) });
    refuses(
      () => point(nested, 'lost.selfstop' as any),
      'unknown-label',
      'f',
      "has no label 'lost.selfstop'",
      "did you mean 'lost.self_stop'?",
    );
    refuses(
      () => point(nested, 'nowhere_at_all' as any),
      'unknown-label',
      'f',
      "has no label 'nowhere_at_all'",
      'there is: gate, lost, lost.self_stop',
    );
  });
});

describe('fairness', () => {
  const says = { says: '', because: '' };
  const waits = fn('waits', { source, locals: { n: int(0, 3) } }, ({ n }) => ({
    gate: smp_mb,
    trylock: either({ gets: arm('free', { take: smp_mb }), loses: arm('taken', {}) }),
    bounded: waitOrTimeout(read(g.lock)),
    picks: choose(n),
  }));

  it('to a step that is no choice, or is not there', () => {
    refuses(
      () => choosing(waits, 'gate', 'done'),
      'unknown-label',
      'waits.gate',
      'is no choice',
      'fairness is about either(), waitOrTimeout() and choose()',
    );
    refuses(
      () => choosing(waits, 'trylok' as any, 'gets'),
      'unknown-label',
      'waits',
      "has no label 'trylok'",
      "did you mean 'trylock'?",
    );
  });
  it('to a way that a choice does not have', () => {
    refuses(
      () => choosing(waits, 'trylock', 'get'),
      'unknown-label',
      'waits.trylock',
      "has no way 'get'",
      "did you mean 'gets'?",
    );
    refuses(
      () => choosing(waits, 'bounded', 'over'),
      'unknown-label',
      'waits.bounded',
      "has no way 'over'",
      'there is: done, timeout',
    );
    refuses(
      () => choosing(waits, 'picks', '2'),
      'unknown-label',
      'waits.picks',
      "has no way '2'",
      "write '=' and a number, as in traces",
    );
  });
  it('of no known strength, wherever it is said', () => {
    const hint = 'there are: none, weak, strong';
    for (const fairness of [
      { contexts: 'fair' },
      { contexts: { task: 'fair' } },
      { vectors: 'fair' },
      { vectors: { nmi: 'fair' } },
      { choices: [choosing(waits, 'bounded', 'done', 'fair' as any)] },
    ])
      refuses(
        () => eventually('p', read(g.lock), { ...says, fairness: fairness as any }),
        'bad-system',
        'p',
        "'fair' is no fairness",
        hint,
      );
  });
  it('to a vector that the system does not have', () => {
    const nmi = vector('nmi', 'nmi');
    const sys = system({
      name: 'sys',
      cpus: 1,
      tasks: waits,
      vectors: [on(nmi, f({ a: smp_mb }), { times: 1 })],
    });
    refuses(
      () => lower(sys, [eventually('p', read(g.lock), { ...says, fairness: { vectors: { nmj: 'weak' } } })]),
      'unknown-name',
      'p',
      "sys has no vector 'nmj' to be fair to",
      "did you mean 'nmi'?",
    );
  });
  it('but all of it is accepted where it is right', () => {
    const fairness = {
      contexts: { task: 'strong', nmi: 'none' },
      vectors: 'weak',
      choices: [choosing(waits, 'trylock', 'gets'), choosing(waits, 'picks', '=2', 'weak')],
    } as const;
    expect(eventually('p', read(g.lock), { ...says, fairness }).temporal?.fairness).toMatchObject({
      contexts: { task: 'strong', softirq: 'weak', hardirq: 'weak', nmi: 'none' },
      vectors: 'weak',
      choices: [
        { choice: 'gets', strength: 'strong' },
        { choice: '=2', strength: 'weak' },
      ],
    });
  });
});

describe('bad-label', () => {
  it('a label that JavaScript would move to the front, or that is no identifier', () => {
    const hint = 'JavaScript reorders keys that look like numbers; labels are C identifiers';
    refuses(lowering({ a: smp_mb, 1: smp_mb }), 'bad-label', 'f.1', "'1' is no label", hint);
    refuses(
      lowering({ a: atomic('x', { 'b-c': smp_mb }) }),
      'bad-label',
      'f.a.b-c',
      "'b-c' is no label",
      hint,
    );
  });
  it('a name that is no identifier', () => {
    refuses(
      () => fn('a b', { source }, () => ({ a: smp_mb })),
      'bad-label',
      'a b',
      'is no name for a function',
      'use C identifiers',
    );
    refuses(
      () => shared({ '': flag }),
      'bad-label',
      'a variable',
      'is no name for a variable',
      'use C identifiers',
    );
    refuses(() => f({ a: smp_mb }, '9'), 'bad-label', '9', 'is no name for a function', 'use C identifiers');
  });
  it('what is no step', () => {
    refuses(lowering({}), 'bad-label', 'f', 'has no steps', 'model it, or say ignored(reason)');
    refuses(lowering({ a: either({}) }), 'bad-label', 'f.a', 'a choice without arms');
    refuses(
      lowering({ a: either({ '1st': arm('x', { b: smp_mb }) }) }),
      'bad-label',
      'f.a',
      "'1st' is no name for an arm",
    );
  });
});

describe('two-accesses', () => {
  const hint = "split it, or say why they are one: atomic('reason', { … })";
  const twice = 'makes 2 shared accesses in one step';
  it('a step that touches shared memory more than once', () => {
    refuses(lowering({ a: write(g.count, add(read(g.count), 1)) }), 'two-accesses', 'f.a', twice, hint);
    refuses(lowering({ a: wait(eq(read(g.lock), read(g.slots.at(0)))) }), 'two-accesses', 'f.a', twice, hint);
    refuses(lowering({ a: wait(read(g.slots.at(read(g.count)))) }), 'two-accesses', 'f.a', twice, hint);
    const nested = { b: when(read(g.lock), { c: cmpxchg(g.count, read(g.count), 1, n) }) };
    refuses(lowering({ a: retry({ ...nested, out: brk }) }), 'two-accesses', 'f.a.b.c', twice, hint);
  });
  it('but not inside atomic()', () => {
    expect(
      lowering({ a: atomic('under the lock', { b: write(g.count, mod(add(read(g.count), 1), 4)) }) }),
    ).not.toThrow();
  });
});

describe('out-of-domain', () => {
  it('a literal that its variable cannot hold', () => {
    refuses(
      () => write(g.state, 'bsy' as any),
      'out-of-domain',
      'state',
      "'bsy' is not one of old, busy, new",
      "did you mean 'busy'?",
    );
    refuses(() => write(g.lock, 1 as any), 'out-of-domain', 'lock', '1 is not true or false');
    refuses(
      () => eq(read(g.state), 'nev' as any),
      'out-of-domain',
      'eq()',
      "'nev' is not one of old, busy, new",
      "did you mean 'new'?",
    );
    refuses(
      lowering({ a: write(g.count, 4) }),
      'out-of-domain',
      'f.a',
      'count cannot hold 4: it is an integer from 0 to 3',
    );
    refuses(
      lowering({ a: set(n, -1) }),
      'out-of-domain',
      'f.a',
      'n cannot hold -1: it is an integer from 0 to 3',
    );
    refuses(
      lowering({ a: cmpxchg(g.count, 0, 9, n) }),
      'out-of-domain',
      'f.a',
      'count cannot hold 9: it is an integer from 0 to 3',
    );
  });
  it('an element that the array does not have', () => {
    refuses(
      lowering({ a: write(g.slots.at(2), true) }),
      'out-of-domain',
      'f.a',
      'slots has 2 elements, no [2]',
    );
  });
  it('a domain that is none', () => {
    refuses(() => int(3, 0), 'out-of-domain', 'int()', '3..0 is no range of at most 65536 integers');
    refuses(
      () => oneOf('a', 'a'),
      'out-of-domain',
      'oneOf()',
      'needs one or more different values, not [a, a]',
    );
    refuses(() => mod(read(g.count), 0), 'out-of-domain', 'mod()', '0 is no positive integer');
    refuses(
      () => shared({ x: starting(int(0, 3), add(read(g.count), 1)) }),
      'out-of-domain',
      'x',
      'the first value must be a constant',
    );
  });
  it('a loop bound that is none', () => {
    refuses(
      lowering({ a: loop(0, ok, { b: smp_mb, c: brk }) }),
      'out-of-domain',
      'f.a',
      'a loop bound is an integer from 1 to 65535, not 0',
    );
  });
  it('a first value that memory cannot hold', () => {
    refuses(
      () => initially(g.state, 'none' as any),
      'out-of-domain',
      'initially(state)',
      "'none' is not one of old, busy, new",
    );
    const init = [initially(g.count, 7)];
    refuses(
      () => system({ name: 'sys', cpus: 1, tasks: [null], init }),
      'out-of-domain',
      'sys',
      'count cannot begin as 7',
    );
    const cell = perCpu({ p: flag }).p.of(cpuNumber(3));
    const s = system({ name: 'sys', cpus: 1, tasks: [null], init: [initially(cell, true)] });
    refuses(() => lower(s, []), 'out-of-domain', 'sys', 'initially(p[3]): no such cell');
  });
});

describe('idle-loop', () => {
  it('a loop that spins', () => {
    const spin = 'use wait(condition) for a spin loop';
    refuses(
      lowering({ a: loop(3, read(g.lock), { b: smp_mb }) }),
      'idle-loop',
      'f.a',
      'the body changes nothing',
      spin,
    );
    refuses(
      lowering({ a: retry({ b: smp_mb, c: brk }) }),
      'idle-loop',
      'f.a',
      'the body changes nothing',
      spin,
    );
  });
  it('a loop that nothing leaves', () => {
    const body = { b: write(g.lock, true) };
    refuses(
      lowering({ a: retry(body) }),
      'idle-loop',
      'f.a',
      'nothing leaves this loop',
      'use brk, ret or goto; an endless wait is park or halt',
    );
  });
});

describe('bad-jump', () => {
  it('brk and cont outside of a loop', () => {
    refuses(lowering({ a: when(ok, { b: brk }) }), 'bad-jump', 'f.a.b', 'brk outside of a loop');
    refuses(lowering({ a: cont }), 'bad-jump', 'f.a', 'cont outside of a loop');
  });
  it('goto backward, or into another block', () => {
    const missing = "no label 'first' further on";
    refuses(
      lowering({ first: smp_mb, a: goto('first'), last: smp_mb }),
      'bad-jump',
      'f.a',
      missing,
      'there is: last',
    );
    refuses(
      lowering({ a: goto('out_unlok'), out_unlock: smp_mb }),
      'bad-jump',
      'f.a',
      "no label 'out_unlok' further on",
      "did you mean 'out_unlock'?",
    );
    refuses(
      lowering({ a: goto('inner'), b: when(ok, { inner: smp_mb }) }),
      'bad-jump',
      'f.a',
      "no label 'inner' further on",
      'there is: b',
    );
  });
  it('a callee cannot jump into its caller', () => {
    const callee = f({ a: goto('out') }, 'callee');
    refuses(
      lowering({ a: call(callee), out: smp_mb }),
      'bad-jump',
      'callee.a',
      "no label 'out' further on",
      'there is none',
    );
  });
});

describe('recursion', () => {
  it('prints the cycle', () => {
    // A builder cannot name itself before it is there, so the cycle closes over another function of the same name.
    const inner = f({ x: smp_mb }, 'a');
    const b = f({ again: call(inner) }, 'b');
    const bound =
      'bound it: model the inner call as another form of the function, or abstract it with either()';
    const recursive = () => lower(system({ name: 'sys', cpus: 1, tasks: f({ enter: call(b) }, 'a') }), []);
    refuses(recursive, 'recursion', 'b.again', 'a -> b -> a is recursive', bound);
    // IR from elsewhere can be recursive in earnest.
    const loop_: any = { ...inner, body: {} };
    loop_.body.self = { kind: 'call', fn: loop_, args: {}, into: null };
    const itself = () => lower(system({ name: 'sys', cpus: 1, tasks: loop_ }), []);
    refuses(itself, 'recursion', 'a.self', 'a -> a is recursive', bound);
  });
});

describe('bad-call', () => {
  const callee = fn('callee', { source, params: { owner: cpuOrNone }, returns: flag }, ({ owner }) => ({
    out: ret(eq(owner, NONE)),
  }));
  it('arguments that do not fit', () => {
    refuses(
      () => call(callee, { onwer: NONE } as any),
      'bad-call',
      'callee',
      "has no parameter 'onwer'",
      "did you mean 'owner'?",
    );
    refuses(lowering({ a: (call as any)(callee) }), 'bad-call', 'f.a', "callee() is called without 'owner'");
    refuses(
      () => call(callee, { owner: g.panic_cpu as any }),
      'bad-call',
      'callee(owner)',
      "'panic_cpu' is a variable; say how it is accessed: read(panic_cpu)",
    );
  });
  it('a result where there is none, and none where there is one', () => {
    const nothing = f({ a: smp_mb }, 'nothing');
    refuses(lowering({ a: (call as any)(nothing, {}, ok) }), 'bad-call', 'f.a', 'nothing() returns nothing');
    refuses(lowering({ a: ret(true) }), 'bad-call', 'f.a', 'returns a value from a void function');
    const lower_ = (body: Block) => () =>
      lower(
        system({
          name: 'sys',
          cpus: 1,
          tasks: f({ a: call(fn('g', { source, returns: flag }, () => body)) }),
        }),
        [],
      );
    refuses(lower_({ b: ret() }), 'bad-call', 'g.b', 'returns nothing, but the function has a result');
    refuses(
      lower_({ b: when(read(g.lock), { c: ret(true) }) }),
      'bad-call',
      'g',
      'can reach its end without a return value',
      'end it with ret(value)',
    );
  });
  it('the old value as an operand of its own instruction', () => {
    refuses(
      lowering({ a: cmpxchg(g.count, n, 1, n) }),
      'bad-call',
      'f.a',
      "'n' receives the old value and cannot be an operand as well",
    );
  });
  it('looking at the machine from outside', () => {
    refuses(
      lowering({ a: wait(existsCpu((c) => eq(c, c))) }),
      'bad-call',
      'f',
      "'quantifier' looks at the machine from outside",
      'only properties and note() may',
    );
    const s = system({ name: 'sys', cpus: 1, tasks: f({ a: smp_mb }) });
    refuses(
      () => lower(s, [always('p', ok, { says: '', because: '' })]),
      'bad-call',
      'sys',
      "a property cannot use 'local': it belongs to a running step",
    );
  });
});

describe('bad-atomic', () => {
  it('a step that waits or chooses, also in a function called there', () => {
    const only = 'only its first step may wait';
    const before = 'put it before or after';
    refuses(
      lowering({ a: atomic('x', { b: smp_mb, c: wait(ok) }) }),
      'bad-atomic',
      'f.a.c',
      "'wait' inside atomic()",
      only,
    );
    refuses(
      lowering({ a: atomic('x', { b: waitOrTimeout(ok) }) }),
      'bad-atomic',
      'f.a.b',
      "'waitOrTimeout' inside atomic()",
      before,
    );
    refuses(
      lowering({ a: atomic('x', { b: when(ok, { c: end('restart') }) }) }),
      'bad-atomic',
      'f.a.c',
      "'end' inside atomic()",
      before,
    );
    const callee = f({ c: halt }, 'callee');
    refuses(
      lowering({ a: atomic('x', { b: call(callee) }) }),
      'bad-atomic',
      'f.a.c',
      "'halt' inside atomic()",
      before,
    );
    refuses(
      lowering({ a: atomic('x', { b: forEachCpu(allCpus, loc('c', cpu), { d: smp_mb }) }) }),
      'bad-atomic',
      'f.a.b',
      "'forEachCpu' inside atomic()",
      before,
    );
  });
  it('but it may wait first', () => {
    expect(lowering({ a: atomic('x', { b: wait(read(g.lock)), c: write(g.lock, false) }) })).not.toThrow();
  });
});

describe('ghost-read', () => {
  it('a step that knows what only the question knows', () => {
    const hint = 'the kernel cannot depend on what only the question knows';
    refuses(
      lowering({ a: wait(eq(read(seen.owner), NONE)) }),
      'ghost-read',
      'f.a',
      "a step reads the ghost 'owner'",
      hint,
    );
    refuses(
      lowering({ a: write(seen.owner, NONE) }),
      'ghost-read',
      'f.a',
      "a step writes the ghost 'owner'",
      'use note()',
    );
    refuses(
      lowering({ a: note(g.lock, true) }),
      'ghost-read',
      'f.a',
      "note() writes 'lock', which is no ghost variable",
    );
  });
  it('but a note may read it', () => {
    const counting = ghost({ twice: int(0, 3) });
    expect(lowering({ a: note(counting.twice, add(read(counting.twice), read(g.count))) })).not.toThrow();
  });
});

describe('uncovered', () => {
  it('source text that was not translated', () => {
    refuses(
      lowering({ a: { kind: 'uncovered', text: 'asm volatile("")' } }),
      'uncovered',
      'f.a',
      `'asm volatile("")' was not translated`,
      'model it, or list it as ignored(reason)',
    );
    expect(lowering({ a: ignored('only prints') })).not.toThrow();
  });
});

describe('duplicate', () => {
  it('two variables with one name', () => {
    const other = shared({ lock: cpuOrNone });
    refuses(
      lowering({ a: write(g.lock, true), b: write(other.lock, NONE) }),
      'duplicate',
      'f.a',
      "two different variables are called 'lock'",
    );
    // The same declaration twice is the same variable.
    expect(lowering({ a: write(g.lock, true), b: write(shared({ lock: flag }).lock, false) })).not.toThrow();
  });
  it('a local that is also a parameter', () => {
    const spec = { source, params: { x: flag }, locals: { x: flag } };
    refuses(() => fn('f', spec, () => ({ a: smp_mb })), 'duplicate', 'f', "two locals called 'x'");
  });
});

describe('names', () => {
  it('two functions with one name, unless they are the same', () => {
    const text = (body: Block, form = '') => fn('twice', { source, form }, () => body);
    const calling = (...fns: Parameters<typeof call>[0][]) =>
      lower(
        system({
          name: 'sys',
          cpus: 1,
          tasks: f(
            Object.fromEntries(
              fns.map((callee, i) => [`call_${i}`, (call as (f: typeof callee) => Node)(callee)]),
            ),
          ),
        }),
        [],
      );
    const [one, same, other] = [text({ a: smp_mb }), text({ a: smp_mb }), text({ a: write(g.lock, true) })];
    expect(() => calling(one, same)).not.toThrow();
    refuses(
      () => calling(one, other),
      'duplicate',
      'twice',
      'two different functions have this name',
      "give each text a 'form' of its own",
    );
    expect(() => calling(one, text({ a: write(g.lock, true) }, 'v2'))).not.toThrow();
  });

  it('starting() on a local, which no frame could honour', () => {
    refuses(
      () => fn('f', { source, locals: { x: starting(flag, true) } }, () => ({ a: smp_mb })),
      'out-of-domain',
      'f.x',
      'starting() is for memory',
      'a local begins with the smallest value; set it in a step',
    );
  });

  it('memory that begins outside of its domain', () => {
    refuses(
      () => shared({ x: starting(int(0, 3), 9) }),
      'out-of-domain',
      'x',
      'cannot begin as 9: it is an integer from 0 to 3',
    );
  });
});

describe('bad-system', () => {
  const task = f({ a: smp_mb });
  const nmi = vector('nmi', 'nmi');
  const make = (more: object) => () => system({ name: 'sys', cpus: 2, tasks: task, ...more });
  it('a machine that does not fit together', () => {
    refuses(make({ cpus: 0 }), 'bad-system', 'sys', '0 CPUs; a system has 1 to 16');
    refuses(make({ cpus: 17 }), 'bad-system', 'sys', '17 CPUs; a system has 1 to 16');
    refuses(
      make({ tasks: [task] }),
      'bad-system',
      'sys',
      '1 task programs for 2 CPUs',
      'use null for an idle CPU',
    );
    refuses(
      make({ vectors: [on(nmi, task), on(nmi, task)] }),
      'bad-system',
      'sys',
      "vector 'nmi' is bound twice",
    );
    refuses(
      make({ vectors: [on(nmi, task, { times: 0 })] }),
      'bad-system',
      'sys',
      "vector 'nmi' arrives 0 times; 1 to 255 are possible",
    );
    refuses(
      make({ vectors: [on(nmi, task, { times: 1, on: [2] })] }),
      'bad-system',
      'sys',
      "vector 'nmi' cannot hit CPU 2",
    );
    const takes = fn('takes', { source, params: { x: flag } }, () => ({ a: smp_mb }));
    refuses(
      make({ tasks: takes }),
      'bad-system',
      'sys',
      'takes() has parameters and cannot be a task or a handler',
      'wrap it in a function without parameters',
    );
  });
});

it('the hints find what was meant', () => {
  expect(nearest('panic_cqu', ['lock', 'panic_cpu'])).toBe('panic_cpu');
  expect(nearest('Lock', ['lock'])).toBe('lock');
  expect(nearest('entirely', ['lock'])).toBeUndefined();
});

it.each([
  ['9', ['1', '2', '3']],
  ['10', ['1', '2', '100']],
  ['x', ['y', 'ab']],
  ['on', ['it', 'at']],
  ['xyz', ['abz']],
])('suggests nothing for %s, which has little in common with %j', (written, known) => {
  expect(nearest(written, known)).toBeUndefined();
});

it.each([
  ['ls', 'list'],
  ['tri', 'try'],
  ['odl', 'old'],
  ['on', 'no'],
  ['v6', 'v6.1'],
  ['mutx', 'mutex'],
  ['lockk', 'lock'],
])('suggests for %s what shares half of its letters: %s', (written, meant) => {
  expect(nearest(written, ['entirely', meant, 'different'])).toBe(meant);
  expect(didYouMean('entirely', ['lock', 'x'])).toBe('there is: lock, x');
  expect(didYouMean('entirely', [])).toBe('there is none');
});

it('what is accepted stays accepted', () => {
  const body = {
    a: assert(read(g.lock), 'said'),
    b: atomic_inc(g.count),
    c: fetch_add(g.count, 1, n),
    d: when(eq(read(g.panic_cpu), NONE), { e: goto('z') }),
    z: smp_mb,
  };
  expect(lowering(body)).not.toThrow();
  const points = f(body);
  const s = system({ name: 'sys', cpus: 1, tasks: points });
  expect(() =>
    lower(s, [always('p', at(point(points, 'd' as any)), { says: '', because: '' })]),
  ).not.toThrow();
});

it('every code has been provoked above', () => {
  // What scenario() refuses is in test/scenarios/define.test.ts.
  expect([...provoked, 'bad-scenario'].sort()).toEqual(Object.keys(MODEL_ERRORS).sort());
});
