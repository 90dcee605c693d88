import { duration, failOn, reporter, shard } from '../arguments.js';
import type { CheckFlags } from '../commands/check.js';
import { BASELINE_FILE, FAILS_BY_DEFAULT, FINDINGS } from '../gate/findings.js';
import { REPORTERS } from '../reporters/check/names.js';
import type { Declaration } from './declaration.js';
import { jobsOption, outDirOption, VARIANTS_SHARED, workersOption } from './flags.js';
import { examples, exitCodes } from './help.js';

export const check: Declaration = (command, { session, ends }) =>
  command
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
    .addHelpText('after', exitCodes)
    .action(
      ends(async (patterns: string[], flags: CheckFlags) =>
        (await import('../commands/check.js')).check(patterns, flags, session),
      ),
    );
