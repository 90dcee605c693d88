import { type E, never, type Property } from '../model/language/index.js';

/** G2. `unterminated`: a report was published that is shorter than its page, and something follows it there. */
export const reportTerminated = (published: E<boolean>, unterminated: E<boolean>): Property =>
  never('report-terminated', unterminated, {
    says: 'A published report that is shorter than its page ends there in NUL, so that nothing of an earlier one follows.',
    because: 'a report is published, and what an earlier one left in the page seems to belong to it',
    trigger: published,
  });
