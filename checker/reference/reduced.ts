import { ModelError } from '../../model/language/errors.js';
import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import { firstRepresentative, type Reduction, representativeOf } from '../reduce/reduction.js';
import type { Permutation } from '../reduce/symmetry.js';
import type { Move, State } from '../search.js';
import { isOver, type Step, type Successor, stepsOf, successors } from './step.js';

/** A way from one representative to another. */
export interface ReducedSuccessor {
  /** What happens, in order: a move, and the harmless steps that are made at once after it. */
  readonly moves: readonly Move[];
  readonly steps: readonly Step[];
  readonly state: State;
  /** Who took whose place at the end. The moves speak of CPUs as the state did that they begin in. */
  readonly permutation: Permutation;
}

/** A machine as it is when reduced: what a search sees of it. */
export class ReducedMachine {
  constructor(
    private readonly machine: Machine,
    private readonly layout: Layout,
    private readonly reduction: Reduction,
  ) {}

  /** What a search begins with. */
  first(): State {
    return firstRepresentative(this.machine, this.layout, this.reduction);
  }

  /** The ways on from a representative. If a step cannot be evaluated, it is the state before it that fails. */
  successors(state: State): ReducedSuccessor[] {
    const { machine, layout, reduction } = this;
    return this.waysOn(state).map((first) => {
      const moves: Move[] = [];
      const steps: Step[] = [];
      let here = state;
      for (let next: Successor | null = first; next !== null; next = this.passing(here)) {
        moves.push(next.move);
        steps.push(...next.steps);
        here = reduction.normal?.of(next.state) ?? next.state;
      }
      return { moves, steps, ...representativeOf(machine, layout, reduction, here) };
    });
  }

  /** If there are harmless steps, they are the only ways on; if not, all are. */
  private waysOn(state: State): readonly Successor[] {
    const cpu = isOver(this.machine, state) ? null : (this.reduction.harmless?.cpu(state, false) ?? null);
    const harmless = cpu === null ? [] : stepsOf(this.machine, state, cpu);
    return harmless.length > 0 ? harmless : successors(this.machine, state);
  }

  /** The one harmless step that can be made at once, if there is such a step. */
  private passing(state: State): Successor | null {
    const { machine, reduction } = this;
    const cpu = isOver(machine, state) ? null : (reduction.harmless?.cpu(state, true) ?? null);
    if (cpu === null) return null;
    try {
      const [step] = stepsOf(machine, state, cpu);
      return step ?? null;
    } catch (error) {
      if (error instanceof ModelError) return null;
      throw error;
    }
  }
}
