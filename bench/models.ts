import { lower, type Machine } from '../model/language/index.js';
import { kexecLockScenario } from '../scenarios/kexec-lock.js';
import { nmiBroadcastScenario } from '../scenarios/nmi-broadcast.js';
import { panicPrintkScenario } from '../scenarios/panic-printk.js';
import { type Scenario, variantOf } from '../scenarios/scenario.js';
import { crashNotes } from './models/crash-notes.js';
import { panicRace, type RaceSize } from './models/panic-race.js';

/** A state space to measure with. */
export interface Model {
  readonly name: string;
  readonly says: string;
  /** Explored only when asked for: it takes minutes in some tools. */
  readonly large: boolean;
  /** The parameters of the program in C; null where there is none. */
  readonly race: RaceSize | null;
  machine(): Machine;
}

const race = (name: string, size: RaceSize, large = false): Model => ({
  name,
  says:
    `The synthetic race of bench/models/panic-race.ts: ${size.panics} CPUs panic, one loads images, ` +
    `${size.nmis} of them may be hit by an NMI; ${size.taskLines} lines printed by a task, ${size.nmiLines} by an NMI.`,
  large,
  race: size,
  machine: () => panicRace(size, true),
});

export const asked = (
  name: string,
  scenario: Scenario,
  given: Record<string, string>,
  large = false,
): Model => {
  const settings = Object.entries(given).map(([option, value]) => `${option}=${value}`);
  return {
    name,
    says: `The scenario ${scenario.name} with ${settings.join(', ')}.`,
    large,
    race: null,
    machine: () => {
      const { system, properties } = scenario.build(variantOf(scenario, given));
      return lower(system, properties);
    },
  };
};

export const models: readonly Model[] = [
  race('race-small', { panics: 2, nmis: 3, taskLines: 2, nmiLines: 2 }),
  race('race-medium', { panics: 2, nmis: 3, taskLines: 2, nmiLines: 8 }),
  race('race-two-words', { panics: 3, nmis: 3, taskLines: 2, nmiLines: 2 }),
  race('race-large', { panics: 3, nmis: 4, taskLines: 1, nmiLines: 2 }, true),
  asked('printk', panicPrintkScenario, {
    printk: 'v4.20',
    'panic-from': 'nmi',
    printer: 'other-cpu',
    driver: 'plain',
    semaphore: 'one-step',
    kdump: 'none',
    stop: 'may-time-out',
  }),
  asked('kexec-3-cpus', kexecLockScenario, {
    lock: 'mutex',
    'panic-from': 'hardirq',
    reader: 'lock',
    image: 'none',
    nested: 'yes',
    cpus: '3',
  }),
  asked('nmi-3-cpus', nmiBroadcastScenario, {
    text: 'poll',
    nmi: 'serr',
    task: 'panic',
    image: 'none',
    wait: 'expires',
    cpus: '3',
  }),
  asked('kexec-4-cpus', kexecLockScenario, {
    lock: 'rt-mutex',
    'panic-from': 'task',
    image: 'none',
    nested: 'yes',
    cpus: '4',
  }),
  asked(
    'kexec-4-cpus-large',
    kexecLockScenario,
    { lock: 'mutex', 'panic-from': 'hardirq', reader: 'lock', image: 'none', nested: 'yes', cpus: '4' },
    true,
  ),
  {
    name: 'wide',
    says:
      'The synthetic notes of bench/models/crash-notes.ts: 8 CPUs save 20 registers each, in any order, one CPU at a ' +
      'time. Its state graph is a tree, so that no look-up ever finds a state again.',
    large: false,
    race: null,
    machine: () => crashNotes(8, 20, true),
  },
];

/** The same machine with nothing asked of it, which is what tools can be compared by. Its states stay the same. */
export const bare = (machine: Machine): Machine => ({ ...machine, properties: [] });
