import {
  allCpus,
  type Block,
  brk,
  type Cpu,
  call,
  cmpxchg,
  cmpxchg_acquire,
  cpuOrNone,
  cpuSet,
  type E,
  emptySet,
  eq,
  explain,
  finalHalt,
  flag,
  fn,
  ghost,
  goto,
  ignored,
  in_nmi,
  local_irq_restore,
  local_irq_save,
  NONE,
  ne,
  not,
  note,
  perCpu,
  read,
  ret,
  retry,
  sendMask,
  set,
  set_cpu,
  shared,
  starting,
  store_release,
  vector,
  wait,
  when,
  withCpu,
  withoutCpu,
  write,
  xchg,
} from '../language/index.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../machine/spinlock.js';
import { stop_nmi } from './panic_console.js';
import { cpus } from './printk.js';

/**
 * Locks that are held around printk, or by printk around other things: five that made a cycle, each before and after its
 * fix. The console is reduced to the lock under which a line goes out.
 */

/** The text before the fix, or the one with it. */
export type Text = 'before' | 'after';

const g = shared({
  port_lock: cpuOrNone,
  logbuf_lock: cpuOrNone,
  dump_lock: cpuOrNone,
  printk_cpu_sync_owner: cpuOrNone,
  sock_lock: cpuOrNone,
  backtrace_lock: cpuOrNone,
  wd_smp_lock: cpuOrNone,
  wd_reporting: flag,
  wd_smp_cpus_stuck: starting(cpuSet, emptySet),
  printk_safe_read_lock: cpuOrNone,
});
const { nmi_direct } = perCpu({ nmi_direct: flag });

/** What the question about the watchdog remembers. */
export const seen = ghost({ wd_found: flag, wd_reported: flag });

/** A line goes out, interrupts off, under the lock of the console's port. */
const serial_write = fn(
  'serial_write',
  {
    source: {
      file: 'drivers/tty/serial',
      versions: 'any',
      note: 'stands for all that printk does with a console',
    },
    locals: { flags: flag },
  },
  ({ self, flags }) => ({
    irqsave: local_irq_save(flags),
    spin_lock: raw_spin_lock(g.port_lock, self),
    unlock: raw_spin_unlock(g.port_lock),
    irqrestore: local_irq_restore(flags),
  }),
);

/** Any task that prints. */
export const printing_task = fn('printk', { source: { file: 'any', versions: 'any' } }, () => ({
  console: call(serial_write),
}));

// ---- bug 32: dump_stack()

/**
 * dump_stack(), which lets one CPU at a time print. Until v4.4 it held its lock with interrupts on: a softirq that warned on top of it
 * under a lock of its own, and the CPU that had that one, waited for each other (fixed by d7ce36924344).
 */
export function dumpStack(text: Text) {
  const fixed = text === 'after';
  const dump_stack = fn(
    'dump_stack',
    {
      form: text,
      source: fixed
        ? { file: 'lib/dump_stack.c', versions: 'v4.5 ..', commit: 'd7ce36924344' }
        : { file: 'lib/dump_stack.c', versions: 'v3.13 .. v4.4', commit: 'b58d977432c8' },
      locals: { old: cpuOrNone, flags: flag },
    },
    ({ self, old, flags }): Block => ({
      retry: retry({
        ...(fixed && { irqsave: local_irq_save(flags) }),
        cmpxchg: cmpxchg(g.dump_lock, NONE, self, old),
        locked: when(eq(old, NONE), { got: brk }),
        recursion: when(eq(old, self), { was_locked: brk }),
        ...(fixed && { irqrestore: local_irq_restore(flags) }),
        cpu_relax: wait(eq(read(g.dump_lock), NONE)),
      }),
      __dump_stack: ignored('the lock guards what is printed, nothing else'),
      unlock: when(eq(old, NONE), { release: write(g.dump_lock, NONE) }),
      ...(fixed && { irqs_on: local_irq_restore(flags) }),
    }),
  );
  const task = fn('warn_in_task', { form: text, source: { file: 'any', versions: 'any' } }, () => ({
    dump_stack: call(dump_stack),
  }));
  const net_rx_action = fn(
    'net_rx_action',
    {
      form: text,
      source: { file: 'net/core/dev.c', versions: 'any', note: 'any softirq that warns under a lock' },
    },
    ({ self }) => ({
      spin_lock: raw_spin_lock(g.sock_lock, self),
      warn: call(dump_stack),
      unlock: raw_spin_unlock(g.sock_lock),
    }),
  );
  return { task, net_rx_action };
}

// ---- bug 30: the lock that lets one CPU speak at a time

/**
 * A backtrace under printk_cpu_sync_get() (v5.14 ..), where only the owner may print: whoever holds the port and is asked by NMI waits
 * for the owner, who waits for the port. Since v6.14, the owner leaves printing to others (0161e2d6950f).
 */
