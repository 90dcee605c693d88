import type { VariantResult } from '../../gate/result.js';
import type { Plan, ScenarioSummary, Summary } from '../../gate/summary.js';
import {
  CHECK_SCHEMA_VERSION,
  findingJson,
  planJson,
  scenarioJson,
  summaryJson,
  variantJson,
} from './json.js';
import type { Reporter, Sink } from './reporter.js';

/** One JSON document a line, each when it happens: for what reads along. */
export class JsonlReporter implements Reporter {
  constructor(private readonly sink: Sink) {}

  start(plan: Plan): void {
    this.event('start', { schemaVersion: CHECK_SCHEMA_VERSION, ...planJson(plan) });
  }

  variant(result: VariantResult): void {
    this.event('variant', variantJson(result, this.sink.timings));
  }

  scenario(summary: ScenarioSummary): void {
    this.event('scenario', scenarioJson(summary));
  }

  end(summary: Summary): void {
    for (const f of summary.findings) this.event('finding', findingJson(f));
    this.event('end', summaryJson(summary));
  }

  private event(event: string, content: object): void {
    this.sink.write(`${JSON.stringify({ event, ...content })}\n`);
  }
}
