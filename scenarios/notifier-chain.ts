import { kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import {
  blocksInMemory,
  type ChainText,
  chainSeen,
  chainSorted,
  notifierChain,
} from '../model/kernel/notifier.js';
import { panicFunctions, panicking } from '../model/kernel/panic.js';
import {
  at,
  type Block,
  call,
  ended,
  existsCpu,
  fn,
  initially,
  NONE,
  ne,
  noDeadlock,
  not,
  on,
  oneOf,
  or,
  point,
  read,
  system,
  vector,
} from '../model/language/index.js';
import { isAwaited, type StopKind, standsStill, stopping } from '../model/machine/stop.js';
import { codePromises } from '../properties/code-promises.js';
import { noLivelock } from '../properties/no-livelock.js';
import { noUseAfterFree } from '../properties/no-use-after-free.js';
import { notifierAtMostOnce } from '../properties/notifier-at-most-once.js';
import { notifierListSorted } from '../properties/notifier-list-sorted.js';
import { othersStopped } from '../properties/others-stopped.js';
import { restartAlwaysHappens } from '../properties/restart-always-happens.js';
import { stopReaches } from '../properties/stop-reaches.js';
import { notifierChainExpectations } from './notifier-chain.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** May the panic notifier list change while a panic walks it? Section D: the chain itself, with harmless members. */

function contradiction(v: Variant): string | null {
  if (v.unregister !== 'synchronize_rcu' && v.module !== 'load-unload')
    return `unregister=${v.unregister} needs somebody who unregisters (module=load-unload)`;
  if (v.duplicates === 'linked' && v.module !== 'register-twice')
    return 'duplicates=linked differs only where a block is registered twice (module=register-twice)';
  if (v.walk === 'locked' && (v.duplicates === 'linked' || v.unregister !== 'synchronize_rcu'))
    return 'walk=locked is a mutation of the walk only (duplicates=refused, unregister=synchronize_rcu)';
  return null;
}

function build(v: Variant) {
  const chain = notifierChain({
    walk: v.walk as ChainText['walk'],
    duplicates: v.duplicates as ChainText['duplicates'],
    unregister: v.unregister === 'no-synchronize_rcu' ? 'no-synchronize_rcu' : 'synchronize_rcu',
    filter: 'none',
    pvpanic: 'spin_trylock',
  });
  const stop = stopping(v.stop as StopKind);
  const { panic, nmi_panic, afterStop } = panicFunctions({
    __crash_kexec: kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' }).__crash_kexec,
    stopOthers: stop.stopOthers,
    notifiers: chain.atomic_notifier_call_chain,
  });
  const result = oneOf('0', '-EEXIST', '-ENOENT');
  const byNmi = v['panic-from'] === 'nmi';
  const kernel_init = fn(
    'kernel_init',
    {
      source: { file: 'init/main.c', versions: 'any; in outline' },
      form: 'notifier-chain',
      locals: { err: result },
    },
    ({ err }): Block => ({
      kernel_offset: call(chain.atomic_notifier_chain_register, { n: 'kernel_offset_notifier' }, err),
      ...(!byNmi && { panic: call(panic) }),
    }),
  );
  const module = fn(
    'ipmi_init',
    {
      source: {
        file: 'drivers/char/ipmi/ipmi_msghandler.c',
        versions:
          v.module === 'load-unload' ? 'v2.6 ..; and cleanup_ipmi(), in outline' : 'v2.6 ..; in outline',
      },
      locals: { err: result },
    },
    ({ err }): Block => ({
      register: call(chain.atomic_notifier_chain_register, { n: 'panic_block' }, err),
      ...(v.module === 'register-twice' && {
        again: call(chain.atomic_notifier_chain_register, { n: 'panic_block' }, err),
      }),
      ...(v.module === 'load-unload' &&
        v.unregister !== 'forgotten' && {
          unregister: call(chain.atomic_notifier_chain_unregister, { n: 'panic_block' }, err),
        }),
      ...(v.module === 'load-unload' && { gone: call(chain.kfree, { nb: 'panic_block' }) }),
    }),
  );
  const unknown_nmi_error = fn(
    'unknown_nmi_error',
    { source: { file: 'arch/x86/kernel/nmi.c', versions: 'v4.5 .. ; text of v6.1' } },
    () => ({ nmi_panic: call(nmi_panic) }),
  );
  const walk = point(chain.notifier_call_chain, '');
  const machine = system({
    name: 'notifier-chain',
    cpus: Number(v.cpus),
    tasks: Array.from({ length: Number(v.cpus) }, (_, cpu) =>
      cpu === 0 ? kernel_init : cpu === 1 ? module : null,
    ),
    vectors: [
      ...stop.vectors,
      ...(byNmi ? [on(vector('unknown_nmi', 'nmi'), unknown_nmi_error, { times: 1 })] : []),
    ],
    init: blocksInMemory.map((b) => initially(b.of, b.callback)),
  });
  return {
    system: machine,
    properties: [
      noDeadlock,
      noUseAfterFree(walk, read(chainSeen.use_after_free)),
      notifierAtMostOnce(walk, read(chainSeen.called_twice)),
      restartAlwaysHappens(ne(read(panicking.panic_cpu), NONE)),
      notifierListSorted(chainSorted),
      othersStopped(stop.asks, stop.sure ? afterStop : [], standsStill, isAwaited),
      stopReaches(existsCpu(standsStill)),
      ...codePromises(machine),
      noLivelock(at(walk), or(not(at(walk)), ended())),
    ],
  };
}

export const notifierChainScenario: Scenario = {
  name: 'notifier-chain',
  question: 'May the panic notifier list change while a panic walks it?',
  about: `\
Callbacks are registered and unregistered under a spinlock; a panic walks the list without it, in an RCU read section,
and so can come at any moment, also in an NMI on top of a registration. The panic has stopped the other CPUs before, or
has tried to: an interrupt does not stop a CPU that keeps its interrupts off, and the wait for it is bounded.

CPU 0 registers a callback and panics, or an NMI panics on any CPU. CPU 1 loads a module with a callback of its own,
and may unload it, or register it twice. No crash image is loaded, so that every panic comes to the notifiers.`,
  options: [
    {
      name: 'walk',
      says: 'how a panic walks the list',
      values: [
        { name: 'rcu', says: 'in an RCU read section, as it always did' },
        { name: 'locked', says: 'with the lock of the list: a mutation' },
      ],
      default: 'rcu',
    },
    {
      name: 'module',
      says: 'what the module on CPU 1 does',
      values: [
        { name: 'register', says: 'registers its callback' },
        { name: 'register-twice', says: 'registers it twice (two ways to probe)' },
        { name: 'load-unload', says: 'registers it, unregisters it, and its memory is freed' },
      ],
      default: 'register',
    },
    {
      name: 'unregister',
      says: 'how it is unregistered',
      values: [
        { name: 'synchronize_rcu', says: 'unlinked, then all readers are waited for' },
        { name: 'no-synchronize_rcu', says: 'unlinked only: a mutation' },
        { name: 'forgotten', says: 'not at all: the module goes, the block stays in the list' },
      ],
      default: 'synchronize_rcu',
    },
    {
      name: 'duplicates',
      says: 'what registration does with a block that is in the list',
      values: [
        { name: 'refused', says: 'refuses it: since v5.4' },
        { name: 'linked', says: 'links it once more: until v5.3' },
      ],
      default: 'refused',
    },
    {
      name: 'panic-from',
      says: 'the context that panics',
      values: [
        { name: 'task', says: 'the task of CPU 0, after it has registered a callback' },
        { name: 'nmi', says: 'an NMI on any CPU, at any moment' },
      ],
      default: 'nmi',
    },
    {
      name: 'stop',
      says: 'how panic stops the other CPUs',
      values: [
        { name: 'irq', says: 'by an interrupt; waits for a second at most' },
        { name: 'irq-nmi', says: 'by an interrupt, then by an NMI' },
        { name: 'nmi', says: 'by an NMI at once' },
      ],
      default: 'irq',
    },
    {
      name: 'cpus',
      says: 'how many CPUs',
      values: ['2', '3'].map((name) => ({ name, says: `${name} CPUs` })),
      default: () => '2',
    },
  ],
  compares: 'walk',
  contradiction,
  build,
  expectations: notifierChainExpectations,
  bugs: [
    {
      id: '18 notifier-duplicate-ring',
      fix: '1a50cb80f219',
      property: 'notifier-at-most-once',
      before: { module: 'register-twice', duplicates: 'linked' },
      after: { module: 'register-twice', duplicates: 'refused' },
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
      steps: ['notifier_chain_unregister.walk.advance', 'notifier_chain_unregister.walk.last.enoent'],
      reason: 'the callback of the module is the first of the list, by its priority, and it is in the list',
    },
    {
      steps: [
        'pvpanic_panic_notify.send_event',
        'pvpanic_send_event@spin_trylock.busy',
        'pvpanic_send_event@spin_trylock.busy.skip',
        'pvpanic_send_event@spin_trylock.trylock',
        'pvpanic_send_event@spin_trylock.unlock',
      ],
      reason: 'pvpanic is not registered in this scenario',
    },
  ],
  notYet: [],
};
