import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandLine } from '../command-line.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { baselineOf, compareBaselines, merged, writeBaseline } from '../gate/baseline.js';
import { BASELINE_FILE } from '../gate/findings.js';
import type { CheckedVariant, FailedVariant } from '../gate/result.js';
import { baselineFile } from '../gate/revision.js';
import { runWork, workOf } from '../gate/run.js';
import { select } from '../gate/select.js';
import { changeText } from '../reporters/baseline-changes.js';
import { wrap } from '../reporters/columns.js';
import { document } from '../reporters/json.js';
import { counted } from '../reporters/words.js';
import { checkFolder, writeAtomically } from '../save.js';
import { type CommonFlags, look, type Session } from '../session.js';

export interface BaselineFlags extends CommonFlags {
  readonly output?: string;
  readonly workers?: number | 'auto';
  readonly jobs?: number | 'auto';
  readonly quiet?: boolean;
}

const HINT = 'choose another file with --output';

/**
 * Writes down what the models mean now, for review. With patterns, only of the scenarios that they select; the others stay as
 * they are in the file. What was not explored to its end is no fact, and then nothing is written.
 */
export async function baseline(
  patterns: readonly string[],
  flags: BaselineFlags,
  session: Session,
): Promise<ExitCode> {
  const file = flags.output ?? BASELINE_FILE;
  checkFolder(dirname(file), HINT);
  const before = existsSync(file) ? baselineFile(file) : null;
  const selections = await select(
    patterns.map((p) => p.split(':')[0]),
    session,
  );
  const work = workOf(selections, null, null);
  const checked: CheckedVariant[] = [];
  const failed: FailedVariant[] = [];
  await runWork(
    work,
    { workers: flags.workers ?? flags.jobs ?? 'auto', timeLimit: null, quiet: flags.quiet ?? false },
    session,
    {
      variant: (result) => {
        if (result.kind === 'checked') checked.push(result);
        if (result.kind === 'failed') failed.push(result);
      },
      scenario: () => {},
      enough: () => failed.length > 0,
    },
    async () => {},
  );
  const exit = worst([
    ...failed.map((f) => f.failure.exit),
    ...(checked.length < work.tasks.length || checked.some((r) => !r.exhaustive) ? [Exit.incomplete] : []),
  ]);
  if (exit !== Exit.ok) {
    tellRefusal(file, failed[0], flags, session);
    return exit;
  }
  const found = baselineOf(checked);
  const news = patterns.length > 0 && before !== null ? merged(before, found) : found;
  writeAtomically(file, writeBaseline(news), HINT);
  const { changes } = compareBaselines(before ?? { ...news, scenarios: {} }, news);
  const unexpected = checked.reduce((n, r) => n + r.properties.filter((p) => p.exit !== Exit.ok).length, 0);
  const { io } = session;
  if (flags.json) io.out(document({ file, variants: checked.length, unexpected, changes }));
  else if (!flags.quiet) {
    const { width } = look(session, flags);
    const shown = before === null ? [] : changes;
    const lines = [
      ...shown.flatMap((c) => wrap(`${c.scenario}: ${changeText(c)}`, width, 2)),
      ...(shown.length > 0 ? [''] : []),
      `${file}: ${counted(checked.length, 'variant')} of ${counted(selections.length, 'scenario')}` +
        (before === null
          ? ''
          : changes.length === 0
            ? ', unchanged'
            : `, ${counted(changes.length, 'change')}`),
      ...(unexpected > 0
        ? wrap(
            `${counted(unexpected, 'verdict')} in it ${unexpected === 1 ? 'is' : 'are'} not the expected one: ${commandLine('check')}`,
            width,
          )
        : []),
    ];
    io.out(`${lines.join('\n')}\n`);
  }
  return Exit.ok;
}

function tellRefusal(
  file: string,
  failed: FailedVariant | undefined,
  flags: BaselineFlags,
  { io }: Session,
): void {
  const kept = existsSync(file) ? `${file} is as it was` : 'nothing was written';
  const where = failed === undefined ? '' : `${failed.scenario} ${failed.settings}`.trim();
  const message =
    failed === undefined
      ? `not every variant was explored to its end: ${kept}`
      : `${where}: ${failed.failure.message}; ${kept}`;
  if (flags.json)
    io.out(
      document({ error: { code: failed?.failure.code ?? 'incomplete', message, hint: 'panic-check check' } }),
    );
  else io.err(`error: ${message}\nhint: panic-check check says more\n`);
}
