import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { lastState } from '../../checker/trace/run.js';
import { panicForceCpuScenario } from '../../scenarios/panic-force-cpu.js';
import { panicGateScenario } from '../../scenarios/panic-gate.js';
import { panicOnWarnScenario } from '../../scenarios/panic-on-warn.js';
import { panicPostNotifiersScenario } from '../../scenarios/panic-post-notifiers.js';
import { panicPreemptScenario } from '../../scenarios/panic-preempt.js';
import { expectedVerdict, type Scenario, variantOf, variantsOf } from '../../scenarios/scenario.js';
import { machineOf } from './variants.js';

const counterexample = async (scenario: Scenario, settings: Record<string, string>, property: string) => {
  const m = machineOf(scenario, variantOf(scenario, settings));
  const report = (await explore(m)).properties.find((p) => p.name === property);
  if (report?.verdict !== 'violated' || report.counterexample === null)
    throw new Error(`${property} is not violated`);
  const run = report.counterexample;
  const moves = run.steps.map((s) => `${s.move.cpu} ${s.move.context}`);
  const end = Object.fromEntries(m.fields.map((f, i) => [f.name, lastState(run)[i]]));
  return { m, run, moves: new Set(moves), cpus: new Set(run.steps.map((s) => s.move.cpu)), end };
};

describe('panic: known outcomes', () => {
  it('has every row of section A, and the bugs about the gate', () => {
    const all = [
      panicGateScenario,
      panicForceCpuScenario,
      panicPreemptScenario,
      panicOnWarnScenario,
      panicPostNotifiersScenario,
    ];
    const ids = new Set(all.flatMap((s) => s.expectations.map((e) => e.id)));
    const rows = Array.from({ length: 18 }, (_, i) => `A${i + 1}`);
    expect(rows.filter((id) => !ids.has(id))).toEqual([]);
    const bugs = all.flatMap((s) => (s.bugs ?? []).map((b) => b.id.split(' ')[0]));
    expect(bugs.sort()).toEqual(['1', '19', '2', '3', '38', '4']);
  });

  it('gives the expected verdicts with a third CPU', async () => {
    const surprises: string[] = [];
    for (const v of variantsOf(panicGateScenario, { cpus: '3', second: 'panic' })) {
      const { properties } = await explore(machineOf(panicGateScenario, v), { minimise: false });
      for (const p of properties)
        if (p.verdict !== expectedVerdict(panicGateScenario, v, p.name))
          surprises.push(`${p.name}: ${p.verdict}: ${Object.values(v).join(' ')}`);
    }
    expect(surprises).toEqual([]);
  }, 120_000);
});

describe('panic-gate: the famous interleavings', () => {
  const gate = (settings: Record<string, string>, property: string) =>
    counterexample(panicGateScenario, settings, property);

  it('A1: the second panic finds the kexec mutex taken; neither dumps', async () => {
    const { cpus, run } = await gate(
      { era: 'v2.6.38', first: 'panic', second: 'panic', image: 'loaded' },
      'kdump-starts',
    );
    expect(cpus.size).toBe(2);
    expect(run.switches).toBeLessThanOrEqual(3);
  });

  it('AN1: without a gate two panics stop each other, and nobody is left', async () => {
    const { m, end } = await gate(
      { era: 'v2.6.38', first: 'panic', second: 'panic', image: 'none' },
      'panic-terminates',
    );
    expect(m.stopped.map((field) => (field === null ? null : end[m.fields[field].name]))).toEqual([1, 1]);
  });

  it.each([
    ['A2', 'v3.3', 'hardirq'],
    ['A3', 'v3.6', 'nmi'],
  ])('%s: the owner of panic_lock stops itself, and no other CPU takes part', async (_, era, second) => {
    const { moves, cpus } = await gate({ era, first: 'panic', second }, 'no-deadlock');
    expect([cpus.size, [...moves].map((m) => m.split(' ')[1]).sort()]).toEqual([1, [second, 'task'].sort()]);
  });

  it('4 plants nothing new, but leaves 2: with interrupts off, an NMI still does it', async () => {
    const run = gate({ era: 'v3.6', first: 'panic', second: 'nmi' }, 'panic-owner-not-stopped');
    await expect(run).resolves.toBeDefined();
  });

  it('A5: one CPU is enough for the NMI that takes the dump from the oops below it', async () => {
    const { cpus } = await gate(
      { era: 'v3.6', first: 'oops', second: 'nmi', image: 'loaded' },
      'kdump-starts',
    );
    expect(cpus.size).toBe(1);
  });

  it('A8: the panic waits for good; panic_cpu is free again, and the other CPU runs on', async () => {
    const { end, run } = await gate(
      { era: 'v6.1', first: 'oops-survived', second: 'panic' },
      'panic-terminates',
    );
    expect(end.panic_cpu).toBe(-1);
    expect(run.switches).toBeLessThanOrEqual(3);
  });

  it('A16: between the two looks at panic_cpu, crash_kexec() on the other CPU gives it back', async () => {
    for (const property of ['panic-owns-gate', 'panic-gate-exclusive', 'panic-owner-not-stopped']) {
      const { cpus, run } = await gate({ era: 'v6.18', first: 'oops', second: 'panic' }, property);
      expect(cpus.size).toBe(2);
      expect([property, run.switches <= 5]).toEqual([property, true]);
    }
  });

  it('A17: the request of the NMI is dropped, and nobody panics at that moment', async () => {
    const { end } = await gate({ era: 'v6.18', first: 'oops', second: 'nmi' }, 'nmi-panic-kept');
    expect(end.panic_cpu).toBe(-1);
  });
});

describe('panic-force-cpu: the famous interleavings', () => {
  const force = (settings: Record<string, string>, property: string) =>
    counterexample(panicForceCpuScenario, settings, property);

  it('A11: two CPUs panic, and the one named takes no step', async () => {
    const { cpus } = await force({ second: 'panic' }, 'kdump-on-forced-cpu');
    expect([...cpus].sort()).toEqual([0, 1]);
  });

  it('A13: also without panic_force_cpu=, on one CPU', async () => {
    const { cpus, end } = await force({ text: 'nmi-first', second: 'nmi', target: 'unset' }, 'no-deadlock');
    expect(cpus.size).toBe(1);
    expect(end.panic_cpu).toBe([...cpus][0]);
  });

  it('A15: who loses the redirection to itself never sends it', async () => {
    const { end } = await force({ text: 'loser-stops', second: 'nmi-handler' }, 'panic-terminates');
    expect(end.panic_cpu).toBe(-1);
    expect(end.panic_redirect_cpu).toBe(0);
  });

  it('AF1: an oops dumps where it happens, without any interleaving', async () => {
    const { run } = await force({ first: 'oops' }, 'kdump-on-forced-cpu');
    expect(run.switches).toBe(0);
  });
});
