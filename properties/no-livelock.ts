import { type E, leadsTo, type Property } from '../model/language/index.js';

/** Bugs 18, 25. `busy`: somebody is at work on something that others can prolong, or that can lead in a circle. */
export const noLivelock = (busy: E<boolean>, done: E<boolean>): Property =>
  leadsTo('no-livelock', busy, done, {
    says: 'What a panic has to get through, it gets through, whatever other CPUs do meanwhile.',
    because: 'the panic is at work for ever, and comes no further',
  });
