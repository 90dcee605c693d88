import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { waitingBugs } from '../../scenarios/bugs.js';
import { scenarios } from '../../scenarios/index.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/bugs.md'), 'utf8');
const catalogue = [...page.matchAll(/^\| (\d+ [\w-]+) \| ([^|]+) \|/gm)].map(([, id, fix]) => ({ id, fix }));

it('has every bug of the catalogue modelled, or waiting with a reason', () => {
  expect(catalogue.length).toBe(39);
  const known = [
    ...scenarios.flatMap((s) => (s.bugs ?? []).map((b) => b.id)),
    ...waitingBugs.map((b) => b.id),
  ];
  // A fix of two halves, or one that leaves something open, can be more than one pair.
  expect([...new Set(known)].sort()).toEqual(catalogue.map((b) => b.id).sort());
});

it('names the fix of each modelled bug as the catalogue does', () => {
  for (const scenario of scenarios)
    for (const bug of scenario.bugs ?? [])
      expect([bug.id, catalogue.find((b) => b.id === bug.id)?.fix]).toEqual([
        bug.id,
        expect.stringContaining(bug.fix),
      ]);
});
