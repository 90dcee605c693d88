import {
  add,
  allCpus,
  and,
  array,
  atomic,
  type Block,
  brk,
  call,
  cpuOrNone,
  cpuSet,
  type Domain,
  emptySet,
  eq,
  explain,
  flag,
  fn,
  ignored,
  in_nmi,
  int,
  type KernelFn,
  NONE,
  ne,
  not,
  oneOf,
  perCpu,
  READ_ONCE,
  read,
  ret,
  retry,
  set,
  shared,
  starting,
  sub,
  value,
  WRITE_ONCE,
  wait,
  when,
  withCpu,
  write,
} from '../language/index.js';
import { raw_spin_lock, raw_spin_unlock } from '../machine/spinlock.js';
import { panicking } from './panic.js';

/** printk(), its log and the legacy consoles, as kernel/printk/printk.c and printk_safe.c have them. */

/** Set by bust_spinlocks(1): drivers and the printk of old only try the locks that they would wait for. */
export const oops = shared({ oops_in_progress: flag });
/** The CPUs that the stop NMI has taken out of cpu_online_mask. */
export const cpus = shared({ stopped_mask: starting(cpuSet, emptySet) });

/** The write() of a console, for one record. */
export type Driver<L extends string> = KernelFn<{ line: Domain<L> }, never>;

/** What differs between the versions of printk. */
export interface PrintkText<L extends string> {
  /** Names this text in listings. */
  readonly form: string;
  readonly versions: string;
  /** Who can have written a record; the first one is none. */
  readonly line: Domain<L>;
  /** Room in the log. More records than that are a mistake in the scenario. */
  readonly records: number;
  /** logbuf_lock until v5.12; with `zap`, whoever oopses while its own CPU holds it re-initialises it (until v4.6). */
  readonly store: 'logbuf_lock+zap' | 'logbuf_lock' | 'lockless';
  /** printk() in NMI: like any other, into a buffer of the CPU, or stored without printing. */
  readonly nmi: 'direct' | 'per-cpu buffer' | 'deferred';
  /** Waiting for the console owner to hand the console over (v4.16), since v5.18 not during a panic. */
  readonly spin: 'no' | 'always' | 'not in panic';
  /** CPUs other than the panicking one leave console_sem alone (v5.18; all of them v6.6). */
  readonly keepOut: boolean;
  /** Whether the raw lock inside console_sem is modelled, or its operations are one step each. */
  readonly semaphore: 'one step' | 'inner lock';
  /** console_unlock() looks again for new records after it has released console_sem (v3.1). */
  readonly looksAgain: boolean;
  /** call_console_drivers() */
  readonly driver: Driver<L>;
}

const emitted = oneOf('nothing', 'record', 'handed_over');

/**
 * printk(): storing a record, and the flush of the legacy consoles by whoever has console_sem, as one version has them. What differs:
 * how records are stored, whether an NMI prints, who spins for the console, and who keeps out of it in a panic.
 */
