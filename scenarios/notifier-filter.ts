import { kexecFunctions } from '../model/kernel/kexec.js';
import { kexecLock } from '../model/kernel/kexec_lock.js';
import {
  blocksInMemory,
  chainSeen,
  chainSorted,
  type FilterText,
  notifierChain,
  PANIC_NF_MAX,
} from '../model/kernel/notifier.js';
import { panicFunctions } from '../model/kernel/panic.js';
import {
  type Block,
  call,
  fn,
  initially,
  noDeadlock,
  oneOf,
  point,
  read,
  system,
} from '../model/language/index.js';
import { codePromises } from '../properties/code-promises.js';
import { listedNotifierRuns } from '../properties/listed-notifier-runs.js';
import { noUseAfterFree } from '../properties/no-use-after-free.js';
import { notifierListSorted } from '../properties/notifier-list-sorted.js';
import { unlistedNotifierNeverRuns } from '../properties/unlisted-notifier-never-runs.js';
import { notifierFilterExpectations } from './notifier-filter.expected.js';
import type { Scenario, Variant } from './scenario.js';

/** Does panic_notifier_filter= keep out what it should? Section D: the patch of January 2022, and its review. */

const NAMES: Record<string, { names: number; known: boolean }> = {
  listed: { names: 1, known: true },
  full: { names: PANIC_NF_MAX, known: true },
  overflow: { names: PANIC_NF_MAX + 1, known: true },
  unknown: { names: 2, known: false },
};

function build(v: Variant) {
  const chain = notifierChain({
    walk: 'rcu',
    duplicates: 'refused',
    unregister: 'synchronize_rcu',
    filter: v.condition as FilterText,
    pvpanic: 'spin_trylock',
  });
  const { panic } = panicFunctions({
    __crash_kexec: kexecFunctions(kexecLock('cmpxchg'), { memory: 'reserved', takes: 'read' }).__crash_kexec,
    notifiers: chain.atomic_notifier_call_chain,
  });
  const early = v.parsed === 'early';
  const parse = { parameter: call(chain.panic_notifier_filter_setup, NAMES[v.names]) };
  const kernel_init = fn(
    'kernel_init',
    {
      source: { file: 'init/main.c', versions: 'any; in outline' },
      form: 'notifier-filter',
      locals: { err: oneOf('0', '-EEXIST', '-ENOENT') },
    },
    ({ err }): Block => ({
      ...(early && parse),
      kernel_offset: call(chain.atomic_notifier_chain_register, { n: 'kernel_offset_notifier' }, err),
      pvpanic_init: call(chain.atomic_notifier_chain_register, { n: 'pvpanic_panic_nb' }, err),
      ipmi_init: call(chain.atomic_notifier_chain_register, { n: 'panic_block' }, err),
      ...(!early && { late: parse.parameter }),
      ...(v.module === 'unloaded' && {
        ipmi_exit: call(chain.atomic_notifier_chain_unregister, { n: 'panic_block' }, err),
        gone: call(chain.kfree, { nb: 'panic_block' }),
      }),
      panic: call(panic),
    }),
  );
  const machine = system({
    name: 'notifier-filter',
    cpus: 1,
    tasks: [kernel_init],
    init: blocksInMemory.map((b) => initially(b.of, b.callback)),
  });
  return {
    system: machine,
    properties: [
      unlistedNotifierNeverRuns(read(chainSeen.unlisted_called), read(chainSeen.list_given)),
      listedNotifierRuns(read(chainSeen.called.at(1))),
      noUseAfterFree(point(chain.notifier_call_chain, ''), read(chainSeen.use_after_free)),
      noDeadlock,
      notifierListSorted(chainSorted),
      ...codePromises(machine),
    ],
  };
}

export const notifierFilterScenario: Scenario = {
  name: 'notifier-filter',
  question: 'Does panic_notifier_filter= keep out what it should?',
  about: `\
A patch of January 2022 lets the user name the panic notifiers that may run, to make crash_kexec_post_notifiers safer. The
filter acts where callbacks are registered and unregistered; the walk does not know of it. Its review proposed a shorter
condition. Nothing here is concurrent: one CPU reads the parameter, registers three callbacks, and panics.`,
  options: [
    {
      name: 'condition',
      says: 'how registration asks the filter',
      values: [
        { name: 'v2', says: 'as posted: if (panic_nf_count) if (!is_panic_notifier_filtered(n)) goto out' },
        {
          name: 'simplified',
          says: 'as reviewed, with the helper of V2, which is true for what is in the list',
        },
        { name: 'simplified-negated', says: 'as reviewed, with the negation that V3 added' },
      ],
      default: 'v2',
    },
    {
      name: 'names',
      says: 'what the user wrote',
      values: [
        { name: 'listed', says: 'dump_kernel_offset' },
        { name: 'full', says: 'dump_kernel_offset and 15 more that exist' },
        { name: 'overflow', says: 'dump_kernel_offset and 16 more that exist' },
        { name: 'unknown', says: 'two names that do not exist' },
      ],
      default: 'listed',
    },
    {
      name: 'parsed',
      says: 'when the parameter is read',
      values: [
        { name: 'early', says: 'before any callback is registered, as an early parameter' },
        { name: 'late', says: 'after some were' },
      ],
      default: 'early',
    },
    {
      name: 'module',
      says: 'what becomes of the last of the callbacks',
      values: [
        { name: 'stays', says: 'it stays' },
        { name: 'unloaded', says: 'its module unregisters it and goes' },
      ],
      default: 'stays',
    },
    { name: 'cpus', says: 'how many CPUs', values: [{ name: '1', says: 'one CPU' }], default: '1' },
  ],
  compares: 'condition',
  contradiction: () => null,
  build,
  expectations: notifierFilterExpectations,
  unreached: [
    {
      steps: [
        '__crash_kexec@cmpxchg.locked.loaded.machine_kexec',
        '__crash_kexec@cmpxchg.locked.loaded.remember',
        '__crash_kexec@cmpxchg.locked.refused',
        'panic_smp_self_stop.cpu_relax',
      ],
      reason: 'no crash image is loaded, and there is one CPU',
    },
    {
      steps: [
        'notifier_chain_register@refused.walk.duplicate.eexist',
        'notifier_chain_unregister.walk.last.enoent',
      ],
      reason: 'what is registered twice, or was never: notifier-chain',
    },
    {
      steps: ['pvpanic_send_event@spin_trylock.busy.skip'],
      reason: 'nobody else takes the lock of pvpanic: panic-notifiers',
    },
  ],
  notYet: [],
};
