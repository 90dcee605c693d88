import { waitingBugs } from '../../scenarios/bugs.js';
import { type Bug, type Scenario, variantOf } from '../../scenarios/scenario.js';
import { type Answer, answer, counterexampleOf } from '../answer.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { grid } from '../reporters/grid.js';
import { document } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { integer, UNEXPECTED_SIGN } from '../reporters/words.js';
import { type CommonFlags, look, type Session } from '../session.js';

/** A bug of the catalogue, as the checker sees it before and after its fix. */
interface Row {
  readonly scenario: string;
  readonly bug: Bug;
  readonly before: Side;
  readonly after: Side;
  /** Steps and context switches of the counterexample before the fix. */
  readonly steps: number | null;
  readonly switches: number | null;
  readonly asExpected: boolean;
}

interface Side {
  readonly verdict: string;
  readonly states: number;
}

/** Lists the historical bugs that scenarios show, each found before its fix and gone (or not) after it. */
export async function listBugs(flags: CommonFlags, session: Session): Promise<ExitCode> {
  const progress = new ProgressLine(session.io);
  const rows: Row[] = [];
  try {
    for (const scenario of await session.scenarios())
      for (const bug of scenario.bugs ?? []) {
        progress.about(bug.id);
        rows.push(await examine(scenario, bug, progress));
      }
  } finally {
    progress.stop();
  }
  rows.sort((a, b) => Number.parseInt(a.bug.id, 10) - Number.parseInt(b.bug.id, 10));
  if (flags.json) session.io.out(document({ bugs: rows.map(rowJson), waiting: waitingBugs }));
  else session.io.out(bugTable(rows, flags, session));
  return worst([Exit.ok, ...rows.map((r) => (r.asExpected ? Exit.ok : Exit.unexpected))]);
}

async function examine(scenario: Scenario, bug: Bug, progress: ProgressLine): Promise<Row> {
  const ask = (given: Bug['before']) =>
    answer(scenario, variantOf(scenario, given), [bug.property], { onProgress: progress.update });
  const [before, after] = [await ask(bug.before), await ask(bug.after)];
  const run = counterexampleOf(before.properties[0].report);
  const gone = bug.residual === undefined ? 'holds' : 'violated';
  const side = (a: Answer): Side => ({
    verdict: a.properties[0].report.verdict,
    states: a.exploration.states,
  });
  return {
    scenario: scenario.name,
    bug,
    before: side(before),
    after: side(after),
    steps: run?.steps.length ?? null,
    switches: run?.switches ?? null,
    asExpected: run !== null && side(after).verdict === gone,
  };
}

const rowJson = ({ scenario, bug, before, after, steps, switches, asExpected }: Row) => ({
  id: bug.id,
  fix: bug.fix,
  scenario,
  property: bug.property,
  before: { settings: bug.before, ...before },
  after: { settings: bug.after, ...after },
  residual: bug.residual ?? null,
  steps,
  switches,
  asExpected,
});

function bugTable(rows: readonly Row[], flags: CommonFlags, session: Session): string {
  const { style, width } = look(session, flags);
  const head = ['bug', 'fix', 'property', 'steps', 'switches', 'states', 'after', 'states'];
  const table = grid(
    2,
    [
      head.map((h) => style.bold(h)),
      ...rows.map((r) => [
        r.bug.id,
        r.bug.fix.slice(0, 12),
        r.bug.property,
        String(r.steps ?? '-'),
        String(r.switches ?? '-'),
        integer(r.before.states),
        r.asExpected ? r.after.verdict : style.red(`${r.after.verdict}${UNEXPECTED_SIGN}`),
        integer(r.after.states),
      ]),
    ],
    (column) => ['steps', 'switches', 'states'].includes(head[column]),
  );
  const waiting = waitingBugs.flatMap((w) => wrap(`waiting: ${w.id} (${w.fix}): ${w.waitsFor}`, width, 2));
  const residuals = rows.flatMap(({ bug }) =>
    bug.residual === undefined ? [] : wrap(`left open by the fix of ${bug.id}: ${bug.residual}`, width, 2),
  );
  return `${[table, '', ...residuals, ...waiting].join('\n')}\n`;
}
