import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { UsageError } from '../../scenarios/scenario.js';
import { readText } from '../save.js';
import { type Baseline, readBaseline } from './baseline.js';

/** The baseline in a file. */
export function baselineFile(file: string): Baseline {
  const hint = 'panic-check baseline writes one; a pattern goes before --baseline';
  return readBaseline(readText(file, hint), file);
}

/**
 * The baseline as a revision has it committed. What the models of a revision meant is read, not found out again: that would
 * run the code of that revision, and need whatever it needed.
 */
export function baselineAt(revision: string, file: string): Baseline {
  return readBaseline(blobAt(revision, file), `${revision}:${file}`);
}

function blobAt(revision: string, file: string): string {
  if (revision.startsWith('-')) throw new UsageError(`'${revision}' is no revision`);
  const near = relative('.', file);
  const path = near.startsWith('.') ? near : `./${near}`;
  const git = (...args: string[]) =>
    // Not `git show`, which would run what a repository configures for the conversion of files.
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 30 });
  try {
    git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') throw new UsageError('git is not installed, or not in the PATH');
    throw new UsageError(
      `'${revision}' is neither a file nor a revision of git${stderr ? `: ${stderr.trim().split('\n')[0]}` : ''}`,
      'in CI, the revision has to be fetched first (with actions/checkout: fetch-depth: 0)',
    );
  }
  try {
    return git('cat-file', 'blob', `${revision}:${path}`);
  } catch {
    throw new UsageError(
      `${revision} has no ${file}`,
      `write one with panic-check baseline, and commit it; or name another file with --baseline`,
    );
  }
}

/** A file, or else a revision of the baseline of this folder. */
export const baselineFrom = (named: string, file: string): Baseline =>
  existsSync(named) ? baselineFile(named) : baselineAt(named, file);
