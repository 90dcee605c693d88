import { variantOf } from '../../scenarios/scenario.js';
import { Exit, type ExitCode } from '../exit.js';
import { watchExploration } from '../screens/explore/watch.js';
import type { Choosing } from '../screens/picker/picker.js';
import { PickerScreen } from '../screens/picker/screen.js';
import { glyphsFor } from '../screens/replay/glyphs.js';
import { onTerminal } from '../screens/terminal.js';
import type { Session } from '../session.js';
import type { ExploreFlags } from './explore.js';
import { candidatesFor } from './explore-rows.js';

/** For somebody who types nothing but the name of the program: choose a question, watch it being answered, see why. */
export async function pickOnTerminal(session: Session): Promise<ExitCode> {
  const { io } = session;
  const glyphs = glyphsFor(io.env);
  const scenarios = await session.scenarios();
  await onTerminal(io, io.terminal!, 'auto', (desk) =>
    desk.open(
      new PickerScreen(
        { scenarios, filter: '', typing: false, selected: 0, help: false },
        glyphs,
        desk,
        async (choosing) => void (await watchExploration(requestOf(choosing), FLAGS, session, desk)),
      ),
    ),
  );
  return Exit.ok;
}

/** One variant if all is chosen, otherwise a row for each value of the option that the scenario compares. */
function requestOf({ scenario, given }: Choosing) {
  const compared = [scenario.compares];
  const candidates =
    scenario.compares in given
      ? [{ value: given[scenario.compares], variant: variantOf(scenario, given), missing: '' }]
      : candidatesFor(scenario, compared, given);
  return { scenario, compared, candidates, folder: null };
}

/** What `explore` does if it is told nothing. Nothing is saved: the replay can do that. */
const FLAGS: ExploreFlags = {
  set: [],
  compare: [],
  property: [],
  engine: 'fast',
  store: 'exact',
  workers: 'auto',
  trace: false,
  color: 'auto',
};
