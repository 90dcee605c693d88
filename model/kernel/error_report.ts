import {
  add,
  and,
  arm,
  array,
  atomic,
  type Block,
  brk,
  call,
  cmpxchg_acquire,
  cond,
  type E,
  either,
  eq,
  explain,
  fetch_add,
  flag,
  fn,
  ghost,
  halt,
  ignored,
  in_task,
  int,
  load_acquire,
  lt,
  mod,
  mul,
  ne,
  note,
  oneOf,
  or,
  type Point,
  perCpu,
  point,
  read,
  ret,
  retry,
  set,
  shared,
  smp_rmb,
  starting,
  store_release,
  type Var,
  value,
  WRITE_ONCE,
  wait,
  when,
  write,
} from '../language/index.js';
import { printkFunctions } from './printk.js';

/**
 * lib/error_report_notify.c, as posted (v2, 15 Jan 2021) and never merged: collects the console output of KASAN and KFENCE
 * reports for user space by tracepoints. And what was merged instead.
 */

const POSTED = {
  file: 'lib/error_report_notify.c',
  versions: 'posted, v2 of "Add sysfs interface to collect reports from debugging tools"',
};
const MERGED = { file: 'include/trace/events/error_report.h', versions: 'v5.12 ..', commit: '9c0dee54eb91' };

/** Who writes a line: one of two detectors, or anybody else. */
export const line = oneOf('-', 'kasan', 'kfence', 'other');
/** The detectors whose reports are told apart. */
export type Detector = 'kasan' | 'kfence';
/** Lines of a report, and of the page that it goes to. */
const LINES = 2;
const NOBODY = -1;
const enc = int(NOBODY, 5);
const position = int(0, LINES);

/** current->pid on each CPU; all idle tasks have pid 0. */
export const current_pid_nr = perCpu({ current_pid_nr: int(0, 2) }).current_pid_nr;

/** What the library keeps: who records a report, the buffers, and how many reports there are. */
export const report = shared({
  /** Who records, as (pid << 1) | in_task(); -1: nobody. */
  current_pid: starting(enc, NOBODY),
  num_reports: int(0, 3),
  current_pos: position,
  truncated: flag,
  /** report_buffer[2], a page each: here two lines each. */
  report_buffer: array(line, 2 * LINES),
  /** reporting_done is queued. */
  reporting_done: flag,
  /** The merged tracepoint: who has been announced. */
  announced_kasan: flag,
  announced_kfence: flag,
});

/** What the questions remember of reports. */
export const seen = ghost({
  /** Whose report is being recorded. */
  recording: line,
  /** Reports whose detector is through with them. */
  done_kasan: flag,
  done_kfence: flag,
  /** Reports that were published. */
  published_kasan: flag,
  published_kfence: flag,
  /** A report was published without all its lines; with lines of others; by another detector than its own. */
  incomplete: flag,
  mixed: flag,
  mispaired: flag,
  /** A report was published that is shorter than its page, and does not end where its lines do. */
  unterminated: flag,
  /** Reports that user space has read, and what it got to read in one piece. */
  read_kasan: flag,
  read_kfence: flag,
  torn: flag,
  /** The report that each line of the buffers was written for, counted from 1; and of what the reader has copied. */
  written_for: array(int(0, 4), 2 * LINES),
  first_of: int(0, 4),
  second_of: int(0, 4),
});

/** Which text it is: the one that was posted or the one that was merged, and mutations of it. */
export interface ErrorReportText {
  readonly design: 'posted' | 'merged';
  /** How the start hook claims current_pid; a read and a write is a mutation. */
  readonly claim: 'cmpxchg' | 'read, then write';
  /** Whether last_report_show() looks at num_reports again; without is a mutation. */
  readonly rereads: boolean;
  /** A detector may die (oops, panic_on_warn, killed) before its report is at its end. */
  readonly mayDie: boolean;
}

const slot = (index: E<number>, i: number): Var<'-' | 'kasan' | 'kfence' | 'other'> =>
  report.report_buffer.at(add(mul(index, LINES), i));
const remember = (v: Var<boolean>, that: E<boolean>) => note(v, or(read(v), that));

/**
 * The hooks at the start and end of a report, two detectors, and the reader of the last report. The posted text keeps what the
 * console prints between the hooks (lib/error_report_notify.c, v2 of 15 Jan 2021); the merged one (v5.12) is a tracepoint at the end.
 */
