import { Option } from 'commander';
import type { ReplayFlags } from '../commands/replay.js';
import { FORMATS } from '../reporters/format-names.js';
import type { Declaration } from './declaration.js';
import { cpusOption, setOption } from './flags.js';
import { examples } from './help.js';

export const replay: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (target: string, flags: ReplayFlags) =>
        (await import('../commands/replay.js')).replay(target, flags, session),
      ),
    );
