import {
  type AnyFn,
  add,
  and,
  type Block,
  call,
  cond,
  cpuOrNone,
  type E,
  end,
  eq,
  explain,
  flag,
  fn,
  ghost,
  goto,
  halt,
  ignored,
  in_nmi,
  int,
  type KernelFn,
  local_irq_disable,
  local_irq_restore,
  local_irq_save,
  lt,
  NONE,
  ne,
  not,
  note,
  oneOf,
  or,
  point,
  read,
  ret,
  set,
  shared,
  starting,
  store_release,
  value,
  when,
  write,
  xchg,
} from '../language/index.js';
import { rcu_read_lock, rcu_read_unlock } from '../machine/rcu.js';
import { raw_spin_lock, raw_spin_trylock, raw_spin_unlock } from '../machine/spinlock.js';
import { kexec } from './kexec.js';
import { image, type KexecLock } from './kexec_lock.js';

/** kmsg_dump(), the dumpers that it calls, and the places that it was called from. */

const PRINTK = { file: 'kernel/printk/printk.c', versions: 'v5.13 .. ; text of v6.1' };

/** Why the log is dumped. */
export const reason = oneOf('OOPS', 'PANIC', 'KEXEC', 'EMERG');
const record = oneOf('nothing', 'oops', 'panic');

/** The locks of the log and of the list of dumpers. */
export const log = shared({
  logbuf_lock: cpuOrNone,
  dump_list_lock: cpuOrNone,
  /** How many dumpers are linked; the first is there from the beginning, others are added behind it. */
  dump_list: starting(int(0, 2), 1),
  always_kmsg_dump: flag,
});

/** A backend that stores records, and what guards it. */
const backend = shared({
  /** psinfo->buf_lock, or the lock of a driver that nobody knows. */
  buf_lock: cpuOrNone,
  /** What is being put together in memory. */
  buf: record,
  oops_buf_busy: flag,
  oops_buf: record,
  /** The spinlock of the EFI variables (v3.1 .. v4.9). */
  efivars_lock: cpuOrNone,
});

/** What the questions remember of dumps. */
export const dumpSeen = ghost({
  /** A whole record of the panic is in the backend. */
  panic_stored: flag,
  /** Who runs dumpers for a panic. */
  dumping: cpuOrNone,
  /** emergency_restart() was called. */
  restart_asked: flag,
  panicked: flag,
});

type Dumper = KernelFn<{ reason: typeof reason }, never, Block>;
// biome-ignore lint/complexity/noBannedTypes: a function without parameters
type Procedure = KernelFn<{}, never, Block>;
type Place = ReturnType<typeof point>;

// ---- Dumpers ----------------------------------------------------------------------------------------------------

/** A dumper, what else uses its lock, and where somebody is at work on its buffer. */
export interface DumperParts {
  readonly dump: Dumper;
  /** The normal use of the backend, by a task. */
  readonly use: Procedure | null;
  readonly writing: readonly Place[];
}

/** The texts of pstore_dump() by what it does with its lock: waits; tries and writes anyway; tries and gives up. */
export const PSTORE_TEXTS = ['lock', 'fall-through', 'trylock'] as const;
/** One of them. */
export type PstoreText = (typeof PSTORE_TEXTS)[number];

const PSTORE = {
  lock: { file: 'fs/pstore/platform.c', versions: 'v3.2 .. v3.8' },
  'fall-through': {
    file: 'fs/pstore/platform.c',
    versions: 'v3.9 .. until 959217c84c27',
    commit: '9f244e9cfd70',
  },
  trylock: { file: 'fs/pstore/platform.c', versions: 'text of v6.1' },
} as const;

const textOf = (why: E<'OOPS' | 'PANIC' | 'KEXEC' | 'EMERG'>) =>
  cond(eq(why, 'OOPS'), value(record, 'oops'), 'panic');
const stored = (r: E<boolean>) => note(dumpSeen.panic_stored, or(read(dumpSeen.panic_stored), r));
/** Where somebody is about to do one of these steps of a dumper. */
const steps = (f: AnyFn, ...labels: readonly string[]) => labels.map((l) => point(f, l as ''));

