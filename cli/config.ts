import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command, Option } from 'commander';
import type { Config } from '../api/config.js';
import { nearest } from '../model/language/errors.js';
import { UsageError } from '../scenarios/scenario.js';
import { choice, FileError } from './errors.js';

/**
 * Settings that are not written each time: a file, and `PANIC_CHECK_…` in the environment. Flags come before the
 * environment, and that before the file.
 */

const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `panic-check.config.${ending}`);

/** Keys of the file that are called otherwise than the flags they stand for. */
const FLAG_OF: Readonly<Record<string, string>> = { reporters: 'reporter' };

/** Variables that are no flags. */
const OTHER_VARIABLES = ['PANIC_CHECK_DEBUG', 'PANIC_CHECK_SKIP_BUILD'];

/** What is configured, wherever it is said. */
export interface Settings {
  /** The file, as an absolute path; null if there is none. */
  readonly file: string | null;
  /** Somebody named the file: who runs a command without doing so has another one. */
  readonly isNamed: boolean;
  readonly config: Config;
}

/**
 * Finds and reads the configuration: the file that was named, or the one in this folder or above it, up to the folder
 * of the project (that of `package.json` or `.git`). Beyond it, files may be anybody's.
 */
export async function readSettings(
  named: string | boolean | undefined,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const wanted = named ?? env.PANIC_CHECK_CONFIG;
  if (wanted === false) return { file: null, isNamed: false, config: {} };
  const isNamed = typeof wanted === 'string';
  const file = isNamed ? resolve(cwd, wanted) : findFile(cwd);
  if (file === null) return { file, isNamed, config: {} };
  if (!existsSync(file)) throw new FileError(`there is no configuration ${wanted}`, 'see --config');
  return { file, isNamed, config: await validated(await contents(file), file) };
}

function findFile(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = NAMES.filter((name) => existsSync(join(folder, name)));
    if (found.length > 1)
      throw new UsageError(
        `${folder} has ${found.join(' and ')}`,
        'remove all but one, or name it with --config',
      );
    if (found.length === 1) return join(folder, found[0]);
    const isProject = existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'));
    if (isProject || folder === dirname(folder)) return null;
  }
}

async function contents(file: string): Promise<unknown> {
  if (file.endsWith('.json')) {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
    }
  }
  const { loadModule } = await import('./load.js');
  const module = await loadModule(file);
  if (!('default' in module))
    throw new UsageError(`${file} has no default export`, 'write: export default defineConfig({ … })');
  return module.default;
}

/** Throws the first mistake, with its place in the file. */
async function validated(content: unknown, file: string): Promise<Config> {
  const { z } = await import('zod');
  const amount = z.union([z.int().min(0), z.string()]);
  const shape = z.strictObject({
    models: z.union([z.string(), z.array(z.string())]).optional(),
    builtIn: z.boolean().optional(),
    limits: z
      .strictObject({
        maxStates: amount.optional(),
        maxDepth: amount.optional(),
        maxSwitches: amount.optional(),
        maxMemory: z.string().optional(),
        timeLimit: z.string().optional(),
      })
      .optional(),
    workers: z.union([z.int().min(1), z.literal('auto')]).optional(),
    engine: z.enum(['fast', 'reference']).optional(),
    store: z.enum(['exact', 'fingerprints', 'bitstate']).optional(),
    outDir: z.string().optional(),
    color: z.enum(['auto', 'always', 'never']).optional(),
    reporters: z.array(z.string()).optional(),
    baseline: z.string().optional(),
    failOn: z.string().optional(),
  }) satisfies import('zod').ZodType<Config>;
  const parsed = shape.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const known = Object.keys(place === 'limits' ? shape.shape.limits.unwrap().shape : shape.shape);
    const elsewhere =
      place === '' && key in shape.shape.limits.unwrap().shape ? ` It belongs into 'limits'.` : '';
    throw new UsageError(
      `${file}: there is no key '${place === '' ? key : `${place}.${key}`}'.${elsewhere}`,
      choice(key, 'keys', known),
    );
  }
  throw new UsageError(`${file}: ${place === '' ? 'the configuration' : `'${place}'`}: ${issue.message}`);
}

