import { atEnd, type E, ended, eq, or, type Property } from '../model/language/index.js';

/** A-S1. `attempts`: how often panic() has come to __crash_kexec(). */
export const kdumpTriedOnce = (attempts: E<number>): Property =>
  atEnd('kdump-tried-once', or(ended('capture_kernel'), eq(attempts, 1)), {
    says: 'panic() tries the capture kernel once: before the notifiers or after them.',
    because: 'panic() is over, and it has tried the capture kernel not at all, or twice',
    trigger: ended(),
  });
