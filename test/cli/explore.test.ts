import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, fakeIo } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'panic-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (text: string) => text.replaceAll(folder, 'OUT');

describe('one variant', () => {
  it('tells each verdict, the race, and what to type', async () => {
    const { exit, out, err } = await cli(`explore tiny --set lock=none,nmi=no --out-dir ${folder}`);
    expect(inFolder(out)).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      lock=none, nmi=no, cpus=2

      25 states, 40 transitions, depth 8, T s, N states/s, B bytes/state, exhaustive

      violated     single-load
                   At most one CPU loads an image.
                   expected: violated [T1, sure]: nothing keeps two loaders apart (commit 0123456789ab)
      holds        no-deadlock
                   No CPU is left waiting for something that can never happen.
      violated!    dump
                   A dump is possible.
                   no reachable state is like that
                   expected: holds (nothing else is known)

      ! not the expected verdict

      single-load is violated: 4 steps, 1 context switch

      CPU 0 (task)                 CPU 1 (task)
      ============                 ============
      do_kexec_load()
        kexec_trylock() -> true
        loads[0]: false -> true
                                   do_kexec_load()
                                     kexec_trylock() -> true
                                     loads[1]: false -> true

      /* two CPUs load an image at the same time */

      saved to:     OUT/tiny.single-load.lock=none,nmi=no.itf.json
      to replay it: panic-check replay OUT/tiny.single-load.lock=none,nmi=no.itf.json

      to ask again: panic-check explore tiny --set lock=none,nmi=no
      "
    `);
    expect({ exit, err }).toEqual({ exit: 1, err: '' });
  });
  it('exits 0 where every verdict is the expected one', async () => {
    const { exit, out } = await cli(
      `explore tiny --set lock=spin --property no-deadlock --out-dir ${folder}`,
    );
    expect(inFolder(out)).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      lock=spin, nmi=yes, cpus=2

      245 states, 338 transitions, depth 14, T s, N states/s, B bytes/state, exhaustive

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
      "
    `);
    expect(exit).toBe(0);
  });
  it('says that an expected violation is gone', async () => {
    const { exit, out } = await cli('explore surprises --set kind=gone');
    expect(out).toMatchInlineSnapshot(`
      "surprises: What does it look like when something is wrong?
      kind=gone

      3 states, 2 transitions, depth 1, T s, N states/s, B bytes/state, exhaustive

      holds!       stays
                   x stays what it is.
                   expected: violated [S1, unsure]: it used to break (a mail)

      ! not the expected verdict

      to ask again: panic-check explore surprises --set kind=gone
      "
    `);
    expect(exit).toBe(1);
  });
  it('exits 4 for a property that cannot fail', async () => {
    const { exit, out } = await cli('explore surprises --set kind=vacuous');
    expect(out).toContain('vacuous!     stays');
    expect(exit).toBe(4);
  });
  it('exits 3 where a limit was hit, and says which', async () => {
    const { exit, out } = await cli('explore tiny --set lock=try --max-depth 2 --property single-load');
    expect(out).toContain('stopped: --max-depth reached');
    expect(out).toContain('incomplete!  single-load');
    expect(exit).toBe(3);
  });
  it('ends with the command that asks again, limits included', async () => {
    const { out } = await cli(
      'explore tiny --set lock=try --cpus 3 --max-states 50 --time-limit 2m --max-memory 1GiB --engine reference --no-trace',
    );
    expect(out).toContain(
      '\nto ask again: panic-check explore tiny --set lock=try,cpus=3 --max-states 50 --time-limit 120000ms --max-memory 1048576KiB --engine reference\n',
    );
  });
  it('neither prints nor saves traces with --no-trace', async () => {
    const empty = join(folder, 'empty');
    const { out } = await cli(`explore tiny --set lock=none --no-trace --out-dir ${empty}`);
    expect(out).not.toContain('====');
    expect(() => readdirSync(empty)).toThrow();
  });
  it('keeps the old file where the new one cannot be written', async () => {
    const there = join(folder, 'kept');
    mkdirSync(join(there, 'tiny.single-load.lock=none,nmi=no.itf.json', 'in-the-way'), { recursive: true });
    const { exit, out, err } = await cli(
      `explore tiny --set lock=none,nmi=no --property single-load --out-dir ${there}`,
    );
    expect(exit).toBe(2);
    expect(out).toContain('violated     single-load');
    expect(inFolder(err)).toMatch(
      /^\nerror: cannot write OUT\/kept\/tiny\.single-load\.lock=none,nmi=no\.itf\.json: /,
    );
    expect(readdirSync(there)).toEqual(['tiny.single-load.lock=none,nmi=no.itf.json']);
  });
  it('finds out before the search that the folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, 'precious');
    const { exit, out, err } = await cli(`explore tiny --set lock=none --out-dir ${file}/below`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    // How the message is folded depends on where the folder is.
    expect(inFolder(err).replace(/\s+/g, ' ')).toBe(
      'error: cannot write to OUT/a-file/below: a part of the path is a file, not a folder ' +
        'hint: choose another folder with --out-dir, or leave the traces out with --no-trace ',
    );
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });
});

