import type { Command } from 'commander';
import type { ExitCode } from '../exit.js';
import type { Session } from '../session.js';

/** Says what can be written behind a command, what its help is, and what it does, which is loaded when it runs. */
export type Declaration = (command: Command, context: Context) => Command;

export interface Context {
  readonly session: Session;
  /** An action out of what a command does, which says how it ended. */
  ends<A extends unknown[]>(run: (...args: A) => Promise<ExitCode>): (...args: A) => Promise<void>;
}
