import { CommanderError } from 'commander';
import type { Scenario } from '../scenarios/scenario.js';
import { failureOf, SyntaxUsageError } from './errors.js';
import { Exit, type ExitCode } from './exit.js';
import { type Io, styles, widthOf } from './io.js';
import { program } from './program.js';
import { scenarioLoader } from './scenarios.js';
import type { Session } from './session.js';

export interface RunOptions {
  readonly version?: string;
  /** Stands in for the built-in scenarios. */
  readonly scenarios?: readonly Scenario[];
  /** The folder in which paths begin. */
  readonly cwd?: string;
}

/** Runs one command line and says how it ended. Nothing is thrown: whatever happens is told to the user here. */
export async function run(
  argv: readonly string[],
  io: Io,
  { version = '', scenarios, cwd = process.cwd() }: RunOptions = {},
): Promise<ExitCode> {
  let exit: ExitCode = Exit.ok;
  const session = sessionOf(io, cwd, version, scenarios);
  try {
    const root = program(session, (code) => {
      exit = code;
    });
    if (argv.length === 0 && io.terminal !== undefined) {
      const { pickOnTerminal } = await import('./commands/pick.js');
      exit = await pickOnTerminal(session);
    } else if (argv.length === 0) root.outputHelp();
    else await root.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) exit = await tell(error, argv, session);
  }
  // What is wrong stays wrong when somebody gives up waiting for it.
  if (exit === Exit.internal || exit === Exit.misuse) return exit;
  return { SIGINT: Exit.interrupted, SIGTERM: Exit.terminated, none: exit }[io.interruption.by ?? 'none'];
}

function sessionOf(io: Io, cwd: string, version: string, instead: readonly Scenario[] | undefined): Session {
  const known = scenarioLoader({
    builtIn: async (named) => instead ?? builtIn(named),
    models: async () => {
      const { settings } = session;
      if (settings === undefined) return { paths: [], areKnown: true };
      const { modelFiles } = await import('./config.js');
      return { paths: await modelFiles(settings), areKnown: !settings.isNamed };
    },
    cwd,
  });
  const session: Session = {
    io,
    cwd,
    version,
    scenarios: known.all,
    names: async () => {
      const { catalogue } = await import('../scenarios/catalogue.js');
      const own = (await known.ofConfig()).map((s) => s.name);
      return [...own, ...(instead?.map((s) => s.name) ?? Object.keys(catalogue))];
    },
  };
  return session;
}

async function builtIn(named: string | undefined): Promise<readonly Scenario[]> {
  const { catalogue } = await import('../scenarios/catalogue.js');
  if (named !== undefined && Object.hasOwn(catalogue, named)) return [await catalogue[named]()];
  return (await import('../scenarios/index.js')).scenarios;
}

/** On stdout as JSON if that is what was asked for, even if the command line is what is wrong; otherwise on stderr. */
async function tell(thrown: unknown, argv: readonly string[], { io, scenarios }: Session): Promise<ExitCode> {
  const error = thrown instanceof SyntaxUsageError ? await thrown.completed(scenarios) : thrown;
  const failure = failureOf(error);
  const json = wantsJson(argv);
  if (json) {
    const { document, failureJson } = await import('./reporters/json.js');
    io.out(document(failureJson(failure)));
  }
  const { failureText } = await import('./reporters/failure.js');
  const verbose = argv.includes('--verbose') || Boolean(io.env.PANIC_CHECK_DEBUG);
  if (!json || verbose)
    io.err(failureText(failure, styles('auto', io.env, io.stderr), verbose, widthOf(io.stderr)));
  return failure.exit;
}

/** Whether stdout is to be one JSON document, as far as that can be seen in a command line that may be wrong. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.some(
    (word, i) =>
      word === '--json' || word === '--reporter=json' || (word === 'json' && argv[i - 1] === '--reporter'),
  );
