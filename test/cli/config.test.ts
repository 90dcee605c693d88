import { describe, expect, it } from 'vitest';
import { fakeIo } from './fixture.js';
import { Folder, OWNER } from './models.js';

/** Flags over environment over file. */

const config = (content: string) => `import { defineConfig } from 'panic-check/config';
export default defineConfig(${content});`;

const option = async (folder: Folder, line: string, name: string, env = {}) => {
  const { out, err } = await folder.cli(`${line} --print-config`, fakeIo({ env }));
  expect(err).toBe('');
  return JSON.parse(out).options[name];
};

describe('the configuration', () => {
  const folder = new Folder({
    'panic-check.config.ts': config(
      "{ models: 'models/*.ts', limits: { maxStates: '5k', timeLimit: '30s' }, workers: 'auto', outDir: 'out' }",
    ),
    'package.json': '{}',
    'models/owner.ts': OWNER,
    'sub/other.json': '{ "limits": { "maxDepth": 7 } }',
  });

  it('gives what is said nowhere else', async () => {
    expect(await option(folder, 'explore', 'maxStates')).toEqual({ value: 5000, from: 'file' });
    expect(await option(folder, 'explore', 'timeLimit')).toEqual({ value: 30000, from: 'file' });
    expect(await option(folder, 'explore', 'workers')).toEqual({ value: 'auto', from: 'file' });
    expect(await option(folder, 'explore', 'engine')).toEqual({ value: 'fast', from: 'default' });
  });

  it('comes after the environment, and that after flags', async () => {
    const env = { PANIC_CHECK_MAX_STATES: '6k', PANIC_CHECK_TRACE: '0' };
    expect(await option(folder, 'explore', 'maxStates', env)).toEqual({ value: 6000, from: 'environment' });
    expect(await option(folder, 'explore', 'trace', env)).toEqual({ value: false, from: 'environment' });
    expect(await option(folder, 'explore --max-states 7k', 'maxStates', env)).toEqual({
      value: 7000,
      from: 'flag',
    });
  });

  it('decides what a search does', async () => {
    const limited = await folder.cli('explore owner --set lock=cmpxchg --no-trace', fakeIo({ env: {} }));
    expect(limited.exit).toBe(0);
    const env = { PANIC_CHECK_MAX_STATES: '2' };
    const stopped = await folder.cli('explore owner --set lock=cmpxchg --no-trace', fakeIo({ env }));
    expect(stopped.exit).toBe(3);
  });

  it('names the models', async () => {
    expect((await folder.cli('list owner')).out).toContain('owner: Is there one owner?');
    const listed = await folder.cli('list');
    expect(listed.out).toMatch(/^owner: /);
    expect(listed.out).toContain('\ntiny: ');
    const checked = await folder.cli('check');
    expect(checked.out).toContain('Every verdict of 4 variants is the expected one.');
    // Saved under the name, which is enough to find it again.
    const { out } = await folder.cli(`explore owner --set lock=racy --out-dir ${folder.path}/out`);
    expect(out).toMatch(/to replay it: panic-check replay \S+itf\.json\n/);
    const replayed = await folder.cli(`replay ${folder.path}/out/owner.one-owner.lock=racy.itf.json`);
    expect(replayed.out).toContain('executed again');
  });

  it('is found from below, named, or left out', async () => {
    const printed = async (line: string, env = {}) =>
      JSON.parse((await folder.cli(`explore --print-config ${line}`, fakeIo({ env }))).out);
    expect((await printed('')).file).toBe('./panic-check.config.ts');
    expect((await printed('--no-config')).file).toBeNull();
    const other = await printed('--config sub/other.json');
    expect(other).toMatchObject({ file: './sub/other.json', models: [] });
    expect(other.options.maxDepth).toEqual({ value: 7, from: 'file' });
    expect((await printed('', { PANIC_CHECK_CONFIG: 'sub/other.json' })).file).toBe('./sub/other.json');
    expect((await folder.cli('explore --config nowhere.ts')).err).toContain(
      'there is no configuration nowhere.ts',
    );
  });

  it('need not be written to ask again, unless somebody named it', async () => {
    const limited = new Folder({
      'panic-check.config.json':
        '{ "models": "*.ts", "limits": { "maxStates": "9", "maxDepth": "50", "timeLimit": "90s" } }',
      'owner.ts': OWNER,
    });
    const again = async (line: string, env = {}) => {
      const { out } = await limited.cli(`explore owner --set lock=racy --no-trace ${line}`, fakeIo({ env }));
      return /to ask again: (.*)/.exec(out)?.[1];
    };
    const command = 'panic-check explore owner --set lock=racy';
    expect(await again('')).toBe(command);
    const { out } = await limited.cli('simulate owner --set lock=racy --no-trace --runs 5');
    expect(out).toContain(
      'to ask again: panic-check simulate owner --set lock=racy --runs 5 --depth 10000 --seed 1\n',
    );
    expect(await again('--max-states 8')).toBe(`${command} --max-states 8`);
    expect(await again('', { PANIC_CHECK_MAX_DEPTH: '2' })).toBe(`${command} --max-depth 2`);
    expect(await again('--config panic-check.config.json')).toBe(
      'panic-check explore ./owner.ts --set lock=racy --max-states 9 --max-depth 50 --time-limit 90000ms',
    );
  });

  it('of somebody else above the project is not looked at', async () => {
    const outer = new Folder({
      'panic-check.config.ts': 'throw new Error("loaded");',
      'in/package.json': '{}',
    });
    const inner = Object.assign(Object.create(Folder.prototype), { path: `${outer.path}/in` }) as Folder;
    expect(JSON.parse((await inner.cli('list --print-config')).out).file).toBeNull();
    expect((await outer.cli('list --print-config')).exit).toBe(2);
  });
});

