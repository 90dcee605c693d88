/**
 * Screens as text with styles: what every panel is laid out to, and what terminals, SVG and HTML are painted from. A
 * style says what something is; what it looks like is for the painter.
 */

export type Style =
  | 'plain'
  | 'dim'
  | 'bold'
  | 'title'
  | 'heading'
  | 'selected'
  | 'call'
  | 'interrupt'
  | 'switch'
  | 'arrow'
  | 'good'
  | 'bad'
  | 'changed'
  | 'mark'
  | 'key';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const span = (text: string, style: Style = 'plain'): Span => ({ text, style });

/** A line of texts and spans. */
export const line = (...parts: readonly (string | Span)[]): Line =>
  parts.map((p) => (typeof p === 'string' ? span(p) : p)).filter((p) => p.text !== '');

export const BLANK: Line = [];

export const plainText = (of: Line): string => of.map((s) => s.text).join('');

export const widthOfLine = (of: Line): number => of.reduce((n, s) => n + s.text.length, 0);

/** Cut off at a width, with a sign that something is missing. */
export function clip(of: Line, width: number): Line {
  if (widthOfLine(of) <= width) return of;
  const result: Span[] = [];
  let room = width - 1;
  for (const s of of) {
    if (room <= 0) break;
    result.push(s.text.length <= room ? s : { ...s, text: s.text.slice(0, room) });
    room -= s.text.length;
  }
  return width < 1 ? [] : [...result, span('…', 'dim')];
}

/** Exactly as wide as asked. */
export function pad(of: Line, width: number): Line {
  const clipped = clip(of, width);
  const missing = width - widthOfLine(clipped);
  return missing > 0 ? [...clipped, span(' '.repeat(missing))] : clipped;
}

/** Exactly as many lines as asked. */
export function fill(lines: readonly Line[], { width, height }: Size): Line[] {
  return Array.from({ length: Math.max(0, height) }, (_, i) => pad(lines[i] ?? BLANK, width));
}

/** One style for a whole line. */
export const all = (of: Line, style: Style): Line => of.map((s) => ({ ...s, style }));

/** Texts at both ends of a line. */
export function apart(left: Line, right: Line, width: number): Line {
  const room = width - widthOfLine(right);
  if (room < 1) return clip(left, width);
  return [...pad(left, room), ...right];
}

/** Parts of a screen side by side, with a rule between them. */
export const beside = (left: readonly Line[], right: readonly Line[], rule: string): Line[] =>
  left.map((l, i) => [...l, span(rule, 'dim'), ...(right[i] ?? BLANK)]);
