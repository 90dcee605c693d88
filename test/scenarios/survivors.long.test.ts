import { expect, it } from 'vitest';
import { mutate } from '../../checker/mutate/mutate.js';
import { variantsToMutate } from '../../cli/commands/mutate-variants.js';
import { catalogue } from '../../scenarios/catalogue.js';
import { matches, survivors } from '../../scenarios/survivors.js';

/** What is said to go unnoticed does: an explanation of a change that some property notices by now is out of date. */
it.each([...new Set(survivors.map((s) => s.scenario))])(
  'explains only survivors of %s',
  async (name) => {
    const scenario = await catalogue[name as keyof typeof catalogue]();
    const { results } = await mutate(variantsToMutate(scenario, {}).map((v) => scenario.build(v)));
    const survived = results.filter((r) => r.fate.outcome === 'survived').map((r) => r.fate.id);
    const stale = survivors
      .filter((s) => s.scenario === name)
      .flatMap((s) => s.changes.filter((c) => !survived.some((id) => matches(c, id))));
    expect(stale).toEqual([]);
  },
  600_000,
);
