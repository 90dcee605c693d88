import type { DomainIR } from './domain.js';

/**
 * The intermediate representation: a whole model as plain frozen data. The builders write it, the loader checks it,
 * and everything else (interpreter, engine, C listing, exporters, analyses) reads it and nothing else.
 */

export const CONTEXTS = ['task', 'softirq', 'hardirq', 'nmi'] as const;
/** What a CPU can be doing, lowest first. At most one frame of each exists per CPU; a higher one runs on top. */
export type Context = (typeof CONTEXTS)[number];

/**
 * What kind of access the kernel makes. Under sequential consistency they are all equal; they are recorded so
 * that a store-buffer semantics can be a setting one day and not a rewrite of every model.
 */
export type Access = 'plain' | 'once' | 'acquire' | 'release' | 'full';

/** Where something stands in the kernel, and which kernels have it in this form. */
export interface Source {
  readonly file: string;
  /** The form of the text this is, in words: releases, a commit, a posted patch. */
  readonly versions: string;
  readonly commit?: string;
  readonly note?: string;
}

/** A variable of the model, in memory: one cell, one a CPU, or a small array. */
export interface VarDecl {
  readonly name: string;
  /** `ghost` variables belong to the question, not to the kernel: steps may note into them, never read them. */
  readonly scope: 'shared' | 'perCpu' | 'ghost';
  readonly domain: DomainIR;
  /** Number of elements of a small array; null for a single cell. Per-CPU variables are never arrays. */
  readonly length: number | null;
  readonly init: number;
}

/** One cell of a variable: `index` picks it, by CPU or by number. */
export interface Cell {
  readonly decl: VarDecl;
  readonly index: Expr | null;
}

/** What expressions are computed with. The last five are about sets of CPUs. */
export type Operator =
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

/** An expression. In a step it reads what a CPU could read; in a property, it looks at the whole machine. */
export type Expr =
  | { readonly kind: 'const'; readonly value: number; readonly domain: DomainIR }
  | { readonly kind: 'self' }
  | { readonly kind: 'allCpus' }
  | { readonly kind: 'inContext'; readonly contexts: readonly Context[] }
  | { readonly kind: 'irqsOff' }
  | { readonly kind: 'local'; readonly name: string; readonly domain: DomainIR }
  | { readonly kind: 'read'; readonly cell: Cell; readonly access: Access }
  | { readonly kind: 'op'; readonly op: Operator; readonly args: readonly Expr[] }
  // Only in properties and notes, which look at the machine from outside:
  | { readonly kind: 'bound'; readonly name: string }
  | {
      readonly kind: 'quantifier';
      readonly quantifier: 'exists' | 'forall' | 'count';
      readonly bind: string;
      readonly body: Expr;
    }
  | {
      readonly kind: 'at';
      readonly points: readonly Point[];
      readonly cpu: Expr | null;
      readonly count: boolean;
    }
  | { readonly kind: 'outcome'; readonly outcome: string | null }
  | { readonly kind: 'stopped'; readonly cpu: Expr }
  | { readonly kind: 'irqsOffOn'; readonly cpu: Expr; readonly context: Context };

/** A program point: a label of a function, given as a dotted path; '' is anywhere in the function. */
export interface Point {
  readonly fn: string;
  readonly label: string;
  readonly context: Context | null;
}

interface Common {
  /** Words for the listing and for traces, where the C line alone would not say it. */
  readonly comment?: string;
  readonly line?: string;
}

/** What stands behind a label: one atomic step, or a block of them with what decides whether it is run. */
export type Node = Common &
  (
    | { readonly kind: 'set'; readonly local: string; readonly value: Expr }
    | { readonly kind: 'store'; readonly cell: Cell; readonly value: Expr; readonly access: Access }
    | {
        readonly kind: 'rmw';
        readonly op: 'cmpxchg' | 'xchg' | 'add' | 'or' | 'andnot';
        readonly cell: Cell;
        readonly expect: Expr | null;
        readonly value: Expr;
        readonly old: string | null;
        readonly access: Access;
      }
    | { readonly kind: 'fence'; readonly fence: 'mb' | 'rmb' | 'wmb' }
    | { readonly kind: 'wait'; readonly guard: Expr }
    | { readonly kind: 'waitOrTimeout'; readonly guard: Expr; readonly into: string | null }
    | { readonly kind: 'halt'; readonly final: boolean }
    | { readonly kind: 'park' }
    | { readonly kind: 'stopCpu' }
    | { readonly kind: 'end'; readonly outcome: string }
    | {
        readonly kind: 'irq';
        readonly op: 'disable' | 'enable' | 'save' | 'restore';
        readonly flags: string | null;
      }
    | { readonly kind: 'send'; readonly vector: string; readonly to: Expr; readonly toSet: boolean }
    | { readonly kind: 'choose'; readonly local: string; readonly domain: DomainIR }
    | { readonly kind: 'assert'; readonly cond: Expr; readonly message: string }
    | { readonly kind: 'note'; readonly cell: Cell; readonly value: Expr }
    | { readonly kind: 'ignored'; readonly reason: string }
    | { readonly kind: 'uncovered'; readonly text: string }
    | { readonly kind: 'when'; readonly cond: Expr; readonly then: Block; readonly otherwise: Block }
    | { readonly kind: 'either'; readonly arms: Readonly<Record<string, Arm>> }
    | { readonly kind: 'loop'; readonly bound: number; readonly cond: Expr; readonly body: Block }
    | { readonly kind: 'retry'; readonly body: Block }
    | { readonly kind: 'forEachCpu'; readonly set: Expr; readonly local: string; readonly body: Block }
    | { readonly kind: 'atomic'; readonly reason: string; readonly body: Block }
    | {
        readonly kind: 'call';
        readonly fn: Fn;
        readonly args: Readonly<Record<string, Expr>>;
        readonly into: string | null;
      }
    | { readonly kind: 'ret'; readonly value: Expr | null }
    | { readonly kind: 'goto'; readonly label: string }
    | { readonly kind: 'brk' }
    | { readonly kind: 'cont' }
  );

