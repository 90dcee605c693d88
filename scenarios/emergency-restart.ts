import {
  driver_write,
  dumpSeen,
  emergency_restart,
  type KmsgText,
  kmsgDump,
  log,
  pstore,
} from '../model/kernel/kmsg_dump.js';
import { call, fn, initially, noDeadlock, on, read, system, vector } from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { restartAlwaysHappens } from '../properties/restart-always-happens.js';
import { emergencyRestartExpectations } from './emergency-restart.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Does emergency_restart() restart? Section E: the hook in it, since 2.6.38. */

function contradiction(v: Variant): string | null {
  if (v.always === 'yes' && v.text === 'v2.6.38')
    return 'always=yes sets a parameter that came with the filter (text=v3.4)';
  return null;
}

function build(v: Variant) {
  const dumper = pstore(v.dumper === 'spin_lock' ? 'lock' : 'trylock');
  const restart = emergency_restart(kmsgDump(v.text as KmsgText, dumper));
  const sysrq_handle_reboot = fn(
    'sysrq_handle_reboot',
    { source: { file: 'drivers/tty/sysrq.c', versions: 'any' } },
    () => ({ emergency_restart: call(restart) }),
  );
  const cpus = Number(v.cpus);
  const machine = system({
    name: 'emergency-restart',
    cpus,
    tasks: Array.from({ length: cpus }, (_, cpu) =>
      cpu === 1 ? driver_write(v.holder as 'irqs-on' | 'irqs-off' | 'hung') : null,
    ),
    vectors: [on(vector('sysrq_irq', 'hardirq'), sysrq_handle_reboot, { times: 1 })],
    init: v.always === 'yes' ? [initially(log.always_kmsg_dump, true)] : [],
  });
  return {
    system: machine,
    properties: [restartAlwaysHappens(read(dumpSeen.restart_asked)), noDeadlock, ...codePromises(machine)],
  };
}

export const emergencyRestartScenario: Scenario = {
  name: 'emergency-restart',
  question: 'Does emergency_restart() always restart?',
  about: `\
emergency_restart() is meant to be the bare restart that always works, from any context. Since 2.6.38 it dumps the log
first. Until 3.3 that reached every dumper; since 3.4 a dumper is not called for EMERG unless it, or always_kmsg_dump, asks
for that. CPU 1 uses the backend of a dumper under the lock that the dumper takes. An interrupt on any CPU (sysrq-b) calls
emergency_restart(), which stops nobody.`,
  options: [
    {
      name: 'text',
      says: 'which reasons kmsg_dump() passes on',
      values: [
        { name: 'v2.6.38', says: 'all: v2.6.38 .. v3.3' },
        { name: 'v3.4', says: 'PANIC and OOPS, by default: v3.4 .. v5.12' },
        { name: 'v6.1', says: 'the same, without logbuf_lock: v5.13 ..' },
      ],
      default: 'v6.1',
    },
    {
      name: 'always',
      says: 'printk.always_kmsg_dump',
      values: [
        { name: 'no', says: 'not set' },
        { name: 'yes', says: 'set: every reason reaches every dumper' },
      ],
      default: 'no',
    },
    {
      name: 'dumper',
      says: 'how the dumper takes its lock',
      values: [
        { name: 'spin_lock', says: 'waits for it' },
        { name: 'spin_trylock', says: 'does without the record if it is taken' },
      ],
      default: 'spin_lock',
    },
    {
      name: 'holder',
      says: 'how CPU 1 holds the lock',
      values: [
        { name: 'irqs-on', says: 'with interrupts on' },
        { name: 'irqs-off', says: 'with interrupts off' },
        { name: 'hung', says: 'and never gives it back: why somebody restarts the machine' },
      ],
      default: 'irqs-on',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'text',
  contradiction,
  build,
  expectations: emergencyRestartExpectations,
  bugs: [
    {
      id: '14 restart-path-runs-dumpers',
      fix: 'c22ab3329023',
      property: 'restart-always-happens',
      before: { text: 'v2.6.38' },
      after: { text: 'v3.4' },
    },
  ],
  unreached: [
    {
      steps: [
        'pstore_dump@trylock.pstore_cannot_block_path.lock.spin',
        'pstore_dump@trylock.pstore_cannot_block_path.lock.take',
      ],
      reason: 'nobody oopses here',
    },
  ],
  notYet: [],
};
