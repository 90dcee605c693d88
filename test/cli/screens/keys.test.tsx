import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedRun } from '../../../cli/opened-run.js';
import { keyName } from '../../../cli/screens/replay/help-panel.js';
import { KEYS, PAGE } from '../../../cli/screens/replay/keys.js';
import type { Replay } from '../../../cli/screens/replay/replay.js';
import { ReplayScreen } from '../../../cli/screens/replay/screen.js';
import { tiny } from '../fixture.js';
import { type FakeTerminal, glyphs, opened, replayOf, show } from './fixture.js';
import { longRun, longScenario } from './long-run.js';

/** Every key that `?` shows, typed as a terminal sends it, from the table that the help is made from. */

const BYTES: Readonly<Record<string, string>> = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  space: ' ',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  enter: '\r',
  escape: '\x1b',
};
const bytesOf = (key: string): string =>
  BYTES[key] ?? key.replace(/^ctrl-(.)$/, (_, c: string) => String.fromCharCode(c.charCodeAt(0) - 96));

let deadlock: OpenedRun;
let long: OpenedRun;
beforeAll(async () => {
  deadlock = await opened(tiny, { lock: 'spin' }, 'no-deadlock');
  const { machine, run } = longRun(100);
  // As if the last step led back to the state before step 41.
  const around = { ...run, loop: 40 };
  long = {
    scenario: longScenario,
    variant: { cpus: '2' },
    machine,
    property: 'counts',
    verdict: 'incomplete',
    why: [],
    run: around,
  };
});

let terminal: FakeTerminal;
afterEach(() => terminal.close());

/** Types keys into a replay that begins at a step, and tells what came of it. */
async function after(run: OpenedRun, cursor: number, keys: readonly string[], change: Partial<Replay> = {}) {
  let replay: ReplayScreen | null = null;
  const did: string[] = [];
  const outside = {
    save: async (_: Replay, file: string) => {
      did.push(`save ${file}`);
      return `saved to ${file}`;
    },
    diagram: () => 'the diagram',
  };
  terminal = await show((desk) => {
    replay = new ReplayScreen({ ...replayOf(run), cursor, ...change }, glyphs, desk, outside);
    return replay;
  });
  terminal.desk.host = {
    write: (text) => did.push(`write ${text}`),
    redraw: () => did.push('redraw'),
    suspend: () => did.push('suspend'),
  };
  for (const key of keys) await terminal.type(bytesOf(key));
  const screen = terminal.screen();
  const step = Number(/step (\d+) of/.exec(screen)?.[1] ?? -1);
  return { screen, step, did, isOpen: terminal.desk.top !== null };
}

