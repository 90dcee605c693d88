import type { DomainIR, Range } from './domain.js';
import type { Context, Formula, Node, PropertyKind, Source } from './ir.js';

/**
 * The lowered form of a system: a flat transition system over small integers. Calls are inlined, control flow is a
 * graph of locations, properties are expressions over fields. Both engines and every exporter start from here.
 *
 * A state is one integer for each field, in the order of `fields`.
 */
export interface Machine {
  readonly name: string;
  readonly cpus: number;
  readonly fields: readonly Field[];
  readonly variables: readonly Variable[];
  /** Locations by context; index 0 of each is the idle location (nothing runs in this context). */
  readonly code: Readonly<Record<Context, readonly Location[]>>;
  /** `frames[cpu][context]`: where the frame is stored; null if nothing ever runs there. */
  readonly frames: readonly Readonly<Record<Context, Frame | null>>[];
  readonly vectors: readonly MachineVector[];
  /** Field that tells how the run ended: index into `outcomes`, 0 while it goes on. */
  readonly outcome: number;
  readonly outcomes: readonly string[];
  /** Field that holds the assertion that failed, as index + 1; 0 if none. */
  readonly failed: number;
  readonly assertions: readonly { readonly place: string; readonly message: string }[];
  /** Field of each CPU that says it was stopped; null if nothing ever stops a CPU. */
  readonly stopped: readonly (number | null)[];
  readonly properties: readonly MachineProperty[];
  readonly initial: readonly number[];
}

/** One number of a state. */
export interface Field {
  readonly name: string;
  readonly domain: DomainIR | { readonly kind: 'pc'; readonly context: Context };
  readonly range: Range;
  /**
   * The values that can occur in a state, where they are fewer than the range: the resting locations of a program
   * counter, or the one value of a local that holds something only while a transition is under way.
   */
  readonly values: readonly number[] | null;
  readonly owner: { readonly cpu: number; readonly context: Context | null } | null;
}

/** A declared variable and the fields that hold its cells, by index. */
export interface Variable {
  readonly name: string;
  readonly scope: 'shared' | 'perCpu' | 'ghost';
  readonly domain: DomainIR;
  readonly range: Range;
  readonly fields: readonly number[];
  /** How a cell is picked: not at all, by CPU, or by array index. */
  readonly indexed: 'no' | 'cpu' | 'array';
}

/** What one context of one CPU keeps in a state: where it is, and its locals. */
export interface Frame {
  readonly pc: number;
  /** irqs_off as this frame sees it; null if its code never changes it. */
  readonly irqs: number | null;
  /** Fields of the local slots; null for slots that this frame's code does not use. */
  readonly slots: readonly (number | null)[];
  /** Where the task program starts; 0 for other contexts and idle CPUs. */
  readonly entry: number;
}

/** A place in the code of a context: what has been done before it, and the ways on. */
export interface Location {
  readonly id: number;
  /** Control can stay here between transitions. A location that does not rest is passed through. */
  readonly rests: boolean;
  /** What being stuck here means. */
  readonly kind: 'step' | 'wait' | 'park' | 'halt' | 'final';
  readonly edges: readonly Edge[];
  /** Where this is, outermost function first. The last entry is the step itself. */
  readonly path: readonly PathEntry[];
  readonly node: Node | null;
  /** Live local names and their slots, for people who look at a state. */
  readonly scope: Readonly<Record<string, number>>;
}

/** A step by its function and label, with where the function stands in the kernel. */
export interface PathEntry {
  /** `name` or `name@form`. */
  readonly fn: string;
  readonly name: string;
  readonly label: string;
  readonly source: Source;
}

/** A way on from a location: when it is possible, what it does, and where it leads. */
export interface Edge {
  readonly guard: MExpr | null;
  readonly ops: readonly Op[];
  readonly target: number;
  /** What distinguishes this edge from its siblings: `then`, `else`, an arm's name, a chosen value, `timeout`. */
  readonly choice: string;
  /** For an arm of a choice: the location of the arm's first step, whose label and text this edge carries out. */
  readonly via: number | null;
  /** The choices that this edge makes: several where the first step of an arm is a choice as well. */
  readonly chosen: readonly Chosen[];
}

