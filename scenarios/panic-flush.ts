import { panicking } from '../model/kernel/panic.js';
import {
  add,
  and,
  call,
  cmpxchg,
  cond,
  cpuOrNone,
  eq,
  explain,
  fetch_add,
  finalHalt,
  flag,
  fn,
  ghost,
  ignored,
  int,
  le,
  loop,
  lt,
  NONE,
  ne,
  not,
  note,
  READ_ONCE,
  read,
  ret,
  set,
  shared,
  system,
  WRITE_ONCE,
  when,
} from '../model/language/index.js';
import { flushEnds } from '../properties/flush-ends.js';
import type { Scenario, Variant } from './scenario.js';

/** Can another CPU keep a panic flushing the log for ever? Bug 25. */

/** Records that the other CPU adds at most. What holds for this bound because of the fix holds for any. */
const RECORDS = 6;
/** Dropped records after which the others are silenced; the kernel says 10. */
const TOO_MANY = 2;

const log = shared({
  /** Records stored, and records printed. */
  head: int(0, RECORDS + 1),
  console_seq: int(0, RECORDS + 1),
  suppress_panic_printk: flag,
});
/** How often the flush found a record that had come while it printed. */
const seen = ghost({ kept_going: int(0, RECORDS + 1) });

function build(v: Variant) {
  const fixed = v.printk === 'suppresses';
  const PRINTK = {
    file: 'kernel/printk/printk.c',
    versions: fixed ? 'v5.18 ..' : '.. v5.17',
    commit: '13fb0f74d702',
  };
  const form = v.printk;
  const vprintk_emit = fn(
    'vprintk_emit',
    { form: `flood-${form}`, source: PRINTK, locals: { silent: flag, owner: cpuOrNone } },
    ({ silent, owner }) => ({
      ...(fixed && {
        look: set(silent, READ_ONCE(log.suppress_panic_printk)),
        owner: set(owner, read(panicking.panic_cpu)),
        silenced: when(and(silent, ne(owner, NONE)), { drop: ret() }),
      }),
      store: fetch_add(log.head, 1),
    }),
  );
  const flood = fn(
    'some_driver',
    { source: { file: 'drivers/', versions: 'any' }, locals: { n: int(0, RECORDS) } },
    ({ n }) => ({
      again: loop(RECORDS, lt(n, RECORDS), {
        print: call(vprintk_emit),
        count: set(n, add(n, 1)),
      }),
    }),
  );
  const console_flush = fn(
    'console_unlock',
    {
      form: `flush-${form}`,
      source: PRINTK,
      locals: {
        seq: int(0, RECORDS + 1),
        stored: int(0, RECORDS + 1),
        known: int(0, RECORDS + 1),
        dropped: int(0, RECORDS + 1),
      },
    },
    ({ seq, stored, known, dropped }) => ({
      from: set(seq, read(log.console_seq)),
      stored: set(stored, read(log.head)),
      more: loop(RECORDS + 1, lt(seq, stored), {
        emit: explain(
          'a slow console: others log as fast as it prints',
          WRITE_ONCE(log.console_seq, add(seq, 1)),
        ),
        next: set(seq, add(seq, 1)),
        known: set(known, stored),
        ...(fixed && {
          lost: set(dropped, add(dropped, 1)),
          too_many: when(not(le(dropped, TOO_MANY)), {
            silence: WRITE_ONCE(log.suppress_panic_printk, true),
          }),
        }),
        again: set(stored, read(log.head)),
        kept_going: note(
          seen.kept_going,
          cond(lt(known, stored), add(read(seen.kept_going), 1), read(seen.kept_going)),
        ),
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
      message: fetch_add(log.head, 1),
      flush: call(console_flush),
      stop_others: ignored('comes only now: the others log while the message is printed'),
      end: finalHalt,
    }),
  );
  return {
    system: system({ name: 'panic-flush', cpus: 2, tasks: [panic, flood] }),
    properties: [flushEnds(eq(read(seen.kept_going), RECORDS))],
  };
}

export const panicFlushScenario: Scenario = {
  name: 'panic-flush',
  question: 'Can another CPU keep a panic flushing the log for ever?',
  about: `\
A panic prints its message before it stops the other CPUs, and printing goes on until the log is empty. If another CPU logs as
fast as the console prints, it never is. The fix silences other CPUs once too many records were dropped in a panic.

CPU 0 panics; CPU 1 logs ${RECORDS} records, as fast as it likes. A livelock has no last state, so the question is asked with a
bound: does each record that the other CPU adds, however many, find the flush still at work?`,
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
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '2', says: '2 CPUs' }], default: '2' },
  ],
  compares: 'printk',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: 'H6',
      property: 'flush-ends',
      when: { printk: 'goes-on' },
      verdict: 'violated',
      why: 'each record printed finds another one stored',
      source: '13fb0f74d702',
      confidence: 'likely',
    },
  ],
  bugs: [
    {
      id: '25 printk-livelock-panic',
      fix: '13fb0f74d702',
      property: 'flush-ends',
      before: { printk: 'goes-on' },
      after: { printk: 'suppresses' },
    },
  ],
  unreached: [],
  notYet: [],
};
