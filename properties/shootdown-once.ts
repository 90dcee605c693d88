import { type E, never, type Property } from '../model/language/index.js';

/** C-S4. `shot`, `again`: the shootdown of the other CPUs was set up; and a second time. */
export const shootdownOnce = (shot: E<boolean>, again: E<boolean>): Property =>
  never('shootdown-once', again, {
    says: 'nmi_shootdown_cpus() sets itself up at most once: its handler is on the list once, its callback never changes.',
    because: 'the shootdown is set up again, for CPUs that can no longer answer',
    trigger: shot,
  });
