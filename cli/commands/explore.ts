import { type Scenario, type Variant, variantOf } from '../../scenarios/scenario.js';
import { findScenario } from '../answer.js';
import { settings } from '../arguments.js';
import type { ExitCode } from '../exit.js';
import type { CommonFlags, Session } from '../session.js';

export interface ExploreFlags extends CommonFlags {
  readonly set: readonly string[];
  readonly cpus?: number;
  readonly property: readonly string[];
  readonly engine: 'fast' | 'reference';
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly maxDepth?: number;
  readonly timeLimit?: number;
  readonly outDir?: string;
  readonly trace: boolean;
}

/** The question that a first-time user is shown. */
const FIRST_SCENARIO = 'kexec-lock';

/** Explores one variant in detail, or, where the compared option is left open, all its values side by side. */
export async function exploreScenario(
  name: string | undefined,
  flags: ExploreFlags,
  session: Session,
): Promise<ExitCode> {
  const scenario: Scenario = findScenario(await session.scenarios(), name ?? FIRST_SCENARIO);
  const given: Variant = settings(flags.set, flags.cpus);
  if (scenario.compares in given) {
    const { exploreVariant } = await import('./explore-variant.js');
    return exploreVariant(scenario, variantOf(scenario, given), flags, session);
  }
  const { compareVariants } = await import('./compare-variants.js');
  return compareVariants(scenario, given, flags, session);
}
