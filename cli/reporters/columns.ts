/** Folding text and setting it in columns, so that nothing gets wider than what can be pasted into mail. */

/** Wraps at spaces; a word that is too long is cut where C names have joints, and if need be anywhere. */
export function wrap(text: string, width: number, hang = 0): string[] {
  const lines: string[] = [];
  let line = '';
  const room = () => Math.max(1, width - (lines.length === 0 ? 0 : hang));
  const finish = () => {
    lines.push(' '.repeat(lines.length === 0 ? 0 : hang) + line);
    line = '';
  };
  for (const word of text.split(/(?<=\S) +/)) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length <= room()) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== '') finish();
    while (rest.length > room()) {
      const cut = joint(rest, room());
      line = rest.slice(0, cut);
      rest = rest.slice(cut);
      finish();
    }
    line = rest;
  }
  if (line !== '' || lines.length === 0) finish();
  return lines;
}

/** The last place within `room` behind which a long word may be cut. */
function joint(word: string, room: number): number {
  for (let i = room; i > room / 2; i--) if ('_.,()[]->/'.includes(word[i - 1])) return i;
  return room;
}

/** Paragraphs separated by empty lines, each wrapped; lines that begin with a space are left as they are. */
export function paragraphs(text: string, width: number): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((p) => (/^\s/m.test(p) ? p : wrap(p.replace(/\s*\n\s*/g, ' '), width).join('\n')))
    .join('\n\n');
}

/**
 * How wide the columns are: as wide as they like if there is room, otherwise so that the fewest lines are folded.
 * `rows(column, width)` says how many lines a column takes at a width.
 */
export function columnWidths(
  needed: readonly number[],
  room: number,
  narrowest: number,
  rows: (column: number, width: number) => number,
): number[] {
  if (needed.reduce((a, b) => a + b, 0) <= room) return [...needed];
  // best[r]: the widths of the columns so far that leave `r` characters, with the fewest rows.
  let best = new Map<number, { cost: number; widths: number[] }>([[room, { cost: 0, widths: [] }]]);
  needed.forEach((need, column) => {
    const next: typeof best = new Map();
    const least = Math.min(narrowest, need);
    for (let width = least; width <= Math.min(need, room); width++) {
      const more = rows(column, width);
      for (const [left, { cost, widths }] of best) {
        const known = next.get(left - width);
        if (left < width || (known !== undefined && known.cost <= cost + more)) continue;
        next.set(left - width, { cost: cost + more, widths: [...widths, width] });
      }
    }
    best = next;
  });
  const all = [...best.values()];
  const cheapest = all.reduce((a, b) => (b.cost < a.cost ? b : a), all[0]);
  return cheapest?.widths ?? needed.map(() => Math.floor(room / needed.length));
}

/** A C comment: on one line if it fits, otherwise in the kernel's block form. */
export function blockComment(lines: readonly string[], width: number): string[] {
  const [only] = lines;
  if (lines.length === 1 && only.length + 6 <= width) return [`/* ${only} */`];
  const hang = lines.length > 1 ? 2 : 0;
  return ['/*', ...lines.flatMap((l) => wrap(l, width - 3, hang)).map((l) => ` * ${l}`.trimEnd()), ' */'];
}
