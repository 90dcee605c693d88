import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as dsl from '../../../model/language/index.js';
import {
  add,
  allCpus,
  and,
  arm,
  array,
  assert,
  at,
  atOn,
  atomic,
  atomic_dec,
  atomic_inc,
  brk,
  call,
  choose,
  clear_cpu,
  cmpxchg,
  cmpxchg_acquire,
  cond,
  cont,
  countAt,
  countCpus,
  cpu,
  cpuNumber,
  cpuOrNone,
  cpuSet,
  type Expr,
  either,
  emptySet,
  end,
  ended,
  eq,
  existsCpu,
  explain,
  type Fn,
  fetch_add,
  finalHalt,
  firstOf,
  flag,
  fn,
  fnId,
  forAllCpus,
  forEachCpu,
  functionsOf,
  ghost,
  goto,
  halt,
  has,
  ignored,
  implies,
  in_nmi,
  in_task,
  inContext,
  int,
  irqs_disabled,
  irqsOff,
  isEmpty,
  labelPaths,
  le,
  line,
  load_acquire,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  loop,
  lt,
  mod,
  mul,
  NONE,
  type Node,
  ne,
  no,
  not,
  note,
  type Operator,
  oneOf,
  or,
  park,
  perCpu,
  point,
  READ_ONCE,
  read,
  ret,
  retry,
  send,
  sendMask,
  set,
  set_cpu,
  shared,
  smp_mb,
  smp_rmb,
  smp_wmb,
  stopCpu,
  stopped,
  store_release,
  sub,
  value,
  vector,
  WRITE_ONCE,
  wait,
  waitOrTimeout,
  weight,
  when,
  withCpu,
  withoutCpu,
  write,
  xchg,
  yes,
} from '../../../model/language/index.js';
import { listing, printC, printExpr, printNode } from '../../../model/language/print-c.js';
import { scenarios, settingsOf, type Variant, variantsOf } from '../../../scenarios/index.js';

const source = { file: 'kernel/panic.c', versions: 'v4.5 ..', commit: '1717f2096b54' };
const g = shared({
  panic_cpu: cpuOrNone,
  mode: oneOf('idle', 'busy'),
  up: flag,
  mask: cpuSet,
  count: int(-4, 9),
  ring: array(int(0, 3), 4),
});
const v = perCpu({ online: flag, depth: int(0, 3), owner: cpuOrNone });
const q = ghost({ kdump: oneOf('none', 'due') });
const nmi = vector('CRASH_NMI', 'nmi');

/** Locals to build steps and expressions with; `declared` is the function that has them. */
const parts = {} as {
  self: dsl.E<dsl.Cpu>;
  old: dsl.Local<dsl.Cpu>;
  c: dsl.Local<dsl.Cpu>;
  n: dsl.Local<number>;
  ok: dsl.Local<boolean>;
  set: dsl.Local<dsl.CpuSet>;
  was: dsl.Local<dsl.CpuSet>;
};
const declared = fn(
  'declared',
  { source, locals: { old: cpuOrNone, c: cpu, n: int(-4, 9), ok: flag, set: cpuSet, was: cpuSet } },
  (scope) => {
    Object.assign(parts, { ...scope, self: scope.self });
    return { claim: cmpxchg(g.panic_cpu, NONE, scope.self, scope.old), spin: park };
  },
);
const { self, old, c, n, ok, was } = parts;
const trylock = fn(
  'kexec_trylock',
  { form: 'cmpxchg', source, returns: flag, params: { who: cpu, force: flag } },
  () => ({
    yes: ret(true),
  }),
);

type Case<T> = readonly [of: T, text: string];

