import { createRequire } from 'node:module';
import type { Progress } from '../../checker/search.js';
import type { SimulationProgress } from '../../checker/simulate.js';
import type { Io } from '../io.js';
import { amount, integer } from './words.js';

/** A search that is over before a person wonders says nothing. */
const QUIET_MS = 500;
const LIVE_MS = 100;
/** In a log, a line is only there to show that something is alive. */
const PLAIN_MS = 10_000;

/** Somebody who is told how far a search is. */
export interface Watcher {
  /** What is searched now. */
  about(label: string): void;
  readonly update: (p: Progress) => void;
  /** Something that is to stay. */
  say(text: string): void;
}

/**
 * Says on stderr how far a search is: a line that renews itself on a terminal, now and then a plain one elsewhere.
 */
export class ProgressLine implements Watcher {
  private readonly live: boolean;
  private readonly started: number;
  private shown = 0;
  private label = '';
  private line: Line | null = null;
  private stopped = false;

  constructor(
    private readonly io: Io,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.started = now();
    // CI systems pretend to be terminals and keep every renewal of a line.
    this.live = io.stderr.isTTY && !io.env.CI && io.env.TERM !== 'dumb';
  }

  /** What is searched now. */
  about(label: string): void {
    this.label = label;
  }

  readonly update = (p: Progress): void => this.tell(() => progressText(this.label, p));

  readonly updateRuns = (p: SimulationProgress): void => this.tell(() => simulationText(this.label, p));

  /** How many of several things are done. */
  readonly updateCount = (done: number, of: number): void =>
    this.tell(() => `${this.label}: ${integer(done)} of ${integer(of)}`);

  tell(text: () => string): void {
    const now = this.now();
    const since = now - (this.shown || this.started);
    if (this.stopped || now - this.started < QUIET_MS || since < (this.live ? LIVE_MS : PLAIN_MS)) return;
    this.shown = now;
    if (this.live) this.renew(text());
    else this.io.err(`${text()}\n`);
  }

  /** The last word, where there was any waiting: how long it took is nobody's business otherwise. */
  finish(text: (seconds: number) => string): void {
    const took = this.now() - this.started;
    this.stop();
    if (took >= QUIET_MS) this.io.err(`${text(took / 1000)}\n`);
  }

  /** Something that is to stay, in a line of its own. */
  say(text: string): void {
    this.line?.clear();
    this.io.err(`${text}\n`);
  }

  stop(): void {
    this.stopped = true;
    this.line?.clear();
  }

  private renew(text: string): void {
    const columns = this.io.stderr.columns ?? 80;
    this.line ??= liveLine();
    this.line(text.length < columns ? text : text.slice(0, columns - 1));
  }
}

/**
 * Loaded only for searches that take a while, as it takes longer to load than most of them. With require(), because a
 * search leaves the event loop so little room that an import() would take seconds to get through.
 */
function liveLine(): Line {
  const { createLogUpdate } = createRequire(import.meta.url)('log-update') as typeof import('log-update');
  // The cursor stays: a process that is killed must not leave the terminal without one.
  return createLogUpdate(process.stderr, { showCursor: true });
}

interface Line {
  (text: string): void;
  clear(): void;
}

export function simulationText(label: string, { runs, steps, seconds }: SimulationProgress): string {
  const rate = seconds > 0 ? steps / seconds : 0;
  return `${label}: ${integer(runs)} random runs, ${integer(steps)} steps, ${integer(rate)}/s`;
}

export function progressText(label: string, p: Progress): string {
  const rate = p.seconds > 0 ? p.states / p.seconds : 0;
  return [
    `${label}: ${integer(p.states)} states`,
    `${integer(rate)}/s`,
    `depth ${integer(p.depth)}`,
    `frontier ${integer(p.frontier)}`,
    ...(p.bytes > 0 ? [amount(p.bytes)] : []),
  ].join(', ');
}
