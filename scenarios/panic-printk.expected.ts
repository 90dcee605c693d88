import type { Expectation } from './scenario.js';

/**
 * What is known about printk in a panic, row by row. Ids are those of docs/panic-printk.md. Where nothing is said, a
 * property is expected to hold.
 */

const LOGBUF_LOCK = ['v4.6', 'v4.20', 'v5.10'] as const;
const SPINS = ['v4.20', 'v5.10', 'v5.17'] as const;
const BUFFERS = ['v4.20', 'v5.10'] as const;
const SPIN_FIX = 'd51507098ff9 and its discussion, Jan 2022';

/** A CPU that never gets past a lock does not print either, unless the message was out before. */
const stuck = (e: Omit<Expectation, 'property' | 'verdict'>): Expectation[] => [
  { ...e, property: 'no-deadlock', verdict: 'violated' },
  { ...e, property: 'panic-text-on-console', verdict: 'violated' },
];

export const panicPrintkExpectations: readonly Expectation[] = [
  // ---- no-deadlock, and the message that is lost with it
  ...stuck({
    id: 'H1',
    when: { printk: LOGBUF_LOCK, 'panic-from': 'task', kdump: 'none' },
    why: 'a CPU is stopped with logbuf_lock, and the next printk of the panic spins on it',
    source: 'vprintk_emit() and panic() of those versions',
    confidence: 'sure',
  }),
  ...stuck({
    id: 'H1',
    when: { printk: 'v4.6', 'panic-from': 'nmi', printer: 'other-cpu', kdump: 'none' },
    why: 'the same from an NMI: recursion is noticed only on the same CPU',
    source: 'vprintk_emit(), v4.6',
    confidence: 'sure',
  }),
  {
    id: 'H2',
    property: 'no-deadlock',
    when: { printk: 'v4.6', 'panic-from': 'nmi', printer: 'same-cpu' },
    verdict: 'violated',
    why: 'the NMI comes after the task below has taken logbuf_lock and before it has said so in logbuf_cpu: no zap_locks()',
    source: 'vprintk_emit(), v4.6; the window derived here',
    confidence: 'likely',
  },
  {
    id: 'N3',
    property: 'panic-text-on-console',
    when: { printk: 'v4.6', 'panic-from': 'nmi', printer: 'same-cpu', kdump: 'none', driver: 'port_lock' },
    verdict: 'violated',
    why: 'as for bug 24: oops_in_progress is dropped, and the driver waits for the port lock of the task below',
    source: 'c7c3f05e341a',
    confidence: 'sure',
  },
  ...stuck({
    id: 'H5',
    when: { printk: 'v5.17', 'panic-from': 'task', kdump: 'none' },
    why: 'the owner of the console is stopped, and the panic waits for ever to be handed the console',
    source: SPIN_FIX,
    confidence: 'sure',
  }),
  ...stuck({
    id: 'N1',
    when: { printk: SPINS, 'panic-from': 'nmi', kdump: 'none' },
    why: 'the last flush takes console_owner_lock, which a stopped CPU or the task below the NMI holds',
    source: `comment in console_lock_spinning_enable(), v6.1; ${SPIN_FIX}`,
    confidence: 'sure',
  }),
  {
    id: 'H3',
    property: 'no-deadlock',
    when: { printk: ['v6.1', 'v6.6'], semaphore: 'one-step', 'oops-flag': 'as-released' },
    verdict: 'holds',
    why: 'the log takes no lock, and nobody waits for the console during a panic',
    source: 'kernel/printk/printk.c, v6.1',
    confidence: 'sure',
  },
  ...stuck({
    id: 'H8',
    when: { printk: 'v6.1', semaphore: 'inner-lock' },
    why: 'the panic tries console_sem while the raw lock inside is held by a stopped CPU or by the task below the NMI',
    source: 'eacb04ff3c5b',
    confidence: 'sure',
  }),
  {
    id: 'H8',
    property: 'no-deadlock',
    when: { printk: 'v6.6', semaphore: 'inner-lock', 'panic-from': 'nmi' },
    verdict: 'holds',
    why: 'from an NMI the console is flushed without a look at console_sem',
    source: 'eacb04ff3c5b, 7b23a66db55e',
    confidence: 'sure',
  },
  ...stuck({
    id: 'N2',
    when: { printk: 'v6.6', semaphore: 'inner-lock', 'panic-from': 'task' },
    why: 'a CPU is stopped inside up(); the next printk of the panic, in task context, tries console_sem and spins',
    source: 'found by this model',
    confidence: 'likely',
  }),
  ...stuck({
    id: 'bug 24',
    when: { 'oops-flag': 'dropped' },
    why: 'oops_in_progress is no longer set, and the driver waits for a port lock of a stopped CPU or of the task below',
    source: 'c7c3f05e341a',
    confidence: 'sure',
  }),
  // ---- panic-text-on-console
  {
    id: 'H4',
    property: 'panic-text-on-console',
    when: { printk: ['v6.1', 'v6.6'], kdump: 'none', semaphore: 'one-step', 'oops-flag': 'as-released' },
    verdict: 'holds',
    why: 'the last flush does not mind that the owner of console_sem was stopped',
    source: 'console_flush_on_panic(), v6.1',
    confidence: 'sure',
  },
  {
    id: 'H7',
    property: 'panic-text-on-console',
    when: { kdump: 'loaded', 'panic-from': 'nmi', printk: ['v4.20', 'v5.10', 'v5.17', 'v6.1', 'v6.6'] },
    verdict: 'violated',
    why: 'printk in NMI only stores; the capture kernel starts before anybody prints',
    source: 'vprintk(), v6.1',
    confidence: 'sure',
  },
  {
    id: 'H7',
    property: 'panic-text-on-console',
    when: { kdump: 'loaded', 'panic-from': 'nmi', printk: 'v4.6' },
    verdict: 'violated',
    why: 'somebody else has the console when the panic prints, and the capture kernel starts before it gets to the message',
    source: 'console_trylock_for_printk(), v4.6',
    confidence: 'sure',
  },
  {
    id: 'N4',
    property: 'panic-text-on-console',
    when: { kdump: 'loaded', 'panic-from': 'task' },
    verdict: 'violated',
    why: 'the same from a task: another CPU has console_sem, and the capture kernel starts before it prints the message',
    source: 'found by this model',
    confidence: 'likely',
  },
  // ---- panic-text-in-log
  {
    id: 'H7',
    property: 'panic-text-in-log',
    when: { kdump: 'loaded', printk: ['v5.17', 'v6.1', 'v6.6'] },
    verdict: 'holds',
    why: 'the message is in the log, and the log is in the vmcore',
    source: 'vprintk(), v6.1',
    confidence: 'sure',
  },
  {
    id: 'N5',
    property: 'panic-text-in-log',
    when: { kdump: 'loaded', 'panic-from': 'nmi', printk: BUFFERS },
    verdict: 'violated',
    why: 'logbuf_lock is taken and the other CPU is still online, so the buffer of the NMI is not moved to the log',
    source: 'printk_safe_flush_on_panic(), v5.10; found by this model',
    confidence: 'likely',
  },
  {
    id: 'N5',
    property: 'panic-text-in-log',
    when: { stop: 'may-time-out', printk: BUFFERS },
    verdict: 'violated',
    why: 'the same without kdump, when the other CPU is late to stop',
    source: 'printk_safe_flush_on_panic(), v5.10; found by this model',
    confidence: 'likely',
  },
  // ---- one-context-per-console
  {
    id: 'N6',
    property: 'one-context-per-console',
    when: { stop: 'may-time-out' },
    verdict: 'violated',
    why: 'a CPU that is late to stop is in the driver when the last flush goes there without the lock',
    source: 'console_flush_on_panic(), v6.1 and v6.6',
    confidence: 'sure',
  },
  {
    id: 'N6',
    property: 'line-in-one-piece',
    when: { stop: 'may-time-out' },
    verdict: 'violated',
    why: 'the same: the last flush sends its lines in the middle of the line of the late CPU',
    source: 'console_flush_on_panic(), v6.1 and v6.6',
    confidence: 'sure',
  },
  // ---- What the text of printk promises by itself
  {
    id: 'bug 24',
    property: 'drivers-know-of-oops',
    when: { printk: ['v4.6', 'v4.20'], kdump: 'none' },
    verdict: 'violated',
    why: 'bust_spinlocks(0) comes before the last flush, which prints what the owner of the console left',
    source: 'c7c3f05e341a',
    confidence: 'sure',
  },
  {
    id: 'bug 24',
    property: 'drivers-know-of-oops',
    when: { 'oops-flag': 'dropped' },
    verdict: 'violated',
    why: 'the same on a later text',
    source: 'c7c3f05e341a',
    confidence: 'sure',
  },
  {
    id: 'N7',
    property: 'console-sem-held',
    when: { stop: 'may-time-out', printk: ['v4.6', 'v4.20', 'v5.10', 'v5.17', 'v6.1'] },
    verdict: 'violated',
    why: 'the last flush does not get console_sem, goes on, and releases it in the end: that of a CPU that is late to stop',
    source: 'console_flush_on_panic() and its comment, v6.1; found by this model',
    confidence: 'sure',
  },
  {
    id: 'N7',
    property: 'console-sem-held',
    when: { stop: 'may-time-out', printk: 'v6.6' },
    verdict: 'holds',
    why: 'the last flush neither takes nor releases console_sem',
    source: 'eacb04ff3c5b',
    confidence: 'sure',
  },
  {
    id: 'N8',
    property: 'log-flushed',
    when: { stop: 'may-time-out' },
    verdict: 'violated',
    why: 'a CPU that is late to stop stores a record after the last look, and nobody prints it any more',
    source: 'console_flush_on_panic(), v6.1 and v6.6',
    confidence: 'sure',
  },
];
