import type { State, Stopped } from '../search.js';

/**
 * A run that goes round for ever, or that is over and stays where it is. Moves are told by their place among all moves of
 * their state, in the order of the reference, because two moves can lead to the same state and only one of them be fair.
 */
export interface Lasso {
  readonly prefix: readonly number[];
  /** Empty where nothing moves any more. */
  readonly cycle: readonly number[];
  /** The states from the initial one on, as the search saw them; the last one is that at which the cycle begins. */
  readonly states: readonly State[];
}

/** What a search for fair cycles found out, beside what states decide. */
export interface LivenessResult {
  /** Why not everything was seen; null if it was. */
  readonly stopped: Stopped | null;
  /** For each property of the machine, a lasso that violates it. */
  readonly lassos: readonly (Lasso | null)[];
}

/** In place of a move: nothing happens, for ever. */
export const STUTTER = -1;

/** A part of a product of machine and automaton in which every node is on some fair and accepted cycle. */
export interface FairPart {
  /** The ways on from a node within the part, in their order: where to, by which move (or STUTTER), what it carries out. */
  each(node: number, way: (to: number, move: number, carriesOut: number) => void): void;
  /** The acceptance sets that a node is in, and the actions that are possible there. */
  accepts(node: number): number;
  possible(node: number): number;
}

/** What a cycle owes. */
export interface Goals {
  readonly accepted: number;
  readonly weak: number;
  readonly strong: number;
}

/** One step of a cycle. */
interface Way {
  readonly to: number;
  readonly move: number;
}

/** How many pairs of a node and what is still owed are looked at for a shortest cycle. */
const BUDGET = 200_000;

/**
 * A cycle through `start` that is accepted and fair. A shortest one, unless it owes too much to too many: then one that goes
 * to the nearest of what it owes, time after time, and home again.
 */
export function fairCycle(start: number, part: FairPart, goals: Goals): Way[] {
  return shortest(start, part, goals) ?? greedy(start, part, goals);
}

/** The bits of what matters in a part, gathered into as few as it takes. */
class Debts {
  private readonly accepted: number;
  private readonly weak: readonly number[];
  private readonly strong: readonly number[];
  private readonly sets: readonly number[];
  readonly size: number;

  constructor(start: number, part: FairPart, goals: Goals) {
    let possible = 0;
    const seen = new Set([start]);
    for (const node of seen) {
      possible |= part.possible(node);
      part.each(node, (to) => seen.add(to));
    }
    this.accepted = goals.accepted;
    this.sets = bitsOf(goals.accepted);
    // What is possible nowhere in the part is no debt.
    this.weak = bitsOf(goals.weak & possible);
    this.strong = bitsOf(goals.strong & possible);
    this.size = this.sets.length + this.weak.length + 2 * this.strong.length;
  }

  /** What is so once a node was visited. */
  visit(state: number, accepts: number, possible: number): number {
    let [next, bit] = [state, 1];
    for (const s of this.sets) {
      if (accepts & this.accepted & s) next |= bit;
      bit *= 2;
    }
    for (const w of this.weak) {
      if (!(possible & w)) next |= bit;
      bit *= 2;
    }
    for (const s of this.strong) {
      if (possible & s) next |= bit;
      bit *= 4;
    }
    return next;
  }

  /** And once a move was made. */
  make(state: number, carriesOut: number): number {
    let [next, bit] = [state, 2 ** this.sets.length];
    for (const w of this.weak) {
      if (carriesOut & w) next |= bit;
      bit *= 2;
    }
    for (const s of this.strong) {
      if (carriesOut & s) next |= bit * 2;
      bit *= 4;
    }
    return next;
  }

  isPaid(state: number): boolean {
    const plain = 2 ** (this.sets.length + this.weak.length);
    if ((state & (plain - 1)) !== plain - 1) return false;
    return this.strong.every((_, i) => {
      const possibleAndTaken = (state >> (this.sets.length + this.weak.length + 2 * i)) & 3;
      return possibleAndTaken !== 1;
    });
  }
}

