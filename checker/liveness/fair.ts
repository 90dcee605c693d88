import type { FairAction } from '../../model/language/machine.js';
import type { Move } from '../search.js';

/** Fair actions as bits: what a move carries out, and what a state makes possible. */
export interface Fair {
  readonly weak: number;
  readonly strong: number;
  /** The actions that a move carries out. A state makes possible what its moves carry out. */
  carriesOut(move: Move): number;
}

const MOST = 30;

/** Too many actions to be fair to. */
export class TooManyActions extends Error {}

export function fairOf(actions: readonly FairAction[]): Fair {
  if (actions.length > MOST) throw new TooManyActions(`it is fair to ${actions.length} actions`);
  const bits = (strength: FairAction['strength']) =>
    actions.reduce((all, a, i) => (a.strength === strength ? all | (1 << i) : all), 0);
  return {
    weak: bits('weak'),
    strong: bits('strong'),
    carriesOut: (move) => actions.reduce((all, a, i) => (isOne(a, move) ? all | (1 << i) : all), 0),
  };
}

function isOne({ moves }: FairAction, move: Move): boolean {
  if (move.cpu !== moves.cpu) return false;
  switch (moves.kind) {
    case 'steps':
      return move.kind === 'step' && moves.contexts.includes(move.context);
    case 'takes':
      return move.kind === 'deliver' && move.vector === moves.vector;
    case 'chooses':
      return (
        move.kind === 'step' &&
        move.context === moves.context &&
        move.location === moves.location &&
        moves.edges.includes(move.edge)
      );
  }
}

/**
 * Whether a cycle deprives nobody. `possible` is what is possible in some of its states, `always` in all of them, `taken`
 * what its moves carry out. This is the meaning of fairness: what goes round for ever must take what it always could
 * (weak), and what it could time after time (strong).
 */
export const isFair = ({ weak, strong }: Fair, possible: number, always: number, taken: number): boolean =>
  (weak & always & ~taken) === 0 && (strong & possible & ~taken) === 0;
