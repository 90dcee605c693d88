import { titleOfRun } from '../../opened-run.js';
import { runSize } from '../../reporters/variant.js';
import { plainText } from '../text.js';
import { ASCII } from './glyphs.js';
import { helpPanel } from './help-panel.js';
import { locksPanel } from './locks-panel.js';
import { alternatives, type Replay, verdictLines } from './replay.js';
import { sourcePanel } from './source-panel.js';
import { statePanel } from './state-panel.js';
import { stepName } from './what-if-panel.js';

/** The moment of a replay in sentences: for a screen reader, a picture of lanes is noise. */
export function spoken(replay: Replay): string[] {
  const { question, timeline, cursor, prompt, message, help, choice } = replay;
  if (help) return helpPanel(ASCII).lines.map(plainText);
  const step = timeline.step(cursor);
  const m = timeline.machine;
  const atEnd = cursor === timeline.length;
  return [
    `${titleOfRun(question)}, ${question.property}: step ${cursor} of ${runSize(timeline.run)}.`,
    step === undefined ? 'At the start.' : `${stepName(m, step)}.`,
    ...(timeline.isSwitch(cursor) ? ['This is a context switch.'] : []),
    ...(atEnd ? verdictLines(replay) : []),
    ...panelWords(replay),
    ...(choice === null
      ? []
      : alternatives(replay).map((a, i) => `${i === choice ? 'Selected: ' : ''}${stepName(m, a.step)}`)),
    ...(prompt === null ? [] : [`${prompt.asks}: ${prompt.text}`]),
    ...(message === '' ? [] : [message]),
    'Question mark lists the keys.',
  ];
}

function panelWords(replay: Replay): string[] {
  switch (replay.panel) {
    case 'state':
      return statePanel(replay)
        .lines.map(plainText)
        .filter((l) => l.startsWith('* ') && l.endsWith(')'))
        .map((l) => `Changed: ${l.slice(2)}.`);
    case 'source': {
      const { title, pinned = [], lines, anchor } = sourcePanel(replay, ASCII);
      return [title, ...pinned.map(plainText), lines[anchor] === undefined ? '' : plainText(lines[anchor])];
    }
    case 'what if':
      return [];
    case 'locks':
      return locksPanel(replay, 1000).lines.map((l) => plainText(l).trim());
  }
}
