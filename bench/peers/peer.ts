import type { Machine } from '../../model/language/index.js';
import type { Model } from '../models.js';
import type { Command, Run } from '../run.js';

/** What must be equal before anything is compared. */
export interface Counts {
  readonly states: number;
  /** null where a tool does not count them. */
  readonly transitions: number | null;
}

/** What a tool is given to explore. */
export interface Task {
  readonly model: Model;
  readonly machine: Machine;
  /** What panic-check found, by which other tools may size their tables. */
  readonly expected: Counts;
  /** For whatever is generated and built. */
  readonly folder: string;
}

/** A program that stands ready to explore one model. */
export interface Contender {
  readonly name: string;
  readonly command: Command;
  /** Seconds it took to generate and compile it, which its runs do not count. */
  readonly build: number;
  /** It promises no more than to overlook few states, so that other counts are no mistake. */
  readonly mayOmit?: boolean;
  /** What it found. Throws if it did not finish. */
  counts(run: Run): Counts;
  /** Bytes a state by the tool's own account, if it gives one. */
  bytes?(run: Run): number | null;
}

export interface Peer {
  /** As in `--peers`. */
  readonly name: string;
  /** null if it is not installed. */
  version(): Promise<string | null>;
  /** Gets ready for a model. Throws Unable where that cannot be. */
  prepare(task: Task): Promise<readonly Contender[]>;
}

/** Why a tool does not take part. */
export class Unable extends Error {
  override readonly name = 'Unable';
}
