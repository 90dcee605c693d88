import type { ShowFlags } from '../commands/show.js';
import type { Declaration } from './declaration.js';
import { cpusOption, setOption } from './flags.js';
import { examples } from './help.js';

export const show: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (name: string, flags: ShowFlags) =>
        (await import('../commands/show.js')).show(name, flags, session),
      ),
    );
