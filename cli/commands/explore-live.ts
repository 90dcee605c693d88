import type { Scenario } from '../../scenarios/scenario.js';
import type { Row } from '../reporters/table.js';
import type { Session } from '../session.js';
import type { ExploreFlags } from './explore.js';
import type { Candidate } from './explore-rows.js';

/** What is explored while somebody watches. */
export interface LiveRequest {
  readonly scenario: Scenario;
  readonly compared: readonly string[];
  readonly candidates: readonly Candidate[];
  /** Where traces are saved; null for nowhere. */
  readonly folder: string | null;
}

/** On a terminal one can watch, unless one asks for text. */
export const isLive = (flags: ExploreFlags, { io }: Session): boolean =>
  io.terminal !== undefined && !flags.json && !flags.plain && flags.format === undefined;

/** Explores on the terminal: what is found can be opened while the rest is searched. Ends when the screen is left. */
export async function exploreLive(
  request: LiveRequest,
  flags: ExploreFlags,
  session: Session,
): Promise<{ rows: Row[]; documents: object[] }> {
  const { onTerminal } = await import('../screens/terminal.js');
  const { watchExploration } = await import('../screens/explore/watch.js');
  let found: { rows: Row[]; documents: object[] } = { rows: [], documents: [] };
  await onTerminal(session.io, session.io.terminal!, flags.color, async (desk) => {
    found = await watchExploration(request, flags, session, desk);
  });
  return found;
}