/** pstore: one buffer under one lock, which a panic waits for, ignores, or does without. */
export function pstore(text: PstoreText): DumperParts {
  const dump = fn(
    'pstore_dump',
    {
      form: text,
      source: PSTORE[text],
      params: { reason },
      locals: { owner: cpuOrNone, flags: flag, part: record },
    },
    ({ self, reason: why, owner, flags, part }): Block => ({
      irqsave: local_irq_save(flags),
      ...(text === 'lock'
        ? { lock: raw_spin_lock(backend.buf_lock, self) }
        : {
            pstore_cannot_block_path: when(
              or(in_nmi, ne(why, 'OOPS')),
              {
                trylock: raw_spin_trylock(backend.buf_lock, self, owner),
                busy: when(ne(owner, NONE), {
                  pr_err: ignored('says that the dump is skipped, or may be corrupt'),
                  ...(text === 'trylock' && { irqs_back: local_irq_restore(flags), skipped: ret() }),
                }),
              },
              { lock: raw_spin_lock(backend.buf_lock, self) },
            ),
          }),
      kmsg_dump_get_buffer: write(backend.buf, textOf(why)),
      write: explain('psinfo->write(&record): the whole buffer at once', set(part, read(backend.buf))),
      stored: stored(eq(part, 'panic')),
      unlock:
        text === 'fall-through'
          ? when(eq(owner, NONE), { is_locked: raw_spin_unlock(backend.buf_lock) })
          : raw_spin_unlock(backend.buf_lock),
      irqrestore: local_irq_restore(flags),
    }),
  );
  return { dump, use: null, writing: steps(dump, 'kmsg_dump_get_buffer', 'write') };
}

const MTDOOPS = { file: 'drivers/mtd/mtdoops.c', versions: 'v5.14 .. ; text of v6.1' };

/** mtdoops: one buffer, guarded by one bit, which is taken once to fill it and once more to write it out. */
export function mtdoops(): DumperParts {
  const mtdoops_write = fn(
    'mtdoops_write',
    { source: MTDOOPS, locals: { busy: flag, text: record } },
    ({ busy, text }) => ({
      test_and_set_bit: xchg(backend.oops_buf_busy, true, busy),
      taken: when(busy, { skip: ret() }),
      header: ignored('sequence number and time stamp are put before the text'),
      mtd_write: explain('or mtd_panic_write(), which waits for nobody', set(text, read(backend.oops_buf))),
      stored: stored(eq(text, 'panic')),
      memset: write(backend.oops_buf, 'nothing'),
      clear_bit: write(backend.oops_buf_busy, false),
    }),
  );
  const dump = fn(
    'mtdoops_do_dump',
    { source: MTDOOPS, params: { reason }, locals: { busy: flag } },
    ({ reason: why, busy }) => ({
      test_and_set_bit: xchg(backend.oops_buf_busy, true, busy),
      taken: when(busy, { skip: ret() }),
      kmsg_dump_get_buffer: write(backend.oops_buf, textOf(why)),
      clear_bit: write(backend.oops_buf_busy, false),
      at_once: when(
        ne(why, 'OOPS'),
        { mtdoops_write: call(mtdoops_write) },
        { schedule_work: ignored('the worker is a task of its own: see use') },
      ),
    }),
  );
  const use = fn('mtdoops_workfunc_write', { source: MTDOOPS }, () => ({ write: call(mtdoops_write) }));
  return {
    dump,
    use,
    writing: [
      ...steps(dump, 'kmsg_dump_get_buffer', 'clear_bit'),
      ...steps(mtdoops_write, 'mtd_write', 'memset', 'clear_bit'),
    ],
  };
}

