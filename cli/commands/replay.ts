import { existsSync } from 'node:fs';
import { Exit, type ExitCode } from '../exit.js';
import { type OpenedRun, openTrace } from '../opened-run.js';
import type { Format } from '../reporters/format-names.js';
import { replayText } from '../reporters/replay-text.js';
import { writeAtomically } from '../save.js';
import { type CommonFlags, look, type Session } from '../session.js';

export interface ReplayFlags extends CommonFlags {
  readonly set: readonly string[];
  readonly cpus?: number;
  readonly format?: Format;
  readonly output?: string;
  readonly plain?: boolean;
  /** The file of the user's own model that the trace is of. */
  readonly model?: string;
}

/** Shows a run: step by step on a terminal, otherwise in the form that is asked for. */
export async function replay(target: string, flags: ReplayFlags, session: Session): Promise<ExitCode> {
  const opened = await open(target, flags, session);
  const { terminal } = session.io;
  if (flags.format === undefined && flags.output === undefined && !flags.plain && terminal !== undefined) {
    const { replayOnTerminal } = await import('../screens/replay/open.js');
    await replayOnTerminal(opened, terminal, flags.color, session);
    return Exit.ok;
  }
  await tell(opened, flags, session);
  return Exit.ok;
}

/** A file is replayed; `scenario:property` is explored, and what is found is replayed. */
async function open(target: string, flags: ReplayFlags, session: Session): Promise<OpenedRun> {
  const asked = /^(.+):([\w-]+)$/.exec(target);
  if (asked === null || existsSync(target)) return openTrace(target, session, flags.model);
  const { findRun } = await import('./find-run.js');
  return findRun(asked[1], asked[2], flags, session);
}

async function tell(opened: OpenedRun, flags: ReplayFlags, session: Session): Promise<void> {
  const { style, width } = look(session, flags);
  const { formatOf, formatRun } = await import('../reporters/formats.js');
  const format = flags.format ?? (flags.output === undefined ? 'text' : formatOf(flags.output));
  if (flags.output === undefined) {
    session.io.out(format === 'text' ? replayText(opened, style, width) : await formatRun(opened, format));
    return;
  }
  writeAtomically(flags.output, await formatRun(opened, format), 'choose another file with --output');
  session.io.err(`written to ${flags.output} (${format})\n`);
}
