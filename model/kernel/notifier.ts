import {
  add,
  and,
  array,
  type Block,
  brk,
  call,
  cond,
  cpuOrNone,
  type E,
  eq,
  explain,
  flag,
  fn,
  ghost,
  goto,
  ignored,
  int,
  type Local,
  le,
  local_irq_restore,
  local_irq_save,
  loop,
  lt,
  NONE,
  ne,
  not,
  note,
  oneOf,
  or,
  read,
  ret,
  retry,
  set,
  shared,
  store_release,
  value,
  when,
  write,
} from '../language/index.js';
import { rcu_read_lock, rcu_read_unlock, synchronize_rcu } from '../machine/rcu.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../machine/spinlock.js';

/** The panic notifier list: an atomic notifier chain (kernel/notifier.c), its filter, and some of its members. */

const NOTIFIER = { file: 'kernel/notifier.c', versions: 'v2.6.17 .. ; text of v6.1' };
const FILTER = {
  file: 'kernel/notifier.c',
  versions: 'posted, V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan 2022',
};

/** The blocks that are linked here. */
const BLOCKS = ['NULL', 'kernel_offset_notifier', 'pvpanic_panic_nb', 'panic_block'] as const;
/** The blocks by name; `NULL` ends the list. */
export type NotifierBlock = (typeof BLOCKS)[number];
const block = oneOf(...BLOCKS);
/** A block as the index of its memory. Cell 0 belongs to no block: of `next`, it is the head of the list. */
const cell = (nb: E<NotifierBlock>) => nb as unknown as E<number>;
const indexOf = (nb: NotifierBlock): number => BLOCKS.indexOf(nb);

const callback = oneOf('freed', 'dump_kernel_offset', 'pvpanic_panic_notify', 'panic_event');
const CALLBACK = {
  NULL: 'freed',
  kernel_offset_notifier: 'dump_kernel_offset',
  pvpanic_panic_nb: 'pvpanic_panic_notify',
  panic_block: 'panic_event',
} as const;
const result = oneOf('0', '-EEXIST', '-ENOENT');

const memory = shared({
  'panic_notifier_list.lock': cpuOrNone,
  /** nb->next of each block; next[0] is panic_notifier_list.head. */
  'nb.next': array(block, BLOCKS.length),
  /** nb->notifier_call; the memory of a block that was freed may hold anything. */
  'nb.notifier_call': array(callback, BLOCKS.length),
});
const lock = memory['panic_notifier_list.lock'];
const next = memory['nb.next'];
const notifier_call = memory['nb.notifier_call'];

/** The lock of the pvpanic driver, which its notifier takes. */
export const pvpanic = shared({ pvpanic_lock: cpuOrNone });

/** What the questions remember. */
export const chainSeen = ghost({
  /** The walk read memory of a block that had been freed. */
  use_after_free: flag,
  called: array(flag, BLOCKS.length),
  called_twice: flag,
  /** A callback ran although the user gave a list of callbacks that does not have it. */
  unlisted_called: flag,
  /** The user has given a list with at least one name. */
  list_given: flag,
});

/** Where each block's callback stands in memory at first. */
export const blocksInMemory = BLOCKS.filter((nb) => nb !== 'NULL').map((nb) => ({
  of: notifier_call.at(indexOf(nb)),
  callback: CALLBACK[nb],
}));

// ---- The callbacks ----------------------------------------------------------------------------------------------

const dump_kernel_offset = fn(
  'dump_kernel_offset',
  { source: { file: 'arch/x86/kernel/setup.c', versions: 'v3.14 ..' } },
  () => ({ pr_emerg: ignored('prints where the kernel was loaded; takes nothing') }),
);
const panic_event = fn(
  'panic_event',
  { source: { file: 'drivers/char/ipmi/ipmi_msghandler.c', versions: 'v2.6 ..' } },
  () => ({ send: ignored('what is sent to the BMC takes no part in the question') }),
);

/** How pvpanic takes its lock in the notifier: waiting (until v5.18) or not. */
export type Acquire = 'spin_lock' | 'spin_trylock';

const PVPANIC = { file: 'drivers/misc/pvpanic/pvpanic.c', versions: 'v5.13 ..' };

