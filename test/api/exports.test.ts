import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as config from '../../api/config.js';
import { entries } from '../../api/entries.js';
import * as main from '../../api/index.js';
import * as kernel from '../../api/kernel.js';
import * as machine from '../../api/machine.js';
import * as properties from '../../api/properties.js';
import * as language from '../../model/language/index.js';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const modules = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((f) => f.endsWith('.ts'))
    .map((f) => basename(f, '.ts'));

describe('what the package exports', () => {
  it('is what a model file can import', () => {
    const { './package.json': _, './kernel/*': _k, ...exports } = manifest.exports as Record<string, object>;
    const names = Object.keys(exports).map((name) => name.replace(/^\./, 'panic-check'));
    const topics = modules('model/kernel').map((name) => `panic-check/kernel/${name}`);
    expect(Object.keys(entries).sort()).toEqual([...names, ...topics].sort());
  });

  it('is built where package.json says', () => {
    for (const [name, target] of Object.entries(manifest.exports as Record<string, { default?: string }>)) {
      const file = target.default ?? null;
      if (file === null || name.includes('*')) continue;
      expect(readdirSync(join(root, 'api'))).toContain(basename(file).replace('.js', '.ts'));
    }
  });

  it('has every file of the kernel, the machine and the properties', async () => {
    expect(Object.keys(kernel).sort()).toEqual(modules('model/kernel').sort());
    for (const [folder, all] of [
      ['model/machine', machine],
      ['properties', properties],
    ] as const)
      for (const name of modules(folder)) {
        const exported = Object.keys(await import(/* @vite-ignore */ join(root, folder, `${name}.ts`)));
        expect(Object.keys(all)).toEqual(expect.arrayContaining(exported));
      }
  });

  it('has the whole language', () => {
    expect(Object.keys(main)).toEqual(expect.arrayContaining(Object.keys(language)));
    expect(main.VarRef).toBe(language.VarRef);
  });

  it('has a configuration that is itself', () => {
    const given = { models: 'models/*.ts' };
    expect(config.defineConfig(given)).toBe(given);
  });
});
