import type { Scenario } from '../scenarios/scenario.js';
import { type ColorChoice, type Io, styles, widthOf } from './io.js';

/** What every command works with. */
export interface Session {
  readonly io: Io;
  /** Of panic-check, where it is known. */
  readonly version?: string;
  /**
   * Every scenario, loaded when a command asks. One that asks for a scenario by its name gets only that one if there is
   * such a scenario, because loading all of them takes longer than most searches.
   */
  scenarios(named?: string): Promise<readonly Scenario[]>;
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
