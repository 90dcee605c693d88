import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { murphi } from '../../checker/export/murphi.js';
import { decides, searchReference } from '../../checker/reference/search.js';
import { successors } from '../../checker/reference/step.js';
import type { State } from '../../checker/search.js';
import { isLiveness, type Machine } from '../../model/language/index.js';

/** Exported models in Rumur, held against the reference. */

export const canRunRumur = ['rumur', 'gcc'].every((tool) => spawnSync(tool, ['--version']).status === 0);

export interface RumurAnswer {
  readonly states: number;
  readonly rulesFired: number;
  /** What it complains of; covers that are never true are not among it. */
  readonly errors: readonly string[];
  /** How many states each cover was true in. */
  readonly covers: ReadonlyMap<string, number>;
}

/** Has Rumur explore a model. */
export function runRumur(text: string): RumurAnswer {
  const dir = mkdtempSync(join(tmpdir(), 'panic-check-rumur-'));
  try {
    const [model, source, program] = ['m.m', 'm.c', 'm'].map((f) => join(dir, f));
    writeFileSync(model, text);
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
    const exact = ['--symmetry-reduction', 'off', '--deadlock-detection', 'off', '--max-errors', '1000'];
    run('rumur', ...exact, '--threads', '1', '--output-format', 'machine-readable', '-o', source, model);
    // Compiling takes most of the time; double-width atomics need an option or a library.
    const atomics = process.arch === 'x64' ? '-mcx16' : '-latomic';
    run('gcc', '-std=c11', '-O0', '-w', '-o', program, source, '-lpthread', atomics);
    // A program that found an error exits with 1, and says so in its output.
    const { stdout } = spawnSync(program, { encoding: 'utf8', maxBuffer: 1 << 26 });
    return answer(stdout);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function answer(xml: string): RumurAnswer {
  const plain = (s: string) =>
    s.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const summary = /<summary states="(\d+)" rules_fired="(\d+)"/.exec(xml);
  if (summary === null) throw new Error(`Rumur did not finish:\n${xml.slice(0, 2000)}`);
  return {
    states: Number(summary[1]),
    rulesFired: Number(summary[2]),
    errors: [...xml.matchAll(/<message>([^<]*)<\/message>/g)].map((m) => plain(m[1])),
    covers: new Map(
      [...xml.matchAll(/<cover_result message="([^>]*)" count="(\d+)"/g)].map((m) => [
        plain(m[1]).replace(/^"|"$/g, ''),
        Number(m[2]),
      ]),
    ),
  };
}

/**
 * Rumur does not go on from a state that violates an invariant. With a cover of the opposite in its place, one run gives
 * the number of states and, for each property, in how many of them it is decided.
 */
function countingViolations(text: string): string {
  return text.replace(
    /^invariant "([^"]*)"\n {2}\(CHECK = 0 \| CHECK = \d+\) -> ([^;]*);$/gm,
    (_, name, holds) => `cover "${name}"\n  !(${holds});`,
  );
}

/**
 * Holds Rumur against the reference: the same number of states and transitions, and for each property the same number of
 * states that decide it. Returns the number of states; null where there are too many to be worth the time.
 */
export async function agreeWithRumur(machine: Machine, maxStates = 20_000): Promise<number | null> {
  // What is about whole runs cannot be written for Rumur.
  const m = { ...machine, properties: machine.properties.filter((p) => !isLiveness(p)) };
  const expected = await searchReference(m, { maxStates });
  if (expected.stopped === 'states') return null;
  expect(expected.stopped).toBe(null);

  const found = runRumur(countingViolations(murphi.write(m, { title: m.name, settings: [] }).text));
  expect(found.states, 'states').toBe(expected.states);
  expect(found.rulesFired, 'transitions').toBe(expected.transitions);
  expect(found.errors).toEqual([]);

  const decided = new Map(m.properties.map((p) => [p.name, 0]));
  let failed = 0;
  for (const state of statesOf(m)) {
    m.properties.forEach((p, i) => {
      if (decides(m, state, i)) decided.set(p.name, (decided.get(p.name) ?? 0) + 1);
    });
    if (state[m.failed] !== 0) failed++;
  }
  for (const [name, states] of decided) expect(found.covers.get(name), name).toBe(states);
  if (m.assertions.length > 0) expect(found.covers.get('assertions'), 'assertions').toBe(failed);
  m.properties.forEach((p, i) => {
    if (p.trigger === null) return;
    const said = found.covers.get(`${p.name}: not vacuous`) ?? Number.NaN;
    expect(said > 0, `${p.name} is asked at all`).toBe(expected.triggered[i]);
  });
  return expected.states;
}

/** Every reachable state. */
function* statesOf(m: Machine): Generator<State> {
  const seen = new Set([m.initial.join()]);
  const queue: State[] = [m.initial];
  for (const state of queue) {
    yield state;
    for (const next of successors(m, state)) {
      const key = next.state.join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next.state);
    }
  }
}
