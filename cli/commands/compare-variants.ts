import { type Scenario, UsageError, type Variant, variantOf } from '../../scenarios/scenario.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { answerJson, document } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { firstViolation, type Row, tableReport, whatNext } from '../reporters/table.js';
import { violationReport } from '../reporters/variant.js';
import { checkFolder, saveTraces } from '../save.js';
import { look, type Session } from '../session.js';
import { ask, explain } from './ask.js';
import type { ExploreFlags } from './explore.js';

/** All values of the compared options side by side, and the first violation. Saves traces only where it is told to. */
export async function compareVariants(
  scenario: Scenario,
  compared: readonly string[],
  given: Variant,
  flags: ExploreFlags,
  session: Session,
): Promise<ExitCode> {
  const { io } = session;
  const folder = flags.trace ? (flags.outDir ?? null) : null;
  if (folder !== null) checkFolder(folder);
  const rows: Row[] = [];
  const documents: object[] = [];
  const variants = variantsToCompare(scenario, compared, given);
  const progress = new ProgressLine(io);
  try {
    for (const { value, variant, missing } of variants) {
      if (variant === null || io.interruption.aborted) {
        rows.push({ value, answer: null, missing: variant === null ? missing : 'not explored' });
        continue;
      }
      const found = await ask(scenario, variant, flags, session, progress);
      rows.push({ value, answer: found, missing: '' });
      const { files, failure } = await saveTraces(found, folder);
      if (failure !== null) throw failure.error;
      documents.push(answerJson(found, files, flags.trace));
    }
  } finally {
    progress.stop();
  }
  const missing = rows.flatMap((r) => (r.answer === null ? [{ value: r.value, reason: r.missing }] : []));
  if (flags.json)
    io.out(document({ scenario: scenario.name, compares: compared.join(','), rows: documents, missing }));
  else await tellComparison(scenario, compared, rows, flags, session);
  const unexplored = rows.some((r) => r.answer === null && r.missing === 'not explored')
    ? [Exit.incomplete]
    : [];
  return worst([...unexplored, ...rows.flatMap((r) => (r.answer === null ? [] : [r.answer.exit]))]);
}

async function tellComparison(
  scenario: Scenario,
  compared: readonly string[],
  rows: readonly Row[],
  flags: ExploreFlags,
  session: Session,
): Promise<void> {
  const { style, width } = look(session, flags);
  session.io.out(`${tableReport(scenario, compared, rows, style, width)}\n`);
  const first = flags.trace ? firstViolation(rows) : null;
  if (first !== null) {
    const { answer: found, property } = first;
    const value = compared.map((name) => `${name}=${found.variant[name]}`).join(', ');
    const explanation = await explain(found.exploration, property);
    session.io.out(`\nThe first violation, ${value}:\n\n`);
    session.io.out(`${violationReport(found, property, explanation, null, style, width)}\n`);
  }
  session.io.out(`\n${whatNext(scenario, rows, style)}\n`);
}

/** The variants that differ in the compared options; with what keeps the others from being asked. */
function variantsToCompare(scenario: Scenario, compared: readonly string[], given: Variant) {
  const errors: UsageError[] = [];
  const variants = combinations(scenario, compared).map((settings) => {
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