const bitsOf = (set: number): number[] =>
  Array.from({ length: 31 }, (_, i) => 1 << i).filter((bit) => set & bit);

/** Breadth first over pairs of a node and what the way to it has paid. */
function shortest(start: number, part: FairPart, goals: Goals): Way[] | null {
  const debts = new Debts(start, part, goals);
  if (debts.size > 30) return null;
  interface Place {
    readonly node: number;
    readonly paid: number;
    readonly from: Place | null;
    readonly move: number;
  }
  const first = debts.visit(0, part.accepts(start), part.possible(start));
  const queue: Place[] = [{ node: start, paid: first, from: null, move: STUTTER }];
  const seen = new Map<number, Set<number>>();
  let found = null as Place | null;
  for (let next = 0; next < queue.length && found === null && queue.length < BUDGET; next++) {
    const place = queue[next];
    part.each(place.node, (to, move, carriesOut) => {
      if (found !== null) return;
      const made = debts.make(place.paid, carriesOut);
      const paid = debts.visit(made, part.accepts(to), part.possible(to));
      const known = seen.get(to) ?? new Set();
      if (known.has(paid)) return;
      seen.set(to, known.add(paid));
      const there = { node: to, paid, from: place, move };
      queue.push(there);
      if (to === start && debts.isPaid(paid)) found = there;
    });
  }
  if (found === null) return null;
  const ways: Way[] = [];
  for (let p: Place = found; p.from !== null; p = p.from) ways.unshift({ to: p.node, move: p.move });
  return ways;
}

/** Pays one debt after the other, the nearest first. */
function greedy(start: number, part: FairPart, goals: Goals): Way[] {
  const ways: Way[] = [];
  let here = start;
  let [accepted, taken, possible, always] = [0, 0, 0, -1];
  const visit = (node: number) => {
    accepted |= part.accepts(node) & goals.accepted;
    possible |= part.possible(node);
    always &= part.possible(node);
  };
  visit(start);
  for (;;) {
    const unread = goals.accepted & ~accepted;
    const weak = goals.weak & always & ~taken;
    const strong = goals.strong & possible & ~taken;
    const paid = unread === 0 && weak === 0 && strong === 0;
    if (paid && here === start && ways.length > 0) return ways;
    const goesOn = (to: number, carriesOut: number): boolean =>
      paid
        ? to === start
        : (part.accepts(to) & unread) !== 0 ||
          (weak & ~part.possible(to)) !== 0 ||
          (carriesOut & (weak | strong)) !== 0;
    const way = nearest(here, part, goesOn);
    for (const { to, carriesOut, move } of way) {
      taken |= carriesOut;
      visit(to);
      ways.push({ to, move });
      here = to;
    }
  }
}

interface Stretch extends Way {
  readonly carriesOut: number;
}

function nearest(
  start: number,
  part: FairPart,
  isThere: (to: number, carriesOut: number) => boolean,
): Stretch[] {
  const from = new Map<number, { node: number; way: Stretch }>();
  const queue = [start];
  const backTo = (node: number): Stretch[] => {
    const ways: Stretch[] = [];
    for (let at = node; at !== start; ) {
      const { node: before, way } = from.get(at)!;
      ways.unshift(way);
      at = before;
    }
    return ways;
  };
  for (const node of queue) {
    let found = null as Stretch | null;
    part.each(node, (to, move, carriesOut) => {
      const way = { to, move, carriesOut };
      if (found === null && isThere(to, carriesOut)) found = way;
      if (to === start || from.has(to)) return;
      from.set(to, { node, way });
      queue.push(to);
    });
    if (found !== null) return [...backTo(node), found];
  }
  throw new Error('internal error: a fair part of which some debt cannot be paid');
}
