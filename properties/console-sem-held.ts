import {
  always,
  at,
  type Cpu,
  type E,
  existsCpu,
  implies,
  type Point,
  type Property,
} from '../model/language/index.js';

/**
 * console_sem "provides serialisation for access to the entire console driver system" (kernel/printk/printk.c). `acts`:
 * this CPU is at one of the points and will go on from there; `taken`: nobody else would get the semaphore.
 */
export const consoleSemHeld = (
  flushes: readonly Point[],
  acts: (c: E<Cpu>, points: readonly Point[]) => E<boolean>,
  taken: E<boolean>,
): Property =>
  always(
    'console-sem-held',
    implies(
      existsCpu((c) => acts(c, flushes)),
      taken,
    ),
    {
      says: 'While a CPU prints records in console_unlock(), a trylock of console_sem fails.',
      because:
        'a CPU prints records in console_unlock(), and another one could take console_sem all the same',
      trigger: at(...flushes),
    },
  );
