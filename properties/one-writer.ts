import { always, at, countAt, le, type Point, type Property } from '../model/language/index.js';

/** E-S3. `writing`: where the buffer of the backend is filled or written out. */
export const oneWriter = (writing: readonly Point[]): Property =>
  always('one-writer', le(countAt(...writing), 1), {
    says: 'At most one context at a time works with the buffer of a backend.',
    because: 'two contexts work with the same buffer: the record may be of neither',
    trigger: at(...writing),
  });
