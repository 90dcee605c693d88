import type { Finding, Summary } from '../../gate/summary.js';
import { pointedAt, type Where } from '../../gate/where.js';
import { commandsOf, lineOf } from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

/** GitHub shows so many annotations of each level for a step, and drops the rest without a word. */
const MOST_SHOWN = 10;

/** Annotations for GitHub Actions. What does not fit is counted in the last one. */
export class GithubReporter implements Reporter {
  constructor(private readonly sink: Sink) {}

  end(summary: Summary): void {
    for (const level of ['error', 'warning'] as const) {
      const own = summary.findings.filter((f) => levelOf(f) === level);
      const shown = own.length > MOST_SHOWN ? own.slice(0, MOST_SHOWN - 1) : own;
      for (const f of shown) this.annotate(level, titleOf(f), pointedAt(f), textOf(f));
      if (shown.length < own.length)
        this.annotate(level, 'panic-check', null, `and ${own.length - shown.length} more, see the log`);
    }
  }

  private annotate(level: string, title: string, where: Where | null, text: string): void {
    const properties = [
      ...(where === null ? [] : [`file=${escapeProperty(where.file)}`]),
      ...(where?.line == null ? [] : [`line=${where.line}`]),
      `title=${escapeProperty(title)}`,
    ];
    this.sink.write(`::${level} ${properties.join(',')}::${escapeData(text)}\n`);
  }
}

const levelOf = (f: Finding): 'error' | 'warning' =>
  f.fails && (f.kind === 'error' || f.kind === 'violation') ? 'error' : 'warning';

const titleOf = (f: Finding): string => [f.scenario, f.rule].filter((word) => word !== '').join(': ');

const textOf = (f: Finding): string =>
  [lineOf(f), ...(f.explanation?.because ?? []), ...commandsOf(f)].join('\n');

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
