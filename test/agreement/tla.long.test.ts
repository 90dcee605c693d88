import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lower } from '../../model/language/index.js';
import { scenarios, variantOf } from '../../scenarios/index.js';
import { randomSystem } from './random-system.js';
import { agreeWithTla, canRunTlc, type TlaReader, tlaChecker, tlc } from './tla.js';

/** The same as tla.test.ts, on every scenario and on more systems, with another seed every time. */

const suite = (reader: TlaReader, randomSystems: number, usable: (text: string) => boolean): void => {
  it.each(scenarios.map((s) => [s.name, s] as const))('agrees on %s', async (_, scenario) => {
    const { system, properties } = scenario.build(variantOf(scenario, {}));
    expect(await agreeWithTla(lower(system, properties), reader)).not.toBeNull();
  });

  it(`agrees on ${randomSystems} random systems`, () =>
    fc.assert(
      fc.asyncProperty(randomSystem(), async ({ system, properties }) => {
        const m = lower(system, properties);
        if (usable(JSON.stringify(m))) await agreeWithTla(m, reader, 5000);
      }),
      // Shrinking a failure may take long; what it has by then is shown.
      { numRuns: randomSystems, interruptAfterTimeLimit: 25 * 60_000, markInterruptAsFailure: true },
    ));
};

describe('tla-checker', () => {
  // It takes a negative remainder of negative numbers (0.9).
  suite(tlaChecker, 150, (machine) => !machine.includes('"op":"%"'));
});

describe.skipIf(!canRunTlc)('TLC (skipped where TLC_JAR does not name its class path)', () => {
  suite(tlc, 20, () => true);
});
