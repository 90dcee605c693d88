import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { updateSection } from '../../bench/document.js';
import { models } from '../../bench/models.js';

const folder = mkdtempSync(join(os.tmpdir(), 'panic-check-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('updateSection', () => {
  it('replaces what is between the marks and keeps the rest', () => {
    const file = join(folder, 'page.md');
    writeFileSync(
      file,
      'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n',
    );
    const after =
      'a\n<!-- bench:x -->\n\nnew $& text\n\n<!-- /bench:x -->\nb\n<!-- bench:y -->\n<!-- /bench:y -->\n';
    for (let i = 0; i < 2; i++) {
      expect(updateSection(file, 'x', 'new $& text')).toBe(true);
      expect(readFileSync(file, 'utf8')).toBe(after);
    }
    expect(updateSection(file, 'z', 'lost')).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(after);
  });
});

it('has a place in docs/performance.md for every model', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/performance.md'), 'utf8');
  for (const { name } of models) {
    expect(page).toContain(`<!-- bench:${name} -->`);
    expect(page).toContain(`<!-- /bench:${name} -->`);
  }
});
