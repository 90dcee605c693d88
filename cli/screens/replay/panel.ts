import { type Line, line, span } from '../text.js';

/** What a panel shows, however much room there is. */
export interface PanelText {
  readonly title: string;
  /** What stays in sight above the lines. */
  readonly pinned?: readonly Line[];
  readonly lines: readonly Line[];
  /** The line that should be in sight. */
  readonly anchor: number;
}

/** The part of a panel that fits, with its anchor in sight, and its title with where one is. */
export function windowOf(
  { title, pinned = [], lines, anchor }: PanelText,
  height: number,
  scroll: number,
  rule: string,
  width: number,
): Line[] {
  const room = Math.max(1, height - 1 - pinned.length);
  const most = Math.max(0, lines.length - room);
  const natural = anchor < room - 1 ? 0 : anchor - Math.floor(room / 2);
  const from = Math.max(0, Math.min(natural + scroll, most));
  const more = most === 0 ? '' : ` ${from + 1}-${Math.min(lines.length, from + room)} of ${lines.length} `;
  const stroke = Math.max(0, width - title.length - more.length - 4);
  const head = line(
    span(`${rule}${rule} `, 'dim'),
    span(title, 'title'),
    span(` ${rule.repeat(stroke)}${more}`, 'dim'),
  );
  return [head, ...pinned, ...lines.slice(from, from + room)];
}
