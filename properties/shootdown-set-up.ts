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
  or,
  type Point,
  type Property,
} from '../model/language/index.js';

/**
 * "Ensure the new callback function is set before sending out the NMI" (nmi_shootdown_cpus). `sends`: where the crash NMI is
 * sent, and what follows; `crashing`: the CPU that does; `issued`: those that loop in an NMI are told.
 */
export const shootdownSetUp = (
  sends: readonly Point[],
  crashing: E<Cpu>,
  issued: E<boolean>,
  handler: E<boolean>,
): Property =>
  always(
    'shootdown-set-up',
    and(
      forAllCpus((c) => implies(atOn(c, ...sends), eq(crashing, c))),
      implies(or(at(...sends), issued), handler),
    ),
    {
      says: 'When the crash NMI is sent or announced, its handler is in place, and crashing_cpu names the sender.',
      because: 'a CPU can take the crash NMI, or hear of it, before there is anybody to handle it',
      trigger: at(...sends),
    },
  );
