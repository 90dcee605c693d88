import { here, ModelError, nearest, type Property, type System } from '../model/language/index.js';
import type { Expectation, Option, Scenario, Variant } from './scenario.js';

/** Values of an option: their names, or names with what each means. */
export type ValuesSpec = readonly string[] | Readonly<Record<string, string>>;

/** An option of a scenario: its values, or these with what the option is about. The first value is the default. */
export type OptionSpec =
  | readonly string[]
  | {
      /** What the option is about, as in `what guards the image`. */
      readonly says?: string;
      readonly values: ValuesSpec;
      /** The value taken when none is set: the first one, unless said otherwise. */
      readonly default?: string;
    };

type NamesIn<V> = V extends readonly (infer N extends string)[] ? N : keyof V & string;
type ValueOf<O> = O extends readonly (infer N extends string)[]
  ? N
  : O extends { readonly values: infer V }
    ? NamesIn<V>
    : never;

/** One variant of a scenario: the chosen value of each option, and the number of CPUs. */
export type Settings<O> = { readonly [K in keyof O]: ValueOf<O[K]> } & { readonly cpus: number };

/** A verdict that is known beforehand. Without one, a property is expected to hold. */
export interface ExpectationSpec<O = Record<string, readonly string[]>> {
  /** The name of the property. */
  readonly property: string;
  readonly verdict: Expectation['verdict'];
  /** The settings it speaks about; any, if left out. A list means any of its values. */
  readonly when?: { readonly [K in keyof O]?: ValueOf<O[K]> | readonly ValueOf<O[K]>[] } & {
    readonly cpus?: number | readonly number[];
  };
  /** What happens, in a sentence. */
  readonly why: string;
  /** Where it is known from: a commit, a mail, a line of the kernel. */
  readonly source?: string;
  readonly confidence?: Expectation['confidence'];
  readonly id?: string;
}

/** What a scenario builds for one variant. */
export interface Built {
  readonly system: System;
  readonly properties: readonly Property[];
}

interface SpecBase<O> {
  /** Letters, digits and dashes. Without a name, the scenario of a file is called after the file. */
  readonly name?: string;
  /** The question, as one sentence with a question mark. */
  readonly question: string;
  /** More words: what is modelled, what the environment may do. */
  readonly about?: string;
  /** What can be set with `--set option=value`; each combination of values is a variant. */
  readonly options?: O;
  /** How many CPUs there are: a number, or several to choose from, of which the first is the default. */
  readonly cpus?: number | readonly number[];
  /** The option whose values are set side by side when none is chosen; the first with several values by default. */
  readonly compares?: (keyof O & string) | 'cpus';
  /** Why these settings make no sense together; null if they do. */
  contradiction?(settings: Settings<NoInfer<O>>): string | null;
  /** Verdicts that are known beforehand. */
  readonly expect?: readonly ExpectationSpec<NoInfer<O>>[];
  /** Steps (`function.label`) that no variant reaches, with the reason. */
  readonly unreached?: Scenario['unreached'];
}

/**
 * What a scenario is made of: a question, and either one system with its properties, or a `build` that makes both for
 * the settings of a variant.
 */
export type ScenarioSpec<O = Record<never, OptionSpec>> = SpecBase<O> &
  (
    | ({ build(settings: Settings<NoInfer<O>>): Built } & { readonly [K in keyof Built]?: never })
    | (Built & { readonly build?: never })
  );

const FIELDS = [
  'name',
  'question',
  'about',
  'options',
  'cpus',
  'compares',
  'contradiction',
  'expect',
  'unreached',
  'build',
  'system',
  'properties',
];

/**
 * A scenario for `panic-check explore` and `check`, and for {@link explore}.
 *
 * @example
 * export default scenario({
 *   question: 'May two CPUs hold the lock?',
 *   options: { lock: ['spin', 'none'] },
 *   build: ({ lock, cpus }) => ({ system: …, properties: [noDeadlock] }),
 *   expect: [{ property: 'exclusive', when: { lock: 'none' }, verdict: 'violated', why: 'nothing excludes' }],
 * });
 *
 * @throws ModelError `bad-scenario`, with the field that is wrong.
 */
export function scenario<const O extends Readonly<Record<string, OptionSpec>> = Record<never, OptionSpec>>(
  spec: ScenarioSpec<O>,
): Scenario {
  return define(spec as unknown as ScenarioSpec<Readonly<Record<string, OptionSpec>>>);
}

