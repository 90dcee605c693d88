import { always, at, type E, implies, type Point, type Property } from '../model/language/index.js';

/** `show`: where the last report is read; `published`: there is one. */
export const readerNotified = (show: Point, published: E<boolean>): Property =>
  always('reader-notified', implies(at(show), published), {
    says: 'Who waits for the notification reads the last report only when there is one.',
    because: 'the last report is read before there is any',
    trigger: at(show),
  });
