import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { updateSection } from './document.js';
import { setting } from './machine.js';
import { type Measured, measure } from './measure.js';
import { type Model, models } from './models.js';
import { handWritten } from './peers/hand-written.js';
import { isExploreOption, panicCheck } from './peers/panic-check.js';
import type { Peer } from './peers/peer.js';
import { rumur } from './peers/rumur.js';
import { spin } from './peers/spin.js';
import { type Profile, profile } from './profile.js';
import { type ReducedRow, reductions } from './reductions.js';
import { type Scaled, scale } from './scaling.js';
import { sourceFile } from './source.js';
import { modelTable, profileTable, reductionTable, scalingTable, settingTable } from './tables.js';

const OTHERS: readonly Peer[] = [handWritten, spin, rumur];
const PARTS = ['models', 'scaling', 'reductions', 'profile'];
const DOCUMENT = 'docs/performance.md';

type Options = Record<string, unknown>;

interface Flags {
  readonly model: string[];
  readonly peers: string[];
  readonly parts: string[];
  readonly runs: number;
  readonly option: Options[];
  readonly large?: boolean;
  readonly json?: boolean;
  readonly write?: boolean;
}

const among =
  (known: readonly string[]) =>
  (written: string, before: readonly string[] = []): string[] => {
    const names = written.split(',').map((w) => w.trim());
    for (const name of names)
      if (!known.includes(name)) throw new InvalidArgumentError(`There are ${known.join(', ')}.`);
    return [...before, ...names];
  };

const runs = (written: string): number => {
  if (!/^[1-9]\d?$/.test(written)) throw new InvalidArgumentError('It must be a number from 1 to 99.');
  return Number(written);
};

const exploreOptions = (written: string, before: readonly Options[]): Options[] => {
  let options: Options;
  try {
    options = z.record(z.string(), z.unknown()).parse(JSON.parse(written));
  } catch {
    throw new InvalidArgumentError('It must be an object as JSON, such as {"workers":1}.');
  }
  const unknown = Object.keys(options).find((name) => !isExploreOption(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`explore() has no option '${unknown}'.`);
  return [...before, options];
};

const modelNames = models.map((m) => m.name);
const peerNames = OTHERS.map((p) => p.name);

const command = new Command('npm run bench --')
  .description(
    'Measures the engine beside SPIN, Rumur and C written by hand, on models whose states all of them count alike.\n' +
      'What is not installed is left out. Fails if counts differ, never because something is slow.',
  )
  .addOption(
    new Option('--model <names>', `only these models: ${modelNames.join(', ')}`).argParser(among(modelNames)),
  )
  .addOption(
    new Option('--peers <names>', `only these besides our own: ${peerNames.join(', ')}`).argParser(
      among(peerNames),
    ),
  )
  .addOption(new Option('--parts <names>', `only these parts: ${PARTS.join(', ')}`).argParser(among(PARTS)))
  .option('--runs <n>', 'how often each is timed; what takes over a minute is timed once', runs, 5)
  .option(
    '--option <json>',
    'explore with these options as well ({"workers":1}); repeatable',
    exploreOptions,
    [],
  )
  .option('--large', 'also the large models, which take minutes and gigabytes')
  .option('--json', 'print one JSON document instead of tables')
  .option('--write', `also put the tables into ${DOCUMENT}`)
  .parse();

const flags = command.opts<Partial<Flags> & Pick<Flags, 'runs' | 'option'>>();
const parts = flags.parts ?? PARTS;
const chosen: readonly Model[] = flags.model
  ? models.filter((m) => flags.model?.includes(m.name))
  : models.filter((m) => flags.large || !m.large);
const ours = panicCheck(flags.option);
const others = OTHERS.filter((p) => flags.peers?.includes(p.name) ?? true);
const leftOut = OTHERS.filter((p) => !others.includes(p));
const log = (text: string) => process.stderr.write(`${text}\n`);
/** Written at once, so that what was measured before an interruption is there. */
const show = (name: string, text: string) => {
  if (!flags.json) process.stdout.write(`\n### ${name}\n\n${text}\n`);
  if (flags.write && !updateSection(sourceFile(DOCUMENT), name, text))
    log(`${DOCUMENT} has no place for ${name}`);
};

const where = await setting([ours, ...OTHERS]);
show('setting', settingTable(where));
const measured: Measured[] = [];
if (parts.includes('models'))
  for (const model of chosen) {
    const found = await measure(model, ours, others, leftOut, flags.runs, log);
    measured.push(found);
    show(model.name, modelTable(found));
  }
let scaled: Scaled[] = [];
if (parts.includes('scaling')) {
  scaled = await scale(flags.runs, log);
  for (const axis of scaled) show(axis.name, scalingTable(axis));
}
let reduced: ReducedRow[] = [];
if (parts.includes('reductions')) {
  const withSpin = others.includes(spin) && (await spin.version()) !== null;
  reduced = await reductions(flags.runs, withSpin, log);
  show('reductions', reductionTable(reduced));
}
const profiles: Profile[] = [];
if (parts.includes('profile')) {
  const model = models.find((m) => m.name === 'race-medium') as Model;
  for (const judged of ['bare', 'properties'] as const) {
    log(`profile of ${model.name}, ${judged}`);
    const found = await profile(model, judged);
    if (found === null) {
      log('no profile: perf is not installed, or may not look');
      break;
    }
    profiles.push(found);
    show(found.name, profileTable(found));
  }
}
if (flags.json)
  process.stdout.write(
    `${JSON.stringify({ setting: where, measured, scaled, reduced, profiles }, null, 2)}\n`,
  );
const differing = measured.flatMap(({ model, rows }) =>
  rows.filter((r) => !r.equal && !r.mayOmit).map((r) => `${model}: ${r.name}`),
);
for (const which of differing) log(`other counts than ours: ${which}`);
process.exitCode = differing.length > 0 ? 1 : 0;
