import picomatch from 'picomatch';
import { placeOf } from '../../model/language/places.js';
import { catalogue } from '../../scenarios/catalogue.js';
import { type Scenario, smallestVariants, UsageError, type Variant } from '../../scenarios/scenario.js';
import { machineOf } from '../answer.js';
import { choice, FileError } from '../errors.js';
import { checkUnique, pathOf, selectScenarios } from '../scenarios.js';
import type { Session } from '../session.js';
import type { Where } from './where.js';

/**
 * Where a thread finds a scenario again: functions cannot be sent to it. `here` is a scenario of this process alone. A file is
 * one that the user named, and that this thread has loaded already.
 */
export type Origin =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'here' };

/** A scenario that is to be checked, and which of its properties are judged. */
export interface Selection {
  readonly scenario: Scenario;
  readonly origin: Origin;
  /** Where a reader finds it; null where nobody knows. */
  readonly where: Where | null;
  /** Whether a property is asked about. */
  readonly asks: (property: string) => boolean;
  /** Whether that is every property. */
  readonly whole: boolean;
}

/**
 * What patterns select: names of scenarios, globs over them (`panic-*`), files and globs over files (`models/*.ts`), and properties of
 * them (`kexec-lock:no-*`). Without a pattern, the user's models, or everything.
 */
export async function select(patterns: readonly string[], session: Session): Promise<Selection[]> {
  if (patterns.length === 0)
    return Promise.all((await selectScenarios(session, [])).map((s) => selection(s, [])));
  const chosen = new Map<Scenario, string[]>();
  for (const pattern of patterns) {
    const [name, ...rest] = pattern.split(':');
    const property = rest.join(':');
    if (pattern.includes(':') && property === '')
      throw new UsageError(`${pattern}: there is no property behind the colon`, 'write scenario:property');
    const found = await selectScenarios(session, [name === '' ? '*' : name]);
    for (const scenario of found) {
      const before = chosen.get(scenario);
      // A scenario that was asked for as a whole stays whole.
      if (property === '') chosen.set(scenario, []);
      else if (before === undefined || before.length > 0) chosen.set(scenario, [...(before ?? []), property]);
    }
    if (property !== '') checkProperty(pattern, property, found);
  }
  checkUnique([...chosen.keys()]);
  // In the order in which they are listed, whatever the order of the patterns.
  const order = [...chosen.keys()].sort((a, b) => listed(a) - listed(b));
  return Promise.all(order.map((scenario) => selection(scenario, chosen.get(scenario) ?? [])));
}

const listed = ({ name }: Scenario): number => {
  const i = Object.keys(catalogue).indexOf(name);
  return i < 0 ? Number.MAX_SAFE_INTEGER : i;
};

async function selection(scenario: Scenario, properties: readonly string[]): Promise<Selection> {
  const { name } = scenario;
  const isBuiltIn = Object.hasOwn(catalogue, name) && (await catalogue[name]()) === scenario;
  const path = pathOf(scenario);
  const file = isBuiltIn ? `scenarios/${name}.ts` : path;
  return {
    scenario,
    origin: isBuiltIn ? { kind: 'built-in' } : path === null ? { kind: 'here' } : { kind: 'file', path },
    where: placeOf(scenario) ?? (file === null ? null : { file, line: null }),
    asks: properties.length === 0 ? () => true : picomatch([...properties]),
    whole: properties.length === 0,
  };
}

/** A property that no variant has would be checked by nobody, and that must not read as "holds". */
function checkProperty(pattern: string, property: string, scenarios: readonly Scenario[]): void {
  const matches = picomatch(property);
  const known = new Set<string>();
  for (const scenario of scenarios)
    for (const variant of smallestVariants(scenario))
      for (const name of propertiesOf(scenario, variant)) {
        if (matches(name)) return;
        known.add(name);
      }
  throw new UsageError(`${pattern}: no property matches`, choice(property, 'properties', [...known]));
}

/** A model that cannot even be built is told of when it is checked. */
function propertiesOf(scenario: Scenario, variant: Variant): string[] {
  try {
    const { properties, assertions } = machineOf(scenario, variant);
    return [...properties.map((p) => p.name), ...(assertions.length > 0 ? ['assertions'] : [])];
  } catch {
    return [];
  }
}

/** The scenario that a selection named, in a thread of its own. */
export async function load(name: string, origin: Origin): Promise<Scenario> {
  if (origin.kind === 'built-in') return catalogue[name]();
  if (origin.kind === 'here') throw new Error(`internal error: ${name} exists in another thread only`);
  const { loadScenarios, relativePath } = await import('../load.js');
  const loading = files.get(origin.path) ?? loadScenarios(origin.path);
  files.set(origin.path, loading);
  const found = (await loading).find((scenario) => scenario.name === name);
  if (found === undefined)
    throw new FileError(
      `${relativePath(origin.path)} has no scenario '${name}' any more`,
      'it has changed while it was checked, or is not the same each time it is loaded',
    );
  return found;
}

/** What this thread has loaded, by path. */
const files = new Map<string, Promise<readonly Scenario[]>>();
