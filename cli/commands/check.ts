import type { ReporterSpec, Shard } from '../arguments.js';
import { failureOf } from '../errors.js';
import { type ExitCode, worst } from '../exit.js';
import { type Baseline, baselineOf, compareBaselines, restricted } from '../gate/baseline.js';
import { isUnchanged } from '../gate/changed.js';
import { BASELINE_FILE, FAILS_BY_DEFAULT, type FindingKind } from '../gate/findings.js';
import { openOutputs } from '../gate/outputs.js';
import type { CheckedVariant, VariantResult } from '../gate/result.js';
import { baselineAt, baselineFile } from '../gate/revision.js';
import { type Explain, runWork, workOf } from '../gate/run.js';
import { type Selection, select } from '../gate/select.js';
import { type Finding, Judge, type Summary } from '../gate/summary.js';
import { located, repositoryOf } from '../gate/where.js';
import { styles, widthOf } from '../io.js';
import { failureText } from '../reporters/failure.js';
import { replayCommand } from '../reporters/variant.js';
import { checkFolder, traceFile, writeAtomically } from '../save.js';
import type { CommonFlags, Session } from '../session.js';

export interface CheckFlags extends CommonFlags {
  readonly shard?: Shard;
  readonly reporter?: readonly ReporterSpec[];
  readonly failOn?: readonly FindingKind[];
  readonly strict?: boolean;
  readonly bail?: boolean;
  readonly quiet?: boolean;
  readonly timings?: boolean;
  readonly timeLimit?: number;
  readonly changedSince?: string;
  /** A file, or `true` for the usual one. */
  readonly baseline?: string | true;
  readonly workers?: number | 'auto';
  readonly jobs?: number | 'auto';
  readonly outDir?: string;
  readonly trace?: boolean;
}

/** So many violations are told in full; of each property of a scenario, the first. */
const MOST_EXPLAINED = 20;
const OUT_DIR = 'panic-check-out';

/**
 * Explores every variant of the scenarios (or of those that patterns select) and compares the verdicts with the expected ones.
 * A shard explores only its part of the variants, and claims nothing that takes all of them.
 */
export async function check(
  patterns: readonly string[],
  flags: CheckFlags,
  session: Session,
): Promise<ExitCode> {
  const { io } = session;
  const selected = await select(patterns, session);
  const file = flags.baseline === true ? BASELINE_FILE : (flags.baseline ?? null);
  const baseline = file === null ? null : baselineFile(file);
  const changed = changedOnly(selected, flags.changedSince, file ?? BASELINE_FILE);
  const work = workOf(changed.selections, flags.shard ?? null, changed.since);
  const isShard = flags.shard !== undefined && flags.shard.of > 1;
  const everything = patterns.length === 0 && !isShard && changed.selections.length === selected.length;
  const fails = failing(flags);
  const judge = new Judge(work.plan, changed.selections, fails, everything);
  const outputs = await openOutputs(flags, session);
  const checked: CheckedVariant[] = [];
  let explained: ReadonlyMap<Finding, Partial<Finding>> = new Map();
  let notSaved: unknown = null;
  const asks = new Map(changed.selections.map((s) => [s.scenario.name, s.asks]));

  outputs.start(work.plan);
  await runWork(
    work,
    {
      workers: flags.workers ?? flags.jobs ?? 'auto',
      timeLimit: flags.timeLimit ?? null,
      quiet: flags.quiet ?? false,
    },
    session,
    {
      variant: (found) => {
        const result = asked(found, asks);
        if (result.kind === 'checked') checked.push(result);
        judge.add(result);
        outputs.variant(result);
      },
      scenario: (name, why) => outputs.scenario(judge.close(name, why)),
      enough: () => flags.bail === true && judge.failed,
    },
    async (explain) => {
      explained = await explainViolations(judge.findings, checked, explain);
      if (flags.trace === false) return;
      try {
        explained = saveTraces(explained, checked, flags.outDir ?? OUT_DIR, changed.selections);
      } catch (error) {
        // What was found is told even if it cannot be saved.
        notSaved = error;
      }
    },
  );

  const comparison =
    baseline === null || file === null
      ? null
      : { file, ...compareWith(baseline, checked, changed.selections, work.plan, everything) };
  const summary = judge.summary(comparison);
  const told: Summary = {
    ...summary,
    findings: summary.findings.map((f) =>
      located({ ...f, ...explained.get(f) }, repositoryOf(session.cwd ?? '.')),
    ),
  };
  outputs.end(told);
  try {
    outputs.save();
  } catch (error) {
    notSaved ??= error;
  }
  if (notSaved === null) return told.exit;
  const failure = failureOf(notSaved);
  io.err(`${failureText(failure, styles('auto', io.env, io.stderr), false, widthOf(io.stderr))}`);
  return worst([told.exit, failure.exit]);
}

