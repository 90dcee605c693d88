import { Argument, type Command } from 'commander';
import type { Shell } from '../completion.js';
import { Exit } from '../exit.js';
import type { Declaration } from './declaration.js';

export const completion: Declaration = (command, { session, ends }) =>
  command
    .summary('print what makes a shell complete command lines')
    .description('Prints a script for a shell, which then completes commands, flags, scenarios and settings.')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action(
      ends(async (shell: Shell) => {
        const { scripts } = await import('../completion.js');
        session.io.out(scripts[shell].script);
        session.io.err(`# to have it always: ${scripts[shell].install}\n`);
        return Exit.ok;
      }),
    );

/** What those scripts ask, with the line up to the cursor. */
export const complete: Declaration = (command, { session, ends }) =>
  command.argument('<line>').action(
    ends(async (line: string) => {
      const { candidates } = await import('../completion.js');
      for (const { word, says } of await candidates(line, command.parent as Command, session))
        session.io.out(`${word}\t${says}\n`);
      return Exit.ok;
    }),
  );
