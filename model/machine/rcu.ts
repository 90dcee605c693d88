import {
  allCpus,
  atomic_dec,
  atomic_inc,
  cpu,
  eq,
  explain,
  fn,
  forEachCpu,
  int,
  perCpu,
  read,
  wait,
} from '../language/index.js';

/**
 * RCU, as far as its promise goes: synchronize_rcu() returns only when every read section that was open at its start
 * has been closed. That a CPU with interrupts off counts as a reader as well (since v4.20) is left out, which only
 * lets grace periods end earlier.
 */

const TREE = { file: 'kernel/rcu/tree.c', versions: 'v2.6 ..; its promise, not its machinery' };
const UPDATE = { file: 'include/linux/rcupdate.h', versions: TREE.versions };

/** How many read sections a CPU is in: its task's, and those of interrupts on top of it. */
export const rcu_read_lock_nesting = perCpu({ rcu_read_lock_nesting: int(0, 3) }).rcu_read_lock_nesting;

/** Begins a read section, which keeps `synchronize_rcu()` waiting. It never waits itself, in whatever context. */
export const rcu_read_lock = fn('rcu_read_lock', { source: UPDATE }, ({ self }) => ({
  enter: explain('this CPU only', atomic_inc(rcu_read_lock_nesting.of(self))),
}));

/** Ends a read section. A CPU that is stopped within one never does. */
export const rcu_read_unlock = fn('rcu_read_unlock', { source: UPDATE }, ({ self }) => ({
  leave: explain('this CPU only', atomic_dec(rcu_read_lock_nesting.of(self))),
}));

/** Sees each CPU once outside of its read sections. A CPU that never leaves one keeps the caller waiting for ever. */
export const synchronize_rcu = fn('synchronize_rcu', { source: TREE, locals: { c: cpu } }, ({ c }) => ({
  grace_period: forEachCpu(allCpus, c, { quiescent: wait(eq(read(rcu_read_lock_nesting.of(c)), 0)) }),
}));
