import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../checker/layout.js';
import { bare, type Model } from './models.js';
import { BASELINE } from './peers/panic-check.js';
import { type Contender, type Counts, type Peer, Unable } from './peers/peer.js';
import { type Run, run } from './run.js';

/** What was measured with one model. */
export interface Measured {
  readonly model: string;
  readonly says: string;
  readonly words: number;
  readonly bits: number;
  readonly counts: Counts;
  readonly rows: readonly Row[];
  readonly absent: readonly { readonly peer: string; readonly reason: string }[];
}

/** One contender. Without `equal` counts there is nothing to compare, and no runs. */
export interface Row {
  readonly name: string;
  readonly build: number;
  readonly counts: Counts;
  readonly equal: boolean;
  /** Whether other counts are no mistake. */
  readonly mayOmit: boolean;
  /** Bytes a state by the tool's own account. */
  readonly bytes: number | null;
  readonly runs: readonly Cost[];
}

export type Cost = Omit<Run, 'stdout' | 'stderr' | 'exit'>;

/** What takes longer than this is not done again: the first run counts. */
const PATIENCE = 60;

/**
 * Measures one model. Every contender runs once to have its counts looked at and to warm up files and memory; then all
 * run in turn, `runs` times, so that whatever else the machine does hits all of them.
 */
export async function measure(
  model: Model,
  ours: Peer,
  others: readonly Peer[],
  leftOut: readonly Peer[],
  runs: number,
  log: (text: string) => void,
): Promise<Measured> {
  const folder = mkdtempSync(join(os.tmpdir(), `panic-check-bench-${model.name}-`));
  try {
    const machine = bare(model.machine());
    const { words, bits } = layoutOf(machine);
    const first = await standing(ours, [], folder, model, { states: 0, transitions: 0 });
    const baseline = first.contenders.find((c) => c.name === BASELINE) as Contender;
    const expected = baseline.counts(await run(baseline.command));
    const absent = leftOut.map(({ name }) => ({ peer: name, reason: 'left out of this measurement' }));
    const contenders = [...first.contenders];
    for (const peer of others) {
      log(`${model.name}: building for ${peer.name}`);
      const ready = await standing(peer, absent, folder, model, expected);
      contenders.push(...ready.contenders);
    }
    const entered: { contender: Contender; counts: Counts; equal: boolean; first: Run; runs: Run[] }[] = [];
    for (const contender of contenders) {
      log(`${model.name}: ${contender.name}`);
      const warm = await run(contender.command);
      try {
        const counts = contender.counts(warm);
        entered.push({ contender, counts, equal: agree(counts, expected), first: warm, runs: [] });
      } catch (error) {
        absent.push({ peer: contender.name, reason: (error as Error).message });
      }
    }
    for (let i = 0; i < runs; i++)
      for (const { contender, equal, first, runs: done } of entered) {
        if (!equal) continue;
        if (first.seconds > PATIENCE) {
          if (i === 0) done.push(first);
          continue;
        }
        log(`${model.name}: ${contender.name}, run ${i + 1} of ${runs}`);
        const again = await run(contender.command);
        // A tool that finds something else this time is as wrong as one that does so every time.
        if (!agree(contender.counts(again), expected) && !contender.mayOmit)
          throw new Error(`${contender.name} found other counts in run ${i + 1} of ${model.name}`);
        done.push(again);
      }
    return {
      model: model.name,
      says: model.says,
      words,
      bits,
      counts: expected,
      rows: entered.map(({ contender, counts, equal, first, runs: done }) => ({
        name: contender.name,
        build: contender.build,
        counts,
        equal,
        mayOmit: contender.mayOmit ?? false,
        bytes: contender.bytes?.(first) ?? null,
        runs: done.map(({ stdout: _, stderr: __, exit: ___, ...cost }) => cost),
      })),
      absent,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const agree = (a: Counts, b: Counts): boolean =>
  a.states === b.states &&
  (a.transitions === null || b.transitions === null || a.transitions === b.transitions);

/** The contenders of a peer, or none and the reason. */
async function standing(
  peer: Peer,
  absent: { peer: string; reason: string }[],
  folder: string,
  model: Model,
  expected: Counts,
): Promise<{ contenders: readonly Contender[] }> {
  const own = join(folder, peer.name);
  mkdirSync(own, { recursive: true });
  try {
    return {
      contenders: await peer.prepare({ model, machine: bare(model.machine()), expected, folder: own }),
    };
  } catch (error) {
    if (!(error instanceof Unable) && (error as Error).name !== 'ExportRefusal') throw error;
    absent.push({ peer: peer.name, reason: (error as Error).message });
    return { contenders: [] };
  }
}
