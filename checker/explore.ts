import { ModelError } from '../model/language/errors.js';
import { isLiveness, type Machine } from '../model/language/machine.js';
import { atomsOf } from '../model/language/temporal.js';
import { livenessFast } from './engine/liveness.js';
import { searchFast } from './engine/search.js';
import { automatonFor, FormulaTooLarge } from './liveness/buchi.js';
import { fairOf, TooManyActions } from './liveness/fair.js';
import type { LivenessResult } from './liveness/lasso.js';
import { REDUCTIONS, type ReductionKind } from './reduce/kinds.js';
import { type Reduction, reductionOf } from './reduce/reduction.js';
import { livenessReference } from './reference/liveness.js';
import { searchReference } from './reference/search.js';
import { successors, value } from './reference/step.js';
import { Refusal } from './refusal.js';
import type { Search, SearchOptions, SearchResult } from './search.js';
import { calmest, rebuildLasso, whyNoLasso } from './trace/lasso.js';
import { minimise } from './trace/minimise.js';
import { cpuSwitches, decidesAny, lastState, rebuildRun } from './trace/run.js';
import type { Exploration, PropertyReport, PropertyVerdict, Run } from './verdict.js';

/** How a machine is searched: the limits of the search, by which engine, and what is made of its runs. */
export interface ExploreOptions extends SearchOptions {
  /** `fast` by default; `reference` is the slow and obvious one. */
  readonly engine?: 'fast' | 'reference';
  /** Which properties are asked. Only for liveness is the answer worth work of its own; all of them if nobody says. */
  readonly isAsked?: (property: string) => boolean;
  /** Rewrite counterexamples to the fewest context switches (default). Off, they are just shortest. */
  readonly minimise?: boolean;
}

/**
 * Explores every interleaving of a machine and judges its properties. Each counterexample has been executed by the
 * reference interpreter. Throws ModelError, with the run that leads there, if the model leaves its domains.
 */
export async function explore(machine: Machine, options: ExploreOptions = {}): Promise<Exploration> {
  const started = performance.now();
  const isLive = liveness(machine, options);
  if (isLive !== null) refuse(machine, isLive, options);
  const search: Search = options.engine === 'reference' ? searchReference : searchFast;
  // What is about states is judged in what is left of the space; cycles are looked for in all of it.
  const { result, kinds } = await searchReduced(search, machine, options);
  const reduction = reductionOf(machine, kinds);
  if (result.fault !== null) throw modelFault(machine, rebuildRun(machine, result.fault, reduction));
  const live =
    isLive === null || result.stopped !== null
      ? null
      : await (options.engine === 'reference' ? livenessReference : livenessFast)(machine, isLive, {
          ...options,
          ...(options.timeLimit === undefined
            ? {}
            : { timeLimit: Math.max(0, options.timeLimit - 1000 * result.seconds) }),
        });
  return {
    machine,
    engine: result.engine,
    exhaustive: result.stopped === null && (live?.stopped ?? null) === null,
    stopped: result.stopped ?? live?.stopped ?? null,
    maxSwitches: options.maxSwitches ?? null,
    leftOut: result.leftOut,
    omission: result.omission,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: (performance.now() - started) / 1000,
    bytesPerState: result.states === 0 ? 0 : result.bytes / result.states,
    fingerprint: result.fingerprint,
    reduction: kinds,
    properties: propertyReports(machine, { ...result, liveness: live }, { ...options, reduction }),
    taken: result.taken,
  };
}

/** Smaller spaces are searched sooner than it is found out what could be left out of them, by the engine that is at work. */
const WORTH_REDUCING = { fast: 200_000, reference: 20_000 };

