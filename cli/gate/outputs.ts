import { appendFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../scenarios/scenario.js';
import type { ReporterSpec } from '../arguments.js';
import { FileError } from '../errors.js';
import { type ColorChoice, styles, widthOf } from '../io.js';
import type { ReporterName } from '../reporters/check/names.js';
import { createReporter, type Reporter, type Sink } from '../reporters/check/reporter.js';
import { checkFolder, writeAtomically } from '../save.js';
import type { Session } from '../session.js';

/** What decides where reports go. */
export interface OutputFlags {
  readonly color: ColorChoice;
  readonly reporter?: readonly ReporterSpec[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly timings?: boolean;
}

/** All reports of a check, as one. */
export interface Outputs extends Required<Reporter> {
  /** Writes the files. Every one is tried; the first failure is thrown. */
  save(): void;
}

/** These write for people; whatever else writes to stdout has it for itself. */
const FOR_PEOPLE: readonly ReporterName[] = ['default', 'minimal'];

export async function openOutputs(flags: OutputFlags, session: Session): Promise<Outputs> {
  const { io } = session;
  const specs = chosenReporters(flags, io.env);
  const forPeople = specs.some((s) => s.file === null && FOR_PEOPLE.includes(s.name));
  const saves: (() => void)[] = [];
  const plain = styles('never', {}, io.stdout);
  const file = { style: plain, width: 100, timings: flags.timings ?? false };
  const common = { version: session.version ?? '', quiet: flags.quiet ?? false };
  const inMemory = async (name: ReporterName, save: (text: string) => void) => {
    const parts: string[] = [];
    saves.push(() => save(parts.join('')));
    return createReporter(name, { ...file, ...common, write: (text) => void parts.push(text) });
  };
  const reporters: Reporter[] = [];
  for (const { name, file: path } of specs) {
    if (path !== null) {
      const hint = `choose another file: --reporter ${name}=<file>`;
      checkFolder(dirname(path), hint);
      reporters.push(await inMemory(name, (text) => writeAtomically(path, text, hint)));
      continue;
    }
    const sink: Sink = {
      ...common,
      style: styles(flags.color, io.env, io.stdout),
      width: widthOf(io.stdout),
      timings: flags.timings ?? false,
      // The runner reads annotations from both streams; a document is nobody else's.
      write: name === 'github' && !forPeople ? (text) => io.err(text) : (text) => io.out(text),
    };
    reporters.push(await createReporter(name, sink));
    const summary = io.env.GITHUB_STEP_SUMMARY;
    if (name === 'github' && summary)
      reporters.push(await inMemory('markdown', (text) => append(summary, text)));
  }
  return {
    start: (plan) => each(reporters, (r) => r.start?.(plan)),
    variant: (result) => each(reporters, (r) => r.variant?.(result)),
    scenario: (summary) => each(reporters, (r) => r.scenario?.(summary)),
    end: (summary) => each(reporters, (r) => r.end(summary)),
    save: () => {
      const failures: unknown[] = [];
      for (const save of saves)
        try {
          save();
        } catch (error) {
          failures.push(error);
        }
      if (failures.length > 0) throw failures[0];
    },
  };
}

const each = (reporters: readonly Reporter[], tell: (reporter: Reporter) => void): void => {
  for (const reporter of reporters) tell(reporter);
};

/** Those asked for, the one for people unless stdout is taken, and the one for GitHub where it is read. */
function chosenReporters(
  flags: OutputFlags,
  env: Readonly<Record<string, string | undefined>>,
): ReporterSpec[] {
  const asked = [...(flags.reporter ?? []), ...(flags.json ? [{ name: 'json', file: null } as const] : [])];
  const specs = asked.filter((s, i) => asked.findIndex((o) => o.name === s.name && o.file === s.file) === i);
  const takers = specs.filter((s) => s.file === null && s.name !== 'github');
  if (takers.length > 1)
    throw new UsageError(
      `${takers.map((s) => s.name).join(' and ')} both write to stdout`,
      `give one of them a file: --reporter ${takers[0].name}=<file>`,
    );
  const files = specs.flatMap((s) => (s.file === null ? [] : [s.file]));
  const twice = files.find((file, i) => files.indexOf(file) !== i);
  if (twice !== undefined)
    throw new UsageError(`two reporters write to ${twice}`, 'give each a file of its own');
  const forPeople = { name: flags.quiet ? 'minimal' : 'default', file: null } as const;
  const forGithub = { name: 'github', file: null } as const;
  return [
    ...(takers.length === 0 ? [forPeople] : []),
    ...specs,
    ...(env.GITHUB_ACTIONS === 'true' && !specs.some((s) => s.name === 'github') ? [forGithub] : []),
  ];
}

/** GitHub takes summaries of a step up to this size; those of several commands stand one after the other. */
const MOST_SUMMARY = 1024 * 1024;

function append(path: string, text: string): void {
  try {
    const there = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const room = MOST_SUMMARY - there;
    if (Buffer.byteLength(text) <= room) {
      appendFileSync(path, text);
      return;
    }
    // Whole lines only, and room for what says so. Blocks that stay open are closed by the end of the text.
    const note = '\n\n… the rest is too long for a summary.\n';
    const bytes = Buffer.from(text).subarray(0, Math.max(0, room - note.length - 8));
    appendFileSync(path, bytes.subarray(0, bytes.lastIndexOf(10) + 1).toString() + note);
  } catch (error) {
    throw new FileError(FileError.from('write', path, error).message, 'it is named by GITHUB_STEP_SUMMARY');
  }
}
