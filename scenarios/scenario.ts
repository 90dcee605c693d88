import { nearest } from '../model/language/errors.js';
import type { Property, System } from '../model/language/index.js';

/** What a variant means: a system, and what is asked of it. */
export interface Built {
  readonly system: System;
  readonly properties: readonly Property[];
}

/** A scenario: one question about the kernel, in all the variants in which it can be asked, with the answers expected. */
export interface Scenario {
  readonly name: string;
  /** The question, as one sentence with a question mark. */
  readonly question: string;
  /** A few paragraphs: who argues about it, what is modelled, what the environment may do. */
  readonly about: string;
  /** Every option, `cpus` included. */
  readonly options: readonly Option[];
  /** The option whose values are compared when the scenario is explored without choosing (a row for each). */
  readonly compares: string;
  /** Why these settings make no sense together, and what to change; null if they do. */
  contradiction(variant: Variant): string | null;
  build(variant: Variant): Built;
  readonly expectations: readonly Expectation[];
  /** Historical bugs that variants of this scenario show, before and after their fix. */
  readonly bugs?: readonly Bug[];
  /** Steps (`function.label`) that no variant reaches, with the reason. Tests hold the list against the searches. */
  readonly unreached: readonly { readonly steps: readonly string[]; readonly reason: string }[];
  /** Known outcomes that cannot be asked yet, with the reason. */
  readonly notYet: readonly { readonly id: string; readonly reason: string }[];
}

/** What can be set in a scenario with `--set`: a kernel version, a lock, a boot option, the number of CPUs. */
export interface Option {
  readonly name: string;
  readonly says: string;
  readonly values: readonly OptionValue[];
  /** The value taken when none is given; it may depend on the settings that were given. */
  readonly default: string | ((given: Variant) => string);
}

/** A value of an option, and what it means. */
export interface OptionValue {
  readonly name: string;
  readonly says: string;
}

/** A value for each option. */
export type Variant = Readonly<Record<string, string>>;

/** A verdict that is known beforehand, and where it is known from. */
export interface Expectation {
  /** The row of the table of known outcomes. */
  readonly id: string;
  readonly property: string;
  /** Settings that it speaks about; an option that is not named may have any value. */
  readonly when: Readonly<Record<string, string | readonly string[]>>;
  readonly verdict: 'holds' | 'violated' | 'vacuous';
  /** What happens, in a sentence. */
  readonly why: string;
  /** Where it is known from. */
  readonly source: string;
  readonly confidence: 'sure' | 'likely' | 'unsure';
}

/** A real bug of the kernel, as a pair of variants: before the fix the property is violated, after it, it holds. */
export interface Bug {
  /** Number and name in the catalogue of bugs (docs/bugs.md): `1 panic-vs-crash-kexec`. */
  readonly id: string;
  readonly fix: string;
  /** The property that the bug violates and the fix restores. */
  readonly property: string;
  readonly before: Variant;
  readonly after: Variant;
  /** What the fix is known to leave open, if anything: then `after` still violates the property. */
  readonly residual?: string;
}

/** A mistake in what the user asked for: unknown scenario, option or value, or settings that contradict each other. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    message: string,
    readonly hint = '',
  ) {
    super(message);
  }
}

/** Fills in the defaults and checks every setting. Throws UsageError. */
export function variantOf(scenario: Scenario, given: Variant): Variant {
  const names = scenario.options.map((o) => o.name);
  for (const [name, value] of Object.entries(given)) {
    const option = scenario.options.find((o) => o.name === name);
    if (option === undefined)
      throw new UsageError(`${scenario.name} has no option '${name}'`, suggestion(name, names, 'options'));
    const values = option.values.map((v) => v.name);
    if (!values.includes(value))
      throw new UsageError(
        `${scenario.name}: ${name} cannot be '${value}'`,
        suggestion(value, values, `values of ${name}`),
      );
  }
  const variant: Record<string, string> = {};
  for (const option of scenario.options)
    variant[option.name] =
      given[option.name] ?? (typeof option.default === 'string' ? option.default : option.default(given));
  const contradiction = scenario.contradiction(variant);
  if (contradiction !== null) throw new UsageError(`${scenario.name}: ${contradiction}`);
  return variant;
}

function suggestion(written: string, known: readonly string[], what: string): string {
  const near = nearest(written, known);
  return `${near === undefined ? '' : `did you mean '${near}'? `}${what}: ${known.join(', ')}`;
}

/** Every variant that makes sense, in the order of the options' values. */
export function* variantsOf(scenario: Scenario, fixed: Variant = {}): Generator<Variant> {
  yield* combinations(scenario, fixed, []);
}

/** Every variant that makes sense in which the `dependent` options have their default. */
function* combinations(scenario: Scenario, fixed: Variant, dependent: readonly Option[]): Generator<Variant> {
  const free = scenario.options.filter((o) => !(o.name in fixed) && !dependent.includes(o));
  const choose = function* (i: number, variant: Record<string, string>): Generator<Variant> {
    if (i < free.length) {
      for (const v of free[i].values) {
        variant[free[i].name] = v.name;
        yield* choose(i + 1, variant);
      }
      return;
    }
    for (const o of dependent)
      variant[o.name] = typeof o.default === 'string' ? o.default : o.default(variant);
    const complete = Object.fromEntries(scenario.options.map((o) => [o.name, variant[o.name]]));
    if (scenario.contradiction(complete) === null) yield complete;
  };
  yield* choose(0, { ...fixed });
}

/**
 * Variants in which options whose default depends on others have that default: every setting, on the smallest machine
 * that fits it.
 */
export function* smallestVariants(scenario: Scenario, fixed: Variant = {}): Generator<Variant> {
  const dependent = scenario.options.filter((o) => typeof o.default !== 'string' && !(o.name in fixed));
  yield* combinations(scenario, fixed, dependent);
}

/** The expectations that speak about a property of a variant. */
export function expectationsFor(scenario: Scenario, variant: Variant, property: string): Expectation[] {
  return scenario.expectations.filter(
    (e) =>
      e.property === property &&
      Object.entries(e.when).every(([name, value]) =>
        typeof value === 'string' ? variant[name] === value : value.includes(variant[name]),
      ),
  );
}

/** The verdict expected of a property: what is known, or that it holds. */
export function expectedVerdict(
  scenario: Scenario,
  variant: Variant,
  property: string,
): Expectation['verdict'] {
  return expectationsFor(scenario, variant, property)[0]?.verdict ?? 'holds';
}

/** The settings that differ from the defaults, as they are written after `--set`. */
export function settingsOf(scenario: Scenario, variant: Variant): string[] {
  const given: Record<string, string> = {};
  // A default can depend on other settings, so that leaving one out is checked one by one.
  for (const o of scenario.options) given[o.name] = variant[o.name];
  for (const o of [...scenario.options].reverse()) {
    const { [o.name]: _, ...rest } = typeof o.default === 'string' ? {} : given;
    const fallback = typeof o.default === 'string' ? o.default : o.default(rest);
    if (fallback === variant[o.name]) delete given[o.name];
  }
  return Object.entries(given).map(([name, value]) => `${name}=${value}`);
}
