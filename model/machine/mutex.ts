import {
  and,
  atomic,
  brk,
  call,
  cpuOrNone,
  cpuSet,
  emptySet,
  eq,
  firstOf,
  flag,
  fn,
  ignored,
  isEmpty,
  NONE,
  ne,
  no,
  not,
  perCpu,
  read,
  ret,
  retry,
  set,
  shared,
  starting,
  WRITE_ONCE,
  wait,
  when,
  withCpu,
  withoutCpu,
  write,
} from '../language/index.js';
import { raw_spin_lock, raw_spin_unlock } from './spinlock.js';

const MUTEX = {
  file: 'kernel/locking/mutex.c',
  versions: 'v4.10 .. v6.1 (owner word with flag bits)',
  note: 'HANDOFF and PICKUP bits and optimistic spinning are left out: they decide who is next, not who may be',
};

/** Whether the task of a CPU sleeps (TASK_UNINTERRUPTIBLE) until somebody wakes it. One task a CPU is modelled. */
export const task_sleeps = perCpu({ task_sleeps: flag }).task_sleeps;

/**
 * struct mutex of a kernel without PREEMPT_RT. `current` in an interrupt is the task that was interrupted, so the
 * owner is a CPU, standing for its task.
 */
export function mutex(name: string) {
  const vars = shared({
    [`${name}_owner`]: cpuOrNone,
    [`${name}_waiters_bit`]: flag,
    [`${name}_wait_lock`]: cpuOrNone,
    [`${name}_wait_list`]: starting(cpuSet, emptySet),
  });
  // Computed names hide the domains from TypeScript; they are the ones just given.
  const owner = vars[`${name}_owner`] as ReturnType<typeof declared>['owner'];
  const waiters = vars[`${name}_waiters_bit`] as ReturnType<typeof declared>['waiters'];
  const wait_lock = vars[`${name}_wait_lock`] as ReturnType<typeof declared>['owner'];
  const wait_list = vars[`${name}_wait_list`] as ReturnType<typeof declared>['wait_list'];

  const oneWord = 'owner and flag bits are one word';

  const __mutex_trylock = fn(
    '__mutex_trylock',
    { source: MUTEX, returns: flag, locals: { task: cpuOrNone, waits: flag, taken: flag } },
    ({ self, task, waits, taken }) => ({
      load: atomic(oneWord, { task: set(task, read(owner)), flags: set(waits, read(waiters)) }),
      again: retry({
        owned: when(ne(task, NONE), { fail: ret(false) }),
        cmpxchg: atomic(oneWord, {
          unchanged: when(
            and(eq(read(owner), NONE), eq(read(waiters), waits)),
            { take: write(owner, self), ok: set(taken, true) },
            { reload_task: set(task, read(owner)), reload_flags: set(waits, read(waiters)) },
          ),
        }),
        done: when(taken, { acquired: ret(true) }),
      }),
    }),
  );

  const mutex_trylock = fn(
    'mutex_trylock',
    { source: MUTEX, returns: flag, locals: { locked: flag } },
    ({ locked }) => ({
      try_: call(__mutex_trylock, {}, locked),
      result: ret(locked),
    }),
  );

  const mutex_lock = fn(
    'mutex_lock',
    { source: MUTEX, locals: { locked: flag, rest: cpuSet } },
    ({ self, locked, rest }) => ({
      fast: call(__mutex_trylock, {}, locked),
      fast_ok: when(locked, { out: ret() }),
      optimistic_spin: ignored('spins while the owner runs, then goes the slow way; adds no state'),
      wait_lock: raw_spin_lock(wait_lock, self),
      second: call(__mutex_trylock, {}, locked),
      slow: when(not(locked), {
        add_waiter: atomic(
          'the wait list belongs to the holder of wait_lock; the bit is set by an atomic or',
          {
            list: write(wait_list, withCpu(read(wait_list), self)),
            bit: write(waiters, true),
          },
        ),
        sleep: WRITE_ONCE(task_sleeps.of(self), true),
        again: retry({
          under_lock: call(__mutex_trylock, {}, locked),
          got_under_lock: when(locked, { acquired: brk }),
          drop: raw_spin_unlock(wait_lock),
          schedule: wait(not(read(task_sleeps.of(self)))),
          sleep_again: WRITE_ONCE(task_sleeps.of(self), true),
          woken: call(__mutex_trylock, {}, locked),
          relock: raw_spin_lock(wait_lock, self),
          got: when(locked, { acquired_awake: brk }),
        }),
        awake: WRITE_ONCE(task_sleeps.of(self), false),
        remove_waiter: atomic(
          'the wait list belongs to the holder of wait_lock; the bit is cleared by an atomic andnot',
          {
            left: set(rest, withoutCpu(read(wait_list), self)),
            list: write(wait_list, rest),
            last: when(isEmpty(rest), { bit: write(waiters, false) }),
          },
        ),
      }),
      wait_unlock: raw_spin_unlock(wait_lock),
    }),
  );

  const mutex_unlock = fn(
    'mutex_unlock',
    { source: MUTEX, locals: { fast: flag, waits: flag, next: cpuOrNone } },
    ({ self, fast, waits, next }) => ({
      cmpxchg: atomic(oneWord, {
        clean: when(and(eq(read(owner), self), not(read(waiters))), {
          free: write(owner, NONE),
          ok: set(fast, true),
        }),
      }),
      fast_ok: when(fast, { out: ret() }),
      release: atomic('the try_cmpxchg_release that succeeds', {
        flags: set(waits, read(waiters)),
        free: write(owner, NONE),
      }),
      nobody: when(not(waits), { out_unwaited: ret() }),
      wait_lock: raw_spin_lock(wait_lock, self),
      first: set(next, firstOf(read(wait_list))),
      wait_unlock: raw_spin_unlock(wait_lock),
      wake: when(ne(next, NONE), { wake_up_q: WRITE_ONCE(task_sleeps.of(next), no) }),
    }),
  );

  return { owner, wait_lock, mutex_trylock, mutex_lock, mutex_unlock };
}

/** Only for its type: what `mutex` declares. */
const declared = () => shared({ owner: cpuOrNone, waiters: flag, wait_list: cpuSet });
