import {
  atomic,
  type Cpu,
  cmpxchg_acquire,
  type E,
  eq,
  type Local,
  NONE,
  read,
  store_release,
  type Var,
  wait,
  write,
} from '../language/index.js';

/**
 * Raw spinlocks. The lock word names the CPU that holds it (NONE: free), so that a trace can say who does. A CPU
 * that is stopped keeps what it holds, and an interrupt that spins on a lock of the context below it spins for ever.
 */

/** raw_spin_lock(&lock): waits until the lock is free and takes it. */
export const raw_spin_lock = (lock: Var<Cpu>, self: E<Cpu>) =>
  atomic('a spinlock that is free is taken by one instruction', {
    spin: wait(eq(read(lock), NONE)),
    take: write(lock, self),
  });

/** raw_spin_unlock(&lock) */
export const raw_spin_unlock = (lock: Var<Cpu>) => store_release(lock, NONE);

/** raw_spin_trylock(&lock): `old` is NONE if it was taken. */
export const raw_spin_trylock = (lock: Var<Cpu>, self: E<Cpu>, old: Local<Cpu>) =>
  cmpxchg_acquire(lock, NONE, self, old);
