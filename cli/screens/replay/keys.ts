import {
  answer,
  ask,
  choose,
  comeBack,
  complete,
  goRound,
  goTo,
  goToSwitch,
  goToWrite,
  moveChoice,
  PANELS,
  type Prompt,
  type Replay,
  say,
  searchOn,
  stepBy,
  take,
} from './replay.js';

/** A key of the replay, as `?` shows it. The help and the tests are made from this table. */
export interface KeyBinding {
  readonly keys: readonly string[];
  readonly does: string;
  readonly group: 'moving' | 'finding' | 'what if' | 'panels' | 'the rest';
  press(r: Replay, times: number): Replay;
}

/** How many steps a page is. */
export const PAGE = 10;

const bind = (
  group: KeyBinding['group'],
  keys: string,
  does: string,
  press: KeyBinding['press'],
): KeyBinding => ({ group, keys: keys.split(' '), does, press });

/** Keys are those of less and vim, and of gdb where these have none; arrows wherever there is a direction. */
export const KEYS: readonly KeyBinding[] = [
  bind('moving', 'j down s', 'one step forward (5j: five)', (r, n) => stepBy(r, n || 1)),
  bind('moving', 'k up', 'one step back', (r, n) => stepBy(r, -(n || 1))),
  bind('moving', 'space pagedown ctrl-f f', `${PAGE} steps forward`, (r, n) => stepBy(r, PAGE * (n || 1))),
  bind('moving', 'b pageup ctrl-b', `${PAGE} steps back`, (r, n) => stepBy(r, -PAGE * (n || 1))),
  bind('moving', 'l right ]', 'to the next context switch', (r, n) => goToSwitch(r, 1, n || 1)),
  bind('moving', 'h left [', 'to the last context switch before', (r, n) => goToSwitch(r, -1, n || 1)),
  bind('moving', 'w', 'to the next write of what is watched', (r) => goToWrite(r, 1)),
  bind('moving', 'W', 'to the last write before', (r) => goToWrite(r, -1)),
  bind('moving', 'g home r', 'to the start (12g: to step 12)', (r, n) => goTo(r, n)),
  bind('moving', 'G end c', 'to the end: the violation (12G: to step 12)', (r, n) =>
    goTo(r, n || r.timeline.length),
  ),
  bind('moving', 'o', 'round the cycle, if the run goes round', (r) => goRound(r)),
  bind('finding', '/', 'search a function, label or variable', (r) => ask(r, 'search')),
  bind('finding', 'n', 'search on', (r) => searchOn(r, 1)),
  bind('finding', 'N', 'search back', (r) => searchOn(r, -1)),
  bind('finding', 'm', 'mark this step with a letter (ma)', (r) => ask(r, 'mark')),
  bind('finding', "' `", "go to a mark ('a)", (r) => ask(r, 'go to mark')),
  bind('finding', 'v', 'watch a variable, or no longer', (r) => ask(r, 'watch')),
  bind('what if', 't', 'what else can happen here: choose with j k, take with Enter, Esc ends', (r) =>
    choose(r),
  ),
  bind('what if', 'u', 'back to the run that was left', (r) => comeBack(r)),
  bind('what if', 'S', 'save: .itf.json, .txt, .mmd, .svg, .html or .json', (r) => ask(r, 'save', r.file)),
  bind('what if', 'y', 'copy the diagram', (r) => ({ ...r, effect: { kind: 'copy' } })),
  bind('panels', 'tab', 'next panel', (r) => turn(r, 1)),
  bind('panels', 'shift-tab', 'last panel', (r) => turn(r, -1)),
  bind('panels', 'J ctrl-e', 'scroll the panel down', (r, n) => ({ ...r, scroll: r.scroll + (n || 1) })),
  bind('panels', 'K ctrl-y', 'scroll the panel up', (r, n) => ({ ...r, scroll: r.scroll - (n || 1) })),
  bind('panels', 'z', 'only the panel, or everything', (r) => ({ ...r, zoom: !r.zoom })),
  bind('the rest', '?', 'these keys', (r) => ({ ...r, help: true, scroll: 0 })),
  bind('the rest', 'ctrl-l', 'draw the screen again', (r) => ({ ...r, effect: { kind: 'redraw' } })),
  bind('the rest', 'ctrl-z', 'suspend; fg comes back', (r) => ({ ...r, effect: { kind: 'suspend' } })),
  bind('the rest', 'q ctrl-c', 'quit, or back to where it was opened', (r) => ({
    ...r,
    effect: { kind: 'quit' },
  })),
];

