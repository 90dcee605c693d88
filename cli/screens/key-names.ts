import type { Key } from 'ink';

/** What ink says of a key press, as names: `j`, `ctrl-f`, `pagedown`. Several at once where they were typed faster than read. */
export function keyNames(input: string, key: Key): string[] {
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.leftArrow) return ['left'];
  if (key.rightArrow) return ['right'];
  if (key.pageUp) return ['pageup'];
  if (key.pageDown) return ['pagedown'];
  if (key.home) return ['home'];
  if (key.end) return ['end'];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  if (key.return) return ['enter'];
  if (key.backspace || key.delete) return ['backspace'];
  if (key.ctrl && input.length === 1) return [`ctrl-${input}`];
  if (key.escape || key.meta) return ['escape', ...input.split('').map(charName)];
  return [...input].map(charName);
}

const CONTROL: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

function charName(char: string): string {
  const code = char.charCodeAt(0);
  return CONTROL[char] ?? (code < 27 ? `ctrl-${String.fromCharCode(code + 96)}` : char);
}
