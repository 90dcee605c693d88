import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Folder } from '../cli/models.js';
import { diagnostics, Page } from './executed.js';

/** Pages whose every file compiles, and whose every session is what the program prints. UPDATE_DOCS=1 writes that down. */

const pages = ['tutorial.md', 'cookbook.md'].map((name) => new Page(name));
const folders = pages.map(() => new Folder({ 'package.json': '{ "type": "module" }' }));

describe('the tutorial and the cookbook', () => {
  const files = Object.assign({}, ...pages.map((page) => page.files()));

  it('have files that compile', () => {
    expect(Object.keys(files)).toHaveLength(9);
    expect(diagnostics(files)).toEqual([]);
  });

  it.each(pages.map((page, i) => [page.name, page, folders[i]] as const))(
    '%s says what is printed',
    async (_, page, folder) => {
      const sessions = await page.sessions(folder);
      expect(sessions.length).toBeGreaterThan(3);
      if (process.env.UPDATE_DOCS)
        writeFileSync(
          page.path,
          sessions.reduce((text, { written, printed }) => text.replace(written, () => printed), page.text),
        );
      else for (const { written, printed } of sessions) expect(written).toBe(printed);
    },
  );
});
