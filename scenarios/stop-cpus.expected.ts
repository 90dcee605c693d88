import type { Expectation } from './scenario.js';

/** Which request reaches whom, and what stopped CPUs leave behind. Ids are those of docs/stopping-cpus.md. */

const TEXT = 'arch/x86/kernel/smp.c and reboot.c, v6.1 with the stop code of v6.5';
const ARM64 = 'arch/arm64/kernel/smp.c, v6.1';
const MASKABLE = ['irq', 'arm64-stop', 'arm64-crash-stop'] as const;
const NMIS = ['irq-nmi', 'stop-mask', 'shootdown'] as const;
const ARM64S = ['arm64-stop', 'arm64-crash-stop'] as const;
const LOCKED = ['locks', 'locks-irqsave'] as const;
const reaches = (
  id: string,
  verdict: 'holds' | 'violated',
  when: Expectation['when'],
  why: string,
  source = TEXT,
): Expectation => ({ id, property: 'stop-reaches', when, verdict, why, source, confidence: 'sure' });

export const stopCpusExpectations: readonly Expectation[] = [
  reaches('C.5', 'holds', { target: 'irqs-on' }, 'a CPU with interrupts on takes whatever comes'),
  reaches('C.5', 'holds', { target: 'nmi' }, 'what was sent during an NMI is taken when its handler returns'),
  reaches('C.5', 'holds', { target: LOCKED }, 'a section with interrupts off ends'),
  reaches('C.5', 'violated', { target: 'offline' }, 'an offline CPU is not asked'),
  reaches(
    'C6',
    'violated',
    { request: 'irq', target: ['irqs-off', 'self-stop', 'nmi-self-stop'] },
    'REBOOT_VECTOR waits for interrupts that are never on again; the CPU still runs when the notifiers do',
    'v2.6.38',
  ),
  reaches('C7', 'holds', { request: NMIS, target: ['irqs-off', 'self-stop'] }, 'the NMI asks for no flag'),
  reaches(
    'C7',
    'violated',
    { request: ['irq-nmi', 'stop-mask'], target: 'nmi-self-stop' },
    'the NMI stays latched behind the NMI that never returns, and nobody polls for the ordinary stop',
  ),
  reaches(
    'C2',
    'holds',
    { request: 'shootdown', target: 'nmi-self-stop' },
    'the CPU sees crash_ipi_issued and runs the callback itself',
    '58c5661f2144',
  ),
  reaches(
    'C9',
    'violated',
    { request: ARM64S, target: 'irqs-off' },
    'the IPI is an ordinary interrupt: a CPU with interrupts off never takes it',
    ARM64,
  ),
  reaches(
    'C10',
    'holds',
    { request: ARM64S, target: 'self-stop' },
    'it has stopped by itself already',
    ARM64,
  ),
  {
    id: 'C8',
    property: 'no-deadlock',
    when: { target: 'locks', notifier: 'lock' },
    verdict: 'violated',
    why: 'the CPU was stopped inside its critical section, and the notifier spins on its lock',
    source: TEXT,
    confidence: 'sure',
  },
  {
    id: 'C8',
    property: 'no-deadlock',
    when: { request: NMIS, target: 'locks-irqsave', notifier: 'lock' },
    verdict: 'violated',
    why: 'the NMI stopped the CPU inside its critical section, and the notifier spins on its lock',
    source: TEXT,
    confidence: 'sure',
  },
  {
    id: 'C8',
    property: 'no-deadlock',
    when: { request: MASKABLE, target: 'locks-irqsave', notifier: 'lock' },
    verdict: 'holds',
    why: 'a request that can be masked comes after the section, so its lock is free or will be',
    source: TEXT,
    confidence: 'sure',
  },
  {
    id: 'C8',
    property: 'no-deadlock',
    when: { target: LOCKED, notifier: 'trylock' },
    verdict: 'holds',
    why: 'a trylock gives up',
    source: TEXT,
    confidence: 'sure',
  },
  {
    id: 'C9',
    property: 'registers-saved',
    when: { request: 'arm64-crash-stop', target: 'irqs-off' },
    verdict: 'violated',
    why: 'the CPU never takes the IPI: it still runs, and its registers are missing',
    source: ARM64,
    confidence: 'sure',
  },
  {
    id: 'C10',
    property: 'registers-saved',
    when: { request: ARM64S, target: 'self-stop' },
    verdict: 'violated',
    why: 'a CPU that lost the race marks itself offline and stops without saving; nobody waits for it',
    source: ARM64,
    confidence: 'sure',
  },
  {
    id: 'C11',
    property: 'registers-saved',
    when: { request: 'shootdown', target: 'self-stop' },
    verdict: 'holds',
    why: 'a CPU that lost the race spins with interrupts off, and the NMI reaches it',
    source: TEXT,
    confidence: 'sure',
  },
  {
    id: 'S1',
    property: 'registers-saved',
    when: {
      request: ['irq', 'irq-nmi', 'stop-mask', 'arm64-stop'],
      target: ['irqs-on', 'irqs-off', 'self-stop', 'nmi-self-stop'],
    },
    verdict: 'violated',
    why: 'the ordinary stop before the notifiers saves nothing, and leaves nobody online whom the dump could ask',
    source: '0ee59413c967, a88ce63b642c',
    confidence: 'sure',
  },
];
