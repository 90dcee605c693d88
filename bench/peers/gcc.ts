import { type Command, run } from '../run.js';
import { Unable } from './peer.js';

/** Runs the steps that make a program, and says how long they took. */
export async function build(...steps: readonly Command[]): Promise<number> {
  let seconds = 0;
  for (const step of steps) {
    const done = await run(step);
    seconds += done.seconds;
    if (done.exit !== 0)
      throw new Unable(
        `${step.file} failed: ${(done.stderr || done.stdout).trim().split('\n').slice(0, 3).join(' / ')}`,
      );
  }
  return seconds;
}

/** As fast as this machine can run it. */
export const OPTIMISED = ['-O3', '-march=native'] as const;

/** The bits of a table that is at most half full with this many entries. */
export const bitsFor = (entries: number): number => Math.ceil(Math.log2(2 * entries));
