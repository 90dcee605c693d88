import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareBaselines, readBaseline, writeBaseline } from '../../cli/gate/baseline.js';
import { modelHash } from '../../cli/gate/model-hash.js';
import { changeText } from '../../cli/reporters/baseline-changes.js';
import { run } from '../../cli/run.js';
import {
  arm,
  either,
  flag,
  fn,
  never,
  noDeadlock,
  type Property,
  reachable,
  read,
  type System,
  shared,
  system,
  vector,
  write,
} from '../../model/language/index.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';
import { fakeIo } from './fixture.js';

/** A baseline, and what changes of a model do to it, in a repository as somebody has one. */

const folder = mkdtempSync(join(tmpdir(), 'panic-check-baseline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const FILE = join(folder, 'panic-check.baseline.json');
const saved = () => readFileSync(FILE, 'utf8');

/** What an author can do to a model. */
interface Edit {
  readonly twice?: boolean;
  readonly comment?: string;
  readonly label?: string;
  readonly expected?: 'holds' | 'violated';
  readonly variants?: readonly string[];
  readonly broken?: boolean;
}

const g = shared({ started: flag, dumped: flag });
const source = { file: 'kernel/panic.c', versions: 'v1' };

function racy({
  twice,
  comment = '',
  label = 'dump',
  expected = 'holds',
  variants = ['one', 'two'],
  broken,
}: Edit = {}): Scenario {
  const build = ({ who }: Variant): { system: System; properties: Property[] } => {
    if (broken) throw new TypeError('gears');
    const dump = fn('kmsg_dump', { source }, () => ({ [label]: { ...write(g.dumped, true), comment } }));
    const panic = fn('panic', { source }, () => ({
      start: write(g.started, true),
      ...(twice && {
        again: either({
          no: arm('it may not', { skip: write(g.dumped, false) }),
          yes: arm('it may', { dump: write(g.dumped, true) }),
        }),
      }),
    }));
    return {
      system: system({ name: 'racy', cpus: 2, tasks: who === 'one' ? [panic, null] : [panic, dump] }),
      properties: [
        never('no-dump', read(g.dumped), { says: 'Nothing is dumped.', because: 'something was dumped' }),
        noDeadlock,
        reachable('starts', read(g.started), { says: 'A panic starts.', because: '' }),
      ],
    };
  };
  return {
    name: 'racy',
    question: 'Who dumps?',
    about: '',
    options: [
      {
        name: 'who',
        says: 'who runs',
        values: variants.map((name) => ({ name, says: name })),
        default: 'one',
      },
    ],
    compares: 'who',
    contradiction: () => null,
    build,
    expectations: [
      {
        id: 'R1',
        property: 'no-dump',
        when: { who: 'two' },
        verdict: 'violated',
        why: 'it dumps',
        source: 'a mail',
        confidence: 'sure',
      },
      ...(expected === 'violated'
        ? [
            {
              id: 'R2',
              property: 'no-dump',
              when: {},
              verdict: 'violated',
              why: 'it dumps now',
              source: 'a mail',
              confidence: 'sure',
            } as const,
          ]
        : []),
    ],
    unreached: [],
    notYet: [],
  };
}

const other: Scenario = { ...racy(), name: 'calm' };

async function panicCheck(line: string, edit: Edit = {}) {
  const io = fakeIo();
  const exit = await run(line.split(' '), io, { scenarios: [racy(edit), other] });
  const plain = (text: string) => text.replaceAll(folder, 'DIR');
  return { exit, out: plain(io.stdoutText), err: plain(io.stderrText) };
}

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

describe('panic-check baseline', () => {
  it('writes a fact a line, sorted, and the same bytes each time', async () => {
    const { exit, out } = await panicCheck(`baseline --output ${FILE}`);
    expect({ exit, out }).toEqual({
      exit: 0,
      out: 'DIR/panic-check.baseline.json: 4 variants of 2 scenarios\n',
    });
    const first = saved();
    expect(first.replace(/[0-9a-f]{16}/g, 'HASH')).toMatchInlineSnapshot(`
      "{
       "scenarios": {
        "calm": {
         "functions": {
          "kmsg_dump": "HASH",
          "panic": "HASH"
         },
         "steps": {
          "kmsg_dump.dump": 1,
          "panic.start": 2
         },
         "variants": {
          "defaults": {
           "model": "HASH",
           "reduction": "none",
           "states": 2,
           "transitions": 1,
           "depth": 1,
           "fingerprint": "HASH",
           "verdicts": {
            "no-deadlock": "holds",
            "no-dump": "holds",
            "starts": "holds"
           }
          },
          "who=two": {
           "model": "HASH",
           "reduction": "none",
           "states": 4,
           "transitions": 4,
           "depth": 2,
           "fingerprint": "HASH",
           "verdicts": {
            "no-deadlock": "holds",
            "no-dump": "violated in 1 steps by HASH",
            "starts": "holds"
           }
          }
         }
        },
        "racy": {
         "functions": {
          "kmsg_dump": "HASH",
          "panic": "HASH"
         },
         "steps": {
          "kmsg_dump.dump": 1,
          "panic.start": 2
         },
         "variants": {
          "defaults": {
           "model": "HASH",
           "reduction": "none",
           "states": 2,
           "transitions": 1,
           "depth": 1,
           "fingerprint": "HASH",
           "verdicts": {
            "no-deadlock": "holds",
            "no-dump": "holds",
            "starts": "holds"
           }
          },
          "who=two": {
           "model": "HASH",
           "reduction": "none",
           "states": 4,
           "transitions": 4,
           "depth": 2,
           "fingerprint": "HASH",
           "verdicts": {
            "no-deadlock": "holds",
            "no-dump": "violated in 1 steps by HASH",
            "starts": "holds"
           }
          }
         }
        }
       },
       "version": 1
      }
      "
    `);
    expect((await panicCheck(`baseline --output ${FILE}`)).out).toContain(', unchanged');
    expect(saved()).toBe(first);
    const schema = readFileSync(join(import.meta.dirname, '../../docs/schema/baseline.schema.json'), 'utf8');
    expect(new Ajv2020().validate(JSON.parse(schema), JSON.parse(first))).toBe(true);
    // Reading and writing changes nothing.
    expect(writeBaseline(readBaseline(first, 'it'))).toBe(first);
  });

  it('writes only the scenarios that are asked for anew', async () => {
    await panicCheck(`baseline --output ${FILE}`);
    const { calm } = JSON.parse(saved()).scenarios;
    const { out } = await panicCheck(`baseline racy --output ${FILE}`, { twice: true });
    expect(out).toContain('racy: panic() has changed');
    expect(JSON.parse(saved()).scenarios.calm).toEqual(calm);
    await panicCheck(`baseline --output ${FILE}`);
  });

  it('keeps the old file where a model is wrong, and where it cannot write', async () => {
    await panicCheck(`baseline --output ${FILE}`);
    const before = saved();
    const broken = await panicCheck(`baseline --output ${FILE}`, { broken: true });
    expect(broken.exit).toBe(70);
    expect(broken.err).toContain('gears; DIR/panic-check.baseline.json is as it was');
    expect(saved()).toBe(before);
    const there = join(folder, 'in-the-way');
    mkdirSync(join(there, 'baseline.json', 'deep'), { recursive: true });
    const { exit, err } = await panicCheck(`baseline --output ${there}/baseline.json`);
    expect(exit).toBe(2);
    expect(err).toContain('it is a folder');
    expect(readdirSync(there)).toEqual(['baseline.json']);
  });
});

describe('check --baseline', () => {
  beforeAll(async () => {
    await panicCheck(`baseline --output ${FILE}`);
  });
  const checked = (edit: Edit, more = '') => panicCheck(`check --baseline=${FILE} --no-trace${more}`, edit);

  it('is content with what has not changed in meaning', async () => {
    for (const edit of [{}, { comment: 'now with a comment' }]) {
      const { exit, out } = await checked(edit);
      expect(exit).toBe(0);
      expect(out).toContain('The models mean what DIR/panic-check.baseline.json says.');
    }
  });

  it('says what a change did, exits 4, and says how to accept it', async () => {
    const { exit, out } = await checked({ label: 'write_log' });
    expect(exit).toBe(4);
    expect(out).toContain('racy: kmsg_dump() has changed');
    expect(out).toContain('racy: step kmsg_dump.dump removed, was taken in 1 variant');
    expect(out).toContain('racy: step kmsg_dump.write_log added, taken in 1 variant');
    expect(out).toMatch(/\n {2}panic-check check racy --baseline DIR\/panic-check\.baseline\.json\n/);
    expect(out).toContain('to accept that: panic-check baseline --output DIR/panic-check.baseline.json');
  });

  it('says so where nothing could be compared', async () => {
    const { exit, out } = await panicCheck(`check racy --baseline=${FILE} --no-trace`, { broken: true });
    expect(exit).toBe(70);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'Nothing was compared with DIR/panic-check.baseline.json: no variant was explored to its end.',
    );
    const part = await checked({}, ' --fail-on violation --time-limit 0.001ms');
    expect(part.out.replace(/\s+/g, ' ')).toContain('Nothing was compared with');
  });

  it('is outranked by a violation, and can be told apart with --fail-on', async () => {
    const { exit, out } = await checked({ twice: true });
    expect(exit).toBe(1);
    expect(out).toContain('racy: no-dump: holds -> violated after 2 steps (defaults)');
    expect((await checked({ label: 'write_log' }, ' --fail-on violation')).exit).toBe(0);
  });

  it('knows scenarios and variants that are new or gone', async () => {
    const fewer = await checked({ variants: ['one'] });
    expect(fewer.exit).toBe(4);
    expect(fewer.out).toContain('racy: variant removed: 1 variant (who=two)');
    const io = fakeIo();
    const renamed = { ...racy(), name: 'renamed' };
    const exit = await run(['check', `--baseline=${FILE}`], io, { scenarios: [renamed, other] });
    expect(exit).toBe(4);
    expect(io.stdoutText).toContain('racy: scenario removed: 2 variants');
    expect(io.stdoutText).toContain('renamed: scenario added: 2 variants');
  });

  it('compares of a part only that part', async () => {
    const part = await panicCheck(`check racy:starts --baseline=${FILE} --no-trace`, { variants: ['one'] });
    expect({ exit: part.exit, out: part.out }).toEqual({
      exit: 0,
      out: expect.stringContaining('The models mean what'),
    });
    for (const i of [1, 2, 3])
      expect((await checked({}, ` --shard ${i}/3`)).out).toContain('The models mean what');
  });

  it.each([
    ['{', /no JSON/],
    ['{"version":2}', /this is no baseline of version 1, but of version 2/],
    [
      '{"version":1,"scenarios":{"a":{"functions":{},"steps":{"x":"y"},"variants":{}}}}',
      /scenarios > a > steps > x/,
    ],
    ['[]', /this is no baseline/],
  ])('refuses %s', async (text, message) => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, text);
    const { exit, out, err } = await panicCheck(`check --baseline=${file}`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err.replace(/\s+/g, ' ')).toMatch(message);
  });

  it('compares no counts that were made with other reductions', async () => {
    const before = readBaseline(saved(), 'before');
    const after = structuredClone(before);
    const variant = after.scenarios.racy.variants.defaults;
    variant.states += 5;
    variant.reduction = 'partial order';
    expect(compareBaselines(before, after)).toEqual({ changes: [], incomparable: ['racy'] });
    variant.reduction = 'none';
    expect(compareBaselines(before, after).changes).toMatchObject([{ kind: 'states' }]);
  });

  it('tells each kind of change in words, forth and back', () => {
    const before = readBaseline(saved(), 'before');
    const after = structuredClone(before);
    const { functions, steps, variants } = after.scenarios.racy;
    functions.vpanic = '0'.repeat(16);
    delete functions.kmsg_dump;
    Object.assign(steps, { 'panic.start': 1, 'vpanic.a': 2, 'kmsg_dump.dump': 0 });
    variants.defaults.states -= 1;
    variants.defaults.verdicts['no-dump'] = `violated in 7 steps by ${'1'.repeat(16)}`;
    variants['who=two'].verdicts['no-dump'] = `violated in 3 steps by ${'1'.repeat(16)}`;
    const told = (a: typeof before, b: typeof before) => compareBaselines(a, b).changes.map(changeText);
    expect(told(before, after)).toEqual([
      'no-dump: holds -> violated after 7 steps (defaults)',
      'no-dump: shortest counterexample 1 step -> 3 steps (who=two)',
      '6 states -> 5 states (-1) (defaults)',
      'step kmsg_dump.dump is not taken any more, was taken in 1 variant',
      'step panic.start is taken in 1 variant, was taken in 2 variants',
      'step vpanic.a added, taken in 2 variants',
      'kmsg_dump() removed',
      'vpanic() added',
    ]);
    expect(told(after, before)).toEqual([
      'no-dump: violated -> holds (defaults)',
      'no-dump: shortest counterexample 3 steps -> 1 step (who=two)',
      '5 states -> 6 states (+1) (defaults)',
      'step kmsg_dump.dump is taken in 1 variant, was taken in 0 variants',
      'step panic.start is taken in 2 variants, was taken in 1 variant',
      'step vpanic.a removed, was taken in 2 variants',
      'kmsg_dump() added',
      'vpanic() removed',
    ]);
    // Of several variants, one line.
    variants['who=two'].verdicts.starts = `violated in 3 steps by ${'1'.repeat(16)}`;
    variants.defaults.verdicts.starts = `violated in 5 steps by ${'1'.repeat(16)}`;
    expect(told(before, after)).toContain('starts: holds -> violated after 3 to 5 steps (defaults; who=two)');
  });
});

