import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Folder } from './models.js';

/** From an empty folder to a green check, and what is left alone on the way. */

const read = (folder: Folder, file: string) => readFileSync(join(folder.path, file), 'utf8');

describe('init', () => {
  const folder = new Folder();

  it('says what it would write', async () => {
    const { out, exit } = await folder.cli('init --dry-run');
    expect(out).toMatch(
      /^would create {2}panic-check\.config\.ts\nwould create {2}models\/first-panic\.ts\n/,
    );
    expect(exit).toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('writes it, and says what to do next', async () => {
    const { out } = await folder.cli('init');
    expect(out).toContain('npx panic-check explore first-panic ');
    expect(readdirSync(folder.path).sort()).toEqual([
      '.github',
      '.gitignore',
      'models',
      'package.json',
      'panic-check.config.ts',
      'tsconfig.json',
    ]);
    expect(JSON.parse(read(folder, 'package.json'))).toMatchObject({
      type: 'module',
      scripts: { 'panic-check': 'panic-check check' },
      devDependencies: { 'panic-check': '^1.2.3' },
    });
  });

  it('leaves a model whose every verdict is the expected one', async () => {
    expect((await folder.cli('explore first-panic')).out).toMatch(/racy +violated/);
    const { exit, out } = await folder.cli('check');
    expect(out).toContain('Every verdict of 4 variants is the expected one.');
    expect(exit).toBe(0);
  });

  it('has a check that fails when the model is broken, and shows the race', async () => {
    const broken = new Folder();
    await broken.cli('init');
    const model = read(broken, 'models/first-panic.ts');
    const was = 'claim: cmpxchg(g.panic_cpu, NONE, self, old)';
    expect(model).toContain(was);
    broken.write('models/first-panic.ts', model.replace(was, 'claim: set(old, read(g.panic_cpu))'));
    const { exit, out } = await broken.cli('check');
    expect(exit).toBe(1);
    const [command] = out.match(/panic-check explore first-panic.*/) ?? [''];
    const shown = await broken.cli(`${command.replace('panic-check ', '')} --out-dir ${broken.path}/out`);
    expect(shown.out).toContain('/* two CPUs are about to start the capture kernel */');
  });

  it('keeps what exists', async () => {
    folder.write('panic-check.config.ts', 'export default { models: [] };');
    const { out } = await folder.cli('init');
    expect(out).toMatch(/^kept {2}panic-check\.config\.ts: it exists \(--force replaces it\)\n/);
    expect(out).toContain('kept  models/first-panic.ts: it is already so');
    expect(read(folder, 'panic-check.config.ts')).toBe('export default { models: [] };');
    expect((await folder.cli('init --force')).out).toMatch(/^replaced {2}panic-check\.config\.ts\n/);
    expect(read(folder, 'panic-check.config.ts')).toContain('defineConfig');
  });

  it('adds to package.json and .gitignore, and changes nothing else in them', async () => {
    const old = new Folder({
      'package.json': '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"test": "x"\n\t}\n}\n',
      '.gitignore': 'build',
    });
    const { out } = await old.cli('init');
    expect(out).toContain("added to  package.json: script 'panic-check'\n");
    expect(read(old, 'package.json')).toBe(
      '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"test": "x",\n\t\t"panic-check": "panic-check check"\n\t}\n}\n',
    );
    expect(read(old, '.gitignore')).toBe('build\npanic-check-out/\n');
    old.write('package.json', 'no json');
    expect((await old.cli('init --force')).out).toContain('package.json: it is no JSON');
    expect(read(old, 'package.json')).toBe('no json');
  });

  it('tells scripts what it did, and goes into the folder that is named', async () => {
    const { out } = await folder.cli('init deeper/here --json');
    const { files, next } = JSON.parse(out);
    expect(files[0]).toEqual({ file: 'panic-check.config.ts', does: 'create', says: '' });
    expect(next[0]).toBe('cd deeper/here');
    expect(readdirSync(join(folder.path, 'deeper/here'))).toContain('models');
  });

  it('refuses a folder that is a file', async () => {
    folder.write('file', '');
    expect(await folder.cli('init file')).toMatchObject({ exit: 2 });
  });
});
