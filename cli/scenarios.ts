import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Scenario, UsageError } from '../scenarios/scenario.js';
import { choice, FileError } from './errors.js';
import type { Session } from './session.js';

/**
 * Which scenario is meant: a built-in one by its name, one of the models in the configuration by its name, or those of a
 * file by its path (`./patch.ts`, `./patch.ts#name` if there are several in it).
 */

interface Own {
  /** What the user writes to mean it: its name if it is in the configuration, or its path. */
  readonly reference: string;
  /** The file that it was loaded from, as an absolute path. */
  readonly path: string;
}

/** The scenarios that users have written. */
const own = new WeakMap<Scenario, Own>();

/** What to write on a command line to mean this scenario. */
export const referenceTo = (scenario: Scenario): string => own.get(scenario)?.reference ?? scenario.name;

/** Whether somebody other than us has written it. */
export const isOwn = (scenario: Scenario): boolean => own.has(scenario);

/** The file that a user's scenario was loaded from; null for any other. */
export const pathOf = (scenario: Scenario): string | null => own.get(scenario)?.path ?? null;

/**
 * What to write before `panic-check replay` finds this scenario by the name in a trace, which never says which file to load:
 * the file, if it is not in the configuration.
 */
export function modelFlag(scenario: Scenario): readonly string[] {
  const reference = referenceTo(scenario);
  return isOwn(scenario) && reference !== scenario.name ? ['--model', reference.split('#')[0]] : [];
}

/** The one scenario that is meant, of those that could be (`all()`). */
export function findScenario(scenarios: readonly Scenario[], name: string): Scenario {
  const [file, fragment] = isPath(name) ? name.split('#') : [null, name];
  if (file !== null && fragment === undefined) {
    if (scenarios.length === 1) return scenarios[0];
    const each = scenarios.map(referenceTo);
    throw new UsageError(
      `there are ${scenarios.length} scenarios in ${file}`,
      `name one: ${each.join(', ')}`,
    );
  }
  const found = scenarios.find((s) => s.name === fragment);
  if (found !== undefined) return found;
  const names = scenarios.map((s) => s.name);
  throw new UsageError(
    `there is no scenario '${fragment}'${file === null ? '' : ` in ${file}`}`,
    choice(fragment, 'scenarios', names),
  );
}

