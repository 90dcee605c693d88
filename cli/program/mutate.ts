import { collect, count, duration, percentage } from '../arguments.js';
import type { MutateFlags } from '../commands/mutate.js';
import type { Declaration } from './declaration.js';
import { cpusOption, jsonOption, setOption, workersOption } from './flags.js';
import { examples } from './help.js';

export const mutate: Declaration = (command, { session, ends }) =>
  command
    .summary('change the models, one thing at a time: does any property notice?')
    .description(
      'Makes one change after the other to the functions of a scenario (a lock not taken, a wait left out, two steps\n' +
        'swapped …), asks all its questions again, and lists which property notices which change, and the changes that\n' +
        'none does. The score is how many of the changes that make a difference are noticed. Limits hold for each change\n' +
        'in each variant.',
    )
    .argument('[scenario...]', 'which scenarios (default: all)')
    .addOption(setOption('only variants with these settings; repeatable, also a=1,b=2'))
    .addOption(cpusOption())
    .option('--all', 'ask every variant (default: those that are likely to tell something)')
    .option('--operators <names>', 'only these kinds of changes (a,b); repeatable', collect, [])
    .option('--only <change>', 'show one change as a difference of listings, with its verdicts')
    .option('--min-score <percent>', 'fail if the score is lower', percentage)
    .option('--max-states <n>', 'give up a change in a variant after this many states (100k, 5M)', count)
    .option('--time-limit <time>', 'give up a change in a variant after this long (30s, 5m)', duration)
    .addOption(workersOption('threads that share the changes; auto: all processors').default('auto'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        ['panic-check mutate panic-gate', 'what do the properties of panic-gate notice?'],
        ['panic-check mutate panic-gate --operators drop-wait,drop-ipi', 'only some kinds of changes'],
        ['panic-check mutate panic-gate --only panic.claim:split-rmw', 'one change, and its verdicts'],
        ['panic-check mutate --min-score 80', 'all scenarios, for continuous integration'],
      ]),
    )
    .action(
      ends(async (names: string[], flags: MutateFlags) =>
        (await import('../commands/mutate.js')).mutateScenarios(names, flags, session),
      ),
    );
