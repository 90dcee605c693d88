import {
  and,
  type Block,
  type Cpu,
  call,
  cmpxchg_acquire,
  type E,
  eq,
  explain,
  flag,
  fn,
  int,
  type KernelFn,
  NONE,
  not,
  oneOf,
  READ_ONCE,
  read,
  ret,
  set,
  shared,
  smp_mb,
  store_release,
  type Var,
  WRITE_ONCE,
  when,
  xchg,
  yes,
} from '../language/index.js';
import { mutex } from '../machine/mutex.js';
import { rt_mutex } from '../machine/rt_mutex.js';

/** The locks that have guarded kexec_crash_image, or were proposed for it. */
export const KEXEC_LOCKS = [
  'none',
  'xchg',
  'mutex',
  'rt-mutex',
  'rt-mutex-debug',
  'flags',
  'mutex-cmpxchg',
  'cmpxchg',
] as const;
/** The locks by name. */
export type KexecLockName = (typeof KEXEC_LOCKS)[number];

// biome-ignore lint/complexity/noBannedTypes: functions without parameters
type TryLock = KernelFn<{}, boolean, Block>;
// biome-ignore lint/complexity/noBannedTypes: functions without parameters
type Procedure = KernelFn<{}, never, Block>;

/** A lock around the crash image, as the functions that take it: loading, crashing and asking for its size differ. */
export interface KexecLock {
  /** Tells the texts of the functions that use it from others. */
  readonly name: string;
  /** Takes and releases the lock where an image is loaded or unloaded. */
  readonly load_trylock: TryLock;
  readonly load_unlock: Procedure;
  /** The same in __crash_kexec(). */
  readonly crash_trylock: TryLock;
  readonly crash_unlock: Procedure;
  /** The same where only the size of the reserved memory is read; `size_lock` waits, and exists only for mutexes. */
  readonly size_trylock: TryLock;
  readonly size_lock: Procedure | null;
  readonly size_unlock: Procedure;
  /** The lock word, where the lock is taken some steps before its trylock returns; null where that is one instant. */
  readonly owner: Var<Cpu> | null;
  /** The lock is free: the next trylock that meets nobody succeeds. */
  readonly free: E<boolean>;
}

/** The lock by name. A fresh set of functions each time; variables are identified by their names. */
export function kexecLock(name: KexecLockName): KexecLock {
  switch (name) {
    case 'none':
      return same(name, none());
    case 'xchg':
      return same(name, xchgLock());
    case 'mutex':
      return fromMutex(name, mutex('kexec_mutex'));
    case 'rt-mutex':
      return fromRtMutex(name, rt_mutex('kexec_mutex', { debug: false }));
    case 'rt-mutex-debug':
      return fromRtMutex(name, rt_mutex('kexec_mutex', { debug: true }));
    case 'flags':
      return flagsLock();
    case 'mutex-cmpxchg':
      return mutexCmpxchg();
    case 'cmpxchg':
      return same(name, cmpxchgLock());
  }
}

/** One pair of functions for every user of the lock, and nobody ever waits. */
const same = (
  name: KexecLockName,
  { trylock, unlock, free }: { trylock: TryLock; unlock: Procedure; free: E<boolean> },
): KexecLock => ({
  name,
  load_trylock: trylock,
  load_unlock: unlock,
  crash_trylock: trylock,
  crash_unlock: unlock,
  size_trylock: trylock,
  size_lock: null,
  size_unlock: unlock,
  owner: null,
  free,
});

const fromMutex = (
  name: KexecLockName,
  m: { mutex_trylock: TryLock; mutex_lock: Procedure; mutex_unlock: Procedure; owner: Var<Cpu> },
): KexecLock => ({
  ...same(name, { trylock: m.mutex_trylock, unlock: m.mutex_unlock, free: eq(read(m.owner), NONE) }),
  size_lock: m.mutex_lock,
});

const fromRtMutex = (name: KexecLockName, m: ReturnType<typeof rt_mutex>): KexecLock => ({
  ...fromMutex(name, m),
  owner: m.owner,
});

function none() {
  const source = { file: 'kernel/kexec_core.c', versions: 'never: what would happen without a lock' };
  return {
    trylock: fn(
      'kexec_trylock',
      { form: 'none', source, returns: flag },
      (): Block => ({ no_lock: ret(true) }),
    ),
    unlock: fn('kexec_unlock', { form: 'none', source }, (): Block => ({ no_lock: ret() })),
    free: yes,
  };
}

function xchgLock() {
  const source = { file: 'kernel/kexec.c', versions: 'v2.6.13 .. v2.6.26', commit: 'before 8c5a1cf0ad3a' };
  const g = shared({ kexec_lock: int(0, 1) });
  return {
    trylock: fn(
      'kexec_trylock',
      { form: 'xchg', source, returns: flag, locals: { locked: int(0, 1) } },
      ({ locked }): Block => ({
        xchg: xchg(g.kexec_lock, 1, locked),
        result: ret(eq(locked, 0)),
      }),
    ),
    unlock: fn('kexec_unlock', { form: 'xchg', source }, (): Block => ({ xchg: xchg(g.kexec_lock, 0) })),
    free: eq(read(g.kexec_lock), 0),
  };
}

