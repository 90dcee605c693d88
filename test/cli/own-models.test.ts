import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Folder, OWNER } from './models.js';

/** Models that a user has written, in TypeScript as it is. */

const HEAD = `\
import { add, cpuOrNone, fn, flag, halt, int, noDeadlock, read, scenario, set, shared, system, write } from 'panic-check';
const g = shared({ x: flag, y: flag, n: int(0, 1) });
const source = { file: 'x.c', versions: 'mine' };
const halts = fn('halts', { source }, () => ({ end: halt }));
`;
const ask = (task: string, name = '') =>
  `scenario({ ${name} question: 'q?', system: system({ name: 's', cpus: 2, tasks: ${task} }), properties: [noDeadlock] })`;

describe('a model file', () => {
  const folder = new Folder({
    'models/owner.ts': OWNER,
    'models/several.ts': `${HEAD}
      export const first = ${ask('halts')};
      export const more = [${ask('halts', "name: 'named',")}, ${ask('halts')}];
      export const unrelated = 3;`,
    'models/plain.js': `import { helper } from './helper.js';
      import * as language from 'panic-check';
      export default helper(language);`,
    'models/helper.ts': `export const helper = ({ fn, halt, system, noDeadlock }: typeof import('panic-check')) => ({
      question: 'Without scenario()?',
      system: system({ name: 's', cpus: 1, tasks: fn('f', { source: { file: 'f', versions: 'v' } }, () => ({ h: halt })) }),
      properties: [noDeadlock],
    });`,
  });

  it('is explored by its path, and named so in what to do next', async () => {
    const { exit, out } = await folder.cli('explore models/owner.ts --no-trace');
    expect(exit).toBe(0);
    expect(out).toMatch(/^owner: Is there one owner\?\n/);
    expect(out).toMatch(/racy +violated +holds/);
    expect(out).toContain('panic-check explore ./models/owner.ts --set lock=racy ');
  });

  it('is told in detail where there is nothing to compare', async () => {
    const { out } = await folder.cli('explore ./models/plain.js');
    expect(out).toMatch(/^plain: Without scenario\(\)\?\ncpus=1\n/);
  });

  it('can have several scenarios', async () => {
    expect(await folder.cli('explore models/several.ts')).toMatchObject({
      exit: 2,
      err:
        'error: there are 3 scenarios in models/several.ts\n' +
        'hint: name one: ./models/several.ts#first, ./models/several.ts#named, ./models/several.ts#more-2\n',
    });
    expect((await folder.cli('explore models/several.ts#named')).out).toMatch(/^named: q\?/);
    expect((await folder.cli('explore models/several.ts#nam')).err).toContain("did you mean 'named'?");
  });

  it('is what every command works with', async () => {
    expect((await folder.cli('list models/owner.ts')).out).toContain('4 variants, compared by lock');
    expect((await folder.cli('show models/owner.ts')).out).toContain('take  kernel/lock.c, mine');
    expect((await folder.cli('simulate models/owner.ts --no-trace')).out).toContain('10,000 random runs');
    expect((await folder.cli('export models/owner.ts --to promela')).out).toContain('proctype');
    const mutated = await folder.cli('mutate models/owner.ts --operators skip-set --workers 1');
    expect(mutated.out).toContain('panic-check mutate ./models/owner.ts --only take.look:skip-set ');
    const checked = await folder.cli('check models/**/*.ts models/plain.js');
    // The helper exports none, and says so.
    expect(checked.err).toContain('models/helper.ts exports no scenario');
    const { exit, out } = await folder.cli('check models/[os]*.ts');
    expect(out).toContain('Every verdict of 7 variants is the expected one.');
    expect(exit).toBe(0);
  });

  it('shares the one copy of the language with the program', async () => {
    const copies = new Folder({
      'node_modules/panic-check/package.json':
        '{"name":"panic-check","type":"module","exports":"./index.js"}',
      'node_modules/panic-check/index.js': 'throw new Error("another copy")',
      'owner.ts': OWNER,
    });
    expect((await copies.cli('explore owner.ts --no-trace')).exit).toBe(0);
  });

  it('has a name of its own among those that are checked', async () => {
    folder.write('twin/owner.ts', OWNER);
    const { exit, err } = await folder.cli('check models/owner.ts twin/owner.ts');
    expect(exit).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toMatch(
      /two scenarios are called 'owner': \S*models\/owner\.ts, \S*twin\/owner\.ts hint: give one of them a 'name'/,
    );
  });

  it('may be called like a glob', async () => {
    folder.write('models/[my].patch.ts', OWNER);
    expect((await folder.cli('list models/[my].patch.ts')).out).toMatch(/^my-patch: Is there one owner/);
  });

  it('is missing', async () => {
    expect((await folder.cli('explore ./nowhere.ts')).err).toContain('there is no file ./nowhere.ts');
    expect((await folder.cli('check models')).exit).toBe(2);
    expect((await folder.cli('check other/**/*.ts')).err).toContain("nothing matches 'other/**/*.ts'");
  });
});

