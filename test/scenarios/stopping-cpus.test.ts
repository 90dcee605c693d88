import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { explainDeadlock } from '../../checker/trace/deadlock.js';
import { lastState } from '../../checker/trace/run.js';
import { kexecRebootScenario } from '../../scenarios/kexec-reboot.js';
import { nmiBroadcastScenario } from '../../scenarios/nmi-broadcast.js';
import { nmiShootdownScenario } from '../../scenarios/nmi-shootdown.js';
import { expectedVerdict, type Scenario, variantOf, variantsOf } from '../../scenarios/scenario.js';
import { selfStopScenario } from '../../scenarios/self-stop.js';
import { stopCpusScenario } from '../../scenarios/stop-cpus.js';
import { machineOf } from './variants.js';

const FAMILY = [
  nmiBroadcastScenario,
  nmiShootdownScenario,
  stopCpusScenario,
  kexecRebootScenario,
  selfStopScenario,
];

const counterexample = async (scenario: Scenario, settings: Record<string, string>, property: string) => {
  const m = machineOf(scenario, variantOf(scenario, settings));
  const report = (await explore(m)).properties.find((p) => p.name === property);
  if (report?.verdict !== 'violated' || report.counterexample === null)
    throw new Error(`${property} is not violated`);
  const run = report.counterexample;
  const field = (name: string) => lastState(run)[m.fields.findIndex((f) => f.name === name)];
  return { m, run, field };
};

describe('stopping CPUs: known outcomes', () => {
  it('has every row of section C', () => {
    const ids = new Set(FAMILY.flatMap((s) => s.expectations.map((e) => e.id)));
    const rows = [...Array.from({ length: 15 }, (_, i) => `C${i + 1}`), 'C4b', 'C.5'];
    expect(rows.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('gives the expected verdicts with a third CPU in NMIs', async () => {
    const surprises: string[] = [];
    for (const v of variantsOf(nmiBroadcastScenario, { cpus: '3', task: 'none', image: 'loaded' }))
      for (const p of (await explore(machineOf(nmiBroadcastScenario, v), { minimise: false })).properties)
        if (p.verdict !== expectedVerdict(nmiBroadcastScenario, v, p.name))
          surprises.push(`${p.name}: ${p.verdict}: ${Object.values(v).join(' ')}`);
    expect(surprises).toEqual([]);
  }, 60_000);
});

describe('stopping CPUs: the famous interleavings', () => {
  it('C1: the loser spins in its NMI, and the winner jumps without its registers', async () => {
    const { run, field } = await counterexample(nmiBroadcastScenario, { text: 'spin' }, 'registers-saved');
    expect(run.steps.every((s) => s.move.context === 'nmi')).toBe(true);
    expect(run.switches).toBeLessThanOrEqual(3);
    expect(field('waiting_for_crash_ipi')).toBe(1);
  });

  it('C3: with the flag before the callback, the loser answers and has saved nothing', async () => {
    const { field } = await counterexample(nmiBroadcastScenario, { text: 'early-kick' }, 'registers-saved');
    expect(field('waiting_for_crash_ipi')).toBeLessThanOrEqual(1);
  });

  it('C4b: the owner of the panic spins in an NMI on a lock that the loser keeps', async () => {
    const { m, run, field } = await counterexample(
      nmiBroadcastScenario,
      { nmi: 'serr', task: 'panic' },
      'no-deadlock',
    );
    expect(explainDeadlock(m, run).join('\n')).toMatch(/CPU 0 nmi waits in .*nmi_reason_lock/);
    expect(field('panic_cpu')).toBe(0);
    expect(field('nmi_reason_lock')).toBe(1);
    expect(field('emerg_handler')).toBe(0);
    expect(run.switches).toBeLessThanOrEqual(3);
  });

  it('C15: the NMI spins on the lock of the list of NMI handlers, which the task below it holds', async () => {
    const { m, run } = await counterexample(
      nmiShootdownScenario,
      { handler: 'register', task: 'register' },
      'no-deadlock',
    );
    const lines = explainDeadlock(m, run);
    expect(lines[0]).toMatch(/^CPU 0 nmi waits in register_nmi_handler\(\) for nmi_desc_lock, which is 0$/);
    expect(lines[1]).toMatch(/^CPU 0 task set it in register_nmi_handler\(\)/);
  });

  it('N1: with the emergency slot, the ordinary stop still spins on that lock', async () => {
    const { m, run } = await counterexample(
      nmiShootdownScenario,
      { task: 'register', image: 'none', other: 'irqs-off' },
      'no-deadlock',
    );
    expect(explainDeadlock(m, run)[0]).toMatch(
      /^CPU 0 nmi waits in register_nmi_handler\(\) for nmi_desc_lock/,
    );
    expect(run.steps.filter((s) => s.move.cpu === 1).length).toBeLessThanOrEqual(1);
  });

  it('C13: a second registration, and the next NMI walks a ring', async () => {
    const { m, run } = await counterexample(
      nmiShootdownScenario,
      {
        text: 'again',
        handler: 'register',
        'panic-from': 'task',
        order: 'notifiers-first',
        image: 'none',
        'perf-nmi': 'yes',
      },
      'no-deadlock',
    );
    expect(explainDeadlock(m, run)[0]).toMatch(/CPU 0 nmi .*nmi_handle/);
  });

  it('S2: the old stop goes on while the other CPU, no longer online, writes its cache back', async () => {
    const { field } = await counterexample(kexecRebootScenario, { stop: 'irq-nmi' }, 'all-cpus-stopped');
    expect(field('cpu_online_mask')).toBe(0b01);
    expect(field('cpus_dirty')).toBe(0b10);
  });

  it('S3: a CPU that is offline wakes up in the new kernel', async () => {
    const { run } = await counterexample(
      kexecRebootScenario,
      { other: 'mwait', kick: 'no' },
      'all-cpus-stopped',
    );
    expect(run.steps.at(-1)?.move.cpu).toBe(1);
  });

  it('S5: the IPI waits for interrupts that the loser never enables, and the winner finds it online', async () => {
    const { field } = await counterexample(selfStopScenario, { loser: 'online' }, 'kdump-starts');
    expect(field('cpu_online_mask')).toBe(0b11);
    expect(field('waiting_for_crash_ipi')).toBe(1);
  });
});
