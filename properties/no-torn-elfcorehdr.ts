import { atEnd, type E, ended, implies, not, type Property } from '../model/language/index.js';

/** F-S1. `torn`: one part of the elfcorehdr is of before an update, and another of after it. */
export const noTornElfcorehdr = (torn: E<boolean>): Property =>
  atEnd('no-torn-elfcorehdr', implies(ended('capture_kernel'), not(torn)), {
    says: 'The capture kernel finds an elfcorehdr of one piece: the one of before an update, or the one of after it.',
    because:
      'the capture kernel is started while the elfcorehdr is being written: half of it is old, half is new',
    trigger: ended('capture_kernel'),
  });