const pvpanic_send_event = (acquire: Acquire) =>
  fn(
    'pvpanic_send_event',
    {
      form: acquire,
      source:
        acquire === 'spin_lock'
          ? { ...PVPANIC, versions: 'v5.13 .. v5.18' }
          : { ...PVPANIC, versions: 'v5.19 ..', commit: 'e918c10265ef' },
      locals: { owner: cpuOrNone },
    },
    ({ self, owner }): Block =>
      acquire === 'spin_lock'
        ? {
            lock: raw_spin_lock(pvpanic.pvpanic_lock, self),
            iowrite8: ignored('one write to the device of each instance'),
            unlock: raw_spin_unlock(pvpanic.pvpanic_lock),
          }
        : {
            trylock: raw_spin_trylock(pvpanic.pvpanic_lock, self, owner),
            busy: when(ne(owner, NONE), { skip: ret() }),
            iowrite8: ignored('one write to the device of each instance'),
            unlock: raw_spin_unlock(pvpanic.pvpanic_lock),
          },
  );

const pvpanic_panic_notify = (acquire: Acquire) =>
  fn('pvpanic_panic_notify', { source: PVPANIC }, () => ({
    send_event: call(pvpanic_send_event(acquire)),
  }));

/** The driver's own use of its lock, with interrupts as the driver has them: on. */
export const pvpanic_remove = (irqs: 'irqs-on' | 'irqs-off') =>
  fn(
    'pvpanic_remove',
    {
      form: irqs,
      source:
        irqs === 'irqs-on'
          ? PVPANIC
          : { ...PVPANIC, versions: 'never: what spin_lock_irqsave() would change' },
      locals: { flags: flag },
    },
    ({ self, flags }): Block => ({
      ...(irqs === 'irqs-off' && { irqsave: local_irq_save(flags) }),
      lock: raw_spin_lock(pvpanic.pvpanic_lock, self),
      list_del: ignored('the list of instances belongs to the holder of the lock'),
      unlock: raw_spin_unlock(pvpanic.pvpanic_lock),
      ...(irqs === 'irqs-off' && { irqrestore: local_irq_restore(flags) }),
    }),
  );

// ---- The chain --------------------------------------------------------------------------------------------------

/** pvpanic wants to be first (INT_MAX); the others do not care, or a little. */
const priority = (nb: E<NotifierBlock>): E<number> =>
  cond(
    eq(nb, 'pvpanic_panic_nb'),
    value(int(-1, 2), 2),
    cond(
      eq(nb, 'panic_block'),
      value(int(-1, 2), 1),
      cond(eq(nb, 'kernel_offset_notifier'), value(int(-1, 2), 0), -1),
    ),
  );

/** No block on the list has one of higher priority after it. */
export const chainSorted: E<boolean> = and(
  ...BLOCKS.filter((nb) => nb !== 'NULL').map((nb) => {
    const after = read(next.at(indexOf(nb)));
    return or(eq(after, 'NULL'), le(priority(after), priority(value(block, nb))));
  }),
);

/** How (un)registration asks the filter: as posted, and two readings of the reviewer's shorter condition. */
export const FILTERS = ['none', 'v2', 'simplified', 'simplified-negated'] as const;
/** One of them. */
export type FilterText = (typeof FILTERS)[number];

/** Which text of the chain it is; some are mutations. */
export interface ChainText {
  /** Whether a walk of the list takes its lock (it never did) or is an RCU read section. */
  readonly walk: 'rcu' | 'locked';
  /** Whether registration looks for the block first (since v5.4). */
  readonly duplicates: 'refused' | 'linked';
  /** Whether unregistration waits for readers. */
  readonly unregister: 'synchronize_rcu' | 'no-synchronize_rcu';
  readonly filter: FilterText;
  readonly pvpanic: Acquire;
}

/** How many functions the filter has room for. */
export const PANIC_NF_MAX = 16;
const nf = shared({
  panic_nf_count: int(0, PANIC_NF_MAX),
  /** Whether a callback is in panic_nf_functions[]; other entries of it do not matter. */
  panic_nf_functions: array(flag, BLOCKS.length),
});

/**
 * Registering, unregistering and calling panic notifiers. panic() walks the list without its lock, in an RCU read section; a block that
 * is registered twice made the list a ring until v5.4, and the filter was posted but never merged.
 */
