import { relative } from 'node:path';
import type { Command, CommanderError } from 'commander';
import { nearest } from '../model/language/errors.js';
import type { Place } from '../model/language/places.js';
import type { Scenario } from '../scenarios/scenario.js';
import { Exit, type ExitCode } from './exit.js';

/** What is told about a failure, in text or as JSON. */
export interface Failure {
  readonly exit: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The line of a model, if the mistake is there; the message says it as well. */
  readonly where: Place | null;
  /** Only for failures that are ours. */
  readonly stack: string;
}

/** Something outside the program is in the way: a file that cannot be read, a folder that cannot be written. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(
    message: string,
    readonly hint = '',
  ) {
    super(message);
  }

  /** From what node:fs throws. */
  static from(doing: string, path: string, error: unknown): FileError {
    const { code } = error as NodeJS.ErrnoException;
    const reason = FILE_PROBLEMS[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
    return new FileError(`cannot ${doing} ${path}: ${reason}`);
  }
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be too large',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the name is too long',
  EEXIST: 'something else has this name',
};

/** Sorts errors into the user's mistakes, which are explained, and ours, which are owned. */
export function failureOf(error: unknown): Failure {
  const {
    name,
    message,
    stack = '',
    hint = '',
    where = null,
  } = error instanceof Error ? (error as Error & { hint?: string; where?: Place | null }) : asError(error);
  const ofTheUser = USER_ERRORS[name];
  if (ofTheUser !== undefined) {
    // A ModelError's message ends with its hint and its code; the hint has a line of its own here.
    const without = hint === '' ? message : message.replace(`\n  hint: ${hint}`, '');
    return { exit: Exit.misuse, code: ofTheUser, message: placed(without, where), hint, where, stack: '' };
  }
  return {
    exit: Exit.internal,
    code: 'internal',
    message: `internal error: ${message}`,
    hint: 'this is a bug of panic-check, not yours; please report it with the command and the output of --verbose',
    where: null,
    stack,
  };
}

/** `models/patch.ts:12: what is wrong`, with the path as the user would write it. */
function placed(message: string, where: Place | null): string {
  if (where === null) return message;
  const short = relative(process.cwd(), where.file);
  return `${short.startsWith('..') ? where.file : short}:${where.line}: ${message}`;
}

/** By name, because importing these classes would load what most commands do not need. */
const USER_ERRORS: Readonly<Record<string, string>> = {
  UsageError: 'usage',
  SyntaxUsageError: 'usage',
  FileError: 'file',
  ModelError: 'model',
  LoadError: 'model',
  TraceError: 'trace',
  Refusal: 'usage',
};

const asError = (thrown: unknown) => ({
  name: '',
  message: String(thrown),
  stack: undefined,
  hint: '',
  where: null,
});

/** A command line that commander does not understand. */
export class SyntaxUsageError extends Error {
  override readonly name = 'SyntaxUsageError';
  hint = '';

  constructor(
    private readonly command: Command,
    private readonly cause_: CommanderError,
  ) {
    super(cause_.message.replace(/^error: /, ''));
  }

  /** Adds what it could have been. An unknown flag may be an option of a scenario, so those are loaded to look. */
  async completed(scenarios: () => Promise<readonly Scenario[]>): Promise<this> {
    const { command, cause_ } = this;
    const written = /'([^']*)'/.exec(cause_.message)?.[1] ?? '';
    this.hint = `see ${fullName(command)} --help`;
    if (cause_.code === 'commander.unknownCommand')
      this.hint = choice(
        written,
        'commands',
        visibleCommands(command).map((c) => c.name()),
      );
    if (cause_.code === 'commander.unknownOption') {
      const bare = written.replace(/^-+/, '').replace(/=.*/, '');
      const flags = command.options.flatMap((o) => (o.long ? [o.long] : []));
      const isSetting = (await scenarios()).some((s) => s.options.some((o) => o.name === bare));
      this.hint = isSetting
        ? `options of a scenario are written --set ${bare}=…`
        : choice(written, 'flags', [...flags, '--help']);
    }
    return this;
  }
}

export function choice(written: string, what: string, known: readonly string[]): string {
  const near = nearest(written, known);
  return `${near === undefined ? '' : `did you mean '${near}'? `}${what}: ${known.join(', ')}`;
}

/** Those that are for people. */
export const visibleCommands = (command: Command): Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((c) => c.name() !== 'help');

const fullName = (command: Command): string =>
  command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
