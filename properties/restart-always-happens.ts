import { type E, ended, leadsTo, type Property } from '../model/language/index.js';

/** PL1 with panic_timeout != 0, and E-L1. `owed`: somebody panicked, or asked for emergency_restart(). */
export const restartAlwaysHappens = (owed: E<boolean>): Property =>
  leadsTo('restart-always-happens', owed, ended(), {
    says: 'A machine that panics, or is told to restart, ends in the capture kernel or restarts.',
    because: 'the machine never restarts, where it should have',
  });
