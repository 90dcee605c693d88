import type { Fate } from '../../checker/mutate/index.js';
import type { Result } from '../../checker/mutate/mutate.js';
import { type Scenario, settingsOf, type Variant } from '../../scenarios/scenario.js';
import { commandLine } from '../command-line.js';
import { referenceTo } from '../scenarios.js';
import { type CommonFlags, look, type Session } from '../session.js';
import { wrap } from './columns.js';
import { grid } from './grid.js';
import { keyed, REASONS, reasonsCounted, reasonsOf } from './mutation-reasons.js';
import { counted, integer } from './words.js';

/** What became of all changes to one scenario, and the variants that they were put to. */
export interface Tested {
  readonly scenario: Scenario;
  readonly variants: readonly Variant[];
  readonly results: readonly Result[];
}

export type Counts = Readonly<Record<Fate['outcome'], number>>;

const OUTCOMES = ['killed', 'survived', 'equivalent', 'unreached', 'invalid', 'incomplete'] as const;

export function countsOf(fates: Iterable<Pick<Fate, 'outcome'>>): Counts {
  const counts = Object.fromEntries(OUTCOMES.map((o) => [o, 0])) as Record<Fate['outcome'], number>;
  for (const { outcome } of fates) counts[outcome]++;
  return counts;
}

/** Of the changes that can be noticed and were judged, how many per cent were; null if there are none. */
export const scoreOf = ({ killed, survived }: Counts): number | null =>
  killed + survived === 0 ? null : (100 * killed) / (killed + survived);

/**
 * The changes to several scenarios together. Where they have the very same text of a function, a change to it is one
 * change, and it is enough that one of them notices.
 */
export function totalOf(tested: readonly Tested[]): Counts {
  const strength = (o: Fate['outcome']): number => OUTCOMES.indexOf(o);
  const found = new Map<string, Fate['outcome']>();
  for (const { key, fate } of keyed(tested)) {
    const known = found.get(key);
    if (known === undefined || strength(fate.outcome) < strength(known)) found.set(key, fate.outcome);
  }
  return countsOf([...found.values()].map((outcome) => ({ outcome })));
}

const percent = (score: number | null): string => (score === null ? '-' : `${score.toFixed(1)} %`);

/** One scenario: which property notices what, and what none does. */
export function oneReport(tested: Tested, flags: CommonFlags, session: Session): string {
  const { scenario, variants, results } = tested;
  const { style, width } = look(session, flags);
  const counts = countsOf(results.map((r) => r.fate));
  const kills = killsOf(results);
  const table = grid(
    2,
    [
      ['noticed by', 'changes', 'alone'].map((h) => style.bold(h)),
      ...kills.map(({ property, all, alone }) => [property, integer(all), integer(alone)]),
    ],
    (column) => column > 0,
  );
  const functions = new Set(results.map((r) => r.candidate.mutant.before.name)).size;
  const survivors = results.filter((r) => r.fate.outcome === 'survived');
  const reasons = reasonsOf([tested]);
  const unexplained = survivors.filter((r) => reasons.get(r.candidate)?.kind === 'unexplained');
  const byReason = new Map(unexplained.length > 0 ? [['unexplained', unexplained]] : []);
  for (const r of survivors) {
    const { kind, says } = reasons.get(r.candidate)!;
    if (kind !== 'unexplained') byReason.set(says, [...(byReason.get(says) ?? []), r]);
  }
  const lines = [...byReason].flatMap(([says, group]) => [
    '',
    ...wrap(`${integer(group.length)} ${says}:`, width, 2),
    ...group.flatMap(({ candidate, fate }) => {
      const where = 'case' in fate ? settingsOf(scenario, variants[fate.case]).join(',') : '';
      return [
        `  ${style.bold(candidate.id)}`,
        ...[candidate.mutant.says, ...(where === '' ? [] : [`makes a difference with ${where}`])].flatMap(
          (line) => wrap(line, width - 6, 2).map((l) => `      ${l}`),
        ),
      ];
    }),
  ]);
  const first = unexplained[0] ?? survivors[0];
  return [
    `${scenario.name}: ${counted(results.length, 'change')} to ${counted(functions, 'function')}, put to ${counted(variants.length, 'variant')}`,
    '',
    table,
    '',
    ...wrap(OUTCOMES.map((o) => `${integer(counts[o])} ${o}`).join(', '), width),
    style.bold(`score ${percent(scoreOf(counts))}`),
    ...(survivors.length === 0
      ? []
      : [
          '',
          `No property notices ${counted(survivors.length, 'change')}, of which ${integer(unexplained.length)} ${unexplained.length === 1 ? 'is' : 'are'} unexplained.`,
          ...lines,
          '',
          `  ${commandLine('mutate', referenceTo(scenario), '--only', first.candidate.id)}    # the change, and its verdicts`,
        ]),
  ].join('\n');
}

