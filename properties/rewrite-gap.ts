import { and, type E, ended, type Property, reachable } from '../model/language/index.js';

/** F1 and F17, as a cover: the gap that the update in place has. */
export const rewriteGap = (handling: E<boolean>): Property =>
  reachable('rewrite-gap', and(handling, ended('restart')), {
    says: 'A panic while the kernel updates the elfcorehdr restarts without a dump: short, but no lock closes it.',
    because:
      'the handler has the kexec lock, so the panic is refused and the machine restarts without a dump',
  });
