/** How TLA+ is laid out: lines, lists of conjuncts, comments; none of it knows what is said. */

const WIDTH = 112;
const RULE = 78;

export const rule = (title: string): string[] => ['-'.repeat(RULE), `\\* ${title}`, ''];

export function opening(module: string): string {
  const title = ` MODULE ${module} `;
  return title.padStart((RULE + title.length) >> 1, '-').padEnd(RULE, '-');
}

export const CLOSING = '='.repeat(RULE);

/** A comment; `more` stands before its further lines. */
export const remark = (text: string, more = '\\* '): string[] => wrap('\\* ', text, more);

export function definition(name: string, text: string): string[] {
  const line = `${name} == ${text}`;
  return line.length <= WIDTH ? [line] : [`${name} ==`, ...item('  ', text)];
}

/** A definition whose text is a list of conditions. */
export const conjunction = (name: string, conditions: readonly string[]): string[] => [
  `${name} ==`,
  ...conditions.flatMap((text) => item('  /\\ ', text)),
];

/** A formula as an item of a list. A choice that is too long for a line has a line for each way. */
export function item(prefix: string, text: string): string[] {
  const following = ' '.repeat(prefix.length + 2);
  const isLong = prefix.length + text.length > WIDTH;
  const pieces =
    isLong && !/"[^"]*\b(THEN|ELSE)\b[^"]*"/.test(text) ? text.split(/ (?=(?:THEN|ELSE) )/) : [text];
  return pieces.flatMap((piece, i) =>
    filled(i === 0 ? prefix : following, formulaChunks(piece), i === 0 ? following : `${following}  `),
  );
}

/** A text that may need several lines, broken at blanks. */
export const wrap = (prefix: string, text: string, following: string): string[] =>
  filled(prefix, words(text), following);

/** Where a text can be broken, never inside a string. */
const words = (text: string): string[] =>
  text.replaceAll('\n', ' ').match(/(?:"(?:[^"\\]|\\.)*"|[^ "]|")+/g) ?? [];

/**
 * A formula is broken only where one thinks of it as ending: behind a comma or a connective, not between a value and the
 * set that it is in.
 */
function formulaChunks(text: string): string[] {
  const chunks: string[] = [];
  for (const word of words(text)) {
    const last = chunks.at(-1);
    if (last === undefined || /(,|:|\/\\|\\\/|=>|->|\[\]|THEN|ELSE)$/.test(last)) chunks.push(word);
    else chunks[chunks.length - 1] = `${last} ${word}`;
  }
  return chunks;
}

function filled(prefix: string, chunks: readonly string[], following: string): string[] {
  const lines: string[] = [];
  let line = prefix;
  let isEmpty = true;
  for (const chunk of chunks) {
    if (!isEmpty && line.length + 1 + chunk.length > WIDTH) {
      lines.push(line);
      line = following;
      isEmpty = true;
    }
    line += isEmpty ? chunk : ` ${chunk}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}
