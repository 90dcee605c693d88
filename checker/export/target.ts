import type { Machine } from '../../model/language/machine.js';

/** The language of another model checker, and how a machine is written in it. */
export interface Target {
  /** As in `--to`. */
  readonly name: 'promela' | 'murphi' | 'tla';
  /** What reads it: `SPIN`. */
  readonly reader: string;
  /** Of the files it writes, without the dot. */
  readonly extension: string;
  /** The name that a file must have, without its extension, in a language that cares. */
  readonly fileName?: (title: string) => string;
  /**
   * The machine as a text of this language: the same states (one of theirs for each of ours, no fewer and no more) and the
   * same properties. Throws ExportRefusal where the language cannot say what the machine says.
   */
  write(machine: Machine, about: About): Exported;
}

/** What the text says about itself, in its first comment. */
export interface About {
  /** The scenario's name, or the system's. */
  readonly title: string;
  /** `lock=mutex`, … */
  readonly settings: readonly string[];
}

export interface Exported {
  readonly text: string;
  /** Further files that go with it, by name: a TLC configuration. */
  readonly beside: Readonly<Record<string, string>>;
  /** How to have the other checker answer: commands, one a line, for a file called `name`. */
  commands(name: string): readonly string[];
}

/** A machine that a language cannot express. The reason is a sentence for the user. */
export class ExportRefusal extends Error {
  override readonly name = 'ExportRefusal';
}
