import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine, MExpr } from '../../model/language/machine.js';
import { atomsOf } from '../../model/language/temporal.js';
import type { Layout } from '../layout.js';
import { type Reduction, UNREDUCED } from '../reduce/reduction.js';
import { PILE_BYTES, PILES } from './rebuild.js';
import { type Routing, routingFor } from './routing.js';
import { type Tables, tablesOf } from './tables.js';
import { nodesOf } from './tree.js';

/**
 * At least this many successors wait until they are looked up. A table far larger than any cache makes every
 * look-up wait for memory; together, they wait at the same time.
 */
export const BATCH = 64;

/** Successors are first looked for among as many that were looked up lately (a power of two). */
export const RECENT = 2 ** 14;

/** About how many bytes of states go from one partition to another in one go. */
const PARCEL = 2 ** 15;

/** States of more words than this are worked on in memory, and their last word is always stored whole. */
export const MOST_WORDS_IN_LOCALS = 8;

/** Unless it is asked for, states of fewer words are not compressed: it would make them more than half as fast. */
const LEAST_COMPRESSED = 6;

/** What a visited set remembers of a state: all of it, its hash, or some bits that others may have set. */
export type StoreKind = 'exact' | 'fingerprints' | 'bitstate';

/**
 * Where things are in the memory of one partition of the visited set: a header of fixed size, then upwards the arena
 * (all states in the order in which they were found, which is also the queue), and downwards from the end the table.
 */
export interface MemoryMap {
  readonly store: StoreKind;
  /** Bytes of a state while it is worked on: whole words. */
  readonly stateBytes: number;
  /** The arena holds short keys of states, see tree.ts. */
  readonly compressed: boolean;
  /** Bytes of a state in the arena, where unused bytes of the last word are left out. A key has at most as many. */
  readonly keyBytes: number;
  /** The bits of the last word that are in use. */
  readonly lastMask: bigint;
  /** For each property, then for failed assertions: index of the state that decides it, or -1. */
  readonly decided: number;
  /** The hash of that state. Among states of a level, the one with the smallest decides. */
  readonly decidedHash: number;
  /** 1 for what was decided on an earlier level, which is final. */
  readonly closed: number;
  /** For each property: 1 once its trigger has held. */
  readonly triggered: number;
  /**
   * States whose predecessors are looked for, and for each: the CPU that should make the step, the index of the best
   * predecessor, or -1, its rank (the smallest is best) and the CPU that makes the step from it.
   */
  readonly targets: number;
  readonly wanted: number;
  readonly sources: number;
  readonly sourceRanks: number;
  readonly sourceMovers: number;
  readonly mostTargets: number;
  /** One byte for each edge, 1 once it was taken. */
  readonly taken: number;
  readonly edges: readonly string[];
  takenAt(context: Context, location: number, edge: number): number;
  /** Successors that wait, each with its hash: a batch, and what the last state of the batch adds to it. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /**
   * What was looked up lately: the key of a compressed state; otherwise a hash, or where hashes can collide, half of it and
   * the address of the state.
   */
  readonly recent: number;
  /** The same for states of other partitions, where those of this one are compressed. */
  readonly recentAbroad: number;
  /** The state that is unpacked, and the numbers of its nodes. */
  readonly current: number;
  readonly nodes: number;
  /** Entries on their way into a larger table, and for each pile of them, how many bytes. */
  readonly piles: number;
  readonly pileFills: number;
  /** How many partitions the visited set has, and how states are divided among them. */
  readonly partitions: number;
  readonly routing: Routing;
  /** States for other partitions, in the form in which they wait; for each partition, how many bytes. */
  readonly outboxes: number;
  readonly outboxBytes: number;
  readonly filled: number;
  /** With this many bytes, an outbox may not have room for all successors of one more state. */
  readonly crowded: number;
  /** States from other partitions. */
  readonly inbox: number;
  /** What reductions look up, and where it lies. */
  readonly tables: Tables | null;
  readonly tablesAt: number;
  /** States that are put aside while a harmless step is made from them. */
  readonly aside: number;
  /** What a graph is told of a state; null where nobody can ask for a graph. */
  readonly graph: GraphMap | null;
  readonly arena: number;
}

/** Where the code for a graph leaves what it finds about a state, beside its successors, which wait where a search has them. */
export interface GraphMap {
  /** Flags of the state, as in graph-code.ts. Then 32 atoms in each word, as bits. */
  readonly about: number;
  readonly atoms: readonly MExpr[];
  /** For each successor, the number of the move that leads to it. */
  readonly moves: number;
}

