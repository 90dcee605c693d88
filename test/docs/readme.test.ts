import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { panicGateScenario } from '../../scenarios/panic-gate.js';
import { machineOf } from '../scenarios/variants.js';

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

  it('shows the matrix of panic-gate by kernel version as it comes out', async () => {
    const columns: [given: Record<string, string>, property: string][] = [
      [{ first: 'panic', second: 'panic', image: 'loaded' }, 'kdump-starts'],
      [{ first: 'panic', second: 'hardirq' }, 'panic-terminates'],
      [{ first: 'panic', second: 'nmi' }, 'panic-terminates'],
      [{ first: 'oops', second: 'panic', image: 'loaded' }, 'kdump-starts'],
      [{ first: 'oops-survived', second: 'panic' }, 'panic-terminates'],
      [{ first: 'oops', second: 'panic' }, 'panic-gate-exclusive'],
    ];
    for (const { name: era } of panicGateScenario.options[0].values) {
      const row = [era];
      for (const [given, property] of columns) {
        const m = machineOf(panicGateScenario, variantOf(panicGateScenario, { ...given, era }));
        const { properties } = await explore(m, { minimise: false });
        row.push(properties.find((p) => p.name === property)?.verdict ?? '-');
      }
      expect(README).toContain(`| ${row.join(' | ')} |`);
    }
  });

  it('names every scenario', () => {
    const table = README.slice(README.indexOf('| topic |'), README.indexOf('historical bugs'));
    for (const { name } of scenarios) expect(table).toMatch(new RegExp(`[ |]${name}[ ,]`));
    expect(README).toContain('Thirty-one scenarios');
    expect(scenarios.length).toBe(31);
  });

  it('links to files that exist', () => {
    for (const [, path] of README.matchAll(/\]\(((?!http)[^)]+)\)/g))
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  });
});
