import type { CommonFlags } from '../session.js';
import type { Declaration } from './declaration.js';
import { jsonOption } from './flags.js';
import { examples } from './help.js';

export const list: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (names: string[], flags: CommonFlags & { readonly bugs?: boolean }) => {
        if (flags.bugs) {
          const { listBugs } = await import('../commands/list-bugs.js');
          return listBugs(flags, session);
        }
        const { listScenarios } = await import('../commands/list.js');
        return listScenarios(names, flags, session);
      }),
    );