// A record with an entry for each kind: forgetting one is a compiler error.
const STEPS: Record<Node['kind'], readonly Case<Node>[]> = {
  set: [[set(n, add(n, 1)), 'n = n + 1;']],
  store: [
    [write(g.up, true), 'up = true;'],
    [WRITE_ONCE(v.online.of(self), no), 'WRITE_ONCE(this_cpu(online), false);'],
    [store_release(v.owner.of(c), NONE), 'smp_store_release(&per_cpu(owner, c), -1);'],
    [write(g.ring.at(add(n, 1)), 2), 'ring[n + 1] = 2;'],
    [write(g.mode, 'busy'), 'mode = busy;'],
    [{ ...(write(g.up, true) as dsl.Node & { kind: 'store' }), access: 'full' }, 'smp_store_mb(up, true);'],
    [
      { ...(write(g.up, true) as dsl.Node & { kind: 'store' }), access: 'acquire' },
      'WRITE_ONCE(up, true); /* acquire */',
    ],
  ],
  rmw: [
    [cmpxchg(g.panic_cpu, NONE, self, old), 'old = cmpxchg(&panic_cpu, -1, this_cpu);'],
    [cmpxchg_acquire(v.owner.of(self), NONE, c, old), 'old = cmpxchg_acquire(&this_cpu(owner), -1, c);'],
    [dsl.cmpxchg_release(g.panic_cpu, self, NONE, old), 'old = cmpxchg_release(&panic_cpu, this_cpu, -1);'],
    [xchg(g.panic_cpu, NONE), 'xchg(&panic_cpu, -1);'],
    [xchg(g.panic_cpu, NONE, old), 'old = xchg(&panic_cpu, -1);'],
    [
      { ...(xchg(g.panic_cpu, NONE) as dsl.Node & { kind: 'rmw' }), access: 'once' },
      'xchg_relaxed(&panic_cpu, -1);',
    ],
    [atomic_inc(g.count), 'atomic_inc(&count);'],
    [atomic_dec(g.count), 'atomic_dec(&count);'],
    [fetch_add(g.count, 1, n), 'n = atomic_fetch_inc(&count);'],
    [fetch_add(g.count, -2, n), 'n = atomic_fetch_add(-2, &count);'],
    [fetch_add(g.count, n), 'atomic_add(n, &count);'],
    [set_cpu(g.mask, self), 'cpumask_set_cpu(this_cpu, &mask);'],
    [clear_cpu(g.mask, c), 'cpumask_clear_cpu(c, &mask);'],
    [
      { ...(set_cpu(g.mask, c) as dsl.Node & { kind: 'rmw' }), old: 'was' },
      'was = mask; cpumask_set_cpu(c, &mask); /* one step */',
    ],
  ],
  fence: [
    [smp_mb, 'smp_mb();'],
    [smp_rmb, 'smp_rmb();'],
    [smp_wmb, 'smp_wmb();'],
  ],
  wait: [
    [wait(eq(read(g.panic_cpu), NONE)), 'while (panic_cpu != -1) cpu_relax();'],
    [wait(not(READ_ONCE(g.up))), 'while (READ_ONCE(up)) cpu_relax();'],
    [wait(read(g.up)), 'while (!up) cpu_relax();'],
    [wait(and(ok, read(g.up))), 'while (!(ok && up)) cpu_relax();'],
    [wait(le(read(g.count), 3)), 'while (count > 3) cpu_relax();'],
    [wait(lt(read(g.count), 3)), 'while (count >= 3) cpu_relax();'],
    [wait(isEmpty(read(g.mask))), 'while (!cpumask_empty(&mask)) cpu_relax();'],
    [wait(no), 'while (true) cpu_relax();'],
  ],
  waitOrTimeout: [
    [waitOrTimeout(read(g.up)), 'while (!up) cpu_relax(); /* bounded: may give up */'],
    [
      waitOrTimeout(eq(read(g.panic_cpu), NONE), ok),
      'while (!(ok = (panic_cpu == -1))) cpu_relax(); /* bounded: may give up, then ok = false */',
    ],
  ],
  halt: [
    [halt, 'for (;;) cpu_relax(); /* ends here, as intended */'],
    [finalHalt, 'for (;;) cpu_relax(); /* the panic ends here, as intended */'],
  ],
  park: [[park, 'for (;;) cpu_relax(); /* until another CPU ends the run */']],
  stopCpu: [[stopCpu, 'stop_this_cpu();']],
  end: [[end('capture_kernel'), '/* machine ends: capture_kernel */']],
  irq: [
    [local_irq_disable, 'local_irq_disable();'],
    [local_irq_enable, 'local_irq_enable();'],
    [local_irq_save(ok), 'local_irq_save(ok);'],
    [local_irq_restore(ok), 'local_irq_restore(ok);'],
  ],
  send: [
    [send(nmi, c), 'apic_send_IPI(c, CRASH_NMI);'],
    [
      sendMask(nmi, withoutCpu(allCpus, self)),
      'apic_send_IPI_mask(cpu_possible_mask & ~cpumask_of(this_cpu), CRASH_NMI);',
    ],
  ],
  choose: [
    [choose(n), 'n = nondet(); /* -4..9 */'],
    [choose(n, int(0, 1)), 'n = nondet(); /* 0..1 */'],
    [choose(ok), 'ok = nondet(); /* true or false */'],
    [choose(c), 'c = nondet(); /* a CPU */'],
    [choose(old), 'old = nondet(); /* a CPU or -1 */'],
    [choose(was), 'was = nondet(); /* a set of CPUs */'],
  ],
  assert: [
    [
      assert(eq(read(g.panic_cpu), self), 'only the owner'),
      'BUG_ON(panic_cpu != this_cpu); /* only the owner */',
    ],
  ],
  note: [[note(q.kdump, 'due'), '/* note: kdump = due */']],
  ignored: [[ignored('a comment ends with */ in C'), '/* not modelled: a comment ends with * / in C */']],
  uncovered: [[{ kind: 'uncovered', text: 'asm volatile' }, '/* NOT TRANSLATED: asm volatile */']],
  when: [[when(ok, { a: halt }), 'if (ok)']],
  either: [[either({ a: arm('r', {}) }), 'switch (nondet())']],
  loop: [
    [loop(3, lt(n, 3), { a: set(n, 0) }), 'while (n < 3) /* at most 3 times */'],
    [loop(1, ok, { a: set(ok, false) }), 'while (ok) /* at most 1 time */'],
  ],
  retry: [[retry({ a: brk }), 'for (;;)']],
  forEachCpu: [
    [forEachCpu(was, c, {}), 'for_each_cpu(c, &was)'],
    [forEachCpu(read(g.mask), c, {}), 'for_each_cpu(c, &mask)'],
    [forEachCpu(allCpus, c, {}), 'for_each_cpu(c, cpu_possible_mask)'],
  ],
  atomic: [[atomic('under the lock', {}), '/* one step: under the lock */']],
  call: [
    [call(declared), 'declared();'],
    [call(trylock, { force: true, who: self }, ok), 'ok = kexec_trylock(this_cpu, true);'],
  ],
  ret: [
    [ret(), 'return;'],
    [ret(ne(n, 0)), 'return n != 0;'],
  ],
  goto: [[goto('out_unlock'), 'goto out_unlock;']],
  brk: [[brk, 'break;']],
  cont: [[cont, 'continue;']],
};

