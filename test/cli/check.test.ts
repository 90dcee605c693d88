import { describe, expect, it } from 'vitest';
import { check } from '../../cli/commands/check.js';
import { flag, fn, never, read, shared, system, when, write } from '../../model/language/index.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { cli, fakeIo, tiny } from './fixture.js';

describe('check', () => {
  it('counts verdicts, and names each one that is not expected with the command that shows it', async () => {
    const { exit, out } = await cli('check tiny');
    expect(exit).toBe(1);
    expect(out.replace(/\d+\.\d\d s/g, 'T s')).toMatchInlineSnapshot(`
      "scenario  variants  steps  states    time  holds  violated  vacuous  incomplete  unexpected
      tiny            15     14   6,379  T s     32        13        0           0          6!

      tiny: dump: violated, expected holds (lock=none, nmi=no, cpus=1)
        panic-check explore tiny --set lock=none,nmi=no,cpus=1 --property dump

      tiny: dump: violated, expected holds (lock=none, nmi=no)
        panic-check explore tiny --set lock=none,nmi=no --property dump

      tiny: dump: violated, expected holds (lock=none, nmi=no, cpus=3)
        panic-check explore tiny --set lock=none,nmi=no,cpus=3 --property dump

      tiny: dump: violated, expected holds (nmi=no, cpus=1)
        panic-check explore tiny --set nmi=no,cpus=1 --property dump

      tiny: dump: violated, expected holds (nmi=no)
        panic-check explore tiny --set nmi=no --property dump

      tiny: dump: violated, expected holds (nmi=no, cpus=3)
        panic-check explore tiny --set nmi=no,cpus=3 --property dump

      Not every verdict is the expected one.
      "
    `);
  });

  it('stops at a model that leaves its domains', async () => {
    const { exit, out } = await cli('check surprises --json');
    expect(exit).toBe(2);
    expect(JSON.parse(out).error.code).toBe('model');
  });

  it('is one document with --json', async () => {
    const { out } = await cli('check tiny --json');
    const [scenario] = JSON.parse(out).scenarios;
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, exit: 1 });
    expect(scenario.verdicts.violated).toBeGreaterThan(0);
    expect(scenario.surprises[0].command).toMatch(/^panic-check explore tiny --set \S+ --property \S+$/);
  });

  it('suggests a scenario for one that is not there', async () => {
    const { exit, err } = await cli('check tin');
    expect(exit).toBe(2);
    expect(err).toContain("did you mean 'tiny'?");
  });
});

describe('check, of what says nothing', () => {
  const x = shared({ x: flag, y: flag });
  const source = { file: 'test.c', versions: 'none' };
  const lazy: Scenario = {
    ...tiny,
    name: 'lazy',
    options: [{ name: 'kind', says: 'nothing', values: [{ name: 'only', says: 'one' }], default: 'only' }],
    compares: 'kind',
    contradiction: () => null,
    build: () => ({
      system: system({
        name: 'lazy',
        cpus: 1,
        tasks: fn('lazy', { source }, () => ({
          look: when(read(x.x), { never_done: write(x.y, true) }),
        })),
      }),
      properties: [never('y-is-set', read(x.y), { says: 'y stays clear.', because: 'y is set' })],
    }),
    expectations: [],
    bugs: [],
    unreached: [],
  };
  const checked = async (scenario: Scenario) => {
    const io = fakeIo();
    const exit = await check([], { color: 'never' }, { io, scenarios: async () => [scenario] });
    return { exit, out: io.stdoutText };
  };

  it('names steps that no variant reaches and properties that nothing violates, and exits 4', async () => {
    const { exit, out } = await checked(lazy);
    expect(exit).toBe(4);
    expect(out).toContain('lazy: no variant reaches lazy.look.never_done, and nothing excuses it');
    expect(out).toContain('y-is-set: only ever holds');
  });

  it('is content with a step that is excused', async () => {
    const excused = { ...lazy, unreached: [{ steps: ['lazy.look.never_done'], reason: 'nobody sets x' }] };
    expect((await checked(excused)).out).not.toContain('no variant reaches');
  });
});

describe('list --bugs', () => {
  it('shows each bug before and after its fix, in the order of the catalogue', async () => {
    const { exit, out } = await cli('list --bugs');
    expect(out).toMatchInlineSnapshot(`
      "bug               fix           property     steps  switches  states  after     states
      1 no-lock         fedcba987654  single-load      4         1     175  violated     175
      2 spinning-panic  0123456789ab  no-deadlock      5         2     245  holds        258

      left open by the fix of 1 no-lock: the fix does not fix it
      waiting: 33 cpu-lock-weak-release (3342aa8e6b4f): weak memory: under sequential consistency an
        unlock without release semantics is one
      "
    `);
    expect(exit).toBe(0);
  });

  it('is one document with --json', async () => {
    const { out } = await cli('list --bugs --json');
    const { bugs, waiting } = JSON.parse(out);
    expect(bugs.map((b: { id: string }) => b.id)).toEqual(['1 no-lock', '2 spinning-panic']);
    expect(bugs[1]).toMatchObject({
      before: { verdict: 'violated' },
      after: { verdict: 'holds' },
      asExpected: true,
    });
    expect(waiting.map((w: { id: string }) => w.id)).toContain('33 cpu-lock-weak-release');
  });
});
