import { afterEach, describe, expect, it } from 'vitest';
import { answer } from '../../../cli/answer.js';
import { candidatesFor } from '../../../cli/commands/explore-rows.js';
import type { Row } from '../../../cli/reporters/table.js';
import type { Exploring } from '../../../cli/screens/explore/exploration.js';
import { EXPLORE_KEYS } from '../../../cli/screens/explore/keys.js';
import { ExploreScreen } from '../../../cli/screens/explore/screen.js';
import { variantOf } from '../../../scenarios/scenario.js';
import { steady, tiny } from '../fixture.js';
import { type FakeTerminal, glyphs, show } from './fixture.js';

const values = candidatesFor(tiny, ['lock'], {}).map((c) => c.value);

async function row(lock: string): Promise<Row> {
  return { value: lock, answer: await answer(tiny, variantOf(tiny, { lock }), [], {}), missing: '' };
}

const start: Exploring = {
  scenario: tiny,
  compared: ['lock'],
  values,
  rows: [],
  progress: null,
  limits: {},
  said: '',
  selected: 0,
  help: false,
};

let terminal: FakeTerminal;
afterEach(() => terminal.close());

async function watched(size: readonly [number, number] = [80, 24], change: Partial<Exploring> = {}) {
  let screen!: ExploreScreen;
  const did: string[] = [];
  terminal = await show((desk) => {
    screen = new ExploreScreen({ ...start, ...change }, glyphs, desk);
    screen.onQuit = () => did.push('quit');
    return screen;
  }, size);
  terminal.desk.host = {
    write: () => {},
    redraw: () => did.push('redraw'),
    suspend: () => did.push('suspend'),
  };
  return { screen, did };
}

const drawn = () => steady(terminal.screen());
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('while it goes on', () => {
  it('says how far it is, and makes no promise about how far it has to go', async () => {
    const { screen } = await watched();
    screen.update({ states: 1234567, transitions: 9, depth: 34, frontier: 4321, bytes: 5e6, seconds: 2 });
    await settle();
    expect(drawn()).toMatchSnapshot();
    expect(drawn()).toContain('no estimate');
  });

  it('says how far the limits are', async () => {
    const limits = { memory: 2 ** 31, time: 60_000, states: 5_000_000 };
    const { screen } = await watched([120, 30], { limits });
    screen.update({ states: 1_000_000, transitions: 9, depth: 34, frontier: 4321, bytes: 5e6, seconds: 2 });
    await settle();
    expect(drawn()).toContain(
      '1,000,000 states of at most 5,000,000, 500,000/s, depth 34, frontier 4,321, 4.8 MB of 2 GB,',
    );
  });

  it('fills in the table, and lists violations as they come', async () => {
    const { screen } = await watched();
    screen.rows([await row('none')]);
    await settle();
    expect(drawn()).toMatchSnapshot();
    expect(drawn()).toContain('✗ lock=none  single-load');
  });

  it.each([
    [60, 15],
    [120, 40],
  ] as const)('at %ix%i', async (columns, rows) => {
    const all = await Promise.all(values.map(row));
    await watched([columns, rows], { rows: all });
    expect(drawn()).toMatchSnapshot();
  });

  it('says what it needs where there is less', async () => {
    await watched([50, 15]);
    expect(drawn()).toContain('This needs 60x15 characters');
  });
});

describe('each key of the help', () => {
  const bytes: Readonly<Record<string, string>> = {
    down: '\x1b[B',
    up: '\x1b[A',
    right: '\x1b[C',
    home: '\x1b[H',
    end: '\x1b[F',
    enter: '\r',
    'ctrl-l': '\x0c',
    'ctrl-z': '\x1a',
    'ctrl-c': '\x03',
  };
  const selected = () => /▶ ✗ (\S+)/.exec(terminal.screen())?.[1];

  it.each(EXPLORE_KEYS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)))(
    '%s: %s',
    async (key, action) => {
      const rows = await Promise.all(values.map(row));
      const { did } = await watched([80, 24], {
        rows,
        selected: action === 'last' || action === 'first' ? 1 : 0,
      });
      await terminal.type(bytes[key] ?? key);
      switch (action) {
        case 'next':
        case 'end':
          expect(selected()).toBe('lock=spin');
          break;
        case 'last':
        case 'first':
          expect(selected()).toBe('lock=none');
          break;
        case 'open':
          expect(terminal.screen()).toContain('tiny lock=none  single-load is violated');
          await terminal.type('q');
          expect(selected()).toBe('lock=none');
          break;
        case 'help':
          expect(terminal.screen()).toContain('keys: any key closes this');
          await terminal.type('x');
          expect(selected()).toBe('lock=none');
          break;
        case 'redraw':
        case 'suspend':
          expect(did).toEqual([action]);
          break;
        case 'quit':
          expect(terminal.desk.top).toBeNull();
      }
    },
  );
});
