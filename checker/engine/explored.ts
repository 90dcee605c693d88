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
  readonly predecessors: Predecessors;
}
