import type { Scenario, Variant } from '../../scenarios/scenario.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { document } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { firstViolation, type Row, tableReport, whatNext } from '../reporters/table.js';
import { violationReport } from '../reporters/variant.js';
import { checkFolder } from '../save.js';
import { look, type Session } from '../session.js';
import { explain } from './ask.js';
import type { ExploreFlags } from './explore.js';
import { exploreLive, isLive } from './explore-live.js';
import { type Candidate, candidatesFor, exploreRows, NOT_EXPLORED } from './explore-rows.js';

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
  const candidates = candidatesFor(scenario, compared, given);
  const { rows, documents } = await (isLive(flags, session)
    ? exploreLive({ scenario, compared, candidates, folder }, flags, session)
    : exploreQuietly(scenario, candidates, flags, session, folder));
  const missing = rows.flatMap((r) => (r.answer === null ? [{ value: r.value, reason: r.missing }] : []));
  if (flags.format === 'svg') io.out(await exploreSvg(scenario, compared, rows));
  else if (flags.json)
    io.out(document({ scenario: scenario.name, compares: compared.join(','), rows: documents, missing }));
  else await tellComparison(scenario, compared, rows, flags, session);
  const unexplored = rows.some((r) => r.answer === null && r.missing === NOT_EXPLORED)
    ? [Exit.incomplete]
    : [];
  return worst([...unexplored, ...rows.flatMap((r) => (r.answer === null ? [] : [r.answer.exit]))]);
}

/** The table and what was found, as the screen shows it. */
async function exploreSvg(
  scenario: Scenario,
  compared: readonly string[],
  rows: readonly Row[],
): Promise<string> {
  const { explorePicture } = await import('../screens/explore/layout.js');
  const { svg } = await import('../reporters/svg.js');
  return svg(
    `${scenario.name}: ${scenario.question}`,
    explorePicture(scenario, compared, rows, PICTURE_WIDTH),
  );
}

const PICTURE_WIDTH = 100;

async function exploreQuietly(
  scenario: Scenario,
  candidates: readonly Candidate[],
  flags: ExploreFlags,
  session: Session,
  folder: string | null,
) {
  const progress = new ProgressLine(session.io);
  try {
    return await exploreRows(scenario, candidates, flags, session, folder, progress);
  } finally {
    progress.stop();
  }
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