describe('in a repository', () => {
  beforeAll(async () => {
    git('init', '-q', '-b', 'main');
    await panicCheck(`baseline --output ${FILE}`);
    git('add', FILE);
    git('commit', '-q', '-m', 'baseline');
  });
  // The commands work where they are started.
  const inFolder = async (line: string, edit: Edit = {}) => {
    const before = process.env.GIT_DIR;
    process.env.GIT_DIR = join(folder, '.git');
    try {
      return await panicCheck(line, edit);
    } finally {
      if (before === undefined) delete process.env.GIT_DIR;
      else process.env.GIT_DIR = before;
    }
  };

  it('--changed-since leaves out scenarios whose models and expectations are what they were', async () => {
    const line = 'check --changed-since HEAD --no-trace';
    const same = await inFolder(line, { comment: 'words' });
    expect(same).toMatchObject({ exit: 0 });
    expect(same.out).toContain('No model has changed since HEAD: nothing was checked.');
    const changed = await inFolder(line, { label: 'write_log' });
    expect(changed.out).toContain('unchanged since HEAD: calm');
    expect(changed.out).toContain('holds        racy  no-dump');
    expect(changed.out).not.toContain('calm who');
    // What is expected is no part of a model, but a verdict that nobody expects must not be skipped.
    const unexpected = await inFolder(line, { expected: 'violated' });
    expect(unexpected.exit).toBe(1);
    expect(unexpected.out).toContain('racy: no-dump: holds, expected violated');
  });

  it('--changed-since refuses what it does not know', async () => {
    const { exit, err } = await inFolder('check --changed-since no-such-branch');
    expect(exit).toBe(2);
    expect(err).toContain("'no-such-branch' is neither a file nor a revision of git");
    const without = await inFolder('check --changed-since HEAD --baseline=elsewhere.json');
    expect(without.exit).toBe(2);
  });

  it('diff explains a change as markdown, by revision and by file', async () => {
    const after = join(folder, 'after.json');
    await panicCheck(`baseline --output ${after}`, { twice: true, label: 'write_log' });
    const { exit, out } = await inFolder(`diff HEAD ${after}`);
    expect(exit).toBe(0);
    expect(out.replace(/[0-9a-f]{16}/g, 'HASH')).toMatchInlineSnapshot(`
      "### What the models mean: \`HEAD\` -> \`DIR/after.json\`

      #### Verdicts that moved

      - \`racy\`: \`no-dump\`: holds -> violated after 2 steps in \`defaults\`; to see it: \`panic-check replay racy:no-dump\`

      #### Counterexamples

      - \`racy\`: \`no-dump\`: another counterexample of 1 step in \`who=two\`; to see it: \`panic-check replay racy:no-dump --set who=two\`

      #### Steps

      - \`racy\`: step \`kmsg_dump.dump\` removed, was taken in 1 variant
      - \`racy\`: step \`kmsg_dump.write_log\` added, taken in 1 variant
      - \`racy\`: step \`panic.again\` added, taken in 2 variants
      - \`racy\`: step \`panic.again.no.skip\` added, taken in 2 variants
      - \`racy\`: step \`panic.again.yes.dump\` added, taken in 2 variants

      #### Functions

      - \`racy\`: \`kmsg_dump\`() has changed
      - \`racy\`: \`panic\`() has changed

      #### States

      - \`racy\`: 6 states -> 12 states (+6) in \`defaults\`, \`who=two\`

      #### Scenarios and variants

      - \`racy\`: the model of 2 of 2 variants has changed in \`defaults\`, \`who=two\`
      "
    `);
    expect((await inFolder(`diff ${FILE} ${after}`)).out.split('\n').slice(1)).toEqual(
      out.split('\n').slice(1),
    );
    expect((await inFolder(`diff HEAD ${after} --exit-code`)).exit).toBe(4);
    const json = JSON.parse((await inFolder(`diff HEAD ${after} --json`)).out);
    expect(json.changes.map((c: any) => c.kind)).toContain('verdict');
    expect((await inFolder(`diff HEAD ${FILE}`)).out).toContain('Nothing has changed.');
  });
});

