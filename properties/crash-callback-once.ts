import {
  type Cpu,
  type CpuSet,
  type E,
  emptySet,
  has,
  ne,
  never,
  or,
  type Property,
  read,
  type Var,
} from '../model/language/index.js';

/** C-S1. `answered`: CPUs that ran the body of the callback; `answered_again`: one did so twice. */
export const crashCallbackOnce = (
  seen: { readonly answered: Var<CpuSet>; readonly answered_again: Var<boolean> },
  crashing: E<Cpu>,
): Property =>
  never('crash-callback-once', or(read(seen.answered_again), has(read(seen.answered), crashing)), {
    says: 'The body of crash_nmi_callback() runs at most once on a CPU, and never on the crashing one.',
    because:
      'a CPU runs the crash callback that it must not run: the one that is to write the dump, or one again',
    trigger: ne(read(seen.answered), emptySet),
  });
