import { and, atEnd, type E, implies, or, type Property } from '../model/language/index.js';

/** What somebody has reported, and whether it has arrived where it can be had. */
export interface Reported {
  readonly reported: E<boolean>;
  readonly arrived: E<boolean>;
}

/** G1, bugs 28 and 29, as a question about the ends of runs. */
export const noLostReport = (...reports: readonly Reported[]): Property =>
  atEnd('no-lost-report', and(...reports.map((r) => implies(r.reported, r.arrived))), {
    says: 'Whatever was reported to the end is in the end where its readers look for it.',
    because: 'something was reported to the end, and nobody will ever see it',
    trigger: or(...reports.map((r) => r.reported)),
  });
