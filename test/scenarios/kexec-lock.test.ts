import { beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../checker/coverage.js';
import { searchFast } from '../../checker/engine/search.js';
import { explore } from '../../checker/explore.js';
import { searchReference } from '../../checker/reference/search.js';
import { explainDeadlock } from '../../checker/trace/deadlock.js';
import { lastState } from '../../checker/trace/run.js';
import { at, atEnd, lower, not } from '../../model/language/index.js';
import { kexecLockScenario as scenario } from '../../scenarios/kexec-lock.js';
import { type Expectation, expectationsFor, expectedVerdict, variantOf } from '../../scenarios/scenario.js';
import { machineOf, smallest } from './variants.js';

const name = (v: Readonly<Record<string, string>>) => Object.values(v).join(' ');

describe('kexec-lock: every variant at its smallest number of CPUs', () => {
  const surprises: string[] = [];
  const confirmed = new Set<Expectation>();
  const verdicts = new Map<string, Record<string, string>>();
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
      verdicts.set(name(v), Object.fromEntries(result.properties.map((p) => [p.name, p.verdict])));
      for (const { name: property, verdict } of result.properties) {
        const expected = expectedVerdict(scenario, v, property);
        if (verdict !== expected) surprises.push(`${property}: ${verdict}, expected ${expected}: ${name(v)}`);
        const known = expectationsFor(scenario, v, property);
        for (const e of known) {
          if (e.verdict !== verdict) surprises.push(`${e.id} says ${e.verdict} of ${property}: ${name(v)}`);
          confirmed.add(e);
        }
      }
    }
  }, 300_000);

  it('gives every verdict that is expected, and no two expectations contradict each other', () => {
    expect(verdicts.size).toBeGreaterThan(700);
    expect(surprises).toEqual([]);
  });

  it('meets every known outcome of section B, but the one that needs store buffers', () => {
    const ids = new Set([...confirmed].map((e) => e.id));
    const rows = Array.from({ length: 21 }, (_, i) => `B${i + 1}`);
    expect(rows.filter((id) => !ids.has(id))).toEqual(['B4']);
    expect(scenario.notYet.map((n) => n.id)).toEqual(['B4']);
  });

  it('uses every expectation for some variant', () => {
    // Expectations that are about more CPUs than fit the smallest machines are used by the long test.
    const larger = scenario.expectations.filter((e) => e.when.cpus !== undefined);
    expect(scenario.expectations.filter((e) => !confirmed.has(e) && !larger.includes(e))).toEqual([]);
  });

  it('reaches every step of every function, but for those listed with a reason', () => {
    const excused = scenario.unreached.flatMap((u) => u.steps);
    expect([...all].filter((step) => !reached.has(step)).sort()).toEqual([...excused].sort());
  });

  it('B20: the xchg of 2.6.13 and the cmpxchg of 6.0 give the same verdicts everywhere', () => {
    let compared = 0;
    for (const [variant, of] of verdicts) {
      if (!variant.startsWith('cmpxchg ')) continue;
      expect(verdicts.get(variant.replace('cmpxchg', 'xchg'))).toEqual(of);
      compared++;
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('violates and satisfies each property in some variant', () => {
    const seen = new Map<string, Set<string>>();
    for (const of of verdicts.values())
      for (const [property, verdict] of Object.entries(of))
        seen.set(property, (seen.get(property) ?? new Set()).add(verdict));
    for (const [property, found] of seen) {
      expect([property, found.has('holds')]).toEqual([property, true]);
      if (property !== 'update-gap') expect([property, found.has('violated')]).toEqual([property, true]);
    }
  });
});

describe('kexec-lock: both engines', () => {
  const variants = [
    ...smallest(scenario, {
      memory: 'reserved',
      nested: 'no',
      loader: 'yes',
      reader: 'none',
      image: 'loaded',
    }),
  ];
  it.each(variants.map((v) => [name(v), v] as const))('agree on %s', async (_, v) => {
    const m = machineOf(scenario, v);
    const [slow, fast] = [await searchReference(m), await searchFast(m)];
    expect(fast.engine).toBe('fast');
    const essence = ({ states, transitions, depth, fingerprint, triggered, runs, taken }: typeof slow) => ({
      states,
      transitions,
      depth,
      fingerprint,
      triggered,
      runs: runs.map((r) => r?.length ?? 0),
      taken: [...taken].sort(),
    });
    expect(essence(fast)).toEqual(essence(slow));
    expect(slow.states).toBeGreaterThan(100);
  });
});

describe('kexec-lock: the famous interleavings', () => {
  const counterexample = async (settings: Record<string, string>, property: string) => {
    const m = machineOf(scenario, variantOf(scenario, settings));
    const report = (await explore(m)).properties.find((p) => p.name === property);
    if (report?.verdict !== 'violated' || report.counterexample === null)
      throw new Error(`${property} is not violated`);
    return { m, run: report.counterexample };
  };

  it('B7: an NMI panic on a debug RT kernel is refused without any other CPU taking a step', async () => {
    const { run } = await counterexample({ lock: 'rt-mutex-debug', 'panic-from': 'nmi' }, 'kdump-starts');
    expect(new Set(run.steps.map((s) => `${s.move.cpu} ${s.move.context}`)).size).toBe(1);
    expect(run.switches).toBe(0);
  });

  it('B10: the NMI spins on wait_lock, which the task below it holds', async () => {
    const { m, run } = await counterexample({ lock: 'rt-mutex' }, 'no-deadlock');
    const lines = explainDeadlock(m, run);
    expect(lines[0]).toMatch(
      /^CPU \d nmi waits in rt_mutex_slowtrylock\(\) for kexec_mutex_wait_lock, which is \d$/,
    );
    expect(lines[1]).toMatch(
      /^CPU \d task set it in rt_mutex_slowtrylock\(\), and was interrupted by the nmi on top of it/,
    );
  });

  it('B11: an NMI that must unlock an rt_mutex spins on the pi_lock of the waiter, never on wait_lock', async () => {
    const { system } = scenario.build(
      variantOf(scenario, { lock: 'rt-mutex', reader: 'lock', image: 'none' }),
    );
    const stuckAt = (fn: string, label: string) =>
      atEnd(`${fn}.${label}`, not(at({ fn: `${fn}@rt`, label, context: 'nmi' })), { says: '', because: '' });
    const m = lower(system, [
      stuckAt('mutex_unlock', 'wait_lock'),
      stuckAt('mutex_unlock', 'unwaited.relock'),
      stuckAt('mark_wakeup_next_waiter', 'pi_lock'),
      stuckAt('wake_up_q', 'pi_lock'),
    ]);
    const { properties } = await explore(m);
    expect(properties.map((p) => [p.name, p.verdict])).toEqual([
      ['mutex_unlock.wait_lock', 'holds'],
      ['mutex_unlock.unwaited.relock', 'holds'],
      ['mark_wakeup_next_waiter.pi_lock', 'holds'],
      ['wake_up_q.pi_lock', 'violated'],
    ]);
  });

  it('N1: the flags lock lets a nested panic in beside the panic below it', async () => {
    const { run } = await counterexample(
      { lock: 'flags', 'panic-from': 'task', nested: 'yes' },
      'single-kexec',
    );
    expect(new Set(run.steps.map((s) => s.move.cpu)).size).toBe(1);
  });

  it('B12: the NMI spins on wait_lock when it unlocks the mutex that it could take', async () => {
    const { m, run } = await counterexample({ lock: 'mutex', reader: 'lock' }, 'no-deadlock');
    expect(explainDeadlock(m, run).join('\n')).toMatch(
      /nmi waits in mutex_unlock\(\) for kexec_mutex_wait_lock/,
    );
  });

  it('B1: panic jumps into an image that a loader overwrites', async () => {
    const { m, run } = await counterexample({ lock: 'none', 'panic-from': 'task' }, 'image-complete');
    const memory = m.fields.findIndex((f) => f.name === 'crash_memory');
    const jump = m.fields.findIndex((f) => f.name === 'jump_to');
    expect(lastState(run)[memory]).not.toBe(lastState(run)[jump]);
    expect(run.switches).toBeLessThanOrEqual(2);
  });

  it('B5: loader and panic both back off', async () => {
    const { run } = await counterexample({ lock: 'flags', 'panic-from': 'task' }, 'kdump-starts');
    expect(run.switches).toBeLessThanOrEqual(2);
  });
});
