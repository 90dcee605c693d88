import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** The gate as a CI system runs it: the built program, threads, signals, a disk that is full, the action, the documentation. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const main = join(ROOT, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'panic-check-gate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const {
  FORCE_COLOR: _f,
  NO_COLOR: _n,
  CI: _c,
  GITHUB_ACTIONS: _g,
  GITHUB_STEP_SUMMARY: _s,
  ...ENV
} = process.env;

/** Forgets what is expected of a scenario, in every thread. */
const forgetting = (scenario: string) => {
  const catalogue = new URL('../../dist/scenarios/catalogue.js', import.meta.url).href;
  const code = `import { catalogue } from ${JSON.stringify(catalogue)};
    const s = await catalogue[${JSON.stringify(scenario)}](); s.expectations.splice(0);`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
};

function panicCheck(line: string, { env = {}, before = [] as string[], cwd = folder } = {}) {
  const words = line.split(' ').filter((w) => w !== '');
  const options = { cwd, env: { ...ENV, ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...before, main, ...words], options);
  return { code: status, out: stdout, err: stderr };
}

describe('threads', () => {
  it('tell the same bytes in every report as one thread does', () => {
    const names = ['json', 'jsonl', 'junit', 'sarif', 'markdown', 'tap', 'github', 'default', 'minimal'];
    const reports = (workers: number) => {
      const there = join(folder, `workers-${workers}`);
      mkdirSync(there);
      const flags = names.map((n) => `--reporter ${n}=${there}/${n}`).join(' ');
      const line = `check panic-lists panic-kgdb --workers ${workers} --no-trace ${flags}`;
      // What fails is told as well.
      const { code, err } = panicCheck(line, { before: forgetting('panic-lists') });
      expect([code, err.replace(/^.*: [\d.,]+ s\n/, '')]).toEqual([1, '']);
      return names.map((n) => readFileSync(join(there, n), 'utf8'));
    };
    const alone = reports(1);
    expect(reports(3)).toEqual(alone);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    for (const text of alone) expect(text).not.toMatch(/\u001b/);
    expect(alone[7]).toContain('kdump-starts: violated, expected holds');
  });

  it('stop at a signal, and what was found so far is one document', async () => {
    const child = spawn(process.execPath, [main, 'check', 'kexec-lock', '--workers', '2', '--json'], {
      cwd: folder,
      env: ENV,
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    setTimeout(() => child.kill('SIGINT'), 2000);
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    const report = JSON.parse(out);
    expect(report.checked).toBeLessThan(763);
    const messages = report.findings.map((f: { message: string }) => f.message);
    expect(messages).toContainEqual(expect.stringMatching(/not explored: interrupted$/));
  });
});

describe('files', () => {
  it('are as they were where the disk is full', () => {
    const there = join(folder, 'full');
    mkdirSync(there);
    expect(panicCheck('baseline panic-kgdb', { cwd: there }).code).toBe(0);
    const [name] = readdirSync(there);
    const before = readFileSync(join(there, name), 'utf8');
    // No file may grow beyond one block: what is larger cannot be written.
    const script = `trap '' XFSZ; ulimit -f 1; "$0" "$1" baseline panic-kgdb panic-lists`;
    const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, main], {
      cwd: there,
      env: ENV,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/error: cannot write panic-check\.baseline\.json: /);
    expect(readdirSync(there)).toEqual([name]);
    expect(readFileSync(join(there, name), 'utf8')).toBe(before);
  });

  it('of reports: one that cannot be written is an error, and the others are there', () => {
    const there = join(folder, 'reports');
    mkdirSync(join(there, 'taken.xml', 'deep'), { recursive: true });
    const line = `check panic-kgdb --reporter junit=${there}/taken.xml --reporter tap=${there}/check.tap`;
    const { code, out, err } = panicCheck(line);
    expect(code).toBe(2);
    expect(out).toContain('is the expected one.');
    expect(err).toContain('taken.xml: it is a folder');
    expect(readFileSync(join(there, 'check.tap'), 'utf8')).toMatch(/^TAP version 14\n/);
    const nowhere = panicCheck(`check panic-kgdb --reporter junit=${there}/check.tap/below/junit.xml`);
    expect({ code: nowhere.code, out: nowhere.out }).toEqual({ code: 2, out: '' });
  });
});

describe('GitHub', () => {
  it('gets annotations and a summary by itself', () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'What was there before.\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { code, out } = panicCheck('check panic-kgdb --no-trace', {
      env,
      before: forgetting('panic-kgdb'),
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=scenarios\/panic-kgdb\.ts,title=panic-kgdb%3A \S+::panic-kgdb /m);
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^What was there before\.\n### panic-check: failed \(exit code 1\)\n/);
    expect(text).toContain('panic-check explore panic-kgdb');
    // A document on stdout stays one.
    const json = panicCheck('check panic-kgdb --json', { env });
    expect(JSON.parse(json.out).exit).toBe(0);
  });
});

