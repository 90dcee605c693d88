import { Argument, Command, CommanderError, Option } from 'commander';
import {
  collect,
  count,
  duration,
  failOn,
  memory,
  natural,
  percentage,
  reductions,
  reporter,
  shard,
  workers,
} from './arguments.js';
import type { BaselineFlags } from './commands/baseline.js';
import type { CheckFlags } from './commands/check.js';
import type { DiffFlags } from './commands/diff.js';
import type { ExploreFlags } from './commands/explore.js';
import type { ExportFlags } from './commands/export.js';
import type { InitFlags } from './commands/init.js';
import type { MutateFlags } from './commands/mutate.js';
import type { ReplayFlags } from './commands/replay.js';
import type { ShowFlags } from './commands/show.js';
import type { SimulateFlags } from './commands/simulate.js';
import type { Shell } from './completion.js';
import { SyntaxUsageError } from './errors.js';
import { EXIT_CODES, Exit, type ExitCode } from './exit.js';
import { BASELINE_FILE, FAILS_BY_DEFAULT, FINDINGS } from './gate/findings.js';
import { widthOf } from './io.js';
import { REPORTERS } from './reporters/check/names.js';
import { FORMATS } from './reporters/format-names.js';
import type { CommonFlags, Session } from './session.js';

/**
 * The commands, their flags and their help. What a command does is loaded when it runs; so `--help` and `--version`
 * load nothing, and a small exploration loads no more than it needs.
 */