/** How often each property noticed a change, and how often it was the only one. */
function killsOf(results: readonly Result[]): { property: string; all: number; alone: number }[] {
  const found = new Map<string, { property: string; all: number; alone: number }>();
  for (const { fate } of results) {
    if (fate.outcome !== 'killed') continue;
    for (const { property } of fate.kills) {
      const row = found.get(property) ?? { property, all: 0, alone: 0 };
      row.all++;
      if (fate.kills.length === 1) row.alone++;
      found.set(property, row);
    }
  }
  return [...found.values()].sort((a, b) => b.all - a.all || (a.property < b.property ? -1 : 1));
}

/** Several scenarios: a line each, and the sum. */
export function manyReport(tested: readonly Tested[], flags: CommonFlags, session: Session): string {
  const { style, width } = look(session, flags);
  const reasons = reasonsOf(tested);
  const unexplained = (results: readonly Result[]) =>
    results.filter((r) => reasons.get(r.candidate)?.kind === 'unexplained').length;
  const row = (name: string, variants: string, counts: Counts, left: string): string[] => [
    name,
    variants,
    ...OUTCOMES.map((o) => integer(counts[o])),
    percent(scoreOf(counts)),
    left,
  ];
  const table = grid(
    2,
    [
      ['scenario', 'variants', ...OUTCOMES, 'score', 'unexplained'].map((h) => style.bold(h)),
      ...tested.map((t) =>
        row(
          t.scenario.name,
          integer(t.variants.length),
          countsOf(t.results.map((r) => r.fate)),
          integer(unexplained(t.results)),
        ),
      ),
      row('together', '', totalOf(tested), ''),
    ],
    (column) => column > 0,
  );
  const kinds = reasonsCounted(reasons.values());
  const summary = REASONS.filter((kind) => kinds[kind] > 0).map((kind) => `${integer(kinds[kind])} ${kind}`);
  return [
    table,
    ...(summary.length === 0 ? [] : ['', ...wrap(`why changes survive: ${summary.join(', ')}`, width, 2)]),
  ].join('\n');
}

export function mutationJson(tested: readonly Tested[]) {
  const total = totalOf(tested);
  const reasons = reasonsOf(tested);
  return {
    score: scoreOf(total),
    counts: total,
    reasons: reasonsCounted(reasons.values()),
    scenarios: tested.map(({ scenario, variants, results }) => {
      const counts = countsOf(results.map((r) => r.fate));
      return {
        scenario: scenario.name,
        variants,
        score: scoreOf(counts),
        counts,
        properties: killsOf(results),
        changes: results.map(({ candidate, fate }) => {
          const { id, mutant } = candidate;
          const reason = reasons.get(candidate);
          return {
            id,
            operator: mutant.operator,
            function: mutant.before.name,
            label: mutant.path,
            file: mutant.before.source.file,
            says: mutant.says,
            outcome: fate.outcome,
            kills: fate.outcome === 'killed' ? fate.kills : [],
            because: 'because' in fate ? fate.because || null : null,
            variant: 'case' in fate ? variants[fate.case] : null,
            reason: reason?.kind ?? null,
            explained: reason === undefined || reason.kind === 'unexplained' ? null : reason.says,
          };
        }),
      };
    }),
  };
}