const OPERATORS: Record<Operator, readonly Case<dsl.E<unknown>>[]> = {
  '==': [
    [eq(old, NONE), 'old == -1'],
    [eq(read(g.mode), 'busy'), 'mode == busy'],
    [eq(eq(n, 1), ok), '(n == 1) == ok'],
    [eq(was, read(g.mask)), 'cpumask_equal(&was, &mask)'],
    [isEmpty(READ_ONCE(g.mask)), 'cpumask_empty(READ_ONCE(mask))'],
    [isEmpty(withoutCpu(was, c)), 'cpumask_empty(was & ~cpumask_of(c))'],
  ],
  '!=': [
    [ne(old, self), 'old != this_cpu'],
    [ne(was, emptySet), '!cpumask_empty(&was)'],
    [ne(was, allCpus), '!cpumask_equal(&was, cpu_possible_mask)'],
    [ne(cond(ok, was, emptySet), was), '!cpumask_equal(ok ? was : CPU_MASK_NONE, &was)'],
  ],
  '<': [[lt(add(n, 1), 3), 'n + 1 < 3']],
  '<=': [[le(n, mul(n, 2)), 'n <= n * 2']],
  '+': [
    [add(add(n, 1), 2), 'n + 1 + 2'],
    [add(n, add(n, 1)), 'n + (n + 1)'],
  ],
  '-': [
    [sub(n, sub(n, 1)), 'n - (n - 1)'],
    [sub(n, -1), 'n - -1'],
  ],
  '*': [[mul(add(n, 1), n), '(n + 1) * n']],
  '%': [[mod(add(n, 1), 4), '(n + 1) % 4']],
  '&&': [
    [and(ok, not(ok), irqs_disabled), 'ok && !ok && irqs_disabled()'],
    [and(or(ok, in_nmi), eq(n, 1)), '(ok || in_nmi()) && n == 1'],
    [and(), 'true'],
  ],
  '||': [
    [or(and(ok, ok), ok), '(ok && ok) || ok'],
    [implies(eq(n, 1), ok), '!(n == 1) || ok'],
  ],
  '!': [
    [not(eq(n, 1)), '!(n == 1)'],
    [not(not(ok)), '!!ok'],
  ],
  '?:': [
    [cond(eq(n, 1), n, 0), 'n == 1 ? n : 0'],
    [cond(and(ok, in_nmi), cond(ok, n, 1), cond(ok, n, 2)), '(ok && in_nmi()) ? (ok ? n : 1) : ok ? n : 2'],
    [add(cond(ok, n, 1), 1), '(ok ? n : 1) + 1'],
  ],
  has: [
    [has(read(g.mask), self), 'cpumask_test_cpu(this_cpu, &mask)'],
    [not(has(allCpus, c)), '!cpumask_test_cpu(c, cpu_possible_mask)'],
  ],
  with: [
    [withCpu(withCpu(was, c), self), 'was | cpumask_of(c) | cpumask_of(this_cpu)'],
    [withCpu(withoutCpu(was, c), self), '(was & ~cpumask_of(c)) | cpumask_of(this_cpu)'],
  ],
  without: [
    [withoutCpu(was, self), 'was & ~cpumask_of(this_cpu)'],
    [withoutCpu(withCpu(was, c), self), '(was | cpumask_of(c)) & ~cpumask_of(this_cpu)'],
  ],
  lowest: [[firstOf(read(g.mask)), 'cpumask_first(&mask)']],
  weight: [[weight(read(g.mask)), 'cpumask_weight(&mask)']],
};

