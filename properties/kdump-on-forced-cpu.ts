import {
  and,
  at,
  atOn,
  type Cpu,
  type E,
  existsCpu,
  ne,
  never,
  type Point,
  type Property,
} from '../model/language/index.js';

/** A-S5. `target`: the CPU named by panic_force_cpu=, which is online; `crash`: __crash_kexec(). */
export const kdumpOnForcedCpu = (target: E<Cpu>, crash: Point): Property =>
  never(
    'kdump-on-forced-cpu',
    existsCpu((c) => and(ne(target, c), atOn(c, crash))),
    {
      says: 'With panic_force_cpu=N and CPU N online, only CPU N enters __crash_kexec().',
      because: 'a CPU other than the one named by panic_force_cpu= is on its way into the capture kernel',
      trigger: at(crash),
    },
  );
