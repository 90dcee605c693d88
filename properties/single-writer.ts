import { always, at, countAt, le, type Point, type Property } from '../model/language/index.js';

/** G9. `writes`: where a context that has claimed the recorder works on it. */
export const singleWriter = (...writes: readonly Point[]): Property =>
  always('single-writer', le(countAt(...writes), 1), {
    says: 'At most one context at a time records a report.',
    because: 'two contexts have claimed the recorder, and both write',
    trigger: at(...writes),
  });
