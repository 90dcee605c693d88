import type { Expectation } from './scenario.js';

/** Ids are those of docs/panic-printk.md. Where nothing is said, a property is expected to hold. */
export const nbconExpectations: readonly Expectation[] = [
  {
    id: 'H9',
    property: 'one-context-per-console',
    when: { driver: 'checks', stop: 'complete' },
    verdict: 'holds',
    why: 'an owner loses the console only between its accesses, and notices; one that was stopped does not access it',
    source: 'kernel/printk/nbcon.c',
    confidence: 'likely',
  },
  {
    id: 'H9',
    property: 'one-context-per-console',
    when: { driver: 'checks', 'last-flush': 'unsafe', stop: 'may-time-out' },
    verdict: 'violated',
    why: 'by design: the last flush takes the console from an owner in the middle of an access that is not stopped',
    source: 'nbcon_context_try_acquire_hostile()',
    confidence: 'likely',
  },
  {
    id: 'H9',
    property: 'one-context-per-console',
    when: { driver: 'checks', 'last-flush': 'safe', stop: 'may-time-out' },
    verdict: 'holds',
    why: 'without a hostile takeover the word alone keeps them apart, stopped or not',
    source: 'kernel/printk/nbcon.c',
    confidence: 'likely',
  },
  {
    id: 'H10',
    property: 'one-context-per-console',
    when: { driver: 'no-checks' },
    verdict: 'violated',
    why: 'the panic takes the console, which looks safe, and its old owner goes on writing',
    source: 'mutation of a driver that leaves out nbcon_enter_unsafe()',
    confidence: 'likely',
  },
  {
    id: 'N1',
    property: 'panic-text-on-console',
    when: { driver: 'checks', 'last-flush': 'safe' },
    verdict: 'violated',
    why: 'the owner is stopped, or lies below the NMI, in an unsafe section that it never leaves',
    source: 'what the hostile takeover is there for',
    confidence: 'sure',
  },
];
