import { describeMove } from '../../../checker/trace/run.js';
import type { RunStep } from '../../../checker/verdict.js';
import type { Machine } from '../../../model/language/machine.js';
import { tellStep } from '../../reporters/race-lines.js';
import { BLANK, type Line, line, span } from '../text.js';
import type { Glyphs } from './glyphs.js';
import type { PanelText } from './panel.js';
import { standings } from './question.js';
import { alternatives, type Replay } from './replay.js';

/** Everything that can happen at the cursor, and how things stand with the properties there. */
export function whatIfPanel(replay: Replay, glyphs: Glyphs): PanelText {
  const { question, timeline, cursor, choice } = replay;
  const all = alternatives(replay);
  const state = timeline.state(cursor);
  const lines: Line[] = all.map(({ step, taken }, i) => {
    const selected = i === choice;
    const text = `${selected ? glyphs.cursor : ' '} ${stepName(timeline.machine, step)}`;
    return line(
      span(text, selected ? 'selected' : 'plain'),
      span(taken ? '  (the run goes this way)' : '', 'dim'),
    );
  });
  if (all.length === 0) lines.push(line(span('  nothing can happen any more', 'dim')));
  lines.push(
    line(
      span(
        choice === null ? '  t: take one of these' : '  j k: choose   Enter: take   Esc: leave it   u: back',
        'key',
      ),
    ),
    BLANK,
    line(span('properties, here', 'heading')),
  );
  for (const { name, says, standing } of standings(question.machine, state)) {
    const bad = standing === 'violated';
    const sign = standing === 'fine' ? ' ' : bad ? glyphs.violated : glyphs.holds;
    const word = standing === 'fine' ? 'not broken here' : standing;
    lines.push(
      line(span(`${sign} `, bad ? 'bad' : 'good'), span(`${name}: ${word}`, bad ? 'bad' : 'plain')),
      ...(bad ? [line(span(`    ${says}`, 'dim'))] : []),
    );
  }
  const title = `what can happen after step ${cursor}: ${all.length === 0 ? 'nothing' : all.length}`;
  return { title, lines, anchor: choice ?? 0 };
}

/** A step in the words of the diagram, or by its place if it tells nothing. */
export function stepName(m: Machine, step: RunStep): string {
  const { cpu, context } = step.move;
  const texts = tellStep(m, step).filter((l) => l.sign !== 'call' || l.text.includes('->'));
  const told = texts.map((l) => l.text).join('; ');
  return told === '' ? describeMove(m, step.move) : `CPU ${cpu} ${context}: ${told}`;
}
