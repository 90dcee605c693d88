import { backtrace_nmi, log_has, panicBacktrace, seen } from '../model/kernel/panic_backtrace.js';
import { cpuNumber, has, noDeadlock, on, read, system } from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { noLostReport } from '../properties/no-lost-report.js';
import type { Scenario, Variant } from './scenario.js';

/** Do the backtraces that panic() asks for get into the log? */

function build(v: Variant) {
  const { panic, nmi_cpu_backtrace } = panicBacktrace({
    window: v.others === 'window',
    bounded: v.wait === 'may-time-out',
  });
  const responders = [1, 2].map(cpuNumber);
  const machine = system({
    name: 'panic-backtrace',
    cpus: 3,
    tasks: [panic, null, null],
    vectors: [on(backtrace_nmi, nmi_cpu_backtrace)],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      noLostReport(
        ...responders.map((c) => ({ reported: has(read(seen.printed), c), arrived: has(read(log_has), c) })),
      ),
      ...codePromises(machine),
    ],
  };
}

export const panicBacktraceScenario: Scenario = {
  name: 'panic-backtrace',
  question: 'Do the backtraces that panic() asks for get into the log?',
  about: `\
Since v6.9 printk drops what CPUs other than the panicking one print, so that they do not push the panic out of the log. It
dropped as well the backtraces that panic() itself asks them for by NMI. A flag now opens a window for them.

One CPU panics and asks two others, which are idle.`,
  options: [
    {
      name: 'others',
      says: 'what printk does with messages of other CPUs during a panic',
      values: [
        { name: 'silent', says: 'drops them (v6.9)' },
        { name: 'window', says: 'drops them but while backtraces are asked for (v6.11)' },
      ],
      default: 'window',
    },
    {
      name: 'wait',
      says: 'whether the wait for the backtraces may end early',
      values: [
        { name: 'complete', says: 'no' },
        { name: 'may-time-out', says: 'it may, after ten seconds' },
      ],
      default: 'complete',
    },
  ],
  compares: 'others',
  contradiction: () => null,
  build,
  expectations: [
    {
      id: 'bug 28',
      property: 'no-lost-report',
      when: { others: 'silent' },
      verdict: 'violated',
      why: 'panic_cpu is set, so the backtrace that was asked for is dropped like any other message',
      source: 'bcc954c6caba',
      confidence: 'sure',
    },
    {
      id: 'bug 28',
      property: 'no-lost-report',
      when: { others: 'window', wait: 'complete' },
      verdict: 'holds',
      why: 'the flag is set until all have answered',
      source: 'bcc954c6caba',
      confidence: 'sure',
    },
    {
      id: 'N1',
      property: 'no-lost-report',
      when: { others: 'window', wait: 'may-time-out' },
      verdict: 'violated',
      why: 'a CPU that answers after the ten seconds finds the flag cleared, and its backtrace is dropped',
      source: 'found by this model',
      confidence: 'likely',
    },
  ],
  bugs: [
    {
      id: '28 backtrace-silenced',
      fix: 'bcc954c6caba',
      property: 'no-lost-report',
      before: { others: 'silent' },
      after: { others: 'window' },
    },
  ],
  unreached: [],
  notYet: [],
};
