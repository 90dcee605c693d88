import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { promela } from '../../checker/export/promela.js';
import { searchReference } from '../../checker/reference/search.js';
import { isLiveness, type Machine } from '../../model/language/index.js';

/** Exported models in SPIN, held against the reference. */

export const canRunSpin = [
  ['spin', '-V'],
  ['gcc', '--version'],
].every(([tool, version]) => spawnSync(tool, [version]).status === 0);

export interface SpinAnswer {
  readonly states: number;
  readonly transitions: number;
  /** Whether the claim came to its end: the state that it describes was found. */
  readonly found: boolean;
}

/** Has SPIN make a verifier of a model, and hands over what runs it for as long as `use` takes. */
function withPan<T>(
  text: string,
  define: string | null,
  options: readonly string[],
  use: (pan: (...flags: string[]) => string) => T,
): T {
  const dir = mkdtempSync(join(tmpdir(), 'panic-check-spin-'));
  try {
    writeFileSync(join(dir, 'm.pml'), text);
    const run = (command: string, ...args: string[]): string =>
      execFileSync(command, args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 26, stdio: 'pipe' });
    const said = run('spin', '-o2', ...(define === null ? [] : [`-D${define}`]), '-a', 'm.pml');
    // SPIN can complain and go on.
    expect(said).not.toMatch(/error/i);
    // Compiling takes most of the time. (tcc takes a tenth of it, but gets conditions with constants in them wrong.)
    run('gcc', '-O0', '-w', '-DNOREDUCE', ...options, '-o', 'pan', 'pan.c');
    return use((...asked) => {
      const got = run('./pan', ...asked);
      if (got.includes('max search depth too small'))
        throw new Error(`SPIN complains:\n${got.slice(0, 2000)}`);
      return got;
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Has SPIN visit all states of a model, with or without its claims. */
export const withSpin = <T>(
  text: string,
  claims: boolean,
  use: (ask: (claim?: string) => SpinAnswer) => T,
): T =>
  withPan(text, claims ? 'PROPERTIES' : null, ['-DSAFETY'], (pan) =>
    use((claim) => answer(pan('-m1000000', '-w20', '-E', ...(claim ? ['-N', claim] : [])))),
  );

function answer(text: string): SpinAnswer {
  const number = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(text)?.[1]);
  const found = text.includes('end state in claim reached');
  // Any other complaint, a limit among them, would make the numbers worthless.
  if (!text.includes(`errors: ${found ? 1 : 0}`)) throw new Error(`SPIN complains:\n${text.slice(0, 2000)}`);
  return {
    states: number('states, stored'),
    // SPIN counts the initial state as one that a transition led to.
    transitions: number('transitions \\(') - 1,
    found,
  };
}

/**
 * Holds SPIN against the reference: the same number of states and transitions, and the same verdict on each property.
 * Returns the number of states; null where there are too many to be worth the time.
 */
export async function agreeWithSpin(m: Machine, maxStates = 20_000): Promise<number | null> {
  const expected = await searchReference(m, { maxStates });
  if (expected.stopped === 'states') return null;
  expect(expected.stopped).toBe(null);
  const { states, transitions } = expected;

  const { text, commands } = promela.write(m, { title: m.name, settings: [] });
  withSpin(text, false, (ask) => {
    expect(ask()).toEqual({ states, transitions, found: false });
  });

  const claims = commands('m.pml').flatMap((c) => /-E -N (\w+)$/.exec(c)?.[1] ?? []);
  if (claims.length === 0) return states;
  withSpin(text, true, (ask) => {
    const asked = (claim: string | undefined, found: boolean) => {
      const got = ask(claim);
      expect(got.found, claim).toBe(found);
      // A claim that finds nothing has seen every state.
      if (!found) expect(got.states, claim).toBe(states);
    };
    const left = [...claims];
    m.properties.forEach((p, i) => {
      if (!isLiveness(p)) asked(left.shift(), expected.runs[i] !== null);
      if (p.trigger !== null) asked(left.shift(), expected.triggered[i]);
    });
    if (m.assertions.length > 0) asked(left.shift(), expected.runs[m.properties.length] !== null);
    expect(left).toEqual([]);
  });
  return states;
}

/** Whether SPIN finds a run that breaks each formula, by its name, with the fairness that the model's own commands ask for. */
export function spinOnFormulas(m: Machine): ReadonlyMap<string, boolean> {
  const { text, commands } = promela.write(m, { title: m.name, settings: [] });
  const asked = commands('m.pml').flatMap((c) => / (-a(?: -f)? -N \w+)$/.exec(c)?.[1] ?? []);
  const formulas = m.properties.filter(isLiveness);
  expect(asked).toHaveLength(formulas.length);
  return withPan(text, 'LIVENESS', ['-DNFAIR=4'], (pan) => {
    return new Map(
      asked.map((flags, i) => {
        const said = pan('-m200000', '-w16', ...flags.split(' '));
        // A run can break a formula in its first states already; then the automaton has an assertion.
        const found = said.includes('acceptance cycle') || /^pan:1: assertion violated +!\(/m.test(said);
        if (!said.includes(`errors: ${found ? 1 : 0}`))
          throw new Error(`SPIN complains:\n${said.slice(0, 2000)}`);
        return [formulas[i].name, found];
      }),
    );
  });
}
