import { expect, it } from 'vitest';
import { expectedVerdict, scenarios } from '../../scenarios/index.js';
import { keepsItsPromises } from './promises.js';
import { machineOf, smallest } from './variants.js';

// Two files share the scenarios, so that two processes do.
keepsItsPromises(scenarios.filter((_, i) => i % 2 === 0));

it('violates and satisfies every property in some scenario', async () => {
  const found = new Map<string, Set<string>>();
  for (const scenario of scenarios)
    for (const v of smallest(scenario, { [scenario.compares]: scenario.options[0].values[0].name }))
      for (const p of machineOf(scenario, v).properties) {
        const verdict = expectedVerdict(scenario, v, p.name);
        found.set(p.name, (found.get(p.name) ?? new Set()).add(verdict));
      }
  for (const scenario of scenarios)
    for (const e of scenario.expectations)
      found.set(e.property, (found.get(e.property) ?? new Set()).add(e.verdict));
  // A cover is satisfied by being reached; that it is not would be a surprise in itself. And no text of the kernel ever broke
  // these; that it would be noticed is tested with texts that do (test/properties, mutation-score.test.ts, panic-printk.test.ts).
  const neverBroken = [
    'update-gap',
    'loader-returns',
    'log-lock-held',
    'no-empty-record',
    'locks-held',
    'irqs-restored',
    'crash-ipi-awaited',
    'image-hidden-while-written',
    'notifier-list-sorted',
    'others-stopped',
    'reader-notified',
  ];
  for (const [property, verdicts] of found)
    expect([
      property,
      verdicts.has('holds'),
      verdicts.has('violated') || neverBroken.includes(property),
    ]).toEqual([property, true, true]);
});
