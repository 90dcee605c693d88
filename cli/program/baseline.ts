import type { BaselineFlags } from '../commands/baseline.js';
import { BASELINE_FILE } from '../gate/findings.js';
import type { Declaration } from './declaration.js';
import { jobsOption, jsonOption, VARIANTS_SHARED, workersOption } from './flags.js';
import { examples } from './help.js';

export const baseline: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (patterns: string[], flags: BaselineFlags) =>
        (await import('../commands/baseline.js')).baseline(patterns, flags, session),
      ),
    );
