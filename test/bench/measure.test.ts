import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/measure.js';
import { panicRace } from '../../bench/models/panic-race.js';
import type { Model } from '../../bench/models.js';
import { BASELINE } from '../../bench/peers/panic-check.js';
import { type Contender, type Peer, Unable } from '../../bench/peers/peer.js';
import { modelTable } from '../../bench/tables.js';

const size = { panics: 1, nmis: 0, taskLines: 0, nmiLines: 0 };
const model: Model = {
  name: 'tiny',
  says: 'Tiny.',
  large: false,
  race: size,
  machine: () => panicRace(size),
};

/** A program that prints two numbers, as a tool that found them. */
const says = (name: string, states: number, transitions: number): Contender => ({
  name,
  command: { file: process.execPath, args: ['-e', `console.log(${states}, ${transitions})`] },
  build: 0,
  counts({ stdout }) {
    const [s, t] = stdout.split(' ').map(Number);
    return { states: s, transitions: t };
  },
});

const peer = (name: string, ...contenders: Contender[]): Peer => ({
  name,
  version: async () => '1',
  prepare: async () => contenders,
});

const ours = peer('ours', says(BASELINE, 10, 20));

describe('measure', () => {
  it('compares only tools that count alike, and times them as often as asked', async () => {
    const other = peer('other', says('right', 10, 20), says('fewer', 10, 19), says('more', 11, 20));
    const found = await measure(model, ours, [other], [], 2, () => {});
    expect(found.rows.map(({ name, equal, runs }) => [name, equal, runs.length])).toEqual([
      [BASELINE, true, 2],
      ['right', true, 2],
      ['fewer', false, 0],
      ['more', false, 0],
    ]);
    expect(found.rows[1].runs[0].seconds).toBeGreaterThan(0);
    const table = modelTable(found);
    expect(table).toMatch(/^\| right .*\| +equal \|/m);
    expect(table).toMatch(/^\| fewer .*\*\*other counts\*\*: 10 states, 19 transitions/m);
  });

  it('says which tools do not take part, and why', async () => {
    const unable: Peer = {
      ...peer('unable'),
      prepare: async () => {
        throw new Unable('not written for it');
      },
    };
    const breaks: Contender = {
      ...says('breaks', 0, 0),
      counts: () => {
        throw new Error('out of memory');
      },
    };
    const found = await measure(model, ours, [unable, peer('other', breaks)], [peer('later')], 1, () => {});
    expect(found.rows.map((r) => r.name)).toEqual([BASELINE]);
    expect(found.absent).toEqual([
      { peer: 'later', reason: 'left out of this measurement' },
      { peer: 'unable', reason: 'not written for it' },
      { peer: 'breaks', reason: 'out of memory' },
    ]);
  });
});
