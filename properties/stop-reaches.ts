import { type E, type Property, reachable } from '../model/language/index.js';

/** C.5, as a cover. `reached`: the CPU was stopped, out of the state in which the request found it. */
export const stopReaches = (reached: E<boolean>): Property =>
  reachable('stop-reaches', reached, {
    says: 'The request to stop reaches a CPU in that state: in some run it stops.',
    because: 'the CPU is stopped by the request of the one that panics',
  });
