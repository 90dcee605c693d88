import { at, type E, ended, leadsTo, or, type Point, type Property } from '../model/language/index.js';

/** PL1. `panics`: some CPU is in panic(), which never returns; `halts`: the final loop of the CPU that owns the panic. */
export const panicTerminates = (panics: E<boolean>, ...halts: readonly Point[]): Property =>
  leadsTo('panic-terminates', panics, halts.length === 0 ? ended() : or(ended(), at(...halts)), {
    says: 'A panic ends: in the capture kernel, in a restart, or in the final halt of the CPU that owns it.',
    because: 'a CPU has called panic(), and the machine never dumps nor restarts nor halts',
  });
