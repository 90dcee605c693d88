import { afterEach, describe, expect, it } from 'vitest';
import { SCENARIO_KEYS, VARIANT_KEYS } from '../../../cli/screens/picker/keys.js';
import type { Choosing } from '../../../cli/screens/picker/picker.js';
import { PickerScreen } from '../../../cli/screens/picker/screen.js';
import { surprises, tiny } from '../fixture.js';
import { type FakeTerminal, glyphs, show } from './fixture.js';
import { longScenario } from './long-run.js';

let terminal: FakeTerminal;
afterEach(() => terminal.close());

async function picking(size: readonly [number, number] = [80, 24]) {
  const did: (string | Choosing)[] = [];
  const scenarios = [tiny, surprises, longScenario];
  terminal = await show(
    (desk) =>
      new PickerScreen(
        { scenarios, filter: '', typing: false, selected: 0, help: false },
        glyphs,
        desk,
        async (c) => {
          did.push(c);
        },
      ),
    size,
  );
  terminal.desk.host = {
    write: () => {},
    redraw: () => did.push('redraw'),
    suspend: () => did.push('suspend'),
  };
  return did;
}

const BYTES: Readonly<Record<string, string>> = {
  down: '\x1b[B',
  up: '\x1b[A',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pagedown: '\x1b[6~',
  pageup: '\x1b[5~',
  space: ' ',
  enter: '\r',
  escape: '\x1b',
};
const bytes = (key: string) =>
  BYTES[key] ?? key.replace(/^ctrl-(.)$/, (_, c: string) => String.fromCharCode(c.charCodeAt(0) - 96));
const selected = () => /▶ (\S+)/.exec(terminal.screen())?.[1];

describe('the whole screen', () => {
  it.each([
    [60, 15],
    [80, 24],
  ] as const)('scenarios at %ix%i', async (...size) => {
    await picking(size);
    expect(terminal.screen()).toMatchSnapshot();
  });
  it.each([
    [60, 15],
    [80, 24],
  ] as const)('variants at %ix%i', async (...size) => {
    await picking(size);
    await terminal.type('\r');
    await terminal.type('l');
    expect(terminal.screen()).toMatchSnapshot();
  });
  it('says why a variant makes no sense, and does not explore it', async () => {
    const did = await picking();
    for (const key of ['\r', 'h', 'j', 'h']) await terminal.type(key);
    expect(terminal.screen()).toContain('✗ tiny: lock=spin needs an NMI that spins (nmi=yes)');
    await terminal.type('\r');
    expect(did).toEqual([]);
  });
  it('searches names and questions', async () => {
    await picking();
    for (const key of ['/', 'l', 'o', 'n', 'g', '\r']) await terminal.type(key);
    expect(selected()).toBe('long');
    expect(terminal.screen()).toContain('/long  1 of 3');
  });
});

describe('each key of the scenarios', () => {
  it.each(SCENARIO_KEYS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)))(
    '%s: %s',
    async (key, action) => {
      const did = await picking();
      if (action === 'last' || action === 'first' || action === 'page back') await terminal.type('j');
      await terminal.type(bytes(key));
      const expected = {
        next: 'surprises',
        last: 'tiny',
        first: 'tiny',
        end: 'long',
        page: 'long',
        'page back': 'tiny',
      };
      if (action in expected) expect(selected()).toBe(expected[action as 'next']);
      else if (action === 'open') expect(terminal.screen()).toContain('every one of the 3, side by side');
      else if (action === 'search') expect(terminal.screen()).toContain('/_  3 of 3');
      else if (action === 'help') expect(terminal.screen()).toContain('keys: any key closes this');
      else if (action === 'back') expect(terminal.desk.top).toBeNull();
      else expect(did).toEqual([action]);
    },
  );
});

describe('each key of the variants', () => {
  it.each(VARIANT_KEYS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)))(
    '%s: %s',
    async (key, action) => {
      const did = await picking();
      await terminal.type('\r');
      if (action === 'last' || action === 'first') await terminal.type('j');
      await terminal.type(bytes(key));
      const screen = terminal.screen();
      const expected = { next: 'nmi', last: 'lock', first: 'lock', end: 'cpus' };
      if (action in expected) expect(selected()).toBe(expected[action as 'next']);
      else if (action === 'more') expect(screen).toMatch(/▶ lock +none\n/);
      else if (action === 'less') expect(screen).toMatch(/▶ lock +spin\n/);
      else if (action === 'help') expect(screen).toContain('keys: any key closes this');
      else if (action === 'open') expect(did).toMatchObject([{ scenario: { name: 'tiny' }, given: {} }]);
      else if (action === 'back' && key === 'ctrl-c') expect(terminal.desk.top).toBeNull();
      else if (action === 'back') expect(screen).toContain('What do you want to know');
      else expect(did).toEqual([action]);
    },
  );
});
