import type { Machine } from '../../model/language/machine.js';
import type { Coverage } from '../coverage.js';
import { both, type Difference } from './difference.js';
import { Baseline, type Case, type JudgeOptions, type Kill } from './judge.js';
import { type Mutant, mutantsOf } from './mutants.js';

export type { Difference } from './difference.js';
export { Baseline, type Case, type JudgeOptions, type Kill } from './judge.js';
export { type Mutant, mutantsOf, mutated } from './mutants.js';
export { OPERATORS, type OperatorName } from './operators.js';

/**
 * Are the properties any good? Changes one thing in a model, asks all questions again, and sees whether a verdict moves.
 * What no property notices is a step that nothing depends on, or a question that nobody asked.
 */

/** A change to a model, with the mutant that it makes of each case that has the step. */
export interface Candidate {
  readonly id: string;
  /** The first of them, for what they have in common. */
  readonly mutant: Mutant;
  readonly cases: readonly (readonly [index: number, mutant: Mutant])[];
}

/** What became of a change, over all cases. */
export type Fate = { readonly id: string } & (
  | { readonly outcome: 'killed'; readonly case: number; readonly kills: readonly Kill[] }
  /** `why` nobody notices, in whichever case it behaves differently; null if that could not be found out. */
  | { readonly outcome: 'survived'; readonly case: number; readonly why: Difference | null }
  | { readonly outcome: 'incomplete'; readonly case: number; readonly because: string }
  | { readonly outcome: 'equivalent' | 'unreached' | 'invalid'; readonly because: string }
);

/**
 * The changes that can be made to several variants together. A function that is composed anew for each variant has many
 * forms; the same change to the same step of them is one change.
 */
export function candidatesOf(cases: readonly Case[]): Candidate[] {
  const found = new Map<string, { readonly plain: string; readonly cases: [number, Mutant][] }>();
  for (const [i, { system }] of cases.entries())
    for (const mutant of mutantsOf(system)) {
      const plain = mutant.id.replace(mutant.fn, mutant.before.name);
      const key = `${plain}\n${mutant.says}`;
      const known = found.get(key) ?? { plain, cases: [] };
      known.cases.push([i, mutant]);
      found.set(key, known);
    }
  const times = new Map<string, number>();
  for (const { plain } of found.values()) times.set(plain, (times.get(plain) ?? 0) + 1);
  const taken = new Set<string>();
  return [...found.values()].map(({ plain, cases: inCases }) => {
    const [[, mutant]] = inCases;
    // Forms that say different things have to be told apart, and so have texts of one form.
    const name = times.get(plain) === 1 ? plain : mutant.id;
    let id = name;
    for (let n = 2; taken.has(id); n++) id = `${name}~${n}`;
    taken.add(id);
    return { id, mutant, cases: inCases };
  });
}

/** The changes to each function together: whatever kills one is likely to kill the next. */
export function byFunction(candidates: readonly Candidate[]): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const c of candidates)
    groups.set(c.mutant.before.name, [...(groups.get(c.mutant.before.name) ?? []), c]);
  return [...groups.values()];
}

/** What becomes of the changes to one function. */
export async function fatesOf(
  group: readonly Candidate[],
  baselines: readonly Baseline[],
  options: JudgeOptions,
): Promise<Fate[]> {
  const kills = baselines.map(() => 0);
  const fates: Fate[] = [];
  for (const candidate of group) {
    const fate = await fateOf(candidate, baselines, kills, options);
    if (fate.outcome === 'killed') kills[fate.case]++;
    fates.push(fate);
  }
  return fates;
}

