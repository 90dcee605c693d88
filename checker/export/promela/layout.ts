import { ExportRefusal } from '../target.js';

/** How Promela is laid out: sequences, options, macros, comments; none of it knows what is said. */

export const WIDTH = 110;

/** A part of a sequence: a statement, or a comment between statements. */
export type Part = { readonly code: readonly string[] } | { readonly comment: string };

export function declaration(
  type: string,
  name: string,
  size: string | null,
  first: readonly string[],
): string {
  const declared = `${type} ${name}${size === null ? '' : `[${size}]`}`;
  if (first.every((v) => v === first[0])) {
    const zero = type !== 'mtype' && (first[0] === '0' || first[0] === 'false');
    return `${declared}${zero ? '' : ` = ${first[0]}`};`;
  }
  const numbers = first.map((v) => (v === 'NO_CPU' ? -1 : Number(v)));
  if (!numbers.some((n) => n < 0)) return `${declared} = { ${first.join(', ')} };`;
  // SPIN takes no negative numbers in such a list, but a short takes 65535 for -1.
  if (type !== 'short')
    throw new ExportRefusal(
      `${name} begins with different numbers, one below -32768, which Promela cannot say`,
    );
  const words = numbers.map((n) => (n < 0 ? 2 ** 16 + n : n));
  return `${declared} = { ${words.join(', ')} }; /* ${first.join(', ')} */`;
}

export const assign = (to: string, value: string): Part[] => [{ code: fold(`${to} = ${value}`, '') }];

/** Short statements share lines. */
export function packed(statements: readonly string[]): string[] {
  const lines: string[] = [];
  for (const s of statements) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + s.length + 2 <= WIDTH - 40)
      lines[lines.length - 1] = `${last}; ${s}`;
    else {
      if (last !== undefined) lines[lines.length - 1] = `${last};`;
      lines.push(s);
    }
  }
  return lines;
}

/** Statements with what Promela wants between them. */
export function sequence(parts: readonly Part[]): string[] {
  const last = parts.findLastIndex((p) => 'code' in p);
  return parts.flatMap((p, i) => {
    if ('comment' in p) return remark(p.comment, '');
    return i === last ? [...p.code] : ended(p.code);
  });
}

export const ended = (lines: readonly string[]): string[] => [...lines.slice(0, -1), `${lines.at(-1)};`];

export const indented = (lines: readonly string[], by = '\t'): string[] => lines.map((l) => by + l);

/** One of the ways of an `if`. */
export function option(guard: string, parts: readonly Part[]): string[] {
  const lines = sequence(parts);
  if (lines.length === 0) return fold(`:: ${guard}`, '   ');
  const [only] = lines;
  if (lines.length === 1 && guard.length + only.length + 7 < WIDTH - 30 && !only.startsWith('/*'))
    return [`:: ${guard} -> ${only}`];
  // A sequence of nothing but comments is no sequence.
  if (!parts.some((p) => 'code' in p)) return [...fold(`:: ${guard}`, '   '), ...indented(lines)];
  return [...fold(`:: ${guard} ->`, '   '), ...indented(lines)];
}

export function atomic(guard: string, parts: readonly Part[], says: string): string[] {
  const body = sequence(parts);
  const head = says === '' ? ['atomic {'] : [`atomic {\t/* ${says.replaceAll('*/', '* /')} */`];
  const code = [...fold(parts.some((p) => 'code' in p) ? `${guard} ->` : guard, '\t'), ...body];
  return [...head, ...indented(code), '}'];
}

/** One transition as it is, several as an `if`. */
export function alternatives(options: readonly (readonly string[])[]): string[] {
  if (options.length === 1) return indented(options[0]);
  const lines = options.flatMap((o) => [`:: ${o[0]}`, ...o.slice(1, -1), `   ${o.at(-1)}`]);
  return indented(['if', ...lines, 'fi']);
}

export function never(name: string, bad: string, says: string): string[] {
  return [
    '',
    ...remark(says, ''),
    `never ${name} {`,
    '\tdo',
    ...fold(`:: ${bad.includes(' || ') ? `(${bad})` : bad} -> break`, '\t').map((l) => `\t${l}`),
    '\t:: else',
    '\tod',
    '}',
  ];
}

export function macro(name: string, text: string): string[] {
  const lines = fold(text, '');
  if (lines.length === 1 && name.length + text.length + 9 < WIDTH) return [`#define ${name} ${text}`];
  return [`#define ${name}`, ...indented(lines)].map((l, i, all) => (i < all.length - 1 ? `${l} \\` : l));
}

export function remark(text: string, indent: string): string[] {
  const lines = wrapWords(text.replaceAll('*/', '* /'), WIDTH - 6);
  return lines.map((l, i) => `${indent}${i === 0 ? '/*' : ' *'} ${l}${i === lines.length - 1 ? ' */' : ''}`);
}

/** Breaks what is too wide behind `&&`, `||` or a colon, as early in the nesting as will fit. */
export function fold(code: string, indent: string): string[] {
  const room = WIDTH - 24;
  const lines: string[] = [];
  let rest = code;
  let margin = '';
  while (rest.length > room) {
    const at = breakOf(rest, room);
    if (at === null) break;
    lines.push(margin + rest.slice(0, at));
    rest = rest.slice(at + 1);
    margin = `${indent}\t`;
  }
  return [...lines, margin + rest];
}

/**
 * The last of the outermost breaks that fit, or the first that does not. None is inside the call of a macro: the preprocessor would
 * put it behind the call, where SPIN takes it for the end of a statement.
 */
function breakOf(code: string, room: number): number | null {
  let depth = 0;
  let call = Number.POSITIVE_INFINITY;
  let best: { at: number; depth: number } | null = null;
  for (let i = 0; i < code.length; i++) {
    if (code[i] === '(' || code[i] === '[') {
      depth++;
      if (code[i] === '(' && /\w/.test(code[i - 1] ?? '')) call = Math.min(call, depth);
    } else if (code[i] === ')' || code[i] === ']') {
      depth--;
      if (depth < call) call = Number.POSITIVE_INFINITY;
    } else if (depth >= call) continue;
    else if (code[i] === ' ' && i > room / 3 && /(&&|\|\||->|[-+:=,])$/.test(code.slice(0, i))) {
      if (i >= room) return best?.at ?? i;
      if (best === null || depth <= best.depth) best = { at: i, depth };
    }
  }
  return best?.at ?? null;
}

export function wrapWords(text: string, width: number, margin = ''): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : margin + word);
  }
  return lines;
}
