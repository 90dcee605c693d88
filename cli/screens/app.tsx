import { Box, Text, useApp, useInput, useIsScreenReaderEnabled, useStdout } from 'ink';
import { useEffect, useReducer } from 'react';
import { keyNames } from './key-names.js';
import type { Desk } from './screen.js';
import type { Line } from './text.js';

/** The topmost screen of a desk in ink: draws it when something changes, and hands it the keys. */
export function App({ desk, paint }: { readonly desk: Desk; readonly paint: (line: Line) => string }) {
  const { stdout } = useStdout();
  const { exit } = useApp();
  const speaks = useIsScreenReaderEnabled();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => desk.onChange(() => (desk.top === null ? exit() : redraw())), [desk, exit]);
  useEffect(() => {
    stdout.on('resize', redraw);
    return () => void stdout.off('resize', redraw);
  }, [stdout]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) desk.press(name);
  });
  const screen = desk.top;
  if (screen === null) return null;
  if (speaks)
    return (
      <Box flexDirection="column">
        {keyed(screen.speak()).map(([key, text]) => (
          <Text key={key}>{text}</Text>
        ))}
      </Box>
    );
  // One row stays free: ink clears the whole terminal for output that is as tall as it.
  const size = { width: stdout.columns ?? 80, height: (stdout.rows ?? 24) - 1 };
  return (
    <Box flexDirection="column">
      {keyed(screen.draw(size)).map(([key, line]) => (
        <Text key={key} wrap="truncate">
          {paint(line) || ' '}
        </Text>
      ))}
    </Box>
  );
}

/** Lines are told apart by where they are. */
const keyed = <T,>(lines: readonly T[]): [string, T][] => lines.map((line, i) => [String(i), line]);