describe('a trace of a model', () => {
  const folder = new Folder({ 'owner.ts': OWNER, 'other.ts': `${HEAD}export default ${ask('halts')};` });

  it('is replayed by the file that the user names, and only by that', async () => {
    const explored = await folder.cli(`explore owner.ts --set lock=racy --out-dir ${folder.path}/out`);
    expect(explored.out).toContain('--model ./owner.ts');
    const trace = join(folder.path, 'out/owner.one-owner.lock=racy.itf.json');
    const unnamed = await folder.cli(`replay ${trace}`);
    expect(unnamed).toMatchObject({ exit: 2 });
    expect(unnamed.err).toContain("the trace is of 'owner', which is no known scenario");
    expect((await folder.cli(`replay ${trace} --model other.ts`)).err).toContain("has no scenario 'owner'");
    const replayed = await folder.cli(`replay ${trace} --model owner.ts`);
    expect(replayed.out).toContain('one-owner is violated: 4 steps, 2 context switches, executed again');
  });

  it('never says what is loaded', async () => {
    const trace = join(folder.path, 'out/owner.one-owner.lock=racy.itf.json');
    const loaded = join(folder.path, 'loaded');
    const evil = folder.write(
      'evil.ts',
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(loaded)}, '');\n${OWNER}`,
    );
    for (const name of [evil, './evil.ts', 'evil.ts', `${evil}#owner`]) {
      const json = JSON.parse(readFileSync(trace, 'utf8'));
      json['#meta'].scenario = name;
      const forged = join(folder.path, 'forged.itf.json');
      writeFileSync(forged, JSON.stringify(json));
      expect((await folder.cli(`replay ${forged}`)).exit).toBe(2);
    }
    expect(existsSync(loaded)).toBe(false);
    // The same file does leave its mark when the user names it.
    await folder.cli('explore evil.ts --no-trace');
    expect(existsSync(loaded)).toBe(true);
  });
});

describe('a mistake in a model file', () => {
  const folder = new Folder();

  it.each([
    [
      'that is no TypeScript',
      'const a =\n\n ;',
      'error: model.ts:3: this is no TypeScript: Unexpected token\n',
    ],
    [
      'without a scenario',
      'export const x = 1;',
      'error: model.ts exports no scenario\nhint: write: export default',
    ],
    [
      'with two scenarios of one name',
      `${HEAD}export const a = ${ask('halts', "name: 'b',")};\nexport const b = ${ask('halts')};`,
      "error: model.ts exports two scenarios called 'b'\n",
    ],
    [
      'in a step that is refused',
      `${HEAD}const f = fn('f', { source }, () => ({\n  a: write(g.x, true),\n  b: write(g.x, read(g.y)),\n}));\nexport default ${ask('f')};`,
      'error: model.ts:7: f.b: makes 2 shared accesses in one step [two-accesses]\n',
    ],
    [
      'in a step while it runs',
      `${HEAD}const f = fn('f', { source, locals: { n: int(0, 1) } }, ({ n }) => ({\n  a: set(n, read(g.n)),\n\n  b: write(g.n, add(n, 1)),\n}));\nexport default ${ask('f')};`,
      'error: model.ts:8: f.b: n cannot hold 2 (after 3 steps) [out-of-domain]\n',
    ],
    [
      'in what a builder is given',
      `${HEAD}const f = fn('f', { source }, () => ({\n  a: write((g as any).z, true),\n}));\nexport default ${ask('f')};`,
      "error: model.ts:6: shared variables: there is no 'z' [unknown-name]\n",
    ],
    [
      'in a field of the scenario',
      `${HEAD}export default scenario({\n question: 'q?',\n option: {} } as any);`,
      "error: model.ts:5: scenario: has no field 'option' [bad-scenario]\nhint: did you mean 'options'?",
    ],
    [
      'in what it builds',
      `${HEAD}\nexport default scenario({ question: 'q?', build: () => ({ system: 1 } as any) });`,
      'error: model.ts:6: scenario.system: was not made by system() [bad-scenario]\n',
    ],
    [
      'that throws',
      `${HEAD}function f(): never {\n  throw new TypeError('nope');\n}\nexport default scenario({ question: 'q?', build: f });`,
      'error: model.ts:6: TypeError: nope\n',
    ],
    [
      'with an import of nothing',
      "import './nothing.js';",
      "error: model.ts: Cannot find module './nothing.js'\n",
    ],
    [
      'with an import that the language has not',
      "import { nothing } from 'panic-check';\nexport default (nothing as any)();",
      'error: model.ts:2: TypeError: nothing is not a function\n',
    ],
  ])('%s is told with its line', async (title, text, message) => {
    const name = `${title.replaceAll(' ', '-')}.ts`;
    folder.write(name, text);
    const { exit, err } = await folder.cli(`explore ${name}`);
    const words = (text: string) => text.replace(/\s+/g, ' ').trim();
    const plain = words(err).replaceAll(`./${name}`, 'model.ts').replaceAll(name, 'model.ts');
    expect(plain).toContain(words(message));
    expect(exit).toBe(2);
  });
});
