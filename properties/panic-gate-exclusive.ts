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

/** PS1. `body`: panic() past its gate. A panic inside the panic, on the same CPU, counts as the same one. */
export const panicGateExclusive = (body: readonly Point[]): Property =>
  always(
    'panic-gate-exclusive',
    le(
      countCpus((c) => and(atOn(c, ...body), not(stopped(c)))),
      1,
    ),
    {
      says: 'At most one CPU at a time is past the gate of panic().',
      because: 'two CPUs are past the gate of panic() at the same time',
      trigger: at(...body),
    },
  );
