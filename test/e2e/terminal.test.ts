import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

/** The built program in a real terminal: keys are typed, and the screen is read. */

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'panic-check-terminal-'));
/** A server for each test: one that is being killed is not there for the next. */
let servers = 0;
let socket = '';

const tmux = (...args: string[]): string => {
  try {
    return execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new Error(`tmux ${args.join(' ')}: ${(error as { stderr: string }).stderr}`);
  }
};

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const screen = (...flags: string[]): string => tmux('capture-pane', '-p', '-t', 'it', ...flags);

/** A shell in a terminal of a size, in an empty folder, as nobody's CI. */
async function shell(columns = 100, rows = 30): Promise<void> {
  const env = [
    'env',
    '-u',
    'CI',
    '-u',
    'NO_COLOR',
    '-u',
    'FORCE_COLOR',
    'LANG=C.UTF-8',
    'LC_ALL=C.UTF-8',
    'PS1=$ ',
  ];
  socket = `panic-check-${process.pid}-${++servers}`;
  tmux(
    'new-session',
    '-d',
    '-s',
    'it',
    '-x',
    String(columns),
    '-y',
    String(rows),
    '-c',
    folder,
    ...env,
    'sh',
  );
  await seen('$');
}

/** Waits until the screen shows something. */
async function seen(what: string | RegExp, within = 30_000): Promise<string> {
  const deadline = Date.now() + within;
  for (;;) {
    const text = screen();
    if (typeof what === 'string' ? text.includes(what) : what.test(text)) return text;
    if (Date.now() > deadline) throw new Error(`waited for ${what}, and saw:\n${text}`);
    await sleep(50);
  }
}

const type = (...keys: string[]): void => void tmux('send-keys', '-t', 'it', ...keys);
/** Runs a command line in the shell. */
const run = (line: string, before = '') => type(`${before} node ${main} ${line}`.trim(), 'Enter');
const flags = () => tmux('display-message', '-p', '-t', 'it', '#{alternate_on} #{cursor_flag}').trim();
/** The terminal as a shell wants it: no other screen, a cursor, lines that are echoed. */
async function restored(): Promise<void> {
  await seen(/\$ *$/m);
  expect(flags()).toBe('0 1');
  type('clear; stty -a | tr ";" "\\n" | grep -c -- " echo \\| icanon"', 'Enter');
  await seen(/^[12]$/m);
}

