import { titleOfRun, verdictText } from '../../opened-run.js';
import { counted } from '../../reporters/words.js';
import { apart, beside, fill, type Line, line, type Size, span } from '../text.js';
import type { Glyphs } from './glyphs.js';
import { helpPanel } from './help-panel.js';
import { locksPanel } from './locks-panel.js';
import { type PanelText, windowOf } from './panel.js';
import { PANELS, type Panel, type Prompt, type Replay, verdictLines } from './replay.js';
import { scrubber } from './scrubber.js';
import { sourcePanel } from './source-panel.js';
import { spaceTime } from './space-time.js';
import { statePanel } from './state-panel.js';
import { whatIfPanel } from './what-if-panel.js';

/** In less than this nobody can read anything. A terminal has one row more, in which ink keeps the cursor. */
export const SMALLEST: Size = { width: 60, height: 14 };
/** From this width on the panels stand beside the lanes, not below them. */
const WIDE = 110;
/** A panel that stands above others has at least this many lines. */
const PANEL_HEIGHT = 11;

/** The whole screen of a replay. */
export function replayScreen(replay: Replay, glyphs: Glyphs, { width, height }: Size): Line[] {
  if (width < SMALLEST.width || height < SMALLEST.height) return tooSmall({ width, height });
  const body = height - 3;
  const middle = replay.help
    ? windowOf(helpPanel(glyphs), body, replay.scroll, glyphs.rule, width)
    : bodyOf(replay, glyphs, { width, height: body });
  return fill(
    [
      headLine(replay, width),
      ...fill(middle, { width, height: body }),
      scrubber(replay.timeline, replay.cursor, replay.marks, verdictLines(replay).length > 0, glyphs, width),
      footLine(replay, width),
    ],
    { width, height },
  );
}

/** What a screen needs, on one that is smaller. */
export function tooSmall({ width, height }: Size): Line[] {
  const words = [
    `This needs ${SMALLEST.width}x${SMALLEST.height + 1} characters,`,
    `and here are ${width}x${height + 1}.`,
    'Make the window larger,',
    'or leave with q.',
  ];
  return fill(
    words.map((w) => line(w)),
    { width, height },
  );
}

function bodyOf(replay: Replay, glyphs: Glyphs, size: Size): Line[] {
  const { width, height } = size;
  if (replay.zoom) return panelOf(replay, replay.panel, glyphs, size);
  if (width >= WIDE) {
    const left = Math.floor(width * 0.55);
    const right = width - left - 1;
    const lanes = fill(spaceTime(viewOf(replay, glyphs), { width: left, height }), { width: left, height });
    return beside(lanes, panelsBelowEachOther(replay, glyphs, { width: right, height }), glyphs.column);
  }
  // On a small screen there are more lanes to see than panel; a choice is made in the panel.
  const share = replay.choice !== null || replay.panel === 'source' ? 0.55 : 0.45;
  const panel = Math.max(5, Math.floor(height * share));
  return [
    ...fill(spaceTime(viewOf(replay, glyphs), { width, height: height - panel }), {
      width,
      height: height - panel,
    }),
    ...panelOf(replay, replay.panel, glyphs, { width, height: panel }),
  ];
}

/** The panel that was chosen, and those behind it for which there is room. */
function panelsBelowEachOther(replay: Replay, glyphs: Glyphs, { width, height }: Size): Line[] {
  const count = Math.max(1, Math.min(PANELS.length, Math.floor(height / PANEL_HEIGHT)));
  const first = PANELS.indexOf(replay.panel);
  const each = Math.floor(height / count);
  return Array.from({ length: count }, (_, i) => {
    const panel = PANELS[(first + i) % PANELS.length];
    const own = i === 0 ? replay : { ...replay, scroll: 0 };
    return panelOf(own, panel, glyphs, { width, height: i === 0 ? height - each * (count - 1) : each });
  }).flat();
}

function panelOf(replay: Replay, panel: Panel, glyphs: Glyphs, { width, height }: Size): Line[] {
  const text = panelText(replay, panel, glyphs, width);
  return fill(windowOf(text, height, replay.scroll, glyphs.rule, width), { width, height });
}

export function panelText(replay: Replay, panel: Panel, glyphs: Glyphs, width: number): PanelText {
  switch (panel) {
    case 'state':
      return statePanel(replay);
    case 'source':
      return sourcePanel(replay, glyphs);
    case 'what if':
      return whatIfPanel(replay, glyphs);
    case 'locks':
      return locksPanel(replay, width);
  }
}

export const viewOf = (replay: Replay, glyphs: Glyphs) => ({
  timeline: replay.timeline,
  cursor: replay.cursor,
  marks: replay.marks,
  verdict: verdictLines(replay),
  glyphs,
});

/** What this is, and where in it one is. */
function headLine({ question, timeline, trail, cursor, search }: Replay, width: number): Line {
  const own = trail.length > 0 ? ' [your own run]' : '';
  const looked = search === '' ? '' : `/${search}  `;
  return apart(
    line(
      span(titleOfRun(question), 'title'),
      `  ${question.property} ${verdictText(question.verdict)}`,
      span(own, 'changed'),
    ),
    line(
      span(looked, 'dim'),
      `step ${cursor} of ${timeline.length}, ${counted(timeline.run.switches, 'switch')}`,
    ),
    width,
  );
}

const QUESTIONS: Readonly<Record<Prompt['asks'], string>> = {
  search: '/',
  watch: 'watch which variable (Tab completes)? ',
  write: 'next write of which variable (Tab completes)? ',
  save: 'save as (the ending says in which form): ',
  mark: 'mark this step with which letter? ',
  'go to mark': 'go to which mark? ',
};

/** The keys that one needs first; on narrow screens, fewer of them. */
const FOOTS = [
  'j k: step   ] [: next switch   G: end   Tab: panel   t: what if   /: search   ?: all keys   q: quit',
  'j k step  ] [ switch  G end  Tab panel  t what if  / search  ? keys  q quit',
  'j k step  G end  Tab panel  t what if  ? keys  q quit',
];

function footLine({ prompt, message, count, choice, help }: Replay, width: number): Line {
  if (prompt !== null) return line(span(QUESTIONS[prompt.asks], 'bold'), prompt.text, span('_', 'selected'));
  if (message !== '') return line(span(message, 'bold'));
  if (help) return line(span('j k: scroll   any other key: back', 'key'));
  if (choice !== null)
    return line(span('j k: choose   Enter: take   Esc: leave it   u: back   S: save', 'key'));
  const keys = FOOTS.find((k) => k.length + count.length < width) ?? '';
  return apart(line(span(keys, 'key')), line(count), width);
}
