import { explore } from '../../../checker/explore.js';
import { counterexampleOf } from '../../../cli/answer.js';
import type { OpenedRun } from '../../../cli/opened-run.js';
import {
  allCpus,
  and,
  cpuSet,
  end,
  ended,
  existsCpu,
  fn,
  lower,
  never,
  on,
  sendMask,
  set,
  stopCpu,
  stopped,
  system,
  vector,
  withoutCpu,
} from '../../../model/language/index.js';
import type { Scenario } from '../../../scenarios/scenario.js';

/** CPU 0 stops CPU 1 with an IPI and restarts; six others have nothing to do. */
const source = { file: 'kernel/stop.c', versions: 'v1' };
const reboot = vector('reboot', 'hardirq');
const stops = fn('stop_this', { source }, () => ({ stop: stopCpu }));
const restarts = fn('smp_send_stop', { source, locals: { others: cpuSet } }, ({ self, others }) => ({
  mask: set(others, withoutCpu(allCpus, self)),
  send: sendMask(reboot, others),
  restart: end('restart'),
}));

const scenario: Scenario = {
  name: 'eight',
  question: 'Do eight CPUs fit?',
  about: 'One stops another.',
  options: [{ name: 'cpus', says: 'how many CPUs', values: [{ name: '8', says: '8 CPUs' }], default: '8' }],
  compares: 'cpus',
  contradiction: () => null,
  build: () => ({
    system: system({
      name: 'eight',
      cpus: 8,
      tasks: [restarts, null, null, null, null, null, null, null],
      vectors: [on(reboot, stops)],
    }),
    properties: [
      never(
        'goes-on',
        and(
          ended('restart'),
          existsCpu((c) => stopped(c)),
        ),
        { says: 'Nobody is stopped.', because: 'a CPU is stopped, and the machine restarts' },
      ),
    ],
  }),
  expectations: [],
  unreached: [],
  notYet: [],
};

export async function eightCpus(): Promise<OpenedRun> {
  const { system: s, properties } = scenario.build({ cpus: '8' });
  const machine = lower(s, properties);
  const report = (await explore(machine)).properties[0];
  const run = counterexampleOf(report)!;
  return {
    scenario,
    variant: { cpus: '8' },
    machine,
    property: 'goes-on',
    verdict: 'violated',
    why: [report.because],
    run,
  };
}
