import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { mutantsOf, mutated } from '../../checker/mutate/mutants.js';
import { explainDeadlock } from '../../checker/trace/deadlock.js';
import { lastState } from '../../checker/trace/run.js';
import { at, atEnd, lower, not } from '../../model/language/index.js';
import { kexecLockScenario as scenario } from '../../scenarios/kexec-lock.js';
import { variantOf } from '../../scenarios/scenario.js';
import { machineOf, smallest } from './variants.js';

describe('kexec-lock: known outcomes', () => {
  it('has every row of section B, but the one that needs store buffers', () => {
    const ids = new Set(scenario.expectations.map((e) => e.id));
    const rows = Array.from({ length: 21 }, (_, i) => `B${i + 1}`);
    expect(rows.filter((id) => !ids.has(id))).toEqual(['B4']);
    expect(scenario.notYet.map((n) => n.id)).toEqual(['B4']);
  });

  it('B20: xchg and cmpxchg do not only give the same verdicts, their state spaces are the same', async () => {
    let compared = 0;
    for (const v of smallest(scenario, { lock: 'cmpxchg', memory: 'reserved', 'image-pointer': 'read' })) {
      const [a, b] = [v, { ...v, lock: 'xchg' }].map((x) => machineOf(scenario, x));
      const [x, y] = [await explore(a, { minimise: false }), await explore(b, { minimise: false })];
      expect([y.states, y.fingerprint]).toEqual([x.states, x.fingerprint]);
      expect(y.properties.map((p) => p.verdict)).toEqual(x.properties.map((p) => p.verdict));
      compared++;
    }
    expect(compared).toBeGreaterThan(50);
  });
});

it('kexec-lock: a loader that forgets to unlock keeps the next one waiting for good', async () => {
  const { system, properties } = scenario.build(
    variantOf(scenario, { lock: 'mutex', reader: 'lock', 'panic-from': 'nmi' }),
  );
  const forgets = mutantsOf(system).find((m) => m.id === 'do_kexec_load@mutex.locked.out_unlock:drop-unlock');
  if (forgets === undefined) throw new Error('the loader has no unlock any more');
  const m = lower(mutated(system, forgets), properties);
  const { properties: found } = await explore(m, { isAsked: (name) => name === 'loader-returns' });
  expect(found.find((p) => p.name === 'loader-returns')?.verdict).toBe('violated');
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
