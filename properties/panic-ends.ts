import { at, atEnd, type E, ended, implies, or, type Point, type Property } from '../model/language/index.js';

/** PL1 as a question about the ends of runs. `panics`: some CPU is in panic(), which never returns. */
export const panicEnds = (panics: E<boolean>, ...halts: readonly Point[]): Property =>
  atEnd('panic-ends', implies(panics, halts.length === 0 ? ended() : or(ended(), at(...halts))), {
    says: 'A panic ends: in the capture kernel, in a restart, or in the final halt of the CPU that owns it.',
    because: 'a CPU has called panic(), and the machine neither dumps nor restarts nor halts',
    trigger: panics,
  });
