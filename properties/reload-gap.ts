import { and, type E, ended, type Property, reachable } from '../model/language/index.js';

/** F14, as a cover. `noImage`: the panic asked for an image when none was loaded. */
export const reloadGap = (noImage: E<boolean>): Property =>
  reachable('reload-gap', and(noImage, ended('restart')), {
    says: 'A panic between the unload and the reload of the crash image finds none, and restarts without a dump.',
    because:
      'user space has unloaded the image and not loaded it again, so the machine restarts without a dump',
  });
