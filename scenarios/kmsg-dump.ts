import { kexec, kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import {
  driver_write,
  dumpSeen,
  type KmsgText,
  kmsgDump,
  oops_exit,
  panic_dump,
  panicSplit,
  panicWithHookInCrashKexec,
  pstore,
  vprintk_emit,
} from '../model/kernel/kmsg_dump.js';
import { panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  and,
  type Block,
  call,
  fn,
  initially,
  NONE,
  ne,
  noDeadlock,
  on,
  or,
  point,
  read,
  system,
  vector,
} from '../model/language/index.js';
import { type StopKind, standsStill, stopping } from '../model/machine/stop.js';
import { codePromises } from '../properties/code-promises.js';
import { dumpRunsAlone } from '../properties/dump-runs-alone.js';
import { dumpersAllowedHere } from '../properties/dumpers-allowed-here.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { reportReachesStorage } from '../properties/report-reaches-storage.js';
import { kmsgDumpExpectations } from './kmsg-dump.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Where on the way down may dumpers run? Section E: in crash_kexec(), between its halves, or outside of it. */

/** The text of kmsg_dump() that goes with each place. */
const TEXT: Record<string, KmsgText> = {
  'crash-kexec': 'v2.6.33',
  split: 'v2.6.38',
  'kdump-first': 'v6.1',
  'dumpers-first': 'v6.1',
};

function contradiction(v: Variant): string | null {
  if (v.other === 'printk' && TEXT[v.place] === 'v6.1')
    return `other=printk holds logbuf_lock, which kernels with place=${v.place} no longer have (other=driver)`;
  if (v.other === 'printk' && v.dumper === 'spin_trylock')
    return "other=printk has nothing to do with the dumper's lock (dumper=spin_lock)";
  if (v.place === 'kdump-first' && v.image === 'loaded' && v.stop === 'irq')
    return 'with place=kdump-first and image=loaded no CPU is stopped on the way to the capture kernel (image=none)';
  return null;
}

function build(v: Variant) {
  const dumper = pstore(v.dumper === 'spin_lock' ? 'lock' : 'trylock');
  const kmsg_dump = kmsgDump(TEXT[v.place], dumper);
  const stop = stopping(v.stop as StopKind);
  const old =
    v.place === 'crash-kexec'
      ? panicWithHookInCrashKexec(kmsg_dump, kexecLock('mutex'), stop.stopOthers)
      : v.place === 'split'
        ? panicSplit(kmsg_dump, kexecLock('mutex'), stop.stopOthers)
        : null;
  const k = kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' });
  const today = panicFunctions({
    __crash_kexec: k.__crash_kexec,
    postNotifiers: v.place === 'dumpers-first',
    stopOthers: stop.stopOthers,
    kmsgDump: panic_dump(kmsg_dump),
  });
  const panic = old?.panic ?? today.panic;
  const panicked = or(read(dumpSeen.panicked), ne(read(panicking.panic_cpu), NONE));
  const byNmi = v['panic-from'] === 'nmi';
  const task_panics = fn(
    'oops_end',
    { source: { file: 'arch/x86/kernel/dumpstack.c', versions: 'v2.6.33 ..' }, form: 'panics' },
    (): Block => ({ panic: call(panic) }),
  );
  const nmi_panics = fn(
    'unknown_nmi_error',
    { source: { file: 'arch/x86/kernel/nmi.c', versions: 'v2.6.33 ..' }, form: 'panics' },
    (): Block => (old === null ? { nmi_panic: call(today.nmi_panic) } : { panic: call(panic) }),
  );
  const other = {
    oops: oops_exit(kmsg_dump),
    driver: driver_write('irqs-off'),
    printk: vprintk_emit,
  }[v.other as 'oops' | 'driver' | 'printk'];
  const machine = system({
    name: 'kmsg-dump',
    cpus: Number(v.cpus),
    tasks: Array.from({ length: Number(v.cpus) }, (_, cpu) => (cpu > 0 ? other : byNmi ? null : task_panics)),
    vectors: [
      ...stop.vectors,
      ...(byNmi ? [on(vector('unknown_nmi', 'nmi'), nmi_panics, { times: 1 })] : []),
    ],
    init:
      v.image === 'loaded'
        ? [initially(kexec.kexec_crash_image, 'old'), initially(kexec.crash_memory, 'old')]
        : [],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      kdumpStarts(and(panicked, ne(read(kexec.kexec_crash_image), 'NULL'))),
      dumpersAllowedHere(
        old?.towardsJump ?? point(k.__crash_kexec, 'locked.loaded'),
        point(dumper.dump, ''),
        panicked,
      ),
      dumpRunsAlone(read(dumpSeen.dumping), standsStill),
      reportReachesStorage(panicked, read(dumpSeen.panic_stored)),
      ...codePromises(machine),
    ],
  };
}

export const kmsgDumpScenario: Scenario = {
  name: 'kmsg-dump',
  question: 'Where on the way down may kmsg dumpers run?',
  about: `\
Dumpers store the log where it survives. From 2.6.33 to 3.2 they ran inside crash_kexec(), between the look at the image
and the jump, with all CPUs running. In February 2011 it was proposed to cut crash_kexec() in two: stop the other CPUs,
dump, jump. What was merged instead took the call out: since 3.3 dumpers run after the attempt to start the capture kernel,
or before it with crash_kexec_post_notifiers.

CPU 0 panics, or an NMI panics on any CPU. CPU 1 oopses, writes through the driver of the dumper, or prints; each holds
a lock with interrupts off. The dumper waits for its lock, or does without in a panic.`,
  options: [
    {
      name: 'place',
      says: 'where dumpers are called',
      values: [
        {
          name: 'crash-kexec',
          says: 'in crash_kexec() and again in panic(), all CPUs running: v2.6.33 .. v3.2',
        },
        { name: 'split', says: 'between the halves of crash_kexec(): proposed in February 2011' },
        { name: 'kdump-first', says: 'after the attempt to start the capture kernel: v3.3 ..' },
        { name: 'dumpers-first', says: 'before it: crash_kexec_post_notifiers, v3.17 ..' },
      ],
      default: 'kdump-first',
    },
    {
      name: 'dumper',
      says: 'how the dumper takes its lock in a panic',
      values: [
        { name: 'spin_lock', says: 'waits for it' },
        { name: 'spin_trylock', says: 'does without the record if it is taken' },
      ],
      default: 'spin_lock',
    },
    {
      name: 'other',
      says: 'what CPU 1 does',
      values: [
        { name: 'oops', says: 'oopses, and so calls the dumper' },
        { name: 'driver', says: "uses the dumper's backend" },
        { name: 'printk', says: 'prints: logbuf_lock' },
      ],
      default: 'driver',
    },
    {
      name: 'image',
      says: 'whether a crash image is loaded',
      values: [
        { name: 'loaded', says: 'yes' },
        { name: 'none', says: 'no' },
      ],
      default: 'loaded',
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
  compares: 'place',
  contradiction,
  build,
  expectations: kmsgDumpExpectations,
  unreached: [
    {
      steps: [
        '__crash_kexec@cmpxchg.locked.refused',
        '__mutex_trylock.again.cmpxchg.unchanged.reload_flags',
        '__mutex_trylock.again.cmpxchg.unchanged.reload_task',
        '__mutex_trylock.again.owned.fail',
        'mutex_unlock.first',
        'mutex_unlock.nobody',
        'mutex_unlock.nobody.out_unwaited',
        'mutex_unlock.release.flags',
        'mutex_unlock.release.free',
        'mutex_unlock.wait_lock.spin',
        'mutex_unlock.wait_lock.take',
        'mutex_unlock.wait_unlock',
        'mutex_unlock.wake',
        'mutex_unlock.wake.wake_up_q',
      ],
      reason: 'nobody else takes the kexec lock: kexec-lock',
    },
    {
      steps: ['nmi_panic.elsewhere', 'nmi_panic_self_stop.cpu_relax', 'panic_smp_self_stop.cpu_relax'],
      reason: 'only one CPU panics here',
    },
  ],
  notYet: [],
};
