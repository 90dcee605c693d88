import { at, type E, never, type Point, type Property } from '../model/language/index.js';

/** D-S2. `used`: the walk has read a block after it was freed. */
export const noUseAfterFree = (walk: Point, used: E<boolean>): Property =>
  never('no-use-after-free', used, {
    says: 'The panic never follows a notifier block that has been freed.',
    because: 'the walk has read the memory of a block that is free',
    trigger: at(walk),
  });
