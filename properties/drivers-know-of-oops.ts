import {
  and,
  at,
  type Cpu,
  type E,
  existsCpu,
  never,
  not,
  type Point,
  type Property,
} from '../model/language/index.js';

/**
 * What c7c3f05e341a (v5.0) sees to: drivers only try their locks while oops_in_progress is set. `panics`: this CPU prints
 * for a panic, in one of the drivers.
 */
export const driversKnowOfOops = (
  driver: readonly Point[],
  panics: (c: E<Cpu>, points: readonly Point[]) => E<boolean>,
  oops: E<boolean>,
): Property =>
  never(
    'drivers-know-of-oops',
    and(
      existsCpu((c) => panics(c, driver)),
      not(oops),
    ),
    {
      says: 'Whenever panic() has something printed, oops_in_progress tells the driver not to wait for its locks.',
      because: 'panic() prints, and the driver would wait for a lock that a stopped CPU may hold',
      trigger: at(...driver),
    },
  );
