import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The built program as a user runs it, in an empty folder. */

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scenarioModule = new URL('../../dist/scenarios/index.js', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'panic-check-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface How {
  readonly env?: Record<string, string>;
  /** Sent once, this long after the start. */
  readonly signal?: { readonly name: 'SIGINT' | 'SIGTERM'; readonly after: number };
  /** Code that runs before the program. */
  readonly before?: string;
}

function panicCheck(line: string, { env = {}, signal, before }: How = {}): Promise<Result> {
  const preload =
    before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  const { FORCE_COLOR: _f, NO_COLOR: _n, CI: _c, ...clean } = process.env;
  const child = spawn(process.execPath, [...preload, main, ...line.split(' ').filter((w) => w !== '')], {
    cwd: folder,
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  if (signal !== undefined) setTimeout(() => child.kill(signal.name), signal.after);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

/** Changes the built-in scenarios of the process that is started. */
const withScenarios = (change: string): How => ({
  before: `import { scenarios } from ${JSON.stringify(scenarioModule)}; const [s] = scenarios; ${change}`,
});
const FORGET = withScenarios('s.expectations.splice(0);');

/** So large that the reference engine needs minutes. */
const LONG = 'explore kexec-lock --set lock=rt-mutex,reader=trylock --cpus 4 --engine reference';

describe('threads', () => {
  it('find the same in any number', async () => {
    const told = async (workers: string) => {
      const line = `explore kexec-lock --set lock=rt-mutex-debug --json --no-trace --workers ${workers}`;
      const { states, transitions, depth, fingerprint, properties } = JSON.parse(
        (await panicCheck(line)).out,
      );
      return { states, transitions, depth, fingerprint, properties };
    };
    const alone = await told('auto');
    expect(await told('1')).toEqual(alone);
    expect(await told('3')).toEqual(alone);
  });

  it('stop when they are told to', async () => {
    const large = 'lock=mutex,panic-from=hardirq,reader=lock,image=none,nested=yes';
    const line = `explore kexec-lock --set ${large} --cpus 4 --workers 2 --no-trace --json`;
    const { code, out } = await panicCheck(line, { signal: { name: 'SIGINT', after: 1500 } });
    expect(JSON.parse(out)).toMatchObject({ stopped: 'interrupted', exhaustive: false });
    expect(code).toBe(130);
    const timed = await panicCheck(`${line} --time-limit 600ms`);
    expect(JSON.parse(timed.out)).toMatchObject({ stopped: 'time', exhaustive: false });
  });
});

describe('exit codes', () => {
  it('0: every verdict is the expected one', async () => {
    const { code, out, err } = await panicCheck('explore kexec-lock --set lock=cmpxchg');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('exhaustive');
  });
  it('0: the whole table', async () => {
    const { code, out, err } = await panicCheck('explore');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^cmpxchg +holds/m);
    expect(out).toContain('The first violation, lock=none:');
  });
  it('1: a violation that is not expected', async () => {
    const { code, out } = await panicCheck('explore kexec-lock --set lock=none', FORGET);
    expect(code).toBe(1);
    expect(out).toContain('violated!');
  });
  it('1: an expected violation that is gone', async () => {
    const expectation = `{ id: 'X', property: 'no-deadlock', when: {}, verdict: 'violated', why: '', source: '', confidence: 'sure' }`;
    const gone = withScenarios(`s.expectations.unshift(${expectation});`);
    const { code, out } = await panicCheck(
      'explore kexec-lock --set lock=cmpxchg --property no-deadlock',
      gone,
    );
    expect(code).toBe(1);
    expect(out).toContain('holds!       no-deadlock');
  });
  it('2: wrong usage', async () => {
    const { code, out, err } = await panicCheck('explore kexec-lok');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^error: there is no scenario 'kexec-lok'\nhint: did you mean 'kexec-lock'\? scenarios: kexec-lock, /,
    );
  });
  it('3: a limit was hit', async () => {
    const { code, out } = await panicCheck(
      'explore kexec-lock --set lock=cmpxchg --property no-deadlock --max-states 100',
    );
    expect(code).toBe(3);
    expect(out).toContain('stopped: --max-states reached');
  });
  it.each(['--max-depth 3', '--time-limit 1ms'])('3: %s', async (limit) => {
    const { code } = await panicCheck(`${LONG} --property no-deadlock ${limit}`);
    expect(code).toBe(3);
  });
  it('4: a property that cannot fail', async () => {
    const line = 'explore kexec-lock --set lock=rt-mutex-debug --property image-complete';
    expect((await panicCheck(line, FORGET)).code).toBe(4);
    expect((await panicCheck(line)).code).toBe(0);
  });
  it('70: our own mistake, with a stack if one asks', async () => {
    const broken = withScenarios(`s.build = () => { throw new TypeError('gears') };`);
    const { code, out, err } = await panicCheck('explore', broken);
    expect({ code, out }).toEqual({ code: 70, out: '' });
    expect(err).toMatch(/^error: internal error: gears\nhint: this is a bug of panic-check/);
    expect((await panicCheck('explore', { ...broken, env: { PANIC_CHECK_DEBUG: '1' } })).err).toMatch(
      /\n +at .*compare-variants/,
    );
  });
});

describe('interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s prints what was found so far', async (name, expected) => {
    const { code, out } = await panicCheck(`${LONG} --no-trace`, { signal: { name, after: 2500 } });
    expect(code).toBe(expected);
    expect(out).toMatch(/[1-9][\d,]* states, .*stopped: interrupted/s);
    expect(out).toMatch(/^incomplete!? +no-deadlock$/m);
  });
  it('is one JSON document all the same', async () => {
    const { code, out } = await panicCheck(`${LONG} --json`, { signal: { name: 'SIGINT', after: 2500 } });
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, exhaustive: false, stopped: 'interrupted' });
  });
  it('in the table, tells the rows that are done', async () => {
    const { code, out } = await panicCheck('explore kexec-lock --cpus 4 --engine reference --no-trace', {
      signal: { name: 'SIGINT', after: 2500 },
    });
    expect(code).toBe(130);
    expect(out).toContain('- cmpxchg: not explored');
  });
});

