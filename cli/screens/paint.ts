import type { ChalkInstance } from 'chalk';
import type { Line, Style } from './text.js';

/**
 * What styles look like on a terminal. Only the sixteen colours that its owner chose, none of those that vanish on a
 * light or on a dark background, and nothing that is told by its colour alone.
 */
export function painter(style: ChalkInstance): (line: Line) => string {
  const how: Readonly<Record<Style, (text: string) => string>> = {
    plain: (t) => t,
    dim: style.dim,
    bold: style.bold,
    title: style.bold,
    heading: style.bold.underline,
    // Without colours, the cursor's sign in the margin says it.
    selected: style.inverse,
    call: style.bold,
    interrupt: style.magenta,
    switch: style.cyan,
    arrow: style.cyan,
    good: style.green,
    bad: style.red,
    changed: style.bold.cyan,
    mark: style.bold.magenta,
    key: style.dim,
  };
  return (line) => line.map(({ text, style: s }) => how[s](text)).join('');
}
