/** How Murphi is laid out: lines and comments; none of it knows what is said. */

const WIDTH = 110;

export const indent = (lines: readonly string[], by = 2): string[] =>
  lines.map((l) => (l === '' ? l : `${' '.repeat(by)}${l}`));

/** Words as comment lines. */
export function remark(text: string): string[] {
  const lines: string[] = [];
  let line = '--';
  for (const word of text.trim().split(/\s+/)) {
    if (word === '') continue;
    if (line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '--';
    }
    line += ` ${word}`;
  }
  return line === '--' ? lines : [...lines, line];
}

/** Breaks a line that is too wide at its spaces, which mean nothing in Murphi except in strings and comments. */
export function fold(line: string): string[] {
  if (line.length <= WIDTH || /^ *--/.test(line) || line.includes('"')) return [line];
  const inner = `${/^ */.exec(line)?.[0]}    `;
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const behind = Math.max(
      ...[' &', ' |', ' ->', ','].map((o) => rest.lastIndexOf(`${o} `, WIDTH) + o.length),
    );
    const at = behind > WIDTH / 2 ? behind : rest.lastIndexOf(' ', WIDTH);
    if (at <= inner.length) break;
    lines.push(rest.slice(0, at));
    rest = inner + rest.slice(at + 1);
  }
  return [...lines, rest];
}
