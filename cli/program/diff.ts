import type { DiffFlags } from '../commands/diff.js';
import { BASELINE_FILE } from '../gate/findings.js';
import type { Declaration } from './declaration.js';
import { jsonOption } from './flags.js';
import { examples } from './help.js';

export const diff: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (from: string, to: string | undefined, flags: DiffFlags) =>
        (await import('../commands/diff.js')).diff(from, to, flags, session),
      ),
    );
