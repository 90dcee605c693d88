import type { Context } from '../../../model/language/ir.js';
import type { Sign } from '../../reporters/race-lines.js';

/** Signs beside the text, so that nothing is told by colour alone. */
export interface Glyphs {
  /** What a CPU is in: a bar for each context, nested ones beside each other. */
  readonly bar: Readonly<Record<Context, string>>;
  readonly idle: string;
  readonly stopped: string;
  readonly sign: Readonly<Record<Sign, string>>;
  readonly cursor: string;
  readonly switch: string;
  readonly violated: string;
  readonly holds: string;
  readonly across: string;
  readonly crossing: string;
  readonly right: string;
  readonly left: string;
  readonly cycle: { readonly first: string; readonly inside: string; readonly last: string };
  readonly rule: string;
  readonly column: string;
  readonly knob: string;
}

export const UNICODE: Glyphs = {
  bar: { task: '│', softirq: '╎', hardirq: '┃', nmi: '║' },
  idle: '·',
  stopped: '■',
  sign: {
    step: ' ',
    call: ' ',
    interrupt: '↯',
    return: ' ',
    send: '»',
    takes: '●',
    fails: '✗',
    releases: '○',
    stops: '■',
    ends: '◆',
    stuck: '…',
  },
  cursor: '▶',
  switch: '⇄',
  violated: '✗',
  holds: '✓',
  across: '─',
  crossing: '┼',
  right: '▶',
  left: '◀',
  cycle: { first: '╭', inside: '│', last: '╰' },
  rule: '─',
  column: '│',
  knob: '●',
};

/** For terminals that show nothing else. */
export const ASCII: Glyphs = {
  bar: { task: '|', softirq: ':', hardirq: 'I', nmi: 'N' },
  idle: '.',
  stopped: '#',
  sign: {
    step: ' ',
    call: ' ',
    interrupt: '!',
    return: ' ',
    send: '>',
    takes: '*',
    fails: 'x',
    releases: 'o',
    stops: '#',
    ends: '$',
    stuck: '~',
  },
  cursor: '>',
  switch: '%',
  violated: 'X',
  holds: '+',
  across: '-',
  crossing: '+',
  right: '>',
  left: '<',
  cycle: { first: '/', inside: '|', last: '\\' },
  rule: '-',
  column: '|',
  knob: 'O',
};

/** What the locale says that the terminal can show; one that says nothing is asked no more than ASCII. */
export function glyphsFor(env: Readonly<Record<string, string | undefined>>): Glyphs {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale) && env.TERM !== 'linux' ? UNICODE : ASCII;
}
