import { Exit } from '../../exit.js';
import type { CheckedProperty, VariantResult } from '../../gate/result.js';
import type { Finding, Plan, Summary } from '../../gate/summary.js';
import { VERDICTS } from '../../gate/summary.js';
import { integer, UNEXPECTED_SIGN } from '../words.js';
import { commandsOf, expectedText, lineOf, NOT_JUDGED, placeOf, sizeOf, verdictOf } from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

/** Of failures, so many are told in full. */
const MOST_TOLD = 20;

/** A summary of a job or a comment: the answer, failures with their diagrams, and the matrix of verdicts. */
export class MarkdownReporter implements Reporter {
  private readonly matrices = new Map<string, Matrix>();

  constructor(private readonly sink: Sink) {}

  start(plan: Plan): void {
    for (const s of plan.scenarios) this.matrices.set(s.name, new Matrix(s.compares));
  }

  variant(result: VariantResult): void {
    this.matrices.get(result.scenario)?.add(result);
  }

  end(summary: Summary): void {
    this.sink.write(`${this.blocks(summary).join('\n\n')}\n`);
  }

  private blocks(summary: Summary): string[] {
    const failures = summary.findings.filter((f) => f.fails);
    const others = summary.findings.filter((f) => !f.fails);
    const { plan } = summary;
    return [
      `### panic-check: ${summary.exit === Exit.ok ? 'passed' : `failed (exit code ${summary.exit})`}`,
      verdictOf(summary),
      ...(plan.changedSince === null || plan.changedSince.unchanged.length === 0
        ? []
        : [
            `Unchanged since ${code(plan.changedSince.revision)}: ${plan.changedSince.unchanged.join(', ')}.`,
          ]),
      ...(plan.shard !== null && plan.shard.of > 1 ? [NOT_JUDGED] : []),
      ...failures.slice(0, MOST_TOLD).map(findingBlock),
      ...(failures.length > MOST_TOLD ? [`… and ${failures.length - MOST_TOLD} more failures.`] : []),
      ...(others.length === 0
        ? []
        : [details('Remarks that let nothing fail', others.map((f) => `- ${cell(lineOf(f))}`).join('\n'))]),
      ...(summary.scenarios.length === 0 ? [] : ['#### Verdicts', overview(summary)]),
      ...[...this.matrices].flatMap(([name, matrix]) => {
        const text = matrix.text();
        return text === '' ? [] : [details(name, text)];
      }),
    ];
  }
}

function findingBlock(f: Finding): string {
  const { explanation: e } = f;
  return [
    `#### ${cell(lineOf(f).split('\n')[0])}`,
    ...(f.expected === null ? [] : [cell(expectedText(f))]),
    ...placeOf(f).map(cell),
    ...(e === null ? [] : [`${sizeOf(e)}:`, fenced(e.diagram)]),
    fenced(commandsOf(f).join('\n'), 'sh'),
  ].join('\n\n');
}

function overview({ scenarios }: Summary): string {
  return table(
    ['scenario', 'variants', 'states', ...VERDICTS, 'unexpected'],
    scenarios.map((s) => [
      s.name,
      integer(s.variants),
      integer(s.states),
      ...VERDICTS.map((v) => integer(s.verdicts[v])),
      s.unexpected === 0 ? '0' : `**${s.unexpected}${UNEXPECTED_SIGN}**`,
    ]),
  );
}

/** Properties by the values of the option that a scenario compares, over all other options. */
class Matrix {
  private readonly rows = new Map<string, Map<string, CheckedProperty[]>>();
  private readonly properties = new Set<string>();

  constructor(private readonly compares: string) {}

  add(result: VariantResult): void {
    if (result.kind !== 'checked') return;
    const value = result.variant[this.compares] ?? '';
    const row = this.rows.get(value) ?? new Map<string, CheckedProperty[]>();
    this.rows.set(value, row);
    for (const p of result.properties) {
      this.properties.add(p.name);
      row.set(p.name, [...(row.get(p.name) ?? []), p]);
    }
  }

  text(): string {
    if (this.properties.size === 0) return '';
    const names = [...this.properties];
    return table(
      [this.compares, ...names],
      [...this.rows].map(([value, row]) => [value, ...names.map((name) => matrixCell(row.get(name) ?? []))]),
    );
  }
}

/** `holds`, or `holds 12, violated 3` where variants differ; what is not expected stands out. */
function matrixCell(all: readonly CheckedProperty[]): string {
  const counts = new Map<string, number>();
  for (const { verdict, exit } of all) {
    const text = exit === Exit.ok ? verdict : `**${verdict}${UNEXPECTED_SIGN}**`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  if (counts.size === 0) return '-';
  return [...counts].map(([text, n]) => (counts.size === 1 ? text : `${text} ${n}`)).join(', ');
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');

/** Text of a model is text: it draws no table and no heading, and links to nothing. */
const cell = (text: string): string =>
  text.replace(/[\\|`<>[\]]/g, (c) => `\\${c}`).replace(/\s*\n\s*/g, ' ');

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** Fenced with more backticks than the text has anywhere. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

const details = (title: string, text: string): string =>
  `<details><summary>${title.replace(/[<>&]/g, '')}</summary>\n\n${text}\n\n</details>`;