function cmpxchgLock() {
  const source = {
    file: 'kernel/kexec_internal.h',
    versions: 'v6.0 .. (and 5.10.179, 5.15.109)',
    commit: '05c6257433b7',
  };
  const g = shared({ __kexec_lock: int(0, 1) });
  return {
    trylock: fn(
      'kexec_trylock',
      { form: 'cmpxchg', source, returns: flag, locals: { old: int(0, 1) } },
      ({ old }): Block => ({
        cmpxchg: cmpxchg_acquire(g.__kexec_lock, 0, 1, old),
        result: ret(eq(old, 0)),
      }),
    ),
    unlock: fn(
      'kexec_unlock',
      { form: 'cmpxchg', source },
      (): Block => ({ release: store_release(g.__kexec_lock, 0) }),
    ),
    free: eq(read(g.__kexec_lock), 0),
  };
}

/** First posted version (16 Jun 2022): each side raises a flag and looks at the other's. */
function flagsLock(): KexecLock {
  const form = 'flags';
  const source = {
    file: 'kernel/kexec_core.c',
    versions: 'posted, v1 of "panic, kexec: Make __crash_kexec() NMI safe"',
  };
  const g = shared({ kexec_loading: flag, panic_wants_kexec: flag });
  const m = mutex('kexec_mutex');
  return {
    name: 'flags',
    load_trylock: fn(
      'kexec_load_trylock',
      { form, source, returns: flag, locals: { got: flag, wants: flag } },
      ({ got, wants }): Block => ({
        trylock: call(m.mutex_trylock, {}, got),
        busy: when(not(got), { fail: ret(false) }),
        loading: WRITE_ONCE(g.kexec_loading, true),
        mb: smp_mb,
        look: set(wants, READ_ONCE(g.panic_wants_kexec)),
        back_off: when(wants, {
          clear: WRITE_ONCE(g.kexec_loading, false),
          unlock: call(m.mutex_unlock),
          fail_wanted: ret(false),
        }),
        locked: ret(true),
      }),
    ),
    load_unlock: fn(
      'kexec_load_unlock',
      { form, source },
      (): Block => ({
        clear: WRITE_ONCE(g.kexec_loading, false),
        unlock: call(m.mutex_unlock),
      }),
    ),
    crash_trylock: fn(
      'kexec_crash_trylock',
      { form, source, returns: flag, locals: { loading: flag } },
      ({ loading }): Block => ({
        wants: WRITE_ONCE(g.panic_wants_kexec, true),
        mb: smp_mb,
        look: set(loading, READ_ONCE(g.kexec_loading)),
        back_off: when(loading, { clear: WRITE_ONCE(g.panic_wants_kexec, false), fail: ret(false) }),
        locked: ret(true),
      }),
    ),
    crash_unlock: fn(
      'kexec_crash_unlock',
      { form, source },
      (): Block => ({
        forgotten: explain('panic_wants_kexec stays set when there is no image', ret()),
      }),
    ),
    size_trylock: m.mutex_trylock,
    size_lock: m.mutex_lock,
    size_unlock: m.mutex_unlock,
    owner: null,
    free: and(eq(read(m.owner), NONE), not(read(g.kexec_loading)), not(read(g.panic_wants_kexec))),
  };
}

/** Second posted version (20 Jun 2022): loaders take both locks, panic only the cmpxchg, everybody else the mutex. */
function mutexCmpxchg(): KexecLock {
  const form = 'mutex-cmpxchg';
  const source = {
    file: 'kernel/kexec_core.c',
    versions: 'posted, v2 of "panic, kexec: Make __crash_kexec() NMI safe"',
  };
  const g = shared({ crash_kexec_lock: int(0, 1) });
  const m = mutex('kexec_mutex');
  return {
    name: 'mutex-cmpxchg',
    load_trylock: fn(
      'kexec_load_trylock',
      { form, source, returns: flag, locals: { got: flag, old: int(0, 1) } },
      ({ got, old }): Block => ({
        trylock: call(m.mutex_trylock, {}, got),
        busy: when(not(got), { fail: ret(false) }),
        cmpxchg: cmpxchg_acquire(g.crash_kexec_lock, 0, 1, old),
        crashing: when(eq(old, 1), { unlock: call(m.mutex_unlock), fail_crashing: ret(false) }),
        locked: ret(true),
      }),
    ),
    load_unlock: fn(
      'kexec_load_unlock',
      { form, source },
      (): Block => ({
        release: store_release(g.crash_kexec_lock, 0),
        unlock: call(m.mutex_unlock),
      }),
    ),
    crash_trylock: fn(
      'kexec_crash_trylock',
      { form, source, returns: flag, locals: { old: int(0, 1) } },
      ({ old }): Block => ({
        cmpxchg: cmpxchg_acquire(g.crash_kexec_lock, 0, 1, old),
        result: ret(eq(old, 0)),
      }),
    ),
    crash_unlock: fn(
      'kexec_crash_unlock',
      { form, source },
      (): Block => ({ release: store_release(g.crash_kexec_lock, 0) }),
    ),
    size_trylock: m.mutex_trylock,
    size_lock: m.mutex_lock,
    size_unlock: m.mutex_unlock,
    owner: null,
    free: and(eq(read(m.owner), NONE), eq(read(g.crash_kexec_lock), 0)),
  };
}

/** What kexec_crash_image can point to: nothing, the image of before, or one loaded in this run. */
export const image = oneOf('NULL', 'old', 'new');
