import {
  always,
  at,
  type Cpu,
  type E,
  forAllCpus,
  implies,
  type Point,
  type Property,
} from '../model/language/index.js';

/**
 * "logbuf_lock protects kmsg buffer, indices, counters" (kernel/printk/printk.c, until v5.12). `acts`: this CPU is at one
 * of the points and will go on from there; `has`: it has the lock.
 */
export const logLockHeld = (
  log: readonly Point[],
  acts: (c: E<Cpu>, points: readonly Point[]) => E<boolean>,
  has: (c: E<Cpu>) => E<boolean>,
): Property =>
  always(
    'log-lock-held',
    forAllCpus((c) => implies(acts(c, log), has(c))),
    {
      says: 'Whoever stores a record in the log, or looks for the next one, holds logbuf_lock.',
      because: 'a CPU works with the log and its indices without logbuf_lock',
      trigger: at(...log),
    },
  );
