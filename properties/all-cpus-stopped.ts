import { and, type E, never, type Property } from '../model/language/index.js';

/** `jumped`: the new kernel has the memory; `active`: a CPU of the old kernel executes, or has lines to write back. */
export const allCpusStopped = (jumped: E<boolean>, active: E<boolean>): Property =>
  never('all-cpus-stopped', and(jumped, active), {
    says: 'When a new kernel takes over the memory, no CPU of the old one executes its text or writes to it any more.',
    because: 'the new kernel owns the memory, and a CPU of the old one still works in it',
    trigger: jumped,
  });