describe.skipIf(!hasTmux)('in a terminal (skipped without tmux)', () => {
  const trace = 'kexec-lock.no-deadlock.lock=rt-mutex.itf.json';
  beforeAll(() => {
    const args = ['explore', 'kexec-lock', '--set', 'lock=rt-mutex', '--property', 'no-deadlock'];
    execFileSync(process.execPath, [main, ...args], { cwd: folder, stdio: 'ignore' });
  });
  afterEach(() => void spawnSync('tmux', ['-L', socket, 'kill-server']));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const replay = `replay panic-check-out/${trace}`;

  it('a deadlock is found, stepped back from, left for another run, which is saved and replayed', async () => {
    await shell();
    run('explore kexec-lock --set lock=rt-mutex --property no-deadlock');
    await seen('explored: 1 of 1');
    type('Enter');
    await seen('step 0 of 20');
    type('G');
    await seen('✗ no-deadlock is violated');
    type('Tab', 'Tab', 'Tab');
    await seen('who waits for whom');
    await seen(/CPU 1 nmi waits for kexec_mutex_wait_lock, held by CPU 1 task below it, which/);
    type('k');
    await seen('step 19 of 20');
    type('1', '4', 'G', 't');
    await seen('Enter: take');
    type('Enter');
    await seen('[your own run]');
    await seen('step 15 of 15');
    type('Escape', 'S', 'C-u');
    type('-l', 'mine.itf.json');
    type('Enter');
    await seen('saved to mine.itf.json');
    type('u');
    await seen('step 14 of 20');
    type('q');
    await seen('explored: 1 of 1');
    type('q');
    // The report is printed where the shell was.
    await seen('to replay it: panic-check replay');
    expect(flags()).toBe('0 1');
    expect(existsSync(join(folder, 'mine.itf.json'))).toBe(true);
    type('clear', 'Enter');
    run('replay mine.itf.json');
    await seen('step 0 of 15');
    type('q');
    await restored();
  }, 120_000);

  it('a question is chosen, answered, and seen why', async () => {
    await shell(80, 24);
    run('');
    await seen('What do you want to know about the panic path?');
    type('/');
    type('-l', 'kexec-lock');
    type('Enter', 'Enter');
    await seen('every one of the 8, side by side');
    type('l');
    await seen(/lock +none/);
    type('Enter');
    await seen('explored: 1 of 1');
    type('Enter');
    await seen('step 0 of');
    type('q', 'q', 'q', 'q');
    await restored();
  }, 120_000);

  it.each([
    ['q', (): void => type('q'), 0],
    ['Ctrl-C', () => type('C-c'), 130],
    ['SIGTERM', () => kill('TERM'), 143],
  ] as const)(
    'is left clean by %s',
    async (_, leave, code) => {
      await shell();
      run(`${replay}; echo "left with $?"`);
      await seen('step 0 of 20');
      expect(flags()).toBe('1 0');
      leave();
      await seen(`left with ${code}`);
      await restored();
    },
    60_000,
  );

  it('is left clean by a crash, which is told', async () => {
    await shell();
    const crash = "data:text/javascript,setTimeout(()=>{throw(new(Error)('gears'))},3000)";
    run(replay, `NODE_OPTIONS="--import \\"${crash}\\""`);
    await seen('step 0 of 20');
    await seen('Error: gears');
    await restored();
  }, 60_000);

  it('follows the size of the window', async () => {
    await shell(80, 24);
    run(replay);
    await seen('step 0 of 20');
    tmux('resize-window', '-t', 'it', '-x', '130', '-y', '40');
    await seen(/│── state after step 0/);
    tmux('resize-window', '-t', 'it', '-x', '50', '-y', '20');
    await seen('This needs 60x15 characters');
    tmux('resize-window', '-t', 'it', '-x', '60', '-y', '15');
    const text = await seen('step 0 of 20');
    expect(text.split('\n').length).toBeLessThanOrEqual(16);
    await seen('start');
  }, 60_000);

  it('is suspended and comes back', async () => {
    await shell();
    type('set -m', 'Enter');
    run(replay);
    await seen('step 0 of 20');
    type('j', 'j');
    await seen('step 2 of 20');
    type('C-z');
    await seen(/Stopped|suspended/i);
    expect(flags()).toBe('0 1');
    type('fg', 'Enter');
    await seen('step 2 of 20');
    type('q');
    await restored();
  }, 60_000);

  it.each([
    ['', '', true],
    ['NO_COLOR=1', '', false],
    ['', '--color never', false],
    ['NO_COLOR=1', '--color always', true],
  ])(
    '%s %s',
    async (env, flag, isColoured) => {
      await shell();
      run(`${replay} ${flag}`, env);
      await seen('step 0 of 20');
      type('G');
      await seen('✗ no-deadlock is violated');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such characters
      expect(/\x1b\[(\d+;)*3\dm/.test(screen('-e'))).toBe(isColoured);
    },
    60_000,
  );

  it.each(['CI=1', 'TERM=dumb'])(
    'prints text where %s',
    async (env) => {
      await shell();
      run(replay, env);
      await seen('executed again');
      expect(flags()).toBe('0 1');
    },
    60_000,
  );

  it('tells a screen reader, and takes no other screen', async () => {
    await shell();
    run(replay, 'INK_SCREEN_READER=true');
    await seen('step 0 of 20 steps');
    expect(flags().startsWith('0')).toBe(true);
    type('j');
    await seen('CPU 0 task:');
    type('q');
    await seen(/\$ *$/m);
  }, 60_000);

  /** Signals the program that runs in the terminal. */
  function kill(signal: string): void {
    const shellPid = tmux('display-message', '-p', '-t', 'it', '#{pane_pid}').trim();
    const children = readFileSync(`/proc/${shellPid}/task/${shellPid}/children`, 'utf8').trim();
    execFileSync('kill', [`-${signal}`, children]);
  }
});
