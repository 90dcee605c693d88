import type { Scenario } from '../scenarios/scenario.js';
import { type ColorChoice, type Io, styles, widthOf } from './io.js';

/** What every command works with. The scenarios are loaded when a command asks for them. */
export interface Session {
  readonly io: Io;
  scenarios(): Promise<readonly Scenario[]>;
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
