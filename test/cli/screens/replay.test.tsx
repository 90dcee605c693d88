import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedRun } from '../../../cli/opened-run.js';
import { painter } from '../../../cli/screens/paint.js';
import { ASCII, glyphsFor } from '../../../cli/screens/replay/glyphs.js';
import { press } from '../../../cli/screens/replay/keys.js';
import { replayScreen } from '../../../cli/screens/replay/layout.js';
import { goTo, PANELS, type Panel, type Replay } from '../../../cli/screens/replay/replay.js';
import { ReplayScreen } from '../../../cli/screens/replay/screen.js';
import { widthOfLine } from '../../../cli/screens/text.js';
import { kexecLockScenario } from '../../../scenarios/kexec-lock.js';
import { tiny } from '../fixture.js';
import { eightCpus } from './eight-cpus.js';
import { type FakeTerminal, glyphs, opened, replayOf, show, textOf } from './fixture.js';
import { longRun, longScenario } from './long-run.js';

const outside = { save: async () => '', diagram: () => '' };

let deadlock: OpenedRun;
let lost: OpenedRun;
beforeAll(async () => {
  deadlock = await opened(tiny, { lock: 'spin' }, 'no-deadlock');
  lost = await opened(kexecLockScenario, { lock: 'rt-mutex-debug' }, 'kdump-starts');
});

let terminal: FakeTerminal | null = null;
afterEach(() => {
  terminal?.close();
  terminal = null;
});

/** The screen as ink draws it. */
async function drawn(replay: Replay, size: readonly [number, number]): Promise<string> {
  terminal = await show((desk) => new ReplayScreen(replay, glyphs, desk, outside), size);
  return terminal.screen();
}

describe('the whole screen', () => {
  it.each(
    PANELS.flatMap((panel) =>
      (
        [
          [60, 15],
          [80, 24],
          [120, 40],
        ] as const
      ).map((size) => [panel, size] as const),
    ),
  )('%s at %s', async (panel, size) => {
    const replay: Replay = {
      ...goTo(replayOf(deadlock), 4),
      panel: panel as Panel,
      marks: new Map([['a', 2]]),
    };
    expect(await drawn(replay, size)).toMatchSnapshot();
  });

  it.each([
    ['the end of a run', 'G'],
    ['a choice of what else can happen', 't'],
    ['one’s own run', 't', 'enter'],
    ['a watched variable', 'v', 'l', 'o', 'c', 'k', 'enter'],
    ['a prompt', '/', 'l', 'o'],
    ['only the panel', 'tab', 'z'],
    ['the keys', '?'],
  ])('%s', async (_, ...keys) => {
    const replay = keys.reduce(press, goTo(replayOf(deadlock), 1));
    expect(await drawn(replay, [80, 24])).toMatchSnapshot();
  });

  it('tells why a debug RT kernel has no dump', async () => {
    const replay = press(goTo(replayOf(lost), 4), 'tab');
    const screen = await drawn(replay, [80, 24]);
    expect(screen).toMatchSnapshot();
    expect(screen).toContain('mutex_trylock() -> false');
    expect(screen).toContain('kernel/locking/rtmutex_api.c');
    expect(screen).toMatch(/▶ warn: +if \(!in_task\(\)\)/);
  });
});

describe('eight CPUs', () => {
  it('fit into 80 columns, those that are idle folded, and arrows lead to those that are sent an IPI', async () => {
    const screen = await drawn(goTo(replayOf(await eightCpus()), 2), [80, 24]);
    expect(screen).toMatchSnapshot();
    for (const text of screen.split('\n')) expect(text.length).toBeLessThanOrEqual(80);
    expect(screen).toContain('CPU 0');
    expect(screen).toMatch(/send reboot.*─.*▶/);
  });
});