/** Where the value of a flag is from. */
type Origin = 'flag' | 'environment' | 'file' | 'default';

/** Gives a command what its line leaves open; and says which flags it has whenever it is run in this folder. */
export function configure(
  command: Command,
  { file, isNamed, config }: Settings,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlySet<string> {
  const { models: _m, builtIn: _b, limits = {}, ...rest } = config;
  const inFile: Record<string, unknown> = { ...rest, ...limits };
  for (const [key, flag] of Object.entries(FLAG_OF)) if (key in inFile) inFile[flag] = inFile[key];
  for (const option of command.options) {
    const name = option.attributeName();
    if (origin(command, name) === 'flag') continue;
    const variable = env[variableOf(option)];
    if (variable !== undefined && variable !== '')
      assign(command, option, [variable], 'env', `${variableOf(option)}=${variable}`);
    else if (inFile[name] !== undefined)
      assign(command, option, [inFile[name]].flat().map(String), 'config', `${file}: ${name}`);
  }
  const names = command.options.map((option) => option.attributeName());
  return new Set(names.filter((name) => !isNamed && origin(command, name) === 'file'));
}

/** `--max-states`, and `PANIC_CHECK_MAX_STATES`. */
const variableOf = (option: Option): string =>
  `PANIC_CHECK_${option.name().replace(/^no-/, '').toUpperCase().replaceAll('-', '_')}`;

function assign(
  command: Command,
  option: Option,
  written: readonly string[],
  source: string,
  place: string,
): void {
  const name = option.attributeName();
  let value: unknown;
  for (const text of written) value = parsed(option, text, value, place);
  command.setOptionValueWithSource(name, value, source);
}

function parsed(option: Option, text: string, before: unknown, place: string): unknown {
  if (option.isBoolean() || option.negate) {
    const known: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false };
    if (!(text in known)) throw new UsageError(`${place}: it must be 1 or 0, true or false`);
    return known[text];
  }
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, before);
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`);
  }
}

function origin(command: Command, name: string): Origin {
  const source = command.getOptionValueSource(name) ?? 'default';
  const known: Readonly<Record<string, Origin>> = { cli: 'flag', env: 'environment', config: 'file' };
  return known[source] ?? 'default';
}

/** A variable that is meant for us and that nobody would read is a mistake. */
export function checkVariables(root: Command, env: Readonly<Record<string, string | undefined>>): void {
  const options = [root, ...root.commands].flatMap((c) => c.options);
  const known = [...new Set([...options.map(variableOf), ...OTHER_VARIABLES])];
  for (const name of Object.keys(env))
    if (name.startsWith('PANIC_CHECK_') && !known.includes(name)) {
      const near = nearest(name, known);
      throw new UsageError(
        `the environment has ${name}, which nothing reads`,
        near === undefined ? 'unset it' : `did you mean ${near}?`,
      );
    }
}

/** What a command would work with, and where each value is from. */
export const configuration = (command: Command, { file, config }: Settings) => ({
  command: command.name(),
  file,
  models: [config.models ?? []].flat(),
  builtIn: config.builtIn ?? false,
  options: Object.fromEntries(
    command.options.map((option) => {
      const name = option.attributeName();
      return [name, { value: command.getOptionValue(name) ?? null, from: origin(command, name) }];
    }),
  ),
});

/** The files that the configuration calls models, as absolute paths in alphabetical order. */
export async function modelFiles({ file, config }: Settings): Promise<readonly string[]> {
  const patterns = [config.models ?? []].flat();
  if (file === null || patterns.length === 0) return [];
  const { glob } = await import('tinyglobby');
  const files = (await glob(patterns, { cwd: dirname(file), absolute: true })).sort();
  if (files.length === 0)
    throw new UsageError(`${file}: 'models' matches no file`, `it is now: ${patterns.join(', ')}`);
  return files;
}