/** EFI variables: a lock that a dump does not wait for, held by tasks with interrupts on (until v3.8) or off. */
export function efiPstore(irqs: 'irqs-on' | 'irqs-off'): DumperParts {
  const EFIVARS = {
    file: 'drivers/firmware/efivars.c',
    versions: irqs === 'irqs-on' ? 'v3.1 .. v3.8' : 'v3.9 .. v4.9',
  };
  const dump = fn(
    'efi_pstore_write',
    { form: irqs, source: EFIVARS, params: { reason }, locals: { owner: cpuOrNone, flags: flag } },
    ({ self, reason: why, owner, flags }) => ({
      irqsave: local_irq_save(flags),
      trylock: raw_spin_trylock(backend.efivars_lock, self, owner),
      busy: when(ne(owner, NONE), { irqs_back: local_irq_restore(flags), ebusy: ret() }),
      set_variable: write(backend.buf, textOf(why)),
      stored: stored(ne(why, 'OOPS')),
      unlock: raw_spin_unlock(backend.efivars_lock),
      irqrestore: local_irq_restore(flags),
    }),
  );
  const use = fn(
    'efivarfs_file_write',
    {
      form: irqs,
      source: { ...EFIVARS, ...(irqs === 'irqs-off' && { commit: '81fa4e581d92' }) },
      locals: { flags: flag },
    },
    ({ self, flags }): Block => ({
      ...(irqs === 'irqs-off' && { irqsave: local_irq_save(flags) }),
      lock: raw_spin_lock(backend.efivars_lock, self),
      set_variable: write(backend.buf, 'oops'),
      unlock: raw_spin_unlock(backend.efivars_lock),
      ...(irqs === 'irqs-off' && { irqrestore: local_irq_restore(flags) }),
    }),
  );
  return { dump, use, writing: [...steps(dump, 'set_variable'), ...steps(use, 'set_variable')] };
}

/** A driver that nobody knows uses its own lock in its normal work; `hung`: and never comes back. */
export const driver_write = (holds: 'irqs-on' | 'irqs-off' | 'hung') =>
  fn(
    'driver_write',
    {
      form: holds,
      source: { file: 'drivers/ (any backend)', versions: 'any' },
      locals: { flags: flag },
    },
    ({ self, flags }): Block => ({
      ...(holds === 'irqs-off' && { irqsave: local_irq_save(flags) }),
      lock: raw_spin_lock(backend.buf_lock, self),
      device: holds === 'hung' ? explain('the hardware never answers', halt) : write(backend.buf, 'nothing'),
      unlock: raw_spin_unlock(backend.buf_lock),
      ...(holds === 'irqs-off' && { irqrestore: local_irq_restore(flags) }),
    }),
  );

// ---- kmsg_dump() -------------------------------------------------------------------------------------------------

/** The texts of kmsg_dump(), each under the first release that has it. */
export const KMSG_TEXTS = ['v2.6.33', 'v2.6.38', 'v3.4', 'v6.1'] as const;
/** One of them. */
export type KmsgText = (typeof KMSG_TEXTS)[number];

const KMSG: Record<KmsgText, { versions: string; commit?: string }> = {
  'v2.6.33': { versions: 'v2.6.33 .. v2.6.37', commit: '456b565cc52f' },
  'v2.6.38': { versions: 'v2.6.38 .. v3.3', commit: 'fb842b00c5ea' },
  'v3.4': { versions: 'v3.4 .. v5.12', commit: 'c22ab3329023' },
  'v6.1': { versions: 'v5.13 .. ; text of v6.1' },
};

