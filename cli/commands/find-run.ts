import type { PropertyReport, Run } from '../../checker/verdict.js';
import { type Scenario, UsageError, type Variant, variantOf } from '../../scenarios/scenario.js';
import { answer, counterexampleOf, machineOf } from '../answer.js';
import { settings } from '../arguments.js';
import { type OpenedRun, propertyOf, whyWrong } from '../opened-run.js';
import { ProgressLine } from '../reporters/progress.js';
import { exploreCommand } from '../reporters/variant.js';
import { findScenario } from '../scenarios.js';
import type { Session } from '../session.js';
import type { ReplayFlags } from './replay.js';

/**
 * Explores until a property is violated, and opens the run that shows it: in the variant that was asked for, or in the
 * first one that shows it of those that the scenario compares.
 */
export async function findRun(
  name: string,
  property: string,
  flags: ReplayFlags,
  session: Session,
): Promise<OpenedRun> {
  const { io } = session;
  const scenario = findScenario(await session.scenarios(name), name);
  const given = settings(flags.set, flags.cpus);
  const variants = variantsToTry(scenario, given);
  const progress = new ProgressLine(io);
  try {
    for (const variant of variants) {
      const machine = machineOf(scenario, variant);
      const asked = propertyOf(machine, property, scenario.name);
      progress.about(`${scenario.name} ${scenario.compares}=${variant[scenario.compares]}`);
      const { exploration, properties } = await answer(scenario, variant, [property], {
        onProgress: progress.update,
        signal: io.interruption,
        workers: 'auto',
      });
      const report = properties.find((p) => p.report.name === property)?.report;
      const run = report === undefined ? null : runOf(report);
      if (io.interruption.aborted) break;
      if (report === undefined || run === null) continue;
      const found = {
        scenario,
        variant,
        machine: exploration.machine,
        property,
        verdict: report.verdict,
        run,
      };
      const why = report.verdict === 'violated' ? whyWrong(exploration.machine, asked, run) : [];
      return { ...found, why };
    }
  } finally {
    progress.stop();
  }
  const tried = variants.length === 1 ? 'this variant' : `any of the ${variants.length} variants compared`;
  throw new UsageError(
    `${scenario.name}: no run violates '${property}' in ${tried}, so there is nothing to replay`,
    `${exploreCommand(scenario, variants[0])} says how things stand with each property`,
  );
}

/** For what is to be reachable, a run that reaches it is what one wants to see. */
const runOf = (report: PropertyReport): Run | null =>
  report.verdict === 'holds' ? report.witness : counterexampleOf(report);

function variantsToTry(scenario: Scenario, given: Variant): Variant[] {
  const first = variantOf(scenario, given);
  if (scenario.compares in given) return [first];
  const others = (scenario.options.find((o) => o.name === scenario.compares)?.values ?? []).flatMap((v) => {
    try {
      return [variantOf(scenario, { ...given, [scenario.compares]: v.name })];
    } catch (error) {
      // Settings that contradict each other are no variant.
      if (error instanceof UsageError) return [];
      throw error;
    }
  });
  return [first, ...others.filter((v) => v[scenario.compares] !== first[scenario.compares])];
}
