import type { Line, Span, Style } from '../text.js';

/** One row to write on: what is written later covers what was there. */
export class Canvas {
  private readonly chars: string[];
  private readonly styles: Style[];

  constructor(private readonly width: number) {
    this.chars = Array.from({ length: width }, () => ' ');
    this.styles = Array.from({ length: width }, () => 'plain');
  }

  put(column: number, text: string, style: Style): void {
    let at = column;
    for (const char of text) {
      if (at >= this.width) {
        this.chars[this.width - 1] = '…';
        return;
      }
      if (at >= 0) {
        this.chars[at] = char;
        this.styles[at] = style;
      }
      at++;
    }
  }

  /** A line from one column to another, which crosses what stands in its way. */
  across(from: number, to: number, stroke: string, crossing: string): void {
    for (let at = Math.max(0, from); at <= to && at < this.width; at++) {
      this.chars[at] = this.chars[at] === ' ' || this.chars[at] === stroke ? stroke : crossing;
      this.styles[at] = 'arrow';
    }
  }

  line(): Line {
    const spans: Span[] = [];
    let from = 0;
    for (let i = 1; i <= this.width; i++)
      if (i === this.width || this.styles[i] !== this.styles[from]) {
        spans.push({ text: this.chars.slice(from, i).join(''), style: this.styles[from] });
        from = i;
      }
    return spans;
  }
}