/** The same for what nobody has checked the type of. */
export function define(spec: ScenarioSpec<Readonly<Record<string, OptionSpec>>>): Scenario {
  const place = isRecord(spec) && isText(spec.name) ? `scenario ${spec.name}` : 'scenario';
  checkFields(spec, place);
  const options = optionsOf(spec, place);
  const compares = spec.compares ?? (options.find((o) => o.values.length > 1) ?? options[0]).name;
  if (!options.some((o) => o.name === compares))
    refuse(
      `${place}.compares`,
      `there is no option '${compares}'`,
      compares,
      options.map((o) => o.name),
    );
  const expectations = (spec.expect ?? []).map((e, i) => expectation(e, i, options, `${place}.expect[${i}]`));
  const settings = (variant: Variant) =>
    ({ ...variant, cpus: Number(variant.cpus) }) as unknown as Settings<Readonly<Record<string, OptionSpec>>>;
  return here({
    name: spec.name ?? '',
    question: spec.question,
    about: spec.about ?? '',
    options,
    compares,
    contradiction: (variant: Variant) => spec.contradiction?.(settings(variant)) ?? null,
    build: (variant: Variant) => {
      const built = spec.build === undefined ? spec : spec.build(settings(variant));
      checkBuilt(built, place);
      checkExpected(expectations, variant, built, place);
      return { system: built.system, properties: built.properties };
    },
    expectations,
    unreached: spec.unreached ?? [],
    notYet: [],
  });
}

function refuse(place: string, problem: string, written?: string, known: readonly string[] = []): never {
  const near = written === undefined ? undefined : nearest(written, known);
  const hint = `${near === undefined ? '' : `did you mean '${near}'? `}${known.length === 0 ? '' : `there is: ${known.join(', ')}`}`;
  throw new ModelError('bad-scenario', place, problem, hint);
}

const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null && !Array.isArray(x);
const isText = (x: unknown): x is string => typeof x === 'string' && x.trim() !== '';

function checkFields(spec: unknown, place: string): void {
  if (!isRecord(spec)) refuse(place, `is ${spec === null ? 'null' : typeof spec}, not an object`);
  for (const key of Object.keys(spec))
    if (!FIELDS.includes(key)) refuse(place, `has no field '${key}'`, key, FIELDS);
  if (spec.name !== undefined && !(isText(spec.name) && /^[a-z\d][\w.-]*$/i.test(spec.name)))
    refuse(`${place}.name`, `${JSON.stringify(spec.name)} is no name: use letters, digits and dashes`);
  if (!isText(spec.question)) refuse(`${place}.question`, 'is missing: say in a sentence what is asked');
  for (const key of ['build', 'contradiction'])
    if (spec[key] !== undefined && typeof spec[key] !== 'function')
      refuse(`${place}.${key}`, 'is no function');
  if (spec.options !== undefined && !isRecord(spec.options))
    refuse(`${place}.options`, 'is no object of options: write { lock: [...] }');
  for (const key of ['expect', 'unreached'])
    if (spec[key] !== undefined && !Array.isArray(spec[key])) refuse(`${place}.${key}`, 'is no list');
  if (spec.build === undefined && spec.system === undefined)
    refuse(place, "has neither 'build' nor 'system' and 'properties'");
  if (spec.build !== undefined && (spec.system !== undefined || spec.properties !== undefined))
    refuse(place, "has both 'build' and what it would build: leave out 'system' and 'properties'");
  if (spec.build === undefined) checkBuilt(spec, place);
}

function checkBuilt(built: unknown, place: string): asserts built is Built {
  if (!isRecord(built)) refuse(`${place}.build`, 'returns no object: return { system, properties }');
  const { system, properties } = built;
  if (!isRecord(system) || !Array.isArray(system.tasks) || typeof system.cpus !== 'number')
    refuse(`${place}.system`, system === undefined ? 'is missing' : 'was not made by system()');
  if (!Array.isArray(properties))
    refuse(`${place}.properties`, properties === undefined ? 'is missing' : 'is no list of properties');
  if (properties.length === 0) refuse(`${place}.properties`, 'is empty: nothing would be asked');
  const names = new Set<string>();
  properties.forEach((p: unknown, i) => {
    if (!isRecord(p) || !isText(p.name) || !isText(p.kind))
      refuse(
        `${place}.properties[${i}]`,
        'is no property: make it with always(), never(), atEnd() or reachable()',
      );
    if (names.has(p.name)) refuse(`${place}.properties[${i}]`, `is the second one called '${p.name}'`);
    names.add(p.name);
  });
}