/** One way on at a choice of the model. */
export interface Chosen {
  readonly fn: string;
  readonly label: string;
  readonly choice: string;
  /** The model says that it does not lose for ever. */
  readonly isFair: boolean;
}

/** Operations of one edge happen in order, each seeing what the ones before it wrote. */
export type Op =
  | {
      readonly kind: 'slot';
      readonly slot: number;
      readonly value: MExpr;
      readonly range: Range;
      readonly clears: boolean;
    }
  | { readonly kind: 'cell'; readonly variable: number; readonly index: MExpr | null; readonly value: MExpr }
  | { readonly kind: 'irqs'; readonly value: MExpr }
  | { readonly kind: 'stop' }
  | { readonly kind: 'end'; readonly outcome: number }
  | { readonly kind: 'pend'; readonly vector: number; readonly to: MExpr; readonly toSet: boolean }
  | { readonly kind: 'check'; readonly assertion: number; readonly cond: MExpr };

/** An expression of the machine, over the fields of a state; a boolean is 0 or 1. */
export type MExpr =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'self' }
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'irqs' }
  | { readonly kind: 'cell'; readonly variable: number; readonly index: MExpr | null }
  | { readonly kind: 'field'; readonly field: number }
  /** 1 if this CPU's frame of this context is at one of these locations. */
  | {
      readonly kind: 'pcIn';
      readonly cpu: number;
      readonly context: Context;
      readonly locations: readonly number[];
    }
  | { readonly kind: 'op'; readonly op: MOperator; readonly args: readonly MExpr[] };

/** `lowest` is the number of the lowest CPU in a set, NO_CPU for the empty set; `weight` is how many CPUs it has; `has` and `with` take set, CPU. */
export type MOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '+'
  | '-'
  | '*'
  | '%'
  | '&&'
  | '||'
  | '!'
  | '?:'
  | 'has'
  | 'with'
  | 'without'
  | 'lowest'
  | 'weight';

/** An interrupt: where its handler begins, and which fields say whether it may come. */
export interface MachineVector {
  readonly name: string;
  readonly context: Exclude<Context, 'task'>;
  readonly entry: number;
  /** Pending bit of each CPU; null if nothing sends this vector. */
  readonly pending: readonly (number | null)[];
  /** Arrivals left, by CPU (the same field for all where the budget is the system's); null where it cannot arrive. */
  readonly budget: readonly (number | null)[];
  /** Further condition for an arrival, over `self`. */
  readonly when: MExpr | null;
}

/** A property, as expressions over the fields of a state. */
export interface MachineProperty {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly says: string;
  readonly because: string;
  readonly expr: MExpr | null;
  readonly trigger: MExpr | null;
  readonly temporal: MachineTemporal | null;
}

/** A property about whole runs: its formula, and what is fair. */
export interface MachineTemporal {
  readonly formula: Formula<MExpr>;
  /** What happens often enough in the runs that the formula is about. */
  readonly fairness: readonly FairAction[];
}

/** Some moves, any of which will do. They are possible where one of them is. */
export interface FairAction {
  readonly name: string;
  readonly strength: 'weak' | 'strong';
  readonly moves:
    | { readonly kind: 'steps'; readonly cpu: number; readonly contexts: readonly Context[] }
    | { readonly kind: 'takes'; readonly cpu: number; readonly vector: number }
    | {
        readonly kind: 'chooses';
        readonly cpu: number;
        readonly context: Context;
        readonly location: number;
        readonly edges: readonly number[];
      };
}

/** Whether a property is about whole runs, not about states. */
export const isLiveness = (p: Pick<MachineProperty, 'temporal'>): boolean => p.temporal !== null;

/** Visits the expressions of an operation, and the slot it writes if it writes one. */
export function forEachExpr(
  o: Op,
  expr: (e: MExpr) => void,
  writes: (slot: number) => void = () => {},
): void {
  switch (o.kind) {
    case 'slot':
      expr(o.value);
      writes(o.slot);
      break;
    case 'cell':
      if (o.index !== null) expr(o.index);
      expr(o.value);
      break;
    case 'irqs':
      expr(o.value);
      break;
    case 'pend':
      expr(o.to);
      break;
    case 'check':
      expr(o.cond);
      break;
    default:
  }
}
