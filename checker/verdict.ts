import type { Machine } from '../model/language/machine.js';
import type { ReductionKind } from './reduce/kinds.js';
import type { Step } from './reference/step.js';
import type { Move, State, Stopped } from './search.js';

/** One transition of a run: what happened, and the states around it. */
export interface RunStep {
  readonly move: Move;
  readonly before: State;
  readonly after: State;
  /** The labelled steps that the transition is made of, in order; none for an interrupt that enters. */
  readonly steps: readonly Step[];
}

/** A run of the machine from its initial state, as the reference interpreter executed it. */
export interface Run {
  readonly initial: State;
  readonly steps: readonly RunStep[];
  /** How often control goes from one context to another. */
  readonly switches: number;
  /**
   * Where a run that never ends goes round: its last step leads back to the state before step `loop`. Null for a run that is
   * only as long as it is.
   */
  readonly loop: number | null;
}

/** What is known of a property, and the run that shows it. */
export type PropertyVerdict =
  /** Every reachable state was seen. `witness` is a run to the state that a cover asks for. */
  | { readonly verdict: 'holds'; readonly witness: Run | null }
  /** `counterexample` is null only for a cover that no reachable state satisfies. */
  | { readonly verdict: 'violated'; readonly counterexample: Run | null }
  /** A limit was hit and nothing was found so far: not a proof. */
  | { readonly verdict: 'incomplete'; readonly stopped: Stopped }
  /** Nothing the property speaks about ever happens, so it cannot fail. */
  | { readonly verdict: 'vacuous' };

/** The four verdicts by name. */
export type VerdictName = PropertyVerdict['verdict'];

/** A property, in words, with its verdict. */
export type PropertyReport = {
  readonly name: string;
  readonly says: string;
  readonly because: string;
} & PropertyVerdict;

/** What is known of a machine's properties, in whichever way it was found out. */
export interface Findings {
  readonly machine: Machine;
  /** Why not everything was seen; null if it was. */
  readonly stopped: Stopped | null;
  readonly seconds: number;
  readonly properties: readonly PropertyReport[];
}

/** What random runs have shown. How many different states they saw, nobody has counted. */
export interface Simulation extends Findings {
  readonly seed: number;
  /** Runs that were begun. */
  readonly runs: number;
  readonly steps: number;
  /** Steps of the longest run. */
  readonly depth: number;
}

export interface Exploration extends Findings {
  readonly engine: 'reference' | 'fast';
  readonly exhaustive: boolean;
  /** The most context switches of the runs that were explored; null if there was no bound. */
  readonly maxSwitches: number | null;
  /** Whether the bound on context switches left out a step. */
  readonly leftOut: boolean;
  /** The probability that a state was overlooked, at most; null where nobody can tell. */
  readonly omission: number | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytesPerState: number;
  readonly fingerprint: string;
  /** What made the state space smaller. States, transitions and depth are those of what was left of it. */
  readonly reduction: readonly ReductionKind[];
  /** Edges of the machine that some transition took, as `context:location:edge`. */
  readonly taken: ReadonlySet<string>;
}
