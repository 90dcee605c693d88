import type { Machine } from '../../model/language/machine.js';
import { unpack } from '../layout.js';
import type { State } from '../search.js';
import { type Compiled, compileModule, LinearMemory } from './instance.js';
import { STUCK } from './moves.js';
import { type Program, programFor } from './program.js';
import { compileWalk, walkSlots } from './walk.js';

interface WalkModule {
  walk(budget: number): void;
  readonly current: { readonly value: number };
  readonly maxRuns: { value: bigint };
  readonly maxDepth: { value: number };
  readonly random: { value: bigint };
  readonly begunWith: { readonly value: bigint };
  readonly runs: { readonly value: bigint };
  readonly steps: { readonly value: bigint };
  readonly depth: { readonly value: number };
  readonly longest: { readonly value: number };
  readonly fresh: { readonly value: number };
  readonly news: { value: number };
  readonly problem: { readonly value: number };
}

/** A random run that can be made again, up to the state that matters. */
export interface Walk {
  /** The state of the random numbers when it began. */
  readonly begunWith: bigint;
  readonly steps: number;
}

export interface WalkLimits {
  readonly runs: number;
  /** Steps of a run. */
  readonly depth: number;
}

/** Random runs of one machine, from one seed. They are the same on every platform, in any portions. */
export class Walker {
  private readonly program: Program;
  private readonly compiled: Compiled;
  private readonly memory: LinearMemory;
  private readonly module: WalkModule;

  /** Throws EngineRefusal for a machine that the engine cannot represent exactly. */
  constructor(machine: Machine, seed: number, limits: WalkLimits);
  constructor(again: Walker, begunWith: bigint, limits: WalkLimits);
  constructor(from: Machine | Walker, random: number | bigint, { runs, depth }: WalkLimits) {
    this.program = from instanceof Walker ? from.program : programFor(from);
    const { machine, layout, map, initial } = this.program;
    this.compiled = from instanceof Walker ? from.compiled : compileModule(compileWalk(machine, layout, map));
    const slots = walkSlots(map);
    this.memory = new LinearMemory(slots.end + 8);
    this.module = this.memory.load<WalkModule>(this.compiled);
    this.module.random.value = BigInt.asIntN(64, BigInt(random));
    this.module.maxRuns.value = BigInt(runs);
    this.module.maxDepth.value = depth;
    this.decided.fill(-1);
    new BigUint64Array(this.memory.buffer, slots.initial, layout.words).set(initial.words);
  }

  /** Goes on by so many states, or fewer where one of them decides something or cannot be evaluated. */
  walk(states: number): void {
    this.module.walk(states);
  }

  /** Whether all runs were made. */
  get isDone(): boolean {
    return this.module.fresh.value !== 0 && this.module.runs.value >= this.module.maxRuns.value;
  }

  /** Runs that were begun. */
  get runs(): number {
    return Number(this.module.runs.value);
  }

  get steps(): number {
    return Number(this.module.steps.value);
  }

  /** Steps of the longest run so far. */
  get longest(): number {
    return this.module.longest.value;
  }

  /** What the last state decides that no state before it did: numbers of properties, and the run to it. They are told once. */
  takeNews(): readonly { readonly property: number; readonly walk: Walk }[] {
    if (this.module.news.value === 0) return [];
    this.module.news.value = 0;
    const begunWith = this.module.begunWith.value;
    const { closed } = this;
    return [...this.decided].flatMap((steps, property) => {
      if (steps === -1 || closed[property] !== 0) return [];
      closed[property] = 1;
      return [{ property, walk: { begunWith, steps } }];
    });
  }

  /** The run to a state that cannot be evaluated, if the walk has come to one. */
  get fault(): Walk | null {
    const problem = this.module.problem.value;
    if (problem & STUCK) throw new Error('internal error: not one way on at a passed location');
    return problem === 0 ? null : { begunWith: this.module.begunWith.value, steps: this.module.depth.value };
  }

  /** The states of a run, made again; fewer if it cannot have so many steps. */
  *states({ begunWith, steps }: Walk): Generator<State> {
    yield this.program.machine.initial;
    const again = new Walker(this, begunWith, { runs: 1, depth: steps });
    for (let i = 0; i < steps; i++) {
      again.walk(1);
      if (again.isDone || again.fault !== null) return;
      yield again.current;
    }
  }

  private get current(): State {
    const { layout } = this.program;
    return unpack(layout, [
      ...new BigUint64Array(this.memory.buffer, this.module.current.value, layout.words),
    ]);
  }

  /** For each property, then for assertions: the place in its run of the state that decided it, or -1. */
  private get decided(): Int32Array {
    return new Int32Array(this.memory.buffer, this.program.map.decided, this.questions);
  }

  private get closed(): Int32Array {
    return new Int32Array(this.memory.buffer, this.program.map.closed, this.questions);
  }

  private get questions(): number {
    return this.program.machine.properties.length + 1;
  }
}
