import { atEnd, type E, ended, implies, type Property } from '../model/language/index.js';

/** `asked`: the administrator set crash_kexec_post_notifiers; `ran`: the notifiers have run. */
export const notifiersRunIfRequested = (asked: E<boolean>, ran: E<boolean>): Property =>
  atEnd('notifiers-run-if-requested', implies(asked, implies(ended('capture_kernel'), ran)), {
    says: 'With crash_kexec_post_notifiers set, the capture kernel starts only after the panic notifiers have run.',
    because: 'the capture kernel has started, and what the administrator asked to run before it has not',
    trigger: ended('capture_kernel'),
  });
