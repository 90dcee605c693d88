import { and, type E, ended, type Property, reachable } from '../model/language/index.js';

/** B17, as a cover: the gap that every lock leaves. `excused`: a loader was at work on the image when panic asked. */
export const updateGap = (excused: E<boolean>): Property =>
  reachable('update-gap', and(excused, ended('restart')), {
    says: 'A panic while an image is being loaded restarts without a dump: the gap that no lock closes.',
    because:
      'the image was being changed when the panic asked for it, so the machine restarts without a dump',
  });
