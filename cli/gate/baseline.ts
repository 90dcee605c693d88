import { z } from 'zod';
import { UsageError } from '../../scenarios/scenario.js';
import { hash } from './model-hash.js';
import type { CheckedVariant } from './result.js';

/**
 * What models mean, as facts in a file that is reviewed like code: verdicts, counterexamples, counts, which steps are taken.
 * One line for each fact, sorted, so that a diff of the file shows what a change of a model did.
 */

export const BASELINE_VERSION = 1;
/** The key of the variant that differs from the defaults in nothing; settings have an equals sign. */
export const DEFAULTS = 'defaults';

const count = z.int().nonnegative();
/** Names are printed: they are words, and tell a terminal nothing else. */
const name = z.string().regex(/^[^\p{Cc}]*$/u);
const id = z.string().regex(/^[0-9a-f]{16}$/);

const variantSchema = z.strictObject({
  model: id.describe('hash of the system, its functions and its properties, but not of words for people'),
  reduction: name.describe('which reductions the counts were made with'),
  states: count,
  transitions: count,
  depth: count,
  fingerprint: id.describe('of the set of reachable states, whatever their order'),
  verdicts: z
    .record(name, z.string().regex(/^(holds|vacuous|violated( in \d+ steps by [0-9a-f]{16})?)$/))
    .describe(
      'of each property; for a violation, the length and the fingerprint of the canonical shortest run',
    ),
});

export const baselineSchema = z
  .strictObject({
    version: z.literal(BASELINE_VERSION),
    scenarios: z.record(
      name,
      z.strictObject({
        functions: z.record(name, id).describe('each modelled function, with a hash of its text'),
        steps: z
          .record(name, count)
          .describe('function.label of each step, and in how many variants some run takes it'),
        variants: z.record(name, variantSchema).describe('by what differs from the defaults'),
      }),
    ),
  })
  .describe('What models mean, as panic-check baseline writes it');

export type Baseline = z.infer<typeof baselineSchema>;
type ScenarioFacts = Baseline['scenarios'][string];
type VariantFacts = ScenarioFacts['variants'][string];

/** The facts of what was explored to its end. */
export function baselineOf(results: readonly CheckedVariant[]): Baseline {
  const scenarios: Baseline['scenarios'] = {};
  const functions = new Map<string, Map<string, Set<string>>>();
  for (const result of results) {
    scenarios[result.scenario] ??= { functions: {}, steps: {}, variants: {} };
    const facts = scenarios[result.scenario];
    facts.variants[result.settings || DEFAULTS] = variantFacts(result);
    const reached = new Set(result.steps.reached);
    for (const step of result.steps.all) {
      facts.steps[step] ??= 0;
      if (reached.has(step)) facts.steps[step]++;
    }
    const texts = functions.get(result.scenario) ?? new Map<string, Set<string>>();
    functions.set(result.scenario, texts);
    for (const [name, text] of Object.entries(result.functions))
      texts.set(name, (texts.get(name) ?? new Set()).add(text));
  }
  // A function can be composed anew for each variant, and then has several texts.
  for (const [scenario, texts] of functions)
    for (const [name, all] of texts)
      scenarios[scenario].functions[name] = all.size === 1 ? [...all][0] : hash(...[...all].sort());
  return { version: BASELINE_VERSION, scenarios };
}

const variantFacts = (result: CheckedVariant): VariantFacts => ({
  model: result.model,
  reduction: result.reduction,
  states: result.states,
  transitions: result.transitions,
  depth: result.depth,
  fingerprint: result.fingerprint,
  verdicts: Object.fromEntries(
    result.properties.map(({ name, verdict, run }) => [
      name,
      run === null ? verdict : `${verdict} in ${run.length} steps by ${run.fingerprint}`,
    ]),
  ),
});

/** Facts of other scenarios stay as they are. */
export const merged = (into: Baseline, news: Baseline): Baseline => ({
  version: BASELINE_VERSION,
  scenarios: { ...into.scenarios, ...news.scenarios },
});

/** The same facts, the same bytes. */
export function writeBaseline(baseline: Baseline): string {
  // The keys of a variant have an order of their own: what it is, then what came out.
  const fixed = Object.keys(variantSchema.shape);
  const sorted = (_: string, value: unknown): unknown =>
    typeof value !== 'object' || value === null || fixed.every((key) => Object.hasOwn(value, key))
      ? value
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  const { version, scenarios } = baseline;
  return `${JSON.stringify({ version, scenarios: sorted('', scenarios) }, sorted, 1)}\n`;
}

