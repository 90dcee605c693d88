import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lower } from '../../model/language/index.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { randomSystem } from './random-system.js';
import { agreeWithTla, canRunTlc, tlaChecker, tlc } from './tla.js';

/** Checkers for TLA+ find in exported models what the reference finds: states, and where properties are decided. */

const machineOf = (name: string) => {
  const scenario = scenarios.find((s) => s.name === name)!;
  const { system, properties } = scenario.build(variantOf(scenario, {}));
  return lower(system, properties);
};

describe('tla-checker', () => {
  it.each([
    'panic-gate', // softirqs off and on, properties that are violated
    'panic-flush', // assertions
    'stop-cpus', // sets of CPUs, interrupts that are sent, CPUs that stop
    'panic-notifiers', // arrays, indexed by names
    'panic-backtrace', // three CPUs
    'error-report', // a state that is asked for
  ])('agrees on %s', async (name) => {
    expect(await agreeWithTla(machineOf(name), tlaChecker)).toBeGreaterThan(40);
  });

  it('agrees on random systems', async () => {
    let states = 0;
    for (const { system, properties } of fc.sample(randomSystem(), { seed: 3, numRuns: 30 })) {
      const m = lower(system, properties);
      // Of a negative number, tla-checker 0.9 takes a negative remainder; in TLA+ it is positive, as in TLC and here.
      if (!usesRemainder(m)) states += (await agreeWithTla(m, tlaChecker, 2000)) ?? 0;
    }
    expect(states).toBeGreaterThan(1000);
  });
});

describe.skipIf(!canRunTlc)('TLC (skipped where TLC_JAR does not name its class path)', () => {
  // Java starts once for each question.
  it.each(['kexec-lock', 'panic-gate', 'nmi-shootdown'])(
    'agrees on %s',
    { timeout: 300_000 },
    async (name) => {
      expect(await agreeWithTla(machineOf(name), tlc)).toBeGreaterThan(50);
    },
  );
});

const usesRemainder = (m: object): boolean => JSON.stringify(m).includes('"op":"%"');
