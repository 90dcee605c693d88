import { type E, lt, never, type Property } from '../model/language/index.js';

/** C-S2. `waiting`: the value of waiting_for_crash_ipi; `shot`: a shootdown was set up. */
export const crashIpiCounted = (waiting: E<number>, shot: E<boolean>): Property =>
  never('crash-ipi-counted', lt(waiting, 0), {
    says: 'No more CPUs answer the crash IPI than were counted before it was sent.',
    because:
      'a CPU answers that was not counted, so the wait ends while one that was counted has yet to answer',
    trigger: shot,
  });
