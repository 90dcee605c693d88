import type { VerdictName } from '../../../checker/verdict.js';
import { commandLine } from '../../command-line.js';
import { Exit } from '../../exit.js';
import type { VariantResult } from '../../gate/result.js';
import type { Finding, Plan, ScenarioSummary, Summary } from '../../gate/summary.js';
import { VERDICTS } from '../../gate/summary.js';
import { wrap } from '../columns.js';
import { counted, integer, seconds, UNEXPECTED_SIGN } from '../words.js';
import {
  commandsOf,
  expectedText,
  lineOf,
  NOT_JUDGED,
  placeOf,
  sizeOf,
  verdictOf,
  whereOf,
} from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

/** With more variants than this, there is a line for each scenario instead of one for each verdict. */
const MOST_IN_DETAIL = 40;
/** Of the same finding in many variants, these are told one by one. */
const MOST_ALIKE = 5;
const MOST_CHANGES = 20;
const VERDICT_WIDTH = 'incomplete!'.length;

/** For people: a line each, then what is wrong with its diagram and the command that shows it, then the answer. */
export class DefaultReporter implements Reporter {
  private detailed = false;
  private columns: readonly number[] = [];
  private time = 0;

  constructor(private readonly sink: Sink) {}

  start(plan: Plan): void {
    this.detailed = plan.variants <= MOST_IN_DETAIL;
    if (plan.changedSince !== null && plan.changedSince.unchanged.length > 0)
      this.say(
        ...wrap(
          `unchanged since ${plan.changedSince.revision}: ${plan.changedSince.unchanged.join(', ')}`,
          this.sink.width,
          2,
        ),
        '',
      );
    if (this.detailed || plan.variants === 0) return;
    const longest = Math.max(8, ...plan.scenarios.map((s) => s.name.length));
    this.columns = [longest, 8, 5, 11, ...VERDICTS.map((v) => Math.max(6, v.length)), 10];
    this.row(
      ['scenario', 'variants', 'steps', 'states', ...VERDICTS, 'unexpected'],
      this.sink.timings ? 'time' : '',
      this.sink.style.bold,
    );
  }

  variant(result: VariantResult): void {
    if (result.kind === 'checked') this.time += result.seconds;
    if (!this.detailed) return;
    if (result.kind === 'failed') this.line('error', result, result.failure.message, true);
    if (result.kind !== 'checked') return;
    for (const p of result.properties) {
      const surprise = p.exit !== Exit.ok;
      const more = surprise ? `, expected ${p.expected}` : p.expected === 'holds' ? '' : ' (expected)';
      this.line(p.verdict, result, `${p.name}${more}`, surprise);
    }
  }

  scenario(s: ScenarioSummary): void {
    const took = this.sink.timings ? seconds(this.time) : '';
    this.time = 0;
    if (this.detailed) return;
    this.row(
      [
        s.name,
        integer(s.variants),
        s.steps === null ? '-' : integer(s.steps) + (s.unreached?.length ? UNEXPECTED_SIGN : ''),
        integer(s.states),
        ...VERDICTS.map((v) => integer(s.verdicts[v])),
        s.unexpected === 0 ? '0' : `${s.unexpected}${UNEXPECTED_SIGN}`,
      ],
      took,
      (text) => (s.unexpected === 0 ? text : this.sink.style.red(text)),
    );
  }

  end(summary: Summary): void {
    const { width, style } = this.sink;
    const { findings } = summary;
    if (summary.plan.variants > 0) this.say('');
    const failures = findings.filter((f) => f.fails);
    for (const group of alike(failures)) this.group(group);
    const others = findings.filter((f) => !f.fails);
    for (const group of alike(others)) this.remarks(group);
    if (others.length > 0) {
      const hint = others.some((f) => f.kind === 'unreached' || f.kind === 'one-sided')
        ? ' without --strict'
        : '';
      this.say(...wrap(`${counted(others.length, 'remark')}: nothing that fails${hint}.`, width), '');
    }
    const paint = summary.exit === Exit.ok ? style.green : style.red;
    this.say(...wrap(verdictOf(summary), width).map((line) => paint(line)));
    if (summary.plan.shard !== null && summary.plan.shard.of > 1) this.say(...wrap(NOT_JUDGED, width));
    if (summary.baseline !== null) this.baseline(summary.baseline, summary.plan.variants);
  }

