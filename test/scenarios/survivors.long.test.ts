import { expect, it } from 'vitest';
import { baselinesOf, candidatesOf, fatesOf, representatives } from '../../checker/mutate/index.js';
import { variantsToMutate } from '../../cli/commands/mutate-variants.js';
import { catalogue } from '../../scenarios/catalogue.js';
import { matches, survivors } from '../../scenarios/survivors.js';

/** What is said to go unnoticed does: an explanation of a change that some property notices by now is out of date. */
it.each([...new Set(survivors.map((s) => s.scenario))])('explains only survivors of %s', async (name) => {
  const scenario = await catalogue[name as keyof typeof catalogue]();
  const all = variantsToMutate(scenario, {}).map((v) => scenario.build(v));
  const originals = await baselinesOf(all, {});
  const asked = representatives(originals);
  const globs = survivors.filter((s) => s.scenario === name).flatMap((s) => s.changes);
  const explained = candidatesOf(asked.map((i) => all[i])).filter(({ id }) =>
    globs.some((glob) => matches(glob, id)),
  );
  const baselines = asked.map((i) => originals[i]);
  const fates = await fatesOf(explained, baselines, { reasons: false });
  const survived = fates.filter((f) => f.outcome === 'survived').map((f) => f.id);
  expect(globs.filter((glob) => !survived.some((id) => matches(glob, id)))).toEqual([]);
});
