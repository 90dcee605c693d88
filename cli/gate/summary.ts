import type { VerdictName } from '../../checker/verdict.js';
import { placeNamed } from '../../model/language/locate.js';
import { type Expectation, type Scenario, smallestVariants } from '../../scenarios/scenario.js';
import type { Shard } from '../arguments.js';
import { commandLine } from '../command-line.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { changeText } from '../reporters/baseline-changes.js';
import { exploreCommand } from '../reporters/variant.js';
import { counted } from '../reporters/words.js';
import { referenceTo } from '../scenarios.js';
import type { BaselineChange, Comparison } from './baseline.js';
import type { FindingKind } from './findings.js';
import type {
  CheckedProperty,
  CheckedVariant,
  Explanation,
  UnexploredVariant,
  VariantResult,
} from './result.js';
import type { Selection } from './select.js';
import type { Where } from './where.js';

/** What a check is going to do. */
export interface Plan {
  readonly scenarios: readonly {
    readonly name: string;
    readonly question: string;
    /** The option whose values are set side by side. */
    readonly compares: string;
    readonly variants: number;
  }[];
  readonly variants: number;
  readonly shard: Shard | null;
  /** The revision that was asked about, and the scenarios whose models are what they were then. */
  readonly changedSince: { readonly revision: string; readonly unchanged: readonly string[] } | null;
}

/** Something that is not as it should be. */
export interface Finding {
  readonly kind: FindingKind;
  readonly scenario: string;
  /** Where what it is about was written: the property or the step, or the scenario; null where nobody knows. */
  readonly where: Where | null;
  /** What differs from the defaults; null where it is about no single variant. */
  readonly settings: string | null;
  /** The property, or what else it is about: `unreached-step`, `model-error`. */
  readonly rule: string;
  readonly says: string;
  readonly verdict: VerdictName | null;
  readonly expected: Expectation['verdict'] | null;
  readonly expectation: Expectation | null;
  /** In a line, without the scenario and its settings. */
  readonly message: string;
  /** What shows it again. */
  readonly command: string;
  /** Whether it decides the exit code, or is only told. */
  readonly fails: boolean;
  readonly exit: ExitCode;
  /** Of a violation: its canonical shortest run. */
  readonly run: CheckedProperty['run'];
  readonly explanation: Explanation | null;
  /** The file of its trace, where it was saved, and what shows it. */
  readonly trace: string | null;
  readonly replay: string | null;
}

/** What came out of one scenario, over its variants. */
export interface ScenarioSummary {
  readonly name: string;
  readonly variants: number;
  readonly states: number;
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  readonly unexpected: number;
  /**
   * How many steps the modelled functions have, and those that no variant reaches and nothing excuses. Null where not every
   * variant was explored to its end, because others may have and reach more.
   */
  readonly steps: number | null;
  readonly unreached: readonly string[] | null;
}

export interface Summary {
  readonly exit: ExitCode;
  readonly plan: Plan;
  readonly scenarios: readonly ScenarioSummary[];
  readonly findings: readonly Finding[];
  /** Variants that were explored, to the end or not. */
  readonly checked: number;
  readonly verdicts: number;
  /** Why properties were not judged over all scenarios, if they were not. */
  readonly oneSidedJudged: boolean;
  /** Against a baseline, if there is one: of how many variants, because what a limit cut short is no fact. */
  readonly baseline: (Comparison & { readonly file: string; readonly compared: number }) | null;
}

export const VERDICTS: readonly VerdictName[] = ['holds', 'violated', 'vacuous', 'incomplete'];

/** What is gathered of a scenario while its variants come in. */
class Gathering {
  explored = 0;
  failed = 0;
  states = 0;
  readonly verdicts: Record<VerdictName, number> = { holds: 0, violated: 0, vacuous: 0, incomplete: 0 };
  readonly steps = new Set<string>();
  readonly reached = new Set<string>();
  readonly findings: Finding[] = [];
  readonly verdictsOf = new Map<string, Set<VerdictName>>();
  /** Whether every variant so far was explored to its end. */
  whole = true;

  constructor(
    readonly selection: Selection,
    /** All its variants, or only some in a shard. */
    readonly all: boolean,
    readonly fails: (kind: FindingKind) => boolean,
  ) {
    for (const { steps } of selection.scenario.unreached) for (const step of steps) this.reached.add(step);
  }

