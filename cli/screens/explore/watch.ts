import type { ExploreFlags } from '../../commands/explore.js';
import type { LiveRequest } from '../../commands/explore-live.js';
import { exploreRows } from '../../commands/explore-rows.js';
import type { Row } from '../../reporters/table.js';
import type { Session } from '../../session.js';
import { glyphsFor } from '../replay/glyphs.js';
import type { Desk } from '../screen.js';
import { ExploreScreen } from './screen.js';

/** Explores while a screen shows how far it is. Ends when that is left, and the search with it. */
export async function watchExploration(
  { scenario, compared, candidates, folder }: LiveRequest,
  flags: ExploreFlags,
  session: Session,
  desk: Desk,
): Promise<{ rows: Row[]; documents: object[] }> {
  const { io } = session;
  let left = false;
  const interruption = {
    get aborted() {
      return left || io.interruption.aborted;
    },
    by: null,
  };
  const screen = new ExploreScreen(
    {
      scenario,
      compared,
      values: candidates.map((c) => c.value),
      rows: [],
      progress: null,
      limits: {
        ...(flags.maxMemory !== undefined && { memory: flags.maxMemory }),
        ...(flags.timeLimit !== undefined && { time: flags.timeLimit }),
        ...(flags.maxStates !== undefined && { states: flags.maxStates }),
      },
      said: '',
      selected: 0,
      help: false,
    },
    glyphsFor(io.env),
    desk,
  );
  screen.onQuit = () => {
    left = true;
  };
  const closed = desk.open(screen).then(() => {
    left = true;
  });
  const own: Session = { ...session, io: { ...io, interruption } };
  const found = await exploreRows(scenario, candidates, flags, own, folder, screen);
  await closed;
  return found;
}
