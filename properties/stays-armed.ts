import { always, at, type E, or, type Point, type Property } from '../model/language/index.js';

/** F-L3, bug 10. `armed`: a crash image is installed; `changes`: where the kernel changes it under the lock. */
export const staysArmed = (armed: E<boolean>, changes: readonly Point[], event: E<boolean>): Property =>
  always('stays-armed', or(armed, at(...changes)), {
    says: 'A crash image that was loaded once is missing at most while the kernel itself is changing it.',
    because: 'no crash image is loaded, and nobody in the kernel is loading one: a panic now is not dumped',
    trigger: event,
  });
