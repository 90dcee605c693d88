import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Shard } from '../../cli/arguments.js';
import { type CheckFlags, check } from '../../cli/commands/check.js';
import { run } from '../../cli/run.js';
import { flag, fn, never, read, shared, system, when, write } from '../../model/language/index.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { cli, fakeIo, surprises, tiny } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'panic-check-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Checks one scenario. */
async function checked(
  scenario: Scenario,
  patterns: readonly string[] = [],
  flags: Partial<CheckFlags> = {},
) {
  const io = fakeIo();
  const session = { io, scenarios: async () => [scenario] };
  const exit = await check(patterns, { color: 'never', ...flags }, session);
  return { exit, out: io.stdoutText };
}

/** Nobody has written down that it breaks. */
const forgetful: Scenario = {
  ...tiny,
  name: 'forgetful',
  options: tiny.options.map((o) => {
    const only = { lock: 'none', nmi: 'yes', cpus: '2' }[o.name] ?? '';
    return { ...o, values: o.values.filter((v) => v.name === only), default: only };
  }),
  expectations: [],
};

describe('check', () => {
  it('has a line for each verdict, then what is wrong with the command that shows it, then the answer', async () => {
    const { exit, out } = await cli('check tiny');
    expect(exit).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "holds        tiny lock=none,nmi=no,cpus=1  single-load
      holds        tiny lock=none,nmi=no,cpus=1  no-deadlock
      violated!    tiny lock=none,nmi=no,cpus=1  dump, expected holds
      violated     tiny lock=none,nmi=no  single-load (expected)
      holds        tiny lock=none,nmi=no  no-deadlock
      violated!    tiny lock=none,nmi=no  dump, expected holds
      violated     tiny lock=none,nmi=no,cpus=3  single-load (expected)
      holds        tiny lock=none,nmi=no,cpus=3  no-deadlock
      violated!    tiny lock=none,nmi=no,cpus=3  dump, expected holds
      holds        tiny lock=none,cpus=1  single-load
      holds        tiny lock=none,cpus=1  no-deadlock
      holds        tiny lock=none,cpus=1  dump
      violated     tiny lock=none  single-load (expected)
      holds        tiny lock=none  no-deadlock
      holds        tiny lock=none  dump
      violated     tiny lock=none,cpus=3  single-load (expected)
      holds        tiny lock=none,cpus=3  no-deadlock
      holds        tiny lock=none,cpus=3  dump
      holds        tiny nmi=no,cpus=1  single-load
      holds        tiny nmi=no,cpus=1  no-deadlock
      violated!    tiny nmi=no,cpus=1  dump, expected holds
      holds        tiny nmi=no  single-load
      holds        tiny nmi=no  no-deadlock
      violated!    tiny nmi=no  dump, expected holds
      holds        tiny nmi=no,cpus=3  single-load
      holds        tiny nmi=no,cpus=3  no-deadlock
      violated!    tiny nmi=no,cpus=3  dump, expected holds
      holds        tiny cpus=1  single-load
      holds        tiny cpus=1  no-deadlock
      holds        tiny cpus=1  dump
      holds        tiny  single-load
      holds        tiny  no-deadlock
      holds        tiny  dump
      holds        tiny cpus=3  single-load
      holds        tiny cpus=3  no-deadlock
      holds        tiny cpus=3  dump
      holds        tiny lock=spin,cpus=1  single-load
      violated     tiny lock=spin,cpus=1  no-deadlock (expected)
      holds        tiny lock=spin,cpus=1  dump
      holds        tiny lock=spin  single-load
      violated     tiny lock=spin  no-deadlock (expected)
      holds        tiny lock=spin  dump
      holds        tiny lock=spin,cpus=3  single-load
      violated     tiny lock=spin,cpus=3  no-deadlock (expected)
      holds        tiny lock=spin,cpus=3  dump

      tiny lock=none,nmi=no,cpus=1: dump: violated, expected holds
        panic-check explore tiny --set lock=none,nmi=no,cpus=1 --property dump

      tiny lock=none,nmi=no: dump: violated, expected holds
        panic-check explore tiny --set lock=none,nmi=no --property dump

      tiny lock=none,nmi=no,cpus=3: dump: violated, expected holds
        panic-check explore tiny --set lock=none,nmi=no,cpus=3 --property dump

      tiny nmi=no,cpus=1: dump: violated, expected holds
        panic-check explore tiny --set lock=try,nmi=no,cpus=1 --property dump

      tiny nmi=no: dump: violated, expected holds
        panic-check explore tiny --set lock=try,nmi=no --property dump

      tiny: dump: 1 more like it; --reporter jsonl has all

      Not every verdict is the expected one: 6 unexpected verdicts (45 verdicts of 15 variants).
      "
    `);
  });

  it('has a line for each scenario where there are many variants', async () => {
    const io = fakeIo();
    const scenarios = async () => [tiny, { ...tiny, name: 'twin' }, { ...tiny, name: 'triplet' }];
    await check([], { color: 'never', bail: false }, { io, scenarios });
    expect(io.stdoutText.split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "scenario variants steps      states  holds violated vacuous incomplete unexpected",
        "tiny           15    14       6,379     32       13       0          0         6!",
        "twin           15    14       6,379     32       13       0          0         6!",
        "triplet        15    14       6,379     32       13       0          0         6!",
        "",
      ]
    `);
  });

  it('shows the race of an unexpected violation, saves it, and says how to replay it', async () => {
    const cliOf = async (line: string) => {
      const io = fakeIo();
      const exit = await run(line.split(' '), io, { scenarios: [forgetful] });
      return { exit, out: io.stdoutText };
    };
    const { exit, out } = await cliOf(`check forgetful --out-dir ${folder}`);
    expect(exit).toBe(1);
    expect(out.replaceAll(folder, 'OUT')).toMatchInlineSnapshot(`
      "violated!    forgetful  single-load, expected holds
      holds        forgetful  no-deadlock
      holds        forgetful  dump

      forgetful: single-load: violated, expected holds
        expected: holds (nothing else is known)

        4 steps, 1 context switch

      CPU 0 (task)                 CPU 1 (task)
      ============                 ============
      do_kexec_load()
        kexec_trylock() -> true
        loads[0]: false -> true
                                   do_kexec_load()
                                     kexec_trylock() -> true
                                     loads[1]: false -> true

      /* two CPUs load an image at the same time */

        to replay it:  panic-check replay OUT/forgetful.single-load.itf.json
        to explore it: panic-check explore forgetful --set lock=none --property single-load

      forgetful: no variant reaches panic_smp_self_stop.irq_off, and nothing excuses it

      1 remark: nothing that fails without --strict.

      Not every verdict is the expected one: 1 unexpected verdict (3 verdicts of 1 variant).
      "
    `);
    const command = /panic-check (replay \S+)/.exec(out)?.[1] ?? '';
    const replayed = await cliOf(command);
    expect(replayed.exit).toBe(0);
    expect(replayed.out).toContain('single-load is violated: 4 steps, 1 context switch, executed again');
  });

  it('fails where an expected violation is gone, or where another property breaks instead', async () => {
    const gone = await cli('check surprises:stays --no-trace');
    expect(gone.out).toContain('surprises kind=gone: stays: holds, expected violated\n');
    const other = { ...tiny, expectations: tiny.expectations.map((e) => ({ ...e, when: { lock: 'none' } })) };
    const { exit, out } = await checked(other, ['tiny'], { trace: false });
    expect(exit).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'tiny lock=none,nmi=no: no-deadlock: holds, expected violated; instead, dump is violated',
    );
  });

  it('goes on where a model is wrong, or panic-check is: the other variants have verdicts', async () => {
    const { exit, out } = await cli('check surprises --no-trace');
    // Ours is worse than the model's, and both are worse than any verdict.
    expect(exit).toBe(70);
    expect(out).toMatch(/^error! +surprises kind=fault {2}step\.wild: /m);
    expect(out).toMatch(/^error! +surprises kind=crash {2}internal error: /m);
    expect(out).toMatch(/^holds +surprises {2}stays$/m);
  });

  it('is one document with --json', async () => {
    const { out } = await cli('check tiny --json --no-trace');
    const report = JSON.parse(out);
    expect(report).toMatchObject({ schemaVersion: 2, exit: 1, checked: 15, verdicts: 45 });
    expect(report.scenarios[0].verdicts.violated).toBe(13);
    expect(report.findings[0].command).toMatch(/^panic-check explore tiny --set \S+ --property \S+$/);
  });

  it('suggests a scenario for one that is not there', async () => {
    const { exit, err } = await cli('check tin');
    expect(exit).toBe(2);
    expect(err).toContain("did you mean 'tiny'?");
  });
});