/** A path is told from a name by a slash or by the ending of a program. */
export const isPath = (written: string): boolean => /[\\/]|\.[cm]?[jt]sx?(#|$)/.test(written);
const isGlob = (written: string): boolean => /[*?[\]{}!]/.test(written);

/**
 * The scenarios that patterns mean: paths, globs of paths, names and globs of names. Without patterns: the models of the
 * configuration if it has some, or else all that are built in.
 */
export async function selectScenarios(
  session: Session,
  patterns: readonly string[],
): Promise<readonly Scenario[]> {
  if (patterns.length === 0) {
    const all = await session.scenarios();
    const theirs = all.filter(isOwn);
    return theirs.length > 0 && !session.settings?.config.builtIn ? theirs : all;
  }
  return (await Promise.all(patterns.map((pattern) => matching(session, pattern)))).flat();
}

async function matching(session: Session, pattern: string): Promise<readonly Scenario[]> {
  // A path may have brackets in it; a file that is there is meant.
  const isFile = isPath(pattern) && existsSync(resolve(session.cwd ?? '.', pattern.split('#')[0]));
  if (!isGlob(pattern) || isFile) {
    const possible = await session.scenarios(pattern);
    return isPath(pattern) && !pattern.includes('#') ? possible : [findScenario(possible, pattern)];
  }
  if (!isPath(pattern)) {
    const { default: picomatch } = await import('picomatch');
    const all = await session.scenarios();
    const matches = picomatch(pattern);
    const named = all.filter((s) => matches(s.name));
    if (named.length > 0) return named;
    const names = all.map((s) => s.name);
    throw new UsageError(`no scenario matches '${pattern}'`, choice(pattern, 'scenarios', names));
  }
  const { glob } = await import('tinyglobby');
  const paths = (await glob(pattern, { cwd: session.cwd ?? process.cwd(), absolute: true })).sort();
  if (paths.length === 0)
    throw new UsageError(
      `nothing matches '${pattern}'`,
      "patterns are those of scenarios ('kexec-*') or of files ('models/**/*.ts')",
    );
  return (await Promise.all(paths.map((path) => session.scenarios(path)))).flat();
}

export interface Sources {
  /** All built-in scenarios, or the one of this name alone, because loading all takes longer than most searches. */
  builtIn(named?: string): Promise<readonly Scenario[]>;
  /** Absolute paths of the models in the configuration, and whether everybody who works here has that one. */
  models(): Promise<{ readonly paths: readonly string[]; readonly areKnown: boolean }>;
  /** Where paths begin. */
  readonly cwd: string;
}

/** Loads scenarios once, when they are asked for. */
export function scenarioLoader({ builtIn, models, cwd }: Sources) {
  const files = new Map<string, Promise<Scenario[]>>();
  const load = (path: string): Promise<Scenario[]> => {
    const loaded = files.get(path) ?? import('./load.js').then(({ loadScenarios }) => loadScenarios(path));
    files.set(path, loaded);
    return loaded;
  };

  /** Those of a file, `file#name` included. */
  const ofPath = async (written: string): Promise<readonly Scenario[]> => {
    const [file] = written.split('#');
    const path = resolve(cwd, file);
    if (!existsSync(path))
      throw new FileError(`there is no file ${file}`, 'paths begin in the current folder');
    if (statSync(path).isDirectory())
      throw new FileError(`${file} is a folder`, `name its files: '${file.replace(/\/$/, '')}/**/*.ts'`);
    const scenarios = await load(path);
    remember(path, scenarios);
    return scenarios;
  };

  /** By their path, unless they are known by their names already. */
  const remember = (path: string, scenarios: readonly Scenario[]): void => {
    const short = relative(cwd, path);
    const reference = short.startsWith('..') ? path : `./${short}`;
    for (const s of scenarios)
      if (!own.has(s))
        own.set(s, { reference: scenarios.length === 1 ? reference : `${reference}#${s.name}`, path });
  };

  /** The models of the configuration. */
  const ofConfig = async (): Promise<readonly Scenario[]> => {
    const { paths, areKnown } = await models();
    const loaded = await Promise.all(paths.map(load));
    paths.forEach((path, i) => {
      if (areKnown) for (const s of loaded[i]) own.set(s, { reference: s.name, path });
      else remember(path, loaded[i]);
    });
    checkUnique(loaded.flat());
    return loaded.flat();
  };

  /** All that could be meant by a name or path; without one, all there are, the user's first. */
  const all = async (named?: string): Promise<readonly Scenario[]> => {
    if (named !== undefined && isPath(named)) return ofPath(named);
    const known = await builtIn(named);
    if (named !== undefined && known.length === 1 && known[0].name === named) return known;
    const theirs = await ofConfig();
    const both = theirs.find(({ name }) => known.some((s) => s.name === name));
    if (both !== undefined)
      throw new UsageError(
        `your scenario '${both.name}' is called as a built-in one`,
        'give it another name',
      );
    return [...theirs, ...known];
  };
  return { all, ofConfig };
}

/** A name means one scenario: in traces, in reports, on the command line. */
export function checkUnique(scenarios: readonly Scenario[]): void {
  const names = scenarios.map((s) => s.name);
  const twice = names.find((n, i) => names.indexOf(n) < i);
  if (twice === undefined) return;
  const files = scenarios
    .filter((s) => s.name === twice)
    .map((s) => relative('.', pathOf(s) ?? '') || 'a built-in one');
  throw new UsageError(
    `two scenarios are called '${twice}': ${files.join(', ')}`,
    "give one of them a 'name'",
  );
}
