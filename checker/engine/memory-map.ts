import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';

/**
 * At least this many successors wait until they are looked up. A table far larger than any cache makes every
 * look-up wait for memory; together, they wait at the same time.
 */
export const BATCH = 64;

/** Successors are first looked for among as many that were looked up lately (a power of two). */
export const RECENT = 2 ** 14;

/**
 * Where things are in the engine's one memory: a header of fixed size, then the arena (all states in the order in
 * which they were found, which is also the queue), then, moving as the arena grows, the hash table.
 */
export interface MemoryMap {
  readonly stateBytes: number;
  /** For each property, then for failed assertions: index of the first state that decides it, or -1. */
  readonly decided: number;
  /** For each property: 1 once its trigger has held. */
  readonly triggered: number;
  /** States whose predecessors are looked for, and for each the index of the first one, or -1. */
  readonly targets: number;
  readonly sources: number;
  readonly mostTargets: number;
  /** One byte for each edge, 1 once it was taken. */
  readonly taken: number;
  readonly edges: readonly string[];
  takenAt(context: Context, location: number, edge: number): number;
  /** Successors that wait, each with its hash: a batch, and what the last state of the batch adds to it. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** Where states lie that were looked up lately: half of the hash, and the index. */
  readonly recent: number;
  readonly arena: number;
}

export function memoryMap(machine: Machine, layout: Layout): MemoryMap {
  const stateBytes = 8 * layout.words;
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
  return {
    stateBytes,
    decided: region(4 * questions),
    triggered: region(4 * questions),
    targets: region(stateBytes * mostTargets),
    sources: region(4 * mostTargets),
    mostTargets,
    taken,
    edges,
    takenAt: (context, location, edge) => taken + firstEdge[context][location] + edge,
    waiting: region(waitingBytes * (BATCH + mostSuccessors(machine))),
    waitingBytes,
    recent: region(8 * RECENT),
    arena: region(0),
  };
}

/** The most successors that a state can have. */
export function mostSuccessors(machine: Machine): number {
  const most = machine.frames.map((frames) => {
    const steps = CONTEXTS.flatMap((context) =>
      frames[context] === null ? [] : machine.code[context].map((l) => l.edges.length),
    );
    return steps.reduce((a, b) => Math.max(a, b), 0) + 2 * machine.vectors.length;
  });
  return most.reduce((a, b) => a + b, 0);
}

/** Up to the next cache line. */
export const align = (address: number): number => Math.ceil(address / 64) * 64;
