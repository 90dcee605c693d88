import { type E, never, type Property } from '../model/language/index.js';

/** A-S2. `dropped`: nmi_panic() has returned on a CPU that does not own the panic. */
export const nmiPanicKept = (dropped: E<boolean>, asked: E<boolean>): Property =>
  never('nmi-panic-kept', dropped, {
    says: 'nmi_panic() returns only to a CPU that is panicking already.',
    because: 'nmi_panic() has returned, nobody panics, and the CPU goes on as if nothing had happened',
    trigger: asked,
  });
