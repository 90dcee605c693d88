import type { Line, Style } from '../screens/text.js';

/** Lines of a screen as an SVG picture, in the colours of whoever looks at it: light or dark. */

const CELL = 8;
const ROW = 18;
const SIZE = 13;
const PADDING = 14;

interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly dim: string;
  readonly good: string;
  readonly bad: string;
  readonly accent: string;
  readonly interrupt: string;
  readonly selected: string;
}

export const LIGHT: Colours = {
  paper: '#ffffff',
  ink: '#1f2328',
  dim: '#6e7781',
  good: '#116329',
  bad: '#b3261e',
  accent: '#0a5c8f',
  interrupt: '#8250df',
  selected: '#dbe9f9',
};

export const DARK: Colours = {
  paper: '#0d1117',
  ink: '#e6edf3',
  dim: '#8b949e',
  good: '#56d364',
  bad: '#ff7b72',
  accent: '#79c0ff',
  interrupt: '#d2a8ff',
  selected: '#1f3a5f',
};

/** CSS of the styles, for SVG (`fill`) and HTML (`color`). */
export function styleSheet(property: 'fill' | 'color'): string {
  const rules = (c: Colours): string =>
    [
      `.paper{fill:${c.paper};background:${c.paper}}`,
      `text,pre,body{${property}:${c.ink}}`,
      `.dim,.key{${property}:${c.dim}}`,
      `.good{${property}:${c.good}}`,
      `.bad{${property}:${c.bad}}`,
      `.switch,.arrow,.changed{${property}:${c.accent}}`,
      `.interrupt,.mark{${property}:${c.interrupt}}`,
      `.back{fill:${c.selected};background:${c.selected}}`,
    ].join('');
  return [
    rules(LIGHT),
    '.bold,.title,.heading,.call,.changed,.mark{font-weight:bold}',
    `@media (prefers-color-scheme: dark){${rules(DARK)}}`,
  ].join('');
}

export function svg(title: string, lines: readonly Line[]): string {
  const columns = Math.max(1, ...lines.map((l) => l.reduce((n, s) => n + s.text.length, 0)));
  const width = columns * CELL + 2 * PADDING;
  const height = lines.length * ROW + 2 * PADDING;
  const rows = lines.flatMap((l, i) => {
    let column = 0;
    return l.flatMap(({ text, style }) => {
      const at = column;
      column += text.length;
      return pieces(text, at, i, style);
    });
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>text{font:${SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}${styleSheet('fill')}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="6"/>`,
    ...rows,
    '</svg>',
  ].join('\n')}\n`;
}

/** Text without the spaces around it, exactly as wide as its cells, whatever the font is. */
function pieces(text: string, column: number, row: number, style: Style): string[] {
  const said = text.trim();
  const back =
    style === 'selected'
      ? [
          `<rect class="back" x="${PADDING + column * CELL}" y="${PADDING + row * ROW}" width="${text.length * CELL}" height="${ROW}"/>`,
        ]
      : [];
  if (said === '') return back;
  const x = PADDING + (column + text.length - text.trimStart().length) * CELL;
  const y = PADDING + row * ROW + SIZE;
  const look = style === 'plain' || style === 'selected' ? '' : ` class="${style}"`;
  return [
    ...back,
    `<text x="${x}" y="${y}"${look} textLength="${said.length * CELL}" lengthAdjust="spacingAndGlyphs">${escapeXml(said)}</text>`,
  ];
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
