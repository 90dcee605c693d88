import { at, leadsTo, not, type Point, type Property } from '../model/language/index.js';

/** G7. `reads`: where a reader looks for a report that stays the same while it is copied. */
export const readerTerminates = (reads: Point): Property =>
  leadsTo('reader-terminates', at(reads), not(at(reads)), {
    says: 'A reader of the last report gets through, however many reports come meanwhile.',
    because: 'each time the reader looks again, there is another report, and it begins anew, for ever',
  });
