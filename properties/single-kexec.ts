import { always, at, countAt, le, type Point, type Property } from '../model/language/index.js';

/** B, mutual exclusion of the holders of the kexec lock. `critical`: from having the lock to giving it back. */
export const singleKexec = (critical: readonly Point[]): Property =>
  always('single-kexec', le(countAt(...critical), 1), {
    says: 'At most one context at a time works with the crash image: kexec_load() on it, or __crash_kexec() into it.',
    because: 'two contexts work with the crash image at the same time',
    trigger: at(...critical),
  });
