import { atEnd, type E, ended, implies, not, or, type Property } from '../model/language/index.js';

/** PL3. `owed`: somebody has panicked; `stored`: a whole record of it is in a backend. A capture kernel has it all. */
export const reportReachesStorage = (owed: E<boolean>, stored: E<boolean>): Property =>
  atEnd('report-reaches-storage', implies(owed, or(stored, ended('capture_kernel'))), {
    says: 'The report of a panic is stored by a dumper, unless the capture kernel starts and has all of it.',
    because: 'there is no dump, and the report of the panic is stored nowhere',
    trigger: not(or(not(owed), ended('capture_kernel'))),
  });
