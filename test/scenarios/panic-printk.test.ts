import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { Baseline, candidatesOf } from '../../checker/mutate/index.js';
import { explainDeadlock } from '../../checker/trace/deadlock.js';
import { consoleUnlockScenario } from '../../scenarios/console-unlock.js';
import { errorReportScenario } from '../../scenarios/error-report.js';
import { nbconScenario } from '../../scenarios/nbcon.js';
import { panicPrintkScenario } from '../../scenarios/panic-printk.js';
import { printkLocksScenario } from '../../scenarios/printk-locks.js';
import { type Scenario, variantOf } from '../../scenarios/scenario.js';
import { machineOf } from './variants.js';

const counterexample = async (scenario: Scenario, settings: Record<string, string>, property: string) => {
  const m = machineOf(scenario, variantOf(scenario, settings));
  const report = (await explore(m)).properties.find((p) => p.name === property);
  if (report?.verdict !== 'violated' || report.counterexample === null)
    throw new Error(`${property} is not violated`);
  return { m, run: report.counterexample };
};
const deadlock = async (scenario: Scenario, settings: Record<string, string>) => {
  const { m, run } = await counterexample(scenario, settings, 'no-deadlock');
  return explainDeadlock(m, run).join('\n');
};

describe('panic-printk: who waits for whom', () => {
  it('H1: the panic spins on logbuf_lock of a CPU that was stopped', async () => {
    expect(await deadlock(panicPrintkScenario, { printk: 'v5.10' })).toMatch(/waits in \w+\(\) for \w+/);
  });

  it('H2: with zap_locks() there is still the moment between taking logbuf_lock and setting logbuf_cpu', async () => {
    const { m, run } = await counterexample(
      panicPrintkScenario,
      { printk: 'v4.6', 'panic-from': 'nmi', printer: 'same-cpu' },
      'no-deadlock',
    );
    expect(explainDeadlock(m, run).join('\n')).toMatch(/nmi waits in \w+\(\) for logbuf_lock/);
    expect(new Set(run.steps.filter((s) => s.move.context !== 'nmi').map((s) => s.move.cpu))).toEqual(
      new Set([0]),
    );
  });

  it('N1: before v5.18 the last flush of an NMI panic takes console_owner_lock of the task below it', async () => {
    expect(
      await deadlock(panicPrintkScenario, { printk: 'v5.17', 'panic-from': 'nmi', printer: 'same-cpu' }),
    ).toMatch(/nmi waits in console_lock_spinning_\w+\(\) for console_owner_lock/);
  });

  it('H8, N2: the raw lock inside console_sem, from an NMI until v6.5, from a task still', async () => {
    const either: Record<string, string>[] = [
      { printk: 'v6.1', 'panic-from': 'nmi', printer: 'same-cpu', semaphore: 'inner-lock' },
      { printk: 'v6.6', semaphore: 'inner-lock' },
    ];
    for (const settings of either)
      expect(await deadlock(panicPrintkScenario, settings)).toMatch(/waits in \w+\(\) for console_sem_lock/);
  });

  it('N7: the last flush of v6.1 releases the console_sem of a CPU that is late to stop', async () => {
    const { run } = await counterexample(
      panicPrintkScenario,
      { printk: 'v6.1', 'panic-from': 'nmi', stop: 'may-time-out' },
      'console-sem-held',
    );
    // CPU 1 has it and is printing; CPU 0 gives it back.
    expect(run.steps.at(-1)?.move).toMatchObject({ cpu: 0, context: 'nmi' });
    expect(run.switches).toBe(1);
  });

  it('bug 24: the driver waits for the port lock once oops_in_progress is dropped', async () => {
    expect(await deadlock(panicPrintkScenario, { driver: 'port_lock', 'oops-flag': 'dropped' })).toMatch(
      /waits in serial8250_console_write\(\) for port_lock/,
    );
  });
});

describe('panic-printk: what its properties notice', () => {
  it.each([
    ['log-lock-held', 'vprintk_store.lock.take:skip-store', { printk: 'v4.20' }],
    ['console-sem-held', 'console_flush_on_panic.trylock:swap-steps', { 'panic-from': 'nmi' }],
    ['line-in-one-piece', 'call_console_driver.first:skip-store', { kdump: 'loaded' }],
    ['drivers-know-of-oops', 'panic.bust_spinlocks:swap-steps', {}],
    ['log-flushed', 'console_emit_next_record.advance:skip-store', {}],
    ['no-empty-record', 'printk.vprintk:change-constant', {}],
  ] as const)('%s: %s', async (property, id, settings) => {
    const asked = panicPrintkScenario.build(variantOf(panicPrintkScenario, settings));
    const mutant = candidatesOf([asked]).find((c) => c.id === id)?.mutant;
    if (mutant === undefined) throw new Error(`no ${id}`);
    const judged = await (await Baseline.of(asked, {})).judge(mutant, {});
    expect(judged.outcome === 'killed' && judged.kills.map((k) => k.property)).toContain(property);
  });
});

describe('printk-locks: every cycle needs both CPUs', () => {
  it.each(['dump_lock', 'logbuf_lock', 'wd_smp_lock', 'printk_cpu_sync'])('%s', async (lock) => {
    const { run } = await counterexample(printkLocksScenario, { lock, text: 'before' }, 'no-deadlock');
    expect(new Set(run.steps.map((s) => s.move.cpu)).size).toBe(2);
    expect(run.switches).toBeLessThanOrEqual(6);
  });
});

describe('the other famous interleavings', () => {
  it('bug 29: a record is stored between the last look and up()', async () => {
    const { run } = await counterexample(consoleUnlockScenario, { printk: 'v3.0' }, 'no-lost-report');
    expect(run.switches).toBeLessThanOrEqual(2);
  });

  it('H10: the old owner of an nbcon console goes on beside the panic', async () => {
    const { run } = await counterexample(nbconScenario, { driver: 'no-checks' }, 'one-context-per-console');
    expect(new Set(run.steps.map((s) => s.move.cpu)).size).toBe(2);
  });

  it('G1, G2, G3: two reporters are enough, or a reporter and a printer', async () => {
    const one = { printer: 'yes' };
    const two = { reporters: 'two-tasks' };
    for (const [settings, property] of [
      [two, 'no-lost-report'],
      [one, 'report-complete'],
      [one, 'report-not-mixed'],
    ] as const) {
      const { run } = await counterexample(errorReportScenario, settings, property);
      expect(run.switches).toBeLessThanOrEqual(4);
    }
  });

  it('G4: an NMI on top of the reporter publishes the report of the reporter', async () => {
    const { run } = await counterexample(errorReportScenario, { reporters: 'nmi-over-irq' }, 'report-paired');
    expect(new Set(run.steps.map((s) => s.move.cpu)).size).toBe(1);
  });
});
