import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { explainDeadlock } from '../../checker/trace/deadlock.js';
import { dumpListScenario } from '../../scenarios/dump-list.js';
import { emergencyRestartScenario } from '../../scenarios/emergency-restart.js';
import type { Scenario } from '../../scenarios/index.js';
import { kmsgDumpScenario } from '../../scenarios/kmsg-dump.js';
import { kmsgDumpersScenario } from '../../scenarios/kmsg-dumpers.js';
import { notifierChainScenario } from '../../scenarios/notifier-chain.js';
import { notifierFilterScenario } from '../../scenarios/notifier-filter.js';
import { panicNotifiersScenario } from '../../scenarios/panic-notifiers.js';
import { variantOf } from '../../scenarios/scenario.js';
import { machineOf } from './variants.js';

const counterexample = async (scenario: Scenario, settings: Record<string, string>, property: string) => {
  const m = machineOf(scenario, variantOf(scenario, settings));
  const report = (await explore(m)).properties.find((p) => p.name === property);
  if (report?.verdict !== 'violated' || report.counterexample === null)
    throw new Error(`${property} is not violated`);
  const run = report.counterexample;
  return { m, run, who: new Set(run.steps.map((s) => `${s.move.cpu} ${s.move.context}`)) };
};

it('has every row of sections D and E', () => {
  const ids = new Set(
    [
      panicNotifiersScenario,
      notifierChainScenario,
      notifierFilterScenario,
      kmsgDumpScenario,
      kmsgDumpersScenario,
      dumpListScenario,
      emergencyRestartScenario,
    ].flatMap((s) => s.expectations.map((e) => e.id)),
  );
  const rows = ['D', 'E'].flatMap((s) => Array.from({ length: 11 }, (_, i) => `${s}${i + 1}`));
  expect(rows.filter((id) => !ids.has(id))).toEqual([]);
});

describe('notifiers: the famous interleavings', () => {
  it('D6: the driver is stopped with its lock, and the notifier waits for it', async () => {
    const { m, run } = await counterexample(
      panicNotifiersScenario,
      { order: 'notifiers-first' },
      'kdump-starts',
    );
    expect(run.switches).toBeLessThanOrEqual(3);
    const lines = explainDeadlock(m, run);
    expect(lines.join('\n')).toMatch(
      /CPU 0 task waits in pvpanic_send_event\(\) for pvpanic_lock, which is 1/,
    );
  });

  it('D2: an NMI on top of a registration waits for the lock of the list, on one CPU', async () => {
    const { m, run, who } = await counterexample(notifierChainScenario, { walk: 'locked' }, 'no-deadlock');
    expect(explainDeadlock(m, run).join('\n')).toMatch(/nmi waits in atomic_notifier_call_chain\(\)/);
    expect(new Set([...who].map((w) => w[0])).size).toBeLessThanOrEqual(2);
  });

  it('bug 18: two registrations and a walk are enough for a ring', async () => {
    const { run } = await counterexample(
      notifierChainScenario,
      { module: 'register-twice', duplicates: 'linked' },
      'notifier-at-most-once',
    );
    expect(run.switches).toBeLessThanOrEqual(2);
  });

  it('D4 without a grace period needs a CPU that was not stopped', async () => {
    const { who } = await counterexample(
      notifierChainScenario,
      { module: 'load-unload', unregister: 'no-synchronize_rcu', stop: 'irq', 'panic-from': 'task' },
      'no-use-after-free',
    );
    expect([...who].sort()).toEqual(['0 task', '1 task']);
  });

  it('D8: seventeen names are one too many, sixteen are not', async () => {
    const verdict = async (names: string) =>
      (
        await explore(machineOf(notifierFilterScenario, variantOf(notifierFilterScenario, { names })))
      ).properties.find((p) => p.name === 'unlisted-notifier-never-runs')?.verdict;
    expect([await verdict('full'), await verdict('overflow')]).toEqual(['holds', 'violated']);
  });
});

describe('kmsg_dump: the famous interleavings', () => {
  it('E1: an NMI on top of a printk waits for logbuf_lock inside crash_kexec(), without another CPU', async () => {
    const { m, run, who } = await counterexample(
      kmsgDumpScenario,
      { place: 'crash-kexec', other: 'printk', 'panic-from': 'nmi' },
      'kdump-starts',
    );
    expect([...who].sort()).toEqual(['1 nmi', '1 task']);
    expect(explainDeadlock(m, run).join('\n')).toMatch(/nmi waits in kmsg_dump\(\) for logbuf_lock/);
  });

  it('E3: the split stops the holder, and then waits for it', async () => {
    const { m, run } = await counterexample(kmsgDumpScenario, { place: 'split' }, 'kdump-starts');
    expect(explainDeadlock(m, run).join('\n')).toMatch(
      /task waits in pstore_dump\(\) for buf_lock, which is 1/,
    );
  });

  it('bug 13: a registration is enough to lose the report', async () => {
    const { who } = await counterexample(dumpListScenario, { walk: 'trylock' }, 'report-reaches-storage');
    expect(who.size).toBeGreaterThanOrEqual(2);
  });

  it('E7: sysrq-b on top of the driver never restarts', async () => {
    const { m, run, who } = await counterexample(
      emergencyRestartScenario,
      { text: 'v2.6.38' },
      'restart-always-happens',
    );
    expect([...who].sort()).toEqual(['1 hardirq', '1 task']);
    expect(explainDeadlock(m, run).join('\n')).toMatch(/hardirq waits in pstore_dump\(\) for buf_lock/);
  });

  it('bug 16: only an NMI or a wait that ends too early meets the holder after the fix', async () => {
    const verdict = async (stop: string) =>
      (
        await explore(
          machineOf(kmsgDumpersScenario, variantOf(kmsgDumpersScenario, { dumper: 'efi-irqs-off', stop })),
        )
      ).properties.find((p) => p.name === 'report-reaches-storage')?.verdict;
    expect(await Promise.all(['irq', 'irq-late', 'nmi'].map(verdict))).toEqual([
      'holds',
      'violated',
      'violated',
    ]);
  });
});
