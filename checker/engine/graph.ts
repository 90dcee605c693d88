import type { Machine, MExpr } from '../../model/language/machine.js';
import { unpack } from '../layout.js';
import type { Move, State, Stopped } from '../search.js';
import { FAILED, OVER } from './graph-code.js';
import { LinearMemory } from './instance.js';
import { atomWords, type GraphMap } from './memory-map.js';
import { Pace } from './pace.js';
import { type Program, programFor } from './program.js';

/**
 * A machine's states and moves as a graph that stays in memory, for questions about cycles. States are numbered in the
 * order of a breadth-first search; the moves of a state are in the order of the reference.
 */
export interface Graph {
  readonly states: number;
  /** The moves of state `s` are those from `first[s]` up to `first[s + 1]`. */
  readonly first: Uint32Array;
  /** For each move: the state it leads to, and the number of its class. */
  readonly to: Uint32Array;
  readonly classes: Uint16Array;
  /** A move of each class. */
  readonly moves: readonly Move[];
  /** For each state: whether a failed assertion ends it, and whether it can stay for ever as it is. */
  readonly failed: Uint8Array;
  readonly stays: Uint8Array;
  /** What the machine's formulas look at; atoms are told by their places here. */
  readonly atoms: readonly MExpr[];
  isTrue(atom: number, state: number): boolean;
  stateOf(state: number): State;
}

export interface GraphLimits {
  readonly maxMemory: number;
  readonly timeLimit?: number;
  readonly signal?: { readonly aborted: boolean };
  readonly onProgress?: (states: number, transitions: number, frontier: number, bytes: number) => void;
}

interface GraphModule {
  ways(address: number): number;
}

/** The code that a search has too, unless that works on compressed states. */
function graphProgram(machine: Machine): { program: Program; at: GraphMap } {
  const plain = programFor(machine);
  const program = plain.map.graph === null ? programFor(machine, { compress: false }) : plain;
  const at = program.map.graph;
  if (at === null) throw new Error('internal error: a graph of a machine that nobody asks about cycles');
  return { program, at };
}

/** The graph, or why there is none. `tells` are moves that have to be told from others of their context. */
export async function graphOf(
  machine: Machine,
  tells: (move: Move) => boolean,
  limits: GraphLimits,
): Promise<Graph | Stopped> {
  const started = performance.now();
  const { program, at } = graphProgram(machine);
  const { layout, map, initial } = program;
  const code = program.module();
  const memory = new LinearMemory(map.arena + 2 ** 20);
  const module = memory.load<GraphModule>(code);
  const classes = new Classes(tells);
  const classOfMove = Uint16Array.from(code.moves, (move) => classes.numberOf(move));
  const arrives = Uint8Array.from(code.moves, (move) => (move.kind === 'arrive' ? 1 : 0));
  const words = 2 * layout.words;
  const base = map.arena / 4;
  const wayWords = map.waitingBytes / 4;

  // Views of the memory; they are made anew when it has grown.
  let cells = new Int32Array(memory.buffer);
  const table = new Table();
  let states = 0;
  /** The number of the state that lies at this place among the cells, after it was added if it is new. */
  const numberOf = (from: number, hash: number): number => {
    for (let slot = table.slotFor(hash); ; slot = table.after(slot)) {
      const number = table.at(slot) - 1;
      if (number < 0) {
        const end = base + (states + 1) * words;
        if (end > cells.length) {
          if (!memory.reach(Math.min(4 * end + memory.buffer.byteLength / 2, MOST))) throw FULL;
          cells = new Int32Array(memory.buffer);
          if (end > cells.length) throw FULL;
        }
        cells.copyWithin(base + states * words, from, from + words);
        table.put(slot, hash, states + 1);
        return states++;
      }
      if (table.hashAt(slot) !== hash) continue;
      let k = 0;
      const known = base + number * words;
      while (k < words && cells[known + k] === cells[from + k]) k++;
      if (k === words) return number;
    }
  };

  const first = new Growing(Uint32Array);
  const to = new Growing(Uint32Array);
  const classOf = new Growing(Uint16Array);
  const failed = new Growing(Uint8Array);
  const stays = new Growing(Uint8Array);
  const truth = new Growing(Int32Array);
  const bytes = () =>
    map.arena +
    4 * words * states +
    [first, to, classOf, failed, stays, truth, table].reduce((n, g) => n + g.bytes, 0);

  const aboutAt = at.about / 4;
  const waysAt = map.waiting / 4;
  const movesAt = at.moves / 4;
  const truthWords = atomWords(at.atoms);
  const expand = (s: number): void => {
    const count = module.ways(map.arena + 4 * words * s);
    if (count < 0) throw new Error('internal error: a state of the graph cannot be evaluated');
    const about = cells[aboutAt];
    for (let k = 1; k <= truthWords; k++) truth.push(cells[aboutAt + k]);
    let mustMove = false;
    for (let i = 0, way = waysAt; i < count; i++, way += wayWords) {
      const move = cells[movesAt + i];
      to.push(numberOf(way, cells[way + words]));
      classOf.push(classOfMove[move]);
      if (arrives[move] === 0) mustMove = true;
    }
    first.push(to.length);
    failed.push(about & FAILED ? 1 : 0);
    stays.push(about & FAILED || (mustMove && !(about & OVER)) ? 0 : 1);
  };

  new BigUint64Array(memory.buffer, map.waiting, layout.words).set(initial.words);
  numberOf(waysAt, Number(BigInt.asIntN(32, initial.hash)));
  first.push(0);
  const pace = new Pace();
  const { timeLimit = Number.POSITIVE_INFINITY } = limits;
  for (let next = 0; next < states; ) {
    const until = Math.min(states, next + pace.chunk);
    try {
      pace.measure(until - next, () => {
        for (; next < until; next++) expand(next);
      });
    } catch (error) {
      if (error !== FULL) throw error;
      return 'memory';
    }
    if (bytes() > limits.maxMemory) return 'memory';
    limits.onProgress?.(states, to.length, states - next, bytes());
    await pace.breathe();
    if (limits.signal?.aborted) return 'interrupted';
    if (performance.now() - started > timeLimit) return 'time';
  }
  const truths = truth.array;
  return {
    states,
    first: first.array,
    to: to.array,
    classes: classOf.array,
    moves: classes.moves,
    failed: failed.array,
    stays: stays.array,
    atoms: at.atoms,
    isTrue: (atom, s) => ((truths[s * truthWords + (atom >> 5)] >> (atom & 31)) & 1) === 1,
    stateOf: (s) =>
      unpack(layout, [...new BigUint64Array(memory.buffer, map.arena + 4 * words * s, layout.words)]),
  };
}

