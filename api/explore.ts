import type { ExploreOptions as SearchOptions } from '../checker/explore.js';
import type { Exploration, Run } from '../checker/verdict.js';
import { type Answer, answer, counterexampleOf, type JudgedProperty } from '../cli/answer.js';
import { Exit } from '../cli/exit.js';
import { raceDiagram } from '../cli/reporters/race-diagram.js';
import { type Scenario, type Variant, variantOf } from '../scenarios/scenario.js';

/** What to explore, and within which limits. Times are in milliseconds, memory in bytes. */
export interface ExploreOptions extends Omit<SearchOptions, 'maxSwitches'> {
  /** Settings of the scenario; options that are left out have their defaults. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** The properties to judge: all, if left out. */
  readonly properties?: readonly string[];
  /** Runs with at most this many context switches, come to from 0 on. */
  readonly maxSwitches?: number;
}

/** A property with its verdict, and whether that is the expected one. */
export type Judged = JudgedProperty['report'] & {
  readonly expected: 'holds' | 'violated' | 'vacuous';
  readonly asExpected: boolean;
};

/** A property that a run breaks. */
export interface Violation {
  readonly property: string;
  /** The property, as a sentence. */
  readonly says: string;
  /** What is wrong at the end of the run. */
  readonly because: string;
  /** The run; null for a cover that no reachable state satisfies. */
  readonly run: Run | null;
  /** The run as a race diagram, a column for each CPU, at most `width` characters wide (100 by default). */
  diagram(width?: number): string;
}

interface ResultBase {
  readonly scenario: string;
  /** The value of each option. */
  readonly variant: Variant;
  /** Every property that was judged, in the order of the scenario. */
  readonly properties: readonly Judged[];
  /** Every verdict is the expected one: what exit code 0 says. */
  readonly asExpected: boolean;
  /** Numbers and coverage of the search, and the machine that was searched. */
  readonly exploration: Exploration;
}

/**
 * What came out, by its worst verdict: a violation is a fact even where the search did not finish; otherwise what is not
 * known comes before what says nothing. Fields that a result cannot have are null.
 */
export type ExploreResult =
  | (ResultBase & {
      readonly verdict: 'violated';
      readonly violations: readonly [Violation, ...Violation[]];
      /** Why not everything was seen; null if it was. */
      readonly stopped: Exploration['stopped'];
    })
  | (ResultBase & {
      readonly verdict: 'incomplete';
      readonly violations: null;
      readonly stopped: NonNullable<Exploration['stopped']>;
    })
  | (ResultBase & { readonly verdict: 'vacuous'; readonly violations: null; readonly stopped: null })
  | (ResultBase & { readonly verdict: 'holds'; readonly violations: null; readonly stopped: null });

/**
 * Explores every interleaving of one variant of a scenario. Each counterexample has been executed by the reference
 * interpreter, and an unfinished search never says `holds`.
 *
 * @example
 * const result = await explore(kexecLock, { set: { lock: 'mutex' }, timeLimit: 60_000 });
 * if (result.verdict === 'violated') throw new Error(result.violations[0].diagram());
 *
 * @throws UsageError if the scenario has no such option, value or property.
 * @throws ModelError if the model is wrong, with the place in it; `where` has file and line if they are known.
 */
export async function explore(scenario: Scenario, options: ExploreOptions = {}): Promise<ExploreResult> {
  const { set = {}, properties = [], ...search } = options;
  const given = Object.fromEntries(Object.entries(set).map(([name, value]) => [name, String(value)]));
  return result(await answer(scenario, variantOf(scenario, given), properties, search));
}

function result({ scenario, variant, exploration, properties, exit }: Answer): ExploreResult {
  const base: ResultBase = {
    scenario: scenario.name,
    variant,
    properties: properties.map(({ report, expected, exit }) => ({
      ...report,
      expected,
      asExpected: exit === Exit.ok,
    })),
    asExpected: exit === Exit.ok,
    exploration,
  };
  const { stopped } = exploration;
  const [first, ...more] = properties
    .filter(({ report }) => report.verdict === 'violated')
    .map(({ report }) => violation(report, exploration));
  if (first !== undefined) return { ...base, verdict: 'violated', violations: [first, ...more], stopped };
  if (stopped !== null && properties.some(({ report }) => report.verdict === 'incomplete'))
    return { ...base, verdict: 'incomplete', violations: null, stopped };
  const vacuous = properties.some(({ report }) => report.verdict === 'vacuous');
  return { ...base, verdict: vacuous ? 'vacuous' : 'holds', violations: null, stopped: null };
}

function violation(report: JudgedProperty['report'], { machine }: Exploration): Violation {
  const run = counterexampleOf(report);
  return {
    property: report.name,
    says: report.says,
    because: report.because,
    run,
    diagram: (width = 100) =>
      run === null
        ? 'no reachable state is like that'
        : raceDiagram(machine, run, { width, because: [report.because], heading: String, comment: String }),
  };
}
