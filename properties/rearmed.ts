import { atEnd, type E, ended, or, type Property } from '../model/language/index.js';

/** `armed`: a crash image is installed. Judged at the ends of runs in which nobody panicked; `happened`: an event. */
export const rearmed = (armed: E<boolean>, happened: E<boolean>): Property =>
  atEnd('rearmed', or(ended(), armed), {
    says: 'When hotplug events are over and udev has done its work, a crash image is loaded.',
    because:
      'user space has unloaded the crash image and failed to load it again: from here on no panic is dumped',
    trigger: happened,
  });
