import type { Property, System } from '../model/language/index.js';
import { irqsRestored } from './irqs-restored.js';
import { locksHeld } from './locks-held.js';

/** What the code of a system promises by its form, whatever the question is. */
export const codePromises = (system: System): Property[] => [...locksHeld(system), ...irqsRestored(system)];
