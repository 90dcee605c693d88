import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promela } from '../checker/export/promela.js';
import { isLiveness } from '../model/language/index.js';
import { kexecLockScenario } from '../scenarios/kexec-lock.js';
import { nmiBroadcastScenario } from '../scenarios/nmi-broadcast.js';
import { panicGateScenario } from '../scenarios/panic-gate.js';
import type { Explored } from './explore.js';
import { asked, type Model } from './models.js';
import { bitsFor, build, OPTIMISED } from './peers/gcc.js';
import { type Command, run } from './run.js';
import { median } from './tables.js';

/**
 * How long it takes from a model to the verdicts on all its properties, with everything that leaves something out: ours from
 * the start of Node on, SPIN's from its text in Promela on, with its partial order reduction.
 */

/** Questions in which several CPUs do the same, and each may be hit by an NMI. */
const questions: readonly Model[] = [
  asked('gate-3-cpus', panicGateScenario, { cpus: '3' }),
  asked('gate-4-cpus', panicGateScenario, { cpus: '4' }),
  asked('gate-5-cpus', panicGateScenario, { cpus: '5' }, true),
  asked('lock-3-cpus', kexecLockScenario, { lock: 'cmpxchg', cpus: '3' }),
  asked('lock-4-cpus', kexecLockScenario, { lock: 'cmpxchg', cpus: '4' }),
  asked('rt-mutex-3-cpus', kexecLockScenario, { lock: 'rt-mutex', cpus: '3' }),
  asked('broadcast-3-cpus', nmiBroadcastScenario, { cpus: '3' }),
  asked('broadcast-4-cpus', nmiBroadcastScenario, { cpus: '4' }),
];

/** Questions about states only: cycles are looked for in the full space. */
export const reducible: readonly Model[] = questions.map((model) => ({
  ...model,
  machine: () => {
    const machine = model.machine();
    return { ...machine, properties: machine.properties.filter((p) => !isLiveness(p)) };
  },
}));

export interface ReducedRow {
  readonly model: string;
  readonly says: string;
  readonly tool: string;
  /** null if it did not come to an end. */
  readonly states: number | null;
  /** Seconds for the search, and for everything. */
  readonly search: number;
  readonly all: number;
}

const OURS: readonly (readonly [string, object])[] = [
  ['panic-check', {}],
  ['panic-check, full', { reduction: [] }],
];
const THEIRS: readonly (readonly [string, readonly string[]])[] = [
  ['SPIN', []],
  ['SPIN -DCOLLAPSE', ['-DCOLLAPSE']],
];

export async function reductions(
  runs: number,
  withSpin: boolean,
  log: (text: string) => void,
): Promise<ReducedRow[]> {
  const rows: ReducedRow[] = [];
  for (const model of reducible) {
    for (const [tool, options] of OURS) {
      // What takes minutes without is left out.
      if (model.large && tool !== 'panic-check') continue;
      log(`${model.name}: ${tool}`);
      rows.push({ model: model.name, says: model.says, tool, ...(await ours(model, options, runs)) });
    }
    if (!withSpin || model.large) continue;
    for (const [tool, flags] of THEIRS) {
      log(`${model.name}: ${tool}`);
      rows.push({ model: model.name, says: model.says, tool, ...(await spin(model, flags, runs)) });
    }
  }
  return rows;
}

async function ours(model: Model, options: object, runs: number) {
  const command: Command = {
    file: process.execPath,
    args: [join(import.meta.dirname, 'explore.js'), model.name, 'properties', JSON.stringify(options)],
  };
  const all: number[] = [];
  const found: Explored[] = [];
  for (let i = 0; i < runs; i++) {
    const done = await run(command);
    all.push(done.seconds);
    found.push(JSON.parse(done.stdout) as Explored);
  }
  return { states: found[0].states, search: median(found.map((f) => f.seconds)), all: median(all) };
}

async function spin(model: Model, flags: readonly string[], runs: number) {
  const folder = mkdtempSync(join(os.tmpdir(), 'panic-check-bench-'));
  try {
    const { text } = promela.write(model.machine(), { title: model.name, settings: [] });
    writeFileSync(join(folder, 'model.pml'), text);
    const megabytes = Math.floor((0.8 * os.totalmem()) / 2 ** 20);
    const made = await build(
      { file: 'spin', args: ['-a', 'model.pml'], cwd: folder },
      {
        file: 'gcc',
        args: [
          ...OPTIMISED,
          '-DSAFETY',
          '-DNOFAIR',
          `-DMEMLIM=${megabytes}`,
          '-w',
          ...flags,
          '-o',
          'pan',
          'pan.c',
        ],
        cwd: folder,
      },
    );
    // Every violation is looked for (-e would write each down), as ours does.
    const command = {
      file: join(folder, 'pan'),
      args: ['-m10000000', `-w${bitsFor(2 ** 22)}`, '-E', '-c0'],
      cwd: folder,
    };
    const searches: number[] = [];
    let states: number | null = null;
    for (let i = 0; i < runs; i++) {
      const done = await run(command);
      searches.push(done.seconds);
      states = Number(/(\d+) states, stored/.exec(done.stdout)?.[1] ?? Number.NaN);
      if (/search depth too small|out of memory/.test(done.stdout)) states = null;
      if (done.seconds > 60) break;
    }
    const search = median(searches);
    return { states, search, all: made + search };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
