import {
  always,
  and,
  at,
  atOn,
  type Cpu,
  countCpus,
  type E,
  forAllCpus,
  implies,
  le,
  ne,
  not,
  type Point,
  type Property,
} from '../model/language/index.js';

/**
 * What waiting_for_crash_ipi is for. `sent`: from sending the crash IPI until the wait is over; `online`: the CPU counts as
 * online; `done`: where a CPU halts that has answered.
 */
export const crashIpiAwaited = (
  waiting: E<number>,
  sent: readonly Point[],
  online: (c: E<Cpu>) => E<boolean>,
  done: readonly Point[],
): Property =>
  always(
    'crash-ipi-awaited',
    forAllCpus((c) => {
      const others = (which: (o: E<Cpu>) => E<boolean>) => countCpus((o) => and(ne(o, c), which(o)));
      const owes = (o: E<Cpu>) => not(atOn(o, ...done));
      return implies(
        atOn(c, ...sent),
        and(
          le(
            others((o) => and(online(o), owes(o))),
            waiting,
          ),
          le(waiting, others(owes)),
        ),
      );
    }),
    {
      says: 'Whoever waits for answers to the crash IPI counts each CPU that was online until that CPU has answered.',
      because:
        'the wait for the other CPUs ends before one that was asked has answered, or goes on when all have',
      trigger: at(...sent),
    },
  );
