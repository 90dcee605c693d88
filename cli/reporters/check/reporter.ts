import type { ChalkInstance } from 'chalk';
import type { VariantResult } from '../../gate/result.js';
import type { Plan, ScenarioSummary, Summary } from '../../gate/summary.js';
import type { ReporterName } from './names.js';

/** What tells a check, in one of several forms. Everything comes in the order of the plan, however many threads there are. */
export interface Reporter {
  /** Before anything is explored. */
  start?(plan: Plan): void;
  /** Each variant, when it and all before it are done. */
  variant?(result: VariantResult): void;
  /** After the last variant of a scenario. */
  scenario?(summary: ScenarioSummary): void;
  end(summary: Summary): void;
}

/** Where a reporter writes, and how that looks. In files there are neither colours nor anything that differs between runs. */
export interface Sink {
  write(text: string): void;
  readonly style: ChalkInstance;
  readonly width: number;
  /** Whether times are told, so that no two reports are the same. */
  readonly timings: boolean;
  /** Of panic-check. */
  readonly version: string;
  /** Nothing is told of what is as it should be. */
  readonly quiet: boolean;
}

/** Each is loaded when it is asked for: some bring a library. */
export async function createReporter(name: ReporterName, sink: Sink): Promise<Reporter> {
  switch (name) {
    case 'default':
      return new (await import('./default.js')).DefaultReporter(sink);
    case 'minimal':
      return new (await import('./minimal.js')).MinimalReporter(sink);
    case 'json':
      return new (await import('./json.js')).JsonReporter(sink);
    case 'jsonl':
      return new (await import('./jsonl.js')).JsonlReporter(sink);
    case 'junit':
      return new (await import('./junit.js')).JunitReporter(sink);
    case 'sarif':
      return new (await import('./sarif.js')).SarifReporter(sink);
    case 'github':
      return new (await import('./github.js')).GithubReporter(sink);
    case 'markdown':
      return new (await import('./markdown.js')).MarkdownReporter(sink);
    case 'tap':
      return new (await import('./tap.js')).TapReporter(sink);
  }
}
