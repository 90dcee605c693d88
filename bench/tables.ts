import type { Setting } from './machine.js';
import type { Cost, Measured, Row } from './measure.js';
import { BASELINE } from './peers/panic-check.js';
import type { Profile } from './profile.js';
import type { ReducedRow } from './reductions.js';
import type { Scaled } from './scaling.js';

/** What was measured, as Markdown tables: the same on a terminal and in docs/performance.md. */

export function settingTable({ cpu, cores, memory, system, load, date, versions }: Setting): string {
  return table(
    ['', ''],
    [
      ['machine', `${cpu}, ${cores} cores, ${(memory / 2 ** 30).toFixed(0)} GiB, ${system}`],
      ['when', `${date}, load ${load.toFixed(2)} at the beginning`],
      ...Object.entries(versions),
    ],
  );
}

export function modelTable({ says, words, bits, counts, rows, absent }: Measured): string {
  const baseline = rows.find((r) => r.name === BASELINE);
  const ours = baseline === undefined ? null : median(baseline.runs.map((r) => r.seconds));
  const ourCpus = (baseline?.runs ?? []).map(cpu).filter((c) => c !== null);
  const ourCpu = ourCpus.length === 0 ? null : median(ourCpus);
  const lines = rows.map((row) => {
    if (!row.equal)
      return [
        row.name,
        `**other counts**: ${integer(row.counts.states)} states, ${integer(row.counts.transitions)} transitions`,
        ...Array.from({ length: 10 }, () => '–'),
      ];
    const seconds = row.runs.map((r) => r.seconds);
    const typical = median(seconds);
    return [
      row.name,
      'equal',
      spread(seconds),
      String(row.runs.length),
      (counts.states / typical / 1e6).toFixed(2),
      ours === null ? '–' : (typical / ours).toFixed(2),
      known(row.runs, cpu, 2),
      known(row.runs, (r) => ratio(cpu(r), ourCpu), 2),
      `${known(row.runs, (r) => (r.rss === null ? null : r.rss / 2 ** 20), 0)}`,
      bytes(row, counts.states),
      known(row.runs, foreignShare, 2),
      row.build === 0 ? '–' : row.build.toFixed(1),
    ];
  });
  return [
    says,
    '',
    `${integer(counts.states)} states, ${integer(counts.transitions)} transitions; ${bits} bits in ${words} words of 64.`,
    '',
    table(
      [
        'tool',
        'counts',
        'seconds',
        'runs',
        'M states/s',
        '× ours',
        'CPU s',
        '× ours',
        'RSS MiB',
        'bytes/state',
        'others',
        'build s',
      ],
      lines,
    ),
    ...(absent.length === 0 ? [] : ['', ...absent.map(({ peer, reason }) => `- ${peer}: ${reason}`)]),
  ].join('\n');
}

const cpu = (r: Cost): number | null => (r.user === null || r.system === null ? null : r.user + r.system);

const ratio = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a / b;

/** By the peak of memory in all, and by the tool's own account. */
function bytes(row: Row, states: number): string {
  const all = known(row.runs, (r) => (r.rss === null ? null : r.rss / states), 0);
  return row.bytes === null ? all : `${all} (${row.bytes.toFixed(1)})`;
}

/** How many CPUs were busy with something else. */
const foreignShare = (r: Cost): number | null => (r.foreign === null ? null : r.foreign / r.seconds);

export function scalingTable({ what, says, rows }: Scaled): string {
  return [
    says,
    '',
    table(
      [
        what,
        'states',
        'growth',
        'transitions',
        'depth',
        'words',
        'seconds',
        'CPU s',
        'M states/CPU s',
        'bytes/state',
      ],
      rows.map((r, i) => [
        r.value,
        integer(r.states) + (r.stopped === null ? '' : ` (${r.stopped})`),
        i === 0 ? '' : `×${(r.states / rows[i - 1].states).toFixed(1)}`,
        integer(r.transitions),
        String(r.depth),
        String(r.words),
        r.seconds.toFixed(r.seconds < 1 ? 3 : 2),
        r.cpu.toFixed(r.cpu < 1 ? 3 : 2),
        (r.states / r.cpu / 1e6).toFixed(2),
        r.bytesPerState.toFixed(1),
      ]),
    ),
  ].join('\n');
}

export function profileTable({ says, rows }: Profile): string {
  return [
    says,
    '',
    table(
      ['where', 'share'],
      rows.map((r) => [r.where, `${(100 * r.share).toFixed(1)} %`]),
    ),
  ].join('\n');
}

export function reductionTable(rows: readonly ReducedRow[]): string {
  const lines = rows.map((r) => {
    const best = rows.find((o) => o.model === r.model);
    return [
      r.model,
      r.tool,
      r.states === null ? 'not finished' : integer(r.states),
      r.search.toFixed(2),
      r.all.toFixed(2),
      best === undefined ? '' : (r.all / best.all).toFixed(1),
    ];
  });
  return [
    'From the model to all verdicts. The last columns count everything: the start of Node, or the generating and compiling of a program in C.',
    '',
    table(['model', 'tool', 'states', 'search s', 'all s', '× ours'], lines),
  ].join('\n');
}

/** A Markdown table whose columns are as wide as what is in them, so that it can be read as text. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((h, i) => Math.max(3, ...[h, ...rows.map((r) => r[i])].map((c) => c.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((c, i) => (i === 0 ? c.padEnd(widths[i]) : c.padStart(widths[i]))).join(' | ')} |`;
  return [
    line(head),
    `|${widths.map((w, i) => (i === 0 ? '-'.repeat(w + 2) : `${'-'.repeat(w + 1)}:`)).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(seconds: readonly number[]): string {
  const text = (s: number) => s.toFixed(2);
  return seconds.length === 1
    ? text(seconds[0])
    : `${text(median(seconds))} (${text(Math.min(...seconds))}–${text(Math.max(...seconds))})`;
}

function known(runs: readonly Cost[], pick: (r: Cost) => number | null, digits: number): string {
  const values = runs.map(pick).filter((v) => v !== null);
  return values.length === 0 ? '–' : median(values).toFixed(digits);
}

const integer = (n: number | null): string => (n === null ? '–' : n.toLocaleString('en-US'));
