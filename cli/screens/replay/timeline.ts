import type { State } from '../../../checker/search.js';
import { holderOf, locksOf } from '../../../checker/trace/locks.js';
import { lane, lastState, makeRun } from '../../../checker/trace/run.js';
import type { Run, RunStep } from '../../../checker/verdict.js';
import type { Machine } from '../../../model/language/machine.js';
import { type RaceLine, tellEnding, tellPart } from '../../reporters/race-lines.js';

/** Steps are told by the chunk, so that a long run costs no more than what is looked at. */
const CHUNK = 128;

/**
 * A run to move about in. Position i is the state after i steps; step i leads there. Nothing is executed or told twice, and
 * nothing that nobody looks at.
 */
export class Timeline {
  readonly length: number;
  private readonly chunks = new Map<number, readonly RaceLine[][]>();
  private readonly writes = new Map<number, readonly number[]>();
  /** The first step of each CPU. */
  private readonly first = new Map<number, number>();
  private stuck: readonly RaceLine[] | null = null;

  constructor(
    readonly machine: Machine,
    readonly run: Run,
  ) {
    this.length = run.steps.length;
    run.steps.forEach(({ move }, i) => {
      if (!this.first.has(move.cpu)) this.first.set(move.cpu, i + 1);
    });
  }

  state(position: number): State {
    return position === 0 ? this.run.initial : this.run.steps[position - 1].after;
  }

  /** The step that leads to a position; undefined at the start. */
  step(position: number): RunStep | undefined {
    return this.run.steps[position - 1];
  }

  /** The CPUs that move at all. */
  get movers(): readonly number[] {
    return [...this.first.keys()].sort((a, b) => a - b);
  }

  /** The first position at which the run goes round, or null. */
  get loop(): number | null {
    return this.run.loop;
  }

  /** Whether a step is made by another context than the one before. */
  isSwitch(position: number): boolean {
    const [a, b] = [this.step(position - 1), this.step(position)];
    return a !== undefined && b !== undefined && lane(a.move) !== lane(b.move);
  }

  nextSwitch(from: number, direction: 1 | -1): number | null {
    return this.seek(from, direction, (position) => this.isSwitch(position));
  }

  /** The nearest position behind or before this one that fits; steps only. */
  seek(from: number, direction: 1 | -1, fits: (position: number) => boolean): number | null {
    for (let i = from + direction; i >= 1 && i <= this.length; i += direction) if (fits(i)) return i;
    return null;
  }

  /** Positions at which a field changes. */
  writesOf(field: number): readonly number[] {
    const known = this.writes.get(field);
    if (known !== undefined) return known;
    const found: number[] = [];
    this.run.steps.forEach((s, i) => {
      if (s.before[field] !== s.after[field]) found.push(i + 1);
    });
    this.writes.set(field, found);
    return found;
  }

  /** The last step up to a position that changed a field. */
  lastWrite(field: number, position: number): RunStep | undefined {
    const at = this.lastWriteAt(field, position);
    return at === null ? undefined : this.step(at);
  }

  lastWriteAt(field: number, position: number): number | null {
    const all = this.writesOf(field);
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[middle] <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : all[low - 1];
  }

  /** What a step is told as; some tell nothing. */
  linesOf(position: number): readonly RaceLine[] {
    if (position < 1 || position > this.length) return [];
    const chunk = Math.floor((position - 1) / CHUNK);
    const known = this.chunks.get(chunk) ?? this.tell(chunk);
    this.chunks.set(chunk, known);
    return known[(position - 1) % CHUNK];
  }

  /** What contexts do that wait for good when the run is at its end. */
  ending(): readonly RaceLine[] {
    this.stuck ??= this.length === 0 ? [] : tellEnding(this.machine, lastState(this.run), this.length);
    return this.stuck;
  }

  private tell(chunk: number): RaceLine[][] {
    const from = chunk * CHUNK + 1;
    const to = Math.min(this.length, from + CHUNK - 1);
    const lines: RaceLine[][] = Array.from({ length: to - from + 1 }, () => []);
    const moved = (cpu: number) => (this.first.get(cpu) ?? Number.POSITIVE_INFINITY) < from;
    for (const l of tellPart(this.machine, this.run, from, to, moved)) lines[l.step - from].push(l);
    return lines;
  }

  /** The run up to a position, and then another step. */
  branch(position: number, step: RunStep): Timeline {
    const steps = this.run.steps.slice(0, position);
    steps.push(step);
    const branched = new Timeline(this.machine, makeRun(this.machine, steps));
    // What was told of whole chunks before the branch is still so.
    for (const [chunk, lines] of this.chunks)
      if ((chunk + 1) * CHUNK <= position) branched.chunks.set(chunk, lines);
    return branched;
  }

  /** Locks that somebody holds at a position. */
  heldLocks(position: number): { field: number; cpu: number | null }[] {
    const state = this.state(position);
    return [...locksOf(this.machine)].flatMap((field) => {
      const holder = holderOf(this.machine, state, field);
      return holder === null ? [] : [{ field, cpu: holder.cpu }];
    });
  }
}
