import { isQuiescent, locationOf, runningContext, waiting } from '../../checker/reference/step.js';
import type { State } from '../../checker/search.js';
import { holderOf, isLock } from '../../checker/trace/locks.js';
import type { Run, RunStep } from '../../checker/verdict.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine, PathEntry } from '../../model/language/machine.js';
import { blockedText, stepText } from './step-text.js';
import { assigned, changedFields, type Told, targetsOf, walkSteps } from './walk.js';

/** One line of a race diagram, in the column of a CPU. */
export interface RaceLine {
  readonly cpu: number;
  readonly context: Context;
  /** Nesting: functions inside functions, interrupts inside what they interrupt. */
  readonly depth: number;
  /** Which step of the run it belongs to, counted from 1. */
  readonly step: number;
  text: string;
  /** What makes it stand out. */
  sign: Sign;
  /** The CPUs that an IPI is sent to. */
  readonly to: readonly number[];
}

export type Sign =
  | 'step'
  | 'call'
  | 'interrupt'
  | 'return'
  | 'send'
  | 'takes'
  | 'fails'
  | 'releases'
  | 'stops'
  | 'ends'
  | 'stuck';

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
    teller.transition(step, i + 1);
  });
  const last = run.steps.at(-1);
  const ending = last === undefined || run.loop !== null ? [] : teller.ending(last.after);
  // What a context does that waits for good is told where it got there, which is where its column ends.
  for (const line of ending)
    teller.lines.splice(teller.lines.findLastIndex((l) => l.cpu === line.cpu) + 1, 0, line);
  return { lines: teller.lines, contexts: teller.contexts, loop };
}

/**
 * Tells steps `from` to `to` of a run, and where everybody is stuck behind the last, without telling what comes before:
 * the lines are those of the whole run, but that a result of a call that began earlier is told where it is known.
 * `moved` says whether a CPU has made a move before.
 */
export function tellPart(
  m: Machine,
  run: Run,
  from: number,
  to: number,
  moved: (cpu: number) => boolean,
): RaceLine[] {
  const teller = new Teller(m);
  if (from > 1) teller.resume(run.steps[from - 1].before, moved);
  for (let i = from; i <= to; i++) teller.transition(run.steps[i - 1], i);
  return teller.lines;
}

/** Tells one step, wherever it is taken. */
export function tellStep(m: Machine, step: RunStep): RaceLine[] {
  const teller = new Teller(m);
  teller.resume(step.before, () => true);
  teller.transition(step, 1);
  return teller.lines;
}

/** Where everybody is stuck in the end: the lines that stand below a run. */
export function tellEnding(m: Machine, state: State, step: number): RaceLine[] {
  const teller = new Teller(m);
  teller.resume(state, () => true);
  teller.now = step;
  return teller.ending(state);
}

class Teller {
  readonly lines: RaceLine[] = [];
  readonly contexts = new Map<number, Context[]>();
  /** The step that is told. */
  now = 0;
  /** Open frames by CPU and context. */
  private readonly frames = new Map<string, OpenFrame[]>();
  /** How deep each interrupt's handler starts. */
  private readonly base = new Map<string, number>();

  constructor(private readonly m: Machine) {}

  /** Goes on from a state as if everything before had been told: which functions are open is seen in the state. */
  resume(state: State, moved: (cpu: number) => boolean): void {
    for (let cpu = 0; cpu < this.m.cpus; cpu++) {
      if (!moved(cpu)) continue;
      let depth = 0;
      for (const context of CONTEXTS) {
        const frame = this.m.frames[cpu][context];
        if (frame === null || state[frame.pc] === 0) continue;
        const { path } = locationOf(this.m, state, cpu, context);
        if (context !== 'task') this.base.set(keyOf(cpu, context), ++depth);
        const said: RaceLine = { cpu, context, depth, step: 0, text: '', sign: 'call', to: [] };
        this.frames.set(
          keyOf(cpu, context),
          callKeys(path).map((key) => ({ key, header: said, position: -1 })),
        );
        this.moves(cpu, context);
        depth += path.length;
      }
    }
  }

  transition(step: RunStep, number: number): void {
    this.now = number;
    const { cpu, context, kind } = step.move;
    this.moves(cpu, context);
    if (kind !== 'step') this.interrupt(step);
    for (const told of walkSteps(this.m, step)) this.step(told);
    const frame = this.m.frames[cpu][context];
    const here = frame === null ? 0 : step.after[frame.pc];
    if (here !== 0) this.enter(cpu, context, this.m.code[context][here].path);
    else if (context !== 'task') this.leaveContext(cpu, context);
  }