const BY_KEY = new Map(KEYS.flatMap((b) => b.keys.map((key) => [key, b] as const)));

function turn(r: Replay, by: 1 | -1): Replay {
  const at = PANELS.indexOf(r.panel);
  return { ...r, panel: PANELS[(at + by + PANELS.length) % PANELS.length], scroll: 0 };
}

/** What a key does, wherever in the replay it is pressed. */
export function press(replay: Replay, key: string): Replay {
  const r: Replay = { ...replay, message: '', effect: null };
  if (key === 'ctrl-c') return { ...r, effect: { kind: 'quit' } };
  if (r.prompt !== null) return typed(r, r.prompt, key);
  if (r.help) return pressInHelp(r, key);
  if (r.choice !== null) {
    const chosen = pressChoosing(r, key);
    if (chosen !== null) return chosen;
  }
  if (/^\d$/.test(key) && (key !== '0' || r.count !== '')) return { ...r, count: r.count + key };
  const binding = BY_KEY.get(key);
  const times = Math.min(Number(r.count), 1e9);
  const ready: Replay = { ...r, count: '' };
  if (binding !== undefined) return binding.press(ready, times);
  return key === 'escape' || key === 'enter' ? ready : say(ready, `${key} does nothing; ? shows the keys`);
}

/** In the list of possible steps; null for a key that means what it always means. */
function pressChoosing(r: Replay, key: string): Replay | null {
  switch (key) {
    case 'j':
    case 'down':
      return moveChoice(r, 1);
    case 'k':
    case 'up':
      return moveChoice(r, -1);
    case 'enter':
      return take(r);
    case 'escape':
    case 't':
    case 'q':
      return { ...r, choice: null };
    case 'u':
    case 'S':
    case '?':
      return null;
    default:
      return pressChoosingElsewhere(r, key);
  }
}

/** Moving about ends the choice: the steps that were listed are not possible there. */
function pressChoosingElsewhere(r: Replay, key: string): null | Replay {
  return BY_KEY.has(key) ? press({ ...r, choice: null }, key) : null;
}

function pressInHelp(r: Replay, key: string): Replay {
  if (key === 'j' || key === 'down' || key === 'space' || key === 'pagedown')
    return { ...r, scroll: r.scroll + (key === 'j' || key === 'down' ? 1 : PAGE) };
  if (key === 'k' || key === 'up' || key === 'b' || key === 'pageup')
    return { ...r, scroll: Math.max(0, r.scroll - (key === 'k' || key === 'up' ? 1 : PAGE)) };
  return { ...r, help: false, scroll: 0 };
}

function typed(r: Replay, prompt: Prompt, key: string): Replay {
  const isMark = prompt.asks === 'mark' || prompt.asks === 'go to mark';
  if (key === 'escape') return { ...r, prompt: null };
  if (isMark)
    return /^[a-zA-Z]$/.test(key)
      ? answer(r, { ...prompt, text: key })
      : say({ ...r, prompt: null }, 'a mark is a letter');
  if (key === 'enter') return answer(r, prompt);
  if (key === 'tab') return { ...r, prompt: complete(r, prompt) };
  if (key === 'backspace')
    return prompt.text === ''
      ? { ...r, prompt: null }
      : { ...r, prompt: { ...prompt, text: prompt.text.slice(0, -1) } };
  if (key === 'ctrl-u') return { ...r, prompt: { ...prompt, text: '' } };
  const char = key === 'space' ? ' ' : key;
  return char.length === 1 ? { ...r, prompt: { ...prompt, text: prompt.text + char } } : r;
}
