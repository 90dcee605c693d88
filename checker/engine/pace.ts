import { setImmediate } from 'node:timers/promises';

/** Short enough that progress, signals and time limits feel immediate. */
const GOOD_MS = 10;
/** The event loop waits at most about this long. */
const BREATH_MS = 25;

/**
 * How much is done in one call into the generated code. Calls have to return at times, also for V8: it replaces code by
 * its optimised form only when it is called again. The first chunk is small, as nothing is known about its cost.
 */
export class Pace {
  private size = 1000;
  private lastBreath = performance.now();

  get chunk(): number {
    return this.size;
  }

  /** Does something of `amount` out of a chunk, and learns from how long it takes. */
  measure<T>(amount: number, work: () => T): T {
    const start = performance.now();
    const result = work();
    const took = performance.now() - start;
    if (took < GOOD_MS / 2 && amount >= this.size) this.size = Math.min(2 * this.size, 1e6);
    else if (took > 2 * GOOD_MS) this.size = Math.max(this.size / 2, 125);
    return result;
  }

  /** Gives way to the event loop if it is time to. */
  async breathe(): Promise<void> {
    if (performance.now() - this.lastBreath < BREATH_MS) return;
    await setImmediate();
    this.lastBreath = performance.now();
  }
}