/** Searches with the reductions that were asked for; if nobody said, with all, once the space turns out to be large. */
async function searchReduced(
  search: Search,
  machine: Machine,
  options: ExploreOptions,
): Promise<{ readonly result: SearchResult; readonly kinds: readonly ReductionKind[] }> {
  const { reduction, maxSwitches, engine = 'fast', maxStates = Number.POSITIVE_INFINITY } = options;
  const enough = WORTH_REDUCING[engine];
  const asked = maxSwitches !== undefined && reduction === undefined ? [] : reduction;
  if (maxSwitches !== undefined && asked !== undefined && asked.length > 0)
    throw new Refusal(
      `a bound on context switches counts those of every run, and reductions (${asked.join()}) leave runs out`,
      'leave out --max-switches or --reduction',
    );
  if (asked !== undefined)
    return { result: await search(machine, { ...options, reduction: asked }), kinds: asked };
  const small = await search(machine, {
    ...options,
    reduction: [],
    maxStates: Math.min(enough, maxStates),
  });
  if (small.stopped !== 'states' || maxStates <= enough) return { result: small, kinds: [] };
  return { result: await search(machine, { ...options, reduction: REDUCTIONS }), kinds: REDUCTIONS };
}

/** Which properties are about whole runs and asked for, by their number; null if there are none. */
export function liveness(
  { properties }: Machine,
  { isAsked = () => true }: Pick<ExploreOptions, 'isAsked'> = {},
): ((property: number) => boolean) | null {
  const live = (i: number): boolean => isLiveness(properties[i]) && isAsked(properties[i].name);
  return properties.some((_, i) => live(i)) ? live : null;
}

/** What cannot be asked together with liveness: an answer would be none. */
export function livenessRefusal(
  { properties }: Machine,
  isLive: (property: number) => boolean,
  why: string,
  instead: string,
): Refusal {
  const others = properties.flatMap((p) => (isLiveness(p) ? [] : [p.name]));
  const pick = others.length === 0 ? '' : `, or ask for other properties (--property ${others[0]})`;
  return new Refusal(
    `${listed(properties.flatMap(({ name }, i) => (isLive(i) ? [name] : [])))}: ${why}`,
    `${instead}${pick}`,
  );
}

const listed = (names: readonly string[]): string =>
  names.length === 1
    ? `${names[0]} is about runs without an end`
    : `${names.join(', ')} are about runs without an end`;

function refuse(m: Machine, isLive: (property: number) => boolean, options: ExploreOptions): void {
  const { store = 'exact', maxSwitches, reduction = [] } = options;
  if (reduction.length > 0)
    throw livenessRefusal(
      m,
      isLive,
      `reductions (${reduction.join()}) may leave out the run that goes round`,
      'leave out --reduction',
    );
  if (store !== 'exact')
    throw livenessRefusal(
      m,
      isLive,
      `whether one can go round is not known from ${store === 'bitstate' ? 'bits' : 'fingerprints'} of states`,
      `leave out --store ${store}`,
    );
  if (maxSwitches !== undefined)
    throw livenessRefusal(
      m,
      isLive,
      'with a bound on context switches, no run goes on for ever',
      'leave out --max-switches',
    );
  m.properties.forEach(({ name, temporal }, i) => {
    if (temporal === null || !isLive(i)) return;
    try {
      automatonFor(temporal.formula, true);
      fairOf(temporal.fairness);
    } catch (error) {
      if (!(error instanceof FormulaTooLarge || error instanceof TooManyActions)) throw error;
      throw livenessRefusal(m, (p) => m.properties[p].name === name, error.message, 'ask for less at once');
    }
  });
}

/** What decides properties, whoever found it. */
export type Decisions = Pick<SearchResult, 'runs' | 'stopped' | 'triggered'> & {
  /** Null if nobody looked for cycles. */
  readonly liveness: LivenessResult | null;
};

/** How runs are told. */
interface Telling extends Pick<ExploreOptions, 'minimise' | 'maxSwitches'> {
  /** With which the runs were found. */
  readonly reduction?: Reduction;
}

/** The verdict on each property, and on the model's assertions if it has some. */
export function propertyReports(machine: Machine, found: Decisions, options: Telling = {}): PropertyReport[] {
  const runs = runsOf(machine, found, options);
  const properties = machine.properties.map(
    ({ name, says, because }, i): PropertyReport => ({
      name,
      says,
      because,
      ...judge(machine, found, i, runs.get(i)),
    }),
  );
  if (machine.assertions.length > 0) properties.push(assertions(machine, found, runs));
  return properties;
}

