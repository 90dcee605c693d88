import { wrap } from '../../reporters/columns.js';
import type { Glyphs } from '../replay/glyphs.js';
import { SMALLEST, tooSmall } from '../replay/layout.js';
import { BLANK, clip, fill, type Line, line, plainText, type Size, span } from '../text.js';
import type { PickKey } from './keys.js';
import { SCENARIO_KEYS, VARIANT_KEYS } from './keys.js';
import { type Choosing, type Picking, problem, settingOf, shown } from './picker.js';

/** The list of scenarios, and what the selected one is about. */
export function pickerScreen(p: Picking, glyphs: Glyphs, size: Size): Line[] {
  const { width, height } = size;
  if (width < SMALLEST.width || height < SMALLEST.height) return tooSmall(size);
  if (p.help) return fill(keyLines(SCENARIO_KEYS), size);
  const all = shown(p);
  const selected = all[p.selected];
  const about = selected === undefined ? [] : aboutLines(selected.question, selected.about, width);
  const below = Math.min(about.length, Math.max(4, Math.floor(height / 3)));
  const room = height - 4 - below;
  const column = Math.max(...p.scenarios.map((s) => s.name.length));
  const list = all.map((s, i) =>
    row(`${s.name.padEnd(column)}  ${s.question}`, i === p.selected, glyphs, width),
  );
  const from = Math.max(0, Math.min(p.selected - Math.floor(room / 2), list.length - room));
  return fill(
    [
      line(span('What do you want to know about the panic path?', 'title')),
      BLANK,
      ...fill(
        list.length === 0
          ? [line(span('  no scenario is about that', 'dim'))]
          : list.slice(from, from + room),
        {
          width,
          height: room,
        },
      ),
      line(span(glyphs.rule.repeat(width), 'dim')),
      ...about.slice(0, below),
      p.typing || p.filter !== ''
        ? line(
            span(`/${p.filter}`, 'bold'),
            span(p.typing ? '_' : '', 'selected'),
            span(`  ${all.length} of ${p.scenarios.length}`, 'dim'),
          )
        : keysLine('j k: choose   /: search   Enter: its variants   ?: keys   q: leave', width),
    ],
    size,
  );
}

/** The options of a scenario, with what each value means. */
export function chooserScreen(c: Choosing, glyphs: Glyphs, size: Size): Line[] {
  const { width, height } = size;
  if (width < SMALLEST.width || height < SMALLEST.height) return tooSmall(size);
  if (c.help) return fill(keyLines(VARIANT_KEYS), size);
  const { scenario } = c;
  const column = Math.max(...scenario.options.map((o) => o.name.length));
  const options = scenario.options.map((o, i) => {
    const value = settingOf(c, o.name);
    const text = value ?? `every one of the ${o.values.length}, side by side`;
    return row(`${o.name.padEnd(column)}  ${text}`, i === c.selected, glyphs, width);
  });
  const option = scenario.options[c.selected];
  const value = settingOf(c, option.name);
  const says = option.values.find((v) => v.name === value)?.says;
  const wrong = problem(c);
  const about = [
    ...wrap(`${option.name}: ${option.says}`, width).map((l) => line(span(l, 'bold'))),
    ...(says === undefined ? [] : wrap(`${value}: ${says}`, width - 2).map((l) => line(`  ${l}`))),
    ...(wrong === null ? [] : wrap(`${glyphs.violated} ${wrong}`, width, 2).map((l) => line(span(l, 'bad')))),
  ];
  const question = wrap(`${scenario.name}: ${scenario.question}`, width).map((l) => line(span(l, 'title')));
  const room = Math.max(1, height - question.length - 4 - about.length);
  const from = Math.max(0, Math.min(c.selected - Math.floor(room / 2), options.length - room));
  const body = [...question, BLANK, ...options.slice(from, from + room), BLANK, ...about];
  return fill(
    [
      ...fill(body, { width, height: height - 1 }),
      keysLine('j k: option   h l: its value   Enter: explore   ?: keys   q: back', width),
    ],
    size,
  );
}

const row = (text: string, selected: boolean, glyphs: Glyphs, width: number): Line => {
  const clipped = plainText(clip(line(`${selected ? glyphs.cursor : ' '} ${text}`), width));
  return line(span(clipped, selected ? 'selected' : 'plain'));
};

const keysLine = (keys: string, width: number): Line => line(span(plainText(clip(line(keys), width)), 'key'));

function aboutLines(question: string, about: string, width: number): Line[] {
  const [first = ''] = about.trim().split(/\n\s*\n/);
  return [
    ...wrap(question, width).map((l) => line(span(l, 'bold'))),
    ...wrap(first.replace(/\s*\n\s*/g, ' '), width).map((l) => line(l)),
  ];
}

export function keyLines(keys: readonly PickKey[]): Line[] {
  const column = Math.max(...keys.map((k) => k.shown.length));
  return [
    line(span('keys: any key closes this', 'heading')),
    ...keys.map((k) => line('  ', span(k.shown.padEnd(column), 'key'), `  ${k.does}`)),
  ];
}
