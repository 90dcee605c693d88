/** Keys of the two lists of the picker, as `?` shows them. */
export type PickAction =
  | 'next'
  | 'last'
  | 'first'
  | 'end'
  | 'page'
  | 'page back'
  | 'open'
  | 'search'
  | 'more'
  | 'less'
  | 'help'
  | 'redraw'
  | 'suspend'
  | 'back';

export interface PickKey {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly action: PickAction;
}

const key = (keys: string, shown: string, does: string, action: PickAction): PickKey => ({
  keys: keys.split(' '),
  shown,
  does,
  action,
});

const MOVING: readonly PickKey[] = [
  key('j down', 'j Down', 'next', 'next'),
  key('k up', 'k Up', 'the one before', 'last'),
  key('g home', 'g Home', 'the first', 'first'),
  key('G end', 'G End', 'the last', 'end'),
];

const REST: readonly PickKey[] = [
  key('?', '?', 'these keys', 'help'),
  key('ctrl-l', '^L', 'draw the screen again', 'redraw'),
  key('ctrl-z', '^Z', 'suspend; fg comes back', 'suspend'),
];

export const SCENARIO_KEYS: readonly PickKey[] = [
  ...MOVING,
  key('space pagedown ctrl-f', 'Space PgDn ^F', 'a page on', 'page'),
  key('b pageup ctrl-b', 'b PgUp ^B', 'a page back', 'page back'),
  key('/', '/', 'only scenarios whose name or question has this', 'search'),
  key('enter l right', 'Enter l Right', 'choose a variant of it', 'open'),
  ...REST,
  key('q ctrl-c', 'q ^C', 'leave', 'back'),
];

export const VARIANT_KEYS: readonly PickKey[] = [
  ...MOVING,
  key('l right space', 'l Right Space', 'the next value of the option', 'more'),
  key('h left', 'h Left', 'the value before', 'less'),
  key('enter', 'Enter', 'explore', 'open'),
  ...REST,
  key('q escape', 'q Esc', 'back to the scenarios', 'back'),
  key('ctrl-c', '^C', 'leave', 'back'),
];

export const actionOf = (keys: readonly PickKey[], name: string): PickAction | undefined =>
  keys.find((k) => k.keys.includes(name))?.action;
