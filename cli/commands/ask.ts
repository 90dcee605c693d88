import type { Findings } from '../../checker/verdict.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';
import { type Answer, type AskOptions, answer, counterexampleOf, type JudgedProperty } from '../answer.js';
import type { Watcher } from '../reporters/progress.js';
import { counted } from '../reporters/words.js';
import type { Session } from '../session.js';
import type { ExploreFlags } from './explore.js';

/** Explores a variant within the limits that the user set, saying how far it is. */
export function ask(
  scenario: Scenario,
  variant: Variant,
  flags: ExploreFlags,
  { io }: Session,
  progress: Watcher,
): Promise<Answer> {
  const label = `${scenario.name} ${scenario.compares}=${variant[scenario.compares]}`;
  progress.about(label);
  const options: AskOptions = {
    onBound: ({ maxSwitches, states }) => {
      progress.say(`${label}, --max-switches ${maxSwitches}: ${counted(states, 'state')}, nothing violated`);
    },
    engine: flags.engine,
    store: flags.store,
    workers: flags.workers,
    ...(flags.reduction === undefined ? {} : { reduction: flags.reduction }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    onProgress: progress.update,
    signal: io.interruption,
    ...(flags.maxStates === undefined ? {} : { maxStates: flags.maxStates }),
    ...(flags.maxDepth === undefined ? {} : { maxDepth: flags.maxDepth }),
    ...(flags.maxSwitches === undefined ? {} : { maxSwitches: flags.maxSwitches }),
    ...(flags.maxMemory === undefined ? {} : { maxMemory: flags.maxMemory }),
    ...(flags.timeLimit === undefined ? {} : { timeLimit: flags.timeLimit }),
  };
  return answer(scenario, variant, flags.property, options);
}

export async function explain({ machine }: Findings, { report }: JudgedProperty): Promise<readonly string[]> {
  const run = counterexampleOf(report);
  const property = machine.properties.find((p) => p.name === report.name);
  if (run === null || property === undefined) return [];
  return (await import('../explain.js')).explainRun(machine, property, run);
}
