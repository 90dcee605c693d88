import { and, atEnd, type E, ended, implies, not, or, type Property } from '../model/language/index.js';

/** The other direction of PS6 (F-S4). `foreign`: something has written into the kernel of the crash image. */
export const digestDetects = (foreign: E<boolean>): Property =>
  atEnd('digest-detects', implies(foreign, not(ended('capture_kernel'))), {
    says: 'Purgatory refuses a crash image of which a segment that the kernel does not update has been overwritten.',
    because:
      'the digest does not cover the segment that was overwritten: the damaged capture kernel is started',
    trigger: and(foreign, or(ended('capture_kernel'), ended('purgatory_loops'))),
  });
