import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

/** Runs programs and says what they cost. */

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  /** null if a signal ended it. */
  readonly exit: number | null;
  /** From start to end of the process. */
  readonly seconds: number;
  /** CPU seconds of the process, and its largest resident set in bytes; null where GNU time is not installed. */
  readonly user: number | null;
  readonly system: number | null;
  readonly rss: number | null;
  /** CPU seconds that other processes got meanwhile, as long as the kernel says so; the noise of this run. */
  readonly foreign: number | null;
  /** Load average of the last minute when it began. */
  readonly load: number;
}

const TIME = '/usr/bin/time';

/** Runs a command to its end. Fails only if it cannot be started. */
export async function run({ file, args, cwd }: Command): Promise<Run> {
  const folder = mkdtempSync(join(os.tmpdir(), 'panic-check-bench-'));
  const costs = join(folder, 'costs');
  const timed = existsSync(TIME);
  // Node tells nothing of what a child cost. GNU time is small, so that its memory does not pass for the child's.
  const words = timed ? [TIME, '-q', '-o', costs, '-f', '%U %S %M', file, ...args] : [file, ...args];
  try {
    const load = os.loadavg()[0];
    const busyBefore = busySeconds();
    const started = performance.now();
    const child = spawn(words[0], words.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const exit = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const seconds = (performance.now() - started) / 1000;
    const busyAfter = busySeconds();
    const [user, system, kilobytes] = timed
      ? readFileSync(costs, 'utf8').trim().split(' ').map(Number)
      : [null, null, null];
    const own = user === null || system === null ? null : user + system;
    return {
      stdout: Buffer.concat(out).toString(),
      stderr: Buffer.concat(err).toString(),
      exit,
      seconds,
      user,
      system,
      rss: kilobytes === null ? null : kilobytes * 1024,
      // The kernel counts in ticks, so that the difference can be a little less than nothing.
      foreign:
        own === null || busyBefore === null || busyAfter === null
          ? null
          : Math.max(0, busyAfter - busyBefore - own),
      load,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** CPU seconds that were used for anything at all since boot, this machine's hypervisor included. */
function busySeconds(): number | null {
  if (!existsSync('/proc/stat')) return null;
  const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const ticks = user + nice + system + irq + softirq + steal;
  return ticks / TICKS_PER_SECOND;
}

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The first line that a program prints about its version; null if it is not there. */
export async function versionOf(file: string, ...args: string[]): Promise<string | null> {
  try {
    const { exit, stdout, stderr } = await run({ file, args });
    if (exit !== 0) return null;
    return (
      `${stdout}\n${stderr}`
        .split('\n')
        .find((l) => l.trim() !== '')
        ?.trim() ?? null
    );
  } catch {
    return null;
  }
}
