import { Exit, type ExitCode } from '../exit.js';
import { compareBaselines } from '../gate/baseline.js';
import { BASELINE_FILE } from '../gate/findings.js';
import { baselineFrom } from '../gate/revision.js';
import { changesMarkdown } from '../reporters/baseline-changes.js';
import { document } from '../reporters/json.js';
import type { CommonFlags, Session } from '../session.js';

export interface DiffFlags extends CommonFlags {
  /** Where revisions have their baseline. */
  readonly baseline?: string;
  readonly exitCode?: boolean;
}

/** What happened to the meaning of the models between two baselines: files, or revisions that have one. */
export async function diff(
  from: string,
  to: string | undefined,
  flags: DiffFlags,
  { io }: Session,
): Promise<ExitCode> {
  const file = flags.baseline ?? BASELINE_FILE;
  const [before, after] = [from, to ?? file].map((named) => baselineFrom(named, file));
  const comparison = compareBaselines(before, after);
  if (flags.json) io.out(document({ from, to: to ?? file, ...comparison }));
  else io.out(changesMarkdown(comparison, from, to ?? file));
  return flags.exitCode && comparison.changes.length > 0 ? Exit.finding : Exit.ok;
}