describe('a mistake in the configuration', () => {
  it.each([
    ["{ model: 'x' }", "there is no key 'model'", "did you mean 'models'?"],
    ['{ limits: { maxState: 1 } }', "there is no key 'limits.maxState'", "did you mean 'maxStates'?"],
    ['{ maxStates: 1 }', "It belongs into 'limits'.", ''],
    ['{ workers: -1 }', "'workers'", ''],
    ['{ models: 3 }', "'models'", ''],
    ["{ limits: { maxStates: 'many' } }", 'maxStates: It must be a positive whole number', ''],
    ["{ models: 'none/*.ts' }", "'models' matches no file", ''],
  ])('%s', async (content, problem, hint) => {
    const folder = new Folder({ 'panic-check.config.ts': config(`${content} as never`) });
    const { exit, err } = await folder.cli('explore tinny');
    const words = err.replace(/\s+/g, ' ');
    expect(words).toContain(problem);
    expect(words).toContain(hint);
    expect(exit).toBe(2);
  });

  it.each([
    ['panic-check.config.json', '{', 'is no JSON'],
    ['panic-check.config.js', 'export const x = 1;', 'has no default export'],
    ['panic-check.config.ts', 'export default {\n a: };', 'panic-check.config.ts:2: this is no TypeScript'],
  ])('in %s', async (file, text, problem) => {
    const folder = new Folder({ [file]: text });
    const { exit, err } = await folder.cli('list');
    expect(err.replace(/\s+/g, ' ')).toContain(problem);
    expect(exit).toBe(2);
  });

  it('that is there twice', async () => {
    const folder = new Folder({ 'panic-check.config.json': '{}', 'panic-check.config.js': '' });
    expect((await folder.cli('list')).err.replace(/\s+/g, ' ')).toContain('remove all but one');
  });

  it('in the environment', async () => {
    const folder = new Folder();
    const { exit, err } = await folder.cli('list', fakeIo({ env: { PANIC_CHECK_MAX_STATE: '1' } }));
    expect(err).toContain('did you mean PANIC_CHECK_MAX_STATES?');
    expect(exit).toBe(2);
    const wrong = await folder.cli('explore tiny', fakeIo({ env: { PANIC_CHECK_MAX_STATES: 'x' } }));
    expect(wrong.err).toContain('PANIC_CHECK_MAX_STATES=x: It must be a positive');
  });
});
