import type { Expectation } from './scenario.js';

/**
 * What is known about lib/error_report_notify and what was merged instead. Ids are those of docs/error-report.md. Where
 * nothing is said, a property is expected to hold.
 */

const POSTED = ['posted', 'posted-torn-claim'] as const;
const PATCH = 'posted v2, 15 Jan 2021';
const REVIEW = 'review of v2 by Petr Mladek, 18 Jan 2021';
const TWO = ['two-tasks', 'irq-over-idle', 'nmi-over-irq'] as const;

export const errorReportExpectations: readonly Expectation[] = [
  {
    id: 'G1',
    property: 'no-lost-report',
    when: { design: POSTED, reporters: TWO },
    verdict: 'violated',
    why: 'a second reporter finds the recorder taken and bails out; nothing remembers its report',
    source: REVIEW,
    confidence: 'sure',
  },
  {
    id: 'merged',
    property: 'no-lost-report',
    when: { design: 'merged' },
    verdict: 'holds',
    why: 'each report announces itself, and its text is in the log',
    source: '9c0dee54eb91',
    confidence: 'sure',
  },
  {
    id: 'G2',
    property: 'report-complete',
    when: { design: POSTED, printer: 'yes' },
    verdict: 'violated',
    why: 'the printer has console_sem, so that the lines of the report come out in its context, where the hook ignores them',
    source: REVIEW,
    confidence: 'sure',
  },
  {
    id: 'G2',
    property: 'report-complete',
    when: { design: POSTED, reporters: TWO },
    verdict: 'violated',
    why: 'the same with the other reporter instead of a printer, or lines of the other one take the room',
    source: REVIEW,
    confidence: 'sure',
  },
  {
    id: 'G3',
    property: 'report-not-mixed',
    when: { design: POSTED, printer: 'yes' },
    verdict: 'violated',
    why: 'the reporter flushes the line of the printer, which is recorded as its own',
    source: PATCH,
    confidence: 'sure',
  },
  {
    id: 'G3',
    property: 'report-not-mixed',
    when: { design: POSTED, reporters: TWO },
    verdict: 'violated',
    why: 'the recording reporter flushes lines of the other; in interrupts over idle tasks both even have the same id',
    source: PATCH,
    confidence: 'sure',
  },
  {
    id: 'G4',
    property: 'report-paired',
    when: { design: 'posted', reporters: ['irq-over-idle', 'nmi-over-irq'] },
    verdict: 'violated',
    why: 'both reporters have the same (pid, in_task): the start of one bails out, its end publishes the report of the other',
    source: PATCH,
    confidence: 'sure',
  },
  {
    id: 'G5',
    property: 'every-report-read',
    when: { reporters: 'three-in-a-row' },
    verdict: 'violated',
    why: 'two reports end before the work runs: one notification, and only the newer report can be read',
    source: PATCH,
    confidence: 'sure',
  },
  {
    id: 'G6',
    property: 'read-in-one-piece',
    when: { reader: 'rereads' },
    verdict: 'holds',
    why: 'a buffer is reused only after num_reports has changed, which the reader looks at again',
    source: PATCH,
    confidence: 'sure',
  },
  {
    id: 'G6',
    property: 'read-in-one-piece',
    when: { reader: 'once', reporters: 'three-in-a-row' },
    verdict: 'violated',
    why: 'without the second look the report after the next one is written over what the reader copies',
    source: 'mutation of the posted v2',
    confidence: 'sure',
  },
  {
    id: 'G8',
    property: 'writer-lock-free',
    when: { design: POSTED, dies: 'yes' },
    verdict: 'violated',
    why: 'the reporter dies between start and end, and current_pid stays set',
    source: PATCH,
    confidence: 'sure',
  },
  {
    id: 'G9',
    property: 'single-writer',
    when: { design: 'posted-torn-claim' },
    verdict: 'violated',
    why: 'both read that nobody records, and both claim',
    source: 'mutation of the posted v2',
    confidence: 'sure',
  },
  {
    id: 'G9',
    property: 'report-paired',
    when: { design: 'posted-torn-claim' },
    verdict: 'violated',
    why: 'the second claim overwrites the first, and the report of one is published by the end of the other',
    source: 'mutation of the posted v2',
    confidence: 'sure',
  },
  {
    id: 'N1',
    property: 'single-writer',
    when: { design: 'posted', reporters: ['irq-over-idle', 'nmi-over-irq'] },
    verdict: 'violated',
    why: 'with the same (pid, in_task), who bailed out at the start still writes: its lines are copied, its end terminates',
    source: 'found by this model in the posted v2',
    confidence: 'likely',
  },
];
