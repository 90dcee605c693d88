import { type Scenario, UsageError, type Variant, variantOf } from '../../../scenarios/scenario.js';

/** Which scenario somebody is about to choose. */
export interface Picking {
  readonly scenarios: readonly Scenario[];
  /** Only scenarios that have this in their name or question. */
  readonly filter: string;
  /** Whether the filter is being typed. */
  readonly typing: boolean;
  readonly selected: number;
  readonly help: boolean;
}

export const shown = ({ scenarios, filter }: Picking): Scenario[] =>
  scenarios.filter((s) => `${s.name} ${s.question}`.toLowerCase().includes(filter.toLowerCase()));

export function pick(p: Picking, by: number): Picking {
  return { ...p, selected: Math.max(0, Math.min(p.selected + by, shown(p).length - 1)) };
}

/** Which variant of a scenario somebody is about to choose. */
export interface Choosing {
  readonly scenario: Scenario;
  /** What was chosen; the other options have their defaults, or are compared. */
  readonly given: Variant;
  readonly selected: number;
  readonly help: boolean;
}

/** The value that an option has now; null for the one that is compared, with a row for each value. */
export function settingOf({ scenario, given }: Choosing, option: string): string | null {
  if (option in given) return given[option];
  if (option === scenario.compares) return null;
  const { default: fallback } = scenario.options.find((o) => o.name === option)!;
  return typeof fallback === 'string' ? fallback : fallback(given);
}

/** The next value of the selected option. The option that is compared has one more: all of them. */
export function turnValue(c: Choosing, by: 1 | -1): Choosing {
  const { name, values } = c.scenario.options[c.selected];
  const all: (string | null)[] = values.map((v) => v.name);
  if (name === c.scenario.compares) all.unshift(null);
  const at = all.indexOf(settingOf(c, name));
  const value = all[(at + by + all.length) % all.length];
  const { [name]: _, ...rest } = c.given;
  return { ...c, given: value === null ? rest : { ...rest, [name]: value } };
}

/** Why these settings cannot be asked, or null. */
export function problem({ scenario, given }: Choosing): string | null {
  if (!(scenario.compares in given)) return null;
  try {
    variantOf(scenario, given);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