  add(result: VariantResult): void {
    if (result.kind === 'failed') {
      this.whole = false;
      this.failed++;
      this.findings.push(this.error(result));
    }
    if (result.kind !== 'checked') return;
    this.explored++;
    this.states += result.states;
    if (!result.exhaustive) this.whole = false;
    for (const step of result.steps.all) this.steps.add(step);
    for (const step of result.steps.reached) this.reached.add(step);
    for (const p of result.properties) {
      this.verdicts[p.verdict]++;
      // A cover asks to be reached, and no assertion of a model is meant to fail.
      if (p.kind !== 'reachable' && p.kind !== 'assertion')
        this.verdictsOf.set(p.name, (this.verdictsOf.get(p.name) ?? new Set()).add(p.verdict));
      if (p.exit !== Exit.ok) this.findings.push(this.unexpected(result, p));
    }
  }

  /** What all its variants together say. `why` is what kept the others from being explored, if there are any. */
  close(planned: number, why: UnexploredVariant['why']): ScenarioSummary {
    const { scenario, whole } = this.selection;
    const left = planned - this.explored - this.failed;
    if (left > 0) {
      this.whole = false;
      this.findings.push(this.unexplored(left, planned, why));
    }
    const judged = this.all && this.whole && this.explored > 0;
    const unreached = judged ? [...this.steps].filter((step) => !this.reached.has(step)) : null;
    const command = commandLine('check', referenceTo(scenario), '--strict');
    if (whole)
      for (const step of unreached ?? [])
        this.findings.push({
          ...this.finding(
            'unreached',
            'unreached-step',
            `no variant reaches ${step}, and nothing excuses it`,
            {
              command,
              exit: Exit.finding,
              says: 'Every step of the model is taken in some variant.',
            },
          ),
          where: stepIn(scenario, step) ?? this.selection.where,
        });
    return {
      name: scenario.name,
      variants: this.explored,
      states: this.states,
      verdicts: this.verdicts,
      unexpected: this.findings.filter((f) => f.verdict !== null).length,
      steps: judged ? this.steps.size : null,
      unreached: whole ? unreached : null,
    };
  }

  private unexpected(result: CheckedVariant, p: CheckedProperty): Finding {
    const kind =
      p.exit === Exit.incomplete ? 'incomplete' : p.exit === Exit.finding ? 'vacuous' : 'violation';
    // Where an expected violation is gone, another property may have taken its place.
    const instead = result.properties.filter(
      (other) => other.verdict === 'violated' && other.expected !== 'violated' && other.name !== p.name,
    );
    const isGone = p.expected === 'violated' && p.verdict !== 'violated' && kind === 'violation';
    const more =
      isGone && instead.length > 0 ? `; instead, ${instead.map((o) => o.name).join(', ')} is violated` : '';
    return {
      ...this.finding(kind, p.name, `${p.name}: ${p.verdict}, expected ${p.expected}${more}`, {
        command: exploreCommand(this.selection.scenario, result.variant, [p.name]),
        exit: p.exit,
        says: p.says,
      }),
      where: p.where ?? this.selection.where,
      settings: result.settings,
      verdict: p.verdict,
      expected: p.expected,
      expectation: p.expectation,
      run: p.run,
    };
  }

  private error(result: Extract<VariantResult, { kind: 'failed' }>): Finding {
    const { failure, variant, settings } = result;
    const rule = failure.exit === Exit.internal ? 'internal-error' : 'model-error';
    return {
      ...this.finding('error', rule, failure.message, {
        command: exploreCommand(this.selection.scenario, variant),
        exit: failure.exit,
        says: failure.hint,
      }),
      where: failure.where ?? this.selection.where,
      settings,
    };
  }

  private unexplored(left: number, planned: number, why: UnexploredVariant['why']): Finding {
    const reason = { time: '--time-limit reached', interrupted: 'interrupted', bail: '--bail' }[why];
    const message = `${left} of ${counted(planned, 'variant')} not explored: ${reason}`;
    return this.finding('incomplete', 'unexplored', message, {
      command: commandLine('check', referenceTo(this.selection.scenario)),
      exit: Exit.incomplete,
      says: 'Every variant is explored.',
    });
  }

  private finding(
    kind: FindingKind,
    rule: string,
    message: string,
    more: Pick<Finding, 'command' | 'exit' | 'says'>,
  ): Finding {
    const { scenario, where } = this.selection;
    const fails = this.fails(kind);
    return { ...NOTHING, ...more, kind, scenario: scenario.name, where, rule, message, fails };
  }
}

