import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Puts a text into a Markdown file, between the marks of its name: `<!-- bench:name -->` and `<!-- /bench:name -->`. Says
 * whether there is a place for it.
 */
export function updateSection(file: string, name: string, section: string): boolean {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return false;
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`);
  return true;
}
