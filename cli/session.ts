import type { Scenario } from '../scenarios/scenario.js';
import type { Settings } from './config.js';
import { type ColorChoice, type Io, styles, widthOf } from './io.js';

/** What every command works with. */
export interface Session {
  readonly io: Io;
  /** Of panic-check, where it is known. */
  readonly version?: string;
  /** The folder in which paths begin; by default that of the process. */
  readonly cwd?: string;
  /** The configuration, from just before a command runs. */
  settings?: Settings;
  /** The flags of this command that the configuration gives, so that nobody has to write them to ask again. */
  configured?: ReadonlySet<string>;
  /** Every scenario that could be meant by a name or path, or all (see scenarios.ts). */
  scenarios(named?: string): Promise<readonly Scenario[]>;
  /** The names of all scenarios, without loading those that are built in. */
  names?(): Promise<readonly string[]>;
}

/** Flags that every command has. */
export interface CommonFlags {
  readonly color: ColorChoice;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** How the output of a command looks. */
export const look = ({ io }: Session, flags: CommonFlags) => ({
  style: styles(flags.color, io.env, io.stdout),
  width: widthOf(io.stdout),
});