describe('patterns', () => {
  const judged = async (...patterns: string[]) => {
    const io = fakeIo();
    const scenarios = async () => [tiny, { ...tiny, name: 'tine' }, surprises];
    await check(patterns, { color: 'never', json: true, trace: false }, { io, scenarios });
    const { variants } = JSON.parse(io.stdoutText);
    return [
      ...new Set(
        variants.flatMap((v: any) => (v.properties ?? []).map((p: any) => `${v.scenario}:${p.name}`)),
      ),
    ];
  };
  it('select scenarios by name and glob, and properties behind a colon', async () => {
    expect(await judged('tin?:no-*')).toEqual(['tiny:no-deadlock', 'tine:no-deadlock']);
    expect(await judged('tiny:single-load', 'tiny:dump')).toEqual(['tiny:single-load', 'tiny:dump']);
    expect(await judged('tiny:dump', 'tiny')).toEqual(['tiny:single-load', 'tiny:no-deadlock', 'tiny:dump']);
    expect(await judged(':stays')).toEqual(['surprises:stays']);
  });
  it.each([
    ['tini*', "no scenario matches 'tini*'"],
    ['tiny:', 'tiny:: there is no property behind the colon'],
    ['tiny:no-dedlock', "tiny:no-dedlock: no property matches\nhint: did you mean 'no-deadlock'?"],
  ])('refuse %s, which would check nothing', async (pattern, message) => {
    const { exit, out, err } = await cli(`check ${pattern}`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('exit codes of check', () => {
  const one = (kind: string): Scenario => ({
    ...surprises,
    options: [{ ...surprises.options[0], values: [{ name: kind, says: kind }], default: kind }],
  });
  const both = (a: string, b: string): Scenario => ({
    ...surprises,
    options: [{ ...surprises.options[0], values: [a, b].map((name) => ({ name, says: name })), default: a }],
  });
  const exitOf = async (scenario: Scenario, flags: Partial<CheckFlags> = {}) =>
    (await checked(scenario, [], { trace: false, ...flags })).exit;

  it.each([
    [0, 'nothing'],
    [1, 'violated'],
    [1, 'gone'],
    [2, 'fault'],
    [4, 'vacuous'],
    [70, 'crash'],
  ])('%i: %s', async (exit, kind) => {
    expect(await exitOf(one(kind))).toBe(exit);
  });
  it('3: there was no time for a variant', async () => {
    expect(await exitOf(one('nothing'), { timeLimit: 0.001 })).toBe(3);
  });
  it.each([
    [70, 'crash', 'fault'],
    [70, 'crash', 'violated'],
    [2, 'fault', 'violated'],
    [1, 'violated', 'vacuous'],
    [4, 'nothing', 'vacuous'],
  ])('%i, of %s and %s, is the worse one, whichever comes first', async (exit, a, b) => {
    expect(await exitOf(both(a, b))).toBe(exit);
    expect(await exitOf(both(b, a))).toBe(exit);
  });
  it('1 before 3 before 4, where something was left out', async () => {
    // What --bail leaves out is incomplete.
    expect(await exitOf(both('violated', 'nothing'), { bail: true })).toBe(1);
    expect(await exitOf(both('vacuous', 'nothing'), { bail: true })).toBe(3);
  });
  it.each([
    [130, 'violated'],
    [130, 'vacuous'],
    [2, 'fault'],
    [70, 'crash'],
  ])('%i: a signal after %s, which only mistakes outrank', async (exit, kind) => {
    let told = 0;
    const interruption = {
      by: 'SIGINT',
      // Once the first variant is done.
      get aborted() {
        return told > 0;
      },
    } as const;
    const io = fakeIo({ interruption });
    const out = io.out.bind(io);
    io.out = (text) => {
      told++;
      out(text);
    };
    expect(await run(['check', '--no-trace'], io, { scenarios: [both(kind, 'nothing')] })).toBe(exit);
    expect(io.stdoutText).toContain('1 of 2 variants not explored: interrupted');
  });
  it('130 and 143: what was found before a signal is told', async () => {
    for (const [by, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const { exit, out } = await cli('check tiny', fakeIo({ interruption: { aborted: true, by } }));
      expect(exit).toBe(code);
      expect(out).toContain('tiny: 15 of 15 variants not explored: interrupted');
    }
  });
  it('--fail-on takes verdicts off the exit code, but neither mistakes of the model nor our own', async () => {
    expect(await exitOf(one('vacuous'), { failOn: ['violation'] })).toBe(0);
    expect(await exitOf(one('violated'), { failOn: ['vacuous'] })).toBe(0);
    expect(await exitOf(one('nothing'), { failOn: ['violation'], timeLimit: 0.001 })).toBe(0);
    expect(await exitOf(one('fault'), { failOn: ['violation'] })).toBe(2);
    expect(await exitOf(one('crash'), { failOn: ['violation'] })).toBe(70);
    const { out } = await checked(one('vacuous'), [], { failOn: ['violation'] });
    expect(out).toContain('surprises: stays: vacuous, expected holds');
    expect(out).not.toContain('is the expected one.');
  });
  it('--bail stops at the first failure, and says what it left out', async () => {
    const { exit, out } = await cli('check tiny --bail --no-trace');
    expect(exit).toBe(1);
    expect(out).toContain('tiny: 14 of 15 variants not explored: --bail');
  });
  it('--quiet says nothing if all is well, and only what fails if it is not', async () => {
    expect(await checked(one('nothing'), [], { quiet: true })).toEqual({ exit: 0, out: '' });
    const { out } = await checked(one('violated'), [], { quiet: true, trace: false });
    expect(out).toMatchInlineSnapshot(`
      "surprises: stays: violated, expected holds
        panic-check explore surprises --set kind=violated --property stays
      Not every verdict is the expected one: 1 unexpected verdict (1 verdict of 1 variant). 1 remark.
      "
    `);
  });
});

describe('check --shard', () => {
  interface Document {
    readonly exit: number;
    readonly shard: unknown;
    readonly oneSidedJudged: unknown;
    readonly findings: readonly { readonly scenario: string; readonly message: string; settings: string }[];
    readonly scenarios: readonly {
      readonly scenario: string;
      readonly variants: number;
      readonly states: number;
      readonly steps: unknown;
      readonly unreached: unknown;
      readonly verdicts: Readonly<Record<string, number>>;
    }[];
  }
  // Two with expected verdicts and unexpected ones; `surprises` has a variant that stops everything.
  const twins = [tiny, { ...tiny, name: 'twin' }];
  const document =
    (...names: string[]) =>
    async (shard?: Shard): Promise<Document> => {
      const io = fakeIo();
      await check(
        names,
        { color: 'never', json: true, trace: false, shard },
        { io, scenarios: async () => twins },
      );
      return JSON.parse(io.stdoutText);
    };

  /** Everything that is counted or found of variants, summed over documents. */
  const sum = (documents: readonly Document[]) => {
    const total: Record<string, number> = {};
    const add = (key: string, n: number) => {
      total[key] = (total[key] ?? 0) + n;
    };
    for (const { findings } of documents)
      for (const f of findings) add(`${f.scenario} ${f.settings} ${f.message}`, 1);
    for (const { scenarios } of documents)
      for (const s of scenarios) {
        add(`${s.scenario} variants`, s.variants);
        add(`${s.scenario} states`, s.states);
        for (const [verdict, n] of Object.entries(s.verdicts)) add(`${s.scenario} ${verdict}`, n);
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
    expect(out).toContain('Shard 1/3: Not every verdict is the expected one: 2 unexpected verdicts (15 ');
    expect(out.replace(/\s+/g, ' ')).toContain('A shard does not judge whether every step is reached');
    const { scenarios, oneSidedJudged } = await document()({ index: 1, of: 3 });
    expect(oneSidedJudged).toBe(false);
    for (const { steps, unreached } of scenarios) expect([steps, unreached]).toEqual([null, null]);
  });

  it('is the whole where there is one shard', async () => {
    const { out } = await cli('check tiny --shard 1/1 --reporter markdown --no-trace');
    expect(out).toMatch(/^\| tiny \| 15 /m);
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
  it('names steps that no variant reaches and properties that nothing violates, and exits 4 with --strict', async () => {
    const { exit, out } = await checked(lazy, [], { strict: true });
    expect(exit).toBe(4);
    expect(out).toContain(
      'lazy: no variant reaches lazy.look.never_done, and nothing excuses it\n  panic-check check lazy --strict\n',
    );
    expect(out).toContain('y-is-set: only ever holds');
    // Without it, they are remarks; one of them can be made to fail alone.
    const lax = await checked(lazy);
    expect(lax.exit).toBe(0);
    expect(lax.out).toContain('lazy: no variant reaches lazy.look.never_done');
    expect(lax.out).toContain('2 remarks: nothing that fails without --strict.');
    expect((await checked(lazy, [], { failOn: ['unreached'] })).exit).toBe(4);
  });

  it('judges neither where something was not explored to its end', async () => {
    const { out } = await checked(lazy, [], { strict: true, timeLimit: 0.001 });
    expect(out).not.toContain('no variant reaches');
    expect(out).not.toContain('only ever');
  });

  it('leaves both to a run without --shard', async () => {
    const io = fakeIo();
    const shard = { index: 1, of: 2 };
    const flags = { color: 'never', strict: true, shard } as const;
    const exit = await check([], flags, { io, scenarios: async () => [lazy] });
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
