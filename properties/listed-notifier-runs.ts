import { atEnd, type E, ended, implies, type Property } from '../model/language/index.js';

/** The other half of D-S1. `ran`: the callback that the user named has run. */
export const listedNotifierRuns = (ran: E<boolean>): Property =>
  atEnd('listed-notifier-runs', implies(ended('restart'), ran), {
    says: 'A registered callback that the user allowed has run by the time that the panic is over.',
    because: 'the callback that the user asked for has not run',
    trigger: ended('restart'),
  });