export function notifierChain(text: ChainText) {
  const filtering = text.filter !== 'none';
  const { duplicates } = text;

  const notifier_chain_register = fn(
    'notifier_chain_register',
    {
      form: duplicates,
      source:
        duplicates === 'refused'
          ? { ...NOTIFIER, versions: 'v5.4 .. ; text of v6.1', commit: '1a50cb80f219, 5abb065dca73' }
          : { ...NOTIFIER, versions: 'v2.6.17 .. v5.3' },
      params: { n: block },
      returns: result,
      locals: { nl: block, p: block },
    },
    ({ n, nl, p }) => ({
      walk: retry({
        load: explain('*nl, under the lock', set(p, read(next.at(cell(nl))))),
        last: when(eq(p, 'NULL'), { end: brk }),
        ...(duplicates === 'refused' && {
          duplicate: when(eq(p, n), { eexist: ret(value(result, '-EEXIST')) }),
        }),
        higher: explain(
          'n->priority > (*nl)->priority',
          when(lt(priority(p), priority(n) as never), { before: brk }),
        ),
        advance: explain('nl = &(*nl)->next', set(nl, p)),
      }),
      link: explain('n->next = *nl', write(next.at(cell(n)), p)),
      publish: explain('rcu_assign_pointer(*nl, n)', store_release(next.at(cell(nl)), n)),
      ok: ret(value(result, '0')),
    }),
  );

  const notifier_chain_unregister = fn(
    'notifier_chain_unregister',
    { source: NOTIFIER, params: { n: block }, returns: result, locals: { nl: block, p: block } },
    ({ n, nl, p }) => ({
      walk: retry({
        load: explain('*nl, under the lock', set(p, read(next.at(cell(nl))))),
        last: when(eq(p, 'NULL'), { enoent: ret(value(result, '-ENOENT')) }),
        found: when(eq(p, n), { here: brk }),
        advance: explain('nl = &(*nl)->next', set(nl, p)),
      }),
      after: set(p, read(next.at(cell(n)))),
      unlink: explain('rcu_assign_pointer(*nl, n->next)', store_release(next.at(cell(nl)), p)),
      ok: ret(value(result, '0')),
    }),
  );

  /** In V2, true if the callback IS in the list. */
  const is_panic_notifier_filtered = fn(
    'is_panic_notifier_filtered',
    { source: FILTER, params: { n: block }, returns: flag, locals: { listed: flag } },
    ({ n, listed }) => ({
      search: explain(
        'for (i = 0; i < panic_nf_count; i++) if (panic_nf_functions[i] == n->notifier_call) return true;',
        set(listed, read(nf.panic_nf_functions.at(cell(n)))),
      ),
      found: ret(listed),
    }),
  );

  /** `skip`: whether (un)registration leaves the list alone. What `text.filter` makes of the two conditions. */
  const filterSteps = (
    n: E<NotifierBlock>,
    { count, listed }: { count: Local<number>; listed: Local<boolean> },
  ): Block => {
    if (!filtering) return {};
    const refuses = text.filter === 'simplified' ? listed : not(listed);
    const words = {
      v2: 'if (panic_nf_count) if (!is_panic_notifier_filtered(n)) goto panic_filtered_out;',
      simplified: 'if (!(panic_nf_count > 0 && is_panic_notifier_filtered(n))) ret = ...',
      'simplified-negated': 'if (!(panic_nf_count > 0 && !is_panic_notifier_filtered(n))) ret = ...',
      none: '',
    }[text.filter];
    return {
      count: set(count, read(nf.panic_nf_count)),
      filter: when(lt(value(int(0, 16), 0), count), {
        look: call(is_panic_notifier_filtered, { n }, listed),
        refuse: explain(words, when(refuses, { filtered_out: goto('panic_filtered_out') })),
      }),
    };
  };

  const form = filtering ? text.filter : '';
  const unlock = filtering ? 'panic_filtered_out' : 'unlock';
  const filterLocals = { count: int(0, PANIC_NF_MAX), listed: flag };
  /** Locals of the filter are declared only where there is one; who asks for others gets an error. */
  const atomicLocals = { flags: flag, status: result, ...(filtering ? filterLocals : {}) } as {
    flags: typeof flag;
    status: typeof result;
  } & typeof filterLocals;
  const source =
    text.filter === 'none'
      ? NOTIFIER
      : text.filter === 'v2'
        ? FILTER
        : {
            ...FILTER,
            versions: 'review of V2 of "notifier/panic: Introduce panic_notifier_filter", 6 Jan 2022',
          };

  const atomic_notifier_chain_register = fn(
    'atomic_notifier_chain_register',
    { form, source, params: { n: block }, returns: result, locals: atomicLocals },
    ({ self, n, flags, status, ...filter }): Block => ({
      irqsave: local_irq_save(flags),
      lock: raw_spin_lock(lock, self),
      ...filterSteps(n, filter),
      register: call(notifier_chain_register, { n }, status),
      [unlock]: raw_spin_unlock(lock),
      irqrestore: local_irq_restore(flags),
      result: ret(status),
    }),
  );

  const waits = text.unregister === 'synchronize_rcu';
  const atomic_notifier_chain_unregister = fn(
    'atomic_notifier_chain_unregister',
    {
      form: waits ? form : text.unregister,
      source: waits ? source : { ...NOTIFIER, versions: 'never: what synchronize_rcu() is for' },
      params: { n: block },
      returns: result,
      locals: atomicLocals,
    },
    ({ self, n, flags, status, ...filter }): Block => ({
      irqsave: local_irq_save(flags),
      lock: raw_spin_lock(lock, self),
      ...filterSteps(n, filter),
      unregister: call(notifier_chain_unregister, { n }, status),
      [unlock]: raw_spin_unlock(lock),
      irqrestore: local_irq_restore(flags),
      ...(waits && { grace_period: call(synchronize_rcu) }),
      result: ret(status),
    }),
  );

  const seen = chainSeen;
  const notifier_call_chain = fn(
    'notifier_call_chain',
    {
      source: NOTIFIER,
      locals: { nb: block, next_nb: block, f: callback },
    },
    ({ nb, next_nb, f }) => ({
      head: set(nb, read(next.at(0))),
      walk: retry({
        last: when(eq(nb, 'NULL'), { end: brk }),
        next: explain(
          'rcu_dereference_raw(nb->next), before the call',
          set(next_nb, read(next.at(cell(nb)))),
        ),
        freed_next: note(
          seen.use_after_free,
          or(read(seen.use_after_free), eq(read(notifier_call.at(cell(nb))), 'freed')),
        ),
        load: set(f, read(notifier_call.at(cell(nb)))),
        freed: note(seen.use_after_free, or(read(seen.use_after_free), eq(f, 'freed'))),
        again: note(seen.called_twice, or(read(seen.called_twice), read(seen.called.at(cell(nb))))),
        called: note(seen.called.at(cell(nb)), true),
        unlisted: note(
          seen.unlisted_called,
          or(read(seen.unlisted_called), and(read(seen.list_given), ne(nb, 'kernel_offset_notifier'))),
        ),
        harmless: when(eq(f, 'dump_kernel_offset'), { dump_kernel_offset: call(dump_kernel_offset) }),
        pvpanic: when(eq(f, 'pvpanic_panic_notify'), {
          pvpanic_panic_notify: call(pvpanic_panic_notify(text.pvpanic)),
        }),
        ipmi: when(eq(f, 'panic_event'), { panic_event: call(panic_event) }),
        wild: ignored('what a call through freed memory does: that it happens is the finding'),
        stop_mask: ignored('none of these callbacks returns NOTIFY_STOP'),
        advance: set(nb, next_nb),
      }),
    }),
  );

  const atomic_notifier_call_chain = fn(
    'atomic_notifier_call_chain',
    {
      form: text.walk === 'locked' ? 'locked' : '',
      source:
        text.walk === 'rcu'
          ? NOTIFIER
          : { ...NOTIFIER, versions: 'never: what a walk under the lock of the list would do' },
    },
    ({ self }): Block =>
      text.walk === 'rcu'
        ? {
            rcu_read_lock: call(rcu_read_lock),
            call_chain: call(notifier_call_chain),
            rcu_read_unlock: call(rcu_read_unlock),
          }
        : {
            lock: raw_spin_lock(lock, self),
            call_chain: call(notifier_call_chain),
            unlock: raw_spin_unlock(lock),
          },
  );

  /** `names` of the parameter, one of them dump_kernel_offset; whether they are symbols of the kernel at all. */
  const panic_notifier_filter_setup = fn(
    'panic_notifier_filter_setup',
    {
      source: FILTER,
      params: { names: int(1, PANIC_NF_MAX + 1), known: flag },
      locals: { i: int(0, PANIC_NF_MAX + 1), count: int(0, PANIC_NF_MAX) },
    },
    ({ names, known, i, count }) => ({
      given: note(seen.list_given, true),
      parse: loop(PANIC_NF_MAX + 1, lt(i, names), {
        lookup: when(
          known,
          {
            load: set(count, read(nf.panic_nf_count)),
            full: when(eq(count, PANIC_NF_MAX), {
              reset: explain('the list is too long: no filter at all', write(nf.panic_nf_count, 0)),
              give_up: goto('out'),
            }),
            store: explain(
              'the first name is dump_kernel_offset, the others are callbacks of no matter here',
              write(nf.panic_nf_functions.at(indexOf('kernel_offset_notifier')), true),
            ),
            counted: write(nf.panic_nf_count, add(count, 1)),
          },
          { unknown: ignored('no such symbol: the entry is skipped') },
        ),
        name: set(i, add(i, 1)),
      }),
      out: ret(),
    }),
  );

  const kfree = fn(
    'kfree',
    { source: { file: 'mm/slab_common.c', versions: 'any' }, params: { nb: block } },
    ({ nb }) => ({ free: write(notifier_call.at(cell(nb)), 'freed') }),
  );

  return {
    atomic_notifier_chain_register,
    atomic_notifier_chain_unregister,
    atomic_notifier_call_chain,
    notifier_call_chain,
    panic_notifier_filter_setup,
    kfree,
    result,
  };
}