/** What decides the exit code: what is asked for, and with --strict what everybody overlooks. */
function failing({ failOn, strict }: CheckFlags): (kind: FindingKind) => boolean {
  const kinds = new Set<FindingKind>([
    'error',
    ...(failOn ?? FAILS_BY_DEFAULT),
    ...(strict ? (['vacuous', 'unreached', 'one-sided'] as const) : []),
  ]);
  return (kind) => kinds.has(kind);
}

/** Without the scenarios whose models a revision had as well. */
function changedOnly(selections: readonly Selection[], revision: string | undefined, file: string) {
  if (revision === undefined) return { selections, since: null };
  const then = baselineAt(revision, file);
  const unchanged = selections.filter((s) => isUnchanged(s, then));
  return {
    selections: selections.filter((s) => !unchanged.includes(s)),
    since: { revision, unchanged: unchanged.map((s) => s.scenario.name) },
  };
}

/** Without the properties that nobody asked about. A failed assertion is never left out: no other verdict can be trusted then. */
function asked(result: VariantResult, asks: ReadonlyMap<string, Selection['asks']>): VariantResult {
  if (result.kind !== 'checked') return result;
  const isAsked = asks.get(result.scenario) ?? (() => true);
  const properties = result.properties.filter(
    (p) => isAsked(p.name) || (p.kind === 'assertion' && p.verdict === 'violated'),
  );
  return { ...result, properties };
}

/** The first violation of each property of each scenario in full. */
async function explainViolations(
  findings: readonly Finding[],
  checked: readonly CheckedVariant[],
  explain: Explain,
): Promise<Map<Finding, Partial<Finding>>> {
  const explained = new Map<Finding, Partial<Finding>>();
  const known = new Set<string>();
  for (const f of findings) {
    const key = JSON.stringify([f.scenario, f.rule]);
    if (f.kind !== 'violation' || f.run === null || known.has(key) || known.size >= MOST_EXPLAINED) continue;
    known.add(key);
    const explanation = await explain(resultOf(f, checked), f.rule);
    if (explanation !== null) explained.set(f, { explanation });
  }
  return explained;
}

function resultOf(f: Finding, checked: readonly CheckedVariant[]): CheckedVariant {
  const result = checked.find((r) => r.scenario === f.scenario && r.settings === f.settings);
  if (result === undefined) throw new Error(`internal error: ${f.scenario} has no result`);
  return result;
}

/** Saves what was explained, and says in which file. */
function saveTraces(
  explained: ReadonlyMap<Finding, Partial<Finding>>,
  checked: readonly CheckedVariant[],
  folder: string,
  selections: readonly Selection[],
): ReadonlyMap<Finding, Partial<Finding>> {
  if (explained.size > 0) checkFolder(folder);
  return new Map(
    [...explained].map(([f, more]) => {
      const scenario = selections.find((s) => s.scenario.name === f.scenario)?.scenario;
      if (scenario === undefined || !more.explanation) return [f, more];
      const trace = traceFile(folder, scenario, resultOf(f, checked).variant, f.rule);
      writeAtomically(trace, more.explanation.itf);
      return [f, { ...more, trace, replay: replayCommand(scenario, trace) }];
    }),
  );
}

function compareWith(
  baseline: Baseline,
  checked: readonly CheckedVariant[],
  selections: readonly Selection[],
  plan: Summary['plan'],
  everything: boolean,
) {
  // What a limit cut short is no fact that could have changed.
  const done = checked.filter((r) => r.exhaustive);
  const counts = new Map<string, number>();
  for (const { scenario } of done) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  const isWhole = (name: string): boolean =>
    (plan.shard === null || plan.shard.of === 1) &&
    selections.some((s) => s.scenario.name === name && s.whole) &&
    plan.scenarios.some((s) => s.name === name && s.variants === counts.get(name));
  const isGone = (name: string): boolean => everything && !selections.some((s) => s.scenario.name === name);
  return {
    compared: done.length,
    ...compareBaselines(...restricted(baseline, baselineOf(done), isWhole, isGone)),
  };
}
