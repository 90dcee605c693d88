import type { Line } from '../text.js';
import { Canvas } from './canvas.js';
import type { Glyphs } from './glyphs.js';
import type { Timeline } from './timeline.js';

/** The run as one line: where one is in it, marks, what is wrong at its end, and where it goes round. */
export function scrubber(
  timeline: Timeline,
  cursor: number,
  marks: ReadonlyMap<string, number>,
  isWrong: boolean,
  glyphs: Glyphs,
  width: number,
): Line {
  const { length, loop } = timeline;
  const before = `${cursor} `;
  const after = ` ${length}`;
  const canvas = new Canvas(width);
  const room = Math.max(1, width - before.length - after.length - 1);
  const column = (position: number): number =>
    before.length + (length === 0 ? 0 : Math.round((position / length) * (room - 1)));
  canvas.put(0, before, 'bold');
  canvas.put(before.length, glyphs.rule.repeat(room), 'dim');
  if (loop !== null)
    canvas.put(
      column(loop),
      glyphs.cycle.first + '='.repeat(Math.max(0, column(length) - column(loop) - 1)),
      'switch',
    );
  if (isWrong) canvas.put(column(length), glyphs.violated, 'bad');
  for (const [mark, at] of marks) canvas.put(column(at), mark, 'mark');
  canvas.put(column(cursor), glyphs.knob, 'bold');
  canvas.put(before.length + room, after, 'dim');
  return canvas.line();
}
