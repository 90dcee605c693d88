/**
 * What the threads of a crew share: for each ordered pair of them a ring of parcels, and a block of numbers that they
 * agree with. A ring has one writer and one reader, so that two counters are all the order it needs; nobody ever
 * holds a lock.
 */

/** Parcels that are under way from one thread to another, at most. */
const SLOTS = 8;

/** The shared memory of a crew, as it is handed to its threads. */
export interface Shared {
  readonly workers: number;
  readonly questions: number;
  readonly parcelBytes: number;
  readonly control: SharedArrayBuffer;
  readonly rings: SharedArrayBuffer;
}

export function share(workers: number, questions: number, parcelBytes: number): Shared {
  return {
    workers,
    questions,
    parcelBytes,
    control: new SharedArrayBuffer(controlBytes(workers, questions)),
    rings: new SharedArrayBuffer(workers * workers * ringBytes(parcelBytes)),
  };
}

// ---- Rings ----------------------------------------------------------------------------------------------------

const HEADER = 64;
const slotBytes = (parcelBytes: number): number => HEADER + Math.ceil(parcelBytes / 64) * 64;
const ringBytes = (parcelBytes: number): number => HEADER + SLOTS * slotBytes(parcelBytes);

/** Parcels from one thread to another, each for one of the receiver's partitions. */
export class Ring {
  /** How many parcels were written, and how many were read. */
  private readonly counters: Int32Array;

  constructor(
    private readonly shared: Shared,
    from: number,
    to: number,
    private readonly start = (from * shared.workers + to) * ringBytes(shared.parcelBytes),
  ) {
    this.counters = new Int32Array(shared.rings, start, 2);
  }

  /** Writer's side. False if there is no room now. */
  put(partition: number, parcel: Uint8Array): boolean {
    const written = Atomics.load(this.counters, 0);
    if (written - Atomics.load(this.counters, 1) === SLOTS) return false;
    const { head, body } = this.slot(written);
    head[0] = partition;
    head[1] = parcel.length;
    body.set(parcel);
    Atomics.store(this.counters, 0, written + 1);
    return true;
  }

  /** Reader's side: the next parcel, which stays valid until it is dropped; null if there is none. */
  get next(): { partition: number; parcel: Uint8Array } | null {
    const read = Atomics.load(this.counters, 1);
    if (Atomics.load(this.counters, 0) === read) return null;
    const { head, body } = this.slot(read);
    return { partition: head[0], parcel: body.subarray(0, head[1]) };
  }

  drop(): void {
    Atomics.add(this.counters, 1, 1);
  }

  private slot(number: number): { head: Int32Array; body: Uint8Array } {
    const { rings, parcelBytes } = this.shared;
    // Counters may wrap around; the number of slots is a power of two.
    const at = this.start + HEADER + (number & (SLOTS - 1)) * slotBytes(parcelBytes);
    return { head: new Int32Array(rings, at, 2), body: new Uint8Array(rings, at + HEADER, parcelBytes) };
  }
}

// ---- Control --------------------------------------------------------------------------------------------------

/** Why a crew stops before everything is seen; the number that stands for it is its position plus 1. */
export const REASONS = ['states', 'depth', 'memory', 'time', 'interrupted', 'fault'] as const;
export type Reason = (typeof REASONS)[number];

const STOP = 0;
const FINISHED = 1;
const READY = 2;
const BELLS = 16;

const controlBytes = (workers: number, questions: number): number =>
  4 * (BELLS + workers) + 8 + 8 * workers * 8 + 4 * 2 * workers * (1 + questions);

/** The figures that a thread shows of itself. */
const FIGURES = ['states', 'transitions', 'depth', 'frontier', 'bytes'] as const;
export type Figures = Record<(typeof FIGURES)[number], number>;

export class Control {
  private readonly words: Int32Array;
  private readonly figures: Float64Array;
  /** By parity of the level, then by thread: how many states it found, and which questions it decided. */
  private readonly found: Int32Array;

  constructor(private readonly shared: Shared) {
    const { control, workers, questions } = shared;
    this.words = new Int32Array(control, 0, BELLS + workers);
    const figuresAt = Math.ceil((4 * (BELLS + workers)) / 8) * 8;
    this.figures = new Float64Array(control, figuresAt, workers * 8);
    this.found = new Int32Array(control, figuresAt + 64 * workers, 2 * workers * (1 + questions));
  }

  /** Asks everybody to stop. The first reason counts. */
  stop(reason: Reason): void {
    Atomics.compareExchange(this.words, STOP, 0, REASONS.indexOf(reason) + 1);
    this.wake();
  }

  get stopped(): Reason | null {
    const reason = Atomics.load(this.words, STOP);
    return reason === 0 ? null : REASONS[reason - 1];
  }

  /** Says that this thread has nothing of level `level` left to expand, and has sent everything it made. */
  finish(): void {
    Atomics.add(this.words, FINISHED, 1);
    this.wake();
  }

  allFinished(level: number): boolean {
    return Atomics.load(this.words, FINISHED) >= this.shared.workers * (level + 1);
  }

  /** Says what this thread knows when all have finished a level. */
  report(worker: number, level: number, states: number, decided: readonly boolean[]): void {
    const at = this.foundAt(worker, level);
    this.found[at] = states;
    decided.forEach((d, i) => {
      this.found[at + 1 + i] = d ? 1 : 0;
    });
    Atomics.add(this.words, READY, 1);
    this.wake();
  }

  allReported(level: number): boolean {
    return Atomics.load(this.words, READY) >= this.shared.workers * (level + 1);
  }

  /** What all have reported together. Valid until somebody reports the level after the next. */
  summary(level: number): { isEmpty: boolean; decided: boolean[] } {
    const all = Array.from({ length: this.shared.workers }, (_, worker) => this.foundAt(worker, level));
    return {
      isEmpty: all.every((at) => this.found[at] === 0),
      decided: Array.from({ length: this.shared.questions }, (_, i) =>
        all.some((at) => this.found[at + 1 + i] !== 0),
      ),
    };
  }

  show(worker: number, figures: Figures): void {
    FIGURES.forEach((name, i) => {
      this.figures[8 * worker + i] = figures[name];
    });
  }

  /** The figures of all threads, added up; depth is the same for all. */
  total(): Figures {
    const sum = (i: number): number => {
      let all = 0;
      for (let worker = 0; worker < this.shared.workers; worker++) all += this.figures[8 * worker + i];
      return all;
    };
    const [states, transitions, , frontier, bytes] = FIGURES.map((_, i) => sum(i));
    return { states, transitions, depth: this.figures[2], frontier, bytes };
  }

  /** What to give to `sleep`. Read it first, then look whether there is something to do. */
  bell(worker: number): number {
    return Atomics.load(this.words, BELLS + worker);
  }

  /** Waits until somebody rings, unless that has happened since `heard`. */
  sleep(worker: number, heard: number): void {
    Atomics.wait(this.words, BELLS + worker, heard, 1000);
  }

  ring(worker: number): void {
    Atomics.add(this.words, BELLS + worker, 1);
    Atomics.notify(this.words, BELLS + worker);
  }

  private wake(): void {
    for (let worker = 0; worker < this.shared.workers; worker++) this.ring(worker);
  }

  private foundAt(worker: number, level: number): number {
    return ((level % 2) * this.shared.workers + worker) * (1 + this.shared.questions);
  }
}
