import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/findings.md'), 'utf8');
const blocks = [...page.matchAll(/```console\n\$ panic-check ([^\n]+)\n([\s\S]*?)\n```/g)];
const folder = mkdtempSync(join(tmpdir(), 'panic-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has a diagram for each finding', () => {
  expect(blocks.length).toBe([...page.matchAll(/^## /gm)].length);
  for (const id of ['A8', 'A13', 'A14', 'A16', 'A17', 'B12', 'C4b', 'F7', 'F10'])
    expect(page).toContain(`## ${id}:`);
});

it.each(blocks.map(([, command, diagram]) => [command, diagram]))(
  '%s prints the diagram shown',
  (command, diagram) => {
    // The verdict is the expected one, so the exit code is 0 and a surprise would throw.
    const out = execFileSync(
      process.execPath,
      [join(ROOT, 'dist/cli/main.js'), ...command.split(' '), '--color', 'never', '--out-dir', folder],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(out).toContain(diagram);
  },
);