export function memoryMap(
  machine: Machine,
  layout: Layout,
  partitions = 1,
  store: StoreKind = 'exact',
  compress: boolean | null = null,
  reduction: Reduction = UNREDUCED,
): MemoryMap {
  const stateBytes = 8 * layout.words;
  const last = lastBits(layout);
  const compact = layout.words <= MOST_WORDS_IN_LOCALS;
  const wide = layout.words >= (compress ? 2 : LEAST_COMPRESSED);
  const compressed = compress !== false && store === 'exact' && wide;
  const questions = machine.properties.length + 1;
  const mostTargets = questions + 1;
  const edges: string[] = [];
  const firstEdge = {} as Record<Context, number[]>;
  for (const context of CONTEXTS)
    firstEdge[context] = machine.code[context].map(({ id, edges: ways }) => {
      return edges.push(...ways.map((_, edge) => `${context}:${id}:${edge}`)) - ways.length;
    });

  // Address 0 stays unused, so that no address is mistaken for nothing.
  let end = 64;
  const region = (bytes: number): number => {
    const start = end;
    end = align(end + bytes);
    return start;
  };
  const taken = region(edges.length);
  const waitingBytes = stateBytes + 8;
  const most = mostSuccessors(machine);
  const parcel = waitingBytes * Math.max(1, Math.floor(PARCEL / waitingBytes));
  const outboxBytes = parcel + waitingBytes * most;
  const others = partitions > 1 ? partitions : 0;
  const looksUp = reduction.normal !== null || reduction.harmless !== null;
  const tables = looksUp ? tablesOf(machine, layout, reduction) : null;
  // Cycles are looked for in all of a space, of which one store has to know every state.
  const isWhole = store === 'exact' && !compressed && others === 0 && layout.switching === null;
  const atoms = atomsOfProperties(machine);
  const hasGraph = isWhole && reduction === UNREDUCED && machine.properties.some((p) => p.temporal !== null);
  return {
    store,
    stateBytes,
    compressed,
    keyBytes: compressed ? 8 : compact ? stateBytes - 8 + Math.max(1, Math.ceil(last / 8)) : stateBytes,
    lastMask: (1n << BigInt(last)) - 1n,
    decided: region(4 * questions),
    decidedHash: region(8 * questions),
    closed: region(4 * questions),
    triggered: region(4 * questions),
    targets: region(stateBytes * mostTargets),
    wanted: region(4 * mostTargets),
    sources: region(4 * mostTargets),
    sourceRanks: region(8 * mostTargets),
    sourceMovers: region(4 * mostTargets),
    mostTargets,
    taken,
    edges,
    takenAt: (context, location, edge) => taken + firstEdge[context][location] + edge,
    waiting: region(waitingBytes * (BATCH + most)),
    waitingBytes,
    recent: region(8 * RECENT),
    recentAbroad: region(compressed && partitions > 1 ? 8 * RECENT : 0),
    current: region(compressed ? stateBytes : 0),
    nodes: region(compressed ? 4 * nodesOf(layout.words) : 0),
    pileFills: region(4 * PILES),
    piles: region(store === 'exact' ? PILE_BYTES : 0),
    partitions,
    routing: routingFor(machine, layout, partitions),
    outboxes: region(others * outboxBytes),
    outboxBytes,
    filled: region(4 * others),
    crowded: parcel,
    inbox: region(others === 0 ? 0 : outboxBytes),
    tables,
    tablesAt: region(tables?.bytes.length ?? 0),
    aside: region(compact ? 0 : stateBytes * ((reduction.harmless?.mostAtOnce ?? 0) + 1)),
    graph: !hasGraph
      ? null
      : { about: region(4 + 4 * atomWords(atoms)), atoms, moves: region(4 * (most + 1)) },
    arena: region(0),
  };
}

/** What the machine's formulas look at, each once. Constants are none. */
function atomsOfProperties({ properties }: Machine): MExpr[] {
  const all = properties.flatMap((p) => (p.temporal === null ? [] : atomsOf(p.temporal.formula)));
  return [...new Map(all.filter((e) => e.kind !== 'const').map((e) => [JSON.stringify(e), e])).values()];
}

/** Words that so many atoms take as bits. */
export const atomWords = (atoms: readonly MExpr[]): number => Math.ceil(atoms.length / 32);

/** Bits in use of the last word. */
function lastBits({ words, fields }: Layout): number {
  return fields.reduce((most, f) => (f.word === words - 1 ? Math.max(most, f.shift + f.bits) : most), 0);
}

/** The most successors that a state can have. */
export function mostSuccessors(machine: Machine): number {
  const widest = CONTEXTS.map((context) =>
    machine.code[context].reduce((most, { edges }) => Math.max(most, edges.length), 0),
  );
  const most = machine.frames.map((frames) => {
    const steps = CONTEXTS.map((context, i) => (frames[context] === null ? 0 : widest[i]));
    return Math.max(...steps) + 2 * machine.vectors.length;
  });
  return most.reduce((a, b) => a + b, 0);
}

/** Up to the next cache line. */
export const align = (address: number): number => Math.ceil(address / 64) * 64;
