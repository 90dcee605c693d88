import { type E, never, type Property } from '../model/language/index.js';

/**
 * Bug 25, asked with a bound until it can be asked as liveness: `stillFlushing`: every record that other CPUs
 * add has come while the flush was at work and kept it going, so that without the bound it would go on for ever.
 */
export const flushEnds = (stillFlushing: E<boolean>): Property =>
  never('flush-ends', stillFlushing, {
    says: 'What other CPUs log cannot keep the panic flushing the log for ever.',
    because:
      'the panic has printed every record that the other CPU could add, and would print any number of them',
  });