  /** What contexts do that wait for good. */
  ending(state: State): RaceLine[] {
    const { m, now } = this;
    if (!isQuiescent(m, state)) return [];
    const stuck = new Map(waiting(m, state).map((w) => [w.cpu, w]));
    return [...this.contexts.keys()].flatMap((cpu) => {
      const w = stuck.get(cpu);
      const text = w === undefined ? null : blockedText(w.cpu, w.location);
      if (w === undefined || text === null) return [];
      const { context } = w;
      const depth = this.depthOf(cpu, context) + (this.frames.get(keyOf(cpu, context))?.length ?? 0);
      return [{ cpu, context, depth, step: now, text, sign: 'stuck', to: [] }];
    });
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
    this.say(cpu, context, depth, `<${this.interruptName(context, move.vector)}>`, 'interrupt');
    this.base.set(keyOf(cpu, context), depth + 1);
    this.frames.set(keyOf(cpu, context), []);
  }

  private leaveContext(cpu: number, context: Context): void {
    const depth = Math.max(0, this.depthOf(cpu, context) - 1);
    this.say(cpu, context, depth, `</${this.interruptName(context, null)}>`, 'interrupt');
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
    const depth = this.depthOf(cpu, context) + open.length;
    if (text !== null)
      this.say(cpu, context, depth, text, signOf(this.m, told, text), targetsOf(this.m, told));
    if (told.node?.kind === 'ret') this.returned(told, open);
  }

  /** A result is told at the head of the call where nothing came between, otherwise where it is known. */
  private returned(told: Told, open: readonly OpenFrame[]): void {
    const { cpu, context, location } = told;
    const frame = open.at(-1);
    const result = assigned(this.m, told);
    if (frame === undefined || result === null) return;
    const between = this.lines.slice(frame.position);
    const depth = this.depthOf(cpu, context) + open.length;
    const refused = LOCKING.test(location.path.at(-1)?.name ?? '') && result === 'false';
    if (frame.position >= 0 && between.every((l) => l.cpu === cpu && l.depth >= depth)) {
      frame.header.text += ` -> ${result}`;
      if (refused) frame.header.sign = 'fails';
    } else if (!this.lines.at(-1)?.text.startsWith('return '))
      this.say(cpu, context, depth, `return ${result}`, refused ? 'fails' : 'return');
  }

  /** Control is at this path: closes the calls that are over and says the names of those that are new. */
  private enter(cpu: number, context: Context, path: readonly PathEntry[]): void {
    const key = keyOf(cpu, context);
    const open = this.frames.get(key) ?? [];
    const keys = callKeys(path);
    let common = 0;
    while (common < open.length && common < keys.length && open[common].key === keys[common]) common++;
    open.length = common;
    for (let i = common; i < path.length; i++) {
      const header = this.say(cpu, context, this.depthOf(cpu, context) + i, `${path[i].name}()`, 'call');
      open.push({ key: keys[i], header, position: this.lines.length });
    }
    this.frames.set(key, open);
  }

  private depthOf(cpu: number, context: Context): number {
    return this.base.get(keyOf(cpu, context)) ?? 0;
  }

  private say(
    cpu: number,
    context: Context,
    depth: number,
    text: string,
    sign: Sign,
    to: readonly number[] = [],
  ): RaceLine {
    const line = { cpu, context, depth, step: this.now, text, sign, to };
    this.lines.push(line);
    return line;
  }
}

/** Functions that say whether they got a lock. */
const LOCKING = /lock/;

/** What a step does to locks and CPUs, which is what a reader looks for. */
function signOf(m: Machine, told: Told, text: string): Sign {
  switch (told.node?.kind) {
    case 'send':
      return 'send';
    case 'stopCpu':
      return 'stops';
    case 'end':
      return 'ends';
    case 'assert':
      return text.startsWith('BUG_ON') ? 'fails' : 'step';
  }
  if (told.node?.kind === 'rmw' && text.includes(' fails, ')) return 'fails';
  for (const field of changedFields(m, told.before, told.after)) {
    if (!isLock(m, field)) continue;
    return holderOf(m, told.after, field) === null ? 'releases' : 'takes';
  }
  return 'step';
}

/** Calls by their site and function: the same again means the same call, still running. */
const callKeys = (path: readonly PathEntry[]): string[] =>
  path.map((p, i) => `${i === 0 ? '' : path[i - 1].label} ${p.fn}`);

const keyOf = (cpu: number, context: Context): string => `${cpu} ${context}`;
