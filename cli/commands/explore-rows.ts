import { type Scenario, UsageError, type Variant, variantOf } from '../../scenarios/scenario.js';
import { answerJson } from '../reporters/json.js';
import type { Watcher } from '../reporters/progress.js';
import type { Row } from '../reporters/table.js';
import { saveTraces } from '../save.js';
import type { Session } from '../session.js';
import { ask } from './ask.js';
import type { ExploreFlags } from './explore.js';

/** A variant that is to be explored, or why there is none. */
export interface Candidate {
  readonly value: string;
  readonly variant: Variant | null;
  readonly missing: string;
}

/** Somebody who follows how a comparison fills in. */
export interface RowWatcher extends Watcher {
  rows?(rows: readonly Row[]): void;
}

/** Explores variants one after the other. `documents` is what --json says of them. */
export async function exploreRows(
  scenario: Scenario,
  candidates: readonly Candidate[],
  flags: ExploreFlags,
  session: Session,
  folder: string | null,
  watcher: RowWatcher,
): Promise<{ rows: Row[]; documents: object[] }> {
  const rows: Row[] = [];
  const documents: object[] = [];
  const add = (row: Row) => {
    rows.push(row);
    watcher.rows?.(rows);
  };
  for (const { value, variant, missing } of candidates) {
    if (variant === null || session.io.interruption.aborted) {
      add({ value, answer: null, missing: variant === null ? missing : NOT_EXPLORED });
      continue;
    }
    const found = await ask(scenario, variant, flags, session, watcher);
    const { files, failure } = await saveTraces(found, folder);
    if (failure !== null) throw failure.error;
    add({ value, answer: found, missing: '' });
    documents.push(answerJson(found, files, flags.trace));
  }
  return { rows, documents };
}

export const NOT_EXPLORED = 'not explored';

/** The variants that differ in the compared options; with what keeps the others from being asked. */
export function candidatesFor(scenario: Scenario, compared: readonly string[], given: Variant): Candidate[] {
  const errors: UsageError[] = [];
  const variants = combinations(scenario, compared).map((settings): Candidate => {
    const value = Object.values(settings).join(' / ');
    try {
      return { value, variant: variantOf(scenario, { ...given, ...settings }), missing: '' };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      errors.push(error);
      return { value, variant: null, missing: error.message };
    }
  });
  // What is wrong with every row is wrong with what the user wrote.
  if (errors.length > 0 && errors.length === variants.length) throw errors[0];
  return variants;
}

/** Every combination of the values of some options, the last option changing fastest. */
function combinations(scenario: Scenario, names: readonly string[]): Variant[] {
  return names.reduce<Variant[]>(
    (all, name) => {
      const values = scenario.options.find((o) => o.name === name)?.values ?? [];
      return all.flatMap((settings) => values.map((v) => ({ ...settings, [name]: v.name })));
    },
    [{}],
  );
}
