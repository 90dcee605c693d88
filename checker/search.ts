import type { Context } from '../model/language/ir.js';
import type { Machine } from '../model/language/machine.js';
import type { ReductionKind } from './reduce/kinds.js';

/** What a search is asked and what it answers, whichever engine runs it. */

/** One state of a machine: an integer for each of its fields, in their order. */
export type State = readonly number[];

/** One transition, named by what happens rather than by where it leads. */
export type Move =
  | {
      readonly kind: 'step';
      readonly cpu: number;
      readonly context: Context;
      readonly location: number;
      readonly edge: number;
    }
  /** A budgeted interrupt arrives and its handler starts. */
  | { readonly kind: 'arrive'; readonly cpu: number; readonly context: Context; readonly vector: number }
  /** An interrupt that was sent is taken. */
  | { readonly kind: 'deliver'; readonly cpu: number; readonly context: Context; readonly vector: number };

export interface Limits {
  readonly maxStates?: number;
  readonly maxDepth?: number;
  /** Bytes for the state space. */
  readonly maxMemory?: number;
  /** Milliseconds. */
  readonly timeLimit?: number;
}

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States seen and not yet expanded. */
  readonly frontier: number;
  readonly bytes: number;
  readonly seconds: number;
}

export interface SearchOptions extends Limits {
  /**
   * Sees only runs with at most this many context switches (Qadeer and Rehof's bounding). A switch is a step of another
   * CPU than the one that made the step before. That an interrupt enters is none, and neither are the steps of its
   * handler on the CPU that moved last. A search then tells apart what a state was reached by: the CPU that made the
   * last step, and the switches so far; `states` and the fingerprint count these. A step that would be a switch too
   * many is left out, but remains possible: the bound makes no state a deadlock or an end.
   */
  readonly maxSwitches?: number;
  /**
   * Threads that search, for the fast engine: a number of them, or `auto` for as many as there are processors, once the
   * search turns out to be large. Without it, the search stays in the calling thread.
   */
  readonly workers?: number | 'auto';
  /**
   * What the fast engine remembers of the states it has visited. `exact` (the default): all of it. `fingerprints`: a hash
   * of 64 bits; of states wider than that, two may share one, and then the second is overlooked. `bitstate`: three bits
   * of a table as large as `maxMemory` allows, which others may have set. What may overlook states proves nothing.
   */
  readonly store?: 'exact' | 'fingerprints' | 'bitstate';
  /**
   * What makes the state space smaller; nothing by default. No verdict changes. States are then representatives, and what is
   * counted of them, their fingerprint included, is another matter than without.
   */
  readonly reduction?: readonly ReductionKind[];
  /** For `bitstate`: another number overlooks other states. */
  readonly seed?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the search at the next chance; what was found so far is kept. */
  readonly signal?: { readonly aborted: boolean };
}

/** Why a search ended before it had seen everything. */
export type Stopped =
  | 'states'
  | 'depth'
  | 'memory'
  | 'time'
  | 'interrupted'
  | 'fault'
  | 'switches'
  | 'hashing'
  /** All random runs that were asked for were made. */
  | 'runs';

export interface SearchResult {
  readonly engine: 'reference' | 'fast';
  readonly states: number;
  readonly transitions: number;
  /** Length of the longest shortest run. */
  readonly depth: number;
  /** null if every reachable state was seen. */
  readonly stopped: Stopped | null;
  /** Whether some step was left out because of `maxSwitches`. If nothing else stopped the search, this did. */
  readonly leftOut: boolean;
  /** The probability that a state was overlooked, at most; null where nobody can tell. */
  readonly omission: number | null;
  readonly fingerprint: string;
  readonly seconds: number;
  readonly bytes: number;
  /**
   * For each property of the machine, the states of a shortest run to what decides it (a violation, or for `reachable`
   * the state it asks for); null if there was none. The last entry is for failed assertions.
   */
  readonly runs: readonly (readonly State[] | null)[];
  /** Whether the trigger of each property held somewhere; true where there is none. */
  readonly triggered: readonly boolean[];
  /**
   * The states of a run to one whose transitions or properties cannot be evaluated: a value leaves its domain, an index
   * does not exist. The search stops there. The reference interpreter says what is wrong, and where.
   */
  readonly fault: readonly State[] | null;
  /** Edges that were taken, as `context:location:edge`. Passed locations count as well. */
  readonly taken: ReadonlySet<string>;
}

/** A search gives way to the event loop now and then, so that a signal or a timer can reach it. */
export type Search = (machine: Machine, options?: SearchOptions) => Promise<SearchResult>;