const EXPRESSIONS: Record<Expr['kind'], readonly Case<dsl.E<unknown>>[]> = {
  const: [
    [NONE, '-1'],
    [yes, 'true'],
    [emptySet, 'CPU_MASK_NONE'],
    [value(int(0, 9), 7), '7'],
    [value(oneOf('a', 'b'), 'b'), 'b'],
    [cpuNumber(1), '1'],
  ],
  self: [[self, 'this_cpu']],
  allCpus: [[allCpus, 'cpu_possible_mask']],
  inContext: [
    [in_task, 'in_task()'],
    [inContext('softirq'), 'in_serving_softirq()'],
    [and(ok, inContext('hardirq', 'nmi')), 'ok && (in_hardirq() || in_nmi())'],
  ],
  irqsOff: [[irqs_disabled, 'irqs_disabled()']],
  local: [[old, 'old']],
  read: [
    [read(g.panic_cpu), 'panic_cpu'],
    [READ_ONCE(v.owner.of(self)), 'READ_ONCE(this_cpu(owner))'],
    [load_acquire(v.owner.of(old)), 'smp_load_acquire(&per_cpu(owner, old))'],
    [read(g.ring.at(3)), 'ring[3]'],
    [
      { ...read(g.up), ir: { ...(read(g.up).ir as Expr & { kind: 'read' }), access: 'full' } },
      'READ_ONCE(up) /* full */',
    ],
  ],
  op: Object.values(OPERATORS).flat(),
  bound: [[forAllCpus((x) => has(read(g.mask), x)), 'for_all_cpus(c0, cpumask_test_cpu(c0, &mask))']],
  quantifier: [
    [
      existsCpu((x) => forAllCpus((y) => or(eq(x, y), read(v.online.of(y))))),
      'exists_cpu(c0, for_all_cpus(c1, c0 == c1 || per_cpu(online, c1)))',
    ],
    [
      le(
        countCpus((x) => read(v.online.of(x))),
        1,
      ),
      'count_cpus(c0, per_cpu(online, c0)) <= 1',
    ],
  ],
  at: [
    [
      at(point(declared, 'claim'), point(trylock, '', 'nmi')),
      'at(declared.claim, kexec_trylock@cmpxchg in nmi)',
    ],
    [existsCpu((x) => atOn(x, point(declared, 'spin'))), 'exists_cpu(c0, at_on(c0, declared.spin))'],
    [le(countAt(point(declared, 'claim', 'task')), 1), 'count_at(declared.claim in task) <= 1'],
  ],
  outcome: [
    [ended(), 'ended()'],
    [not(ended('restart')), '!ended(restart)'],
  ],
  stopped: [[existsCpu((x) => stopped(x)), 'exists_cpu(c0, stopped(c0))']],
  irqsOffOn: [[existsCpu((x) => irqsOff(x, 'task')), 'exists_cpu(c0, irqs_off(c0, task))']],
};

