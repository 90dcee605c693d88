import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { searchFast } from '../../checker/engine/search.js';
import { REDUCTIONS, type ReductionKind } from '../../checker/reduce/kinds.js';
import { lower } from '../../model/language/index.js';
import { catalogue } from '../../scenarios/catalogue.js';
import { variantOf } from '../../scenarios/scenario.js';

/** The table of docs/reductions.md: what is left of scenarios, without reductions, with each, and with all. */

const text = readFileSync(join(import.meta.dirname, '../../docs/reductions.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([\w-]+) ([\w=,-]+)` \| (.+) \|$/gm)].map(
  ([, name, settings, cells]) => ({
    name,
    settings,
    cells: cells.split(' | '),
  }),
);
const SETS: readonly (readonly ReductionKind[])[] = [[], ...REDUCTIONS.map((kind) => [kind]), REDUCTIONS];

it('has a table', () => expect(rows.length).toBeGreaterThan(8));

it.each(rows.map((row) => [`${row.name} ${row.settings}`, row] as const))('%s', async (_, row) => {
  const scenario = await catalogue[row.name]();
  const given = Object.fromEntries(row.settings.split(',').map((s) => s.split('=')));
  const { system, properties } = scenario.build(variantOf(scenario, given));
  const machine = lower(system, properties);
  const left: number[] = [];
  const verdicts = new Set<string>();
  for (const reduction of SETS) {
    const found = await searchFast(machine, { reduction });
    left.push(found.states);
    verdicts.add(JSON.stringify([found.runs.map((run) => run !== null), found.triggered, found.stopped]));
  }
  expect(verdicts.size).toBe(1);
  const times = left[0] / left[left.length - 1];
  const factor = `${times < 10 ? times.toFixed(1) : Math.round(times)}x`;
  expect(row.cells).toEqual([...left.map((n) => n.toLocaleString('en-US')), factor]);
});
