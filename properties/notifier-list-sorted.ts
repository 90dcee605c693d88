import { always, type E, type Property } from '../model/language/index.js';

/** notifier_chain_register() stops before the first block of lower priority. `sorted`: no block has one of higher priority after it. */
export const notifierListSorted = (sorted: E<boolean>): Property =>
  always('notifier-list-sorted', sorted, {
    says: 'Notifiers are on the list in the order of their priorities.',
    because: 'a notifier is on the list behind one of lower priority',
  });
