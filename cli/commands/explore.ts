import type { ReductionKind } from '../../checker/reduce/kinds.js';
import { type Scenario, UsageError, type Variant, variantOf } from '../../scenarios/scenario.js';
import { settings } from '../arguments.js';
import { choice } from '../errors.js';
import type { ExitCode } from '../exit.js';
import { findScenario } from '../scenarios.js';
import type { Session } from '../session.js';
import type { TraceFlags } from './explore-variant.js';

export interface ExploreFlags extends TraceFlags {
  readonly set: readonly string[];
  readonly cpus?: number;
  readonly compare: readonly string[];
  readonly property: readonly string[];
  readonly engine: 'fast' | 'reference';
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly maxDepth?: number;
  readonly maxSwitches?: number;
  readonly timeLimit?: number;
  readonly store: 'exact' | 'fingerprints' | 'bitstate';
  readonly seed?: number;
  readonly workers: number | 'auto';
  readonly reduction?: readonly ReductionKind[];
  readonly explainReduction?: boolean;
  readonly plain?: boolean;
  readonly format?: 'text' | 'svg';
}

/** The question that a first-time user is shown. */
const FIRST_SCENARIO = 'kexec-lock';

/** Explores one variant in detail, or the values of some options side by side. */
export async function exploreScenario(
  name: string | undefined,
  flags: ExploreFlags,
  session: Session,
): Promise<ExitCode> {
  const asked = name ?? FIRST_SCENARIO;
  const scenario: Scenario = findScenario(await session.scenarios(asked), asked);
  const given: Variant = settings(flags.set, flags.cpus);
  if (flags.engine === 'reference' && flags.store !== 'exact')
    throw new UsageError(
      `the reference engine remembers whole states, not ${flags.store}`,
      'leave out --engine reference or --store',
    );
  const compared = comparedOptions(scenario, given, flags);
  if (flags.explainReduction) {
    if (compared.length > 0)
      throw new UsageError(
        '--explain-reduction is about one variant',
        `choose one: --set ${scenario.compares}=${scenario.options.find((o) => o.name === scenario.compares)?.values[0].name}`,
      );
    const { explainReductionOf } = await import('./explain-reduction.js');
    return explainReductionOf(scenario, variantOf(scenario, given), flags, session);
  }
  if (compared.length === 0 && flags.format === 'svg') {
    // One variant is a table of one row.
    const { compareVariants } = await import('./compare-variants.js');
    return compareVariants(scenario, [scenario.compares], given, flags, session);
  }
  if (compared.length === 0) {
    const { exploreVariant } = await import('./explore-variant.js');
    return exploreVariant(scenario, variantOf(scenario, given), flags, session);
  }
  const { compareVariants } = await import('./compare-variants.js');
  return compareVariants(scenario, compared, given, flags, session);
}

/** The options whose values are set side by side: those asked for, or the scenario's own if it was left open. */
function comparedOptions(scenario: Scenario, given: Variant, { compare }: ExploreFlags): readonly string[] {
  const names = compare.flatMap((list) => list.split(','));
  const only = scenario.options.find((o) => o.name === scenario.compares)?.values.length === 1;
  if (names.length === 0) return only || scenario.compares in given ? [] : [scenario.compares];
  const known = scenario.options.map((o) => o.name);
  for (const name of names) {
    if (!known.includes(name))
      throw new UsageError(`${scenario.name} has no option '${name}'`, choice(name, 'options', known));
    if (name in given)
      throw new UsageError(`'${name}' is both compared and set to ${given[name]}`, 'leave one of them out');
  }
  return [...new Set(names)];
}
