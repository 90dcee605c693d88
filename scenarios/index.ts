import { kexecLockScenario } from './kexec-lock.js';
import type { Scenario } from './scenario.js';

/** Every built-in scenario. */
export const scenarios: readonly Scenario[] = [kexecLockScenario];

export * from './scenario.js';
