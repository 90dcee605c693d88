import { smp_stop_nmi_callback, stop_nmi } from '../model/kernel/panic_console.js';
import {
  backtrace_nmi,
  cpuSync,
  dumpStack,
  nmiDirect,
  printing_task,
  safeFlush,
  seen,
  type Text,
  watchdog,
} from '../model/kernel/print_locks.js';
import {
  type Fn,
  noDeadlock,
  on,
  type Property,
  read,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { noLostReport } from '../properties/no-lost-report.js';
import type { Expectation, Scenario, Variant } from './scenario.js';

/** May a lock be held around printk? Five locks that were, and the cycles that they made. */

interface Cast {
  readonly tasks: readonly (Fn | null)[];
  readonly vectors: readonly VectorBinding[];
  readonly properties?: readonly Property[];
}

const CASES: Record<string, { says: string; cast(text: Text): Cast }> = {
  dump_lock: {
    says: 'dump_stack() of one CPU at a time, with interrupts on',
    cast(text) {
      const { task, net_rx_action } = dumpStack(text);
      return {
        tasks: [task, null],
        vectors: [on(vector('net_rx', 'softirq'), net_rx_action, { times: 1, per: 'cpu' })],
      };
    },
  },
  logbuf_lock: {
    says: 'logbuf_lock from NMI, if it was free when the NMI began',
    cast(text) {
      const { task, nmi_cpu_backtrace } = nmiDirect(text);
      return {
        tasks: [task, task],
        vectors: [on(backtrace_nmi, nmi_cpu_backtrace, { times: 1, per: 'cpu' })],
      };
    },
  },
  read_lock: {
    says: 'the lock of __printk_safe_flush(), held by a CPU that panic() stops',
    cast(text) {
      const { irq_work, panic } = safeFlush(text);
      return { tasks: [panic, irq_work], vectors: [on(stop_nmi, smp_stop_nmi_callback)] };
    },
  },
  wd_smp_lock: {
    says: 'the lock of the powerpc lockup watchdog, held while it reports',
    cast(text) {
      const { timer, soft_nmi_interrupt, hardEnabled } = watchdog(text);
      return {
        tasks: [printing_task, printing_task],
        vectors: [
          on(vector('watchdog_timer', 'hardirq'), timer, { times: 1, per: 'cpu' }),
          on(vector('soft_nmi', 'nmi'), soft_nmi_interrupt, { times: 1, per: 'cpu', when: hardEnabled }),
        ],
        properties: [noLostReport({ reported: read(seen.wd_found), arrived: read(seen.wd_reported) })],
      };
    },
  },
  printk_cpu_sync: {
    says: 'the lock that lets one CPU print its backtrace at a time',
    cast(text) {
      const { task, nmi_cpu_backtrace } = cpuSync(text);
      return {
        tasks: [nmi_cpu_backtrace, task],
        vectors: [on(backtrace_nmi, nmi_cpu_backtrace, { times: 1, per: 'cpu' })],
      };
    },
  },
};

function build(v: Variant) {
  const { tasks, vectors, properties = [] } = CASES[v.lock].cast(v.text as Text);
  const machine = system({ name: 'printk-locks', cpus: tasks.length, tasks, vectors });
  return {
    system: machine,
    properties: [noDeadlock, ...properties, ...codePromises(machine)],
  };
}

const deadlocks: Record<string, Pick<Expectation, 'id' | 'why' | 'source'>> = {
  dump_lock: {
    id: 'bug 32',
    why: 'a softirq on top of the holder of dump_lock wants a lock of a CPU that waits for dump_lock',
    source: 'd7ce36924344',
  },
  logbuf_lock: {
    id: 'bug 27',
    why: 'logbuf_lock was free when the NMI began; now a task has it, below an NMI that waits for what this one holds',
    source: '03fc7f9c99c1',
  },
  read_lock: {
    id: 'bug 23',
    why: 'the CPU that was flushing is stopped with the lock, and the flush of the panic spins on it',
    source: '8a8109f303e2',
  },
  wd_smp_lock: {
    id: 'bug 31',
    why: 'the watchdog prints under its lock and waits for the console, whose owner takes a soft-NMI that waits for the lock',
    source: '76521c4b0291',
  },
  printk_cpu_sync: {
    id: 'bug 30',
    why: 'the holder prints and waits for the port, whose owner takes a backtrace NMI that waits for the holder',
    source: '0161e2d6950f',
  },
};

const bug = (id: string, fix: string, lock: string) => ({
  id,
  fix,
  property: 'no-deadlock',
  before: { lock, text: 'before' },
  after: { lock, text: 'after' },
});

export const printkLocksScenario: Scenario = {
  name: 'printk-locks',
  question: 'Which locks may be held around printk?',
  about: `\
Whatever is locked around printk is locked around all that printk may wait for: the log, the console, the port of the
console. Whoever takes that lock in an interrupt closes a cycle. Five locks of the kernel did; each is modelled with as much
of printk as the cycle needs, before and after its fix.

Two CPUs. Interrupts and NMIs arrive at any moment, once on each CPU.`,
  options: [
    {
      name: 'lock',
      says: 'the lock in question',
      values: Object.entries(CASES).map(([name, { says }]) => ({ name, says })),
      default: 'printk_cpu_sync',
    },
    {
      name: 'text',
      says: 'which text of the kernel',
      values: [
        { name: 'before', says: 'before the fix' },
        { name: 'after', says: 'after it' },
      ],
      default: 'after',
    },
  ],
  compares: 'lock',
  contradiction: () => null,
  build,
  expectations: [
    ...Object.entries(deadlocks).map(
      ([lock, e]): Expectation => ({
        ...e,
        property: 'no-deadlock',
        when: { lock, text: 'before' },
        verdict: 'violated',
        confidence: 'sure',
      }),
    ),
    {
      id: 'bug 31',
      property: 'no-lost-report',
      when: { lock: 'wd_smp_lock', text: 'before' },
      verdict: 'violated',
      why: 'who found the lockup is in the deadlock and never reports it',
      source: '76521c4b0291',
      confidence: 'sure',
    },
  ],
  bugs: [
    bug('23 safe-flush-read-lock', '8a8109f303e2', 'read_lock'),
    bug('27 nmi-direct-logbuf', '03fc7f9c99c1', 'logbuf_lock'),
    bug('30 cpu-sync-vs-console-lock', '0161e2d6950f', 'printk_cpu_sync'),
    bug('31 wd-lock-vs-console', '76521c4b0291', 'wd_smp_lock'),
    bug('32 dump-stack-abba', 'd7ce36924344', 'dump_lock'),
  ],
  unreached: [],
  notYet: [
    {
      id: 'bug 33',
      reason:
        'releasing the CPU lock with a plain store shows only where stores of the section may be delayed past it: weak memory',
    },
  ],
};
