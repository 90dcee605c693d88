import type { VariantResult } from '../../gate/result.js';
import type { Finding, Plan, ScenarioSummary, Summary } from '../../gate/summary.js';
import type { Reporter, Sink } from './reporter.js';
import type { CheckReport } from './schema.js';

/** The version of the document. A change that breaks readers raises it. docs/schema has the schema. */
export const CHECK_SCHEMA_VERSION = 2;

/** One document with everything. */
export class JsonReporter implements Reporter {
  private readonly variants: CheckReport['variants'] = [];

  constructor(private readonly sink: Sink) {}

  variant(result: VariantResult): void {
    this.variants.push(variantJson(result, this.sink.timings));
  }

  end(summary: Summary): void {
    const report: CheckReport = {
      schemaVersion: CHECK_SCHEMA_VERSION,
      ...summaryJson(summary),
      ...planJson(summary.plan),
      scenarios: summary.scenarios.map(scenarioJson),
      findings: summary.findings.map(findingJson),
      variants: this.variants,
    };
    this.sink.write(`${JSON.stringify(report, null, 2)}\n`);
  }
}

export const planJson = ({ shard, changedSince }: Plan) => ({
  shard,
  changedSince:
    changedSince === null
      ? null
      : { revision: changedSince.revision, unchanged: [...changedSince.unchanged] },
});

export const scenarioJson = (s: ScenarioSummary): CheckReport['scenarios'][number] => ({
  scenario: s.name,
  variants: s.variants,
  states: s.states,
  verdicts: { ...s.verdicts },
  unexpected: s.unexpected,
  steps: s.steps,
  unreached: s.unreached === null ? null : [...s.unreached],
});

export function variantJson(result: VariantResult, timings: boolean): CheckReport['variants'][number] {
  const { scenario, settings } = result;
  const place = { scenario, variant: { ...result.variant }, settings };
  switch (result.kind) {
    case 'failed': {
      const { code, message, hint } = result.failure;
      return { result: 'failed', ...place, error: { code, message, hint } };
    }
    case 'unexplored':
      return { result: 'unexplored', ...place, why: result.why };
    case 'checked':
      return {
        result: 'checked',
        ...place,
        model: result.model,
        exhaustive: result.exhaustive,
        stopped: result.stopped,
        reduction: result.reduction,
        states: result.states,
        transitions: result.transitions,
        depth: result.depth,
        fingerprint: result.fingerprint,
        ...(timings && { seconds: result.seconds }),
        properties: result.properties.map(({ name, kind, verdict, expected, expectation, run, exit }) => ({
          name,
          kind,
          verdict,
          expected,
          asExpected: exit === 0,
          expectation: expectation?.id ?? null,
          run,
        })),
      };
  }
}

export function findingJson(f: Finding): CheckReport['findings'][number] {
  const { explanation: e, expectation: x } = f;
  return {
    kind: f.kind,
    scenario: f.scenario,
    settings: f.settings,
    rule: f.rule,
    message: f.message,
    where: f.where,
    says: f.says,
    verdict: f.verdict,
    expected: f.expected,
    expectation: x === null ? null : { id: x.id, why: x.why, source: x.source, confidence: x.confidence },
    fails: f.fails,
    exit: f.exit,
    command: f.command,
    trace: f.trace,
    replay: f.replay,
    run: f.run,
    counterexample:
      e === null
        ? null
        : {
            length: e.length,
            switches: e.switches,
            because: [...e.because],
            diagram: e.diagram.split('\n'),
            steps: e.steps.map(({ cpu, context, function: fn, label, text, where, changed }) => ({
              cpu,
              context,
              function: fn,
              label,
              text,
              where,
              changed: Object.fromEntries(
                Object.entries(changed).map(([name, [before, after]]) => [name, [before, after]]),
              ),
            })),
          },
  };
}

export const summaryJson = ({ exit, checked, verdicts, oneSidedJudged, baseline }: Summary) => ({
  exit,
  checked,
  verdicts,
  oneSidedJudged,
  baseline:
    baseline === null
      ? null
      : {
          file: baseline.file,
          compared: baseline.compared,
          changes: baseline.changes.map((c) => ({ ...c, variants: [...c.variants] })),
          incomparable: [...baseline.incomparable],
        },
});
