import { atEnd, type E, ended, implies, not, type Property } from '../model/language/index.js';

/**
 * PS3. `damaged`: the memory does not hold the image that was jumped into. The jump ends the run for every CPU, so the
 * end state shows the memory as the jump found it; that somebody interrupted on the way to the jump, and never to go
 * on, once looked at an intact image is no concern.
 */
export const imageComplete = (damaged: E<boolean>): Property =>
  atEnd('image-complete', implies(ended('capture_kernel'), not(damaged)), {
    says: 'machine_kexec() is entered only with an image that is complete in memory and that nobody writes any more.',
    because: 'the CPU has jumped into an image that is not complete in memory',
    trigger: ended('capture_kernel'),
  });
