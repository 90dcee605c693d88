import { isQuiescent, locationOf, runningContext, waiting } from '../../checker/reference/step.js';
import type { Run, RunStep } from '../../checker/verdict.js';
import type { Context } from '../../model/language/ir.js';
import type { Machine, PathEntry } from '../../model/language/machine.js';
import { blockedText, stepText } from './step-text.js';
import { assigned, type Told, walkSteps } from './walk.js';

/** One line of a race diagram, in the column of a CPU. */
export interface RaceLine {
  readonly cpu: number;
  /** Nesting: functions inside functions, interrupts inside what they interrupt. */
  readonly depth: number;
  text: string;
}

export interface RaceStory {
  readonly lines: readonly RaceLine[];
  /** The contexts in which each CPU moves, in the order in which they do; CPUs that never move are absent. */
  readonly contexts: ReadonlyMap<number, readonly Context[]>;
  /** The line at which the part begins that goes round for ever; null if none does. */
  readonly loop: number | null;
}

/** A function that a context is in. */
interface OpenFrame {
  /** The call site and the function; the same again means the same call, still running. */
  readonly key: string;
  readonly header: RaceLine;
  /** How many lines there were behind the header: says whether anybody else had a word since. */
  readonly position: number;
}

/** Tells a run as lines: who enters which function, what each step does, where everybody is stuck in the end. */
export function tellRace(m: Machine, run: Run): RaceStory {
  const teller = new Teller(m);
  let loop: number | null = null;
  run.steps.forEach((step, i) => {
    if (i === run.loop) loop = teller.lines.length;
    teller.transition(step);
  });
  const last = run.steps.at(-1);
  if (last !== undefined && run.loop === null) teller.ending(last.after);
  return { lines: teller.lines, contexts: teller.contexts, loop };
}

class Teller {
  readonly lines: RaceLine[] = [];
  readonly contexts = new Map<number, Context[]>();
  /** Open frames by CPU and context. */
  private readonly frames = new Map<string, OpenFrame[]>();
  /** How deep each interrupt's handler starts. */
  private readonly base = new Map<string, number>();

  constructor(private readonly m: Machine) {}

  transition(step: RunStep): void {
    const { cpu, context, kind } = step.move;
    this.moves(cpu, context);
    if (kind !== 'step') this.interrupt(step);
    for (const told of walkSteps(this.m, step)) this.step(told);
    const frame = this.m.frames[cpu][context];
    const here = frame === null ? 0 : step.after[frame.pc];
    if (here !== 0) this.enter(cpu, context, this.m.code[context][here].path);
    else if (context !== 'task') this.leaveContext(cpu, context);
  }

  /** What a context does that waits for good is told where it got there, which is where its column ends. */
  ending(state: RunStep['after']): void {
    const { m } = this;
    if (!isQuiescent(m, state)) return;
    const stuck = new Map(waiting(m, state).map((w) => [w.cpu, w]));
    for (const cpu of this.contexts.keys()) {
      const w = stuck.get(cpu);
      const text = w === undefined ? null : blockedText(w.cpu, w.location);
      if (w === undefined || text === null) continue;
      const depth = this.depthOf(cpu, w.context) + (this.frames.get(keyOf(cpu, w.context))?.length ?? 0);
      const lastOfCpu = this.lines.findLastIndex((l) => l.cpu === cpu);
      this.lines.splice(lastOfCpu + 1, 0, { cpu, depth, text });
    }
  }

  private moves(cpu: number, context: Context): void {
    const known = this.contexts.get(cpu) ?? [];
    this.contexts.set(cpu, known);
    if (!known.includes(context)) known.push(context);
  }

  private interrupt({ move, before }: RunStep): void {
    if (move.kind === 'step') return;
    const { cpu, context } = move;
    const below = runningContext(this.m, before, cpu);
    // What is interrupted may not have had a word yet.
    if (below !== null) this.enter(cpu, below, locationOf(this.m, before, cpu, below).path);
    const depth =
      below === null ? 0 : this.depthOf(cpu, below) + (this.frames.get(keyOf(cpu, below))?.length ?? 0);
    this.say(cpu, depth, `<${this.interruptName(context, move.vector)}>`);
    this.base.set(keyOf(cpu, context), depth + 1);
    this.frames.set(keyOf(cpu, context), []);
  }

  private leaveContext(cpu: number, context: Context): void {
    const depth = Math.max(0, this.depthOf(cpu, context) - 1);
    this.say(cpu, depth, `</${this.interruptName(context, null)}>`);
    this.frames.delete(keyOf(cpu, context));
  }

  /** `<NMI>` says it all where there is one kind of NMI; otherwise the vector's name says which. */
  private interruptName(context: Context, vector: number | null): string {
    const word = { task: 'task', softirq: 'SOFTIRQ', hardirq: 'IRQ', nmi: 'NMI' }[context];
    const several = this.m.vectors.filter((v) => v.context === context).length > 1;
    return vector === null || (context === 'nmi' && !several)
      ? word
      : `${word} ${this.m.vectors[vector].name}`;
  }

  private step(told: Told): void {
    const { cpu, context, location, path } = told;
    this.enter(cpu, context, location.path);
    // The first step of a chosen arm can be the first one of a function called there.
    if (path !== location.path) this.enter(cpu, context, path);
    const open = this.frames.get(keyOf(cpu, context)) ?? [];
    const text = stepText(this.m, told);
    if (text !== null) this.say(cpu, this.depthOf(cpu, context) + open.length, text);
    if (told.node?.kind === 'ret') this.returned(told, open);
  }

  /** A result is told at the head of the call where nothing came between, otherwise where it is known. */
  private returned(told: Told, open: readonly OpenFrame[]): void {
    const { cpu, context } = told;
    const frame = open.at(-1);
    const result = assigned(this.m, told);
    if (frame === undefined || result === null) return;
    const between = this.lines.slice(frame.position);
    const depth = this.depthOf(cpu, context) + open.length;
    if (between.every((l) => l.cpu === cpu && l.depth >= depth)) frame.header.text += ` -> ${result}`;
    else if (!this.lines.at(-1)?.text.startsWith('return ')) this.say(cpu, depth, `return ${result}`);
  }

  /** Control is at this path: closes the calls that are over and says the names of those that are new. */
  private enter(cpu: number, context: Context, path: readonly PathEntry[]): void {
    const key = keyOf(cpu, context);
    const open = this.frames.get(key) ?? [];
    const keys = path.map((p, i) => `${i === 0 ? '' : path[i - 1].label} ${p.fn}`);
    let common = 0;
    while (common < open.length && common < keys.length && open[common].key === keys[common]) common++;
    open.length = common;
    for (let i = common; i < path.length; i++) {
      const header = this.say(cpu, this.depthOf(cpu, context) + i, `${path[i].name}()`);
      open.push({ key: keys[i], header, position: this.lines.length });
    }
    this.frames.set(key, open);
  }

  private depthOf(cpu: number, context: Context): number {
    return this.base.get(keyOf(cpu, context)) ?? 0;
  }

  private say(cpu: number, depth: number, text: string): RaceLine {
    const line = { cpu, depth, text };
    this.lines.push(line);
    return line;
  }
}

const keyOf = (cpu: number, context: Context): string => `${cpu} ${context}`;
