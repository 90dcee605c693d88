import { expect, it } from 'vitest';
import { candidatesOf, type Fate } from '../../checker/mutate/index.js';
import type { Tested } from '../../cli/reporters/mutation.js';
import { reasonsCounted, reasonsOf } from '../../cli/reporters/mutation-reasons.js';
import { flag, fn, shared, system, write } from '../../model/language/index.js';
import type { Scenario } from '../../scenarios/scenario.js';

const g = shared({ done: flag });
const work = fn('work', { source: { file: 'kernel/panic.c', versions: 'any' } }, () => ({
  done: write(g.done, true),
}));
const [candidate] = candidatesOf([{ system: system({ name: 's', cpus: 1, tasks: work }), properties: [] }]);

type Bare<F> = F extends unknown ? Omit<F, 'id'> : never;
const tested = (name: string, fate: Bare<Fate>, of = candidate): Tested => ({
  scenario: { name } as Scenario,
  variants: [],
  results: [{ candidate: of, fate: { id: of.id, ...fate } as Fate }],
});
const survived = { outcome: 'survived', case: 0, why: { kind: 'not-asked' } } as const;
const killed = {
  outcome: 'killed',
  case: 0,
  kills: [{ property: 'is-done', was: 'holds', is: 'violated' }],
} as const;
const again = { ...candidate };

it('names the scenario that notices the very same change', () => {
  const reasons = reasonsOf([tested('one', survived), tested('two', killed, again)]);
  expect([...reasons.values()]).toEqual([{ kind: 'elsewhere', says: 'scenario two notices, by is-done' }]);
});

it('says what comparing says where nobody else notices, and that nobody knows where that says nothing', () => {
  const unknown = { ...survived, why: null };
  const reasons = reasonsOf([tested('one', survived), tested('two', unknown, again)]);
  expect(reasons.get(candidate)?.says).toContain('nobody asks');
  expect(reasons.get(again)).toEqual({ kind: 'unexplained', says: 'unexplained' });
  expect(reasonsCounted(reasons.values())).toMatchObject({ 'not-asked': 1, elsewhere: 0, unexplained: 1 });
});

it('prefers what somebody has understood', () => {
  const known = { ...candidate, id: 'crash_smp_send_stop.smp_call_function:swap-steps' };
  const reasons = reasonsOf([tested('self-stop', survived, known), tested('two', killed, again)]);
  expect(reasons.get(known)?.kind).toBe('known');
});