export function errorReportFunctions(text: ErrorReportText) {
  const encoded = (self: Parameters<typeof current_pid_nr.of>[0]) =>
    add(mul(read(current_pid_nr.of(self)), 2), cond(in_task, value(int(0, 1), 1), 0));

  const error_report_start = fn(
    'error_report_start',
    {
      form: text.claim === 'cmpxchg' ? '' : 'torn',
      source: POSTED,
      params: { who: line },
      locals: { mine: enc, old: enc },
    },
    ({ self, who, mine, old }): Block => ({
      encode: explain('(current->pid << 1) | in_task()', set(mine, encoded(self))),
      ...(text.claim === 'cmpxchg'
        ? {
            claim: cmpxchg_acquire(report.current_pid, NOBODY, mine, old),
            started: note(seen.recording, cond(eq(old, NOBODY), who, read(seen.recording))),
            busy: when(ne(old, NOBODY), { bail_out: ret() }),
          }
        : {
            look: set(old, read(report.current_pid)),
            busy: when(ne(old, NOBODY), { bail_out: ret() }),
            claim: write(report.current_pid, mine),
            started: note(seen.recording, who),
          }),
      current_pos: write(report.current_pos, 0),
      truncated: write(report.truncated, false),
    }),
  );

  const probe_console = fn(
    'probe_console',
    {
      source: POSTED,
      params: { line },
      locals: { mine: enc, owner: enc, cut: flag, index: int(0, 3), pos: position },
    },
    ({ self, line, mine, owner, cut, index, pos }): Block => ({
      encode: set(mine, encoded(self)),
      owner: set(owner, read(report.current_pid)),
      foreign: when(ne(owner, mine), { ignore: ret() }),
      truncated: set(cut, read(report.truncated)),
      full: when(cut, { ignore_rest: ret() }),
      index: set(index, read(report.num_reports)),
      pos: set(pos, read(report.current_pos)),
      skip_extra_info: ignored('strips the time stamp and the caller'),
      copy: when(
        lt(pos, LINES),
        {
          strncpy: write(report.report_buffer.at(add(mul(mod(add(index, 1), 2), LINES), pos)), line),
          written_for: note(
            seen.written_for.at(add(mul(mod(add(index, 1), 2), LINES), pos)),
            add(read(report.num_reports), 1),
          ),
          advance: write(report.current_pos, add(pos, 1)),
        },
        { too_long: write(report.truncated, true) },
      ),
    }),
  );

  const bare = { params: { line } };
  const call_console_driver = fn(
    'call_console_driver',
    {
      form: text.design,
      ...bare,
      source: { file: 'kernel/printk/printk.c', versions: 'v3.9 .. ; text of v6.1' },
    },
    ({ line }): Block => ({
      ...(text.design === 'posted' && { trace_console: call(probe_console, { line }) }),
      write: ignored('what the driver does with the line is no part of the question'),
      done: ret(),
    }),
  );

  const printk = printkFunctions({
    form: text.design,
    versions: 'v5.13 .. v6.5; text of v6.1',
    line,
    records: 6,
    store: 'lockless',
    nmi: 'deferred',
    spin: 'no',
    keepOut: false,
    semaphore: 'one step',
    looksAgain: true,
    driver: call_console_driver,
  });

  const published = (who: Detector) => remember(seen[`published_${who}`], eq(read(seen.recording), who));
  /** The report that num_reports has just made the last one. */
  const last = (i: number) => read(slot(mod(read(report.num_reports), 2), i));
  const error_report_end = fn(
    'error_report_end',
    {
      form: text.design,
      source: text.design === 'posted' ? POSTED : MERGED,
      params: { who: line },
      locals: { mine: enc, owner: enc, index: int(0, 3), pos: position },
    },
    ({ self, who, mine, owner, index, pos }): Block =>
      text.design === 'merged'
        ? {
            trace: when(
              eq(who, 'kasan'),
              { kasan: explain('an event for whoever listens', WRITE_ONCE(report.announced_kasan, true)) },
              { kfence: explain('an event for whoever listens', WRITE_ONCE(report.announced_kfence, true)) },
            ),
          }
        : {
            encode: set(mine, encoded(self)),
            owner: set(owner, read(report.current_pid)),
            foreign: when(ne(owner, mine), { not_mine: ret() }),
            index: set(index, read(report.num_reports)),
            pos: set(pos, read(report.current_pos)),
            terminate: when(lt(pos, LINES), {
              nul: write(report.report_buffer.at(add(mul(mod(add(index, 1), 2), LINES), pos)), '-'),
            }),
            publish: fetch_add(report.num_reports, 1),
            published_kasan: published('kasan'),
            published_kfence: published('kfence'),
            complete: remember(seen.incomplete, or(...[0, 1].map((i) => ne(last(i), read(seen.recording))))),
            pure: remember(
              seen.mixed,
              and(
                ne(last(0), '-'),
                or(...[0, 1].map((i) => and(ne(last(i), read(seen.recording)), ne(last(i), '-')))),
              ),
            ),
            paired: remember(seen.mispaired, ne(read(seen.recording), who)),
            terminated: remember(
              seen.unterminated,
              and(
                lt(pos, LINES),
                ne(
                  read(report.report_buffer.at(add(mul(mod(read(report.num_reports), 2), LINES), pos))),
                  '-',
                ),
              ),
            ),
            notify: explain(
              'schedule_delayed_work(): once, if it is queued already',
              WRITE_ONCE(report.reporting_done, true),
            ),
            release: store_release(report.current_pid, NOBODY),
          },
  );

  /** A report of a detector: start, two lines, end. */
  const detector = (who: Detector) =>
    fn(
      who === 'kasan' ? 'kasan_report' : 'kfence_report_error',
      {
        form: text.mayDie ? `${text.design}-may-die` : text.design,
        source: {
          file: who === 'kasan' ? 'mm/kasan/report.c' : 'mm/kfence/report.c',
          versions: text.design === 'posted' ? POSTED.versions : 'v5.12 ..',
        },
      },
      (): Block => ({
        ...(text.design === 'posted' && { start: call(error_report_start, { who }) }),
        title: call(printk.vprintk, { line: who }),
        ...(text.mayDie && {
          dies: either({
            oopses: arm('environment: the detector faults, or the machine stops its CPU', { dead: halt }),
            lives: arm('the report goes on', { stack: call(printk.vprintk, { line: who }) }),
          }),
        }),
        ...(!text.mayDie && { stack: call(printk.vprintk, { line: who }) }),
        end: call(error_report_end, { who }),
        done: note(seen[`done_${who}`], true),
      }),
    );

  const printer = fn('printk', { form: text.design, source: { file: 'any', versions: 'any' } }, () => ({
    vprintk: call(printk.vprintk, { line: 'other' }),
  }));

  /** Reports without end, of which only is modelled what readers of the last one look at. */
  const reports_for_ever = fn(
    'kasan_report',
    { form: 'for-ever', source: { ...POSTED, note: 'any number of reports; their text is left out' } },
    (): Block => ({
      again: retry({
        publish: atomic('atomic_inc(), counted modulo 4: two in a row are told apart', {
          num_reports: write(report.num_reports, mod(add(read(report.num_reports), 1), 4)),
        }),
        notify: WRITE_ONCE(report.reporting_done, true),
        more: either({
          another: arm('environment: the kernel is broken for good', { go_on: ignored('reports again') }),
          enough: arm('environment: no more reports', { out: brk }),
        }),
      }),
    }),
  );

  /** Waits for the notification and reads the last report, for ever: a monitor in user space behind the kworker. */
  const last_report_show = fn(
    'last_report_show',
    {
      form: text.rereads ? '' : 'no-reread',
      source: POSTED,
      locals: { index: int(0, 3), first: line, second: line, again: int(0, 3) },
    },
    ({ index, first, second, again }): Block => ({
      monitor: retry({
        poll: atomic('the work runs, calls sysfs_notify(), and the monitor wakes up', {
          notified: wait(read(report.reporting_done)),
          work: write(report.reporting_done, false),
        }),
        show: retry({
          index: set(index, load_acquire(report.num_reports)),
          copy: set(first, read(slot(mod(index, 2), 0))),
          first_of: note(seen.first_of, read(seen.written_for.at(mul(mod(index, 2), LINES)))),
          copy_rest: set(second, read(slot(mod(index, 2), 1))),
          second_of: note(seen.second_of, read(seen.written_for.at(add(mul(mod(index, 2), LINES), 1)))),
          rmb: smp_rmb,
          ...(text.rereads
            ? {
                again: set(again, read(report.num_reports)),
                same: when(eq(again, index), { done: brk }),
              }
            : { at_once: brk }),
        }),
        kasan: remember(seen.read_kasan, eq(first, 'kasan')),
        kfence: remember(seen.read_kfence, eq(first, 'kfence')),
        torn: remember(
          seen.torn,
          and(ne(first, '-'), ne(second, '-'), ne(read(seen.first_of), read(seen.second_of))),
        ),
      }),
    }),
  );

  /** Where a context that believes the recorder to be its own writes to what it guards. */
  const writing: Point[] = [
    point(error_report_start, 'current_pos' as never),
    point(error_report_start, 'truncated' as never),
    point(probe_console, 'copy' as never),
    ...(text.design === 'posted' ? [point(error_report_end, 'terminate' as never)] : []),
  ];

  return {
    writing,
    error_report_start,
    error_report_end,
    detector,
    printer,
    last_report_show,
    reports_for_ever,
    printk,
  };
}