describe('printNode', () => {
  for (const [kind, cases] of Object.entries(STEPS))
    it(kind, () => {
      expect(cases.map(([node]) => node.kind)).toEqual(cases.map(() => kind));
      expect(cases.map(([node]) => printNode(node))).toEqual(cases.map(([, text]) => text));
    });
});

describe('printExpr', () => {
  for (const [kind, cases] of Object.entries(EXPRESSIONS))
    it(kind, () => expect(cases.map(([e]) => printExpr(e.ir))).toEqual(cases.map(([, text]) => text)));

  for (const [op, cases] of Object.entries(OPERATORS))
    it(`operator ${op}`, () =>
      expect(cases.map(([e]) => printExpr(e.ir))).toEqual(cases.map(([, text]) => text)));
});

describe('printC', () => {
  it('prints the header, the signature and the locals with the values that a frame begins with', () => {
    const f = fn(
      'kexec_prepare',
      {
        form: 'v3.3',
        source: {
          file: 'kernel/kexec.c',
          versions: 'v3.3 .. v5.19',
          commit: '8c5a1cf0ad3a',
          note: 'Nothing is freed.',
        },
        params: { who: cpu, mode: oneOf('load', 'unload') },
        locals: {
          old: cpuOrNone,
          i: int(2, 5),
          got: flag,
          todo: cpuSet,
          err: oneOf('0', '-EBUSY'),
          how: oneOf('a', 'b'),
        },
        returns: oneOf('0', '-EBUSY'),
      },
      ({ err }) => ({ out: ret(err) }),
    );
    expect(printC(f)).toBe(`\
/* kernel/kexec.c, v3.3 .. v5.19 (8c5a1cf0ad3a); form: v3.3
 * Nothing is freed. */
int kexec_prepare(int who, enum { load, unload } mode)
{
        int old = -1; /* a CPU or -1 */
        int i = 2; /* 2..5 */
        bool got = false;
        cpumask_t todo = CPU_MASK_NONE;
        int err = 0; /* 0 or -EBUSY */
        enum { a, b } how = a;

out:    return err;
}
`);
  });

  it('prints blocks with the labels in a column of their own', () => {
    const f = fn(
      'panic',
      { source, locals: { old: cpuOrNone, n: int(0, 3), c: cpu } },
      ({ self, old, n, c }) => ({
        irq_off: local_irq_disable,
        claim: explain('PANIC_CPU_INVALID to this CPU', cmpxchg(g.panic_cpu, NONE, self, old)),
        lost: when(
          eq(old, self),
          { again: ignored('returns into the panic that was interrupted') },
          {
            elsewhere: when(
              ne(old, NONE),
              { stop: line('panic.c:300', park) },
              { first: note(q.kdump, 'due') },
            ),
          },
        ),
        two: when(eq(n, 1), { a: ret() }, { b: set(n, 1), c: halt }),
        rounds: loop(3, lt(n, 3), { more: set(n, add(n, 1)), skip: cont }),
        tell: forEachCpu(withoutCpu(allCpus, self), c, { ipi: send(nmi, c) }),
        swap: atomic('one word', { load: set(old, read(g.panic_cpu)), clear: write(g.panic_cpu, NONE) }),
        out: end('capture_kernel'),
      }),
    );
    expect(printC(f)).toBe(`\
/* kernel/panic.c, v4.5 .. (1717f2096b54) */
void panic(void)
{
                int old = -1; /* a CPU or -1 */
                int n = 0; /* 0..3 */
                int c = 0; /* a CPU */

irq_off:        local_irq_disable();
                /* PANIC_CPU_INVALID to this CPU */
claim:          old = cmpxchg(&panic_cpu, -1, this_cpu);
lost:           if (old == this_cpu) {
again:                  /* not modelled: returns into the panic that was interrupted */
elsewhere:      } else if (old != -1) {
stop:                   for (;;) cpu_relax(); /* until another CPU ends the run; panic.c:300 */
                } else {
first:                  /* note: kdump = due */
                }
two:            if (n == 1) {
a:                      return;
                } else {
b:                      n = 1;
c:                      for (;;) cpu_relax(); /* ends here, as intended */
                }
rounds:         while (n < 3) { /* at most 3 times */
more:                   n = n + 1;
skip:                   continue;
                }
tell:           for_each_cpu(c, cpu_possible_mask & ~cpumask_of(this_cpu)) {
ipi:                    apic_send_IPI(c, CRASH_NMI);
                }
swap:           { /* one step: one word */
load:                   old = panic_cpu;
clear:                  panic_cpu = -1;
                }
out:            /* machine ends: capture_kernel */
}
`);
  });

  it('prints a choice as a switch, and says where a break would mean the loop', () => {
    const f = fn('console_lock', { source, locals: { old: cpuOrNone } }, ({ self, old }) => ({
      spin: retry({
        how: either({
          acquired: arm('the owner lets go of the console in time', {
            free: wait(eq(read(g.panic_cpu), NONE)),
            take: write(g.panic_cpu, self),
          }),
          timed_out: arm('timeouts are choices, not clocks', { out: brk }),
          nothing: arm('and once more', {}),
        }),
        inner: loop(2, eq(old, NONE), { done: brk }),
        left: brk,
      }),
    }));
    expect(printC(f)).toBe(`\
/* kernel/panic.c, v4.5 .. (1717f2096b54) */
void console_lock(void)
{
        int old = -1; /* a CPU or -1 */

spin:   for (;;) {
how:            switch (nondet()) {
                case acquired:
                        /* the owner lets go of the console in time; taken only when 'free' need
                         * not wait */
free:                   while (panic_cpu != -1) cpu_relax();
take:                   panic_cpu = this_cpu;
                        break;
                case timed_out: /* timeouts are choices, not clocks */
out:                    break; /* out of 'spin' */
                case nothing: /* and once more */
                        break;
                }
inner:          while (old == -1) { /* at most 2 times */
done:                   break;
                }
left:           break;
        }
}
`);
  });

  it('keeps lines short: long labels stand alone, long comments and conditions are broken', () => {
    const f = fn('f', { source, locals: { old_panic_cpu: cpuOrNone } }, ({ self, old_panic_cpu }) => ({
      arch_kexec_protect_crashkres: WRITE_ONCE(g.up, true),
      a_test: when(
        and(
          ne(old_panic_cpu, NONE),
          or(ne(old_panic_cpu, self), irqs_disabled),
          not(inContext('hardirq', 'nmi')),
        ),
        {
          why: ignored(
            'the registers and the vmcoreinfo note go to memory that nobody else looks at before the jump',
          ),
        },
      ),
      swap: atomic(
        'owner and flag bits are one word, which is exchanged for another by one instruction of the CPU',
        {
          x: write(g.up, false),
        },
      ),
    }));
    expect(printC(f)).toBe(`\
/* kernel/panic.c, v4.5 .. (1717f2096b54) */
void f(void)
{
        int old_panic_cpu = -1; /* a CPU or -1 */

arch_kexec_protect_crashkres:
        WRITE_ONCE(up, true);
a_test: if (old_panic_cpu != -1 && (old_panic_cpu != this_cpu || irqs_disabled()) &&
            !(in_hardirq() || in_nmi())) {
why:            /* not modelled: the registers and the vmcoreinfo note go to memory that nobody
                 * else looks at before the jump */
        }
        /* one step: owner and flag bits are one word, which is exchanged for another by one
         * instruction of the CPU */
swap:   {
x:              up = false;
        }
}
`);
  });

  it('never lets a name or a reason end a comment', () => {
    const f = fn('f', { source }, () => ({ x: explain('a */ b', ignored('c */ d')) }));
    expect(printC(f)).toContain('/* a * / b */');
    expect(printC(f)).toContain('/* not modelled: c * / d */');
  });
});

