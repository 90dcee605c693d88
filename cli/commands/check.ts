import { type Scenario, settingsOf, smallestVariants } from '../../scenarios/scenario.js';
import { answer, findScenario } from '../answer.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { grid } from '../reporters/grid.js';
import { document } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { integer, seconds, UNEXPECTED_SIGN } from '../reporters/words.js';
import { type CommonFlags, look, type Session } from '../session.js';

/** What came out of one scenario, over all its variants. */
interface Checked {
  readonly scenario: string;
  variants: number;
  states: number;
  seconds: number;
  readonly verdicts: Record<string, number>;
  /** Verdicts that are not the expected ones, as text, with the command that shows each. */
  readonly surprises: { readonly text: string; readonly command: string }[];
  exit: ExitCode;
}

const VERDICTS = ['holds', 'violated', 'vacuous', 'incomplete'] as const;

/** Explores every variant of every scenario (or of those named) and compares the verdicts with the expected ones. */
export async function check(
  names: readonly string[],
  flags: CommonFlags,
  session: Session,
): Promise<ExitCode> {
  const all = await session.scenarios();
  const chosen = names.length === 0 ? all : names.map((name) => findScenario(all, name));
  const progress = new ProgressLine(session.io);
  const results: Checked[] = [];
  try {
    for (const scenario of chosen) results.push(await checkScenario(scenario, progress, session));
  } finally {
    progress.stop();
  }
  const exit = worst(results.map((r) => r.exit));
  if (flags.json) session.io.out(document({ exit, scenarios: results }));
  else session.io.out(report(results, flags, session));
  return exit;
}

async function checkScenario(scenario: Scenario, progress: ProgressLine, { io }: Session): Promise<Checked> {
  const result: Checked = {
    scenario: scenario.name,
    variants: 0,
    states: 0,
    seconds: 0,
    verdicts: Object.fromEntries(VERDICTS.map((v) => [v, 0])),
    surprises: [],
    exit: Exit.ok,
  };
  const started = performance.now();
  for (const variant of smallestVariants(scenario)) {
    if (io.interruption.aborted) break;
    const settings = settingsOf(scenario, variant);
    progress.about(`${scenario.name} ${settings.join(',')}`);
    const options = { minimise: false, onProgress: progress.update, signal: io.interruption };
    const { exploration, properties, exit } = await answer(scenario, variant, [], options);
    result.variants++;
    result.states += exploration.states;
    result.exit = worst([result.exit, exit]);
    for (const p of properties) {
      result.verdicts[p.report.verdict]++;
      if (p.exit === Exit.ok) continue;
      const set = settings.length === 0 ? '' : ` --set ${settings.join(',')}`;
      result.surprises.push({
        text: `${p.report.name}: ${p.report.verdict}, expected ${p.expected} (${settings.join(', ') || 'defaults'})`,
        command: `panic-check explore ${scenario.name}${set} --property ${p.report.name}`,
      });
    }
  }
  result.seconds = (performance.now() - started) / 1000;
  return result;
}

function report(results: readonly Checked[], flags: CommonFlags, session: Session): string {
  const { style, width } = look(session, flags);
  const table = grid(
    2,
    [
      ['scenario', 'variants', 'states', 'time', ...VERDICTS, 'unexpected'].map((h) => style.bold(h)),
      ...results.map((r) => [
        r.scenario,
        integer(r.variants),
        integer(r.states),
        seconds(r.seconds),
        ...VERDICTS.map((v) => integer(r.verdicts[v])),
        r.surprises.length === 0 ? '0' : style.red(`${r.surprises.length}${UNEXPECTED_SIGN}`),
      ]),
    ],
    (column) => column > 0,
  );
  const surprises = results.flatMap((r) =>
    r.surprises.flatMap(({ text, command }) => [
      '',
      ...wrap(`${r.scenario}: ${text}`, width, 2),
      `  ${command}`,
    ]),
  );
  const total = results.reduce((n, r) => n + r.variants, 0);
  const verdict = results.some((r) => r.surprises.length > 0)
    ? 'Not every verdict is the expected one.'
    : `Every verdict of ${integer(total)} variants is the expected one.`;
  return `${[table, ...surprises, '', verdict].join('\n')}\n`;
}
