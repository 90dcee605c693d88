import { atEnd, type E, ended, implies, not, or, type Property } from '../model/language/index.js';

/** PS6. `foreign`: something other than the kernel's own update has changed a segment of the image. */
export const digestConsistency = (foreign: E<boolean>): Property =>
  atEnd('digest-consistency', implies(not(foreign), not(ended('purgatory_loops'))), {
    says: 'Purgatory accepts every image in which nothing has changed since it was loaded but what the kernel itself updates.',
    because:
      'the digest covers what the kernel has updated since: purgatory loops for ever, and there is no dump',
    trigger: or(ended('capture_kernel'), ended('purgatory_loops')),
  });
