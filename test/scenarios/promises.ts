import { beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../checker/coverage.js';
import { searchFast } from '../../checker/engine/search.js';
import { explore } from '../../checker/explore.js';
import { searchReference } from '../../checker/reference/search.js';
import {
  type Expectation,
  expectationsFor,
  expectedVerdict,
  type Scenario,
  variantOf,
} from '../../scenarios/index.js';
import { machineOf, smallest } from './variants.js';

const name = (v: Readonly<Record<string, string>>) => Object.values(v).join(' ');

/** What every built-in scenario promises, checked on all its variants at their smallest number of CPUs. */
export const keepsItsPromises = (of: readonly Scenario[]): void =>
  describe.each(of.map((s) => [s.name, s] as const))('%s', (_, scenario: Scenario) => {
    const surprises: string[] = [];
    const confirmed = new Set<Expectation>();
    const verdicts = new Map<string, Set<string>>();
    const all = new Set<string>();
    const reached = new Set<string>();

    beforeAll(async () => {
      for (const v of smallest(scenario)) {
        const m = machineOf(scenario, v);
        const result = await explore(m, { minimise: false });
        expect(result.engine).toBe('fast');
        const steps = coverage(m, result.taken);
        for (const step of steps.all) all.add(step);
        for (const step of steps.reached) reached.add(step);
        for (const { name: property, verdict } of result.properties) {
          const expected = expectedVerdict(scenario, v, property);
          if (verdict !== expected)
            surprises.push(`${property}: ${verdict}, expected ${expected}: ${name(v)}`);
          for (const e of expectationsFor(scenario, v, property)) {
            if (e.verdict !== verdict) surprises.push(`${e.id} says ${e.verdict} of ${property}: ${name(v)}`);
            confirmed.add(e);
          }
          verdicts.set(property, (verdicts.get(property) ?? new Set()).add(verdict));
        }
      }
    }, 300_000);

    it('gives every verdict that is expected, and no two expectations contradict each other', () => {
      expect(verdicts.size).toBeGreaterThan(0);
      expect(surprises).toEqual([]);
    });

    it('uses every expectation for some variant', () => {
      // Those about more CPUs than fit the smallest machines are for the long test.
      const larger = scenario.expectations.filter((e) => e.when.cpus !== undefined);
      const unused = scenario.expectations.filter((e) => !confirmed.has(e) && !larger.includes(e));
      expect(unused.map((e) => `${e.id} ${e.property} ${JSON.stringify(e.when)}`)).toEqual([]);
    });

    it('reaches every step of every function, but for those listed with a reason', () => {
      const excused = scenario.unreached.flatMap((u) => u.steps);
      expect([...all].filter((step) => !reached.has(step)).sort()).toEqual([...excused].sort());
    });

    it('has both engines agree on each value of the option that it compares, and of every other one', async () => {
      const variants = scenario.options.flatMap((o) =>
        o.values.flatMap(({ name: value }) => {
          try {
            return [variantOf(scenario, { [o.name]: value })];
          } catch {
            return []; // needs other settings as well
          }
        }),
      );
      for (const v of variants) {
        const m = machineOf(scenario, v);
        const slow = await searchReference(m, { maxStates: 40_000 });
        if (slow.stopped !== null) continue;
        const fast = await searchFast(m);
        expect(fast.engine).toBe('fast');
        const essence = ({
          states,
          transitions,
          depth,
          fingerprint,
          triggered,
          runs,
          taken,
        }: typeof slow) => ({
          variant: name(v),
          states,
          transitions,
          depth,
          fingerprint,
          triggered,
          runs: runs.map((r) => r?.length ?? 0),
          taken: [...taken].sort(),
        });
        expect(essence(fast)).toEqual(essence(slow));
      }
    }, 120_000);

    it('shows each bug before its fix, and not after it', async () => {
      for (const bug of scenario.bugs ?? []) {
        const verdictOf = async (given: Readonly<Record<string, string>>) => {
          const { properties } = await explore(machineOf(scenario, variantOf(scenario, given)), {
            minimise: false,
          });
          return properties.find((p) => p.name === bug.property)?.verdict;
        };
        expect([bug.id, await verdictOf(bug.before)]).toEqual([bug.id, 'violated']);
        expect([bug.id, await verdictOf(bug.after)]).toEqual([
          bug.id,
          bug.residual === undefined ? 'holds' : 'violated',
        ]);
      }
    }, 120_000);
  });