describe('listing', () => {
  it('gives the dotted path and the depth of the step on each line', () => {
    const f = fn('f', { source, locals: { ok: flag } }, ({ ok }) => ({
      how: either({
        yes: arm('r', { in_time: set(ok, true) }),
        no: arm('r', { late: when(ok, { out: ret() }) }),
      }),
      last: explain('why', halt),
    }));
    expect(listing(f).map((l) => [l.label, l.depth])).toEqual([
      [null, 0], // header
      [null, 0], // signature
      [null, 0], // {
      [null, 0], // ok
      [null, 0],
      ['how', 0],
      [null, 0], // case yes:
      ['how.yes.in_time', 1],
      [null, 1], // break;
      [null, 0], // case no:
      ['how.no.late', 1],
      ['how.no.late.out', 2],
      [null, 1], // }
      [null, 1], // break;
      [null, 0], // }
      [null, 0], // why
      ['last', 0],
      [null, 0], // }
    ]);
  });

  it('keeps the order in which the steps were written: a tool that sorts keys would change the program', () => {
    const f = fn('f', { source, locals: { ok: flag } }, ({ ok }) => ({
      zebra: local_irq_disable,
      apple: when(ok, { mango: halt, banana: halt }, { yak: halt, Cherry: halt }),
      _last: halt,
      date: halt,
    }));
    const labels = listing(f).flatMap((l) => l.label ?? []);
    expect(labels).toEqual([
      'zebra',
      'apple',
      'apple.mango',
      'apple.banana',
      'apple.yak',
      'apple.Cherry',
      '_last',
      'date',
    ]);
  });
});

