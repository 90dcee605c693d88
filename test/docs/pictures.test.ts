import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The pictures of the README are what the tool makes of real runs. */

const ROOT = join(import.meta.dirname, '../..');
const folder = join(ROOT, 'docs/pictures');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const MADE_BY: Readonly<Record<string, readonly string[]>> = {
  'replay-rt-mutex-debug.svg': [
    'replay',
    'kexec-lock:kdump-starts',
    '--set',
    'lock=rt-mutex-debug',
    '--format',
    'svg',
  ],
  'explore-kexec-lock.svg': ['explore', 'kexec-lock', '--format', 'svg'],
};

describe('docs/pictures', () => {
  it.each(Object.entries(MADE_BY))('%s is made today as it was', (file, args) => {
    const made = execFileSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(readFileSync(join(folder, file), 'utf8')).toBe(made);
  });

  it('has no other pictures, and the README shows them all', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(MADE_BY).sort());
    for (const file of Object.keys(MADE_BY)) expect(README).toContain(`](docs/pictures/${file})`);
  });
});
