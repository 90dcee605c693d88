import os from 'node:os';
import type { OperatorName } from '../../checker/mutate/index.js';
import type { MutateOptions } from '../../checker/mutate/mutate.js';
import { type Scenario, UsageError, type Variant } from '../../scenarios/scenario.js';
import { settings } from '../arguments.js';
import { choice } from '../errors.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { document } from '../reporters/json.js';
import { manyReport, mutationJson, oneReport, scoreOf, type Tested, totalOf } from '../reporters/mutation.js';
import { ProgressLine } from '../reporters/progress.js';
import { selectScenarios } from '../scenarios.js';
import type { CommonFlags, Session } from '../session.js';
import { tuneForMany } from '../tuning.js';
import { variantsToMutate } from './mutate-variants.js';

export interface MutateFlags extends CommonFlags {
  readonly set: readonly string[];
  readonly cpus?: number;
  readonly all?: boolean;
  readonly operators: readonly string[];
  readonly only?: string;
  readonly minScore?: number;
  readonly maxStates?: number;
  readonly timeLimit?: number;
  readonly workers: number | 'auto';
}

/** Changes the models, one thing at a time, and says which changes no property notices. */
export async function mutateScenarios(
  names: readonly string[],
  flags: MutateFlags,
  session: Session,
): Promise<ExitCode> {
  const given = settings(flags.set, flags.cpus);
  const scenarios = await selectScenarios(session, names);
  if (Object.keys(given).length > 0 && new Set(scenarios).size !== 1)
    throw new UsageError('--set is about the options of one scenario', 'name the scenario');
  const operators = await operatorsOf(flags);
  const limits = {
    ...(flags.maxStates === undefined ? {} : { maxStates: flags.maxStates }),
    ...(flags.timeLimit === undefined ? {} : { timeLimit: flags.timeLimit }),
  };
  if (flags.only !== undefined) {
    if (scenarios.length !== 1)
      throw new UsageError('--only shows a change to one scenario', 'name the scenario');
    const { mutateOne } = await import('./mutate-one.js');
    return mutateOne(
      scenarios[0],
      variantsToMutate(scenarios[0], given, flags.all),
      flags.only,
      limits,
      flags,
      session,
    );
  }
  tuneForMany();
  const tested: Tested[] = [];
  const progress = new ProgressLine(session.io);
  const options: MutateOptions = {
    ...limits,
    ...(operators === null ? {} : { operators }),
    every: flags.all ?? false,
    workers: flags.workers === 'auto' ? os.availableParallelism() : flags.workers,
    signal: session.io.interruption,
    onProgress: progress.updateCount,
  };
  try {
    for (const scenario of scenarios) {
      progress.about(`${scenario.name}, changes judged`);
      tested.push(await test(scenario, variantsToMutate(scenario, given, flags.all), options));
    }
  } finally {
    progress.stop();
  }
  const total = totalOf(tested);
  const enough = flags.minScore === undefined || (scoreOf(total) ?? 100) >= flags.minScore;
  const exit = worst([enough ? Exit.ok : Exit.unexpected, total.incomplete > 0 ? Exit.incomplete : Exit.ok]);
  if (flags.json) session.io.out(document({ exit, ...mutationJson(tested) }));
  else {
    const report =
      tested.length === 1 ? oneReport(tested[0], flags, session) : manyReport(tested, flags, session);
    const missed = enough ? '' : `\nThe score is below the ${flags.minScore} % that --min-score asks for.\n`;
    session.io.out(`${report}\n${missed}`);
  }
  return exit;
}

async function test(
  scenario: Scenario,
  variants: readonly Variant[],
  options: MutateOptions,
): Promise<Tested> {
  const { mutate } = await import('../../checker/mutate/mutate.js');
  const { asked, results } = await mutate(
    variants.map((v) => scenario.build(v)),
    options,
  );
  return { scenario, variants: asked.map((i) => variants[i]), results };
}

/** The operators that were asked for; null for all. */
async function operatorsOf({ operators }: MutateFlags): Promise<readonly OperatorName[] | null> {
  const names = operators.flatMap((list) => list.split(','));
  if (names.length === 0) return null;
  const { OPERATORS } = await import('../../checker/mutate/operators.js');
  const known = Object.keys(OPERATORS);
  for (const name of names)
    if (!known.includes(name))
      throw new UsageError(`there is no operator '${name}'`, choice(name, 'operators', known));
  return names as OperatorName[];
}
