import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Location, Machine } from '../../model/language/machine.js';
import { isFork } from '../partition.js';
import type { State } from '../search.js';
import { outlookOf } from './alive.js';
import { byContext, type Footprint, type Footprints, waysOn } from './footprint.js';
import { NOWHERE, type PlaceSet, place } from './places.js';
import { Visibility } from './visible.js';

/**
 * Partial order reduction. A step is *harmless* in a state if nothing that any CPU, or any interrupt, may still do before it
 * touches what the step writes, or writes what it reads, and no property could be mended by it. Then every run from here can be
 * made with this step first, or with this step added where the run leaves it out, and still shows what it showed: the other
 * ways on need not be explored.
 *
 * An interrupt on top of the step's own context makes it wait, perhaps for ever. That does no harm either: the run in
 * which the step had been made before the interrupt came shows the same.
 *
 * A loop of such steps would put off everybody else for ever, so that in every loop of the code one location is never harmless.
 */
export class HarmlessSteps {
  /**
   * `candidates[cpu][context][location]`: what its steps touch, where they can be harmless at all; `oneWay` if there is always
   * exactly one of them.
   */
  readonly candidates: readonly Readonly<Record<Context, readonly (Candidate | null)[] | null>>[];

  /** No more steps than this follow each other at once. */
  readonly mostAtOnce: number;

  constructor(
    private readonly machine: Machine,
    readonly footprints: Footprints,
  ) {
    const visibility = new Visibility(machine, footprints.places);
    const cuts = byContext((context) => cutsOf(waysOn(machine.code[context])));
    const ends = place(machine.outcome) | place(machine.failed);
    const candidates = machine.frames.map((frames, cpu) =>
      byContext((context) => {
        const transitions = footprints.transitions[cpu][context];
        const frame = frames[context];
        if (frame === null || transitions === null) return null;
        const stopped = machine.stopped[cpu];
        // That the run may end before the step, or the CPU be stopped, is no conflict: then the step is the one that is left out.
        const apart = ends | (stopped === null ? NOWHERE : place(stopped)) | place(frame.pc);
        return machine.code[context].map((location): Candidate | null => {
          const transition = transitions[location.id];
          if (transition === null || location.edges.length === 0 || cuts[context].has(location.id))
            return null;
          const mending = visibility.of(cpu, context, location.id);
          if (mending === 'something') return null;
          return {
            reads: transition.reads & ~apart,
            writes: transition.writes & ~place(frame.pc),
            // What is made at once is made from a state that nobody judges.
            oneWay: mending === 'nothing' && hasOneWay(location),
          };
        });
      }),
    );
    const longest = candidates.reduce(
      (sum, frames) =>
        sum + CONTEXTS.reduce((n, c) => n + longestPath(frames[c], waysOn(machine.code[c])), 0),
      0,
    );
    // Steps that are made at once are made by functions that call each other.
    this.mostAtOnce = longest <= MOST_AT_ONCE ? longest : 0;
    this.candidates =
      this.mostAtOnce === longest
        ? candidates
        : candidates.map((frames) =>
            byContext((c) => frames[c]?.map((of) => of && { ...of, oneWay: false }) ?? null),
          );
  }

  /** The places at which a step can be in somebody's way. */
  get contested(): PlaceSet {
    const { candidates, footprints } = this;
    const steps = candidates.flatMap((frames) => CONTEXTS.flatMap((c) => frames[c] ?? []));
    const written = [
      ...footprints.futures.flatMap((frames) => CONTEXTS.flatMap((c) => frames[c] ?? [])),
      ...footprints.handlers.flat(),
    ];
    const sum = (all: readonly (Footprint | null)[], of: keyof Footprint): PlaceSet =>
      all.reduce((set, f) => (f === null ? set : set | f[of]), NOWHERE);
    return sum(steps, 'writes') | (sum(steps, 'reads') & sum(written, 'writes'));
  }

  /** The lowest CPU whose next steps are harmless; null if there is none. `oneWay`: that is sure to have exactly one next step. */
  cpu(state: State, oneWay: boolean): number | null {
    const { machine, footprints, candidates } = this;
    const outlooks = machine.frames.map((_, cpu) => outlookOf(machine, footprints, state, cpu));
    for (const [cpu, { alive, vectors }] of outlooks.entries()) {
      const context = alive.at(0);
      if (context === undefined) continue;
      const at = state[machine.frames[cpu][context]?.pc ?? 0];
      const candidate = candidates[cpu][context]?.[at] ?? null;
      if (candidate === null || (oneWay && !candidate.oneWay)) continue;
      const others = outlooks.filter((_, other) => other !== cpu);
      const above = vectors
        .filter((v) => CONTEXTS.indexOf(machine.vectors[v].context) > CONTEXTS.indexOf(context))
        .flatMap((v) => footprints.handlers[v][cpu] ?? []);
      if ([...others, ...above].every((other) => !conflict(candidate, other))) return cpu;
    }
    return null;
  }
}

const MOST_AT_ONCE = 1000;

/** How many locations follow each other at most at which the one way on can be harmless. */
function longestPath(
  candidates: readonly (Candidate | null)[] | null,
  ways: readonly (readonly number[])[],
): number {
  if (candidates === null) return 0;
  const known = new Map<number, number>();
  // Without the cuts there are no cycles.
  const from = (id: number): number => {
    if (!candidates[id]?.oneWay) return 0;
    const before = known.get(id);
    if (before !== undefined) return before;
    const length = 1 + Math.max(0, ...ways[id].map(from));
    known.set(id, length);
    return length;
  };
  return candidates.reduce((longest, _, id) => Math.max(longest, from(id)), 0);
}

export interface Candidate extends Footprint {
  readonly oneWay: boolean;
}

const meet = (a: PlaceSet, b: PlaceSet): boolean => (a & b) !== NOWHERE;

const conflict = (a: Footprint, b: Footprint): boolean =>
  meet(a.writes, b.reads | b.writes) || meet(a.reads, b.writes);

const hasOneWay = ({ edges }: Location): boolean =>
  edges.length === 1 ? edges[0].guard === null : isFork(edges);

/** Locations that every cycle of a context's code goes through at least once: the targets of edges that lead back. */
function cutsOf(ways: readonly (readonly number[])[]): ReadonlySet<number> {
  const cuts = new Set<number>();
  const state = new Map<number, 'open' | 'done'>();
  for (const root of ways.keys()) {
    if (state.has(root)) continue;
    const path = [{ id: root, next: 0 }];
    state.set(root, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = ways[top.id][top.next++];
      if (target === undefined) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(target) === 'open') cuts.add(target);
      else if (!state.has(target)) {
        state.set(target, 'open');
        path.push({ id: target, next: 0 });
      }
    }
  }
  return cuts;
}
