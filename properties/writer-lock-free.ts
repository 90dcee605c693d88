import { atEnd, type E, type Property } from '../model/language/index.js';

/** G8. `free`: the next report can be recorded. */
export const writerLockFree = (free: E<boolean>, trigger: E<boolean>): Property =>
  atEnd('writer-lock-free', free, {
    says: 'When all reports are over, the next one can be recorded.',
    because: 'nobody is reporting any more, and still the recorder is taken: no later report is recorded',
    trigger,
  });
