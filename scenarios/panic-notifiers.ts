import { kexec, kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import {
  type Acquire,
  blocksInMemory,
  chainSorted,
  type FilterText,
  notifierChain,
  pvpanic_remove,
} from '../model/kernel/notifier.js';
import { panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  and,
  type Block,
  call,
  existsCpu,
  fn,
  initially,
  NONE,
  ne,
  noDeadlock,
  oneOf,
  read,
  system,
} from '../model/language/index.js';
import { isAwaited, type StopKind, standsStill, stopping } from '../model/machine/stop.js';
import { codePromises } from '../properties/code-promises.js';
import { kdumpStarts } from '../properties/kdump-starts.js';
import { notifierListSorted } from '../properties/notifier-list-sorted.js';
import { othersStopped } from '../properties/others-stopped.js';
import { restartAlwaysHappens } from '../properties/restart-always-happens.js';
import { stopReaches } from '../properties/stop-reaches.js';
import { panicNotifiersExpectations } from './panic-notifiers.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** May panic notifiers run before the capture kernel is started? Section D: a notifier that takes a driver's lock. */

function build(v: Variant) {
  const filter: FilterText = v.filter === 'none' ? 'none' : 'v2';
  const chain = notifierChain({
    walk: 'rcu',
    duplicates: 'refused',
    unregister: 'synchronize_rcu',
    filter,
    pvpanic: v.notifier as Acquire,
  });
  const stop = stopping(v.stop as StopKind);
  const k = kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' });
  const { panic, afterStop } = panicFunctions({
    __crash_kexec: k.__crash_kexec,
    postNotifiers: v.order === 'notifiers-first',
    stopOthers: stop.stopOthers,
    notifiers: chain.atomic_notifier_call_chain,
  });
  const kernel_init = fn(
    'kernel_init',
    {
      source: { file: 'init/main.c', versions: 'any; in outline' },
      form: 'panic-notifiers',
      locals: { ret_: oneOf('0', '-EEXIST', '-ENOENT') },
    },
    ({ ret_ }): Block => ({
      ...(v.filter === 'safe' && {
        early_param: call(chain.panic_notifier_filter_setup, { names: 1, known: true }),
      }),
      pvpanic_init: call(chain.atomic_notifier_chain_register, { n: 'pvpanic_panic_nb' }, ret_),
      kernel_offset: call(chain.atomic_notifier_chain_register, { n: 'kernel_offset_notifier' }, ret_),
      panic: call(panic),
    }),
  );
  const panicked = ne(read(panicking.panic_cpu), NONE);
  const machine = system({
    name: 'panic-notifiers',
    cpus: Number(v.cpus),
    tasks: Array.from({ length: Number(v.cpus) }, (_, cpu) =>
      cpu === 0 ? kernel_init : pvpanic_remove(v.holder as 'irqs-on' | 'irqs-off'),
    ),
    vectors: stop.vectors,
    init: [
      ...blocksInMemory.map((b) => initially(b.of, b.callback)),
      ...(v.image === 'loaded'
        ? [initially(kexec.kexec_crash_image, 'old'), initially(kexec.crash_memory, 'old')]
        : []),
    ],
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      kdumpStarts(and(panicked, ne(read(kexec.kexec_crash_image), 'NULL'))),
      restartAlwaysHappens(panicked),
      notifierListSorted(chainSorted),
      // With an image, the capture kernel starts first.
      ...(v.order === 'kdump-first' && v.image === 'loaded'
        ? []
        : [
            othersStopped(stop.asks, stop.sure ? afterStop : [], standsStill, isAwaited),
            stopReaches(existsCpu(standsStill)),
          ]),
      ...codePromises(machine),
    ],
  };
}

export const panicNotifiersScenario: Scenario = {
  name: 'panic-notifiers',
  question: 'May panic notifiers run before the capture kernel is started?',
  about: `\
Panic notifiers run after the other CPUs were stopped, whatever these were doing. By default they run only if there was
no capture kernel to start; with crash_kexec_post_notifiers they come first. One of them is pvpanic's, which takes the
driver's lock, in the text of before and after e918c10265ef. A filter that was posted in January 2022 keeps it out.

CPU 0 registers two notifiers and panics. Every other CPU is in the driver, which holds its lock with interrupts on, as
the driver does, or off. The panic stops them by an interrupt, by an interrupt and then an NMI, or by an NMI at once.`,
  options: [
    {
      name: 'order',
      says: 'when the capture kernel is started',
      values: [
        { name: 'kdump-first', says: 'before the notifiers: the default' },
        { name: 'notifiers-first', says: 'after them: crash_kexec_post_notifiers' },
      ],
      default: 'kdump-first',
    },
    {
      name: 'notifier',
      says: "how pvpanic's notifier takes the lock of its driver",
      values: [
        { name: 'spin_lock', says: 'waits for it: until v5.18' },
        { name: 'spin_trylock', says: 'does without if it is taken: since v5.19' },
      ],
      default: 'spin_lock',
    },
    {
      name: 'filter',
      says: 'panic_notifier_filter=, posted in January 2022',
      values: [
        { name: 'none', says: 'every notifier is registered' },
        { name: 'safe', says: 'only dump_kernel_offset, which takes no lock' },
      ],
      default: 'none',
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
      name: 'holder',
      says: 'how the driver holds its lock',
      values: [
        { name: 'irqs-on', says: 'spin_lock(), as pvpanic does' },
        { name: 'irqs-off', says: 'spin_lock_irqsave()' },
      ],
      default: 'irqs-on',
    },
    {
      name: 'stop',
      says: 'how panic stops the other CPUs',
      values: [
        { name: 'irq', says: 'by an interrupt; waits for a second at most' },
        { name: 'irq-nmi', says: 'by an interrupt, then by an NMI' },
        { name: 'nmi', says: 'by an NMI at once (crash_smp_send_stop on x86, v4.9 ..)' },
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
  compares: 'order',
  contradiction: (v) =>
    v.filter === 'safe' && v.notifier === 'spin_trylock'
      ? "filter=safe keeps pvpanic's notifier out, so that its lock does not matter (notifier=spin_lock)"
      : null,
  build,
  expectations: panicNotifiersExpectations,
  bugs: [
    {
      id: '17 notifier-plain-spinlock',
      fix: 'e918c10265ef',
      property: 'no-deadlock',
      before: { order: 'notifiers-first', notifier: 'spin_lock' },
      after: { order: 'notifiers-first', notifier: 'spin_trylock' },
    },
  ],
  unreached: [
    {
      steps: ['__crash_kexec@cmpxchg.locked.refused', 'panic_smp_self_stop.cpu_relax'],
      reason: 'nobody else takes the kexec lock, and nobody else panics',
    },
    {
      steps: ['notifier_chain_register@refused.walk.duplicate.eexist'],
      reason: 'nothing is registered twice: notifier-chain',
    },
    {
      steps: ['panic_notifier_filter_setup.parse.lookup.full.reset'],
      reason: 'the list has one name, and that exists: notifier-filter',
    },
  ],
  notYet: [],
};
