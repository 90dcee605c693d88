import { EXIT_CODES } from '../exit.js';

/** What help says behind the flags. */

export const exitCodes = () =>
  `\nExit codes:\n${table(EXIT_CODES.map(([code, says]) => [String(code), says]))}`;

function table(rows: readonly (readonly [string, string])[]): string {
  const column = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(column)}  ${right}`.trimEnd()).join('\n');
}

export const examples = (rows: readonly (readonly [string, string])[]): string => {
  const column = Math.max(...rows.map(([command]) => command.length));
  const long = rows.some(([, says]) => column + says.length + 4 > 100);
  const text = long
    ? rows.map(([command, says]) => `  ${command}${says === '' ? '' : `\n      ${says}`}`).join('\n')
    : table(rows);
  return `\nExamples:\n${text}`;
};
