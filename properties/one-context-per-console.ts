import {
  always,
  and,
  at,
  atOn,
  countCpus,
  le,
  not,
  type Point,
  type Property,
  stopped,
} from '../model/language/index.js';

/**
 * H9, H10. `driver`: the code that touches the device; `never_returns`: handlers that a CPU only leaves by being stopped. A
 * context below such a handler, or below an NMI that panics, touches nothing any more, and neither does a stopped CPU: so
 * CPUs that can move are counted, not contexts.
 */
export const oneContextPerConsole = (driver: readonly Point[], never_returns: readonly Point[]): Property =>
  always(
    'one-context-per-console',
    le(
      countCpus((c) => and(not(stopped(c)), not(atOn(c, ...never_returns)), atOn(c, ...driver))),
      1,
    ),
    {
      says: 'At most one CPU at a time is inside the driver of a console.',
      because: 'two CPUs work with the registers of one console at the same time',
      trigger: at(...driver),
    },
  );
