import { expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import { kexecLockScenario as scenario } from '../../scenarios/kexec-lock.js';
import { expectationsFor, expectedVerdict, variantsOf } from '../../scenarios/scenario.js';
import { machineOf } from './variants.js';

/** All variants with up to three CPUs, and the ones with four that nothing else covers: settings off their defaults. */
it('gives the expected verdicts with more CPUs than are needed', async () => {
  const surprises: string[] = [];
  let explored = 0;
  for (const cpus of ['3', '4'])
    for (const v of variantsOf(scenario, { cpus, memory: 'reserved', 'image-pointer': 'read' })) {
      if (cpus === '4' && (v.nested === 'yes' || v.lock.startsWith('rt-') || v['panic-from'] === 'softirq'))
        continue;
      const result = await explore(machineOf(scenario, v), { minimise: false, maxStates: 20_000_000 });
      explored++;
      for (const { name: property, verdict } of result.properties) {
        const expected = expectedVerdict(scenario, v, property);
        const said = new Set(expectationsFor(scenario, v, property).map((e) => e.verdict));
        if (verdict !== expected || said.size > 1)
          surprises.push(`${property}: ${verdict}, expected ${expected}: ${Object.values(v).join(' ')}`);
      }
    }
  expect(explored).toBeGreaterThan(500);
  expect(surprises).toEqual([]);
}, 1_800_000);
