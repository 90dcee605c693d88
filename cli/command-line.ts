/** Commands that we print, which are meant to be pasted. */

/** How the program was found: a project's own is in no PATH, but `npx` finds it. */
const PROGRAM = process.argv[1]?.endsWith('/node_modules/.bin/panic-check')
  ? ['npx', 'panic-check']
  : ['panic-check'];

/** A command line of panic-check, with the words quoted for a shell where they need it. */
export const commandLine = (...words: readonly string[]): string =>
  [...PROGRAM, ...words].map(shellWord).join(' ');

/** Quotes a word for a shell where it needs it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
