import { expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { alwaysEventually, type E, lower, type Property } from '../../model/language/index.js';
import { scenarios } from '../../scenarios/index.js';
import { smallestVariants } from '../../scenarios/scenario.js';

/** What is asked at the ends of runs (PL2, PL3), asked of whole runs: an end is a state that stays. */

const ASKED = ['kdump-starts', 'panic-text-in-log', 'panic-text-on-console', 'every-report-read', 'rearmed'];

const asLiveness = (p: Property): Property => ({
  ...alwaysEventually(p.name, { ir: p.expr } as E<boolean>, { says: p.says, because: p.because }),
  trigger: p.trigger,
});

it.each(scenarios.map((s) => s.name))('%s: no other verdict of whole runs', async (name) => {
  const scenario = scenarios.find((s) => s.name === name)!;
  for (const variant of smallestVariants(scenario)) {
    const { system, properties } = scenario.build(variant);
    const asked = properties.filter((p) => p.kind === 'atEnd' && ASKED.includes(p.name));
    if (asked.length === 0) continue;
    const options = { minimise: false, maxStates: 200_000 };
    const ends = await explore(lower(system, asked), options);
    const whole = await explore(lower(system, asked.map(asLiveness)), options);
    if (ends.stopped !== null || whole.stopped !== null) continue;
    const verdicts = (e: typeof ends) => e.properties.map((p) => [p.name, p.verdict]);
    expect(verdicts(whole), JSON.stringify(variant)).toEqual(verdicts(ends));
  }
});