/** Where a step was written that a scenario has in some variant. */
function stepIn(scenario: Scenario, step: string): Where | null {
  for (const variant of smallestVariants(scenario)) {
    const place = placeNamed(step, scenario.build(variant).system);
    if (place !== null) return place;
  }
  return null;
}

const NOTHING = {
  where: null,
  settings: null,
  verdict: null,
  expected: null,
  expectation: null,
  run: null,
  explanation: null,
  trace: null,
  replay: null,
} as const;

/** Judges results as they come in. Knows nothing of threads, files and streams. */
export class Judge {
  private readonly gatherings: ReadonlyMap<string, Gathering>;
  readonly findings: Finding[] = [];
  private readonly done: ScenarioSummary[] = [];

  constructor(
    readonly plan: Plan,
    selections: readonly Selection[],
    private readonly fails: (kind: FindingKind) => boolean,
    /** Whether all scenarios there are take part, each with all its variants and properties. */
    private readonly everything: boolean,
  ) {
    const all = plan.shard === null || plan.shard.of === 1;
    this.gatherings = new Map(selections.map((s) => [s.scenario.name, new Gathering(s, all, fails)]));
  }

  add(result: VariantResult): void {
    this.gatherings.get(result.scenario)?.add(result);
  }

  /** Whether anything has failed so far. */
  get failed(): boolean {
    return [...this.gatherings.values()].some((g) => g.findings.some((f) => f.fails));
  }

  /** All variants of a scenario are in. */
  close(name: string, why: UnexploredVariant['why']): ScenarioSummary {
    const gathering = this.gatherings.get(name);
    const planned = this.plan.scenarios.find((s) => s.name === name);
    if (gathering === undefined || planned === undefined)
      throw new Error(`internal error: nobody asked about ${name}`);
    const summary = gathering.close(planned.variants, why);
    this.findings.push(...gathering.findings);
    this.done.push(summary);
    return summary;
  }

  summary(baseline: Summary['baseline']): Summary {
    const oneSidedJudged = this.everything && [...this.gatherings.values()].every((g) => g.whole);
    if (oneSidedJudged) this.findings.push(...this.oneSided());
    if (baseline !== null)
      for (const change of baseline.changes) this.findings.push(this.changed(change, baseline.file));
    const failing = this.findings.filter((f) => f.fails);
    return {
      exit: worst(failing.map((f) => f.exit)),
      plan: this.plan,
      scenarios: this.done,
      findings: this.findings,
      checked: this.done.reduce((n, s) => n + s.variants, 0),
      verdicts: this.done.reduce((n, s) => n + VERDICTS.reduce((m, v) => m + s.verdicts[v], 0), 0),
      oneSidedJudged,
      baseline,
    };
  }

  /** Whether a property can fail is a question to all scenarios together: each may use it for what it proves. */
  private oneSided(): Finding[] {
    const verdicts = new Map<string, Set<VerdictName>>();
    for (const { verdictsOf } of this.gatherings.values())
      for (const [name, had] of verdictsOf)
        verdicts.set(name, new Set([...(verdicts.get(name) ?? []), ...had]));
    return [...verdicts].flatMap(([name, had]) =>
      had.has('violated') && had.has('holds')
        ? []
        : [
            {
              ...NOTHING,
              kind: 'one-sided',
              scenario: '',
              rule: 'one-sided-property',
              says: 'Every property is violated by some variant, and holds in some.',
              message: `${name}: only ever ${[...had].join(', ')}`,
              command: commandLine('check', '--strict'),
              fails: this.fails('one-sided'),
              exit: Exit.finding,
            },
          ],
    );
  }

  private changed(change: BaselineChange, baselineFile: string): Finding {
    const { scenario } = change;
    const selection = this.gatherings.get(scenario)?.selection;
    const reference = selection === undefined ? scenario : referenceTo(selection.scenario);
    return {
      ...NOTHING,
      kind: 'baseline',
      scenario,
      where: selection?.where ?? null,
      rule: 'baseline',
      says: 'The models mean what the baseline says.',
      message: changeText(change),
      command: commandLine('check', reference, '--baseline', baselineFile),
      fails: this.fails('baseline'),
      exit: Exit.finding,
    };
  }
}
