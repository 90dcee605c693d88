import { and, at, never, type Point, type Property } from '../model/language/index.js';

/** Bug 38. `halts`: the loop at the end of panic(); `runs`: where a task other than the one that panicked runs. */
export const noTaskAfterPanic = (halts: Point, runs: Point): Property =>
  never('no-task-after-panic', and(at(halts), at(runs)), {
    says: 'Once panic() has come to its final loop, no task runs any more.',
    because: 'panic() is over, and a task runs on',
    trigger: at(halts),
  });