describe('the hash of a model', () => {
  const of = (edit: Edit, who = 'two') => {
    const { system: s, properties } = racy(edit).build({ who });
    return modelHash(s, properties);
  };
  it('is that of its meaning, not of words', () => {
    expect(of({ comment: 'x' })).toEqual(of({ comment: 'y' }));
    expect(of({ label: 'write_log' }).model).not.toBe(of({}).model);
    expect(of({ twice: true }).functions.kmsg_dump).toBe(of({}).functions.kmsg_dump);
    expect(of({ twice: true }).functions.panic).not.toBe(of({}).functions.panic);
  });
  it('sees interrupts, first values and properties', () => {
    const { system: s, properties } = racy().build({ who: 'two' });
    const plain = modelHash(s, properties).model;
    const handler = s.tasks[0]!;
    const arrives = { times: 1, per: 'cpu', on: null, when: null } as const;
    const binding = { vector: vector('unknown_nmi', 'nmi'), handler, arrives };
    const changes: [System, readonly Property[]][] = [
      [{ ...s, vectors: [binding] }, properties],
      [{ ...s, init: [{ cell: g.started.cell, value: 1 }] }, properties],
      [s, properties.slice(1)],
      [s, [{ ...properties[0], kind: 'always' }, ...properties.slice(1)]],
    ];
    const hashes = changes.map(([a, b]) => modelHash(a, b).model);
    expect(new Set([plain, ...hashes]).size).toBe(5);
    expect(
      modelHash(
        s,
        properties.map((p) => ({ ...p, says: 'Other words.' })),
      ).model,
    ).toBe(plain);
  });
  it('has steps whose labels are words for people', () => {
    const labelled = (label: string) =>
      modelHash(
        system({
          name: 's',
          cpus: 1,
          tasks: fn('f', { source }, () => ({ [label]: write(g.started, true) })),
        }),
        [],
      ).model;
    expect(labelled('comment')).not.toBe(labelled('source'));
  });
});
