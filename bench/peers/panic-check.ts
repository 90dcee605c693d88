import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExploreOptions } from '../../checker/explore.js';
import type { Explored } from '../explore.js';
import { type Run, versionOf } from '../run.js';
import { ROOT, sourceFile } from '../source.js';
import type { Contender, Peer } from './peer.js';

/** panic-check itself, in the ways in which it can be run. */

type Options = ExploreOptions & Readonly<Record<string, unknown>>;

interface Way {
  readonly name: string;
  readonly judged: 'bare' | 'properties';
  readonly options: Options;
}

/** Counts can be compared only where nobody leaves anything out. */
const FULL: Options = { reduction: [] };

const WAYS: readonly Way[] = [
  { name: 'panic-check', judged: 'bare', options: FULL },
  { name: 'panic-check, with properties', judged: 'properties', options: FULL },
  { name: 'panic-check, 2 workers', judged: 'bare', options: { ...FULL, workers: 2 } },
  { name: 'panic-check, fingerprints', judged: 'bare', options: { ...FULL, store: 'fingerprints' } },
];

/** What everything else is compared with. */
export const BASELINE = WAYS[0].name;

/** An option that explore() does not know would be passed over in silence, and the run would be that of another way. */
export const isExploreOption = (option: string): boolean =>
  ['checker/explore.ts', 'checker/search.ts'].some((file) =>
    new RegExp(`^\\s*readonly ${option}\\??:`, 'm').test(readFileSync(sourceFile(file), 'utf8')),
  );

/** `more` are further options of explore(), each set a way of its own. */
export function panicCheck(more: readonly Options[] = []): Peer {
  const ways = [
    ...WAYS.filter(({ options }) => Object.keys(options).every(isExploreOption)),
    ...more.map(
      (options): Way => ({
        name: `panic-check, ${JSON.stringify(options)}`,
        judged: 'bare',
        options: { ...FULL, ...options },
      }),
    ),
  ];
  return {
    name: 'panic-check',
    async version() {
      const commit = await versionOf('git', '-C', ROOT, 'describe', '--always', '--dirty');
      return `${commit ?? 'unknown commit'} on Node ${process.versions.node} (V8 ${process.versions.v8})`;
    },
    prepare: async ({ model }) => ways.map((way) => contender(model.name, way)),
  };
}

const contender = (model: string, { name, judged, options }: Way): Contender => ({
  name,
  command: {
    file: process.execPath,
    args: [join(import.meta.dirname, '../explore.js'), model, judged, JSON.stringify(options)],
  },
  build: 0,
  mayOmit: (options.store ?? 'exact') !== 'exact',
  counts(run) {
    const { states, transitions, stopped } = explored(run);
    // A search that may have overlooked something says so; whether it did is seen from the counts.
    if (stopped !== null && stopped !== 'hashing') throw new Error(`stopped: ${stopped}`);
    return { states, transitions };
  },
  bytes: (run) => explored(run).bytesPerState,
});

/** What a run of ours printed. */
function explored({ exit, stdout, stderr }: Run): Explored {
  if (exit !== 0) throw new Error(stderr.trim().split('\n').slice(0, 4).join(' / '));
  return JSON.parse(stdout) as Explored;
}