/** Puts a change to one case after the other, those first that killed much or have few states, until one kills it. */
async function fateOf(
  { id, cases }: Candidate,
  baselines: readonly Baseline[],
  kills: readonly number[],
  options: JudgeOptions,
): Promise<Fate> {
  const order = [...cases].sort(
    ([a], [b]) => kills[b] - kills[a] || baselines[a].states - baselines[b].states || a - b,
  );
  const weak = new Map<'equivalent' | 'unreached' | 'invalid', string>();
  const survived: { index: number; machine: Machine }[] = [];
  const steps = baselines.map((b) => b.steps);
  let incomplete: { index: number; because: string } | null = null;
  for (const [index, mutant] of order) {
    const judged = await baselines[index].judge(mutant, options);
    if (judged.outcome === 'killed') return { id, outcome: 'killed', case: index, kills: judged.kills };
    if (judged.outcome === 'survived') {
      survived.push({ index, machine: judged.machine });
      steps[index] = judged.steps;
    } else if (judged.outcome === 'incomplete') incomplete ??= { index, because: judged.stopped };
    else if (judged.outcome === 'invalid') weak.set('invalid', judged.problem);
    else weak.set(judged.outcome, judged.outcome === 'equivalent' ? judged.because : '');
  }
  if (incomplete !== null)
    return { id, outcome: 'incomplete', case: incomplete.index, because: incomplete.because };
  const different = survived.find(({ index, machine }) => !baselines[index].behavesLike(machine));
  if (different !== undefined) {
    const lost = unreached(steps, unreached(baselines.map((b) => b.steps)));
    if (lost.size > 0)
      return {
        id,
        outcome: 'killed',
        case: different.index,
        kills: [{ property: 'coverage', was: 'reached', is: 'unreached' }],
      };
    const why = options.reasons === false ? null : whyNobodyNotices(survived, baselines);
    return { id, outcome: 'survived', case: different.index, why };
  }
  if (survived.length > 0) return { id, outcome: 'equivalent', because: 'behaviour' };
  for (const outcome of ['equivalent', 'unreached', 'invalid'] as const) {
    const because = weak.get(outcome);
    if (because !== undefined) return { id, outcome, because };
  }
  throw new Error('internal error: a change to no case');
}

/** What is so of a change in every case in which it behaves differently; null if that is not known of one of them. */
function whyNobodyNotices(
  survived: readonly { readonly index: number; readonly machine: Machine }[],
  baselines: readonly Baseline[],
): Difference | null {
  let found: Difference | null = null;
  for (const { index, machine } of survived) {
    if (baselines[index].behavesLike(machine)) continue;
    const here = baselines[index].differenceOf(machine);
    if (here === null) return null;
    found = found === null ? here : both(found, here);
  }
  return found;
}

/** The steps that no case reaches. */
function unreached(cases: readonly Coverage[], excused: ReadonlySet<string> = new Set()): Set<string> {
  const reached = new Set(cases.flatMap((c) => [...c.reached]));
  return new Set(cases.flatMap((c) => [...c.all].filter((step) => !reached.has(step) && !excused.has(step))));
}

/** What the originals do. */
export async function baselinesOf(cases: readonly Case[], options: JudgeOptions): Promise<Baseline[]> {
  const baselines: Baseline[] = [];
  for (const c of cases) baselines.push(await Baseline.of(c, options));
  return baselines;
}

/** Cases with more states than this take long to ask. */
const LARGE = 10_000;

/**
 * Of several cases, those worth asking: of those with the same verdicts on the same properties and the same steps reached,
 * the one with the most interleavings that is not large. What others notice, it is likely to notice as well.
 */
export function representatives(baselines: readonly Baseline[]): number[] {
  const found = new Map<string, number>();
  const worth = (i: number): number =>
    baselines[i].states > LARGE ? -baselines[i].states : baselines[i].states;
  for (const [i, { exploration, steps }] of baselines.entries()) {
    const verdicts = exploration.properties.map((p) => [p.name, p.verdict]);
    const key = JSON.stringify([verdicts, [...steps.reached].sort()]);
    const known = found.get(key);
    if (known === undefined || worth(i) > worth(known)) found.set(key, i);
  }
  return [...found.values()].sort((a, b) => a - b);
}
