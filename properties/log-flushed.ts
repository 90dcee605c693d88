import { and, at, type E, never, not, type Point, type Property } from '../model/language/index.js';

/** What console_flush_on_panic() promises: all pending messages, no matter what. `after`: where panic() goes on from it. */
export const logFlushed = (after: Point, printed: E<boolean>): Property =>
  never('log-flushed', and(at(after), not(printed)), {
    says: 'When the last flush of panic() is done, every record of the log has been given to the console.',
    because: 'the last flush of panic() is done, and a record is still in the log that no console has got',
    trigger: at(after),
  });