describe('the table', () => {
  it('has a row for each value of the compared option, the first violation, and what to type next', async () => {
    const { exit, out } = await cli('explore tiny --property single-load --property no-deadlock');
    expect(out).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      nmi=yes, cpus=2

      lock  single-   no-       states    time
            load      deadlock
      none  violated  holds        175  T s
      try   holds     holds        258  T s
      spin  holds     violated     245  T s

      The first violation, lock=none:

      single-load is violated: 4 steps, 1 context switch

      CPU 0 (task)                 CPU 1 (task)
      ============                 ============
      do_kexec_load()
        kexec_trylock() -> true
        loads[0]: false -> true
                                   do_kexec_load()
                                     kexec_trylock() -> true
                                     loads[1]: false -> true

      /* two CPUs load an image at the same time */

      to save it:   panic-check explore tiny --set lock=none --property single-load

      What next:
        panic-check explore tiny --set lock=none  this variant in detail; saves what it finds
        panic-check explore tiny --set lock=spin  another one
        panic-check show tiny                     what is modelled, function by function
        panic-check list                          scenarios, options, what is known
      "
    `);
    expect(exit).toBe(0);
  });
  it('says why a row is missing', async () => {
    const { out } = await cli('explore tiny --set nmi=no --no-trace');
    expect(out).toContain('- spin: tiny: lock=spin needs an NMI that spins (nmi=yes)');
  });
  it('marks what is not expected and what is not exhaustive', async () => {
    const { exit, out } = await cli('explore tiny --max-states 5 --no-trace');
    expect(out).toMatch(/^try +incomplete! /m);
    expect(out).toContain('! not the expected verdict\n+ the search was stopped');
    expect(exit).toBe(3);
  });
  it('goes on below where the terminal is narrow', async () => {
    const io = fakeIo({ stdout: { isTTY: true, columns: 60 }, env: { NO_COLOR: '1' } });
    const { out } = await cli('explore tiny', io);
    expect(Math.max(...out.split('\n').map((l) => l.length))).toBeLessThanOrEqual(60 + 40);
  });
});

describe('interrupted', () => {
  it('tells what was found so far, in text and in JSON', async () => {
    const stopped = () => fakeIo({ interruption: { aborted: true, by: 'SIGINT' } });
    const text = await cli('explore tiny --set lock=try --no-trace', stopped());
    expect(text.exit).toBe(130);
    expect(text.out).toContain('stopped: interrupted');
    const json = await cli('explore tiny --json', stopped());
    expect(json.exit).toBe(130);
    expect(JSON.parse(json.out)).toMatchObject({ scenario: 'tiny', rows: [] });
    const terminated = await cli('explore tiny', fakeIo({ interruption: { aborted: true, by: 'SIGTERM' } }));
    expect(terminated.exit).toBe(143);
    expect(terminated.out).toContain('- none: not explored');
  });
});

describe('JSON', () => {
  it('is one document about one variant', async () => {
    const { exit, out } = await cli(
      `explore tiny --set lock=none,nmi=no --property single-load --json --out-dir ${folder}`,
    );
    expect(exit).toBe(0);
    const { seconds, bytesPerState, fingerprint, engine, ...steady } = JSON.parse(inFolder(out));
    expect([typeof seconds, typeof bytesPerState, fingerprint.length, engine]).toEqual([
      'number',
      'number',
      16,
      'fast',
    ]);
    expect(steady).toMatchInlineSnapshot(`
      {
        "depth": 8,
        "exhaustive": true,
        "maxSwitches": null,
        "omission": 0,
        "properties": [
          {
            "counterexample": {
              "because": "two CPUs load an image at the same time",
              "file": "OUT/tiny.single-load.lock=none,nmi=no.itf.json",
              "length": 4,
              "loop": null,
              "steps": [
                {
                  "changed": {},
                  "context": "task",
                  "cpu": 0,
                  "function": "do_kexec_load",
                  "kind": "step",
                  "label": "locked",
                  "text": "CPU 0 task: do_kexec_load",
                },
                {
                  "changed": {
                    "loads[0]": [
                      false,
                      true,
                    ],
                  },
                  "context": "task",
                  "cpu": 0,
                  "function": "do_kexec_load",
                  "kind": "step",
                  "label": "locked.loads",
                  "text": "loads[0]: false -> true",
                },
                {
                  "changed": {},
                  "context": "task",
                  "cpu": 1,
                  "function": "do_kexec_load",
                  "kind": "step",
                  "label": "locked",
                  "text": "CPU 1 task: do_kexec_load",
                },
                {
                  "changed": {
                    "loads[1]": [
                      false,
                      true,
                    ],
                  },
                  "context": "task",
                  "cpu": 1,
                  "function": "do_kexec_load",
                  "kind": "step",
                  "label": "locked.loads",
                  "text": "loads[1]: false -> true",
                },
              ],
              "switches": 1,
            },
            "expectation": {
              "confidence": "sure",
              "id": "T1",
              "source": "commit 0123456789ab",
              "why": "nothing keeps two loaders apart",
            },
            "expected": "violated",
            "name": "single-load",
            "says": "At most one CPU loads an image.",
            "verdict": "violated",
          },
        ],
        "reduction": [],
        "scenario": "tiny",
        "schemaVersion": 1,
        "states": 25,
        "stopped": null,
        "transitions": 40,
        "variant": {
          "cpus": "2",
          "lock": "none",
          "nmi": "no",
        },
      }
    `);
  });
  it('has the verdicts and the error where the trace cannot be saved', async () => {
    const there = join(folder, 'json');
    mkdirSync(join(there, 'tiny.single-load.lock=none,nmi=no.itf.json', 'in-the-way'), { recursive: true });
    const { exit, out, err } = await cli(
      `explore tiny --set lock=none,nmi=no --property single-load --json --out-dir ${there}`,
    );
    expect({ exit, err }).toEqual({ exit: 2, err: '' });
    const { error, properties } = JSON.parse(out);
    expect(error.code).toBe('file');
    expect(properties[0]).toMatchObject({ verdict: 'violated', counterexample: { file: null } });
  });
  it('says which values cannot be asked about', async () => {
    const { out } = await cli('explore tiny --set nmi=no --json --no-trace');
    expect(JSON.parse(out).missing).toEqual([
      { value: 'spin', reason: 'tiny: lock=spin needs an NMI that spins (nmi=yes)' },
    ]);
  });
  it('is one document about the table', async () => {
    const { out } = await cli('explore tiny --json --no-trace');
    const { schemaVersion, rows } = JSON.parse(out);
    expect(schemaVersion).toBe(1);
    expect(rows.map((r: any) => [r.variant.lock, r.exhaustive])).toEqual([
      ['none', true],
      ['try', true],
      ['spin', true],
    ]);
  });
});

describe('--compare', () => {
  it('has a row for each combination of values, and says why some are missing', async () => {
    const { exit, out } = await cli('explore tiny --compare lock,nmi --property single-load --no-trace');
    expect(out.split('\nWhat next')[0]).toMatchInlineSnapshot(`
      "tiny: Which lock keeps two loaders apart?
      cpus=2

      lock / nmi  single-   states    time
                  load
      none / no   violated      25  T s
      none / yes  violated     175  T s
      try / no    holds         35  T s
      try / yes   holds        258  T s
      spin / no   -              -       -
      spin / yes  holds        245  T s

      - spin / no: tiny: lock=spin needs an NMI that spins (nmi=yes)
      "
    `);
    expect(exit).toBe(0);
  });
  it('refuses an option that is not there, or that is set as well', async () => {
    const unknown = await cli('explore tiny --compare lok');
    expect([unknown.exit, unknown.err]).toEqual([
      2,
      "error: tiny has no option 'lok'\nhint: did you mean 'lock'? options: lock, nmi, cpus\n",
    ]);
    const both = await cli('explore tiny --compare lock --set lock=try');
    expect([both.exit, both.err]).toEqual([
      2,
      "error: 'lock' is both compared and set to try\nhint: leave one of them out\n",
    ]);
  });
});
