import { BLANK, type Line, line, span } from '../text.js';
import type { Glyphs } from './glyphs.js';
import { KEYS } from './keys.js';
import type { PanelText } from './panel.js';

/** The keys, and what the signs mean. */
export function helpPanel(glyphs: Glyphs): PanelText {
  const names = KEYS.map((b) => b.keys.map(keyName).join(' '));
  const column = Math.max(...names.map((n) => n.length));
  const lines: Line[] = [];
  let group = '';
  KEYS.forEach((binding, i) => {
    if (binding.group !== group) {
      if (group !== '') lines.push(BLANK);
      group = binding.group;
      lines.push(line(span(group, 'heading')));
    }
    lines.push(line('  ', span(names[i].padEnd(column), 'key'), `  ${binding.does}`));
  });
  const { bar, sign } = glyphs;
  const signs: [string, string][] = [
    [
      `${bar.task} ${bar.softirq} ${bar.hardirq} ${bar.nmi}`,
      'task, softirq, hardirq, NMI; beside each other: nested',
    ],
    [`${glyphs.idle} ${glyphs.stopped}`, 'the CPU is idle; it was stopped'],
    [sign.takes, 'a lock is taken'],
    [sign.releases, 'a lock is given back'],
    [sign.fails, 'a lock is not got, or an assertion fails'],
    [sign.send, `an IPI is sent, ${glyphs.across}${glyphs.right} to whom`],
    [sign.interrupt, 'an interrupt enters or returns'],
    [sign.stuck, 'waits here for ever'],
    [sign.ends, 'the run is over'],
    [glyphs.switch, 'another context goes on: a context switch'],
  ];
  lines.push(BLANK, line(span('signs', 'heading')));
  for (const [text, says] of signs) lines.push(line('  ', span(text.padEnd(column), 'key'), `  ${says}`));
  return { title: 'keys: any other key closes this', lines, anchor: 0 };
}

const NAMES: Readonly<Record<string, string>> = {
  down: 'Down',
  up: 'Up',
  left: 'Left',
  right: 'Right',
  space: 'Space',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  home: 'Home',
  end: 'End',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
};

/** A key as people write it. */
export const keyName = (key: string): string =>
  NAMES[key] ?? key.replace(/^ctrl-(.)$/, (_, c: string) => `^${c.toUpperCase()}`);
