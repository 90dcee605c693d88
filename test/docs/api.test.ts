import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as main from '../../api/index.js';
import * as language from '../../model/language/index.js';

/** Nothing that is exported is without a word. */

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const api = page('api.md');
const guide = page('language.md') + page('liveness.md');

const table = (title: string) => {
  const from = api.indexOf(`\n## ${title}\n`);
  const text = api.slice(from, api.indexOf('\n## ', from + 1));
  return [...text.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([\w/<>-]+)/g)].map((m) => m[1]),
  );
};

it('every entry of the package is described', () => {
  const entries = Object.keys(manifest.exports)
    .filter((e) => e !== './package.json')
    .map((e) => e.replace(/^\./, 'panic-check').replace('*', '<topic>'));
  expect(
    table('The package')
      .filter((e) => e.startsWith('panic-check'))
      .sort(),
  ).toEqual(entries.sort());
});

it('every field of a scenario and every key of the configuration is described', async () => {
  const source = (path: string) =>
    readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
  const fields = /const FIELDS = \[(.*?)\]/s.exec(source('scenarios/define.ts'))?.[1] ?? '';
  const known = [...fields.matchAll(/'(\w+)'/g)].map((m) => m[1]);
  expect(known.length).toBeGreaterThan(10);
  expect(table('A scenario').sort()).toEqual(known.sort());
  const keys = [...source('api/config.ts').matchAll(/^ {2}readonly (\w+)\?/gm)].map((m) => m[1]);
  expect(keys.length).toBeGreaterThan(8);
  expect(table('The configuration').sort()).toEqual(keys.sort());
});

/** What a model cannot use: parts that the checker is made of. */
const INSIDE = [
  'atomsOf',
  'isLiveness',
  'mapAtoms',
  'blocksOf',
  'CONTEXTS',
  'cpusIn',
  'describeDomain',
  'didYouMean',
  'fnId',
  'formatValue',
  'functionsOf',
  'labelPaths',
  'locate',
  'lower',
  'MODEL_ERRORS',
  'ModelError',
  'nearest',
  'NO_CPU',
  'placeOf',
  'rememberPlaces',
  'here',
  'validate',
  'VarRef',
  'walk',
];

it('every builder is in the guide to the language', () => {
  const builders = Object.keys(language).filter((name) => !INSIDE.includes(name));
  expect(builders.length).toBeGreaterThan(80);
  expect(builders.filter((name) => !new RegExp(`\\b${name}\\b`).test(guide))).toEqual([]);
  expect(INSIDE.filter((name) => !(name in language))).toEqual([]);
});

it('what the package adds to the language is described', () => {
  const added = Object.keys(main).filter((name) => !(name in language));
  expect(added.filter((name) => !api.includes(name))).toEqual([]);
});