export function program(session: Session, version: string, done: (exit: ExitCode) => void): Command {
  const root = new Command('panic-check')
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

  const explore = root
    .command('explore')
    .summary('explore every interleaving of a scenario')
    .description(
      'Explores every interleaving of a scenario and says of each property whether it holds.\n\n' +
        'A scenario compares the values of one of its options: left open, there is a row for each value. Once it is\n' +
        'set, that variant is told in detail, and the runs to its violations are saved. Limits hold for each variant.',
    )
    .argument('[scenario]', 'a name, or the file of your own: ./patch.ts (default: kexec-lock)')
    .addOption(setOption())
    .addOption(cpusOption())
    .option(
      '--compare <options>',
      'a row for each combination of the values of these options (a,b)',
      collect,
      [],
    )
    .addOption(propertyOption())
    .addOption(
      new Option('--engine <name>', 'the fast engine, or the slow and obvious one')
        .choices(['fast', 'reference'])
        .default('fast'),
    )
    .option('--max-states <n>', 'stop after this many states (100k, 5M)', count)
    .option('--max-depth <n>', 'stop at runs of this many steps', count)
    .option(
      '--max-switches <k>',
      'only runs with at most 0, 1, … k context switches, until one is a violation',
      natural(2 ** 31 - 1),
    )
    .option('--max-memory <size>', 'stop when the state space takes this much memory (2GiB)', memory)
    .option('--time-limit <time>', 'stop after this long (30s, 5m)', duration)
    .addOption(
      new Option('--store <kind>', 'what is remembered of visited states; all but exact may overlook some')
        .choices(['exact', 'fingerprints', 'bitstate'])
        .default('exact'),
    )
    .option('--seed <n>', 'another seed for --store bitstate overlooks other states', natural(2 ** 31 - 1))
    .addOption(
      workersOption('threads that search; auto: all processors, once it is worth it').default('auto'),
    )
    .addOption(
      new Option(
        '--reduction <kinds>',
        'what makes the state space smaller: all, none, or some of dead, order, symmetry (default: all, once it is large)',
      ).argParser(reductions),
    )
    .option('--explain-reduction', 'say what each reduction can do here, and search with and without')
    .addOption(outDirOption())
    .option('--no-trace', 'neither print nor save counterexamples')
    .option('--plain', 'print the report on a terminal at once, instead of a screen to watch')
    .addOption(
      new Option('--format <form>', 'print this: svg is the table as a picture').choices(['text', 'svg']),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check explore', 'the first question, answered in a table'],
        ['panic-check explore kexec-lock --set lock=mutex,panic-from=task', 'one variant'],
        ['panic-check explore hotplug-matrix --compare kernel,udev', 'a row for each combination'],
        [
          'panic-check explore kexec-lock --set lock=cmpxchg --cpus 3 --time-limit 5m',
          'a larger one, bounded',
        ],
        [
          'panic-check explore kexec-lock --set lock=rt-mutex,cpus=4 --property no-deadlock --max-switches 5',
          'runs of few context switches first',
        ],
        ['panic-check explore kexec-lock --set lock=xchg --property no-deadlock --json', 'for scripts'],
      ]),
    );
  explore.action(async (name: string | undefined, flags: ExploreFlags) => {
    const { exploreScenario } = await import('./commands/explore.js');
    done(await exploreScenario(name, flags, session));
  });

  const simulate = root
    .command('simulate')
    .summary('try random runs of a scenario that is too large to explore')
    .description(
      'Makes random runs of one variant: at each state, one of all possible steps, each as likely. What a run comes to is ' +
        'a fact; what none comes to is not known, so that the verdict is never that something holds. The same seed makes ' +
        'the same runs. Stops early once every property that is asked about is decided.',
    )
    .argument('<scenario>', 'a name, or the file of your own')
    .addOption(setOption())
    .addOption(cpusOption())
    .addOption(propertyOption())
    .option('--runs <n>', 'how many runs (default: 10k)', count)
    .option('--depth <n>', 'end each run after this many steps (default: 10k)', natural(2 ** 31 - 1))
    .option('--seed <n>', 'another number makes other runs (default: 1)', natural())
    .option('--time-limit <time>', 'stop after this long (30s, 5m)', duration)
    .addOption(outDirOption())
    .option('--no-trace', 'neither print nor save counterexamples')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check simulate kexec-lock --set lock=mutex,cpus=4', '10,000 runs'],
        ['panic-check simulate panic-gate --set era=v6.18 --runs 1M --seed 7', 'more, and others'],
        [
          'panic-check simulate kexec-lock --property no-deadlock --time-limit 5m --runs 1G',
          'as many as fit',
        ],
      ]),
    );
  simulate.action(async (name: string, flags: SimulateFlags) => {
    const { simulateScenario } = await import('./commands/simulate.js');
    done(await simulateScenario(name, flags, session));
  });

  const check = root
    .command('check')
    .summary('check that every verdict is the expected one')
    .description(
      'Explores every variant of the scenarios, each on the smallest machine that fits it, and compares all verdicts ' +
        'with the expected ones. For continuous integration: the exit code is the answer.\n\n' +
        'A pattern is a scenario, a glob over their names, or a property of them behind a colon.',
    )
    .argument(
      '[pattern...]',
      'names, globs or files, also scenario:property (default: your models, or all built in)',
    )
    .option(
      '--reporter <name[=file]>',
      `how it is told, and where; repeatable. ${REPORTERS.join(', ')}`,
      reporter,
    )
    .option('--json', 'the same as --reporter json')
    .option('-q, --quiet', 'tell only what fails')
    .option('--strict', 'unreached steps, and properties that nothing violates, fail as well')
    .option(
      '--fail-on <findings>',
      `what fails (default: ${FAILS_BY_DEFAULT.join(',')}; also ${FINDINGS.filter((f) => !FAILS_BY_DEFAULT.includes(f)).join(', ')})`,
      failOn,
    )
    .option('--bail', 'stop at the first variant that fails')
    .option('--time-limit <time>', 'stop after this long, all variants together (90s, 5m)', duration)
    .option('--shard <i/n>', 'explore only part i of n of the variants, to share them among machines', shard)
    .option(
      '--changed-since <revision>',
      'only scenarios whose model is not the one in the baseline of this git revision',
    )
    .option('--baseline [file]', `say what models mean now that they did not (${BASELINE_FILE})`)
    .addOption(workersOption(VARIANTS_SHARED))
    .addOption(jobsOption())
    .option('--timings', 'times in reports, which then differ from run to run')
    .addOption(outDirOption())
    .option('--no-trace', 'save no counterexamples')
    .addHelpText(
      'after',
      examples([
        ['panic-check check', 'everything'],
        ['panic-check check kexec-lock', 'one scenario'],
        ["panic-check check 'panic-*' '*:no-deadlock'", 'some, and one property of all'],
        [
          'panic-check check --strict --reporter junit=junit.xml --reporter sarif=panic-check.sarif',
          'for CI',
        ],
        ['panic-check check --baseline --changed-since origin/main', 'for a pull request'],
        ['panic-check check --shard 1/4', 'a quarter; 2/4, 3/4 and 4/4 on other machines'],
      ]),
    )
    .addHelpText('after', exitCodes);
  check.action(async (patterns: string[], flags: CheckFlags) => {
    const { check: checkAll } = await import('./commands/check.js');
    done(await checkAll(patterns, flags, session));
  });

  const baseline = root
    .command('baseline')
    .summary('write down what the models mean now, for review')
    .description(
      'Explores every variant and writes what came out, a fact a line: verdicts, counterexamples, counts of states, steps ' +
        'that are taken, hashes of the models. Committed, the file shows in a diff what a change of a model did, and ' +
        'check --baseline fails where somebody did not look.',
    )
    .argument('[pattern...]', 'scenarios to write anew (default: all)')
    .option('-o, --output <file>', `the file (default: ${BASELINE_FILE})`)
    .addOption(workersOption(VARIANTS_SHARED))
    .addOption(jobsOption())
    .option('-q, --quiet', 'say nothing but errors')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check baseline', `writes ${BASELINE_FILE}`],
        ['panic-check baseline kexec-lock', 'only the facts of one scenario are written anew'],
        ['panic-check check --baseline', 'is everything still as it says?'],
      ]),
    );
  baseline.action(async (patterns: string[], flags: BaselineFlags) => {
    const { baseline: write } = await import('./commands/baseline.js');
    done(await write(patterns, flags, session));
  });

  const diff = root
    .command('diff')
    .summary('say what a change did to the meaning of the models')
    .description(
      'Compares two baselines: files, or git revisions that have one committed. Says which verdicts moved, which ' +
        'counterexamples are new, which functions and steps came and went, and how many states: as markdown.',
    )
    .argument('<from>', 'a revision or a file')
    .argument('[to]', `a revision or a file (default: ${BASELINE_FILE}, as it is here)`)
    .option('--baseline <file>', `where revisions have it (default: ${BASELINE_FILE})`)
    .option('--exit-code', 'exit with 4 if anything has changed')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check diff origin/main', 'what does this branch change?'],
        ['panic-check diff v1.0 v1.1 > comment.md', 'for a pull request'],
      ]),
    );
  diff.action(async (from: string, to: string | undefined, flags: DiffFlags) => {
    const { diff: compare } = await import('./commands/diff.js');
    done(await compare(from, to, flags, session));
  });

  const mutate = root
    .command('mutate')
    .summary('change the models, one thing at a time: does any property notice?')
    .description(
      'Makes one change after the other to the functions of a scenario (a lock not taken, a wait left out, two steps\n' +
        'swapped …), asks all its questions again, and lists which property notices which change, and the changes that\n' +
        'none does. The score is how many of the changes that make a difference are noticed. Limits hold for each change\n' +
        'in each variant.',
    )
    .argument('[scenario...]', 'which scenarios (default: all)')
    .addOption(setOption('only variants with these settings; repeatable, also a=1,b=2'))
    .addOption(cpusOption())
    .option('--all', 'ask every variant (default: those that are likely to tell something)')
    .option('--operators <names>', 'only these kinds of changes (a,b); repeatable', collect, [])
    .option('--only <change>', 'show one change as a difference of listings, with its verdicts')
    .option('--min-score <percent>', 'fail if the score is lower', percentage)
    .option('--max-states <n>', 'give up a change in a variant after this many states (100k, 5M)', count)
    .option('--time-limit <time>', 'give up a change in a variant after this long (30s, 5m)', duration)
    .addOption(workersOption('threads that share the changes; auto: all processors').default('auto'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check mutate panic-gate', 'what do the properties of panic-gate notice?'],
        ['panic-check mutate panic-gate --operators drop-wait,drop-ipi', 'only some kinds of changes'],
        ['panic-check mutate panic-gate --only panic.claim:split-rmw', 'one change, and its verdicts'],
        ['panic-check mutate --min-score 80', 'all scenarios, for continuous integration'],
      ]),
    );
  mutate.action(async (names: string[], flags: MutateFlags) => {
    const { mutateScenarios } = await import('./commands/mutate.js');
    done(await mutateScenarios(names, flags, session));
  });

  const list = root
    .command('list')
    .summary('list scenarios, their options, and what is known')
    .description(
      'Lists scenarios with their options, properties and known outcomes, and what cannot be asked yet.',
    )
    .argument('[scenario...]', 'names or files, with * (default: all)')
    .option('--bugs', 'list the historical bugs instead, each explored before and after its fix')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check list', ''],
        ['panic-check list --bugs', 'the benchmark: is each bug found, and gone after its fix?'],
        ['panic-check list --json', 'for scripts'],
      ]),
    );
  list.action(async (names: string[], flags: CommonFlags & { readonly bugs?: boolean }) => {
    if (flags.bugs) {
      const { listBugs } = await import('./commands/list-bugs.js');
      return done(await listBugs(flags, session));
    }
    const { listScenarios } = await import('./commands/list.js');
    done(await listScenarios(names, flags, session));
  });

  const show = root
    .command('show')
    .summary('show a scenario, or the listing of a modelled function')
    .description(
      'Shows what a scenario models, or prints a modelled function as C. All its forms, unless one is named.',
    )
    .argument(
      '<scenario|function>',
      'a scenario, its file, a function, or one form of a function (name@form)',
    )
    .addOption(setOption('show this variant of the scenario; repeatable, also a=1,b=2'))
    .addOption(cpusOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check show kexec-lock', 'who runs what, and what is asked'],
        ['panic-check show __crash_kexec', 'every form of the function'],
        ['panic-check show __crash_kexec@cmpxchg', 'one form'],
      ]),
    );
  show.action(async (name: string, flags: ShowFlags) => {
    const { show: showPage } = await import('./commands/show.js');
    done(await showPage(name, flags, session));
  });

  const replay = root
    .command('replay')
    .summary('step through a counterexample')
    .description(
      'Executes a saved run again, or explores until a property is violated, and shows the run: on a terminal to step\n' +
        'through it forward and back, with what else could happen; elsewhere, or with --format, as a document.',
    )
    .argument('<trace>', 'a trace that explore saved (*.itf.json), or scenario:property')
    .addOption(setOption('with scenario:property, set options of the scenario'))
    .addOption(cpusOption())
    .addOption(new Option('--format <form>', 'print this instead').choices(FORMATS))
    .option('-o, --output <file>', 'write it to this file; the ending says in which form')
    .option('--plain', 'print the diagram on a terminal, too')
    .option('--model <file>', 'the file of your model that the trace is of, if it is in no configuration')
    .addHelpText(
      'after',
      examples([
        ['panic-check replay panic-check-out/kexec-lock.no-deadlock.lock=xchg.itf.json', ''],
        ['panic-check replay kexec-lock:no-deadlock', 'explores, and opens the first run to a deadlock'],
        ['panic-check replay kexec-lock:kdump-starts --set lock=rt-mutex-debug', 'why is there no dump?'],
        ['panic-check replay kexec-lock:no-deadlock -o run.html', 'a page for a bug report'],
        ['panic-check replay kexec-lock:no-deadlock --format mermaid', 'a diagram for an issue'],
      ]),
    );
  replay.action(async (target: string, flags: ReplayFlags) => {
    const { replay: replayRun } = await import('./commands/replay.js');
    done(await replayRun(target, flags, session));
  });

  const exports = root
    .command('export')
    .summary('write a scenario for another model checker')
    .description(
      'Writes a scenario in the language of another model checker, which then reaches the same states and the same\n' +
        'verdicts by other means. The text goes to stdout, and what to run next to stderr.',
    )
    .argument('[scenario]', 'a name, or the file of your own')
    .addOption(
      new Option('--to <language>', 'promela for SPIN, murphi for Rumur, tla for TLC').choices([
        'promela',
        'murphi',
        'tla',
      ]),
    )
    .addOption(setOption())
    .addOption(cpusOption())
    .option('-o, --output <file>', 'write the text to this file')
    .option('--out-dir <folder>', 'write it to this folder, under the name of the scenario and its settings')
    .option('--list', 'list which scenarios can be written in which language, and why not')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check export kexec-lock --to promela', 'the default variant, for SPIN'],
        [
          'panic-check export kexec-lock --set lock=mutex --to murphi --out-dir models',
          'one variant, as a file',
        ],
        ['panic-check export --list', 'what can be exported'],
      ]),
    );
  exports.action(async (name: string | undefined, flags: ExportFlags) => {
    const { exportScenario } = await import('./commands/export.js');
    done(await exportScenario(name, flags, session));
  });

  const init = root
    .command('init')
    .summary('begin a project of your own')
    .description(
      'Writes a configuration, a first model that can be explored at once, a script and a workflow for CI. What exists is\n' +
        'left as it is.',
    )
    .argument('[folder]', 'where to', '.')
    .option('--force', 'replace what exists')
    .option('--dry-run', 'only say what would be written')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check init', 'in this folder'],
        ['panic-check init models-of-kdump --dry-run', 'what would be written there'],
      ]),
    );
  init.action(async (folder: string, flags: InitFlags) => {
    const { init: begin } = await import('./commands/init.js');
    done(await begin(folder, flags, version, session));
  });

  const completion = root
    .command('completion')
    .summary('print what makes a shell complete command lines')
    .description('Prints a script for a shell, which then completes commands, flags, scenarios and settings.')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']));
  completion.action(async (shell: Shell) => {
    const { scripts } = await import('./completion.js');
    session.io.out(scripts[shell].script);
    session.io.err(`# to have it always: ${scripts[shell].install}\n`);
    done(Exit.ok);
  });
  root
    .command('complete', { hidden: true })
    .argument('<line>')
    .action(async (line: string) => {
      const { candidates } = await import('./completion.js');
      for (const { word, says } of await candidates(line, root, session))
        session.io.out(`${word}\t${says}\n`);
      done(Exit.ok);
    });

  for (const command of [
    explore,
    simulate,
    check,
    baseline,
    diff,
    mutate,
    list,
    show,
    replay,
    exports,
    init,
    completion,
  ])
    command
      .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
      .option('--verbose', 'show the stack of an internal error')
      .helpOption('-h, --help', 'print this help');
  for (const command of [root, ...root.commands]) quietly(command, session);
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
  return root;
}

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

