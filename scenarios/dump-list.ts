import { kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import {
  dumpSeen,
  type KmsgText,
  kmsg_dump_register,
  kmsgDump,
  panic_dump,
  pstore,
} from '../model/kernel/kmsg_dump.js';
import { panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  call,
  existsCpu,
  fn,
  NONE,
  ne,
  noDeadlock,
  on,
  read,
  system,
  vector,
} from '../model/language/index.js';
import { isAwaited, type StopKind, standsStill, stopping } from '../model/machine/stop.js';
import { codePromises } from '../properties/code-promises.js';
import { othersStopped } from '../properties/others-stopped.js';
import { reportReachesStorage } from '../properties/report-reaches-storage.js';
import { stopReaches } from '../properties/stop-reaches.js';
import { dumpListExpectations } from './dump-list.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** May a dumper be registered while a panic dumps the log? Section E: the list of dumpers. */

function build(v: Variant) {
  const kmsg_dump = kmsgDump(
    (v.walk === 'trylock' ? 'v2.6.33' : 'v2.6.38') satisfies KmsgText,
    pstore('trylock'),
  );
  const stop = stopping(v.stop as StopKind);
  const { panic, nmi_panic, afterStop } = panicFunctions({
    __crash_kexec: kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' }).__crash_kexec,
    stopOthers: stop.stopOthers,
    kmsgDump: panic_dump(kmsg_dump),
  });
  const byNmi = v['panic-from'] === 'nmi';
  const kernel = (file: string) => ({
    source: { file, versions: 'v4.5 .. ; text of v6.1' },
  });
  const oops_end = fn('oops_end', kernel('arch/x86/kernel/dumpstack.c'), () => ({ panic: call(panic) }));
  const unknown_nmi_error = fn('unknown_nmi_error', kernel('arch/x86/kernel/nmi.c'), () => ({
    nmi_panic: call(nmi_panic),
  }));
  const panicked = ne(read(panicking.panic_cpu), NONE);
  const machine = system({
    name: 'dump-list',
    cpus: Number(v.cpus),
    tasks: Array.from({ length: Number(v.cpus) }, (_, cpu) =>
      cpu === 0 ? (byNmi ? null : oops_end) : cpu === 1 ? kmsg_dump_register : null,
    ),
    vectors: [
      ...stop.vectors,
      ...(byNmi ? [on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1 })] : []),
    ],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      reportReachesStorage(panicked, read(dumpSeen.panic_stored)),
      othersStopped(stop.asks, stop.sure ? afterStop : [], standsStill, isAwaited),
      stopReaches(existsCpu(standsStill)),
      ...codePromises(machine),
    ],
  };
}

export const dumpListScenario: Scenario = {
  name: 'dump-list',
  question: 'May a dumper be registered while a panic dumps the log?',
  about: `\
Dumpers are registered under dump_list_lock. Until 2.6.37 a dump tried that lock, and skipped every dumper if somebody had
it; since 2.6.38 it walks the list in an RCU read section. CPU 1 loads a driver that registers a second dumper; CPU 0
panics, or an NMI panics on any CPU; the panic stops the other CPUs and dumps. No crash image is loaded. The way around
kmsg_dump() is that of v6.1: only the walk is compared.`,
  options: [
    {
      name: 'walk',
      says: 'how the list of dumpers is walked',
      values: [
        { name: 'trylock', says: 'under its lock, or not at all: v2.6.33 .. v2.6.37' },
        { name: 'rcu', says: 'in an RCU read section: v2.6.38 ..' },
      ],
      default: 'rcu',
    },
    {
      name: 'panic-from',
      says: 'the context that panics',
      values: [
        { name: 'task', says: 'the task of CPU 0' },
        { name: 'nmi', says: 'an NMI on any CPU, at any moment' },
      ],
      default: 'task',
    },
    {
      name: 'stop',
      says: 'how panic stops the other CPUs',
      values: [
        { name: 'irq', says: 'by an interrupt; waits for a second at most' },
        { name: 'nmi', says: 'by an NMI at once' },
      ],
      default: 'nmi',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'walk',
  contradiction: () => null,
  build,
  expectations: dumpListExpectations,
  bugs: [
    {
      id: '13 kmsg-dump-list-lock',
      fix: 'fb842b00c5ea',
      property: 'report-reaches-storage',
      before: { walk: 'trylock' },
      after: { walk: 'rcu' },
    },
  ],
  unreached: [
    {
      steps: [
        '__crash_kexec@cmpxchg.locked.loaded.machine_kexec',
        '__crash_kexec@cmpxchg.locked.loaded.remember',
        '__crash_kexec@cmpxchg.locked.refused',
      ],
      reason: 'no crash image is loaded, and nobody else takes the kexec lock',
    },
    {
      steps: ['nmi_panic.elsewhere', 'nmi_panic_self_stop.cpu_relax', 'panic_smp_self_stop.cpu_relax'],
      reason: 'only one CPU panics here',
    },
    {
      steps: [
        'pstore_dump@trylock.pstore_cannot_block_path.busy.irqs_back',
        'pstore_dump@trylock.pstore_cannot_block_path.busy.skipped',
        'pstore_dump@trylock.pstore_cannot_block_path.lock.spin',
        'pstore_dump@trylock.pstore_cannot_block_path.lock.take',
      ],
      reason: 'nobody else uses the dumper here, and nobody oopses: kmsg-dumpers',
    },
  ],
  notYet: [
    {
      id: 'bug 13, weak memory',
      reason:
        'that the new dumper is complete before it is linked matters only where stores can be reordered; models run under sequential consistency',
    },
  ],
};
