import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Times differ from run to run, and with them the width of nothing else. */
const timeless = (text: string) => text.replace(/\d+\.\d\d s/g, 'T s').trim();

describe('README', () => {
  it('opens with output that the command really gives', () => {
    const block = /```console\n\$ npx panic-check explore\n([\s\S]*?)```/.exec(README)?.[1] ?? 'no block';
    const out = execFileSync(
      process.execPath,
      [join(ROOT, 'dist/cli/main.js'), 'explore', '--color', 'never'],
      {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    expect(timeless(out)).toContain(timeless(block));
  });

  it('has exactly two command lines in its first sh block', () => {
    const lines = /```sh\n([\s\S]*?)```/.exec(README)?.[1].trim().split('\n');
    expect(lines).toEqual(['npm ci && npx panic-check explore', 'npm test']);
  });

  it('links to files that exist', () => {
    for (const [, path] of README.matchAll(/\]\(((?!http)[^)]+)\)/g))
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  });
});
