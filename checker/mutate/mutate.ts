import { Worker } from 'node:worker_threads';
import {
  baselinesOf,
  byFunction,
  type Candidate,
  type Case,
  candidatesOf,
  type Fate,
  fatesOf,
  type JudgeOptions,
  type OperatorName,
  representatives,
} from './index.js';

export interface MutateOptions extends JudgeOptions {
  /** Threads that share the functions among them; without it, everything happens in the calling thread. */
  readonly workers?: number;
  /** Only changes of these kinds; all by default. */
  readonly operators?: readonly OperatorName[];
  /** Asks every case, not only one of those that are alike. */
  readonly every?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

/** A change and what became of it. */
export interface Result {
  readonly candidate: Candidate;
  readonly fate: Fate;
}

/** What all changes came to, and which of the cases they were put to: the fates count these. */
export interface Mutation {
  readonly asked: readonly number[];
  readonly results: readonly Result[];
}

/** What a thread works on. */
export interface Post {
  readonly cases: readonly Case[];
  readonly operators: readonly OperatorName[] | null;
  readonly limits: JudgeOptions;
}

/** Changes everything that can be changed in some variants, one thing at a time, and judges each change. */
export async function mutate(all: readonly Case[], options: MutateOptions = {}): Promise<Mutation> {
  const { workers = 1, operators = null, every = false, onProgress, signal, ...limits } = options;
  const originals = await baselinesOf(all, { ...limits, signal });
  const asked = every ? [...all.keys()] : representatives(originals);
  const cases = asked.map((i) => all[i]);
  const groups = groupsOf(cases, operators);
  const total = groups.reduce((n, group) => n + group.length, 0);
  const fates = new Map<string, Fate>();
  const finished = (some: readonly Fate[]): void => {
    for (const fate of some) fates.set(fate.id, fate);
    onProgress?.(fates.size, total);
  };
  if (workers > 1 && groups.length > 1)
    await inThreads(Math.min(workers, groups.length), { cases, operators, limits }, groups, finished, signal);
  else {
    const baselines = asked.map((i) => originals[i]);
    for (const group of groups) {
      if (signal?.aborted) break;
      finished(await fatesOf(group, baselines, { ...limits, signal }));
    }
  }
  const unfinished = (id: string): Fate => ({ id, outcome: 'incomplete', case: 0, because: 'interrupted' });
  const results = groups
    .flat()
    .map((candidate) => ({ candidate, fate: fates.get(candidate.id) ?? unfinished(candidate.id) }));
  return { asked, results };
}

/** The changes to each function: the work that threads share. */
export const groupsOf = (cases: readonly Case[], operators: readonly OperatorName[] | null): Candidate[][] =>
  byFunction(
    candidatesOf(cases).filter(({ mutant }) => operators === null || operators.includes(mutant.operator)),
  );

/** Each thread explores the originals for itself, and then asks for one function after the other. */
async function inThreads(
  count: number,
  post: Post,
  groups: readonly Candidate[][],
  finished: (fates: readonly Fate[]) => void,
  signal: JudgeOptions['signal'],
): Promise<void> {
  let next = 0;
  const threads = Array.from(
    { length: count },
    () => new Worker(new URL('./worker.js', import.meta.url), { workerData: post }),
  );
  const watch = setInterval(() => {
    if (signal?.aborted) for (const thread of threads) void thread.terminate();
  }, 50);
  try {
    await Promise.all(
      threads.map(
        (thread) =>
          new Promise<void>((done, fail) => {
            thread.on('error', fail);
            thread.on('exit', (code) => {
              if (signal?.aborted || code === 0) done();
              else fail(new Error(`internal error: a thread ended with code ${code}`));
            });
            thread.on('message', (fates: readonly Fate[]) => {
              finished(fates);
              thread.postMessage(next < groups.length ? next++ : null);
            });
          }),
      ),
    );
  } finally {
    clearInterval(watch);
    for (const thread of threads) void thread.terminate();
  }
}
