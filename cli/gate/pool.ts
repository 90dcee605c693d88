import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Progress } from '../../checker/search.js';
import type { Scenario, Variant } from '../../scenarios/scenario.js';
import { checkVariant, explainViolation, type VariantOptions } from './check-variant.js';
import type { Explanation, VariantResult } from './result.js';
import type { Origin } from './select.js';

/** A variant that is to be explored. */
export interface Task {
  readonly scenario: Scenario;
  readonly origin: Origin;
  readonly variant: Variant;
}

export interface PoolOptions {
  readonly workers: number | 'auto';
  /** Milliseconds for all variants together, from when the first one is begun; null for as long as it takes. */
  readonly timeLimit: number | null;
  readonly signal: { readonly aborted: boolean };
  /** Of the search in this thread; searches in other threads are told by their results. */
  readonly onProgress: (task: Task, progress: Progress) => void;
}

/** What a thread is asked. */
export interface Question {
  readonly scenario: string;
  readonly origin: Origin;
  readonly variant: Variant;
  /** The violation that is to be told in full; null to check the variant. */
  readonly explain: string | null;
  /** Milliseconds; null for as long as it takes. */
  readonly timeLimit: number | null;
}

/** Shares variants among threads. Each is explored by one thread: most are too small to be shared themselves. */
export class Pool {
  private readonly stop = new Int32Array(new SharedArrayBuffer(4));
  private readonly idle: Thread[] = [];
  private readonly threads: Thread[] = [];
  private readonly watch: NodeJS.Timeout;

  constructor(
    readonly size: number,
    private readonly options: PoolOptions,
  ) {
    // A signal is heard in this thread only.
    this.watch = setInterval(() => {
      if (options.signal.aborted) Atomics.store(this.stop, 0, 1);
    }, 50);
    this.watch.unref();
  }

  /** As many threads as are worth it; 1 is the calling one. */
  static for(tasks: readonly Task[], options: PoolOptions): Pool {
    const wanted = options.workers === 'auto' ? availableParallelism() : options.workers;
    // A thread runs compiled files, and has to find the scenario again.
    const canShare = import.meta.url.endsWith('.js') && tasks.every((t) => t.origin.kind !== 'here');
    const worth = options.workers === 'auto' ? Math.floor(tasks.length / FEW) : tasks.length;
    return new Pool(canShare ? Math.max(1, Math.min(wanted, worth)) : 1, options);
  }

  /**
   * Checks the tasks, and yields what comes out of them in their order, whichever is done first. `goOn` says whether to begin
   * another one, given the results so far.
   */
  async *check(tasks: readonly Task[], goOn: () => boolean): AsyncGenerator<VariantResult> {
    const { timeLimit } = this.options;
    const started = performance.now();
    const left = () => (timeLimit === null ? null : timeLimit - (performance.now() - started));
    // Alone, nothing is begun before it is its turn.
    const ahead = this.size === 1 ? 1 : AHEAD * this.size;
    const results = new Map<number, Promise<VariantResult>>();
    let next = 0;
    for (let i = 0; i < tasks.length; i++) {
      while (next < tasks.length && next < i + ahead && goOn()) {
        const result = this.ask<VariantResult>(tasks[next], null, left);
        // If it fails, that is told when its turn comes.
        result.catch(() => {});
        results.set(next++, result);
      }
      const result = results.get(i);
      if (result === undefined) return;
      results.delete(i);
      yield await result;
    }
  }

  /** Tells a violation in full. `timeLimit` is for a search that was stopped, and would not end now either. */
  explain(task: Task, property: string, timeLimit: number | null): Promise<Explanation | null> {
    return this.ask<Explanation | null>(task, property, () => timeLimit);
  }

  async end(): Promise<void> {
    clearInterval(this.watch);
    Atomics.store(this.stop, 0, 1);
    await Promise.all(this.threads.map((thread) => thread.end()));
  }

  private async ask<A>(task: Task, explain: string | null, timeLimit: () => number | null): Promise<A> {
    if (this.size === 1) return (await this.here(task, explain, timeLimit())) as A;
    const thread = await this.free();
    try {
      const { scenario, origin, variant } = task;
      return await thread.ask<A>({
        scenario: scenario.name,
        origin,
        variant,
        explain,
        timeLimit: timeLimit(),
      });
    } finally {
      this.release(thread);
    }
  }

  private here(
    task: Task,
    explain: string | null,
    timeLimit: number | null,
  ): Promise<VariantResult | Explanation | null> {
    const options: VariantOptions = {
      ...(timeLimit !== null && { timeLimit }),
      signal: this.options.signal,
      // Alone, a variant may have all processors, if it turns out to be large.
      ...(this.options.workers !== 1 && { workers: 'auto' }),
      onProgress: (progress) => this.options.onProgress(task, progress),
    };
    const { scenario, variant } = task;
    return explain === null
      ? checkVariant(scenario, variant, options)
      : explainViolation(scenario, variant, explain, options);
  }

  private readonly waiting: ((thread: Thread) => void)[] = [];
  private free(): Promise<Thread> {
    const thread = this.idle.pop() ?? (this.threads.length < this.size ? this.start() : undefined);
    return thread === undefined
      ? new Promise((resolve) => this.waiting.push(resolve))
      : Promise.resolve(thread);
  }

  private release(thread: Thread): void {
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(thread);
    else next(thread);
  }

  private start(): Thread {
    const thread = new Thread(this.stop);
    this.threads.push(thread);
    return thread;
  }
}

/** Fewer variants than this are checked sooner than a thread is ready. */
const FEW = 8;
/** How many variants each thread may be ahead of the one that is told next: enough for a large one to be waited for. */
const AHEAD = 64;

/** One thread and the question that it is at. */
class Thread {
  private readonly worker: Worker;
  private settle: { resolve: (answer: never) => void; reject: (error: unknown) => void } | null = null;

  constructor(stop: Int32Array) {
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: stop });
    this.worker.on('message', (answer) => this.settle?.resolve(answer as never));
    this.worker.on('error', (error) => this.settle?.reject(error));
    this.worker.on('exit', () => this.settle?.reject(new Error('internal error: a thread has ended')));
  }

  ask<A>(question: Question): Promise<A> {
    return new Promise<A>((resolve, reject) => {
      this.settle = { resolve, reject };
      this.worker.postMessage(question);
    }).finally(() => {
      this.settle = null;
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
