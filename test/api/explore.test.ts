import { describe, expect, it } from 'vitest';
import { type ExploreResult, explore, ModelError, type Scenario, UsageError } from '../../api/index.js';
import '../../api/vitest.js';
import { surprises, tiny } from '../cli/fixture.js';

const steady = ({ verdict, violations, stopped, asExpected, properties }: ExploreResult) => ({
  verdict,
  violations: violations?.map((v) => v.property) ?? null,
  stopped,
  asExpected,
  properties: properties.map((p) => `${p.name}: ${p.verdict}${p.asExpected ? '' : '!'}`),
});

describe('explore()', () => {
  it('says that all holds', async () => {
    expect(steady(await explore(tiny))).toEqual({
      verdict: 'holds',
      violations: null,
      stopped: null,
      asExpected: true,
      properties: ['single-load: holds', 'no-deadlock: holds', 'dump: holds'],
    });
  });

  it('shows the run of a violation, also of an expected one', async () => {
    const result = await explore(tiny, { set: { lock: 'none', cpus: 2 } });
    expect(steady(result)).toMatchObject({
      verdict: 'violated',
      violations: ['single-load'],
      stopped: null,
      asExpected: true,
    });
    if (result.verdict !== 'violated') throw new Error('is violated');
    const [{ run, diagram, because }] = result.violations;
    expect(run?.steps.length).toBe(4);
    expect(because).toBe('two CPUs load an image at the same time');
    expect(diagram(80)).toMatch(/^CPU 0 \(task\) +CPU 1 \(task\)\n/);
  });

  it('says what it does not know, and what says nothing', async () => {
    expect(steady(await explore(tiny, { maxStates: 3, properties: ['single-load'] }))).toEqual({
      verdict: 'incomplete',
      violations: null,
      stopped: 'states',
      asExpected: false,
      properties: ['single-load: incomplete!'],
    });
    expect((await explore(surprises, { set: { kind: 'vacuous' } })).verdict).toBe('vacuous');
    expect(steady(await explore(surprises, { set: { kind: 'violated' } }))).toMatchObject({
      verdict: 'violated',
      asExpected: false,
    });
  });

  it('says the same with the other engine', async () => {
    const fast = await explore(tiny, { set: { lock: 'none' } });
    const slow = await explore(tiny, { set: { lock: 'none' }, engine: 'reference' });
    expect(slow.exploration.engine).toBe('reference');
    expect(steady(slow)).toEqual(steady(fast));
    expect(slow.exploration.fingerprint).toBe(fast.exploration.fingerprint);
  });

  it('refuses what there is not', async () => {
    await expect(explore(tiny, { set: { lok: 'none' } })).rejects.toThrow(UsageError);
    await expect(explore(tiny, { properties: ['x'] })).rejects.toThrow("tiny has no property 'x'");
    await expect(explore(surprises, { set: { kind: 'fault' } })).rejects.toThrow(ModelError);
  });

  it('has results of four kinds', async () => {
    const result = await explore(tiny);
    // Exhaustive: another kind would be an error of the compiler here.
    switch (result.verdict) {
      case 'violated':
        result.violations satisfies readonly [unknown, ...unknown[]];
        break;
      case 'incomplete':
        result.stopped satisfies string;
        break;
      case 'vacuous':
      case 'holds':
        result.violations satisfies null;
        break;
      default:
        result satisfies never;
    }
    // @ts-expect-error: first ask what came out
    expect(() => result.violations[0]).toThrow();
  });
});

describe('the matchers', () => {
  const failing = async (matched: Promise<unknown>): Promise<string> => {
    const error: Error = await matched.then(
      () => new Error('nothing failed'),
      (e) => e,
    );
    return error.message;
  };

  it('pass', async () => {
    await expect(tiny).toHold();
    await expect(tiny).toHold('single-load');
    await expect(tiny).toViolate('single-load', { set: { lock: 'none' } });
    await expect(tiny).not.toViolate('no-deadlock');
    await expect(tiny).not.toHold('no-deadlock', { set: { lock: 'spin' } });
  });

  it('fail with the race', async () => {
    const message = await failing(expect(tiny).toHold('single-load', { set: { lock: 'none' } }));
    expect(message).toMatch(/^tiny lock=none nmi=yes cpus=2: single-load is violated\n\nCPU 0/);
    expect(message).toContain('/* two CPUs load an image at the same time */');
    expect(await failing(expect(tiny).toViolate('no-deadlock'))).toContain('no-deadlock holds');
    expect(await failing(expect(tiny).not.toHold())).toContain('every property holds');
  });

  it('pass nothing that is not known', async () => {
    const bounded = { maxStates: 3 };
    const message = await failing(expect(tiny).toHold('single-load', bounded));
    expect(message).toContain('is not known: the search stopped (states)');
    expect(await failing(expect(tiny).toViolate('single-load', bounded))).toContain('is not known');
    // Nor the other way round: not knowing is no violation, and no proof.
    await expect(tiny).not.toHold('single-load', bounded);
    const vacuous = { set: { kind: 'vacuous' } };
    expect(await failing(expect(surprises).toHold('stays', vacuous))).toContain('is vacuous');
  });

  it('want a scenario, and a property that it has', async () => {
    expect(await failing(expect(3 as unknown as Scenario).toHold())).toContain('was not given a scenario');
    expect(await failing(expect(tiny).toHold('single'))).toContain("tiny has no property 'single'");
  });
});
