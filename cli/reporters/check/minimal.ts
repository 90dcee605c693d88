import { Exit } from '../../exit.js';
import type { Summary } from '../../gate/summary.js';
import { counted } from '../words.js';
import { lineOf, verdictOf } from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

/** As little as is enough to act: a line for what fails with the command that shows it, and one for the answer. */
export class MinimalReporter implements Reporter {
  constructor(private readonly sink: Sink) {}

  end(summary: Summary): void {
    const failures = summary.findings.filter((f) => f.fails);
    for (const f of failures) this.sink.write(`${lineOf(f).split('\n')[0]}\n  ${f.command}\n`);
    if (this.sink.quiet && summary.exit === Exit.ok) return;
    const others = summary.findings.length - failures.length;
    const more = others === 0 ? '' : ` ${counted(others, 'remark')}.`;
    this.sink.write(`${verdictOf(summary)}${more}\n`);
  }
}
