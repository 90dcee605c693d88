import type { Expectation } from './scenario.js';

/** What is known about the stop before a kexec. Ids are those of docs/stopping-cpus.md. */

export const kexecRebootExpectations: readonly Expectation[] = [
  {
    id: 'S2',
    property: 'all-cpus-stopped',
    when: { stop: 'irq-nmi', other: 'online' },
    verdict: 'violated',
    why: 'a CPU is no longer online before it has written its cache back',
    source: '1f5e7eb7868e',
    confidence: 'sure',
  },
  {
    id: 'S2',
    property: 'all-cpus-stopped',
    when: { stop: 'stop-mask', other: 'online' },
    verdict: 'holds',
    why: 'a CPU clears its bit in cpus_stop_mask after it has written its cache back',
    source: '1f5e7eb7868e',
    confidence: 'sure',
  },
  {
    id: 'S3',
    property: 'all-cpus-stopped',
    when: { kick: 'no', other: 'mwait' },
    verdict: 'violated',
    why: 'the new kernel writes to the line that an offline CPU monitors, and it wakes up in text that is gone',
    source: 'd7893093a741',
    confidence: 'sure',
  },
  {
    id: 'S3',
    property: 'all-cpus-stopped',
    when: { kick: 'yes', other: 'mwait', wait: 'never' },
    verdict: 'holds',
    why: 'the CPU has said that it is in HLT, which a write does not end',
    source: 'd7893093a741',
    confidence: 'sure',
  },
  {
    id: 'S4',
    property: 'all-cpus-stopped',
    when: { kick: 'yes', other: 'mwait', wait: 'expires' },
    verdict: 'violated',
    why: 'a CPU that takes longer than 5 ms to wake up is left behind, with a message',
    source: 'smp_kick_mwait_play_dead(), v6.5',
    confidence: 'sure',
  },
];
