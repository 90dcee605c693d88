import { Option } from 'commander';
import { collect, count, duration, memory, natural, reductions } from '../arguments.js';
import type { ExploreFlags } from '../commands/explore.js';
import type { Declaration } from './declaration.js';
import { cpusOption, jsonOption, outDirOption, propertyOption, setOption, workersOption } from './flags.js';
import { examples } from './help.js';

export const explore: Declaration = (command, { session, ends }) =>
  command
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
    )
    .action(
      ends(async (name: string | undefined, flags: ExploreFlags) =>
        (await import('../commands/explore.js')).exploreScenario(name, flags, session),
      ),
    );
