import type { Stopped } from '../../checker/search.js';
import type { VerdictName } from '../../checker/verdict.js';
import type { Expectation, Variant } from '../../scenarios/scenario.js';
import type { Failure } from '../errors.js';
import type { ExitCode } from '../exit.js';
import type { Where } from './where.js';

/** What is known about one variant: plain data, which goes from thread to thread and into reports. */
export type VariantResult = CheckedVariant | FailedVariant | UnexploredVariant;

export interface Place {
  readonly scenario: string;
  readonly variant: Variant;
  /** What differs from the defaults, as it is written after `--set`; empty for the default variant. */
  readonly settings: string;
}

export interface CheckedVariant extends Place {
  readonly kind: 'checked';
  /** Of the model and the properties: the same hash, the same meaning. */
  readonly model: string;
  /** Each function by its id, with a hash of its text. */
  readonly functions: Readonly<Record<string, string>>;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly fingerprint: string;
  /** Which reductions the counts were made with. */
  readonly reduction: string;
  readonly exhaustive: boolean;
  readonly stopped: Stopped | null;
  readonly seconds: number;
  /** Steps by function and label. */
  readonly steps: { readonly all: readonly string[]; readonly reached: readonly string[] };
  readonly properties: readonly CheckedProperty[];
}

export interface CheckedProperty {
  readonly name: string;
  readonly kind: string;
  readonly says: string;
  readonly because: string;
  /** Where it was written, if that is known: in models of users. */
  readonly where: Where | null;
  readonly verdict: VerdictName;
  readonly expected: Expectation['verdict'];
  readonly expectation: Expectation | null;
  readonly exit: ExitCode;
  /** The canonical shortest run to a violation. */
  readonly run: { readonly length: number; readonly fingerprint: string } | null;
}

/** The model is wrong, or panic-check is: there is no verdict. */
export interface FailedVariant extends Place {
  readonly kind: 'failed';
  readonly failure: Failure;
}

/** There was no time for it, or no need. */
export interface UnexploredVariant extends Place {
  readonly kind: 'unexplored';
  readonly why: 'time' | 'interrupted' | 'bail';
}

/** A violation in full, told only of those that are reported. */
export interface Explanation {
  readonly length: number;
  readonly switches: number;
  /** What is wrong, in a line or a few. */
  readonly because: readonly string[];
  /** The race diagram, without colours. */
  readonly diagram: string;
  readonly steps: readonly ExplainedStep[];
  /** The values that the run changes, as they are in the beginning. */
  readonly initial: Readonly<Record<string, string>>;
  /** The trace, as `replay` reads it. */
  readonly itf: string;
}

export interface ExplainedStep {
  readonly cpu: number;
  readonly context: string;
  /** How many contexts this one is on top of: 0 for a task, 3 for an NMI. */
  readonly nesting: number;
  readonly text: string;
  readonly function: string | null;
  readonly label: string | null;
  readonly source: { readonly file: string; readonly versions: string } | null;
  /** Where in the model it was written, if that is known. */
  readonly where: Where | null;
  /** Words of SARIF for what kind of step this is. */
  readonly kinds: readonly string[];
  /** What it changed: name, and the value before and after. */
  readonly changed: Readonly<Record<string, readonly [string, string]>>;
  /** Another context moves than before, an interrupt comes, memory is changed by a read-modify-write, or it is the last. */
  readonly essential: boolean;
}
