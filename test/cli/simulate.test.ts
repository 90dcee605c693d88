import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { simulationText } from '../../cli/reporters/progress.js';
import { cli, fakeIo } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'panic-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const steady = (text: string) =>
  text.replaceAll(folder, 'OUT').replace(/\d+\.\d\d s, [\d,]+ steps\/s/g, 'T s, N steps/s');

describe('simulate', () => {
  it('tells a violation as explore does, and how to see it again', async () => {
    const { exit, out } = await cli(
      `simulate tiny --set lock=spin --property no-deadlock --out-dir ${folder}`,
    );
    expect(steady(out)).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      lock=spin, nmi=yes, cpus=2

      3 random runs, 21 steps, longest run 9, seed 1, T s, N steps/s, not exhaustive

      violated     no-deadlock
                   No CPU is left waiting for something that can never happen.
                   expected: violated [T2, likely]: the NMI waits for the task below it (a mail)

      no-deadlock is violated: 5 steps, 2 context switches

      CPU 0 (task, nmi)                                CPU 1 (task)
      =================                                ============
      do_kexec_load()
        kexec_trylock() -> true
          cmpxchg(lock, -1 -> 0)
                                                       do_kexec_load()
                                                         kexec_trylock() -> false
                                                           cmpxchg(lock, -1 -> 1) fails, it is 0
        <NMI>
          __crash_kexec()
            kexec_lock()
              wait until lock == -1 /* for ever */

      /*
       * nothing can move any more, and somebody still waits
       * CPU 0 nmi waits in kexec_lock() for lock, which is 0
       * CPU 0 task set it in kexec_trylock(), and was interrupted by the nmi on top of it: it cannot run
       *   before that returns
       */

      saved to:     OUT/tiny.no-deadlock.lock=spin.itf.json
      to replay it: panic-check replay OUT/tiny.no-deadlock.lock=spin.itf.json

      to ask again: panic-check simulate tiny --set lock=spin --property no-deadlock --runs 10000 --depth 10000 --seed 1
      "
    `);
    expect(exit).toBe(0);
    const replayed = await cli(`replay ${folder}/tiny.no-deadlock.lock=spin.itf.json`);
    expect(replayed.out).toContain('no-deadlock is violated: 5 steps, 2 context switches, executed again');
  });

  it('never says that something holds, and says what it did', async () => {
    const { exit, out } = await cli('simulate tiny --set lock=try --runs 100 --no-trace');
    expect(steady(out)).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      lock=try, nmi=yes, cpus=2

      100 random runs, 873 steps, longest run 13, seed 1, T s, N steps/s, not exhaustive

      incomplete!  single-load
                   At most one CPU loads an image.
                   no violation in 873 steps of 100 random runs (seed 1)
                   expected: holds (nothing else is known)
      incomplete!  no-deadlock
                   No CPU is left waiting for something that can never happen.
                   no violation in 873 steps of 100 random runs (seed 1)
                   expected: holds (nothing else is known)
      holds        dump
                   A dump is possible.

      ! not the expected verdict

      to ask again: panic-check simulate tiny --set lock=try --runs 100 --depth 10000 --seed 1
      "
    `);
    expect(exit).toBe(3);
  });

  it('gives the same output for the same seed', async () => {
    const told = async (seed: number) =>
      steady((await cli(`simulate tiny --runs 50 --seed ${seed} --no-trace`)).out);
    expect(await told(0)).toBe(await told(0));
    expect(await told(7)).not.toBe(await told(8));
  });

  it('exits 1 for a violation that nobody expects', async () => {
    const { exit, out } = await cli('simulate surprises --set kind=violated --no-trace');
    expect(out).toContain('violated!    stays');
    expect(exit).toBe(1);
  });

  it('exits 2 where the model leaves its domains', async () => {
    const { exit, err } = await cli('simulate surprises --set kind=fault');
    expect(err).toContain('loads[-1] does not exist');
    expect(exit).toBe(2);
  });

  it('prints one JSON document', async () => {
    const { out, err } = await cli(
      `simulate tiny --set lock=none,nmi=no --runs 20 --json --out-dir ${folder}`,
    );
    const { seconds, properties, ...rest } = JSON.parse(out);
    expect(err).toBe('');
    expect(typeof seconds).toBe('number');
    expect(rest).toMatchObject({
      scenario: 'tiny',
      variant: { lock: 'none', nmi: 'no', cpus: '2' },
      exhaustive: false,
      stopped: 'runs',
      seed: 1,
      runs: 20,
    });
    // What was not counted is not there.
    expect(Object.keys(rest)).not.toContain('states');
    expect(properties.map((p: { name: string; verdict: string }) => [p.name, p.verdict])).toEqual([
      ['single-load', 'violated'],
      ['no-deadlock', 'incomplete'],
      ['dump', 'incomplete'],
    ]);
  });

  it('stops for a signal, with what was found so far', async () => {
    const io = fakeIo({ interruption: { aborted: true, by: 'SIGINT' } });
    const { exit, out } = await cli('simulate tiny --no-trace --runs 1G', io);
    expect(out).toContain('stopped: interrupted');
    expect(exit).toBe(130);
  });

  it('stops when the time is up', async () => {
    const { exit, out } = await cli('simulate tiny --no-trace --runs 1G --time-limit 50ms');
    expect(out).toContain('stopped: --time-limit reached');
    expect(out).toContain('--seed 1 --time-limit 50ms\n');
    expect(exit).toBe(3);
  });

  it.each([
    ['simulate', "missing required argument 'scenario'"],
    ['simulate tiny --runs 0', 'positive whole number'],
    ['simulate tiny --runs many', 'positive whole number'],
    ['simulate tiny --depth -1', 'whole number, such as 0'],
    ['simulate tiny --depth 3G', 'at most 2147483647'],
    ['simulate tiny --seed 1.5', 'whole number, such as 0'],
    ['simulate tiny --time-limit 5', 'a time with its unit'],
    ['simulate tiny --property nothing', "no property 'nothing'"],
    ['simulate nothing', "no scenario 'nothing'"],
  ])('%s: %s', async (line, problem) => {
    const { exit, err } = await cli(line);
    expect(err.replace(/\s+/g, ' ')).toContain(problem);
    expect(exit).toBe(2);
  });

  it('has a help page with examples', async () => {
    const { exit, out } = await cli('simulate --help');
    expect(out).toContain('Usage: panic-check simulate [options] <scenario>');
    expect(out).toContain('Examples:\n  panic-check simulate kexec-lock');
    expect(exit).toBe(0);
    expect((await cli('--help')).out).toContain('simulate [options] <scenario>');
  });

  it('says how far it is', () => {
    expect(simulationText('tiny lock=try', { runs: 1200, steps: 34_000, seconds: 2 })).toBe(
      'tiny lock=try: 1,200 random runs, 34,000 steps, 17,000/s',
    );
  });
});
