import { always, type E, type Property } from '../model/language/index.js';

/** "Notifier chain core routines" (kernel/notifier.c). `sorted`: no block has one of higher priority after it. */
export const notifierListSorted = (sorted: E<boolean>): Property =>
  always('notifier-list-sorted', sorted, {
    says: 'Notifiers are on the list in the order of their priorities.',
    because: 'a notifier is on the list behind one of lower priority',
  });
