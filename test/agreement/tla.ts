import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { check_spec_with_cfg, initSync } from 'tla-checker';
import { expect } from 'vitest';
import { moduleName, tla } from '../../checker/export/tla.js';
import { searchReference } from '../../checker/reference/search.js';
import { isLiveness, type Machine } from '../../model/language/index.js';

/** Exported models in two checkers for TLA+, held against the reference. */

export interface TlaAnswer {
  /** Distinct states; fewer than there are if an invariant is violated. */
  readonly states: number;
  /** The transitions that it took; null if it does not tell. */
  readonly transitions: number | null;
  /** Length in states of the run to a violation, null if there is none. */
  readonly violation: number | null;
}

/** Has a checker explore a module with these invariants. */
export type TlaReader = (module: string, invariants: readonly string[]) => TlaAnswer;

const configuration = (invariants: readonly string[]): string =>
  ['SPECIFICATION Spec', 'INVARIANTS', ...invariants, 'CHECK_DEADLOCK FALSE', ''].join('\n');

initSync({
  module: readFileSync(createRequire(import.meta.url).resolve('tla-checker/tla_checker_bg.wasm')),
});

/** The npm package tla-checker. */
export const tlaChecker: TlaReader = (module, invariants) => {
  const most = 1_000_000;
  const answer: unknown = JSON.parse(
    check_spec_with_cfg(module, configuration(invariants), '{}', most, most, true, false),
  );
  const { success, error_type, error_message, states_explored, trace } = answer as Record<string, any>;
  if (!success && error_type !== 'InvariantViolation') throw new Error(`${error_type}: ${error_message}`);
  const states = (trace ?? []).join('\n').match(/^State \d+/gm);
  return { states: states_explored, transitions: null, violation: success ? null : (states?.length ?? 0) };
};

/** Where TLC is, as a class path (tla2tools.jar); null where there is none. */
const tlcPath = process.env.TLC_JAR ?? null;
export const canRunTlc = tlcPath !== null && spawnSync('java', ['-version']).status === 0;

/** TLC, the checker of the TLA+ tools. */
export const tlc: TlaReader = (module, invariants) => {
  const name = /MODULE (\w+)/.exec(module)![1];
  const dir = mkdtempSync(join(tmpdir(), 'panic-check-tlc-'));
  try {
    writeFileSync(join(dir, `${name}.tla`), module);
    writeFileSync(join(dir, `${name}.cfg`), configuration(invariants));
    const path = (tlcPath ?? '')
      .split(delimiter)
      .map((p) => resolve(p))
      .join(delimiter);
    const options = ['-noGenerateSpecTE', '-workers', '1', '-metadir', join(dir, 'states'), name];
    // It exits with 12 if an invariant is violated, and says so in its output.
    const { stdout } = spawnSync('java', ['-XX:+UseParallelGC', '-cp', path, 'tlc2.TLC', ...options], {
      cwd: dir,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const counted = [...stdout.matchAll(/(\d+) states generated, (\d+) distinct states found/g)].at(-1);
    const isViolated = /Error: Invariant \w+ is violated/.test(stdout);
    const isDone = /No error has been found/.test(stdout);
    if (counted === undefined || isViolated === isDone) throw new Error(`TLC did not finish:\n${stdout}`);
    // A violation in the first state has no numbered run.
    const length = stdout.match(/^State \d+:/gm)?.length ?? 1;
    // The first state was generated as well, and by no transition.
    const transitions = Number(counted[1]) - 1;
    return { states: Number(counted[2]), transitions, violation: isViolated ? length : null };
  } finally {
    rmSync(dir, { recursive: true });
  }
};

/**
 * Holds a checker against the reference: the same number of states, and of transitions if it tells; for each property, a
 * violation exactly where the reference decides it, after a run of the same length; and triggers that come true for both
 * or for neither. Returns the number of states; null where there are too many to be worth the time.
 */
export async function agreeWithTla(
  machine: Machine,
  reader: TlaReader,
  maxStates = 20_000,
): Promise<number | null> {
  // What is about whole runs is left out of the module.
  const m = { ...machine, properties: machine.properties.filter((p) => !isLiveness(p)) };
  const expected = await searchReference(m, { maxStates });
  if (expected.stopped === 'states') return null;
  expect(expected.stopped).toBe(null);

  const { text, beside } = tla.write(m, { title: m.name, settings: [] });
  expect(Math.max(...text.split('\n').map((l) => l.length))).toBeLessThanOrEqual(160);
  const [typeOK, ...names] = beside[`${moduleName(m.name)}.cfg`].match(/^ {2}\w+$/gm)!.map((n) => n.trim());
  expect(names).toHaveLength(m.properties.length + (m.assertions.length > 0 ? 1 : 0));

  const open = names.filter((_, i) => expected.runs[i] === null);
  const all = reader(text, [typeOK, ...open]);
  expect([all.states, all.violation]).toEqual([expected.states, null]);
  if (all.transitions !== null) expect(all.transitions, 'transitions').toBe(expected.transitions);
  names.forEach((name, i) => {
    const run = expected.runs[i];
    if (run !== null) expect(reader(text, [name]).violation, name).toBe(run.length);
  });
  for (const [i, name] of names.entries()) {
    const trigger = `${name.replace(/_is_unreachable$/, '')}_is_vacuous`;
    if (m.properties[i]?.trigger != null)
      expect(reader(text, [trigger]).violation !== null, trigger).toBe(expected.triggered[i]);
  }
  return expected.states;
}
