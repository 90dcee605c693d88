import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the project. Compiled files lie deeper than their sources do. */
export const ROOT = (() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package-lock.json'))) {
    if (folder === dirname(folder)) throw new Error(`no project around ${import.meta.dirname}`);
    folder = dirname(folder);
  }
  return folder;
})();

/** A file that is not compiled, by its path in the project. */
export const sourceFile = (path: string): string => join(ROOT, path);
