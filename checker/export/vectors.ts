import type { MachineVector } from '../../model/language/machine.js';

/** Whether a vector can interrupt anybody: it is sent, or arrives. */
export const comes = (v: MachineVector): boolean => [...v.pending, ...v.budget].some((f) => f !== null);
