import type { Glyphs } from '../replay/glyphs.js';
import type { Desk, Screen } from '../screen.js';
import { type Line, plainText, type Size } from '../text.js';
import { actionOf, type PickAction, SCENARIO_KEYS, VARIANT_KEYS } from './keys.js';
import { chooserScreen, keyLines, pickerScreen } from './layout.js';
import { type Choosing, type Picking, pick, problem, settingOf, shown, turnValue } from './picker.js';

const PAGE = 10;

/** The list of scenarios on a terminal. */
export class PickerScreen implements Screen {
  constructor(
    private picking: Picking,
    private readonly glyphs: Glyphs,
    private readonly desk: Desk,
    private readonly explore: (choosing: Choosing) => Promise<void>,
  ) {}

  draw(size: Size): readonly Line[] {
    return pickerScreen(this.picking, this.glyphs, size);
  }

  speak(): readonly string[] {
    const { picking } = this;
    if (picking.help) return keyLines(SCENARIO_KEYS).map(plainText);
    const all = shown(picking);
    const scenario = all[picking.selected];
    return [
      'What do you want to know about the panic path?',
      scenario === undefined
        ? 'No scenario is about that.'
        : `${picking.selected + 1} of ${all.length}: ${scenario.name}. ${scenario.question}`,
      ...(picking.typing ? [`Search: ${picking.filter}`] : ['Question mark lists the keys.']),
    ];
  }

  press(key: string): void {
    const action = actionOf(SCENARIO_KEYS, key);
    if (this.picking.help) this.become({ help: false });
    else if (this.picking.typing) this.type(key);
    else if (action !== undefined) this.actions[action]?.();
  }

  private readonly actions: Readonly<Partial<Record<PickAction, () => void>>> = {
    next: () => this.move(1),
    last: () => this.move(-1),
    page: () => this.move(PAGE),
    'page back': () => this.move(-PAGE),
    first: () => this.move(Number.NEGATIVE_INFINITY),
    end: () => this.move(Number.POSITIVE_INFINITY),
    search: () => this.become({ typing: true, filter: '', selected: 0 }),
    help: () => this.become({ help: true }),
    redraw: () => this.desk.host.redraw(),
    suspend: () => this.desk.host.suspend(),
    open: () => this.openSelected(),
    back: () => this.desk.close(this),
  };

  private openSelected(): void {
    const scenario = shown(this.picking)[this.picking.selected];
    if (scenario === undefined) return;
    const choosing = { scenario, given: {}, selected: 0, help: false };
    void this.desk.open(new ChooserScreen(choosing, this.glyphs, this.desk, this.explore));
  }

  private type(key: string): void {
    const { filter } = this.picking;
    const char = key === 'space' ? ' ' : key;
    if (key === 'enter') this.become({ typing: false });
    else if (key === 'escape') this.become({ typing: false, filter: '' });
    else if (key === 'backspace') this.become({ filter: filter.slice(0, -1), selected: 0 });
    else if (char.length === 1) this.become({ filter: filter + char, selected: 0 });
  }

  private move(by: number): void {
    this.become(pick(this.picking, by));
  }

  private become(change: Partial<Picking>): void {
    this.picking = { ...this.picking, ...change };
    this.desk.changed();
  }
}

/** The options of one scenario on a terminal. */
export class ChooserScreen implements Screen {
  constructor(
    private choosing: Choosing,
    private readonly glyphs: Glyphs,
    private readonly desk: Desk,
    private readonly explore: (choosing: Choosing) => Promise<void>,
  ) {}

  draw(size: Size): readonly Line[] {
    return chooserScreen(this.choosing, this.glyphs, size);
  }

  speak(): readonly string[] {
    const { choosing } = this;
    if (choosing.help) return keyLines(VARIANT_KEYS).map(plainText);
    const option = choosing.scenario.options[choosing.selected];
    const value = settingOf(choosing, option.name);
    const says = option.values.find((v) => v.name === value)?.says ?? 'all of them are compared';
    return [
      `${choosing.scenario.name}: ${choosing.scenario.question}`,
      `Option ${option.name}: ${option.says}. It is ${value ?? 'open'}: ${says}.`,
      ...(problem(choosing) === null ? [] : [problem(choosing)!]),
      'Question mark lists the keys.',
    ];
  }

  press(key: string): void {
    const action = actionOf(VARIANT_KEYS, key);
    if (this.choosing.help) this.become({ help: false });
    else if (action !== undefined) this.actions[action]?.();
  }

  private readonly actions: Readonly<Partial<Record<PickAction, () => void>>> = {
    next: () => this.go(this.choosing.selected + 1),
    last: () => this.go(this.choosing.selected - 1),
    first: () => this.go(0),
    end: () => this.go(Number.POSITIVE_INFINITY),
    more: () => this.become(turnValue(this.choosing, 1)),
    less: () => this.become(turnValue(this.choosing, -1)),
    help: () => this.become({ help: true }),
    redraw: () => this.desk.host.redraw(),
    suspend: () => this.desk.host.suspend(),
    open: () => {
      if (problem(this.choosing) === null)
        this.explore(this.choosing).catch((error) => this.desk.fail(error));
    },
    back: () => this.desk.close(this),
  };

  private go(to: number): void {
    const last = this.choosing.scenario.options.length - 1;
    this.become({ selected: Math.max(0, Math.min(to, last)) });
  }

  private become(change: Partial<Choosing>): void {
    this.choosing = { ...this.choosing, ...change };
    this.desk.changed();
  }
}
