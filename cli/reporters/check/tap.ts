import { Exit } from '../../exit.js';
import type { VariantResult } from '../../gate/result.js';
import type { Finding, Summary } from '../../gate/summary.js';
import { pointedAt, whereText } from '../../gate/where.js';
import { commandsOf, expectedText, lineOf, sizeOf, verdictOf, whereOf } from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

/** The Test Anything Protocol, version 14: a point for each property of each variant, and for each other finding. */
export class TapReporter implements Reporter {
  private readonly results: VariantResult[] = [];
  private number = 0;

  constructor(private readonly sink: Sink) {}

  variant(result: VariantResult): void {
    this.results.push(result);
  }

  end(summary: Summary): void {
    const ofVariants = new Map<string, Finding>();
    const rest = new Set(summary.findings);
    for (const f of summary.findings) if (f.kind !== 'baseline') ofVariants.set(keyOf(f, f.rule), f);
    this.line('TAP version 14');
    for (const result of this.results) {
      if (result.kind !== 'checked') continue;
      for (const p of result.properties) {
        const finding = p.exit === Exit.ok ? undefined : ofVariants.get(keyOf(result, p.name));
        if (finding !== undefined) {
          rest.delete(finding);
          this.problem(finding);
        } else {
          const more = p.expected === 'holds' ? '' : `, as expected`;
          this.point(true, `${whereOf(result)}: ${p.name} ${p.verdict}${more}`);
        }
      }
    }
    for (const f of rest) this.problem(f);
    this.line(`1..${this.number}`);
    this.line(`# ${verdictOf(summary)}`);
  }

  private problem(f: Finding): void {
    // What fails, but not the check, is what TAP calls a test that is still to be made to pass.
    this.point(false, lineOf(f).split('\n')[0], f.fails ? '' : ' # TODO it lets the check not fail');
    const { explanation: e } = f;
    this.line('  ---');
    this.field('kind', f.kind);
    this.field('message', f.message);
    if (f.expected !== null) this.field('expected', expectedText(f));
    const where = pointedAt(f);
    if (where !== null) this.field('at', whereText(where));
    this.field('reproduce', commandsOf(f));
    if (e !== null) {
      this.field('size', sizeOf(e));
      this.field('race', e.diagram.split('\n'));
    }
    this.line('  ...');
  }

  /** JSON is YAML. */
  private field(name: string, value: string | readonly string[]): void {
    if (typeof value === 'string') this.line(`  ${name}: ${JSON.stringify(value)}`);
    else this.line([`  ${name}:`, ...value.map((item) => `    - ${JSON.stringify(item)}`)].join('\n'));
  }

  private point(ok: boolean, text: string, directive = ''): void {
    this.number++;
    this.line(
      `${ok ? 'ok' : 'not ok'} ${this.number} - ${text.replace(/[\\#]/g, (c) => `\\${c}`)}${directive}`,
    );
  }

  private line(text: string): void {
    this.sink.write(`${text}\n`);
  }
}

const keyOf = ({ scenario, settings }: { scenario: string; settings: string | null }, rule: string): string =>
  JSON.stringify([scenario, settings, rule]);
