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
 * `last`: the end of the driver's work on a line. `acts`: this CPU is there and will go on from there; `begun`: what the
 * device has since the driver began with it.
 */
export const lineInOnePiece = (
  last: readonly Point[],
  acts: (c: E<Cpu>, points: readonly Point[]) => E<boolean>,
  begun: E<boolean>,
): Property =>
  never(
    'line-in-one-piece',
    and(
      existsCpu((c) => acts(c, last)),
      not(begun),
    ),
    {
      says: 'A driver that ends a line finds the device as it was when it began with it: nobody has sent anything in between.',
      because:
        'somebody else has sent a line while a driver was in the middle of one: the console shows a mixture',
      trigger: at(...last),
    },
  );
