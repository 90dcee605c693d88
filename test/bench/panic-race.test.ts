import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crashNotes } from '../../bench/models/crash-notes.js';
import { panicRace, type RaceSize } from '../../bench/models/panic-race.js';
import { bare, type Model } from '../../bench/models.js';
import { handWritten } from '../../bench/peers/hand-written.js';
import { run } from '../../bench/run.js';
import { searchFast } from '../../checker/engine/search.js';

const gcc = await handWritten.version();

const SIZES: readonly RaceSize[] = [
  { panics: 1, nmis: 2, taskLines: 0, nmiLines: 1 },
  { panics: 2, nmis: 1, taskLines: 1, nmiLines: 0 },
  { panics: 2, nmis: 3, taskLines: 1, nmiLines: 1 },
  { panics: 3, nmis: 1, taskLines: 2, nmiLines: 2 },
];

describe.skipIf(gcc === null)('the race in C, written by hand (needs gcc)', () => {
  it.each(SIZES)('has the states and transitions of the model: %o', async (size) => {
    const folder = mkdtempSync(join(os.tmpdir(), 'panic-check-bench-test-'));
    try {
      const machine = panicRace(size);
      const expected = await searchFast(machine);
      expect(expected.stopped).toBe(null);
      const model: Model = { name: 'race', says: '', large: false, race: size, machine: () => machine };
      const [c] = await handWritten.prepare({ model, machine, expected, folder });
      const done = await run(c.command);
      expect(done.exit).toBe(0);
      const { states, transitions } = expected;
      expect(c.counts(done)).toEqual({ states, transitions });
      expect(done.stdout).toContain(`depth ${expected.depth}\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('models to be measured', () => {
  it('have the same states whether their properties are lowered and judged, lowered, or neither', async () => {
    const size = SIZES[2];
    const asked = panicRace(size, true);
    for (const [with_, without] of [
      [asked, panicRace(size)],
      [asked, bare(asked)],
      [crashNotes(4, 3, true), crashNotes(4, 3)],
    ]) {
      const judged = await searchFast(with_);
      const plain = await searchFast(without);
      expect(judged.runs).toEqual(judged.runs.map(() => null));
      expect([judged.states, judged.transitions]).toEqual([plain.states, plain.transitions]);
    }
  });
});
