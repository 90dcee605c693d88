import { coverage } from '../../checker/coverage.js';
import { type Scenario, settingsOf, smallestVariants, type Variant } from '../../scenarios/scenario.js';
import { answer } from '../answer.js';
import { type Shard, shellWord } from '../arguments.js';
import { Exit, type ExitCode, worst } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { grid } from '../reporters/grid.js';
import { document } from '../reporters/json.js';
import { ProgressLine } from '../reporters/progress.js';
import { counted, integer, seconds, UNEXPECTED_SIGN } from '../reporters/words.js';
import { isOwn, referenceTo, selectScenarios } from '../scenarios.js';
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
  /**
   * How many steps the modelled functions have, and those that no variant reaches and nothing excuses. Null in a shard,
   * because its other variants may have and reach more.
   */
  steps: number | null;
  unreached: string[] | null;
  /** Which verdicts each property had; covers are left out. */
  readonly properties: Record<string, string[]>;
  exit: ExitCode;
}

const VERDICTS = ['holds', 'violated', 'vacuous', 'incomplete'] as const;

export interface CheckFlags extends CommonFlags {
  readonly shard?: Shard;
}

/**
 * Explores every variant of every scenario (or of those named) and compares the verdicts with the expected ones. A shard
 * explores only its part of the variants, and claims nothing that takes all of them.
 */
export async function check(
  names: readonly string[],
  flags: CheckFlags,
  session: Session,
): Promise<ExitCode> {
  const chosen = await selectScenarios(session, names);
  const parts = divide(chosen, flags.shard);
  const whole = flags.shard === undefined || flags.shard.of === 1;
  const progress = new ProgressLine(session.io);
  const results: Checked[] = [];
  try {
    for (const part of parts) results.push(await checkScenario(part, whole, progress, session));
  } finally {
    progress.stop();
  }
  // Whether a property can fail is a question to all scenarios together: each may use it for what it proves.
  const oneSided = !whole
    ? null
    : names.length === 0 && !chosen.some(isOwn)
      ? oneSidedProperties(results)
      : [];
  const exit = worst([...results.map((r) => r.exit), ...(oneSided?.length ? [Exit.vacuous] : [])]);
  if (flags.json)
    session.io.out(document({ exit, shard: flags.shard ?? null, scenarios: results, oneSided }));
  else session.io.out(report(results, oneSided, flags, session));
  return exit;
}

/** Some variants of a scenario. */
interface Part {
  readonly scenario: Scenario;
  readonly variants: readonly Variant[];
}

/**
 * What is to be explored here: everything, or the variants of a shard; a scenario of which nothing is left is left out.
 * Variants are dealt out in turns. Most cost about the same: of up to 10 shards none took 10 % more than the mean.
 */
function divide(scenarios: readonly Scenario[], { index, of }: Shard = { index: 1, of: 1 }): Part[] {
  let number = 0;
  return scenarios
    .map((scenario) => ({
      scenario,
      variants: [...smallestVariants(scenario)].filter(() => number++ % of === index - 1),
    }))
    .filter(({ variants }) => variants.length > 0);
}

