import { DEFAULTS, type SimulateOptions } from '../../checker/simulate.js';
import { variantOf } from '../../scenarios/scenario.js';
import { answerWith, isSelected } from '../answer.js';
import { settings } from '../arguments.js';
import type { ExitCode } from '../exit.js';
import { exploreCommand } from '../reporters/variant.js';
import { findScenario } from '../scenarios.js';
import type { Session } from '../session.js';
import { type TraceFlags, tellVariant } from './explore-variant.js';

export interface SimulateFlags extends TraceFlags {
  readonly set: readonly string[];
  readonly cpus?: number;
  readonly property: readonly string[];
  readonly runs?: number;
  readonly depth?: number;
  readonly seed?: number;
  readonly timeLimit?: number;
}

/** Makes random runs of one variant, and tells what they come to as `explore` does. */
export async function simulateScenario(
  name: string,
  flags: SimulateFlags,
  session: Session,
): Promise<ExitCode> {
  const scenario = findScenario(await session.scenarios(name), name);
  const variant = variantOf(scenario, settings(flags.set, flags.cpus));
  const { runs = DEFAULTS.runs, depth = DEFAULTS.depth, seed = DEFAULTS.seed, timeLimit, property } = flags;
  const command = [
    exploreCommand(scenario, variant, property, 'simulate'),
    `--runs ${runs} --depth ${depth} --seed ${seed}`,
    ...(timeLimit === undefined || session.configured?.has('timeLimit')
      ? []
      : [`--time-limit ${timeLimit}ms`]),
  ].join(' ');
  return tellVariant(flags, session, command, (progress) => {
    progress.about(`${scenario.name} ${scenario.compares}=${variant[scenario.compares]}`);
    const options: SimulateOptions = {
      runs,
      depth,
      seed,
      isAsked: (p) => isSelected(property, p),
      onProgress: progress.updateRuns,
      signal: session.io.interruption,
      ...(timeLimit === undefined ? {} : { timeLimit }),
    };
    return answerWith(scenario, variant, property, async (machine) => {
      const { simulate } = await import('../../checker/simulate.js');
      return simulate(machine, options);
    });
  });
}
