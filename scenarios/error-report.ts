import { current_pid_nr, errorReportFunctions, report, seen } from '../model/kernel/error_report.js';
import {
  call,
  cpuNumber,
  eq,
  type Fn,
  fn,
  initially,
  on,
  or,
  type Property,
  point,
  read,
  system,
  type VectorBinding,
  vector,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { everyReportRead } from '../properties/every-report-read.js';
import { noLostReport } from '../properties/no-lost-report.js';
import { readInOnePiece } from '../properties/read-in-one-piece.js';
import { readerNotified } from '../properties/reader-notified.js';
import { readerTerminates } from '../properties/reader-terminates.js';
import { reportComplete } from '../properties/report-complete.js';
import { reportNotMixed } from '../properties/report-not-mixed.js';
import { reportPaired } from '../properties/report-paired.js';
import { reportTerminated } from '../properties/report-terminated.js';
import { singleWriter } from '../properties/single-writer.js';
import { writerLockFree } from '../properties/writer-lock-free.js';
import { errorReportExpectations } from './error-report.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Can user space get error reports from the console output of who reports? Section G. */

function contradiction(v: Variant): string | null {
  if (v.design !== 'posted' && v.reader !== 'none')
    return `reader=${v.reader} reads the buffer of the posted design; what was merged has none (design=posted)`;
  const isSeries = v.reporters === 'three-in-a-row' || v.reporters === 'for-ever';
  if (v.reader !== 'none' && v.reporters !== 'one' && !isSeries)
    return 'a reader goes with one report or a series of them (reporters=one, three-in-a-row or for-ever)';
  if (isSeries && (v.reader === 'none' || v.printer === 'yes' || v.dies === 'yes'))
    return `reporters=${v.reporters} is about a reader (reader=rereads or once, printer=no, dies=no)`;
  if (v.reader !== 'none' && (v.printer === 'yes' || v.dies === 'yes'))
    return 'a reader goes with printer=no and dies=no';
  if (v.design === 'posted-torn-claim' && (v.reporters !== 'two-tasks' || v.dies === 'yes'))
    return 'design=posted-torn-claim is about two claims at once: it goes with reporters=two-tasks and dies=no';
  if (v.dies === 'yes' && (v.printer === 'yes' || !['one', 'two-tasks'].includes(v.reporters)))
    return 'dies=yes goes with reports from tasks, and with printer=no';
  if (v.printer === 'yes' && v.reporters !== 'one')
    return 'printer=yes is about a reporter and somebody who only prints (reporters=one)';
  return null;
}

function build(v: Variant) {
  const merged = v.design === 'merged';
  const k = errorReportFunctions({
    design: merged ? 'merged' : 'posted',
    claim: v.design === 'posted-torn-claim' ? 'read, then write' : 'cmpxchg',
    rereads: v.reader !== 'once',
    mayDie: v.dies === 'yes',
  });
  const [kasan, kfence] = [k.detector('kasan'), k.detector('kfence')];
  const series = fn('kunit_run_tests', { source: { file: 'lib/kunit/test.c', versions: 'v5.5 ..' } }, () => ({
    first: call(kasan),
    second: call(kfence),
    third: call(kasan),
  }));
  const idle: (Fn | null)[] = [null, null];
  const irq = on(vector('kasan_irq', 'hardirq'), kasan, { times: 1, on: [0] });
  const cast: Record<string, { tasks: (Fn | null)[]; vectors: VectorBinding[] }> = {
    one: { tasks: [kasan, v.printer === 'yes' ? k.printer : null], vectors: [] },
    'two-tasks': { tasks: [kasan, kfence], vectors: [] },
    'three-in-a-row': { tasks: [series], vectors: [] },
    'for-ever': { tasks: [k.reports_for_ever], vectors: [] },
    'irq-over-idle': {
      tasks: idle,
      vectors: [irq, on(vector('kfence_irq', 'hardirq'), kfence, { times: 1, on: [1] })],
    },
    'nmi-over-irq': {
      tasks: [null],
      vectors: [irq, on(vector('kfence_nmi', 'nmi'), kfence, { times: 1, on: [0] })],
    },
  };
  const { tasks: reporters, vectors } = cast[v.reporters];
  const tasks = v.reader === 'none' ? reporters : [...reporters, k.last_report_show];
  const published = or(read(seen.published_kasan), read(seen.published_kfence));
  const arrived = (who: 'kasan' | 'kfence') =>
    merged ? read(report[`announced_${who}`]) : read(seen[`published_${who}`]);
  const show = point(k.last_report_show, 'monitor.show' as never);
  const properties: Property[] = [
    noLostReport(
      { reported: read(seen.done_kasan), arrived: arrived('kasan') },
      { reported: read(seen.done_kfence), arrived: arrived('kfence') },
    ),
  ];
  if (!merged) {
    properties.push(
      reportComplete(published, read(seen.incomplete)),
      reportNotMixed(published, read(seen.mixed)),
      reportPaired(published, read(seen.mispaired)),
      reportTerminated(published, read(seen.unterminated)),
      writerLockFree(eq(read(report.current_pid), -1), published),
      singleWriter(...k.writing),
    );
  }
  if (v.reader !== 'none')
    properties.push(
      everyReportRead(
        { reported: read(seen.published_kasan), arrived: read(seen.read_kasan) },
        { reported: read(seen.published_kfence), arrived: read(seen.read_kfence) },
      ),
      readerNotified(show, published),
      readInOnePiece(published, read(seen.torn)),
      readerTerminates(show),
    );
  const machine = system({
    name: 'error-report',
    cpus: tasks.length,
    tasks,
    vectors,
    // Tasks have pids of their own; an idle CPU runs a task whose pid is 0, on every CPU.
    init: reporters.flatMap((task, cpu) =>
      task === null ? [] : [initially(current_pid_nr.of(cpuNumber(cpu)), cpu + 1)],
    ),
  });
  return {
    system: machine,
    // Reports that are only counted are complete for nobody.
    properties: [
      ...(v.reporters === 'for-ever' ? [readerTerminates(show)] : properties),
      ...codePromises(machine),
    ],
  };
}

export const errorReportScenario: Scenario = {
  name: 'error-report',
  question: 'Can error reports be collected for user space from what their reporters print?',
  about: `\
KASAN and KFENCE print reports of several lines, in any context. A patch of January 2021 (lib/error_report_notify) hooked the
start and the end of a report and the console tracepoint, recorded what came out in between, and gave the last report to
user space in sysfs. The review asked what happens to lines that another context prints, and to reports at the same time.
What was merged is one tracepoint at the end of a report.

Two detectors report two lines each, from tasks or interrupts; somebody else may print; a monitor in user space may read.`,
  options: [
    {
      name: 'design',
      says: 'how reports reach user space',
      values: [
        { name: 'posted', says: 'recorded from the console tracepoint (v2, never merged)' },
        { name: 'posted-torn-claim', says: 'the same, but current_pid is claimed by a read and a write' },
        { name: 'merged', says: 'the tracepoint error_report_end; the text stays in the log (v5.12)' },
      ],
      default: 'posted',
    },
    {
      name: 'reporters',
      says: 'who reports',
      values: [
        { name: 'one', says: 'one task' },
        { name: 'two-tasks', says: 'two tasks on two CPUs' },
        { name: 'three-in-a-row', says: 'one task, three reports' },
        { name: 'for-ever', says: 'one task, as many as it likes; what is in them is left out' },
        { name: 'irq-over-idle', says: 'two interrupts on two CPUs that were idle' },
        { name: 'nmi-over-irq', says: 'an interrupt over the idle task, and an NMI on top of it' },
      ],
      default: 'one',
    },
    {
      name: 'printer',
      says: 'whether somebody else prints a line',
      values: [
        { name: 'no', says: 'no' },
        { name: 'yes', says: 'a task of another CPU' },
      ],
      default: 'no',
    },
    {
      name: 'reader',
      says: 'who reads the last report in sysfs',
      values: [
        { name: 'none', says: 'nobody' },
        { name: 'rereads', says: 'a monitor; last_report_show() looks at num_reports again and retries' },
        { name: 'once', says: 'the same without looking again' },
      ],
      default: 'none',
    },
    {
      name: 'dies',
      says: 'whether a reporter can die in the middle of its report',
      values: [
        { name: 'no', says: 'no' },
        { name: 'yes', says: 'it may' },
      ],
      default: 'no',
    },
  ],
  compares: 'design',
  contradiction,
  build,
  expectations: errorReportExpectations,
  unreached: [],
  notYet: [],
};