const FULL = new Error('no more memory');
/** What a memory of 32-bit addresses can give, less a little; views of it have to begin at whole words. */
const MOST = 2 ** 32 - 2 ** 20;

/** Numbers for classes of moves that nothing asks to be told apart. */
class Classes {
  readonly moves: Move[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly tells: (move: Move) => boolean) {}

  numberOf(move: Move): number {
    const key = this.keyOf(move);
    const known = this.numbers.get(key) ?? this.moves.push(move) - 1;
    this.numbers.set(key, known);
    return known;
  }

  private keyOf(move: Move): string {
    if (move.kind === 'arrive') return 'arrive';
    if (move.kind === 'deliver') return `deliver ${move.cpu} ${move.vector}`;
    const { cpu, context, location, edge } = move;
    return this.tells(move) ? `${cpu} ${context} ${location} ${edge}` : `${cpu} ${context}`;
  }
}

/** A typed array that grows at its end. */
class Growing<A extends Uint8Array | Uint16Array | Uint32Array | Int32Array> {
  private all: A;
  length = 0;

  constructor(private readonly type: new (length: number) => A) {
    this.all = new type(1024);
  }

  push(value: number): void {
    if (this.length === this.all.length) {
      const longer = new this.type(2 * this.length);
      longer.set(this.all);
      this.all = longer;
    }
    this.all[this.length++] = value;
  }

  get array(): A {
    return this.all.subarray(0, this.length) as A;
  }

  get bytes(): number {
    return this.all.byteLength;
  }
}

/** A hash table with open addressing: numbers from 1 on, and the hashes by which they are found. */
class Table {
  private numbers = new Uint32Array(2 ** 12);
  private hashes = new Int32Array(2 ** 12);
  private count = 0;

  slotFor(hash: number): number {
    if (2 * this.count > this.numbers.length) this.grow();
    return hash & (this.numbers.length - 1);
  }

  after(slot: number): number {
    return (slot + 1) & (this.numbers.length - 1);
  }

  at(slot: number): number {
    return this.numbers[slot];
  }

  hashAt(slot: number): number {
    return this.hashes[slot];
  }

  put(slot: number, hash: number, number: number): void {
    this.numbers[slot] = number;
    this.hashes[slot] = hash;
    this.count++;
  }

  get bytes(): number {
    return 2 * this.numbers.byteLength;
  }

  private grow(): void {
    const { numbers, hashes } = this;
    this.numbers = new Uint32Array(2 * numbers.length);
    this.hashes = new Int32Array(2 * numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      let slot = hashes[i] & (this.numbers.length - 1);
      while (this.numbers[slot] !== 0) slot = this.after(slot);
      this.numbers[slot] = numbers[i];
      this.hashes[slot] = hashes[i];
    }
  }
}
