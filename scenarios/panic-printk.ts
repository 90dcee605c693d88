import { panicking } from '../model/kernel/panic.js';
import {
  DRIVERS,
  type DriverName,
  panicConsole,
  seen,
  smp_stop_nmi_callback,
  stop_nmi,
  uart,
  VERSIONS,
  type Version,
} from '../model/kernel/panic_console.js';
import { oops } from '../model/kernel/printk.js';
import {
  type AnyFn,
  and,
  atOn,
  type Context,
  type Cpu,
  call,
  type E,
  eq,
  fn,
  lt,
  noDeadlock,
  not,
  on,
  or,
  type Point,
  point,
  read,
  stopped,
  system,
  type VectorBinding,
  value,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { consoleSemHeld } from '../properties/console-sem-held.js';
import { driversKnowOfOops } from '../properties/drivers-know-of-oops.js';
import { lineInOnePiece } from '../properties/line-in-one-piece.js';
import { logFlushed } from '../properties/log-flushed.js';
import { logLockHeld } from '../properties/log-lock-held.js';
import { noEmptyRecord } from '../properties/no-empty-record.js';
import { oneContextPerConsole } from '../properties/one-context-per-console.js';
import { panicTextInLog } from '../properties/panic-text-in-log.js';
import { panicTextOnConsole } from '../properties/panic-text-on-console.js';
import { panicPrintkExpectations } from './panic-printk.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Does the panic message get out? Section H: one CPU panics while another one prints. */

const VERSION_SAYS: Record<Version, string> = {
  'v4.6': 'logbuf_lock, taken in NMI too and re-initialised on recursion',
  'v4.20':
    'logbuf_lock, a buffer for each CPU in NMI; the console is handed over to a spinning waiter (v4.16)',
  'v5.10': 'the same; oops_in_progress stays set for the last flush (v5.0)',
  'v5.17': 'a lockless log (v5.13)',
  'v6.1': 'nobody spins for the console during a panic, and other CPUs leave it alone (v5.18)',
  'v6.6': 'the last flush takes no lock, and console_unblank() returns in NMI',
};

function contradiction(v: Variant): string | null {
  if (v.printer === 'same-cpu' && v['panic-from'] === 'task')
    return 'printer=same-cpu needs a panic that interrupts the task that prints (panic-from=nmi)';
  if (v.printer === 'same-cpu' && v.stop === 'may-time-out')
    return 'stop=may-time-out is about another CPU that still prints (printer=other-cpu)';
  if (v['panic-from'] === 'task' && v.stop === 'may-time-out')
    return 'stop=may-time-out goes with panic-from=nmi, which shows all that a late CPU can do';
  if (v.driver === 'port_lock' && (v.kdump === 'loaded' || v.stop === 'may-time-out'))
    return 'driver=port_lock is about the last flush after a complete stop (kdump=none, stop=complete)';
  if (v.kdump === 'loaded' && v.stop === 'may-time-out')
    return 'stop=may-time-out is about what comes after the stop: with kdump=loaded the capture kernel starts before it';
  if (v.semaphore === 'inner-lock' && (v.driver !== 'plain' || v.kdump !== 'none' || v.stop !== 'complete'))
    return 'semaphore=inner-lock goes with driver=plain, kdump=none and stop=complete: one lock at a time';
  if (v['oops-flag'] === 'dropped' && (v.printk !== 'v6.1' || v.driver !== 'port_lock'))
    return 'oops-flag=dropped asks what the fix of v5.0 is for: it goes with printk=v6.1 driver=port_lock';
  return null;
}

/** What only a second printer reaches. */
const WAITING_FOR_THE_OWNER = [
  ['console_emit_next_record', 'handover.gone'],
  ['console_lock_spinning_disable_and_check', 'gone'],
  ['console_lock_spinning_disable_and_check', 'hand_over'],
  ['console_unlock', 'again.flush.handover.out'],
  ...[
    ...[
      'active',
      'active.ask',
      'active.spins',
      'handed_over',
      'nobody',
      'nobody.fail',
      'owner',
      'owner_lock.spin',
    ],
    ...['owner_lock.take', 'owner_unlock', 'spinning', 'waiter'],
  ].map((step) => ['console_trylock_spinning', step]),
];

const anywhereIn = (f: AnyFn): Point => point(f, '');

function build(v: Variant) {
  const driver = v.driver as DriverName;
  const version = v.printk as Version;
  const k = panicConsole({
    version,
    driver,
    semaphore: v.semaphore === 'inner-lock' ? 'inner lock' : 'one step',
    kdump: v.kdump === 'loaded',
    dropsOops: v['oops-flag'] === 'dropped',
    stop: v.stop === 'complete' ? 'complete' : 'may time out',
  });
  const kernel = (file: string) => ({ file, versions: 'any' });
  const printer = fn(
    'printk',
    { source: { ...kernel('any'), note: 'any task that prints one line' } },
    () => ({
      vprintk: call(k.vprintk, { line: 'other' }),
    }),
  );
  const task_panics = fn('sysrq_trigger', { source: kernel('drivers/tty/sysrq.c') }, () => ({
    panic: call(k.panic),
  }));
  const unknown_nmi_error = fn('unknown_nmi_error', { source: kernel('arch/x86/kernel/nmi.c') }, () => ({
    nmi_panic: call(k.panic),
  }));
  const vectors: VectorBinding[] = [on(stop_nmi, smp_stop_nmi_callback)];
  if (v['panic-from'] === 'nmi')
    vectors.push(on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1, on: [0] }));
  const inLog = (i: number) => lt(value({ ir: { kind: 'int', min: 0, max: 4 } }, i), read(k.g.log_next));
  const logged = (line: '-' | 'panic'): E<boolean> =>
    or(...[0, 1, 2, 3].map((i) => and(inLog(i), eq(read(k.g.printk_rb.at(i)), line))));
  const said = read(seen.panic_said);
  // A CPU goes on from where it is if it was not stopped there, and neither was the task below an NMI that panics.
  const in_nmi = point(k.panic, '', 'nmi');
  const acts = (c: E<Cpu>, points: readonly Point[]): E<boolean> => {
    const as = (context: Context) => points.map((p) => ({ ...p, context }));
    return and(
      not(stopped(c)),
      not(atOn(c, point(smp_stop_nmi_callback, ''))),
      or(atOn(c, ...as('nmi')), and(atOn(c, ...as('task')), not(atOn(c, in_nmi)))),
    );
  };
  const log = [
    point(k.vprintk_store, 'next'),
    ...['seq', 'next', 'record', 'advance'].map((l) => point(k.console_emit_next_record, l)),
    ...['seq', 'new_records'].map((l) => point(k.console_unlock, `again.${l}`)),
  ];
  const machine = system({
    name: 'panic-printk',
    cpus: 2,
    tasks: [
      v['panic-from'] === 'task' ? task_panics : v.printer === 'same-cpu' ? printer : null,
      v.printer === 'other-cpu' ? printer : null,
    ],
    vectors,
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      panicTextOnConsole(said, read(seen.panic_sent)),
      panicTextInLog(said, logged('panic')),
      oneContextPerConsole([anywhereIn(DRIVERS[driver])], [point(smp_stop_nmi_callback, '')]),
      ...(driver === 'plain'
        ? [lineInOnePiece([point(DRIVERS.plain, 'last')], acts, eq(read(uart.uart_tx), '-'))]
        : []),
      driversKnowOfOops(
        [anywhereIn(DRIVERS[driver])],
        (c, points) => and(eq(read(panicking.panic_cpu), c), acts(c, points)),
        read(oops.oops_in_progress),
      ),
      ...(VERSIONS[version].store === 'lockless'
        ? []
        : [logLockHeld(log, acts, (c) => eq(read(k.g.logbuf_lock), c))]),
      consoleSemHeld([point(k.console_unlock, 'again.flush')], acts, eq(read(k.g.console_sem), 0)),
      ...(v.kdump === 'none'
        ? [logFlushed(point(k.panic, 'loop'), eq(read(k.g.con_seq), read(k.g.log_next)))]
        : []),
      noEmptyRecord(logged('-'), inLog(0)),
      ...codePromises(machine),
    ],
  };
}