describe('a run that goes round', () => {
  const lasso = (): Replay => {
    const { machine, run } = longRun(12);
    return replayOf({
      scenario: longScenario,
      variant: { cpus: '2' },
      machine,
      property: 'counts',
      verdict: 'violated',
      why: ['it goes on like this for ever'],
      run: { ...run, loop: 6 },
    });
  };
  it('shows its cycle', async () => {
    expect(await drawn(goTo(lasso(), 9), [80, 24])).toMatchSnapshot();
  });
  it('goes round, forward and back', () => {
    const at = (r: Replay) => [r.cursor, r.rounds];
    const end = goTo(lasso(), 12);
    const again = press(end, 'j');
    expect(at(again)).toEqual([7, 1]);
    expect(at(['j', 'j', 'j', 'j', 'j', 'j'].reduce(press, again))).toEqual([7, 2]);
    expect(at(press(again, 'k'))).toEqual([12, 0]);
    expect(at(press(goTo(lasso(), 7), 'k'))).toEqual([6, 0]);
  });
});

describe('sizes', () => {
  it('says what it needs where there is less', async () => {
    expect(await drawn(replayOf(deadlock), [59, 24])).toContain('This needs 60x15 characters,');
    terminal?.close();
    expect(await drawn(replayOf(deadlock), [80, 14])).toContain('and here are 80x14.');
  });

  it('follows the window', async () => {
    await drawn(replayOf(deadlock), [80, 24]);
    terminal!.stdout.resize(120, 30);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const lines = terminal!.screen().split('\n');
    expect(lines.length).toBe(29);
    expect(lines[1]).toContain('│── state');
  });

  it.each([60, 61, 79, 80, 109, 110, 111, 200])('fills exactly %i columns', (width) => {
    for (const height of [14, 15, 24, 50])
      for (const panel of PANELS) {
        const lines = replayScreen({ ...goTo(replayOf(deadlock), 3), panel }, glyphs, { width, height });
        expect(lines.length).toBe(height);
        for (const l of lines) expect(widthOfLine(l)).toBe(width);
      }
  });
});

describe('colours', () => {
  const replay = () => goTo(replayOf(deadlock), 5);
  const size = { width: 80, height: 24 };

  it('say nothing that the text does not say', () => {
    const paint = painter(new Chalk({ level: 1 }));
    const painted = replayScreen(replay(), glyphs, size).map(paint).join('\n');
    expect(painted).toContain('\x1b[31m');
    expect(stripVTControlCharacters(painted)).toBe(
      replayScreen(replay(), glyphs, size)
        .map((l) => l.map((s) => s.text).join(''))
        .join('\n'),
    );
    expect(textOf(replayScreen(replay(), glyphs, size))).toContain('✗ no-deadlock is violated');
  });

  it('are the sixteen of the terminal, and no background but inverse', () => {
    const paint = painter(new Chalk({ level: 1 }));
    const painted = replayScreen(replay(), glyphs, size).map(paint).join('\n');
    for (const code of painted
      .split('\x1b[')
      .slice(1)
      .map((part) => part.split('m')[0]))
      expect(['0', '1', '2', '4', '7', '22', '24', '27', '31', '32', '35', '36', '39']).toContain(code);
  });

  it('can be left out', () => {
    const paint = painter(new Chalk({ level: 0 }));
    expect(replayScreen(replay(), glyphs, size).map(paint).join('')).not.toContain('\x1b');
  });
});

describe('signs', () => {
  it('are plain characters where the terminal has no others', () => {
    const text = textOf(replayScreen(goTo(replayOf(deadlock), 5), ASCII, { width: 80, height: 24 }));
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(glyphsFor({ LANG: 'C' })).toBe(ASCII);
    expect(glyphsFor({ LANG: 'de_DE.UTF-8' })).toBe(glyphs);
    expect(glyphsFor({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' })).toBe(ASCII);
  });
});

describe('for somebody who listens', () => {
  it('tells the step in sentences, and no lanes', async () => {
    terminal = await show(
      (desk) => new ReplayScreen(goTo(replayOf(deadlock), 5), glyphs, desk, outside),
      [80, 24],
      {
        speaks: true,
      },
    );
    expect(terminal.screen()).toMatchSnapshot();
    expect(terminal.screen()).not.toMatch(/[│║▶─]/);
  });
});
