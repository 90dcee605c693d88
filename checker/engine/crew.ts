import { Worker } from 'node:worker_threads';
import type { Machine } from '../../model/language/machine.js';
import type { SearchOptions } from '../search.js';
import { Control, share } from './channel.js';
import { earliest, type Post, type Question, type Report } from './crew-member.js';
import type { Explored } from './explored.js';
import { type Kind, programFor } from './program.js';
import { bestSource, type Source } from './runs.js';

const PROGRESS_MS = 50;

/** How large a crew is, and what it may use. */
export interface CrewSize {
  readonly workers: number;
  readonly partitionsEach: number;
  /** Bytes for the visited set, over all threads. */
  readonly limit: number;
}

/**
 * A search by several threads. Each owns a part of the visited set, chosen by hash, so that nobody waits for anybody
 * else's table; levels are begun together, so that runs are as short as those of one thread.
 *
 * Returns the result; `dismiss` ends the threads, and has to be called when no more runs are asked for.
 */
export async function searchTogether(
  machine: Machine,
  kind: Kind,
  size: CrewSize,
  options: SearchOptions,
  started: number,
): Promise<{ explored: Explored; dismiss: () => Promise<void> }> {
  const { workers, partitionsEach, limit } = size;
  const program = programFor(machine, { ...kind, partitions: workers * partitionsEach });
  const shared = share(workers, machine.properties.length + 1, program.map.outboxBytes);
  const control = new Control(shared);
  const infinite = Number.POSITIVE_INFINITY;
  const crew = Array.from({ length: workers }, (_, worker) => {
    const post: Post = {
      machine,
      kind,
      shared,
      worker,
      partitionsEach,
      limit: limit / workers / partitionsEach,
      maxStates: options.maxStates ?? infinite,
      maxDepth: options.maxDepth ?? infinite,
    };
    return new CrewThread(
      new Worker(new URL('./worker.js', import.meta.url), { workerData: post }),
      worker,
      workers,
    );
  });
  const dismiss = async (): Promise<void> => {
    await Promise.all(crew.map((thread) => thread.end()));
  };
  const watch = setInterval(() => {
    const seconds = (performance.now() - started) / 1000;
    const total = control.total();
    // Threads that are being started have nothing to show.
    if (total.states > 0) options.onProgress?.({ ...total, seconds });
    if (options.signal?.aborted) control.stop('interrupted');
    if (seconds * 1000 > (options.timeLimit ?? infinite)) control.stop('time');
  }, PROGRESS_MS);
  try {
    const reports = await Promise.all(crew.map((thread) => thread.hear<Report>()));
    const sum = (of: (r: Report) => number) => reports.reduce((n, r) => n + of(r), 0);
    const any = (of: (r: Report) => readonly boolean[]) =>
      of(reports[0]).map((_, i) => reports.some((r) => of(r)[i]));
    const fault = earliest(reports.map((r) => r.fault));
    const explored: Explored = {
      states: sum((r) => r.states),
      transitions: sum((r) => r.transitions),
      depth: Math.max(...reports.map((r) => r.depth)),
      stopped: fault === null ? control.stopped : 'fault',
      fingerprint: BigInt.asUintN(
        64,
        reports.reduce((n, r) => n + r.fingerprint, 0n),
      ),
      bytes: sum((r) => r.bytes),
      decisions: reports[0].decisions.map((_, i) => earliest(reports.map((r) => r.decisions[i]))),
      triggered: any((r) => r.triggered),
      taken: any((r) => r.taken),
      fault,
      leftOut: reports.some((r) => r.leftOut),
      heldFrom: Math.max(...reports.map((r) => r.heldFrom)),
      async predecessors(level, targets) {
        const question: Question = { level, targets };
        const all = await Promise.all(crew.map((thread) => thread.ask<(Source | null)[]>(question)));
        return targets.map((_, i) => bestSource(all.map((sources) => sources[i])));
      },
    };
    return { explored, dismiss };
  } catch (error) {
    // Whoever still runs waits for the one that died.
    await dismiss();
    // A machine whose code cannot be compiled is refused here as it is by a search alone.
    program.module();
    throw error;
  } finally {
    clearInterval(watch);
  }
}

/** A thread as seen from outside: it says one thing for each thing it is asked, or dies. */
class CrewThread {
  private readonly heard: unknown[] = [];
  private died: Error | null = null;
  private listener: (() => void) | null = null;
  private dismissed = false;

  constructor(
    private readonly thread: Worker,
    worker: number,
    workers: number,
  ) {
    const die = (why: string): void => {
      if (this.dismissed) return;
      this.died ??= new Error(`worker ${worker + 1} of ${workers} died: ${why}`);
      this.listener?.();
    };
    thread.on('message', (message) => {
      this.heard.push(message);
      this.listener?.();
    });
    thread.on('error', (error) => die(error.message));
    thread.on('exit', (code) => die(`it ended with exit code ${code}`));
  }

  async hear<T>(): Promise<T> {
    while (this.heard.length === 0) {
      if (this.died !== null) throw this.died;
      await new Promise<void>((resolve) => {
        this.listener = resolve;
      });
    }
    return this.heard.shift() as T;
  }

  ask<T>(question: Question): Promise<T> {
    this.thread.postMessage(question);
    return this.hear<T>();
  }

  async end(): Promise<void> {
    this.dismissed = true;
    await this.thread.terminate();
  }
}
