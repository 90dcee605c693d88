import {
  always,
  and,
  at,
  atOn,
  type Cpu,
  type E,
  eq,
  forAllCpus,
  implies,
  not,
  type Point,
  type Property,
  stopped,
} from '../model/language/index.js';

/** A-S3, A-S4. `owned`: panic() past its gate, and crash_kexec() about to give the gate back. */
export const panicOwnsGate = (owner: E<Cpu>, owned: readonly Point[]): Property =>
  always(
    'panic-owns-gate',
    forAllCpus((c) => implies(and(atOn(c, ...owned), not(stopped(c))), eq(owner, c))),
    {
      says: 'A CPU past the gate of panic(), or about to open the gate again, is the one that the gate names.',
      because: 'a CPU went through the gate of panic() without owning it',
      trigger: at(...owned),
    },
  );
