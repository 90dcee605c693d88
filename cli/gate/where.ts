import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Explanation } from './result.js';
import type { Finding } from './summary.js';

/** Where in a model something stands, so that a report can point at it. */
export interface Where {
  /** An absolute path; in a finding that is told, one that begins in the repository. */
  readonly file: string;
  /** Null where only the file is known. */
  readonly line: number | null;
}

/** The folder in which the paths of reports begin: servers know files by their paths in the repository. */
export function repositoryOf(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return resolve(cwd);
  }
}

/** A finding as it is told: with paths as the repository has them. */
export const located = (f: Finding, root: string): Finding => ({
  ...f,
  where: within(f.where, root),
  explanation: f.explanation === null ? null : locatedSteps(f.explanation, root),
});

const locatedSteps = (e: Explanation, root: string): Explanation => ({
  ...e,
  steps: e.steps.map((step) => ({ ...step, where: within(step.where, root) })),
});

function within(where: Where | null, root: string): Where | null {
  if (where === null || !isAbsolute(where.file)) return where;
  const path = relative(root, where.file);
  return { ...where, file: path.startsWith('..') ? where.file : path.replaceAll('\\', '/') };
}

/** What a report points at: the step that breaks the property, if somebody knows where it was written, or else what is asked. */
export const pointedAt = ({ where, explanation }: Finding): Where | null =>
  explanation?.steps.findLast((step) => step.where !== null)?.where ?? where;

/** `models/patch.ts:12`. */
export const whereText = ({ file, line }: Where): string => (line === null ? file : `${file}:${line}`);