  private baseline(
    { file, changes, incomparable, compared }: NonNullable<Summary['baseline']>,
    planned: number,
  ): void {
    const { width } = this.sink;
    const whole = compared === planned ? 'The models mean' : `What was explored to its end means`;
    const text =
      changes.length === 0
        ? compared === 0 && planned > 0
          ? `Nothing was compared with ${file}: no variant was explored to its end.`
          : `${whole} what ${file} says.`
        : `The models do not mean what ${file} says: ${counted(changes.length, 'change')}.`;
    this.say(...wrap(text, width));
    if (incomparable.length > 0)
      this.say(
        ...wrap(
          `Some counts were made with other reductions and are not compared: ${incomparable.join(', ')}.`,
          width,
        ),
      );
    if (changes.length > 0) this.say(`to accept that: ${commandLine('baseline', '--output', file)}`);
  }

  /** The same finding in several variants: the first in full. */
  private group(group: readonly Finding[]): void {
    const { style, width } = this.sink;
    if (group[0].kind === 'baseline') {
      this.changes(group);
      return;
    }
    for (const f of group.slice(0, MOST_ALIKE)) {
      this.say(...wrap(lineOf(f), width, 2).map((line) => style.bold(line)));
      if (f.kind === 'error' && f.says !== '') this.say(...wrap(`hint: ${f.says}`, width - 2, 6).map(indent));
      if (f.explanation !== null) {
        const known = [expectedText(f), ...placeOf(f)].flatMap((text) => wrap(text, width - 2));
        this.say(...known.map(indent), '', `  ${sizeOf(f.explanation)}`, '');
        const { because, diagram } = f.explanation;
        this.say(because.length === 0 ? diagram : this.painted(diagram), '');
      }
      const commands = commandsOf(f);
      commands.forEach((command, i) => {
        const says = commands.length < 2 ? '' : i === 0 ? 'to replay it:  ' : 'to explore it: ';
        this.say(`  ${says}${command}`);
      });
      this.say('');
    }
    if (group.length > MOST_ALIKE) {
      this.rest(group);
      this.say('');
    }
  }

  /** What a baseline says otherwise: many facts, and one command. */
  private changes(group: readonly Finding[]): void {
    const { width } = this.sink;
    for (const f of group.slice(0, MOST_CHANGES)) this.say(...wrap(lineOf(f), width, 2));
    this.rest(group, MOST_CHANGES);
    this.say(`  ${group[0].command}`, '');
  }

  private painted(diagram: string): string {
    const comment = diagram.lastIndexOf('\n/*');
    return comment < 0
      ? diagram
      : diagram.slice(0, comment + 1) +
          diagram
            .slice(comment + 1)
            .split('\n')
            .map((line) => this.sink.style.red(line))
            .join('\n');
  }

  private remarks(group: readonly Finding[]): void {
    for (const f of group.slice(0, MOST_ALIKE)) this.say(...wrap(lineOf(f), this.sink.width, 2));
    this.rest(group);
    this.say('');
  }

  private rest(group: readonly Finding[], shown = MOST_ALIKE): void {
    const more = group.length - shown;
    if (more <= 0) return;
    const [first] = group;
    const text = `${first.scenario}: ${first.rule}: ${integer(more)} more like it; --reporter jsonl has all`;
    this.say(...wrap(text, this.sink.width, 2));
  }

  private line(word: VerdictName | 'error', place: VariantResult, text: string, surprise: boolean): void {
    const { style } = this.sink;
    const paint = surprise ? style.red.bold : word === 'holds' ? style.green : String;
    const shown = `${word}${surprise ? UNEXPECTED_SIGN : ''}`;
    const where = whereOf(place);
    this.say(`${paint(shown)}${' '.repeat(VERDICT_WIDTH + 2 - shown.length)}${where}  ${text}`);
  }

  private row(cells: readonly string[], time: string, paint: (text: string) => string): void {
    const texts = cells.map((cell, i) =>
      i === 0 ? cell.padEnd(this.columns[i]) : cell.padStart(this.columns[i]),
    );
    this.say(paint([...texts, ...(time === '' ? [] : [time.padStart(9)])].join(' ').trimEnd()));
  }

  private say(...lines: readonly string[]): void {
    for (const line of lines) this.sink.write(`${line}\n`);
  }
}

const indent = (line: string): string => `  ${line}`;

/** Findings of one kind about the same thing, in the order of the first of each. */
function alike(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const f of findings) {
    const key = JSON.stringify([f.kind, f.scenario, f.rule]);
    groups.set(key, [...(groups.get(key) ?? []), f]);
  }
  return [...groups.values()];
}
