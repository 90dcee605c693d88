import { type E, never, type Property } from '../model/language/index.js';

/** G3. `mixed`: a report was published with a line that its reporter did not print. */
export const reportNotMixed = (published: E<boolean>, mixed: E<boolean>): Property =>
  never('report-not-mixed', mixed, {
    says: 'A published report has no lines but those of its reporter.',
    because: 'the report is published with a line that somebody else printed',
    trigger: published,
  });
