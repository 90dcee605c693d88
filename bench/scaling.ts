import { type ExploreOptions, explore } from '../checker/explore.js';
import { layoutOf } from '../checker/layout.js';
import type { Exploration } from '../checker/verdict.js';
import type { Machine } from '../model/language/index.js';
import { lower } from '../model/language/index.js';
import { kexecLockScenario } from '../scenarios/kexec-lock.js';
import { variantOf } from '../scenarios/scenario.js';
import { panicRace, type RaceSize } from './models/panic-race.js';
import { bare } from './models.js';
import { median } from './tables.js';

/** How the cost of a question grows with what is asked. */

export interface Scaled {
  readonly name: string;
  readonly what: string;
  readonly says: string;
  readonly rows: readonly {
    readonly value: string;
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly words: number;
    readonly seconds: number;
    /** CPU seconds of this process, which say more than seconds where others use the machine. */
    readonly cpu: number;
    readonly bytesPerState: number;
    readonly stopped: string | null;
  }[];
}

interface Axis {
  readonly name: string;
  readonly what: string;
  readonly says: string;
  readonly values: readonly string[];
  machine(value: string): Machine;
}

const race = (size: Partial<RaceSize>): Machine =>
  bare(panicRace({ panics: 2, nmis: 2, taskLines: 2, nmiLines: 2, ...size }));

const axes: readonly Axis[] = [
  {
    name: 'scaling-cpus',
    what: 'CPUs that panic',
    says: 'The race with 2 lines printed and 2 CPUs that an NMI may hit; one more CPU loads images.',
    values: ['1', '2', '3', '4'],
    machine: (value) => race({ panics: Number(value) }),
  },
  {
    name: 'scaling-nmis',
    what: 'NMIs',
    says: 'The race with 3 CPUs that panic and 1 that loads images: how many of them may be hit by an NMI, once each.',
    values: ['0', '1', '2', '3'],
    machine: (value) => race({ panics: 3, nmis: Number(value) }),
  },
  {
    name: 'scaling-steps',
    what: 'lines',
    says: 'The race with 2 CPUs that panic, 1 that loads images, and an NMI for each: lines that an NMI prints, 2 steps each.',
    values: ['0', '2', '4', '6', '8'],
    machine: (value) => race({ nmis: 3, nmiLines: Number(value) }),
  },
  {
    name: 'scaling-scenario',
    what: 'CPUs',
    says:
      'The scenario kexec-lock with lock=mutex, panic-from=hardirq, nested=yes, image=none: loaders on all CPUs, with what ' +
      'it asks lowered but not judged.',
    values: ['2', '3', '4'],
    machine: (cpus) => {
      const given = { lock: 'mutex', 'panic-from': 'hardirq', nested: 'yes', image: 'none', cpus };
      const { system, properties } = kexecLockScenario.build(variantOf(kexecLockScenario, given));
      return bare(lower(system, properties));
    },
  },
];

/** Explores every size `runs` times in this process; the median of the searches' own seconds counts. */
export async function scale(runs: number, log: (text: string) => void): Promise<Scaled[]> {
  const done: Scaled[] = [];
  for (const axis of axes) {
    const rows: Scaled['rows'][number][] = [];
    for (const value of axis.values) {
      log(`${axis.name}: ${value}`);
      const machine = axis.machine(value);
      const options: ExploreOptions = { minimise: false, reduction: [] };
      const timed: { found: Exploration; cpu: number }[] = [];
      while (timed.length < runs) {
        const before = process.cpuUsage();
        const found = await explore(machine, options);
        const { user, system } = process.cpuUsage(before);
        timed.push({ found, cpu: (user + system) / 1e6 });
      }
      const { states, transitions, depth, bytesPerState, stopped } = timed[0].found;
      rows.push({
        value,
        states,
        transitions,
        depth,
        words: layoutOf(machine).words,
        seconds: median(timed.map((t) => t.found.seconds)),
        cpu: median(timed.map((t) => t.cpu)),
        bytesPerState,
        stopped,
      });
    }
    done.push({ name: axis.name, what: axis.what, says: axis.says, rows });
  }
  return done;
}
