import { describe, expect, it } from 'vitest';
import { count, duration, memory, settings } from '../../cli/arguments.js';
import { shellWord } from '../../cli/command-line.js';
import { Exit, exitOf, worst } from '../../cli/exit.js';
import { wantsColor, widthOf } from '../../cli/io.js';

describe('colour', () => {
  const tty = { isTTY: true, columns: 80 };
  const pipe = { isTTY: false, columns: undefined };
  it.each([
    ['a terminal', 'auto', {}, tty, true],
    ['a pipe', 'auto', {}, pipe, false],
    ['--color beats everything', 'never', { FORCE_COLOR: '1' }, tty, false],
    ['--color beats NO_COLOR', 'always', { NO_COLOR: '1' }, pipe, true],
    ['FORCE_COLOR beats NO_COLOR', 'auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, pipe, true],
    ['FORCE_COLOR=0', 'auto', { FORCE_COLOR: '0' }, tty, false],
    ['NO_COLOR', 'auto', { NO_COLOR: '1' }, tty, false],
    ['an empty NO_COLOR says nothing', 'auto', { NO_COLOR: '' }, tty, true],
    ['a dumb terminal', 'auto', { TERM: 'dumb' }, tty, false],
  ] as const)('%s', (_, choice, env, stream, expected) => {
    expect(wantsColor(choice, env, stream)).toBe(expected);
  });
});

it('is never wider than mail', () => {
  expect([widthOf({ isTTY: true, columns: 300 }), widthOf({ isTTY: true, columns: 80 })]).toEqual([100, 80]);
  expect([widthOf({ isTTY: false, columns: 20 }), widthOf({ isTTY: true, columns: 20 })]).toEqual([100, 60]);
});

describe('exit codes', () => {
  it.each([
    ['holds', 'holds', Exit.ok],
    ['violated', 'violated', Exit.ok],
    ['vacuous', 'vacuous', Exit.ok],
    ['violated', 'holds', Exit.unexpected],
    ['holds', 'violated', Exit.unexpected],
    ['vacuous', 'violated', Exit.unexpected],
    ['holds', 'vacuous', Exit.unexpected],
    ['incomplete', 'holds', Exit.incomplete],
    ['incomplete', 'violated', Exit.incomplete],
    ['vacuous', 'holds', Exit.finding],
  ] as const)('%s where %s is expected', (verdict, expected, code) => {
    expect(exitOf(verdict, expected)).toBe(code);
  });
  it('tells the worst', () => {
    expect(worst([])).toBe(0);
    expect(worst([4, 3, 0])).toBe(3);
    expect(worst([4, 1, 3])).toBe(1);
    expect(worst([1, 2])).toBe(2);
    expect(worst([2, 70, 1])).toBe(70);
  });
});

it('reads numbers, sizes and times', () => {
  expect(['7', '1_000', '100k', '5M'].map(count)).toEqual([7, 1000, 100_000, 5_000_000]);
  expect(['512MiB', '1.5GB', '3 kb'].map(memory)).toEqual([2 ** 29, 1.5 * 2 ** 30, 3 * 2 ** 10]);
  expect(['30s', '5m', '250ms', '1.5 h'].map(duration)).toEqual([30_000, 300_000, 250, 5_400_000]);
});

it('reads settings', () => {
  expect(settings(['a=1,b=x=y', 'c=3', 'c=3'], 4)).toEqual({ a: '1', b: 'x=y', c: '3', cpus: '4' });
});

it('quotes words for a shell where they need it', () => {
  expect(['lock=mutex,cpus=2', "it's here"].map(shellWord)).toEqual(['lock=mutex,cpus=2', `'it'\\''s here'`]);
});
