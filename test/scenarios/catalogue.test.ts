import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogue } from '../../scenarios/catalogue.js';

const FOLDER = join(import.meta.dirname, '../../scenarios');

it.each(Object.keys(catalogue))('finds %s under its name', async (name) => {
  expect((await catalogue[name]()).name).toBe(name);
});

it('has every scenario that there is a file of', () => {
  const files = readdirSync(FOLDER).filter((f) =>
    /^export const \w+Scenario\b/m.test(readFileSync(join(FOLDER, f), 'utf8')),
  );
  expect(files.map((f) => f.replace(/\.ts$/, '')).sort()).toEqual(Object.keys(catalogue).sort());
});