/** Reads what somebody wrote: data, and nothing else. */
export function readBaseline(text: string, from: string): Baseline {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${from}: no JSON: ${(error as Error).message}`, AGAIN);
  }
  const version = (data as { version?: unknown } | null)?.version;
  if (version !== BASELINE_VERSION)
    throw new UsageError(
      `${from}: this is no baseline of version ${BASELINE_VERSION}${version === undefined ? '' : `, but of version ${version}`}`,
      AGAIN,
    );
  const read = baselineSchema.safeParse(data);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new UsageError(`${from}: ${path.join(' > ')}: ${message}`, AGAIN);
}

const AGAIN = 'panic-check baseline writes it anew';

/** What differs between two baselines, as one fact over however many variants. */
export interface BaselineChange {
  readonly kind:
    | 'scenario added'
    | 'scenario removed'
    | 'variant added'
    | 'variant removed'
    | 'function added'
    | 'function removed'
    | 'function changed'
    | 'step added'
    | 'step removed'
    | 'step reached'
    | 'step unreached'
    | 'model'
    | 'verdict'
    | 'counterexample'
    | 'states';
  readonly scenario: string;
  /** The function, step or property that it is about; empty where it is about the scenario. */
  readonly subject: string;
  readonly before: string;
  readonly after: string;
  /** The variants that it is about, by their settings. */
  readonly variants: readonly string[];
}

export interface Comparison {
  readonly changes: readonly BaselineChange[];
  /** Scenarios of which some counts were made with other reductions, so that they say nothing about each other. */
  readonly incomparable: readonly string[];
}

export function compareBaselines(before: Baseline, after: Baseline): Comparison {
  const changes: BaselineChange[] = [];
  const incomparable: string[] = [];
  for (const [scenario, a, b] of pairs(before.scenarios, after.scenarios)) {
    if (a === undefined || b === undefined) {
      const n = Object.keys((a ?? b)?.variants ?? {}).length;
      const kind = a === undefined ? 'scenario added' : 'scenario removed';
      changes.push({ kind, scenario, subject: '', ...side(kind, variantsText(n)), variants: [] });
      continue;
    }
    const found = new ScenarioComparison(scenario, a, b);
    changes.push(...found.changes);
    if (!found.comparable) incomparable.push(scenario);
  }
  return { changes, incomparable };
}

const variantsText = (n: number): string => (n === 1 ? '1 variant' : `${n} variants`);

/** An addition has only an after, a removal only a before. */
const side = (kind: string, text: string) =>
  kind.endsWith('added') ? { before: '', after: text } : { before: text, after: '' };

class ScenarioComparison {
  readonly changes: BaselineChange[] = [];
  /** Whether all counts could be compared: those of searches that leave something out only with those of such searches. */
  readonly comparable: boolean;
  private readonly shared: readonly (readonly [string, VariantFacts, VariantFacts])[];

  constructor(
    private readonly scenario: string,
    a: ScenarioFacts,
    b: ScenarioFacts,
  ) {
    const variants = [...pairs(a.variants, b.variants)];
    this.shared = variants.flatMap(([key, x, y]) => (x && y ? [[key, x, y] as const] : []));
    this.comparable = this.shared.every(([, x, y]) => sameReduction(x, y));
    for (const kind of ['variant added', 'variant removed'] as const) {
      const keys = variants.filter(([, x, y]) => (kind === 'variant added' ? !x : !y)).map(([key]) => key);
      if (keys.length > 0) this.say(kind, '', side(kind, variantsText(keys.length)), keys);
    }
    // What matters most comes first.
    this.verdicts();
    this.counts();
    this.steps(a, b);
    this.functions(a, b);
    this.models();
  }

  private functions(a: ScenarioFacts, b: ScenarioFacts): void {
    for (const [name, x, y] of pairs(a.functions, b.functions)) {
      if (x === undefined) this.say('function added', name, side('added', name));
      else if (y === undefined) this.say('function removed', name, side('removed', name));
      else if (x !== y) this.say('function changed', name, { before: x, after: y });
    }
  }

  private steps(a: ScenarioFacts, b: ScenarioFacts): void {
    const sameVariants = [a, b].every((x) => Object.keys(x.variants).length === this.shared.length);
    for (const [name, x, y] of pairs(a.steps, b.steps)) {
      const reached = (n: number) => `taken in ${variantsText(n)}`;
      if (x === undefined && y !== undefined) this.say('step added', name, side('added', reached(y)));
      else if (y === undefined && x !== undefined)
        this.say('step removed', name, side('removed', reached(x)));
      else if (x !== undefined && y !== undefined && x !== y && this.comparable) {
        // With more variants, most steps are taken in more of them; whether in any is still news.
        if (!sameVariants && x !== 0 && y !== 0) continue;
        const kind = y === 0 ? 'step unreached' : 'step reached';
        this.say(kind, name, { before: reached(x), after: reached(y) });
      }
    }
  }

  private models(): void {
    const changed = this.shared.filter(([, x, y]) => x.model !== y.model).map(([key]) => key);
    if (changed.length > 0)
      this.say(
        'model',
        '',
        { before: '', after: `${changed.length} of ${variantsText(this.shared.length)}` },
        changed,
      );
  }

  private verdicts(): void {
    const groups = new Map<
      string,
      { change: Omit<BaselineChange, 'variants'>; variants: string[]; lengths: number[] }
    >();
    for (const [key, x, y] of this.shared)
      for (const [property, from = '', to = ''] of pairs(x.verdicts, y.verdicts)) {
        if (from === to) continue;
        const moved = word(from) !== word(to);
        // Another run of the same length may be another only because of a reduction.
        if (!moved && !sameReduction(x, y)) continue;
        const [before, after] = moved ? [word(from), word(to)] : [lengthOf(from), lengthOf(to)];
        const kind = moved ? 'verdict' : 'counterexample';
        const change = { kind, scenario: this.scenario, subject: property, before, after } as const;
        const group = groups.get(JSON.stringify(change)) ?? { change, variants: [], lengths: [] };
        groups.set(JSON.stringify(change), group);
        group.variants.push(key);
        const length = Number.parseInt(lengthOf(to), 10);
        if (moved && length >= 0) group.lengths.push(length);
      }
    for (const { change, variants, lengths } of groups.values()) {
      // However long they are, violations of one property are one change.
      const after = lengths.length === 0 ? change.after : `${change.after} after ${rangeText(lengths)}`;
      this.changes.push({ ...change, after, variants });
    }
  }

  private counts(): void {
    const comparable = this.shared.filter(([, x, y]) => sameReduction(x, y));
    const changed = comparable.filter(
      ([, x, y]) =>
        x.states !== y.states ||
        x.transitions !== y.transitions ||
        x.depth !== y.depth ||
        x.fingerprint !== y.fingerprint,
    );
    if (changed.length === 0) return;
    const sum = (of: (x: VariantFacts, y: VariantFacts) => VariantFacts) =>
      `${comparable.reduce((n, [, x, y]) => n + of(x, y).states, 0)} states`;
    this.say(
      'states',
      '',
      { before: sum((x) => x), after: sum((_, y) => y) },
      changed.map(([key]) => key),
    );
  }

  private say(
    kind: BaselineChange['kind'],
    subject: string,
    { before, after }: { before: string; after: string },
    variants: readonly string[] = [],
  ): void {
    this.changes.push({ kind, scenario: this.scenario, subject, before, after, variants });
  }
}

const sameReduction = (a: VariantFacts, b: VariantFacts): boolean => a.reduction === b.reduction;
const word = (fact: string): string => (fact === '' ? 'not asked' : fact.split(' ')[0]);
const stepsText = (n: number): string => (n === 1 ? '1 step' : `${n} steps`);
const lengthOf = (fact: string): string => {
  const n = / in (\d+) steps/.exec(fact)?.[1];
  return n === undefined ? fact : stepsText(Number(n));
};

/** `5 steps`, `5 to 9 steps`. */
function rangeText(lengths: readonly number[]): string {
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return least === most ? stepsText(least) : `${least} to ${most} steps`;
}

/** The keys of both, in order, with what each has. */
function* pairs<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): Generator<readonly [string, T | undefined, T | undefined]> {
  const own = (record: Readonly<Record<string, T>>, key: string) =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort())
    yield [key, own(a, key), own(b, key)];
}

/**
 * The parts of a baseline and of results that can be compared: scenarios that were asked about, and those that are gone; of
 * those of which not every variant and property was explored, only what was.
 */
export function restricted(
  before: Baseline,
  after: Baseline,
  isWhole: (scenario: string) => boolean,
  isGone: (scenario: string) => boolean,
): [before: Baseline, after: Baseline] {
  const scenarios = Object.fromEntries(Object.entries(before.scenarios).filter(([name]) => isGone(name)));
  const explored: Baseline['scenarios'] = {};
  for (const [name, b] of Object.entries(after.scenarios)) {
    const a = Object.hasOwn(before.scenarios, name) ? before.scenarios[name] : undefined;
    const whole = isWhole(name);
    explored[name] = whole ? b : { ...b, functions: {}, steps: {} };
    if (a === undefined) continue;
    const variants = Object.entries(a.variants)
      .filter(([key]) => Object.hasOwn(b.variants, key))
      .map(([key, facts]) => {
        const asked = b.variants[key].verdicts;
        const verdicts = Object.entries(facts.verdicts).filter(([property]) =>
          Object.hasOwn(asked, property),
        );
        return [key, { ...facts, verdicts: Object.fromEntries(verdicts) }] as const;
      });
    scenarios[name] = whole ? a : { functions: {}, steps: {}, variants: Object.fromEntries(variants) };
  }
  return [
    { version: BASELINE_VERSION, scenarios },
    { version: BASELINE_VERSION, scenarios: explored },
  ];
}
