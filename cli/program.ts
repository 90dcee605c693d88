import { Command, CommanderError, Option } from 'commander';
import { SyntaxUsageError } from './errors.js';
import type { ExitCode } from './exit.js';
import { widthOf } from './io.js';
import { baseline } from './program/baseline.js';
import { check } from './program/check.js';
import { complete, completion } from './program/completion.js';
import type { Context, Declaration } from './program/declaration.js';
import { diff } from './program/diff.js';
import { explore } from './program/explore.js';
import { exports } from './program/export.js';
import { examples, exitCodes } from './program/help.js';
import { init } from './program/init.js';
import { list } from './program/list.js';
import { mutate } from './program/mutate.js';
import { replay } from './program/replay.js';
import { show } from './program/show.js';
import { simulate } from './program/simulate.js';
import type { Session } from './session.js';

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, Declaration>> = {
  explore,
  simulate,
  check,
  baseline,
  diff,
  mutate,
  list,
  show,
  replay,
  export: exports,
  init,
  completion,
};

/**
 * The commands, their flags and their help. What a command does is loaded when it runs; so `--help` and `--version`
 * load nothing, and a small exploration loads no more than it needs.
 */
export function program(session: Session, done: (exit: ExitCode) => void): Command {
  const root = rootOf(session.version ?? '');
  const context: Context = {
    session,
    ends:
      (run) =>
      async (...args) =>
        done(await run(...args)),
  };
  for (const [name, declare] of Object.entries(COMMANDS))
    withCommonFlags(declare(root.command(name), context));
  complete(root.command('complete', { hidden: true }), context);
  for (const command of [root, ...root.commands]) quietly(command, session);
  configured(root, session);
  return root;
}

const rootOf = (version: string): Command =>
  new Command('panic-check')
    .description("An explicit-state model checker for the Linux kernel's panic path.")
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .option('--config <file>', 'instead of panic-check.config.ts, .js or .json')
    .option('--no-config', 'use no configuration')
    .option('--print-config', 'print what a command would work with, and why')
    .addHelpText('after', exitCodes)
    .addHelpText(
      'after',
      examples([
        ['panic-check', 'on a terminal: choose a question, watch it being answered, see why'],
        ['panic-check explore', 'which lock may __crash_kexec() use? every lock, side by side'],
        ['panic-check explore kexec-lock --set lock=mutex', 'one variant, with a diagram of each race'],
        ['panic-check list', 'what can be asked'],
      ]),
    );

const withCommonFlags = (command: Command): Command =>
  command
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--verbose', 'show the stack of an internal error')
    .helpOption('-h, --help', 'print this help');

/** Mistakes are reported in one place, whoever finds them; help goes where it can be tested. */
function quietly(command: Command, { io }: Session): void {
  command
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: () => {},
      getOutHelpWidth: () => widthOf(io.stdout),
      getErrHelpWidth: () => widthOf(io.stdout),
    })
    .exitOverride((error: CommanderError) => {
      // Help and version are no mistakes.
      if (error.exitCode === 0) throw error;
      throw new SyntaxUsageError(command, error);
    });
}

/** Before a command runs, flags that were not given get their values from environment and configuration. */
function configured(root: Command, session: Session): void {
  root.hook('preAction', async (_, command) => {
    const { checkVariables, configuration, configure, readSettings } = await import('./config.js');
    const { io, cwd = process.cwd() } = session;
    const { config, printConfig } = root.opts<{ config?: string | boolean; printConfig?: boolean }>();
    checkVariables(root, io.env);
    session.settings = await readSettings(config, cwd, io.env);
    session.configured = configure(command, session.settings, io.env);
    if (!printConfig) return;
    io.out(`${JSON.stringify(configuration(command, session.settings), null, 2)}\n`);
    throw new CommanderError(0, 'panic-check.printConfig', '');
  });
}