/** kmsg_dump() of one era: who it locks out, how it walks the list, and which reasons it passes on. */
export const kmsgDump = (text: KmsgText, { dump }: DumperParts) => {
  // Each text declares only the locals that it has; the ones it does not have are not asked for.
  const all = { flags: flag, owner: cpuOrNone, n: int(0, 2), always: flag };
  const locals = {
    n: all.n,
    ...(text !== 'v6.1' && { flags: flag }),
    ...(text === 'v2.6.33' && { owner: cpuOrNone }),
    ...((text === 'v3.4' || text === 'v6.1') && { always: flag }),
  } as typeof all;
  return fn(
    'kmsg_dump',
    {
      form: text,
      source: { file: PRINTK.file, ...KMSG[text] },
      params: { reason },
      locals,
    },
    ({ self, reason: why, n, ...rest }): Block => ({
      ...(text === 'v6.1'
        ? {}
        : {
            irqsave: local_irq_save(rest.flags),
            logbuf_lock: raw_spin_lock(log.logbuf_lock, self),
            snapshot: ignored('where the log begins and ends'),
            logbuf_unlock: raw_spin_unlock(log.logbuf_lock),
            irqrestore: local_irq_restore(rest.flags),
          }),
      ...(text === 'v2.6.33'
        ? {
            trylock: raw_spin_trylock(log.dump_list_lock, self, rest.owner),
            busy: when(ne(rest.owner, NONE), {
              skipping: explain(
                'printk(KERN_ERR "dump_kmsg: dump list lock is held ... skipping dump")',
                ret(),
              ),
            }),
          }
        : { rcu_read_lock: call(rcu_read_lock) }),
      walk: explain('list_for_each_entry: the first dumper, if any', set(n, read(log.dump_list))),
      ...(text === 'v3.4' || text === 'v6.1'
        ? {
            always: set(rest.always, read(log.always_kmsg_dump)),
            filter: when(and(eq(why, 'EMERG'), not(rest.always)), { not_asked_for: goto('out') }),
          }
        : {}),
      dump: when(lt(value(int(0, 2), 0), n), {
        begins: note(
          dumpSeen.dumping,
          cond(or(eq(why, 'OOPS'), eq(why, 'EMERG')), read(dumpSeen.dumping), self),
        ),
        call: call(dump, { reason: why }),
      }),
      others: ignored('other dumpers are called in the same way, and take no part in the question'),
      out: text === 'v2.6.33' ? raw_spin_unlock(log.dump_list_lock) : call(rcu_read_unlock),
      done: note(dumpSeen.dumping, cond(eq(read(dumpSeen.dumping), self), NONE, read(dumpSeen.dumping))),
    }),
  );
};
type KmsgDump = ReturnType<typeof kmsgDump>;

/** A driver with a dumper is loaded: it goes to the tail of the list. */
export const kmsg_dump_register = fn(
  'kmsg_dump_register',
  { source: { ...PRINTK, versions: 'v2.6.33 .. ; text of v6.1' }, locals: { flags: flag, n: int(0, 2) } },
  ({ self, flags, n }) => ({
    irqsave: local_irq_save(flags),
    lock: raw_spin_lock(log.dump_list_lock, self),
    tail: set(n, read(log.dump_list)),
    list_add_tail_rcu: store_release(log.dump_list, add(n, 1)),
    unlock: raw_spin_unlock(log.dump_list_lock),
    irqrestore: local_irq_restore(flags),
  }),
);

/** printk() of the days of logbuf_lock, for what it keeps out. */
export const vprintk_emit = fn(
  'vprintk_emit',
  { source: { ...PRINTK, versions: 'v2.6 .. v5.12' }, locals: { flags: flag } },
  ({ self, flags }) => ({
    irqsave: local_irq_save(flags),
    logbuf_lock: raw_spin_lock(log.logbuf_lock, self),
    log_store: ignored('the text of the record'),
    logbuf_unlock: raw_spin_unlock(log.logbuf_lock),
    irqrestore: local_irq_restore(flags),
  }),
);

/** An oops on another CPU, which the machine survives. */
export const oops_exit = (kmsg_dump: KmsgDump) =>
  fn('oops_exit', { source: { file: 'kernel/panic.c', versions: 'v2.6.33 ..' } }, () => ({
    kmsg_dump: call(kmsg_dump, { reason: 'OOPS' }),
  }));

/** kmsg_dump(KMSG_DUMP_PANIC), as panic() calls it. */
export const panic_dump = (kmsg_dump: KmsgDump): Procedure =>
  fn(
    'kmsg_dump_panic',
    { source: { file: 'kernel/panic.c', versions: 'v2.6.33 ..' } },
    (): Block => ({ kmsg_dump: call(kmsg_dump, { reason: 'PANIC' }) }),
  );