/** The run that is told for each property that a state decides, by its number; that of failed assertions is the last. */
function runsOf(
  m: Machine,
  { runs, liveness }: Decisions,
  { minimise: shorten = true, maxSwitches = Number.POSITIVE_INFINITY, reduction }: Telling,
): ReadonlyMap<number, Run> {
  const confirmedRuns = (all: Iterable<readonly [number, Run]>) =>
    new Map([...all].map(([property, run]) => [property, confirmed(m, run, property)]));
  const found = confirmedRuns(
    runs.flatMap((states, i) => (states === null ? [] : [[i, rebuildRun(m, states, reduction)] as const])),
  );
  const lassos = (liveness?.lassos ?? []).flatMap((lasso, i) =>
    lasso === null ? [] : [[i, confirmedLasso(m, rebuildLasso(m, lasso), i)] as const],
  );
  if (!shorten) return new Map([...found, ...lassos]);
  // Fewer changes between contexts can take more changes between CPUs, but what is told has to be within the bound.
  const shorter = [...minimise(m, found)].filter(([, run]) => cpuSwitches(run) <= maxSwitches);
  const calm = lassos.map(([i, run]) => [i, confirmedLasso(m, calmest(m, run, i), i)] as const);
  return new Map([...found, ...calm, ...confirmedRuns(shorter)]);
}

/** The verdict on one property, from what the search saw and the run that decides it, if there is one. */
function judge(m: Machine, result: Decisions, property: number, run: Run | undefined): PropertyVerdict {
  const isCover = m.properties[property]?.kind === 'reachable';
  if (run !== undefined)
    return isCover ? { verdict: 'holds', witness: run } : { verdict: 'violated', counterexample: run };
  if (result.stopped !== null) return { verdict: 'incomplete', stopped: result.stopped };
  if (m.properties[property] !== undefined && isLiveness(m.properties[property])) {
    const stopped = result.liveness === null ? 'interrupted' : result.liveness.stopped;
    if (stopped !== null) return { verdict: 'incomplete', stopped };
  }
  if (isCover) return { verdict: 'violated', counterexample: null };
  if (property < m.properties.length && !result.triggered[property]) return { verdict: 'vacuous' };
  return { verdict: 'holds', witness: null };
}

function assertions(m: Machine, result: Decisions, runs: ReadonlyMap<number, Run>): PropertyReport {
  const verdict = judge(m, result, m.properties.length, runs.get(m.properties.length));
  const run = verdict.verdict === 'violated' ? verdict.counterexample : null;
  const failed = run === null ? undefined : m.assertions[lastState(run)[m.failed] - 1];
  return {
    name: 'assertions',
    says: 'No assertion of the model fails.',
    because: failed === undefined ? 'an assertion of the model fails' : `${failed.place}: ${failed.message}`,
    ...verdict,
  };
}

/** A run that does not end in what it is said to show is the checker's mistake, never a verdict. */
function confirmed(m: Machine, run: Run, property: number): Run {
  if (!decidesAny(m, lastState(run), property))
    throw new Error(
      `internal error: the run found for '${m.properties[property]?.name ?? 'assertions'}' does not show it`,
    );
  return run;
}

function confirmedLasso(m: Machine, run: Run, property: number): Run {
  const why = whyNoLasso(m, run, property);
  if (why === null) return run;
  throw new Error(
    `internal error: the run found for '${m.properties[property].name}' does not violate it: ${why}`,
  );
}

/** What the reference interpreter says of a state that could not be evaluated. */
export function modelFault(m: Machine, run: Run): Error {
  const state = lastState(run);
  try {
    for (const p of m.properties)
      for (const e of [p.trigger, p.expr, ...(p.temporal === null ? [] : atomsOf(p.temporal.formula))])
        if (e !== null) value(m, state, e, -1, 'task');
    successors(m, state);
  } catch (error) {
    if (!(error instanceof ModelError)) return error as Error;
    return new ModelError(
      error.code,
      error.place,
      `${error.problem} (after ${run.steps.length} steps)`,
      error.hint,
    );
  }
  return new Error(
    'internal error: the engine reported a fault that the reference interpreter does not find',
  );
}