describe('help', () => {
  it.each(['', '--help', 'explore --help', 'check --help', 'list --help', 'show --help', 'replay --help'])(
    '%s',
    async (line) => {
      const { code, out, err } = await panicCheck(line);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^Usage: panic-check /);
      expect(out).toContain('Examples:');
    },
  );
  it('--version is that of the package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await panicCheck('--version')).out).toBe(`${manifest.version}\n`);
  });
});

describe('loading', () => {
  // Says on stderr which scenarios and libraries are loaded.
  const hooks = `import { writeSync } from 'node:fs';
    export async function load(url, context, next) { writeSync(2, url + '\\n'); return next(url, context); }`;
  const before = `import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));`;
  const loaded = async (line: string) => {
    const { code, err } = await panicCheck(line, { before });
    expect(code).toBe(0);
    return err.split('\n').map((url) => url.replace(/^.*\/(?=(dist|node_modules)\/)/, ''));
  };

  it('leaves out the scenarios that are not asked for, and what only a few commands need', async () => {
    const files = await loaded('explore kexec-lock --set lock=cmpxchg');
    expect(files).toContain('dist/scenarios/kexec-lock.js');
    expect(files).toContain('dist/checker/explore.js');
    expect(files).not.toContain('dist/scenarios/index.js');
    expect(files).not.toContain('dist/scenarios/nbcon.js');
    expect(files.filter((f) => /\/(zod|log-update|cli-table3)\//.test(f))).toEqual([]);
  });
  it('is next to nothing for --help', async () => {
    const files = await loaded('explore --help');
    expect(files).toContain('dist/cli/program.js');
    expect(
      files.filter((f) => /^dist\/(checker|model\/language\/(?!errors)|cli\/commands)\//.test(f)),
    ).toEqual([]);
  });
});

describe('what goes where', () => {
  it.each([
    'explore',
    'explore kexec-lock --set lock=xchg',
    'list',
    'show kexec-lock',
    'show __crash_kexec',
    '--help',
  ])('%s is plain text of 100 columns in a pipe', async (line) => {
    const { out, err } = await panicCheck(line);
    expect(err).toBe('');
    expect(out).not.toContain('\u001b');
    for (const l of out.split('\n')) expect(l.length).toBeLessThanOrEqual(100);
  });
  it('has colours where they are forced, and not where they are unwanted', async () => {
    const colored = async (line: string, env: Record<string, string>) =>
      (await panicCheck(line, { env })).out.includes('\u001b[');
    expect(await colored('list', { FORCE_COLOR: '1' })).toBe(true);
    expect(await colored('list', { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(await colored('list', { NO_COLOR: '1' })).toBe(false);
    expect(await colored('list --color always', { NO_COLOR: '1' })).toBe(true);
    expect(await colored('list --color never', { FORCE_COLOR: '1' })).toBe(false);
  });
  it.each([
    ['explore --json --no-trace', 0],
    ['explore kexec-lock --set lock=flags --json', 0],
    ['list --json', 0],
    ['explore kexec-lock --set lock=nothing --json', 2],
    ['explore --jsno --json', 2],
    ['explore kexec-lock --json --max-states 0', 2],
    ['explore kexec-lock --set lock=cmpxchg --max-states 10 --property no-deadlock --json', 3],
  ])('%s is one document', async (line, expected) => {
    const { code, out, err } = await panicCheck(line);
    expect({ code, err }).toEqual({ code: expected, err: '' });
    expect(JSON.parse(out).schemaVersion).toBe(1);
  });
  it('is not upset by a reader that has seen enough', async () => {
    const shell = spawn('bash', [
      '-c',
      `"$0" "$1" list --json | head -c 10; echo " $\{PIPESTATUS[0]}"`,
      process.execPath,
      main,
    ]);
    let text = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.on('data', (chunk) => {
        text += chunk;
      });
    await new Promise((resolve) => shell.on('close', resolve));
    expect(text).toBe('{\n  "schem 0\n');
  });
});

describe('traces', () => {
  const name = 'kexec-lock.kdump-starts.lock=flags.itf.json';
  const saved = join('panic-check-out', name);
  let explored = '';
  beforeAll(async () => {
    explored = (await panicCheck('explore kexec-lock --set lock=flags --property kdump-starts')).out;
  });
  const variant = (change: (text: string) => string): string => {
    writeFileSync(join(folder, 'changed.itf.json'), change(readFileSync(join(folder, saved), 'utf8')));
    return 'changed.itf.json';
  };

  it('are saved where it says, and replayed by the command that it prints', async () => {
    const command = /^to replay it: panic-check (replay \S+)$/m.exec(explored)?.[1] ?? '';
    expect(command).toBe(`replay ${saved}`);
    const { code, out, err } = await panicCheck(command);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(explored).toContain(/^CPU 0[\s\S]*?\n\n/m.exec(out)?.[0] ?? 'a diagram');
  });
  it('leave nothing else behind', () => {
    for (const file of readdirSync(join(folder, 'panic-check-out'))) expect(file).toMatch(/\.itf\.json$/);
  });
  it('are refused when they were edited', async () => {
    const file = variant((text) => {
      const trace = JSON.parse(text);
      trace.states[5].panic_cpu = { '#bigint': '1' };
      return JSON.stringify(trace);
    });
    const { code, out, err } = await panicCheck(`replay ${file}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: step 5: .* the model has panic_cpu = /s);
  });
  it('are refused when they are cut off', async () => {
    const { code, out, err } = await panicCheck(`replay ${variant((t) => t.slice(0, t.length / 2))}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: line \d+, column \d+: no JSON: /);
  });
  it('go nowhere else with --out-dir', async () => {
    await panicCheck('explore kexec-lock --set lock=flags --property kdump-starts --out-dir elsewhere/deep');
    expect(existsSync(join(folder, 'elsewhere/deep', name))).toBe(true);
  });
  it('need a folder that can be written', async () => {
    writeFileSync(join(folder, 'file'), 'precious');
    const { code, err } = await panicCheck('explore kexec-lock --set lock=flags --out-dir file');
    expect(code).toBe(2);
    expect(err).toMatch(/^error: cannot write to file: /);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('precious');
  });
  it('leave the old file alone where the new one cannot be written', async () => {
    mkdirSync(join(folder, 'kept', name), { recursive: true });
    const { code, out } = await panicCheck(
      'explore kexec-lock --set lock=flags --property kdump-starts --out-dir kept',
    );
    expect(code).toBe(2);
    expect(out).toContain('violated');
    expect(readdirSync(join(folder, 'kept'))).toEqual([name]);
  });
});
