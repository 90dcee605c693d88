import { Option } from 'commander';
import type { ExportFlags } from '../commands/export.js';
import type { Declaration } from './declaration.js';
import { cpusOption, jsonOption, setOption } from './flags.js';
import { examples } from './help.js';

export const exports: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (name: string | undefined, flags: ExportFlags) =>
        (await import('../commands/export.js')).exportScenario(name, flags, session),
      ),
    );
