/*
 * A first model: two CPUs panic at the same time. Only one of them may go on to the capture kernel.
 *
 *   npx panic-check explore first-panic                    both texts of the gate, side by side
 *   npx panic-check explore first-panic --set gate=racy    the race, as a diagram
 *   npx panic-check show panic                             the model as C, to be read beside the kernel
 *
 * How to write models: docs/language.md and docs/tutorial.md of panic-check.
 */
import {
  always,
  and,
  type Block,
  call,
  cmpxchg,
  countAt,
  cpuOrNone,
  end,
  ended,
  eq,
  fn,
  le,
  local_irq_disable,
  NONE,
  ne,
  noDeadlock,
  park,
  point,
  reachable,
  read,
  scenario,
  set,
  shared,
  system,
  when,
  write,
} from 'panic-check';

// Memory that all CPUs share, under the kernel's own names. A CPU or NONE; NONE at first.
const g = shared({ panic_cpu: cpuOrNone });

// Which text of the kernel a function stands for. It is printed above its listing.
const source = { file: 'kernel/panic.c', versions: 'v4.5 .. ; shortened' };

// Whoever loses waits until somebody else ends the run. If nobody does, that is a deadlock.
const panic_smp_self_stop = fn('panic_smp_self_stop', { source }, () => ({ cpu_relax: park }));

/**
 * Each entry is one step, `label: what happens`, and happens at once; anything can happen between two entries. So the
 * whole difference between the two gates is whether looking and storing is one step or two.
 */
const panicWith = (gate: 'cmpxchg' | 'racy') =>
  fn(
    'panic',
    { source, form: gate, locals: { old: cpuOrNone } },
    ({ self, old }): Block => ({
      irq_off: local_irq_disable,
      ...(gate === 'cmpxchg'
        ? { claim: cmpxchg(g.panic_cpu, NONE, self, old) } // old = cmpxchg(&panic_cpu, NONE, self)
        : {
            look: set(old, read(g.panic_cpu)), // old = panic_cpu;
            free: when(eq(old, NONE), { claim: write(g.panic_cpu, self) }), // if (old == NONE) panic_cpu = self;
          }),
      lost: when(and(ne(old, NONE), ne(old, self)), { self_stop: call(panic_smp_self_stop) }),
      crash_kexec: end('capture_kernel'), // the run is over, for every CPU at once
    }),
  );

export default scenario({
  question: 'How many CPUs get through the gate of panic()?',

  // Each combination of values is a variant: --set gate=racy,cpus=3
  options: {
    gate: { says: 'how panic_cpu is claimed', values: { cmpxchg: 'at once', racy: 'load, then store' } },
  },
  cpus: [2, 3],

  build: ({ gate, cpus }) => {
    const panic = panicWith(gate);
    return {
      system: system({ name: 'first-panic', cpus, tasks: panic }), // every CPU runs panic()
      properties: [
        always('one-panic', le(countAt(point(panic, 'crash_kexec')), 1), {
          says: 'At most one CPU is about to start the capture kernel.',
          because: 'two CPUs are about to start the capture kernel',
        }),
        noDeadlock,
        reachable('dump', ended('capture_kernel'), {
          says: 'A dump is possible.',
          because: 'no run gets a dump',
        }),
      ],
    };
  },

  // What is known beforehand. `check` fails when a verdict is not the expected one: try it, and make `racy` right.
  expect: [
    {
      property: 'one-panic',
      when: { gate: 'racy' },
      verdict: 'violated',
      why: 'both CPUs look before either of them stores',
    },
  ],
});