/** One way on at a choice that the model leaves open, and why it does. */
export interface Arm {
  readonly reason: string;
  /** Who comes to this choice again and again takes the arm some time; without it, the arm may lose for ever. */
  readonly fair?: true;
  readonly body: Block;
}

/** A labelled record: each key is a step label, in program order. */
export type Block = { readonly [label: string]: Node };

/** A function of the model, as data: what `fn()` makes. */
export interface Fn<B extends Block = Block> {
  readonly name: string;
  /** Which of several forms of the same kernel function this is (`cmpxchg`, `v3.3`); '' when there is only one. */
  readonly form: string;
  readonly source: Source;
  readonly params: Readonly<Record<string, DomainIR>>;
  readonly locals: Readonly<Record<string, DomainIR>>;
  readonly returns: DomainIR | null;
  readonly body: B;
}

/** `name` or `name@form`: unique within a system. */
export const fnId = (fn: Fn): string => (fn.form === '' ? fn.name : `${fn.name}@${fn.form}`);

/** An interrupt source. */
export interface Vector {
  readonly name: string;
  readonly context: Exclude<Context, 'task'>;
}

/** What a vector interrupts with: the function that handles it, and how often it arrives. */
export interface VectorBinding {
  readonly vector: Vector;
  readonly handler: Fn;
  /** How often it may arrive by itself; null for a vector that is only sent. */
  readonly arrives: {
    readonly times: number;
    readonly per: 'system' | 'cpu';
    /** CPUs it can hit; null for any. */
    readonly on: readonly number[] | null;
    /** Further condition over the CPU that is hit. */
    readonly when: Expr | null;
  } | null;
}

/** The machine modelled: how many CPUs, what each runs, what may interrupt it, and how memory begins. */
export interface System {
  readonly name: string;
  readonly cpus: number;
  /** The task program of each CPU; null for an idle one. */
  readonly tasks: readonly (Fn | null)[];
  readonly vectors: readonly VectorBinding[];
  readonly init: readonly { readonly cell: Cell; readonly value: number }[];
}

/**
 * - `always`: holds in every reachable state. `never`: in none.
 * - `atEnd`: holds in every state in which the run is over: the machine has ended (capture kernel, restart) or nothing
 *   that must move can move.
 * - `reachable`: holds in some reachable state (a cover).
 * - `noDeadlock`: no run stops with somebody still waiting.
 * - `leadsTo`, `eventually`, `alwaysEventually`, `ltl`: a formula that every fair run satisfies, also one without an end.
 */
export type PropertyKind =
  | 'always'
  | 'never'
  | 'atEnd'
  | 'reachable'
  | 'noDeadlock'
  | 'leadsTo'
  | 'eventually'
  | 'alwaysEventually'
  | 'ltl';

/** A formula of linear temporal logic without "next", over states: one atom is an expression that looks at a state. */
export type Formula<A = Expr> =
  | { readonly kind: 'atom'; readonly atom: A }
  | { readonly kind: 'not' | 'always' | 'eventually'; readonly of: Formula<A> }
  /** `until`: the right one becomes true, and the left one is until then. `release` is its dual. */
  | {
      readonly kind: 'and' | 'or' | 'until' | 'release';
      readonly left: Formula<A>;
      readonly right: Formula<A>;
    };

/**
 * What is left out of the runs. `weak`: no run in which something stays possible from some time on and never happens.
 * `strong`: none in which it becomes possible again and again and happens only so often. `none`: both are runs.
 */
export type Strength = 'none' | 'weak' | 'strong';

/** Which runs a property about whole runs speaks of: those in which nothing is put off for ever that must happen. */
export interface Fairness {
  /** The steps of a context, on each CPU. */
  readonly contexts: Readonly<Record<Context, Strength>>;
  /** An interrupt that was sent is taken, on each CPU; exceptions by the name of the vector. */
  readonly vectors: Strength;
  readonly vector: Readonly<Record<string, Strength>>;
  /** The ways on at choices. What is not named is as its model says: `strong` for an arm that is `fair`, else `none`. */
  readonly choices: readonly FairChoice[];
}

/** One way on at a choice: an arm of `either`, `done` or `timeout` of a bounded wait, a value of `choose` (`=1`). */
export interface FairChoice {
  readonly at: Point;
  readonly choice: string;
  readonly strength: Strength;
}

/** What a liveness property asks: the runs that it speaks of, and what is true of each of them. */
export interface Temporal {
  readonly formula: Formula;
  readonly fairness: Fairness;
}

/** A question about a system, as data: what `always()`, `never()` and the others make. */
export interface Property {
  readonly name: string;
  readonly kind: PropertyKind;
  /** One sentence that a kernel developer would sign. */
  readonly says: string;
  /** Why it matters when it breaks: the last line of a counterexample. */
  readonly because: string;
  readonly expr: Expr | null;
  /** The property speaks only where this was true somewhere; if it never is, the verdict is `vacuous`. */
  readonly trigger: Expr | null;
  /** For those about whole runs. They have no `expr`. */
  readonly temporal: Temporal | null;
}
