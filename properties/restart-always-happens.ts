import { atEnd, type E, ended, implies, type Property } from '../model/language/index.js';

/** PL1 with panic_timeout != 0, and E-L1. `owed`: somebody panicked, or asked for emergency_restart(). */
export const restartAlwaysHappens = (owed: E<boolean>): Property =>
  atEnd('restart-always-happens', implies(owed, ended()), {
    says: 'A machine that panics, or is told to restart, ends in the capture kernel or restarts.',
    because: 'the machine hangs where it should have restarted',
    trigger: owed,
  });
