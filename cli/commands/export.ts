import { basename, dirname, join } from 'node:path';
import { type Exported, ExportRefusal, type Target, targets } from '../../checker/export/index.js';
import { type Scenario, settingsOf, UsageError, type Variant, variantOf } from '../../scenarios/scenario.js';
import { machineOf } from '../answer.js';
import { settings } from '../arguments.js';
import { shellWord } from '../command-line.js';
import { Exit, type ExitCode } from '../exit.js';
import { wrap } from '../reporters/columns.js';
import { grid } from '../reporters/grid.js';
import { document } from '../reporters/json.js';
import { checkFolder, writeAtomically } from '../save.js';
import { findScenario } from '../scenarios.js';
import { type CommonFlags, look, type Session } from '../session.js';

export interface ExportFlags extends CommonFlags {
  readonly to?: Target['name'];
  readonly set: readonly string[];
  readonly cpus?: number;
  readonly output?: string;
  readonly outDir?: string;
  readonly list?: boolean;
}

const HINT = 'choose another folder with --out-dir, or leave it out and redirect the output';

/** Writes a variant of a scenario in the language of another model checker. */
export async function exportScenario(
  name: string | undefined,
  flags: ExportFlags,
  session: Session,
): Promise<ExitCode> {
  if (flags.list) return listExports(name, flags, session);
  if (name === undefined)
    throw new UsageError('which scenario?', 'panic-check export --list shows what can be exported');
  if (flags.to === undefined)
    throw new UsageError('in which language?', `write --to ${Object.keys(targets).join(', --to ')}`);
  if (flags.output !== undefined && flags.outDir !== undefined)
    throw new UsageError('-o names a file and --out-dir a folder for it', 'leave one of them out');
  const scenario = findScenario(await session.scenarios(name), name);
  const variant = variantOf(scenario, settings(flags.set, flags.cpus));
  const target = await targets[flags.to]();
  const exported = written(scenario, variant, target);
  if (typeof exported === 'string')
    throw new UsageError(
      `${scenario.name} cannot be written for ${target.reader}: ${exported}`,
      'panic-check export --list shows which scenarios can be',
    );

  const file = fileName(scenario, variant, target, flags);
  const texts = { [file]: exported.text, ...besides(exported, file) };
  const toFile = flags.output !== undefined || flags.outDir !== undefined;
  if (toFile) {
    checkFolder(dirname(file), HINT);
    for (const [path, text] of Object.entries(texts)) writeAtomically(path, text, HINT);
  }
  if (flags.json) {
    const files = Object.entries(texts).map(([path, text]) => ({ file: path, text }));
    const commands = exported.commands(basename(file));
    session.io.out(document({ scenario: scenario.name, variant, to: target.name, files, commands }));
    return Exit.ok;
  }
  if (!toFile) session.io.out(exported.text);
  session.io.err(`${advice(exported, file, toFile, target).join('\n')}\n`);
  return Exit.ok;
}

/** The text, or why there is none. */
function written(scenario: Scenario, variant: Variant, target: Target): Exported | string {
  try {
    return target.write(machineOf(scenario, variant), {
      title: titleOf(scenario, variant, target),
      settings: scenario.options.map((o) => `${o.name}=${variant[o.name]}`),
    });
  } catch (error) {
    if (error instanceof ExportRefusal) return error.message;
    throw error;
  }
}

/** `kexec-lock.lock=mutex.pml`: the same question always goes to the same file. */
function fileName(scenario: Scenario, variant: Variant, target: Target, flags: ExportFlags): string {
  const { extension } = target;
  const required = target.fileName?.(titleOf(scenario, variant, target));
  if (flags.output !== undefined) {
    if (required !== undefined && basename(flags.output) !== `${required}.${extension}`)
      throw new UsageError(
        `${target.reader} reads this only from a file that is called ${required}.${extension}`,
        'leave the name to --out-dir',
      );
    return flags.output;
  }
  const given = settingsOf(scenario, variant).join(',');
  const words = [scenario.name, ...(given === '' ? [] : [given])].join('.').replace(/[^\w.=,+-]/g, '_');
  return join(flags.outDir ?? '.', `${required ?? words}.${extension}`);
}

/** Where the file must be called after the title, the title tells variants apart. */
const titleOf = (scenario: Scenario, variant: Variant, target: Target): string =>
  target.fileName === undefined ? scenario.name : [scenario.name, ...settingsOf(scenario, variant)].join(' ');

const besides = ({ beside }: Exported, file: string): Record<string, string> =>
  Object.fromEntries(Object.entries(beside).map(([name, text]) => [join(dirname(file), name), text]));

/** What to do next. */
function advice(exported: Exported, file: string, toFile: boolean, target: Target): string[] {
  const more = Object.keys(exported.beside);
  const name = shellWord(basename(file));
  const where = dirname(file);
  const go = toFile && where !== '.' ? [`  cd ${shellWord(where)}`] : [];
  return [
    toFile
      ? `written: ${[file, ...Object.keys(besides(exported, file))].join(', ')}`
      : `to have ${target.reader} answer, save this as ${basename(file)} (--out-dir .), then:`,
    ...(toFile ? [`to have ${target.reader} answer:`] : []),
    ...(!toFile && more.length > 0
      ? [`  (--out-dir also writes ${more.join(' and ')}, which go with it)`]
      : []),
    ...go,
    ...exported.commands(name).map((c) => `  ${c}`),
  ];
}

/** Which scenarios each language can express, and what is in the way of the others. */
async function listExports(
  name: string | undefined,
  flags: ExportFlags,
  session: Session,
): Promise<ExitCode> {
  const all = await session.scenarios(name);
  const scenarios = name === undefined ? all : [findScenario(all, name)];
  const chosen = await Promise.all(
    (flags.to === undefined ? Object.values(targets) : [targets[flags.to]]).map((load) => load()),
  );
  const given = settings(flags.set, flags.cpus);
  const rows = scenarios.map((scenario) => {
    const variant = variantOf(scenario, given);
    return {
      scenario: scenario.name,
      reasons: chosen.map((target) => {
        const exported = written(scenario, variant, target);
        return typeof exported === 'string' ? exported : null;
      }),
    };
  });
  if (flags.json) {
    const json = rows.map(({ scenario, reasons }) => ({
      scenario,
      targets: chosen.map((t, i) => ({
        to: t.name,
        reader: t.reader,
        can: reasons[i] === null,
        reason: reasons[i],
      })),
    }));
    session.io.out(document({ scenarios: json }));
    return Exit.ok;
  }
  const { style, width } = look(session, flags);
  const table = grid(
    2,
    [
      ['scenario', ...chosen.map((t) => `${t.name} (${t.reader})`)].map((h) => style.underline(h)),
      ...rows.map(({ scenario, reasons }) => [
        scenario,
        ...reasons.map((r) => (r === null ? 'yes' : style.yellow('no'))),
      ]),
    ],
    () => false,
  );
  const reasons = rows.flatMap(({ scenario, reasons }) =>
    reasons.flatMap((r, i) => (r === null ? [] : wrap(`${scenario}, ${chosen[i].name}: ${r}`, width, 2))),
  );
  session.io.out(`${[table, ...(reasons.length === 0 ? [] : ['', ...reasons])].join('\n')}\n`);
  return Exit.ok;
}
