/** The forms in which a check is told; each has a file of this name. */
export const REPORTERS = [
  'default',
  'minimal',
  'json',
  'jsonl',
  'junit',
  'sarif',
  'github',
  'markdown',
  'tap',
] as const;
export type ReporterName = (typeof REPORTERS)[number];
