import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { run } from '../../cli/run.js';
import { panicFlushScenario } from '../../scenarios/panic-flush.js';
import { fakeIo, steady } from './fixture.js';

/** Runs that go round for ever, from the question to the replay: the flush of a panic that another CPU keeps busy (bug 25). */

const folder = mkdtempSync(join(tmpdir(), 'panic-check-liveness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(line: string) {
  const io = fakeIo();
  const exit = await run(line.split(' '), io, { version: '1.2.3', scenarios: [panicFlushScenario] });
  return { exit, out: steady(io.stdoutText), err: io.stderrText };
}
const FLUSH = 'explore panic-flush --set printk=goes-on';
const TRACE = join(folder, 'panic-flush.no-livelock.printk=goes-on.itf.json');

it('draws where a run begins to go round, and saves it so that it can be replayed', async () => {
  const { exit, out } = await cli(`${FLUSH} --property no-livelock --out-dir ${folder}`);
  expect(exit).toBe(0);
  expect(out).toContain('no-livelock is violated: 9 steps, the last 5 for ever, 3 context switches');
  const [, cycle, after] = out.split(/^--- (?:from here on it goes round|and again, from the mark on) -+$/m);
  expect(cycle).toMatch(/unprinted: 2 -> 1[\s\S]*unprinted: 1 -> 2/);
  expect(after).toContain('from the mark on, the run goes round for ever');

  const saved = JSON.parse(readFileSync(TRACE, 'utf8'));
  expect(saved.loop).toBe(4);
  expect(saved.states).toHaveLength(10);
  const meanings = ({ '#meta': _, ...state }: Record<string, unknown>) => state;
  expect(meanings(saved.states[9])).toEqual(meanings(saved.states[4]));

  const again = await cli(`replay ${TRACE}`);
  expect(again.exit).toBe(0);
  expect(again.out.split('from here on it goes round')).toHaveLength(2);
});

it('names the property that cannot be asked with less than all states', async () => {
  for (const option of ['--reduction order', '--store bitstate', '--max-switches 2']) {
    const refused = await cli(`${FLUSH} --property no-livelock ${option}`);
    expect(refused.exit, option).toBe(2);
    expect(refused.err.replace(/\s+/g, ' '), option).toContain(
      'error: no-livelock is about runs without an end: ',
    );
  }
});
