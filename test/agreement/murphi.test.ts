import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { murphi } from '../../checker/export/murphi.js';
import { lower } from '../../model/language/index.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { randomSystem } from './random-system.js';
import { agreeWithRumur, canRunRumur, runRumur } from './rumur.js';

/** Rumur finds in exported models what the reference finds: states, transitions, and where properties are decided. */

const machineOf = (name: string, settings: Record<string, string> = {}) => {
  const scenario = scenarios.find((s) => s.name === name)!;
  const { system, properties } = scenario.build(variantOf(scenario, settings));
  return lower(system, properties);
};

// Nearly all of the time is the compiler's, which a busy machine stretches.
const patient = { timeout: 180_000 };

describe.skipIf(!canRunRumur)('Rumur (skipped where rumur and gcc are not installed)', patient, () => {
  it.each([
    'panic-gate', // softirqs off and on, deadlocks
    'panic-flush', // assertions
    'notifier-chain', // many ways over passed locations
    'stop-cpus', // sets of CPUs, interrupts that are sent, CPUs that stop
    'panic-backtrace', // three CPUs
  ])('agrees on %s', async (name) => {
    expect(await agreeWithRumur(machineOf(name))).toBeGreaterThan(50);
  });

  it('agrees on random systems', async () => {
    let states = 0;
    for (const { system, properties } of fc.sample(randomSystem(), { seed: 12, numRuns: 14 }))
      states += (await agreeWithRumur(lower(system, properties), 5000)) ?? 0;
    expect(states).toBeGreaterThan(1000);
  });

  it('gives the verdicts that the text promises for each value of CHECK', async () => {
    const m = machineOf('kexec-lock');
    const { text } = murphi.write(m, { title: 'kexec-lock', settings: [] });
    const check = (n: number) => runRumur(text.replace('CHECK: 0;', `CHECK: ${n};`));
    const { states, properties } = await explore(m, { minimise: false });
    const none = check(-1);
    expect([none.states, none.errors]).toEqual([states, []]);
    const broken = properties.flatMap((p, i) => (p.verdict === 'violated' ? [i + 1] : []));
    expect(broken.length).toBeGreaterThan(0);
    for (const n of broken) {
      const { name } = properties[n - 1];
      expect(new Set(check(n).errors)).toEqual(new Set([`invariant "${name}" failed`]));
    }
    expect(check(0).errors).not.toEqual([]);
    const first = properties.findIndex((p) => p.verdict === 'holds') + 1;
    expect(check(first)).toMatchObject({ states, errors: [] });
  });
});
