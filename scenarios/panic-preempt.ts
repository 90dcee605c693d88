import { panic_halts, panicFunctions } from '../model/kernel/panic.js';
import {
  add,
  at,
  type Block,
  call,
  eq,
  explain,
  fn,
  int,
  local_irq_enable,
  noDeadlock,
  on,
  perCpu,
  point,
  read,
  ret,
  set,
  system,
  vector,
  when,
  write,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { noTaskAfterPanic } from '../properties/no-task-after-panic.js';
import { panicOwnsGate } from '../properties/panic-owns-gate.js';
import { panicTerminates } from '../properties/panic-terminates.js';
import type { Scenario, Variant } from './scenario.js';

/** Does anything run after a panic is over? The final loop of panic() has interrupts on. */

const { preempt_count } = perCpu({ preempt_count: int(0, 2) });
const kernel = (file: string) => ({ file, versions: 'v4.5 .. ; CONFIG_PREEMPTION' });

const count = (name: string, by: 1 | -1) =>
  fn(name, { source: kernel('include/linux/preempt.h'), locals: { now: int(0, 2) } }, ({ self, now }) => ({
    load: set(now, read(preempt_count.of(self))),
    store: write(preempt_count.of(self), add(now, by)),
  }));

function build(v: Variant) {
  const preempt_disable = count('preempt_disable', 1);
  const __crash_kexec = fn(
    '__crash_kexec',
    { form: 'no-image', source: kernel('kernel/kexec_core.c') },
    (): Block => ({ no_image: explain('no image is loaded', ret()) }),
  );
  const p = panicFunctions({
    era: v.text === 'v4.5' ? 'v4.5' : 'v6.1',
    __crash_kexec,
    ...(v.text === 'v5.4' && { preemptDisable: preempt_disable }),
    restart: panic_halts,
  });
  const task_panics = fn(
    'mount_root_generic',
    { source: kernel('init/do_mounts.c'), form: v.from },
    (): Block => ({
      ...(v.from === 'atomic' && { spin_lock: explain('any spinlock', call(preempt_disable)) }),
      panic: call(p.panic),
    }),
  );
  const user_task = fn('user_task', { source: { file: 'user space', versions: 'any' } }, () => ({
    runs: explain('another task runs, interrupts on, until it is preempted in its turn', local_irq_enable),
  }));
  const irqentry_exit = fn(
    'irqentry_exit',
    { source: kernel('kernel/entry/common.c'), locals: { count: int(0, 2) } },
    ({ self, count }) => ({
      preempt_count: set(count, read(preempt_count.of(self))),
      preemptible: when(eq(count, 0), { preempt_schedule_irq: call(user_task) }),
    }),
  );
  const timer = fn('sysvec_apic_timer_interrupt', { source: kernel('arch/x86/kernel/apic/apic.c') }, () => ({
    exit: call(irqentry_exit),
  }));
  const machine = system({
    name: 'panic-preempt',
    cpus: 1,
    tasks: task_panics,
    vectors: [on(vector('timer', 'hardirq'), timer, { times: 2 })],
  });
  return {
    system: machine,
    properties: [
      noTaskAfterPanic(point(panic_halts, 'touch_softlockup_watchdog'), point(user_task, 'runs')),
      panicTerminates(at(...p.panics), point(panic_halts, 'touch_softlockup_watchdog')),
      ...(p.gate === null ? [] : [panicOwnsGate(read(p.gate), p.body)]),
      noDeadlock,
      ...codePromises(machine),
    ],
  };
}

export const panicPreemptScenario: Scenario = {
  name: 'panic-preempt',
  question: 'Does any task run after a panic is over?',
  about: `\
With panic_timeout=0 a panic ends in a loop for ever, with interrupts on. If the task that panicked can be preempted, the
timer takes the CPU away from that loop, and user space runs on after the line that says the panic is over. Since 5.4
panic() disables preemption beside interrupts.

One CPU; its task calls panic(), from where it can be preempted or from where it cannot. The timer comes at most twice,
at any moment at which interrupts are on, and whenever it comes another task is waiting for the CPU.`,
  options: [
    {
      name: 'text',
      says: 'the entry of panic()',
      values: [
        { name: 'v4.5', says: 'local_irq_disable() only' },
        { name: 'v5.4', says: 'preempt_disable() as well (20bb759a66be)' },
      ],
      default: 'v5.4',
    },
    {
      name: 'from',
      says: 'where panic() is called from',
      values: [
        { name: 'preemptible', says: 'a task that can be preempted' },
        { name: 'atomic', says: 'a task that holds a spinlock' },
      ],
      default: 'preemptible',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: [{ name: '1', says: 'one CPU: the others were stopped' }],
      default: '1',
    },
  ],
  compares: 'text',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: '38',
      property: 'no-task-after-panic',
      when: { text: 'v4.5', from: 'preemptible' },
      verdict: 'violated',
      why: 'the timer preempts the final loop, whose preempt_count is 0',
      source: '20bb759a66be',
      confidence: 'sure',
    },
    {
      id: '38',
      property: 'no-task-after-panic',
      when: { text: 'v5.4' },
      verdict: 'holds',
      why: 'the preempt_count of the final loop is not 0',
      source: '20bb759a66be',
      confidence: 'sure',
    },
  ],
  bugs: [
    {
      id: '38 panic-preempted',
      fix: '20bb759a66be',
      property: 'no-task-after-panic',
      before: { text: 'v4.5' },
      after: { text: 'v5.4' },
    },
  ],
  unreached: [
    { steps: ['panic_smp_self_stop.cpu_relax'], reason: 'one CPU: nobody loses the race for panic_cpu' },
  ],
  notYet: [],
};
