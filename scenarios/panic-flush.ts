import { panicking } from '../model/kernel/panic.js';
import {
  add,
  and,
  arm,
  at,
  atomic,
  brk,
  call,
  cmpxchg,
  cpuOrNone,
  either,
  eq,
  explain,
  fetch_add,
  finalHalt,
  flag,
  fn,
  ignored,
  int,
  le,
  lt,
  NONE,
  ne,
  not,
  point,
  READ_ONCE,
  read,
  ret,
  retry,
  set,
  shared,
  system,
  WRITE_ONCE,
  when,
  write,
  xchg,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { noLivelock } from '../properties/no-livelock.js';
import { panicTerminates } from '../properties/panic-terminates.js';
import type { Expectation, Scenario, Variant } from './scenario.js';

/** Can another CPU keep a panic flushing the log for ever? Bug 25. */

/** Records that the log has room for. */
const ROOM = 2;
/** Times that records were lost, after which the others are silenced; the kernel says 10. */
const TOO_OFTEN = 2;

const log = shared({
  /** Records that the console has not printed yet. */
  unprinted: int(0, ROOM),
  /** Records were overwritten before the console came to them. */
  overwritten: flag,
  suppress_panic_printk: flag,
});

function build(v: Variant) {
  const fixed = v.printk === 'suppresses';
  const laps = v.flood === 'laps';
  const PRINTK = {
    file: 'kernel/printk/printk.c',
    versions: fixed ? 'v5.18 ..' : '.. v5.17',
    commit: '13fb0f74d702',
  };
  const form = v.printk;
  const vprintk_emit = fn(
    'vprintk_emit',
    {
      form: `flood-${form}-${v.flood}`,
      source: PRINTK,
      locals: { silent: flag, owner: cpuOrNone, full: int(0, ROOM) },
    },
    ({ silent, owner, full }) => ({
      ...(fixed && {
        look: set(silent, READ_ONCE(log.suppress_panic_printk)),
        owner: set(owner, read(panicking.panic_cpu)),
        silenced: when(and(silent, ne(owner, NONE)), { drop: ret() }),
      }),
      ...(laps
        ? {
            store: atomic('more records than there is room for, while the console prints one', {
              full: write(log.unprinted, ROOM),
              lost: write(log.overwritten, true),
            }),
          }
        : {
            store: atomic('as fast as the console prints and no faster: nothing where there is no room', {
              look: set(full, read(log.unprinted)),
              room: when(lt(full, ROOM), { append: fetch_add(log.unprinted, 1) }),
            }),
          }),
    }),
  );
  const flood = fn('some_driver', { source: { file: 'drivers/', versions: 'any' } }, () => ({
    again: retry({
      print: call(vprintk_emit),
      more: either({
        another: arm('environment: whatever it logs about goes on', { go_on: ignored('logs again') }),
        enough: arm('environment: it is over', { out: brk }),
      }),
    }),
  }));
  const console_flush = fn(
    'console_unlock',
    {
      form: `flush-${form}`,
      source: PRINTK,
      locals: { left: int(0, ROOM), lost: flag, dropped: int(0, TOO_OFTEN + 1) },
    },
    ({ left, lost, dropped }) => ({
      more: retry({
        prb_read_valid: set(left, read(log.unprinted)),
        empty: when(eq(left, 0), { done: brk }),
        sequence: xchg(log.overwritten, false, lost),
        ...(fixed && {
          dropped: when(and(lost, lt(dropped, TOO_OFTEN + 1)), { count: set(dropped, add(dropped, 1)) }),
          too_often: when(not(le(dropped, TOO_OFTEN)), {
            silence: WRITE_ONCE(log.suppress_panic_printk, true),
          }),
        }),
        emit: explain('a slow console: others log meanwhile', fetch_add(log.unprinted, -1)),
      }),
    }),
  );
  const panic = fn(
    'panic',
    {
      form: `flush-${form}`,
      source: { file: 'kernel/panic.c', versions: 'v4.5 ..' },
      locals: { old: cpuOrNone },
    },
    ({ self, old }) => ({
      claim: cmpxchg(panicking.panic_cpu, NONE, self, old),
      message: atomic('many lines: as many as there is room for', { store: write(log.unprinted, ROOM) }),
      flush: call(console_flush),
      stop_others: ignored('comes only now: the others log while the message is printed'),
      end: finalHalt,
    }),
  );
  const flushing = at(point(panic, 'flush'));
  const machine = system({ name: 'panic-flush', cpus: 2, tasks: [panic, flood] });
  return {
    system: machine,
    properties: [
      noLivelock(flushing, not(flushing)),
      panicTerminates(at(point(panic, 'message'), point(panic, 'flush')), point(panic, 'end')),
      ...codePromises(machine),
    ],
  };
}

export const panicFlushScenario: Scenario = {
  name: 'panic-flush',
  question: 'Can another CPU keep a panic flushing the log for ever?',
  about: `\
A panic prints its message before it stops the other CPUs, and printing goes on until the log is empty. If another CPU logs as
fast as the console prints, it never is. The fix silences other CPUs once records were lost too often in a panic: when others
log so much that what the console has not printed yet is overwritten.

CPU 0 panics; CPU 1 logs as long as it likes, which may be for ever. Each CPU keeps executing, and nothing else is promised.`,
  options: [
    {
      name: 'printk',
      says: 'what printk does when a panic cannot keep up',
      values: [
        { name: 'suppresses', says: 'silences the other CPUs (13fb0f74d702)' },
        { name: 'goes-on', says: 'nothing' },
      ],
      default: 'suppresses',
    },
    {
      name: 'flood',
      says: 'how fast the other CPU logs',
      values: [
        { name: 'laps', says: 'faster than the console prints: records are lost' },
        { name: 'keeps-pace', says: 'as fast as the console prints: no record is ever lost' },
      ],
      default: 'laps',
    },
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '2', says: '2 CPUs' }], default: '2' },
  ],
  compares: 'printk',
  contradiction: () => null,
  build,
  expectations: ['no-livelock', 'panic-terminates'].flatMap((property): Expectation[] => [
    {
      id: 'H6',
      property,
      when: { printk: 'goes-on' },
      verdict: 'violated',
      why: 'each record printed finds another one stored',
      source: '13fb0f74d702',
      confidence: 'likely',
    },
    {
      id: 'H13',
      property,
      when: { printk: 'suppresses', flood: 'keeps-pace' },
      verdict: 'violated',
      why: 'nobody is silenced where no record is lost, and still the log is never empty',
      source: 'found by this model in the text of console_unlock(), v5.18',
      confidence: 'likely',
    },
  ]),
  bugs: [
    {
      id: '25 printk-livelock-panic',
      fix: '13fb0f74d702',
      property: 'no-livelock',
      before: { printk: 'goes-on' },
      after: { printk: 'suppresses' },
    },
  ],
  unreached: [
    {
      steps: ['vprintk_emit@flood-suppresses-keeps-pace.silenced.drop'],
      reason: 'no record is lost where the other CPU only keeps pace, so that it is never silenced',
    },
  ],
  notYet: [],
};