// ---- Flags of several commands ---------------------------------------------------------------------------------------

const setOption = (says = 'set options of the scenario; repeatable, also a=1,b=2') =>
  new Option('--set <option=value>', says).argParser(collect).default([]);
const cpusOption = () => new Option('--cpus <n>', 'the same as --set cpus=n').argParser(count);
const propertyOption = () =>
  new Option('--property <name>', 'judge only this property; repeatable').argParser(collect).default([]);
const outDirOption = () =>
  new Option('--out-dir <folder>', 'where counterexamples are saved (default: panic-check-out)');
const jsonOption = () => new Option('--json', 'print one JSON document instead');
const workersOption = (says: string) => new Option('--workers <n>', says).argParser(workers);
const VARIANTS_SHARED = 'threads that explore variants; auto: as many as there are processors';
const jobsOption = () => new Option('-j, --jobs <n>', 'the same as --workers').argParser(workers);

// ---- Help ------------------------------------------------------------------------------------------------------------

const exitCodes = () => `\nExit codes:\n${table(EXIT_CODES.map(([code, says]) => [String(code), says]))}`;

function table(rows: readonly (readonly [string, string])[]): string {
  const column = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(column)}  ${right}`.trimEnd()).join('\n');
}

const examples = (rows: readonly (readonly [string, string])[]): string => {
  const column = Math.max(...rows.map(([command]) => command.length));
  const long = rows.some(([, says]) => column + says.length + 4 > 100);
  const text = long
    ? rows.map(([command, says]) => `  ${command}${says === '' ? '' : `\n      ${says}`}`).join('\n')
    : table(rows);
  return `\nExamples:\n${text}`;
};
