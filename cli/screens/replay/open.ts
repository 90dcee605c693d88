import type { ColorChoice, Terminal } from '../../io.js';
import { type OpenedRun, verdictText } from '../../opened-run.js';
import { formatOf, formatRun } from '../../reporters/formats.js';
import { raceDiagram } from '../../reporters/race-diagram.js';
import { OUT_DIR, traceFile, writeAtomically } from '../../save.js';
import type { Session } from '../../session.js';
import type { Desk } from '../screen.js';
import { onTerminal } from '../terminal.js';
import { type Glyphs, glyphsFor } from './glyphs.js';
import { questionOf } from './question.js';
import { openReplay, runOf } from './replay.js';
import { type Outside, ReplayScreen } from './screen.js';
import { Timeline } from './timeline.js';

/** Steps through a run until somebody has seen enough. */
export function replayOnTerminal(
  opened: OpenedRun,
  terminal: Terminal,
  color: ColorChoice,
  { io }: Session,
): Promise<void> {
  return onTerminal(io, terminal, color, (desk) =>
    desk.open(replayScreenOf(opened, glyphsFor(io.env), desk)),
  );
}

export function replayScreenOf(opened: OpenedRun, glyphs: Glyphs, desk: Desk): ReplayScreen {
  const timeline = new Timeline(opened.machine, opened.run);
  const { scenario, variant, property } = opened;
  const file = traceFile(OUT_DIR, scenario, variant, property).replace(/\.itf\.json$/, '.by-hand.itf.json');
  return new ReplayScreen(openReplay(questionOf(opened), timeline, file), glyphs, desk, outside);
}

const outside: Outside = {
  async save(replay, file) {
    const run = runOf(replay);
    writeAtomically(file, await formatRun(run, formatOf(file)), 'choose another file');
    return `saved to ${file}: ${run.property} ${verdictText(run.verdict)}`;
  },
  diagram(replay) {
    const { machine, run, why } = runOf(replay);
    return raceDiagram(machine, run, { because: why });
  },
};
