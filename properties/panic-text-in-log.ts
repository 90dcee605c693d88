import { atEnd, type E, implies, type Property } from '../model/language/index.js';

/** H3, H7. `said`: panic() has handed its message to printk; `logged`: the main log has the record. */
export const panicTextInLog = (said: E<boolean>, logged: E<boolean>): Property =>
  atEnd('panic-text-in-log', implies(said, logged), {
    says: 'The panic message is in the main log in the end, where dumpers and tools that read a vmcore look for it.',
    because: 'the run is over, and the panic message is not in the main log',
    trigger: said,
  });
