import { at, type E, never, type Point, type Property } from '../model/language/index.js';

/** D-S3, bug 18. `twice`: a callback was called that had been called before. */
export const notifierAtMostOnce = (walk: Point, twice: E<boolean>): Property =>
  never('notifier-at-most-once', twice, {
    says: 'A panic calls each registered callback at most once.',
    because:
      'the walk has called the same callback before: the list has become a ring, and the walk never ends',
    trigger: at(walk),
  });
