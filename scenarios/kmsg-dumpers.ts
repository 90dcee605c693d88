import { kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import {
  type DumperParts,
  dumpSeen,
  efiPstore,
  kmsgDump,
  mtdoops,
  oops_exit,
  panic_dump,
  pstore,
} from '../model/kernel/kmsg_dump.js';
import { panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  type Block,
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
import { isAwaited, standsStill, stopping } from '../model/machine/stop.js';
import { codePromises } from '../properties/code-promises.js';
import { oneWriter } from '../properties/one-writer.js';
import { othersStopped } from '../properties/others-stopped.js';
import { reportReachesStorage } from '../properties/report-reaches-storage.js';
import { stopReaches } from '../properties/stop-reaches.js';
import { kmsgDumpersExpectations } from './kmsg-dumpers.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Does a dumper store the report if a CPU was stopped inside it? Section E: the dumpers themselves. */

const DUMPERS: Record<string, () => DumperParts> = {
  'pstore-lock': () => pstore('lock'),
  'pstore-fall-through': () => pstore('fall-through'),
  'pstore-trylock': () => pstore('trylock'),
  mtdoops,
  'efi-irqs-on': () => efiPstore('irqs-on'),
  'efi-irqs-off': () => efiPstore('irqs-off'),
};

function build(v: Variant) {
  const dumper = DUMPERS[v.dumper]();
  const efi = v.dumper.startsWith('efi');
  const kmsg_dump = kmsgDump('v6.1', dumper);
  const stop = stopping(v.stop === 'nmi' ? 'nmi' : 'irq', v.stop === 'irq');
  const { panic, nmi_panic, afterStop } = panicFunctions({
    __crash_kexec: kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' }).__crash_kexec,
    stopOthers: stop.stopOthers,
    kmsgDump: panic_dump(kmsg_dump),
  });
  const byNmi = v['panic-from'] === 'nmi';
  const kernel = (file: string) => ({ source: { file, versions: 'v4.5 .. ; text of v6.1' } });
  const oops_end = fn('oops_end', kernel('arch/x86/kernel/dumpstack.c'), () => ({ panic: call(panic) }));
  const unknown_nmi_error = fn('unknown_nmi_error', kernel('arch/x86/kernel/nmi.c'), () => ({
    nmi_panic: call(nmi_panic),
  }));
  const other = fn(
    'make_task_dead',
    kernel('kernel/exit.c'),
    (): Block => ({
      ...(!efi && { oops: call(oops_exit(kmsg_dump)) }),
      ...(dumper.use !== null && { work: call(dumper.use) }),
    }),
  );
  const panicked = ne(read(panicking.panic_cpu), NONE);
  const machine = system({
    name: 'kmsg-dumpers',
    cpus: Number(v.cpus),
    tasks: Array.from({ length: Number(v.cpus) }, (_, cpu) =>
      cpu === 0 ? (byNmi ? null : oops_end) : cpu === 1 ? other : null,
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
      oneWriter(dumper.writing),
      othersStopped(stop.asks, stop.sure ? afterStop : [], standsStill, isAwaited),
      stopReaches(existsCpu(standsStill)),
      ...codePromises(machine),
    ],
  };
}

export const kmsgDumpersScenario: Scenario = {
  name: 'kmsg-dumpers',
  question: 'Does a dumper store the report of a panic if another CPU was stopped inside it?',
  about: `\
A dumper has a buffer, and something that guards it. When a panic comes to its dumpers, the other CPUs are stopped, one
of them perhaps in the middle of the same dumper. pstore waited for its lock until 3.8, then went on without it, and today
leaves the record out; mtdoops has a bit; the backend for EFI variables has a lock that a task held with interrupts on
until 3.9.

CPU 0 panics, or an NMI panics on any CPU; no crash image is loaded. CPU 1 oopses into the same dumper, and for mtdoops
does the work that writes it out; or writes an EFI variable.`,
  options: [
    {
      name: 'dumper',
      says: 'the dumper, and its text',
      values: [
        { name: 'pstore-lock', says: 'waits for buf_lock: v3.2 .. v3.8' },
        { name: 'pstore-fall-through', says: 'tries, says so, and goes on without: v3.9 ..' },
        { name: 'pstore-trylock', says: 'tries, and leaves the record out: text of v6.1' },
        { name: 'mtdoops', says: 'one bit, taken twice: text of v6.1' },
        { name: 'efi-irqs-on', says: 'tries a lock that tasks hold with interrupts on: v3.1 .. v3.8' },
        { name: 'efi-irqs-off', says: 'tries a lock that tasks hold with interrupts off: v3.9 ..' },
      ],
      default: 'pstore-trylock',
    },
    {
      name: 'stop',
      says: 'how panic stops the other CPUs',
      values: [
        {
          name: 'irq',
          says: 'by an interrupt, which every CPU takes within the second that is waited for it',
        },
        { name: 'irq-late', says: 'by an interrupt; a CPU may keep its interrupts off for longer' },
        { name: 'nmi', says: 'by an NMI at once' },
      ],
      default: 'irq',
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
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'dumper',
  contradiction: () => null,
  build,
  expectations: kmsgDumpersExpectations,
  bugs: [
    {
      id: '15 pstore-buf-lock-panic',
      fix: '9f244e9cfd70',
      property: 'no-deadlock',
      before: { dumper: 'pstore-lock', stop: 'nmi' },
      after: { dumper: 'pstore-trylock', stop: 'nmi' },
    },
    {
      id: '16 efivars-lock-stopped-cpu',
      fix: '81fa4e581d92',
      property: 'report-reaches-storage',
      before: { dumper: 'efi-irqs-on', stop: 'irq' },
      after: { dumper: 'efi-irqs-off', stop: 'irq' },
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
  ],
  notYet: [],
};
