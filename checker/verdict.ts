import type { Machine } from '../model/language/machine.js';
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
}

export type PropertyVerdict =
  /** Every reachable state was seen. `witness` is a run to the state that a cover asks for. */
  | { readonly verdict: 'holds'; readonly witness: Run | null }
  /** `counterexample` is null only for a cover that no reachable state satisfies. */
  | { readonly verdict: 'violated'; readonly counterexample: Run | null }
  /** A limit was hit and nothing was found so far: not a proof. */
  | { readonly verdict: 'incomplete'; readonly stopped: Stopped }
  /** Nothing the property speaks about ever happens, so it cannot fail. */
  | { readonly verdict: 'vacuous' };

export type VerdictName = PropertyVerdict['verdict'];

export type PropertyReport = {
  readonly name: string;
  readonly says: string;
  readonly because: string;
} & PropertyVerdict;

export interface Exploration {
  readonly machine: Machine;
  readonly engine: 'reference' | 'fast';
  readonly exhaustive: boolean;
  readonly stopped: Stopped | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytesPerState: number;
  readonly fingerprint: string;
  readonly properties: readonly PropertyReport[];
  /** Edges of the machine that some transition took, as `context:location:edge`. */
  readonly taken: ReadonlySet<string>;
}
