import { basename, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { locate, ModelError, type Place, placeOf } from '../model/language/index.js';
import { hereAs } from '../model/language/places.js';
import { define } from '../scenarios/define.js';
import type { Scenario } from '../scenarios/scenario.js';

/**
 * Loading what users write: TypeScript or JavaScript, as it is, on any version of Node. Only files are loaded that the
 * user named on the command line or in the configuration, with what they import.
 */

/** A model file that cannot be loaded, or in which something was thrown. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  constructor(
    message: string,
    readonly where: Place | null,
    readonly hint = '',
  ) {
    super(message);
  }
}

/** Loads a module. What it imports from `panic-check` is this program's own copy, whatever is installed near it. */
export async function loadModule(path: string): Promise<Record<string, unknown>> {
  const [{ createJiti }, { entries }] = await Promise.all([import('jiti'), import('../api/entries.js')]);
  // The language notes where things are written from now on, so that mistakes in them can be told.
  await entries['panic-check']();
  const jiti = createJiti(pathToFileURL(path).href, {
    interopDefault: false,
    // A cache would be a place where somebody else can put code.
    fsCache: false,
    virtualModules: lazily(entries),
  });
  try {
    return await jiti.import<Record<string, unknown>>(path);
  } catch (error) {
    throw explained(error, path);
  }
}

/** The loader waits for what it is given, so that only what a file imports is loaded. */
const lazily = (entries: Readonly<Record<string, () => Promise<object>>>): Record<string, unknown> =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(entries).map(([name, load]) => [name, { get: load, enumerable: true }]),
    ),
  );

/** The scenarios that a file exports: by default, under names, or in lists. */
export async function loadScenarios(path: string): Promise<Scenario[]> {
  const module = await loadModule(path);
  const file = relativePath(path);
  const found: Scenario[] = [];
  for (const [key, exported] of Object.entries(module)) {
    const several = Array.isArray(exported);
    (several ? exported : [exported]).forEach((x: unknown, i) => {
      if (!looksLikeScenario(x)) return;
      const own = key === 'default' ? stem(path) : key.replaceAll('_', '-');
      found.push(guarded(asScenario(x, path), several ? `${own}-${i + 1}` : own, path));
    });
  }
  if (found.length === 0)
    throw new LoadError(
      `${file} exports no scenario`,
      null,
      'write: export default scenario({ question, … }); helpers belong where no pattern of models matches them',
    );
  const names = found.map((s) => s.name);
  const twice = names.find((n, i) => names.indexOf(n) < i);
  if (twice !== undefined)
    throw new LoadError(
      `${file} exports two scenarios called '${twice}'`,
      null,
      'give one of them another name',
    );
  return found;
}

/** `my-patch` of `/models/my-patch.ts`, and of `/models/my patch.ts`: a name stands in commands, reports and file names. */
const stem = (path: string): string =>
  basename(path)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^[^a-z\d]+|-+$/gi, '') || 'scenario';

const looksLikeScenario = (x: unknown): x is object =>
  typeof x === 'object' && x !== null && !('then' in x) && 'question' in x;

function asScenario(x: object, path: string): Scenario {
  if ('expectations' in x && 'options' in x && Array.isArray(x.options)) return x as Scenario;
  try {
    return define(x as Parameters<typeof define>[0]);
  } catch (error) {
    throw explained(error, path, { file: path, line: 1 });
  }
}

/** The scenario with its name, and with errors that say in which line of the file they are. */
function guarded(scenario: Scenario, name: string, path: string): Scenario {
  const told =
    <A extends unknown[], R>(run: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return run(...args);
      } catch (error) {
        throw explained(error, path, placeOf(scenario));
      }
    };
  return hereAs(scenario, {
    ...scenario,
    name: scenario.name === '' ? name : scenario.name,
    build: told((variant) => scenario.build(variant)),
    contradiction: told((variant) => scenario.contradiction(variant)),
  });
}

/** What was thrown in or by a model file, as the user's mistake with its place. */
function explained(thrown: unknown, path: string, otherwise: Place | null = null): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === 'LoadError' || error.name === 'FileError') return error;
  if (error instanceof ModelError) {
    error.where ??= locate(error) ?? otherwise;
    return error;
  }
  const file = relativePath(path);
  const [first] = error.message.split('\n');
  // What the compiler cannot read, it tells with the place in its own way.
  const unreadable = /ParseError: (.*?)\s*\n\s*(\/.*):(\d+):\d+/.exec(error.message);
  if (unreadable !== null)
    return new LoadError(`this is no TypeScript: ${unreadable[1]}`, {
      file: unreadable[2],
      line: Number(unreadable[3]),
    });
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    return new LoadError(
      `${file}: ${first}`,
      null,
      "paths of your own files begin with './', and packages must be installed",
    );
  // How the compiler writes what was imported.
  const message = error.message.replace(/\(0 ?, ?_\w+\.(\w+)\)/g, '$1');
  return new LoadError(`${error.name}: ${message}`, locate(error) ?? otherwise ?? { file: path, line: 1 });
}

/** As the user would write it. */
export function relativePath(path: string, from = process.cwd()): string {
  const short = relative(from, path);
  return short === '' || short.startsWith('..') ? path : short;
}
