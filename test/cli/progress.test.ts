import { expect, it } from 'vitest';
import { ProgressLine, progressText } from '../../cli/reporters/progress.js';
import { fakeIo } from './fixture.js';

const progress = (seconds: number) => ({
  states: 1000 * seconds,
  transitions: 0,
  depth: 7,
  frontier: 20,
  bytes: 3 * 2 ** 20,
  seconds,
});

it('says what a person waits for', () => {
  expect(progressText('kexec-lock lock=mutex', progress(2))).toBe(
    'kexec-lock lock=mutex: 2,000 states, 1,000/s, depth 7, frontier 20, 3 MB',
  );
});

it('in a pipe, says nothing about short searches and little about long ones', () => {
  const io = fakeIo();
  const start = 5000;
  let now = start;
  const line = new ProgressLine(io, () => now);
  line.about('x');
  for (let s = 0; s <= 35; s++) {
    now = start + s * 1000;
    line.update(progress(s + 1));
  }
  line.stop();
  expect(io.stderrText.split('\n').map((l) => l.split(',')[0])).toEqual(['x: 11', 'x: 21', 'x: 31', '']);
});

it('takes a CI system for a pipe, terminal or not', () => {
  const io = fakeIo({ stderr: { isTTY: true, columns: 80 }, env: { CI: 'true' } });
  let now = 5000;
  const line = new ProgressLine(io, () => now);
  now += 11_000;
  line.update(progress(11));
  expect(io.stderrText).toMatch(/^: 11,000 states.*\n$/);
});

it('ends with how long it took, if that was long enough to wait for', () => {
  const ended = (took: number) => {
    const io = fakeIo();
    let now = 5000;
    const line = new ProgressLine(io, () => now);
    now += took;
    line.finish((seconds) => `done: ${seconds}`);
    return io.stderrText;
  };
  expect(ended(100)).toBe('');
  expect(ended(2000)).toBe('done: 2\n');
});
