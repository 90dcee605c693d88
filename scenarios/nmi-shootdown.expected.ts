import type { Expectation } from './scenario.js';

/** What is known about setting up the shootdown. Ids are those of docs/stopping-cpus.md. */

const TEXT = 'arch/x86/kernel/reboot.c and nmi.c, v6.1';
const LOCK = 'fe37c699ae3e';
const ONCE = '26044aff37a5';

export const nmiShootdownExpectations: readonly Expectation[] = [
  {
    id: 'C15',
    property: 'no-deadlock',
    when: { handler: 'register', task: 'register' },
    verdict: 'violated',
    why: 'the panic registers its handler under the lock that the task below it holds',
    source: LOCK,
    confidence: 'sure',
  },
  {
    id: 'C15',
    property: 'kdump-starts',
    when: { handler: 'register', task: 'register', image: 'loaded' },
    verdict: 'violated',
    why: 'the panic registers its handler under the lock that the task below it holds',
    source: LOCK,
    confidence: 'sure',
  },
  {
    id: 'C15',
    property: 'no-deadlock',
    when: { handler: 'emergency', task: 'register', image: 'loaded' },
    verdict: 'holds',
    why: 'the emergency slot is written without a lock',
    source: LOCK,
    confidence: 'sure',
  },
  {
    id: 'N1',
    property: 'no-deadlock',
    when: { handler: 'emergency', task: 'register', order: 'kdump-first', image: 'none' },
    verdict: 'violated',
    why: 'the ordinary stop registers its NMI handler under the lock still, when REBOOT_VECTOR was not enough',
    source: 'derived from native_stop_other_cpus(), v6.1 with the stop code of v6.5',
    confidence: 'likely',
  },
  {
    id: 'C13',
    property: 'shootdown-once',
    when: { text: 'once' },
    verdict: 'holds',
    why: 'crash_smp_send_stop() remembers, the restart asks crash_ipi_issued, and so does nmi_shootdown_cpus()',
    source: TEXT,
    confidence: 'sure',
  },
  {
    id: 'C13',
    property: 'shootdown-once',
    when: { text: 'again', order: 'notifiers-first' },
    verdict: 'violated',
    why: 'the restart after a panic without a dump shoots down CPUs that were shot down before the notifiers',
    source: ONCE,
    confidence: 'sure',
  },
  {
    id: 'C13',
    property: 'no-deadlock',
    when: { text: 'again', order: 'notifiers-first', 'perf-nmi': 'yes' },
    verdict: 'violated',
    why: 'the handler was put on the list twice, which makes a ring, and the next NMI never comes to its end',
    source: ONCE,
    confidence: 'sure',
  },
  {
    id: 'C14',
    property: 'crash-ipi-counted',
    when: { other: 'offline' },
    verdict: 'holds',
    why: 'a CPU that goes offline after it was counted only makes the wait run to its bound',
    source: TEXT,
    confidence: 'sure',
  },
  ...(['crash-callback-once', 'crash-ipi-counted', 'panic-owner-not-stopped'] as const).map(
    (property): Expectation => ({
      id: 'C-S1',
      property,
      when: { text: 'unchecked' },
      verdict: 'violated',
      why: 'an NMI on the crashing CPU runs the callback there, and halts it',
      source: 'comment in crash_nmi_callback(), v6.1',
      confidence: 'sure',
    }),
  ),
  {
    id: 'C-S1',
    property: 'kdump-starts',
    when: { text: 'unchecked', image: 'loaded' },
    verdict: 'violated',
    why: 'an NMI on the crashing CPU runs the callback there, and halts it',
    source: 'comment in crash_nmi_callback(), v6.1',
    confidence: 'sure',
  },
];
