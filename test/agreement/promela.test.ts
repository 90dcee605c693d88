import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atEnd, end, flag, fn, lower, not, read, shared, system, write } from '../../model/language/index.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { randomSystem } from './random-system.js';
import { agreeWithSpin, canRunSpin } from './spin.js';

/** SPIN finds in exported models what the reference finds: states, transitions, and which properties are violated. */

const machineOf = (name: string, settings: Record<string, string> = {}) => {
  const scenario = scenarios.find((s) => s.name === name)!;
  const { system, properties } = scenario.build(variantOf(scenario, settings));
  return lower(system, properties);
};

describe.skipIf(!canRunSpin)('SPIN (skipped where spin and gcc are not installed)', () => {
  it.each([
    'panic-gate', // softirqs off and on, deadlocks
    'panic-flush', // assertions
    'notifier-chain', // values that are used as numbers
    'panic-backtrace', // three CPUs, of which two are idle
  ])('agrees on %s', async (name) => {
    expect(await agreeWithSpin(machineOf(name))).toBeGreaterThan(50);
  });

  it('agrees on kexec-lock without a lock, whose steps look at where others are', async () => {
    expect(await agreeWithSpin(machineOf('kexec-lock', { lock: 'none' }))).toBeGreaterThan(5000);
  });

  it('sees that a run is over while others still could move', async () => {
    const source = { file: 'x.c', versions: 'none' };
    const { x } = shared({ x: flag });
    const busy = fn('busy', { source }, () => ({ set: write(x, true), clear: write(x, false) }));
    const first = fn('first', { source }, () => ({ jump: end('capture_kernel') }));
    const property = atEnd('clear', not(read(x)), { says: 'x is clear.', because: 'x is set' });
    const machine = lower(system({ name: 'ends', cpus: 2, tasks: [first, busy], vectors: [] }), [property]);
    expect(await agreeWithSpin(machine)).toBe(6);
  });

  it('agrees on random systems', async () => {
    let states = 0;
    for (const { system, properties } of fc.sample(randomSystem(), { seed: 21, numRuns: 10 }))
      states += (await agreeWithSpin(lower(system, properties), 5000)) ?? 0;
    expect(states).toBeGreaterThan(1000);
  });
});