/** `whole` says that these are all the variants there are. */
async function checkScenario(
  { scenario, variants }: Part,
  whole: boolean,
  progress: ProgressLine,
  { io }: Session,
): Promise<Checked> {
  const result: Checked = {
    scenario: scenario.name,
    variants: 0,
    states: 0,
    seconds: 0,
    verdicts: Object.fromEntries(VERDICTS.map((v) => [v, 0])),
    surprises: [],
    steps: null,
    unreached: null,
    properties: {},
    exit: Exit.ok,
  };
  const all = new Set<string>();
  const reached = new Set<string>(scenario.unreached.flatMap((u) => u.steps));
  const started = performance.now();
  for (const variant of variants) {
    if (io.interruption.aborted) break;
    const settings = settingsOf(scenario, variant);
    progress.about(`${scenario.name} ${settings.join(',')}`);
    const options = { minimise: false, onProgress: progress.update, signal: io.interruption };
    const { exploration, properties, exit } = await answer(scenario, variant, [], options);
    result.variants++;
    result.states += exploration.states;
    result.exit = worst([result.exit, exit]);
    const steps = coverage(exploration.machine, exploration.taken);
    for (const step of steps.all) all.add(step);
    for (const step of steps.reached) reached.add(step);
    const kinds = new Map(exploration.machine.properties.map((p) => [p.name, p.kind]));
    for (const p of properties) {
      result.verdicts[p.report.verdict]++;
      // A cover asks to be reached, and no assertion of a model is meant to fail.
      if (kinds.has(p.report.name) && kinds.get(p.report.name) !== 'reachable')
        result.properties[p.report.name] = [
          ...new Set([...(result.properties[p.report.name] ?? []), p.report.verdict]),
        ];
      if (p.exit === Exit.ok) continue;
      const set = settings.length === 0 ? '' : ` --set ${settings.join(',')}`;
      result.surprises.push({
        text: `${p.report.name}: ${p.report.verdict}, expected ${p.expected} (${settings.join(', ') || 'defaults'})`,
        command: `panic-check explore ${shellWord(referenceTo(scenario))}${set} --property ${p.report.name}`,
      });
    }
  }
  result.seconds = (performance.now() - started) / 1000;
  if (!whole) return result;
  result.steps = all.size;
  // What an interrupted check did not reach says nothing.
  result.unreached = io.interruption.aborted ? [] : [...all].filter((step) => !reached.has(step));
  if (result.unreached.length > 0) result.exit = worst([result.exit, Exit.vacuous]);
  return result;
}

/** Properties that no variant of any scenario violates, or that none satisfies. */
function oneSidedProperties(results: readonly Checked[]): string[] {
  const verdicts = new Map<string, Set<string>>();
  for (const { properties } of results)
    for (const [name, had] of Object.entries(properties))
      verdicts.set(name, new Set([...(verdicts.get(name) ?? []), ...had]));
  return [...verdicts].flatMap(([name, had]) => {
    if (had.has('violated') && had.has('holds')) return [];
    return [`${name}: only ever ${[...had].join(', ')}`];
  });
}

function report(
  results: readonly Checked[],
  oneSided: readonly string[] | null,
  flags: CheckFlags,
  session: Session,
): string {
  const { style, width } = look(session, flags);
  const table = grid(
    2,
    [
      ['scenario', 'variants', 'steps', 'states', 'time', ...VERDICTS, 'unexpected'].map((h) =>
        style.bold(h),
      ),
      ...results.map((r) => [
        r.scenario,
        integer(r.variants),
        r.steps === null ? '-' : integer(r.steps) + (r.unreached?.length ? UNEXPECTED_SIGN : ''),
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
  const unreached = results.flatMap((r) =>
    (r.unreached ?? []).flatMap((step) =>
      wrap(`${r.scenario}: no variant reaches ${step}, and nothing excuses it`, width, 2),
    ),
  );
  const vacuous = (oneSided ?? []).flatMap((text) => wrap(text, width, 2));
  const total = results.reduce((n, r) => n + r.variants, 0);
  const verdict = results.some((r) => r.surprises.length > 0)
    ? 'Not every verdict is the expected one.'
    : results.length === 0
      ? 'There are fewer variants than shards, and none is left for this one.'
      : `Every verdict of ${counted(total, 'variant')} is the expected one.`;
  const findings = [...unreached, ...vacuous];
  const where = flags.shard === undefined ? '' : `Shard ${flags.shard.index}/${flags.shard.of}: `;
  return `${[
    table,
    ...surprises,
    ...(findings.length > 0 ? ['', ...findings] : []),
    '',
    ...wrap(where + verdict, width),
    ...(oneSided === null ? wrap(NOT_JUDGED, width) : []),
  ].join('\n')}\n`;
}

const NOT_JUDGED =
  'A shard does not judge whether every step is reached and every property is violated somewhere and holds ' +
  'somewhere: that takes all variants, in a run without --shard.';