const LISTINGS = fileURLToPath(new URL('listings/', import.meta.url));

// ---- The functions of the models --------------------------------------------------------------------------------

interface Text {
  readonly of: Fn;
  /** Values that each option has where the function reads like this. */
  readonly seen: Map<string, Set<string>>;
}

/** Every function of every scenario, by id, and for each id the different texts it has. */
function textsOfModels(): Map<string, Map<string, Text>> {
  const texts = new Map<string, Map<string, Text>>();
  for (const scenario of scenarios)
    for (const variant of variantsWithTexts(scenario)) {
      for (const f of functionsOf(scenario.build(variant).system)) {
        const forms = texts.get(fnId(f)) ?? new Map<string, Text>();
        texts.set(fnId(f), forms);
        const text = printC(f);
        const { seen } = forms.get(text) ?? forms.set(text, { of: f, seen: new Map() }).get(text)!;
        for (const [option, setting] of Object.entries({ ...variant, scenario: scenario.name }))
          seen.set(option, (seen.get(option) ?? new Set()).add(setting));
      }
    }
  return texts;
}

/**
 * The variants with at most three settings that are not the default, beside the one that the scenario compares: no
 * function depends on more of them together, and all variants would take three times as long. The number of CPUs never
 * changes a text.
 */
function* variantsWithTexts(scenario: (typeof scenarios)[number]): Generator<Variant> {
  const done = new Set<string>();
  for (const variant of variantsOf(scenario)) {
    const { cpus: _, ...rest } = variant;
    const key = JSON.stringify(rest);
    const unusual = settingsOf(scenario, variant).filter(
      (s) => !s.startsWith(`${scenario.compares}=`) && !s.startsWith('cpus='),
    );
    if (unusual.length <= 3 && !done.has(key)) yield variant;
    done.add(key);
  }
}

/** The settings that belong to one of several texts: those options that do not take all their values with it. */
function settingsFor(text: Text, all: readonly Text[]): string {
  return [...text.seen]
    .filter(([option, values]) =>
      all.some((t) => [...(t.seen.get(option) ?? [])].some((x) => !values.has(x))),
    )
    .map(([option, values]) => `${option}=${[...values].join('|')}`)
    .join(', ');
}

describe('the models', () => {
  const models = textsOfModels();

  it('has functions', () => expect(models.size).toBeGreaterThan(0));

  it('has no listing of a function that is gone', () => {
    const known = new Set([...models.keys()].map((id) => `${id.split('@')[0]}.c`));
    const files = existsSync(LISTINGS) ? readdirSync(LISTINGS) : [];
    expect(files.filter((f) => !known.has(f))).toEqual([]);
  });

  const names = new Map<string, string[]>();
  for (const id of [...models.keys()].sort()) {
    const [name] = id.split('@');
    names.set(name, [...(names.get(name) ?? []), id]);
  }
  for (const [name, ids] of names)
    it(`${name} reads as in listings/${name}.c`, async () => {
      const parts = ids.flatMap((id) => {
        const forms = models.get(id)!;
        const all = [...forms.values()];
        return [...forms]
          .map(([text, form]) => (all.length === 1 ? '' : `/* where ${settingsFor(form, all)} */\n`) + text)
          .sort();
      });
      await expect(parts.join('\n')).toMatchFileSnapshot(`listings/${name}.c`);
    });

  for (const [id, forms] of models) {
    const all = [...forms.values()];

    it(`${id} shows each of its steps once, in order`, () => {
      for (const { of } of all) {
        const labels = listing(of).flatMap((l) => l.label ?? []);
        expect(labels.filter((l, i) => labels[i - 1] !== l)).toEqual([...labelPaths(of.body)]);
      }
    });
  }
});
