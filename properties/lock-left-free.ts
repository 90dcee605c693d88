import { always, at, type E, or, type Point, type Property } from '../model/language/index.js';

/** B6. `users`: all code that takes the lock; `free`: the next trylock that meets nobody succeeds. */
export const lockLeftFree = (users: readonly Point[], free: E<boolean>): Property =>
  always('lock-left-free', or(at(...users), free), {
    says: 'When nobody is inside the code that takes the kexec lock, the lock is free, and kexec_load() can succeed.',
    because:
      'nobody is inside the locked code, and still the lock is taken: every later kexec_load() gets -EBUSY',
    trigger: at(...users),
  });
