import { always, at, type E, implies, type Point, type Property } from '../model/language/index.js';

/** `writes`: where a segment of the crash image is written; `hidden`: kexec_crash_image is NULL. */
export const imageHiddenWhileWritten = (writes: readonly Point[], hidden: E<boolean>): Property =>
  always('image-hidden-while-written', implies(at(...writes), hidden), {
    says: 'While the memory of the crash image is written, kexec_crash_image is NULL, and no panic can start it.',
    because: 'the crash image is written while a panic could start it',
  });
