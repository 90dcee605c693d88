import { type E, never, type Property } from '../model/language/index.js';

/** G2. `incomplete`: a report was published without all the lines that its reporter printed. */
export const reportComplete = (published: E<boolean>, incomplete: E<boolean>): Property =>
  never('report-complete', incomplete, {
    says: 'A published report has all lines that its reporter printed.',
    because: 'the report is published, and lines that its reporter printed are not in it',
    trigger: published,
  });
