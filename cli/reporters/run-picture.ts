import { type OpenedRun, titleOfRun, verdictOfRun, verdictText } from '../opened-run.js';
import { UNICODE } from '../screens/replay/glyphs.js';
import { comfortableWidth, wholeRun } from '../screens/replay/space-time.js';
import { Timeline } from '../screens/replay/timeline.js';
import { BLANK, type Line, line, span } from '../screens/text.js';
import { svg } from './svg.js';
import { runSize } from './variant.js';

/** The whole run as lines: who it is about, the lanes, how it ends. */
export function runLines(opened: OpenedRun): { heads: Line[]; rows: Line[][] } {
  const timeline = new Timeline(opened.machine, opened.run);
  const view = {
    timeline,
    cursor: null,
    marks: new Map<string, number>(),
    verdict: verdictOfRun(opened),
    glyphs: UNICODE,
  };
  const { heads, rows } = wholeRun(view, comfortableWidth(timeline));
  return { heads, rows };
}

/** The space-time view of the whole run as a picture. */
export function runSvg(opened: OpenedRun): string {
  const { heads, rows } = runLines(opened);
  const title = `${titleOfRun(opened)}: ${opened.property} ${verdictText(opened.verdict)}`;
  return svg(title, [
    line(span(title, 'title'), span(`   ${runSize(opened.run)}`, 'dim')),
    BLANK,
    ...heads,
    ...rows.flat(),
  ]);
}