export const panicPrintkScenario: Scenario = {
  name: 'panic-printk',
  question: 'Does the panic message get out, whatever the other CPUs were printing when they stopped?',
  about: `\
panic() prints its message, stops the other CPUs and prints again. A CPU that is stopped keeps the locks that it holds: the
lock of the log, the console semaphore and the lock inside it, the lock of the serial port. Each version of printk
copes with some of them.

One CPU prints a line while another one panics, from a task or from an NMI on top of a task that prints as well. The stop
is an NMI. One console; interrupts other than NMIs play no part.`,
  options: [
    {
      name: 'printk',
      says: 'the version of printk and panic()',
      values: (Object.keys(VERSIONS) as Version[]).map((name) => ({ name, says: VERSION_SAYS[name] })),
      default: 'v6.1',
    },
    {
      name: 'panic-from',
      says: 'the context that panics',
      values: [
        { name: 'task', says: 'a task' },
        { name: 'nmi', says: 'an NMI' },
      ],
      default: 'task',
    },
    {
      name: 'printer',
      says: 'who prints when the panic begins',
      values: [
        { name: 'other-cpu', says: 'a task of another CPU' },
        { name: 'same-cpu', says: 'the task below the NMI that panics' },
      ],
      default: 'other-cpu',
    },
    {
      name: 'driver',
      says: 'the driver of the console',
      values: [
        { name: 'plain', says: 'takes no lock' },
        { name: 'port_lock', says: 'takes its port lock, or only tries it while oops_in_progress is set' },
      ],
      default: 'plain',
    },
    {
      name: 'semaphore',
      says: 'how down_trylock() and up() are modelled',
      values: [
        { name: 'one-step', says: 'each as one step' },
        { name: 'inner-lock', says: 'with the raw lock inside the semaphore' },
      ],
      default: 'one-step',
    },
    {
      name: 'kdump',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'none', says: 'no: the machine halts in the end' },
        { name: 'loaded', says: 'yes: the capture kernel starts right after the first message' },
      ],
      default: 'none',
    },
    {
      name: 'stop',
      says: 'whether panic() goes on before the other CPU has stopped',
      values: [
        { name: 'complete', says: 'no' },
        { name: 'may-time-out', says: 'it may: the wait is bounded' },
      ],
      default: 'complete',
    },
    {
      name: 'oops-flag',
      says: 'whether oops_in_progress is still set for the last flush',
      values: [
        { name: 'as-released', says: 'as in that version: until v4.20 it is not' },
        { name: 'dropped', says: 'it is not, as if c7c3f05e341a (v5.0) had not been made' },
      ],
      default: 'as-released',
    },
  ],
  compares: 'printk',
  contradiction,
  build,
  expectations: panicPrintkExpectations,
  bugs: [
    {
      id: '22 console-owner-spin-halted',
      fix: 'd51507098ff9',
      property: 'no-deadlock',
      before: { printk: 'v5.17' },
      after: { printk: 'v6.1' },
    },
    {
      id: '24 bust-spinlocks-too-early',
      fix: 'c7c3f05e341a',
      property: 'no-deadlock',
      before: { driver: 'port_lock', 'oops-flag': 'dropped' },
      after: { driver: 'port_lock' },
    },
    {
      id: '26 flush-on-panic-semaphore-nmi',
      fix: 'eacb04ff3c5b',
      property: 'no-deadlock',
      before: { printk: 'v6.1', 'panic-from': 'nmi', printer: 'same-cpu', semaphore: 'inner-lock' },
      after: { printk: 'v6.6', 'panic-from': 'nmi', printer: 'same-cpu', semaphore: 'inner-lock' },
    },
  ],
  unreached: [
    {
      steps: ['vprintk_store@v4.6.mine.recursion_bug.drop'],
      reason: 'needs a printk inside vprintk_emit() without an oops; here only the panic recurses',
    },
    {
      steps: ['v6.1', 'v6.6'].flatMap((version) =>
        WAITING_FOR_THE_OWNER.map(([f, step]) => `${f}@${version}.${step}`),
      ),
      reason:
        'one CPU prints besides the panic, and during a panic nobody waits for the console; scenario console-unlock has two that print',
    },
  ],
  notYet: [
    {
      id: 'H6',
      reason:
        'a panic CPU that never catches up with CPUs that flood the log is a livelock, and needs fairness',
    },
    { id: 'bug 25', reason: 'the same as H6' },
  ],
};
