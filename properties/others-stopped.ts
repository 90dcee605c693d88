import {
  always,
  and,
  at,
  atOn,
  type Cpu,
  type E,
  eq,
  forAllCpus,
  implies,
  or,
  type Point,
  type Property,
} from '../model/language/index.js';

/**
 * What cpus_stop_mask is for. `asks`: from asking the others to stop until the wait for them is over; `after`: where that
 * wait is over, and did not give up; `stands`: the CPU runs nothing any more; `named`: the mask names it.
 */
export const othersStopped = (
  asks: readonly Point[],
  after: readonly Point[],
  stands: (c: E<Cpu>) => E<boolean>,
  named: (c: E<Cpu>) => E<boolean>,
): Property =>
  always(
    'others-stopped',
    forAllCpus((c) => {
      const others = (isSo: (o: E<Cpu>) => E<boolean>) => forAllCpus((o) => or(eq(o, c), isSo(o)));
      return and(
        implies(
          atOn(c, ...asks),
          others((o) => or(stands(o), named(o))),
        ),
        implies(atOn(c, ...after), others(stands)),
      );
    }),
    {
      says: 'cpus_stop_mask names every other CPU until it has stopped, and whoever waits for that goes on when all have.',
      because: 'a CPU still runs that is taken for stopped',
      trigger: at(...asks),
    },
  );