export function printkFunctions<L extends string>(text: PrintkText<L>) {
  const { form, line, driver } = text;
  const PRINTK = { file: 'kernel/printk/printk.c', versions: text.versions };
  const SAFE = { file: 'kernel/printk/printk_safe.c', versions: text.versions };
  const g = shared({
    printk_rb: array(line, text.records),
    /** The record that comes next. */
    log_next: int(0, text.records),
    /** con->seq (console_seq): the record that the console prints next. */
    con_seq: int(0, text.records),
    console_sem: starting(int(0, 3), 1),
    console_sem_lock: cpuOrNone,
    console_owner_lock: cpuOrNone,
    console_owner: cpuOrNone,
    console_waiter: flag,
    logbuf_lock: cpuOrNone,
    logbuf_cpu: cpuOrNone,
  });
  /** struct printk_safe_seq_buf nmi_print_seq; one record stands for all that it holds. */
  const { nmi_print_seq } = perCpu({ nmi_print_seq: line });
  const locked = text.store !== 'lockless';
  const empty = value(line, (line.ir.kind === 'oneOf' ? line.ir.values[0] : '') as never);

  // ---- The log

  const zap_locks = fn('zap_locks', { form, source: PRINTK }, () => ({
    logbuf_lock: explain('raw_spin_lock_init()', write(g.logbuf_lock, NONE)),
    console_sem: explain('sema_init()', write(g.console_sem, 1)),
  }));

  const vprintk_store = fn(
    'vprintk_store',
    {
      form,
      source: PRINTK,
      params: { line },
      locals: { next: int(0, text.records), who: cpuOrNone, oopses: flag },
    },
    ({ self, line, next, who, oopses }): Block => {
      const append = (reason: string) => ({
        next: atomic(reason, {
          reserve: set(next, read(g.log_next)),
          copy: write(g.printk_rb.at(next), line),
          commit: write(g.log_next, add(next, 1)),
        }),
      });
      if (!locked)
        return append('the ring buffer is lockless: readers see a record when it is committed, all of it');
      return {
        ...(text.store === 'logbuf_lock+zap' && {
          recursion: set(who, read(g.logbuf_cpu)),
          mine: when(eq(who, self), {
            oops: set(oopses, read(oops.oops_in_progress)),
            recursion_bug: when(not(oopses), { drop: ret() }),
            zap: call(zap_locks),
          }),
        }),
        lock: raw_spin_lock(g.logbuf_lock, self),
        ...(text.store === 'logbuf_lock+zap' && { logbuf_cpu: write(g.logbuf_cpu, self) }),
        ...append('the log belongs to the holder of logbuf_lock'),
        ...(text.store === 'logbuf_lock+zap' && { nobody: write(g.logbuf_cpu, NONE) }),
        unlock: raw_spin_unlock(g.logbuf_lock),
      };
    },
  );

  // ---- console_sem

  const sem = text.semaphore === 'inner lock';
  const SEMAPHORE = { file: 'kernel/locking/semaphore.c', versions: 'v2.6.26 .. ; text of v6.1' };
  const SEM_FORM = sem ? '' : 'one-step';

  const down_trylock = fn(
    'down_trylock',
    { form: SEM_FORM, source: SEMAPHORE, returns: flag, locals: { count: int(0, 3), got: flag } },
    ({ self, count, got }): Block =>
      sem
        ? {
            lock: raw_spin_lock(g.console_sem_lock, self),
            count: set(count, read(g.console_sem)),
            take: when(ne(count, 0), { dec: write(g.console_sem, sub(count, 1)) }),
            unlock: raw_spin_unlock(g.console_sem_lock),
            result: ret(ne(count, 0)),
          }
        : {
            all: atomic('the raw lock inside the semaphore is not part of this question', {
              count: set(count, read(g.console_sem)),
              take: when(ne(count, 0), { dec: write(g.console_sem, sub(count, 1)), ok: set(got, true) }),
            }),
            result: ret(got),
          },
  );

  const up = fn(
    'up',
    { form: SEM_FORM, source: SEMAPHORE, locals: { count: int(0, 3) } },
    ({ self, count }): Block =>
      sem
        ? {
            lock: raw_spin_lock(g.console_sem_lock, self),
            count: set(count, read(g.console_sem)),
            inc: explain('nobody sleeps on it here', write(g.console_sem, add(count, 1))),
            unlock: raw_spin_unlock(g.console_sem_lock),
          }
        : {
            all: atomic('the raw lock inside the semaphore is not part of this question', {
              count: set(count, read(g.console_sem)),
              inc: write(g.console_sem, add(count, 1)),
            }),
          },
  );

  const abandon_console_lock_in_panic = fn(
    'abandon_console_lock_in_panic',
    { form, source: PRINTK, returns: flag, locals: { who: cpuOrNone } },
    ({ self, who }): Block => ({
      panic_cpu: explain(
        'read twice in the kernel; no CPU gives it back once it panics',
        set(who, READ_ONCE(panicking.panic_cpu)),
      ),
      result: ret(and(ne(who, NONE), ne(who, self))),
    }),
  );

  const console_trylock = fn(
    'console_trylock',
    { form, source: PRINTK, returns: flag, locals: { leave: flag, got: flag } },
    ({ leave, got }): Block => ({
      ...(text.keepOut && {
        abandon: call(abandon_console_lock_in_panic, {}, leave),
        left_to_panic: when(leave, { out: ret(false) }),
      }),
      down: call(down_trylock, {}, got),
      result: ret(got),
    }),
  );

  const console_trylock_spinning = fn(
    'console_trylock_spinning',
    {
      form,
      source: { ...PRINTK, commit: text.spin === 'always' ? 'dbdda842fe96' : 'd51507098ff9' },
      returns: flag,
      locals: { got: flag, owner: cpuOrNone, waiter: flag, who: cpuOrNone, spin: flag },
    },
    ({ self, got, owner, waiter, who, spin }): Block => ({
      trylock: call(console_trylock, {}, got),
      free: when(got, { locked: ret(true) }),
      ...(text.spin === 'not in panic' && {
        panic_in_progress: set(who, READ_ONCE(panicking.panic_cpu)),
        unsafe: when(ne(who, NONE), { give_up: ret(false) }),
      }),
      owner_lock: raw_spin_lock(g.console_owner_lock, self),
      owner: set(owner, READ_ONCE(g.console_owner)),
      waiter: set(waiter, READ_ONCE(g.console_waiter)),
      active: when(and(not(waiter), ne(owner, NONE), ne(owner, self)), {
        ask: WRITE_ONCE(g.console_waiter, true),
        spins: set(spin, true),
      }),
      owner_unlock: raw_spin_unlock(g.console_owner_lock),
      nobody: when(not(spin), { fail: ret(false) }),
      spinning: wait(not(READ_ONCE(g.console_waiter))),
      handed_over: explain('console_sem is ours, without a down()', ret(true)),
    }),
  );

  const console_lock_spinning_enable = fn(
    'console_lock_spinning_enable',
    { form, source: PRINTK, locals: { who: cpuOrNone } },
    ({ self, who }): Block => ({
      ...(text.spin === 'not in panic' && {
        panic_in_progress: set(who, READ_ONCE(panicking.panic_cpu)),
        keep: when(ne(who, NONE), { out: ret() }),
      }),
      lock: raw_spin_lock(g.console_owner_lock, self),
      owner: write(g.console_owner, self),
      unlock: raw_spin_unlock(g.console_owner_lock),
    }),
  );

  const console_lock_spinning_disable_and_check = fn(
    'console_lock_spinning_disable_and_check',
    { form, source: PRINTK, returns: flag, locals: { who: cpuOrNone, waiter: flag } },
    ({ self, who, waiter }): Block => ({
      ...(text.spin === 'not in panic' && {
        panic_in_progress: set(who, READ_ONCE(panicking.panic_cpu)),
        keep: when(ne(who, NONE), { no_handover: ret(false) }),
      }),
      lock: raw_spin_lock(g.console_owner_lock, self),
      waiter: set(waiter, READ_ONCE(g.console_waiter)),
      owner: write(g.console_owner, NONE),
      unlock: raw_spin_unlock(g.console_owner_lock),
      nobody: when(not(waiter), { stays: ret(false) }),
      hand_over: WRITE_ONCE(g.console_waiter, false),
      gone: ret(true),
    }),
  );

  // ---- The consoles

  const console_emit_next_record = fn(
    'console_emit_next_record',
    {
      form,
      source: PRINTK,
      returns: emitted,
      locals: { seq: int(0, text.records), next: int(0, text.records), record: line, handover: flag },
    },
    ({ self, seq, next, record, handover }): Block => ({
      ...(locked && { lock: raw_spin_lock(g.logbuf_lock, self) }),
      seq: set(seq, read(g.con_seq)),
      next: set(next, read(g.log_next)),
      none: when(eq(seq, next), {
        ...(locked && { unlock: raw_spin_unlock(g.logbuf_lock) }),
        nothing: ret(value(emitted, 'nothing')),
      }),
      record: set(record, read(g.printk_rb.at(seq))),
      // Until v5.17 the record counted as printed before the driver was called.
      ...(locked && {
        advance: explain('console_seq++', write(g.con_seq, add(seq, 1))),
        unlock_record: raw_spin_unlock(g.logbuf_lock),
      }),
      ...(text.spin !== 'no' && { enable: call(console_lock_spinning_enable) }),
      call_console_driver: call(driver, { line: record }),
      ...(!locked && { advance: explain('con->seq++', write(g.con_seq, add(seq, 1))) }),
      ...(text.spin !== 'no' && {
        check: call(console_lock_spinning_disable_and_check, {}, handover),
        handover: when(handover, { gone: ret(value(emitted, 'handed_over')) }),
      }),
      printed: ret(value(emitted, 'record')),
    }),
  );

  const console_unlock = fn(
    'console_unlock',
    {
      form,
      source: PRINTK,
      locals: {
        what: emitted,
        leave: flag,
        seq: int(0, text.records),
        next: int(0, text.records),
        got: flag,
      },
    },
    ({ self, what, leave, seq, next, got }): Block => ({
      again: retry({
        flush: retry({
          emit: call(console_emit_next_record, {}, what),
          ...(text.spin !== 'no' && { handover: when(eq(what, 'handed_over'), { out: ret() }) }),
          flushed: when(eq(what, 'nothing'), { done: brk }),
          ...(text.keepOut && {
            abandon: call(abandon_console_lock_in_panic, {}, leave),
            left_to_panic: when(leave, { stop: brk }),
          }),
        }),
        up: call(up),
        ...(text.keepOut && { abandoned: when(leave, { out_panic: ret() }) }),
        ...(text.looksAgain
          ? {
              ...(locked && { relock: raw_spin_lock(g.logbuf_lock, self) }),
              seq: set(seq, read(g.con_seq)),
              new_records: set(next, read(g.log_next)),
              ...(locked && { reunlock: raw_spin_unlock(g.logbuf_lock) }),
              no_more: when(eq(seq, next), { out_empty: ret() }),
              retry: call(console_trylock, {}, got),
              somebody: when(not(got), { out_busy: ret() }),
            }
          : { out_at_once: ret() }),
      }),
    }),
  );

  // ---- printk()

  const spinning = text.spin === 'no' ? console_trylock : console_trylock_spinning;
  const vprintk = fn(
    'vprintk',
    { form, source: SAFE, params: { line }, locals: { got: flag } },
    ({ self, line, got }): Block => ({
      ...(text.nmi === 'per-cpu buffer' && {
        in_nmi: when(in_nmi, {
          vprintk_nmi: atomic('the buffer belongs to this CPU, and one record stands for all that it holds', {
            first: when(eq(read(nmi_print_seq.of(self)), empty), {
              copy: write(nmi_print_seq.of(self), line),
            }),
          }),
          irq_work: ignored('an irq_work moves it to the log, if interrupts are ever on again'),
          later: ret(),
        }),
      }),
      store: call(vprintk_store, { line }),
      ...(text.nmi === 'deferred' && {
        in_nmi: when(in_nmi, {
          irq_work: explain('printed by an irq_work, when interrupts are on again', ret()),
        }),
      }),
      trylock: call(spinning, {}, got),
      print: when(got, { console_unlock: call(console_unlock) }),
    }),
  );

  /** v4.7 .. v5.12: moves what printk() in NMI left in the buffer of this CPU to the log. */
  const printk_safe_flush_on_panic = fn(
    'printk_safe_flush_on_panic',
    { form, source: SAFE, locals: { owner: cpuOrNone, stopped: cpuSet, line } },
    ({ self, owner, stopped, line }): Block => ({
      is_locked: set(owner, read(g.logbuf_lock)),
      stuck: when(ne(owner, NONE), {
        online: set(stopped, read(cpus.stopped_mask)),
        others: when(ne(withCpu(stopped, self), allCpus), {
          not_alone: explain('num_online_cpus() > 1: the lock may be released yet', ret()),
        }),
        init: explain('raw_spin_lock_init()', write(g.logbuf_lock, NONE)),
      }),
      read_lock: ignored('serialises flushes; a question of its own (printk-locks, lock=read_lock)'),
      buffer: set(line, read(nmi_print_seq.of(self))),
      flush: when(ne(line, empty), {
        printk_deferred: call(vprintk_store, { line }),
        clear: write(nmi_print_seq.of(self), empty),
      }),
    }),
  );

  const console_flush_on_panic = (how: 'trylock' | 'no lock') =>
    fn(
      'console_flush_on_panic',
      {
        form: `${form}-${how.replace(' ', '-')}`,
        source: { ...PRINTK, commit: how === 'trylock' ? '08d78658f393' : 'eacb04ff3c5b' },
        locals: { got: flag, what: emitted },
      },
      ({ got, what }): Block =>
        how === 'trylock'
          ? {
              trylock: explain('taken or not, the console is ours', call(console_trylock, {}, got)),
              console_unlock: call(console_unlock),
            }
          : {
              console_flush_all: retry({
                emit: call(console_emit_next_record, {}, what),
                flushed: when(eq(what, 'nothing'), { done: brk }),
              }),
            },
    );

  const console_unblank = (notInNmi: boolean) =>
    fn(
      'console_unblank',
      { form: notInNmi ? `${form}-not-in-nmi` : form, source: PRINTK, locals: { got: flag } },
      ({ got }): Block => ({
        ...(notInNmi && {
          in_nmi: when(in_nmi, { not_safe: explain('semaphores are not NMI-safe', ret()) }),
        }),
        trylock: explain('oops_in_progress is set', call(down_trylock, {}, got)),
        busy: when(not(got), { out: ret() }),
        console_unlock: call(console_unlock),
      }),
    );

  return {
    g,
    vprintk,
    vprintk_store,
    console_emit_next_record,
    console_unlock,
    console_trylock,
    printk_safe_flush_on_panic,
    console_flush_on_panic,
    console_unblank,
  };
}
