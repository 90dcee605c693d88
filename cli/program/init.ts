import type { InitFlags } from '../commands/init.js';
import type { Declaration } from './declaration.js';
import { jsonOption } from './flags.js';
import { examples } from './help.js';

export const init: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (folder: string, flags: InitFlags) =>
        (await import('../commands/init.js')).init(folder, flags, session),
      ),
    );