/** What each key is expected to do. A key of the table that is not here fails. */
const EXPECTED: Readonly<Record<string, (key: string) => Promise<void>>> = {
  'one step forward (5j: five)': async (key) => {
    expect((await after(long, 10, [key])).step).toBe(11);
    terminal.close();
    expect((await after(long, 10, ['5', key])).step).toBe(15);
  },
  'one step back': async (key) => {
    expect((await after(long, 10, [key])).step).toBe(9);
    terminal.close();
    expect((await after(long, 0, [key])).screen).toContain('this is the start');
  },
  [`${PAGE} steps forward`]: async (key) => expect((await after(long, 10, [key])).step).toBe(10 + PAGE),
  [`${PAGE} steps back`]: async (key) => expect((await after(long, 30, [key])).step).toBe(30 - PAGE),
  'to the next context switch': async (key) => {
    const { step } = await after(long, 10, [key]);
    const { steps } = long.run;
    const lanes = steps.map((s) => `${s.move.cpu} ${s.move.context}`);
    const expected = lanes.findIndex((l, i) => i >= 10 && l !== lanes[i - 1]) + 1;
    expect(step).toBe(expected);
  },
  'to the last context switch before': async (key) => {
    const { step } = await after(long, 30, [key]);
    const lanes = long.run.steps.map((s) => `${s.move.cpu} ${s.move.context}`);
    const expected = lanes.findLastIndex((l, i) => i < 29 && i > 0 && l !== lanes[i - 1]) + 1;
    expect(step).toBe(expected);
  },
  'to the next write of what is watched': async (key) => {
    const { step } = await after(long, 10, [key], { watch: ['count'] });
    const field = long.machine.variables.find((v) => v.name === 'count')!.fields[0];
    const expected = long.run.steps.findIndex((s, i) => i >= 10 && s.before[field] !== s.after[field]) + 1;
    expect(step).toBe(expected);
    terminal.close();
    // Without a watch list it asks for a name.
    const asked = await after(long, 10, [key, ...'cou', 'tab', 'enter']);
    expect(asked.step).toBe(expected);
  },
  'to the last write before': async (key) => {
    const { step } = await after(long, 30, [key], { watch: ['lock'] });
    const field = long.machine.variables.find((v) => v.name === 'lock')!.fields[0];
    const expected = long.run.steps.findLastIndex((s, i) => i < 29 && s.before[field] !== s.after[field]) + 1;
    expect(step).toBe(expected);
  },
  'to the start (12g: to step 12)': async (key) => {
    expect((await after(long, 30, [key])).step).toBe(0);
    terminal.close();
    expect((await after(long, 30, ['1', '2', key])).step).toBe(12);
  },
  'to the end: the violation (12G: to step 12)': async (key) => {
    const { step, screen } = await after(deadlock, 1, [key]);
    expect(step).toBe(deadlock.run.steps.length);
    expect(screen).toContain('✗ no-deadlock is violated');
    terminal.close();
    expect((await after(long, 30, ['1', '2', key])).step).toBe(12);
  },
  'round the cycle, if the run goes round': async (key) => {
    expect((await after(long, 10, [key])).step).toBe(41);
    terminal.close();
    const again = await after(long, 50, [key]);
    expect(again.step).toBe(50);
    expect(again.screen).toContain('round 2');
    terminal.close();
    expect((await after(deadlock, 1, [key])).screen).toContain('does not go round');
  },
  'search a function, label or variable': async (key) => {
    const { step } = await after(long, 0, [key, ...'unlock', 'enter']);
    const isUnlock = (i: number) =>
      long.run.steps[i].steps.some(
        (s) => long.machine.code[s.context][s.location].path.at(-1)?.label === 'again.unlock',
      );
    expect(isUnlock(step - 1)).toBe(true);
    terminal.close();
    expect((await after(long, 0, [key, ...'nowhere', 'enter'])).screen).toContain(
      "nothing in this run is about 'nowhere'",
    );
  },
  'search on': async (key) => {
    const first = (await after(long, 0, [key], { search: 'unlock' })).step;
    terminal.close();
    const second = (await after(long, 0, [key, key], { search: 'unlock' })).step;
    expect(second).toBeGreaterThan(first);
  },
  'search back': async (key) => {
    const { step } = await after(long, 90, [key], { search: 'unlock' });
    expect(step).toBeLessThan(90);
    expect(step).toBeGreaterThan(0);
  },
  'mark this step with a letter (ma)': async (key) => {
    expect((await after(long, 10, [key, 'a'])).screen).toContain('mark a is at step 10');
  },
  "go to a mark ('a)": async (key) => {
    expect((await after(long, 10, ['m', 'a', 'j', 'j', key, 'a'])).step).toBe(10);
    terminal.close();
    expect((await after(long, 10, [key, 'x'])).screen).toContain('there is no mark x');
  },
  'watch a variable, or no longer': async (key) => {
    expect((await after(deadlock, 3, [key, ...'loc', 'tab', 'enter'])).screen).toMatch(
      /watched\n.*lock.*since step \d/,
    );
    terminal.close();
    expect((await after(deadlock, 3, [key, ...'lock', 'enter', key, ...'lock', 'enter'])).screen).toContain(
      'lock is no longer watched',
    );
    terminal.close();
    expect((await after(deadlock, 3, [key, ...'lokc', 'enter'])).screen).toContain(
      "there is no variable 'lokc'",
    );
  },
  'what else can happen here: choose with j k, take with Enter, Esc ends': async (key) => {
    const listed = await after(deadlock, 0, [key]);
    expect(listed.screen).toContain('what can happen after step 0: ');
    expect(listed.screen).toContain('(the run goes this way)');
    terminal.close();
    const taken = await after(deadlock, 0, [key, 'enter']);
    expect(taken.step).toBe(1);
    expect(taken.screen).toContain('[your own run]');
    terminal.close();
    const first = (await after(deadlock, 0, [key])).screen;
    await terminal.type('j');
    expect(terminal.screen()).not.toBe(first);
    await terminal.type('k');
    expect(terminal.screen()).toBe(first);
    await terminal.type('\x1b');
    expect(terminal.screen()).not.toContain('Enter: take');
  },
  'back to the run that was left': async (key) => {
    const { step, screen } = await after(deadlock, 1, ['t', 'enter', key]);
    expect(step).toBe(1);
    expect(screen).not.toContain('[your own run]');
    terminal.close();
    expect((await after(deadlock, 1, [key])).screen).toContain('this is the run that was opened');
  },
  'save: .itf.json, .txt, .mmd, .svg, .html or .json': async (key) => {
    expect((await after(deadlock, 1, [key, 'enter'])).did).toEqual(['save saved.itf.json']);
    terminal.close();
    const { did, screen } = await after(deadlock, 1, [key, 'ctrl-u', ...'a.svg', 'enter']);
    expect(did).toEqual(['save a.svg']);
    expect(screen).toContain('saved to a.svg');
  },
  'copy the diagram': async (key) => {
    const text = Buffer.from('the diagram').toString('base64');
    expect((await after(deadlock, 1, [key])).did).toEqual([`write \x1b]52;c;${text}\x07`]);
  },
  'next panel': async (key) => {
    expect((await after(deadlock, 1, [key])).screen).toContain('── source: ');
    terminal.close();
    expect((await after(deadlock, 1, [key, key])).screen).toContain('── what can happen');
  },
  'last panel': async (key) => {
    expect((await after(deadlock, 1, [key])).screen).toContain('── locks, and who waits');
  },
  'scroll the panel down': async (key) => {
    expect((await after(deadlock, 1, [key])).screen).toMatch(/state after step 1 ─+ 2-/);
  },
  'scroll the panel up': async (key) => {
    expect((await after(deadlock, 1, [key], { scroll: 3 })).screen).toMatch(/state after step 1 ─+ 3-/);
  },
  'only the panel, or everything': async (key) => {
    const { screen } = await after(deadlock, 1, [key]);
    expect(screen.split('\n')[1]).toContain('── state after step 1');
    await terminal.type(bytesOf(key));
    expect(terminal.screen().split('\n')[1]).toContain('CPU 0');
  },
  'these keys': async (key) => {
    const { screen } = await after(deadlock, 1, [key]);
    expect(screen).toContain('── keys: any other key closes this');
    await terminal.type('j');
    expect(terminal.screen()).toMatch(/keys: .* 2-/);
    await terminal.type('x');
    expect(terminal.screen()).toContain('CPU 0');
  },
  'draw the screen again': async (key) => expect((await after(deadlock, 1, [key])).did).toEqual(['redraw']),
  'suspend; fg comes back': async (key) => expect((await after(deadlock, 1, [key])).did).toEqual(['suspend']),
  'quit, or back to where it was opened': async (key) =>
    expect((await after(deadlock, 1, [key])).isOpen).toBe(false),
};

describe('each key of the help', () => {
  it.each(KEYS.flatMap(({ keys, does }) => keys.map((key) => [keyName(key), does, key] as const)))(
    '%s: %s',
    async (_, does, key) => {
      const expected = EXPECTED[does];
      expect(expected, `no test says what '${does}' is`).toBeDefined();
      await expected(key);
    },
  );

  it('is tested, and no key means two things', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(KEYS.map((k) => k.does).sort());
    const keys = KEYS.flatMap((k) => k.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is shown', async () => {
    const { screen } = await after(deadlock, 1, ['?']);
    await terminal.type(' ');
    const both = screen + terminal.screen();
    for (const { does } of KEYS.slice(0, 20)) expect(both).toContain(does.slice(0, 40));
  });
});

it('says what a key that means nothing does', async () => {
  expect((await after(deadlock, 1, ['X'])).screen).toContain('X does nothing; ? shows the keys');
});

it('reads keys that were typed faster than it draws', async () => {
  expect((await after(long, 0, ['jjjkj'])).step).toBe(3);
});