/** emergency_restart() with the hook that it has had since v2.6.38. */
export const emergency_restart = (kmsg_dump: KmsgDump): Procedure =>
  fn(
    'emergency_restart',
    {
      form: 'hook',
      source: { file: 'kernel/reboot.c', versions: 'v2.6.38 ..', commit: '04c6862c055f' },
    },
    (): Block => ({
      asked: note(dumpSeen.restart_asked, true),
      kmsg_dump: call(kmsg_dump, { reason: 'EMERG' }),
      machine_emergency_restart: end('restart'),
    }),
  );

// ---- Where dumpers were called from on the way down ------------------------------------------------------------------

/** A panic() from before there was a gate, and where it is on its way to the jump. */
export interface OldPanic {
  readonly panic: Procedure;
  /** Between finding an image and jumping into it. */
  readonly towardsJump: Place;
}

const OLD = { file: 'kernel/panic.c', versions: 'v2.6.33 .. v2.6.37' };
const restart = end('restart');

/** panic() and crash_kexec() with kmsg_dump() in both, before the other CPUs are stopped. No gate, interrupts as they are. */
export function panicWithHookInCrashKexec(
  kmsg_dump: KmsgDump,
  lock: KexecLock,
  stopOthers: Procedure,
): OldPanic {
  const crash_kexec = fn(
    'crash_kexec',
    {
      form: 'v2.6.33',
      source: { file: 'kernel/kexec.c', versions: 'v2.6.33 .. v3.2', commit: '0f4bd46ec252' },
      locals: { got: flag, target: image },
    },
    ({ got, target }) => ({
      mutex_trylock: call(lock.crash_trylock, {}, got),
      locked: when(got, {
        image: set(target, read(kexec.kexec_crash_image)),
        loaded: when(ne(target, 'NULL'), {
          kmsg_dump: call(kmsg_dump, { reason: 'KEXEC' }),
          crash_setup_regs: ignored('registers and vmcoreinfo go to memory of their own'),
          irqs_off: local_irq_disable,
          machine_crash_shutdown: ignored('the jump ends everything here'),
          machine_kexec: end('capture_kernel'),
        }),
        mutex_unlock: call(lock.crash_unlock),
      }),
    }),
  );
  const panic = fn(
    'panic',
    { form: 'v2.6.33', source: OLD },
    (): Block => ({
      panicked: note(dumpSeen.panicked, true),
      bust_spinlocks: ignored('console output takes no lock that the question depends on'),
      crash_kexec: call(crash_kexec),
      kmsg_dump: call(kmsg_dump, { reason: 'PANIC' }),
      smp_send_stop: call(stopOthers),
      notifiers: ignored('no panic notifier takes part in the question'),
      emergency_restart: restart,
    }),
  );
  return { panic, towardsJump: point(crash_kexec, 'locked.loaded') };
}

/** The order that was proposed in February 2011: stop the other CPUs, then dump, then jump. */
export function panicSplit(kmsg_dump: KmsgDump, lock: KexecLock, stopOthers: Procedure): OldPanic {
  const panic = fn(
    'panic',
    {
      form: 'split',
      source: { file: 'kernel/panic.c', versions: 'proposed on 8 Feb 2011, never merged' },
      locals: { got: flag, target: image },
    },
    ({ got, target }) => ({
      panicked: note(dumpSeen.panicked, true),
      mutex_trylock: call(lock.crash_trylock, {}, got),
      image: set(target, read(kexec.kexec_crash_image)),
      crash: when(and(got, ne(target, 'NULL')), {
        crash_kexec_prepare: ignored('registers and vmcoreinfo go to memory of their own'),
        machine_shutdown_prepare: call(stopOthers),
        kmsg_dump: call(kmsg_dump, { reason: 'KEXEC' }),
        crash_kexec_execute: end('capture_kernel'),
      }),
      stop: call(stopOthers),
      no_kdump: call(kmsg_dump, { reason: 'PANIC' }),
      notifiers: ignored('no panic notifier takes part in the question'),
      emergency_restart: restart,
    }),
  );
  return { panic, towardsJump: point(panic, 'crash') };
}
