import { describe, expect, it } from 'vitest';
import type { Shard } from '../../cli/arguments.js';
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

describe('check --shard', () => {
  interface Document {
    readonly exit: number;
    readonly shard: unknown;
    readonly oneSided: unknown;
    readonly scenarios: readonly {
      readonly scenario: string;
      readonly variants: number;
      readonly states: number;
      readonly steps: unknown;
      readonly unreached: unknown;
      readonly verdicts: Readonly<Record<string, number>>;
      readonly surprises: readonly { readonly text: string }[];
    }[];
  }
  // Two with expected verdicts and unexpected ones; `surprises` has a variant that stops everything.
  const twins = [tiny, { ...tiny, name: 'twin' }];
  const document =
    (...names: string[]) =>
    async (shard?: Shard): Promise<Document> => {
      const io = fakeIo();
      await check(names, { color: 'never', json: true, shard }, { io, scenarios: async () => twins });
      return JSON.parse(io.stdoutText);
    };

  /** Everything that is counted or found of variants, summed over documents. */
  const sum = (documents: readonly Document[]) => {
    const total: Record<string, number> = {};
    const add = (key: string, n: number) => {
      total[key] = (total[key] ?? 0) + n;
    };
    for (const { scenarios } of documents)
      for (const s of scenarios) {
        add(`${s.scenario} variants`, s.variants);
        add(`${s.scenario} states`, s.states);
        for (const [verdict, n] of Object.entries(s.verdicts)) add(`${s.scenario} ${verdict}`, n);
        for (const { text } of s.surprises) add(`${s.scenario} ${text}`, 1);
      }
    return total;
  };

  it.each([1, 2, 3, 4, 7, 40])('puts every variant in exactly one of %i shards', async (of) => {
    const checked = document();
    const shards: Document[] = [];
    for (let index = 1; index <= of; index++) shards.push(await checked({ index, of }));
    expect(sum(shards)).toEqual(sum([await checked()]));
    // 30 variants: no shard has two more than another.
    const sizes = shards.map(({ scenarios }) => scenarios.reduce((n, s) => n + s.variants, 0));
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('explores the same variants each time, and says in --json which part that was', async () => {
    const checked = document('tiny');
    const [a, b] = [await checked({ index: 2, of: 3 }), await checked({ index: 2, of: 3 })];
    expect(sum([a])).toEqual(sum([b]));
    expect(a.scenarios.map((s) => [s.scenario, s.variants])).toEqual([['tiny', 5]]);
    expect(a.shard).toEqual({ index: 2, of: 3 });
    expect((await checked()).shard).toBeNull();
  });

  it('claims nothing that takes all variants, and says so', async () => {
    const { exit, out } = await cli('check tiny --shard 1/3');
    expect(exit).toBe(1);
    expect(out.replace(/\d+\.\d\d s/g, 'T s')).toMatchInlineSnapshot(`
      "scenario  variants  steps  states    time  holds  violated  vacuous  incomplete  unexpected
      tiny             5      -      80  T s     12         3        0           0          2!

      tiny: dump: violated, expected holds (lock=none, nmi=no, cpus=1)
        panic-check explore tiny --set lock=none,nmi=no,cpus=1 --property dump

      tiny: dump: violated, expected holds (nmi=no, cpus=1)
        panic-check explore tiny --set nmi=no,cpus=1 --property dump

      Shard 1/3: Not every verdict is the expected one.
      A shard does not judge whether every step is reached and every property is violated somewhere and
      holds somewhere: that takes all variants, in a run without --shard.
      "
    `);
    const { scenarios, oneSided } = await document()({ index: 1, of: 3 });
    expect(oneSided).toBeNull();
    for (const { steps, unreached } of scenarios) expect([steps, unreached]).toEqual([null, null]);
  });

  it('is the whole where there is one shard', async () => {
    const { out } = await cli('check tiny --shard 1/1');
    expect(out).toMatch(/^tiny +15 +14 /m);
    expect(out).not.toContain('does not judge');
  });

  it('says that a shard is empty where there are more shards than variants', async () => {
    const { exit, out } = await cli('check tiny --shard 20/40');
    expect(exit).toBe(0);
    expect(out).toContain(
      'Shard 20/40: There are fewer variants than shards, and none is left for this one.',
    );
  });

  it.each(['0/3', '4/3', '3', '1/0', '-1/3', '1.5/3', 'x', '1/3/5', '1/99999999999999999999'])(
    'refuses %s',
    async (written) => {
      const { exit, out, err } = await cli(`check tiny --shard ${written}`);
      expect({ exit, out }).toEqual({ exit: 2, out: '' });
      expect(err.replace(/\n +/g, ' ')).toBe(
        `error: option '--shard <i/n>' argument '${written}' is invalid. It must say which shard of how many, such as 1/4, 2/4, 3/4 and 4/4.\nhint: see panic-check check --help\n`,
      );
    },
  );
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

  it('leaves both to a run without --shard', async () => {
    const io = fakeIo();
    const shard = { index: 1, of: 2 };
    const exit = await check([], { color: 'never', shard }, { io, scenarios: async () => [lazy] });
    expect(exit).toBe(0);
    expect(io.stdoutText).not.toContain('no variant reaches');
    expect(io.stdoutText).not.toContain('only ever');
    expect(io.stdoutText.replace(/\s+/g, ' ')).toContain('takes all variants, in a run without --shard');
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
