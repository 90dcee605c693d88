import { atEnd, type E, implies, type Property } from '../model/language/index.js';

/** H4, H7. `said`: panic() has handed its message to printk; `sent`: a console driver has sent all of it out. */
export const panicTextOnConsole = (said: E<boolean>, sent: E<boolean>): Property =>
  atEnd('panic-text-on-console', implies(said, sent), {
    says: 'The panic message comes out on the console before the machine is halted or the capture kernel starts.',
    because: 'the run is over, and the panic message never came out on the console',
    trigger: said,
  });
