import {
  atOn,
  cpuNumber,
  type E,
  ltl,
  not,
  or,
  type Point,
  type Property,
  temporal,
} from '../model/language/index.js';

/** PL4. `calls`: the system calls and sysfs files that take the kexec lock; `excused`: a panic takes the CPUs away. */
export const loaderReturns = (cpus: number, calls: readonly Point[], excused: E<boolean>): Property => {
  const { F, G, and, implies } = temporal;
  const returns = Array.from({ length: cpus }, (_, i) => {
    const inside = atOn(cpuNumber(i), ...calls);
    return G(implies(inside, F(or(not(inside), excused))));
  });
  return ltl('loader-returns', and(returns[0], ...returns.slice(1)), {
    says: 'Who loads an image, or asks for its size, gets an answer, if only -EBUSY.',
    because: 'nobody panics, and the call never returns',
  });
};
