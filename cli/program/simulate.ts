import { count, duration, natural } from '../arguments.js';
import type { SimulateFlags } from '../commands/simulate.js';
import type { Declaration } from './declaration.js';
import { cpusOption, jsonOption, outDirOption, propertyOption, setOption } from './flags.js';
import { examples } from './help.js';

export const simulate: Declaration = (command, { session, ends }) =>
  command
    .summary('try random runs of a scenario that is too large to explore')
    .description(
      'Makes random runs of one variant: at each state, one of all possible steps, each as likely. What a run comes to is ' +
        'a fact; what none comes to is not known, so that the verdict is never that something holds. The same seed makes ' +
        'the same runs. Stops early once every property that is asked about is decided.',
    )
    .argument('<scenario>', 'a name, or the file of your own')
    .addOption(setOption())
    .addOption(cpusOption())
    .addOption(propertyOption())
    .option('--runs <n>', 'how many runs (default: 10k)', count)
    .option('--depth <n>', 'end each run after this many steps (default: 10k)', natural(2 ** 31 - 1))
    .option('--seed <n>', 'another number makes other runs (default: 1)', natural())
    .option('--time-limit <time>', 'stop after this long (30s, 5m)', duration)
    .addOption(outDirOption())
    .option('--no-trace', 'neither print nor save counterexamples')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check simulate kexec-lock --set lock=mutex,cpus=4', '10,000 runs'],
        ['panic-check simulate panic-gate --set era=v6.18 --runs 1M --seed 7', 'more, and others'],
        [
          'panic-check simulate kexec-lock --property no-deadlock --time-limit 5m --runs 1G',
          'as many as fit',
        ],
      ]),
    )
    .action(
      ends(async (name: string, flags: SimulateFlags) =>
        (await import('../commands/simulate.js')).simulateScenario(name, flags, session),
      ),
    );
