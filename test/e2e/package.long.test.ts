import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

/** The packed package, installed in an empty folder: what is published must work without what is around it here. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'panic-check-package-')));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const [{ filename }] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary], {
    cwd: root,
    encoding: 'utf8',
  }),
);

/** An empty folder in which the package is installed, with its dependencies from here, so that no network is needed. */
function project(name: string, how: 'packed' | 'linked'): string {
  const folder = join(temporary, name);
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const dependency of readdirSync(join(root, 'node_modules')))
    if (!dependency.startsWith('.'))
      symlinkSync(join(root, 'node_modules', dependency), join(modules, dependency));
  if (how === 'linked') symlinkSync(root, join(modules, 'panic-check'));
  else {
    execFileSync('tar', ['-xzf', join(temporary, filename), '-C', modules]);
    execFileSync('mv', [join(modules, 'package'), join(modules, 'panic-check')]);
  }
  return folder;
}

const run = (folder: string, file: string, ...args: string[]) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules', file), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    },
  );
  return { out: stdout, err: stderr, code: status };
};
const panicCheck = (folder: string, line: string) =>
  run(folder, 'panic-check/dist/cli/main.js', ...line.split(' '));

const TEST = `\
import { expect, it } from 'vitest';
import { explore } from 'panic-check';
import { kexecLockQuestions } from 'panic-check/scenarios';
import { kexecLock } from 'panic-check/kernel/kexec_lock';
import 'panic-check/vitest';
import firstPanic from '../models/first-panic.js';

it('holds', async () => {
  await expect(firstPanic).toHold('one-panic');
  await expect(firstPanic).toViolate('one-panic', { set: { gate: 'racy' } });
  const result = await explore(firstPanic, { set: { gate: 'racy' } });
  if (result.verdict === 'violated') expect(result.violations[0].diagram()).toContain('CPU 1');
  expect(kexecLockQuestions({}, { lock: kexecLock('xchg') }).properties.length).toBeGreaterThan(3);
});
`;

describe.each(['packed', 'linked'] as const)('%s', (how) => {
  const folder = project(how, how);

  it('goes from an empty folder to a green check', () => {
    expect(panicCheck(folder, 'init')).toMatchObject({ code: 0, err: '' });
    const explored = panicCheck(folder, 'explore ./models/first-panic.ts --set gate=racy');
    expect(explored.out).toContain('/* two CPUs are about to start the capture kernel */');
    expect(panicCheck(folder, 'check')).toMatchObject({ code: 0 });
    const trace = 'panic-check-out/first-panic.one-panic.gate=racy.itf.json';
    expect(panicCheck(folder, `replay ${trace}`).out).toContain('executed again');
  });

  it('shows the race where a change breaks the model, in a repository, and is green again without it', () => {
    // As npm installs it, and npx runs it.
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync('../panic-check/dist/cli/main.js', join(folder, 'node_modules/.bin/panic-check'));
    const npx = (line: string) => run(folder, '.bin/panic-check', ...line.split(' '));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder });
    git('init', '-q', '-b', 'main');
    expect(npx('baseline').code).toBe(0);
    git('add', 'models', 'panic-check.baseline.json');
    git('commit', '-q', '-m', 'A first model');

    const model = join(folder, 'models/first-panic.ts');
    const good = readFileSync(model, 'utf8');
    const claim = '{ claim: cmpxchg(g.panic_cpu, NONE, self, old) }';
    expect(good).toContain(claim);
    const racy = '{ look: set(old, read(g.panic_cpu)), claim: write(g.panic_cpu, self) }';
    writeFileSync(model, good.replace(claim, racy));
    const broken = npx('check --baseline --changed-since main');
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('first-panic: one-panic: violated, expected holds');
    const line = good.split('\n').findIndex((l) => l.includes(claim)) + 1;
    expect(broken.out).toContain(`at models/first-panic.ts:${line}`);
    expect(broken.out).toContain('/* two CPUs are about to start the capture kernel */');
    expect(broken.out).toContain('first-panic: one-panic: holds -> violated after');
    const [, replay] = /to replay it: +npx panic-check (.*)/.exec(broken.out)!;
    expect(npx(replay)).toMatchObject({ code: 0, out: expect.stringContaining('executed again') });

    expect(npx('baseline').code).toBe(0);
    git('commit', '-q', '-a', '-m', 'Claim panic_cpu otherwise');
    const { code, out } = npx('diff main~1 HEAD');
    expect(code).toBe(0);
    expect(out).toMatch(
      /#### Verdicts that moved\n\n- `first-panic`: `one-panic`: holds -> violated after \d+ steps/,
    );
    expect(out).toContain('- `first-panic`: step `panic@cmpxchg.look` added, taken in 2 variants');
    expect(npx('check').code).toBe(1);
    git('revert', '--no-edit', 'HEAD');
    expect(npx('check --baseline').code).toBe(0);
    expect(npx('diff main~2 HEAD').out).toContain('Nothing has changed.');
  });

  it('has types for the editor, and matchers for tests', () => {
    mkdirSync(join(folder, 'test'));
    writeFileSync(join(folder, 'test/first.test.ts'), TEST);
    const tsconfig = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...tsconfig, include: ['**/*.ts'] }));
    expect(run(folder, 'typescript/bin/tsc', '-p', '.')).toEqual({ out: '', err: '', code: 0 });
    expect(run(folder, 'vitest/vitest.mjs', 'run', '--root', '.')).toMatchObject({ code: 0 });
  });
});
