import { atEnd, type E, ended, implies, type Property } from '../model/language/index.js';

/**
 * PL2 as a question about the ends of runs. `due`: __crash_kexec() asked for the image while one was loaded and no
 * loader was at work on it, and nothing happened since that excuses it.
 */
export const kdumpStarts = (due: E<boolean>): Property =>
  atEnd('kdump-starts', implies(due, ended('capture_kernel')), {
    says: 'A panic with a crash image loaded, and nobody loading or unloading one, ends in the capture kernel.',
    because:
      'the image was loaded and nobody was changing it, and still the capture kernel never starts: no dump',
    trigger: due,
  });
