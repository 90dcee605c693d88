import { at, never, type Point, type Property } from '../model/language/index.js';

/** Bug 19. `again`: panic(), entered from a report inside panic(). */
export const panicNesting = (panics: Point, again: Point): Property =>
  never('panic-nesting', at(again), {
    says: 'A warning that is reported inside panic() does not panic again.',
    because: 'panic() has called itself by way of a report, and nothing keeps it from doing so again',
    trigger: at(panics),
  });