export function cpuSync(text: Text) {
  const fixed = text === 'after';
  const SYNC = { file: 'kernel/printk/printk.c', versions: 'v5.14 .. ; text of v6.1' };
  const printk_cpu_sync_get = fn(
    '__printk_cpu_sync_get',
    { source: SYNC, returns: cpuOrNone, locals: { old: cpuOrNone } },
    ({ self, old }) => ({
      retry: retry({
        cmpxchg: cmpxchg_acquire(g.printk_cpu_sync_owner, NONE, self, old),
        got: when(eq(old, NONE), { first: ret(old) }),
        nested: when(eq(old, self), { again: ret(old) }),
        __printk_cpu_sync_wait: wait(eq(read(g.printk_cpu_sync_owner), NONE)),
      }),
    }),
  );
  const vprintk = fn(
    'vprintk',
    {
      form: `cpu-sync-${text}`,
      source: {
        file: 'kernel/printk/printk_safe.c',
        versions: fixed ? 'v6.14 ..' : 'v5.19 .. v6.13',
        ...(fixed && { commit: '0161e2d6950f' }),
      },
      locals: { owner: cpuOrNone },
    },
    ({ self, owner }): Block => ({
      store: ignored('the log takes no lock'),
      in_nmi: when(in_nmi, { deferred: explain('printed later', ret()) }),
      ...(fixed && {
        is_printk_cpu_sync_owner: set(owner, read(g.printk_cpu_sync_owner)),
        owns: when(eq(owner, self), { deferred_too: explain('printed later', ret()) }),
      }),
      console: call(serial_write),
    }),
  );
  const nmi_cpu_backtrace = fn(
    'nmi_cpu_backtrace',
    {
      form: text,
      source: { file: 'lib/nmi_backtrace.c', versions: 'v5.14 ..', commit: '55d6af1d6688' },
      locals: { old: cpuOrNone },
    },
    ({ old }) => ({
      get: call(printk_cpu_sync_get, {}, old),
      pr_warn: call(vprintk),
      put: when(eq(old, NONE), { release: store_release(g.printk_cpu_sync_owner, NONE) }),
    }),
  );
  const task = fn('printk', { form: `cpu-sync-${text}`, source: { file: 'any', versions: 'any' } }, () => ({
    vprintk: call(vprintk),
  }));
  return { task, nmi_cpu_backtrace };
}

// ---- bug 31: the hard lockup watchdog of powerpc

/**
 * The hard lockup watchdog of powerpc, which printed under wd_smp_lock until v5.16: soft-NMIs of others wait for that lock, one of
 * them on the CPU that has the port. Since v5.17 it prints after releasing it (76521c4b0291).
 */
export function watchdog(text: Text) {
  const fixed = text === 'after';
  const WD = fixed
    ? { file: 'arch/powerpc/kernel/watchdog.c', versions: 'v5.17 ..', commit: '76521c4b0291' }
    : { file: 'arch/powerpc/kernel/watchdog.c', versions: 'v4.13 .. v5.16' };
  /** Takes wd_smp_lock, sees that a CPU is stuck, and says so. */
  const watchdog_check = fn(
    'watchdog_smp_panic',
    { form: text, source: WD, locals: { flags: flag, busy: flag } },
    ({ self, flags, busy }): Block => ({
      irqsave: local_irq_save(flags),
      wd_smp_lock: raw_spin_lock(g.wd_smp_lock, self),
      ...(fixed
        ? {
            stuck: explain('the bookkeeping', set_cpu(g.wd_smp_cpus_stuck, self)),
            found: note(seen.wd_found, true),
            wd_try_report: xchg(g.wd_reporting, true, busy),
            wd_smp_unlock: raw_spin_unlock(g.wd_smp_lock),
            busy: when(busy, { later: explain('somebody reports; the next timer tries again', goto('out')) }),
            pr_emerg: call(serial_write),
            reported: note(seen.wd_reported, true),
            wd_end_reporting: write(g.wd_reporting, false),
          }
        : {
            stuck: explain('the bookkeeping', set_cpu(g.wd_smp_cpus_stuck, self)),
            found: note(seen.wd_found, true),
            pr_emerg: call(serial_write),
            reported: note(seen.wd_reported, true),
            wd_smp_unlock: raw_spin_unlock(g.wd_smp_lock),
          }),
      out: local_irq_restore(flags),
    }),
  );
  const timer = fn('watchdog_timer_interrupt', { form: text, source: WD }, () => ({
    check: call(watchdog_check),
  }));
  /** The soft-NMI comes where interrupts are only marked as off: here, an NMI. It only takes the lock. */
  const soft_nmi_interrupt = fn('soft_nmi_interrupt', { form: text, source: WD }, ({ self }) => ({
    wd_smp_lock: raw_spin_lock(g.wd_smp_lock, self),
    wd_smp_unlock: raw_spin_unlock(g.wd_smp_lock),
  }));
  /** wd_smp_lock() disables interrupts in the hardware as well: no soft-NMI comes to the CPU that holds the lock. */
  const hardEnabled = (self: E<Cpu>) => ne(read(g.wd_smp_lock), self);
  return { timer, soft_nmi_interrupt, hardEnabled };
}

// ---- bug 27: the main log from NMI

