import { expect, it } from 'vitest';
import { mutate } from '../../checker/mutate/mutate.js';
import { variantsToMutate } from '../../cli/commands/mutate-variants.js';
import { countsOf, scoreOf } from '../../cli/reporters/mutation.js';
import { catalogue } from '../../scenarios/catalogue.js';

/** The scores of docs/mutation.md, of scenarios that take a second. The others are measured by the command. */
it.each(['panic-lists', 'panic-on-warn', 'panic-preempt', 'oops-post-notifiers'] as const)(
  'notices at least 90 per cent of the changes to %s',
  async (name) => {
    const scenario = await catalogue[name]();
    const { results } = await mutate(variantsToMutate(scenario, {}).map((v) => scenario.build(v)));
    expect(results.length).toBeGreaterThan(20);
    expect(scoreOf(countsOf(results.map((r) => r.fate)))).toBeGreaterThan(90);
  },
);

/** Properties that no text of the kernel breaks notice what is done to it. */
it.each([
  ['self-stop', 'crash-ipi-awaited', 'skip-store'],
  ['panic-kgdb', 'others-stopped', 'skip-store'],
  ['crash-digest', 'image-hidden-while-written', 'swap-steps'],
  ['notifier-filter', 'notifier-list-sorted', 'strengthen-guard'],
  ['error-report', 'reader-notified', 'drop-wait'],
] as const)('in %s, %s notices some %s', async (name, property, operator) => {
  const scenario = await catalogue[name]();
  const cases = variantsToMutate(scenario, {}).map((v) => scenario.build(v));
  const { results } = await mutate(cases, { operators: [operator] });
  expect(
    results.some(({ fate }) => fate.outcome === 'killed' && fate.kills.some((k) => k.property === property)),
  ).toBe(true);
});
