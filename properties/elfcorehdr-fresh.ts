import { and, atEnd, type E, ended, implies, not, type Property } from '../model/language/index.js';

/**
 * F-L1, as a question about the ends of runs in which nobody panicked. `stale`: an image is loaded, its elfcorehdr
 * does not describe the resources of now, and nobody is told to load it again. `changed`: there was an event.
 */
export const elfcorehdrFresh = (stale: E<boolean>, changed: E<boolean>): Property =>
  atEnd('elfcorehdr-fresh', implies(not(ended()), not(stale)), {
    says: 'When hotplug events are over, the elfcorehdr of the crash image describes what memory and CPUs there are now.',
    because: 'the elfcorehdr describes what there was before the event, and nobody is going to change that',
    trigger: and(changed, not(ended())),
  });
