import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { lastState } from '../../checker/trace/run.js';
import { hotplugSeen } from '../../model/kernel/crash_hotplug.js';
import { atEnd, type E, lower, type Machine, or, read } from '../../model/language/index.js';
import { crashDigestScenario } from '../../scenarios/crash-digest.js';
import { crashHotplugScenario } from '../../scenarios/crash-hotplug.js';
import { hotplugMatrixScenario } from '../../scenarios/hotplug-matrix.js';
import { type Scenario, variantOf, variantsOf } from '../../scenarios/scenario.js';
import { machineOf } from './variants.js';

/** The run that shows a property: to its violation, or to the state that a cover asks for. */
async function runTo(scenario: Scenario, settings: Record<string, string>, property: string) {
  const m = machineOf(scenario, variantOf(scenario, settings));
  const report = (await explore(m)).properties.find((p) => p.name === property);
  const run =
    report?.verdict === 'violated'
      ? report.counterexample
      : report?.verdict === 'holds'
        ? report.witness
        : null;
  if (run === undefined || run === null) throw new Error(`no run for ${property}`);
  const who = new Set(run.steps.map((s) => `${s.move.cpu} ${s.move.context}`));
  return { m, run, who };
}
const valueIn = (m: Machine, state: readonly number[], field: string): number =>
  state[m.fields.findIndex((f) => f.name === field)];

describe('crash hotplug: known outcomes', () => {
  it('has every row of section F', () => {
    const ids = new Set(
      [crashHotplugScenario, hotplugMatrixScenario, crashDigestScenario].flatMap((s) =>
        s.expectations.map((e) => e.id),
      ),
    );
    const rows = Array.from({ length: 17 }, (_, i) => `F${i + 1}`);
    expect(rows.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('F4: nobody can tell that kexec_crash_image is NULL meanwhile, as long as there is the lock', async () => {
    const verdicts = [];
    for (const invalidate of ['yes', 'no']) {
      const m = machineOf(crashHotplugScenario, variantOf(crashHotplugScenario, { invalidate }));
      const { properties } = await explore(m, { minimise: false });
      // What asks for the very NULL is no question of somebody who could tell.
      const others = properties.filter((p) => p.name !== 'image-hidden-while-written');
      verdicts.push(others.map((p) => [p.name, p.verdict]));
    }
    expect(verdicts[0]).toEqual(verdicts[1]);
  });

  it('the parts can be rolled out in any order: in every cell the elfcorehdr is right and the image bootable', async () => {
    let cells = 0;
    for (const v of variantsOf(hotplugMatrixScenario, { cpus: '2' })) {
      if (v['kexec-tools'] === 'blind') continue;
      const { properties } = await explore(machineOf(hotplugMatrixScenario, v), { minimise: false });
      for (const name of ['elfcorehdr-fresh', 'rearmed', 'digest-consistency', 'image-complete'])
        expect([v, name, properties.find((p) => p.name === name)?.verdict]).toEqual([v, name, 'holds']);
      cells++;
    }
    expect(cells).toBe(16);
  });
});

describe('crash hotplug: the famous interleavings', () => {
  it('F3: the handler writes half of the elfcorehdr between the look of the panic and its jump', async () => {
    const { run, who } = await runTo(crashHotplugScenario, { lock: 'none' }, 'no-torn-elfcorehdr');
    expect(who.size).toBe(2);
    expect(run.switches).toBe(2);
  });

  it('F5: udev reads the node of one event while the next one happens', async () => {
    const { m, run } = await runTo(
      crashHotplugScenario,
      { udev: 'yes', 'hotplug-lock': 'no' },
      'elfcorehdr-fresh',
    );
    expect(valueIn(m, lastState(run), 'resources')).toBe(2);
    expect(valueIn(m, lastState(run), 'elfcorehdr[0]')).toBe(1);
    expect(run.switches).toBeLessThanOrEqual(3);
  });

  it('F7: a reader of kexec_crash_size does the same in spite of __crash_hotplug_lock', async () => {
    const { run, who } = await runTo(crashHotplugScenario, { other: 'size' }, 'elfcorehdr-fresh');
    expect(who.size).toBe(2);
    expect(run.switches).toBeLessThanOrEqual(2);
  });

  it('F9: nothing need be dropped or refused for an image of before the event to stay', async () => {
    const settings = { other: 'load-old', udev: 'yes', image: 'kexec-load' };
    const { system, properties } = crashHotplugScenario.build(variantOf(crashHotplugScenario, settings));
    const fresh = properties.find((p) => p.name === 'elfcorehdr-fresh')?.expr;
    if (!fresh) throw new Error('no elfcorehdr-fresh');
    const holds = { ir: fresh, domain: { kind: 'flag' } } as E<boolean>;
    const m = lower(system, [
      atEnd('fresh-or-refused', or(holds, read(hotplugSeen.load_refused)), { says: '', because: '' }),
    ]);
    const [report] = (await explore(m)).properties;
    if (report.verdict !== 'violated' || report.counterexample === null) throw new Error('not violated');
    const steps = report.counterexample.steps.filter((s) => s.move.context === 'task');
    expect(new Set(steps.map((s) => s.move.cpu)).size).toBe(3);
    // The loader looks, then event and udev come and go, then the loader goes on.
    expect(report.counterexample.switches).toBe(3);
  });

  it('F10: one CPU is enough: the first event fails, the second is taken for done', async () => {
    const { run, who } = await runTo(
      crashHotplugScenario,
      { image: 'kexec-load', event: 'cpu', failure: 'no-memory' },
      'elfcorehdr-fresh',
    );
    expect([...who]).toHaveLength(1);
    expect(run.switches).toBe(0);
  });

  it('N1: udev holds the kexec lock for two steps, and the dump is lost', async () => {
    const { run } = await runTo(hotplugMatrixScenario, {}, 'kdump-starts');
    expect(run.switches).toBeLessThanOrEqual(2);
  });

  it('F12: purgatory does not accept the elfcorehdr that the kernel has written', async () => {
    const { m, run } = await runTo(
      crashDigestScenario,
      { digest: 'output-index', order: 'purgatory-elfcorehdr-kernel' },
      'digest-consistency',
    );
    expect(valueIn(m, lastState(run), 'sha_region_elfcorehdr')).toBe(1);
    expect(valueIn(m, lastState(run), 'sha_region_kernel')).toBe(0);
  });

  it('F13: with the order of x86 nothing is hashed', async () => {
    const { m, run } = await runTo(crashDigestScenario, { digest: 'output-index' }, 'digest-detects');
    expect(valueIn(m, lastState(run), 'sha_region_elfcorehdr')).toBe(0);
    expect(valueIn(m, lastState(run), 'sha_region_kernel')).toBe(0);
  });
});
