import { type E, never, type Property } from '../model/language/index.js';

/** G4. `mispaired`: a report was published by the end of another report than the one that started it. */
export const reportPaired = (published: E<boolean>, mispaired: E<boolean>): Property =>
  never('report-paired', mispaired, {
    says: 'A report is published by the end of the same report whose start began it.',
    because: 'the end of one report publishes what the start of another one began',
    trigger: published,
  });
