import { type E, never, type Property } from '../model/language/index.js';

/** `sawStopped`: the debugger was entered when some other CPU had been stopped already. */
export const debuggerSeesLiveCpus = (entered: E<boolean>, sawStopped: E<boolean>): Property =>
  never('debugger-sees-live-cpus', sawStopped, {
    says: 'When a panic enters the debugger, the other CPUs are still there to be looked at.',
    because:
      'the debugger is entered after a CPU was stopped: what that CPU was doing cannot be seen any more',
    trigger: entered,
  });
