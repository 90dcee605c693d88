import type { Stopped } from '../search.js';
import type { Predecessors } from './runs.js';
import type { Placed } from './store.js';

/** What a search has seen, and how to ask it for more. */
export interface Explored {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly stopped: Stopped | null;
  readonly fingerprint: bigint;
  readonly bytes: number;
  /** For each property, then for assertions. */
  readonly decisions: readonly (Placed | null)[];
  readonly triggered: readonly boolean[];
  readonly taken: readonly boolean[];
  readonly fault: Placed | null;
  /** Whether a step was left out because of the bound on context switches. */
  readonly leftOut: boolean;
  /** The first level that `predecessors` can be asked for. Earlier ones were forgotten to make room. */
  readonly heldFrom: number;
  readonly predecessors: Predecessors;
}
