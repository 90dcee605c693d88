import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Findings } from '../checker/verdict.js';
import { type Scenario, settingsOf, type Variant } from '../scenarios/scenario.js';
import { type Answer, counterexampleOf } from './answer.js';
import { type Failure, FileError, failureOf } from './errors.js';

/** Where traces go if nobody says otherwise. */
export const OUT_DIR = 'panic-check-out';

/** `kexec-lock.no-deadlock.lock=mutex.itf.json`: the same question always goes to the same file. */
export function traceFile(folder: string, scenario: Scenario, variant: Variant, property: string): string {
  const words = [scenario.name, property, settingsOf(scenario, variant).join(',')].filter((w) => w !== '');
  return join(folder, `${words.join('.').replace(/[^\w.=,+-]/g, '_')}.itf.json`);
}

/** Finds out before a long search, not after it, that there is nowhere to write. */
export function checkFolder(folder: string, hint = HINT): void {
  let existing = resolve(folder);
  for (;;) {
    try {
      if (!statSync(existing).isDirectory())
        throw new FileError(`cannot write to ${folder}: ${existing} is a file`, hint);
      accessSync(existing, constants.W_OK);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existing === dirname(existing)) {
        if (error instanceof FileError) throw error;
        throw new FileError(FileError.from('write to', folder, error).message, hint);
      }
      existing = dirname(existing);
    }
  }
}

const HINT = 'choose another folder with --out-dir, or leave the traces out with --no-trace';

/** Writes the whole file or nothing: whoever reads it never sees half of it, and a failure keeps the old one. */
export function writeAtomically(path: string, text: string, hint = HINT): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new FileError(FileError.from('write', path, error).message, hint);
  }
}

/** The text of a file that somebody named. */
export function readText(path: string, hint: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new FileError(FileError.from('read', path, error).message, hint);
  }
}

export interface Saved {
  /** The file of each property's counterexample. */
  readonly files: ReadonlyMap<string, string>;
  readonly failure: (Failure & { readonly error: unknown }) | null;
}

/** Saves every counterexample. A failure is returned, because there is more to tell than that. */
export async function saveTraces(
  { scenario, variant, exploration, properties }: Answer<Findings>,
  folder: string | null,
): Promise<Saved> {
  const files = new Map<string, string>();
  if (folder === null) return { files, failure: null };
  try {
    for (const { report } of properties) {
      const run = counterexampleOf(report);
      if (run === null) continue;
      const { writeItf } = await import('../checker/trace/itf.js');
      const file = traceFile(folder, scenario, variant, report.name);
      const meta = {
        scenario: scenario.name,
        variant: { ...variant },
        property: report.name,
        verdict: report.verdict,
      };
      writeAtomically(file, writeItf(run, exploration.machine, meta));
      files.set(report.name, file);
    }
    return { files, failure: null };
  } catch (error) {
    return { files, failure: { ...failureOf(error), error } };
  }
}
