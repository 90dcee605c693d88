import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import type { Model } from './models.js';
import { run, versionOf } from './run.js';

/** Where the time of a search goes, by samples of perf. */
export interface Profile {
  readonly name: string;
  readonly says: string;
  readonly rows: readonly { readonly where: string; readonly share: number }[];
}

/** What is less than this is told together. */
const LEAST = 0.005;

/** Samples one search of a model. null where perf is not installed or may not look. */
export async function profile(model: Model, judged: 'bare' | 'properties'): Promise<Profile | null> {
  if ((await versionOf('perf', '--version')) === null) return null;
  const folder = mkdtempSync(join(os.tmpdir(), 'panic-check-bench-perf-'));
  try {
    const data = join(folder, 'perf.data');
    const recorded = await run({
      file: 'perf',
      args: [
        ...['record', '--output', data, '--event', 'cpu-clock', '--freq', '999', process.execPath],
        // With these, functions of the generated module have their names.
        ...['--perf-basic-prof', '--perf-basic-prof-only-functions'],
        ...[join(import.meta.dirname, 'explore.js'), model.name, judged],
      ],
      cwd: folder,
    });
    if (recorded.exit !== 0) return null;
    const { stdout } = await run({
      file: 'perf',
      args: ['report', '--input', data, '--stdio', '--sort', 'symbol', '--percent-limit', '0'],
    });
    const shares = new Map<string, number>();
    for (const [, percent, side, symbol] of stdout.matchAll(
      /^\s+([\d.]+)%\s+\[(.)\]\s+(.*?)(?:\s{2,}.*)?$/gm,
    )) {
      const where = placeOf(side, symbol);
      shares.set(where, (shares.get(where) ?? 0) + Number(percent) / 100);
    }
    if (shares.size === 0) return null;
    const rows = [...shares].map(([where, share]) => ({ where, share })).sort((a, b) => b.share - a.share);
    const few = rows.filter((r) => r.share < LEAST);
    return {
      name: `profile-${judged}`,
      says:
        `Samples of one search of ${model.name}, ${judged === 'bare' ? 'without' : 'with'} its properties. Functions of the ` +
        'generated module have their names in the engine; those of one kind are added up.',
      rows: [
        ...rows.filter((r) => r.share >= LEAST),
        { where: 'smaller parts', share: few.reduce((sum, r) => sum + r.share, 0) },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `JS:lookUp-0-turbofan` is a function of the module; `nmi0` and `nmi1` are of one kind. */
function placeOf(side: string, symbol: string): string {
  if (side === 'k') return 'the kernel of the machine: pages, files, threads';
  const [, name, tier] = /^JS:(\w+?)\d*-\d+-(turbofan|liftoff)$/.exec(symbol) ?? [];
  if (name === undefined) return 'Node itself: start, modules, compilers, collector';
  return `module: ${name}()${tier === 'liftoff' ? ', before it is optimised' : ''}`;
}
