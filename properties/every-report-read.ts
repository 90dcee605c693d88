import { and, atEnd, implies, or, type Property } from '../model/language/index.js';
import type { Reported } from './no-lost-report.js';

/** G5. For each report: it was published; a monitor that reads after every notification has read it. */
export const everyReportRead = (...reports: readonly Reported[]): Property =>
  atEnd('every-report-read', and(...reports.map((r) => implies(r.reported, r.arrived))), {
    says: 'A monitor that reads the last report after every notification gets to read every published report.',
    because: 'the report was published, and the monitor never got to read it',
    trigger: or(...reports.map((r) => r.reported)),
  });
