import { type E, never, type Property } from '../model/language/index.js';

/** D-S1. `unlisted`: a callback ran that is not in the list; `given`: the user gave a list. */
export const unlistedNotifierNeverRuns = (unlisted: E<boolean>, given: E<boolean>): Property =>
  never('unlisted-notifier-never-runs', unlisted, {
    says: 'Once the user has said which panic notifiers may run, no other one runs.',
    because: 'a callback runs that the user did not allow',
    trigger: given,
  });