describe('the documentation', () => {
  const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
  const repository = join(folder, 'repository');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository });
  beforeAll(() => {
    mkdirSync(repository);
    expect(panicCheck('baseline panic-kgdb', { cwd: repository }).code).toBe(0);
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'baseline');
  });
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => parse(text));
  const commands = [...page.matchAll(/npx panic-check ([^\n#]+)/g)].map(([, line]) => line.trim());

  it('has only commands that work', () => {
    expect(commands.length).toBeGreaterThan(10);
    // On the smallest scenario, but with everything else as it is written.
    const small = commands.map((command) =>
      command
        .replace(/^(check|baseline)(?: '[^']*'| [a-z-]+$)?/, (_, verb) => `${verb} panic-kgdb`)
        .replace(/"\$CI_NODE_INDEX\/\$CI_NODE_TOTAL"/, '1/2'),
    );
    for (const command of new Set(small)) {
      const { code, err } = panicCheck(command, { cwd: repository });
      expect([command, code, err.replace(/^.*thread.*\n/, '')]).toEqual([command, 0, '']);
    }
  });

  it('has pipelines that are YAML, and run what there is', () => {
    const [github, gitlab] = blocks;
    const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
    const uses = github.jobs['panic-check'].steps.find((s: any) =>
      s.uses?.includes('node_modules/panic-check'),
    );
    for (const input of Object.keys(uses.with)) expect(Object.keys(action.inputs)).toContain(input);
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(manifest.files).toContain('action.yml');
    for (const job of Object.values<any>(gitlab))
      for (const line of job.script) expect(line).toMatch(/^(npm ci|npx panic-check check )/);
  });

  it('has an action whose script checks, explains, and ends as the check did', () => {
    const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
    const step = action.runs.steps.find((s: any) => s.run !== undefined);
    const summary = join(folder, 'action.md');
    const inputs = (over: Record<string, string>) =>
      Object.fromEntries(
        Object.entries<string>(step.env).map(([name, value]) => {
          const input = /inputs\.([\w-]+)/.exec(value)?.[1] ?? '';
          return [name, over[input] ?? action.inputs[input]?.default ?? ROOT];
        }),
      );
    const act = (over: Record<string, string>) =>
      spawnSync('bash', ['-c', step.run], {
        cwd: repository,
        env: { ...ENV, ...inputs(over), GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
        encoding: 'utf8',
      });
    const baseline = 'panic-check.baseline.json';
    const good = act({
      patterns: 'panic-kgdb',
      baseline,
      'diff-from': 'HEAD',
      sarif: 'out.sarif',
      junit: 'out.xml',
    });
    expect([good.status, good.stderr.replace(/^.*thread.*\n/, '')]).toEqual([0, '']);
    expect(readdirSync(repository)).toEqual(expect.arrayContaining(['out.sarif', 'out.xml']));
    expect(readFileSync(summary, 'utf8')).toMatch(/panic-check: passed[\s\S]*Nothing has changed\./);
    expect(act({ patterns: 'panic-kgbd' }).status).toBe(2);
    // An input is data, whatever it says.
    const evil = act({ patterns: 'panic-kgdb; touch evil', baseline: '$(touch evil)' });
    expect(evil.status).toBe(2);
    expect(readdirSync(repository)).not.toContain('evil');
    // The repository's own panic-check comes first.
    mkdirSync(join(repository, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(repository, 'own.sh'), '#!/bin/sh\necho own "$@"; exit 3\n', { mode: 0o755 });
    symlinkSync('../../own.sh', join(repository, 'node_modules/.bin/panic-check'));
    const own = act({ patterns: 'panic-kgdb', strict: 'false' });
    expect([own.status, own.stdout]).toEqual([3, 'own check panic-kgdb\n']);
  });
});