function optionsOf(
  { options = {}, cpus, build, system }: ScenarioSpec<Readonly<Record<string, OptionSpec>>>,
  place: string,
): Option[] {
  const own = Object.entries(options).map(([name, spec]) => option(name, spec, `${place}.options.${name}`));
  const counts = [cpus ?? (build === undefined ? system!.cpus : 2)].flat();
  if (counts.length === 0 || counts.some((n) => !Number.isInteger(n) || n < 1))
    refuse(`${place}.cpus`, `${JSON.stringify(cpus)} is no number of CPUs, nor a list of such numbers`);
  if (system !== undefined && counts.some((n) => n !== system.cpus))
    refuse(
      `${place}.cpus`,
      `the system has ${system.cpus} CPUs: use build: ({ cpus }) => … for another number`,
    );
  return [
    ...own,
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: counts.map((n) => ({ name: String(n), says: n === 1 ? '1 CPU' : `${n} CPUs` })),
      default: String(counts[0]),
    },
  ];
}

function option(name: string, spec: OptionSpec, place: string): Option {
  if (name === 'cpus') refuse(place, "the number of CPUs is a field of its own: 'cpus: [2, 3]'");
  if (!/^[a-z][\w-]*$/i.test(name))
    refuse(place, `'${name}' is no name for an option: use letters, digits and dashes`);
  const given: unknown = Array.isArray(spec) ? spec : isRecord(spec) ? spec.values : undefined;
  const values = Array.isArray(given)
    ? given.map((v: unknown) => ({ name: v, says: String(v) }))
    : isRecord(given)
      ? Object.entries(given).map(([v, says]) => ({ name: v, says: String(says) }))
      : refuse(place, "has no values: write ['a', 'b'] or { values: { a: 'what a means' } }");
  if (values.length === 0) refuse(place, 'has no values');
  for (const v of values)
    if (!(isText(v.name) && /^[^\s,=]+$/.test(v.name)))
      refuse(place, `${JSON.stringify(v.name)} is no value: use text without blanks, commas and '='`);
  const names = values.map((v) => v.name as string);
  if (new Set(names).size < names.length) refuse(place, 'has a value twice');
  const { says = name, default: fallback = names[0] } = isRecord(spec)
    ? (spec as { says?: string; default?: string })
    : {};
  if (!names.includes(fallback))
    refuse(`${place}.default`, `'${fallback}' is none of the values`, fallback, names);
  return { name, says, values: values as Option['values'], default: fallback };
}

const VERDICTS: readonly string[] = ['holds', 'violated', 'vacuous'];

function expectation(
  spec: ExpectationSpec,
  i: number,
  options: readonly Option[],
  place: string,
): Expectation {
  if (!isRecord(spec)) refuse(place, 'is no object');
  if (!isText(spec.property)) refuse(`${place}.property`, 'is missing');
  if (!VERDICTS.includes(spec.verdict))
    refuse(
      `${place}.verdict`,
      `${JSON.stringify(spec.verdict)} is no verdict that can be expected`,
      String(spec.verdict),
      VERDICTS,
    );
  if (!isText(spec.why)) refuse(`${place}.why`, 'is missing: say what happens');
  const when: Record<string, string | readonly string[]> = {};
  for (const [name, wanted] of Object.entries(spec.when ?? {})) {
    const known = options.find((o) => o.name === name);
    if (known === undefined)
      refuse(
        `${place}.when`,
        `there is no option '${name}'`,
        name,
        options.map((o) => o.name),
      );
    const values = [wanted].flat().map(String);
    const names = known.values.map((v) => v.name);
    for (const value of values)
      if (!names.includes(value))
        refuse(`${place}.when.${name}`, `there is no value '${value}'`, value, names);
    when[name] = Array.isArray(wanted) ? values : values[0];
  }
  return {
    id: spec.id ?? `expect[${i}]`,
    property: spec.property,
    when,
    verdict: spec.verdict,
    why: spec.why,
    source: spec.source ?? 'the scenario',
    confidence: spec.confidence ?? 'sure',
  };
}

/** An expectation of what is not asked would never be looked at. */
function checkExpected(
  all: readonly Expectation[],
  variant: Variant,
  { properties }: Built,
  place: string,
): void {
  const known = [...properties.map((p) => p.name), 'assertions'];
  all.forEach(({ property, when }, i) => {
    const applies = Object.entries(when).every(([name, value]) => [value].flat().includes(variant[name]));
    if (applies && !known.includes(property))
      refuse(`${place}.expect[${i}].property`, `there is no property '${property}'`, property, known);
  });
}