/**
 * Backtraces that NMI handlers print into the main log. Until v4.18 they looked whether its lock is free before they waited for
 * another one, and it no longer was; since v4.19 they try it when they print (03fc7f9c99c1).
 */
export function nmiDirect(text: Text) {
  const fixed = text === 'after';
  const SAFE = {
    file: 'kernel/printk/printk_safe.c',
    versions: fixed ? 'v4.19 .. v5.12' : 'v4.12 .. v4.18',
    commit: fixed ? '03fc7f9c99c1' : '719f6a7040f1',
  };
  const vprintk_func = fn(
    'vprintk_func',
    { form: text, source: SAFE, locals: { direct: flag, old: cpuOrNone } },
    ({ self, direct, old }): Block =>
      fixed
        ? {
            trylock: raw_spin_trylock(g.logbuf_lock, self, old),
            taken: when(ne(old, NONE), { vprintk_nmi: explain('into the buffer of this CPU', ret()) }),
            unlock: raw_spin_unlock(g.logbuf_lock),
          }
        : {
            direct: set(direct, read(nmi_direct.of(self))),
            buffered: when(not(direct), { vprintk_nmi: explain('into the buffer of this CPU', ret()) }),
            lock: raw_spin_lock(g.logbuf_lock, self),
            unlock: raw_spin_unlock(g.logbuf_lock),
          },
  );
  const nmi_cpu_backtrace = fn(
    'nmi_cpu_backtrace',
    {
      form: `direct-${text}`,
      source: { file: 'lib/nmi_backtrace.c', versions: SAFE.versions },
      locals: { owner: cpuOrNone },
    },
    ({ self, owner }): Block => ({
      ...(!fixed && {
        printk_nmi_enter: explain('is logbuf_lock free now?', set(owner, read(g.logbuf_lock))),
        direct: write(nmi_direct.of(self), eq(owner, NONE)),
      }),
      arch_spin_lock: raw_spin_lock(g.backtrace_lock, self),
      pr_warn: call(vprintk_func),
      arch_spin_unlock: raw_spin_unlock(g.backtrace_lock),
    }),
  );
  const task = fn(
    'vprintk_emit',
    { form: 'logbuf', source: { file: 'kernel/printk/printk.c', versions: 'v4.12 .. v5.12' } },
    ({ self }) => ({
      lock: raw_spin_lock(g.logbuf_lock, self),
      unlock: raw_spin_unlock(g.logbuf_lock),
    }),
  );
  return { task, nmi_cpu_backtrace };
}

// ---- bug 23: flushing the buffers of NMIs

/**
 * printk_safe_flush_on_panic(), which moves the buffers of NMIs into the log. A CPU stopped within __printk_safe_flush() kept the lock
 * for ever; in v5.12 the lock is looked at first, and made anew once all others are stopped (8a8109f303e2).
 */
export function safeFlush(text: Text) {
  const fixed = text === 'after';
  const SAFE = {
    file: 'kernel/printk/printk_safe.c',
    versions: fixed ? 'v5.12' : 'v4.7 .. v5.11',
    commit: fixed ? '8a8109f303e2' : 'cf9b1106c81c',
  };
  const __printk_safe_flush = fn('__printk_safe_flush', { form: text, source: SAFE }, ({ self }) => ({
    read_lock: raw_spin_lock(g.printk_safe_read_lock, self),
    printk_safe_flush_buffer: ignored(
      'what is moved to the log, and the locks of the log, are other questions',
    ),
    read_unlock: raw_spin_unlock(g.printk_safe_read_lock),
  }));
  const irq_work = fn('printk_safe_flush', { form: text, source: SAFE }, () => ({
    flush: call(__printk_safe_flush),
  }));
  const printk_safe_flush_on_panic = fn(
    'printk_safe_flush_on_panic',
    { form: text, source: SAFE, locals: { owner: cpuOrNone, stopped: cpuSet } },
    ({ self, owner, stopped }): Block => ({
      logbuf_lock: ignored('looked at in the same way; nobody holds it here'),
      ...(fixed && {
        is_locked: set(owner, read(g.printk_safe_read_lock)),
        stuck: when(ne(owner, NONE), {
          online: set(stopped, read(cpus.stopped_mask)),
          others: when(ne(withCpu(stopped, self), allCpus), { not_alone: ret() }),
          init: explain('raw_spin_lock_init()', write(g.printk_safe_read_lock, NONE)),
        }),
      }),
      flush: call(__printk_safe_flush),
    }),
  );
  const panic = fn(
    'panic',
    { form: `safe-flush-${text}`, source: { file: 'kernel/panic.c', versions: SAFE.versions } },
    ({ self }) => ({
      first: call(printk_safe_flush_on_panic),
      send_nmi: sendMask(stop_nmi, withoutCpu(allCpus, self)),
      stopped: wait(eq(withCpu(read(cpus.stopped_mask), self), allCpus)),
      second: call(printk_safe_flush_on_panic),
      loop: finalHalt,
    }),
  );
  return { irq_work, panic };
}

/** Vectors of these cases. */
export const backtrace_nmi = vector('backtrace_nmi', 'nmi');
