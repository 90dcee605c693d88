import { describe, expect, it } from 'vitest';
import { cli, fakeIo } from './fixture.js';

describe('explore --max-switches', () => {
  it('raises the bound until something is violated, and names it', async () => {
    const { exit, out, err } = await cli(
      'explore tiny --set lock=none,nmi=no --property single-load --max-switches 3 --no-trace',
    );
    expect(err).toMatchInlineSnapshot(`
      "tiny lock=none, --max-switches 0: 9 states, nothing violated
      "
    `);
    expect(out).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      lock=none, nmi=no, cpus=2

      41 states, 40 transitions, depth 8, T s, N states/s, B bytes/state,
      at most 1 context switch, stopped: --max-switches reached

      violated     single-load
                   At most one CPU loads an image.
                   found in runs of at most 1 context switch
                   expected: violated [T1, sure]: nothing keeps two loaders apart (commit 0123456789ab)
      "
    `);
    expect(exit).toBe(0);
  });

  it('proves nothing where the bound left something out', async () => {
    const { exit, out } = await cli('explore tiny --set lock=try --max-switches 1 --no-trace');
    expect(out).toContain('at most 1 context switch, stopped: --max-switches reached');
    expect(out).toContain('no violation in runs of at most 1 context switch\n');
    expect(out).not.toContain('holds        no-deadlock');
    expect(out).toContain('\nto ask again: panic-check explore tiny --set lock=try --max-switches 1\n');
    expect(exit).toBe(3);
  });

  it('is exhaustive where it left nothing out', async () => {
    const { exit, out } = await cli('explore tiny --set lock=try --max-switches 1000 --no-trace');
    expect(out).toContain('exhaustive');
    expect(out).toContain('holds        no-deadlock');
    expect(exit).toBe(0);
  });

  it('has the bound in its JSON', async () => {
    const { out, err } = await cli('explore tiny --set lock=try --max-switches 1 --json --no-trace');
    expect(JSON.parse(out)).toMatchObject({ maxSwitches: 1, exhaustive: false, stopped: 'switches' });
    expect(err.split('\n').length).toBe(2);
    const full = await cli('explore tiny --set lock=try --json --no-trace');
    expect(JSON.parse(full.out)).toMatchObject({ maxSwitches: null, exhaustive: true });
  });

  it('says the same with the reference engine', async () => {
    const told = async (engine: string) =>
      JSON.parse(
        (await cli(`explore tiny --set lock=spin --max-switches 2 --json --no-trace --engine ${engine}`)).out,
      );
    const { states, fingerprint, properties } = await told('reference');
    expect(await told('fast')).toMatchObject({ states, fingerprint, properties });
  });

  it('stops for a signal', async () => {
    const io = fakeIo({ interruption: { aborted: true, by: 'SIGINT' } });
    const { exit, out } = await cli('explore tiny --set lock=try,cpus=3 --max-switches 9 --no-trace', io);
    expect(out).toContain('nothing found so far in runs of at most 0 context switches; stopped: interrupted');
    expect(exit).toBe(130);
  });

  it.each(['-1', '1.5', 'many', '3G'])('refuses %s', async (k) => {
    const { exit, err } = await cli(`explore tiny --max-switches ${k}`);
    expect(err).toContain("'--max-switches <k>'");
    expect(exit).toBe(2);
  });
});
