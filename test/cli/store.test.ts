import { describe, expect, it } from 'vitest';
import { cli } from './fixture.js';

describe('explore --store', () => {
  it('proves as much with fingerprints of states that fit into a word', async () => {
    const { exit, out } = await cli('explore tiny --set lock=try --store fingerprints --no-trace');
    expect(out).toContain('exhaustive\n');
    expect(out).toContain('holds        no-deadlock');
    expect(exit).toBe(0);
  });

  it('proves nothing with bits, and says how to ask again', async () => {
    const { exit, out } = await cli('explore tiny --set lock=try --store bitstate --seed 3 --no-trace');
    expect(out).toContain('stopped: states may have been overlooked (--store)');
    expect(out).toMatch(/\nincomplete!? +no-deadlock\n/);
    expect(out).toContain(
      'to ask again: panic-check explore tiny --set lock=try --store bitstate --seed 3\n',
    );
    expect(exit).toBe(3);
  });

  it('shows a violation that bits led to', async () => {
    const { exit, out } = await cli(
      'explore tiny --set lock=none,nmi=no --property single-load --store bitstate --no-trace',
    );
    expect(out).toContain('\nviolated     single-load');
    expect(exit).toBe(0);
  });

  it('has in its JSON how likely a state was overlooked', async () => {
    const omission = async (store: string) =>
      JSON.parse((await cli(`explore tiny --set lock=try --store ${store} --json --no-trace`)).out).omission;
    expect(await omission('exact')).toBe(0);
    expect(await omission('fingerprints')).toBe(0);
    expect(await omission('bitstate')).toBeNull();
  });

  it('is refused by the reference engine', async () => {
    const { exit, err } = await cli('explore tiny --engine reference --store bitstate');
    expect(err).toBe(
      'error: the reference engine remembers whole states, not bitstate\nhint: leave out --engine reference or --store\n',
    );
    expect(exit).toBe(2);
  });

  it.each(['0', '65', 'two', '1.5'])('takes no --workers %s', async (workers) => {
    const { exit, err } = await cli(`explore tiny --workers ${workers}`);
    expect(err.replace(/\s+/g, ' ')).toContain('It must be auto, or a number of threads from 1 to 64.');
    expect(exit).toBe(2);
  });
});
