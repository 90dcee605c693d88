import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Location, Machine } from '../../../model/language/machine.js';
import { type Names, namesFor } from '../names.js';
import type { Stores } from './memory.js';
import { type Arrivals, arrivalsOf, byContext, storesOf } from './stores.js';
import type { Store } from './terms.js';
import { unsetSlots } from './unset-slots.js';

/** A machine as TLA+ has it: which variables and labels there are, and what they are called. */
export class TlaModel {
  readonly names: Names;
  /** Those that have code. */
  readonly contexts: readonly Context[];
  /** Of a location: its name, which is the value of a program counter there. */
  readonly labels: Readonly<Record<Context, readonly string[]>>;
  /** By location: the slots that hold their first value there. */
  readonly unset: Readonly<Record<Context, readonly (ReadonlySet<number> | null)[]>>;
  readonly stores: Stores;
  /** Which locals of the kernel a variable stands for. */
  readonly remarks: ReadonlyMap<Store, string>;
  /** Of a vector: how often it may still arrive by itself. */
  readonly arrivals: readonly (Arrivals | null)[];
  /** All variables, in groups that are often left alone together. */
  readonly groups: readonly Group[];

  constructor(readonly m: Machine) {
    this.names = namesFor(m, [...RESERVED, ...OWN], { leading: 'underscore' });
    this.contexts = CONTEXTS.filter((c) => m.frames.some((f) => f[c] !== null));
    this.labels = byContext((c) =>
      m.code[c].map(({ id }) => (id === 0 ? 'idle' : this.names.location(c, id))),
    );
    this.unset = byContext((c) => unsetSlots(m, c));
    const { stores, remarks } = storesOf(m, this.names);
    this.stores = stores;
    this.remarks = remarks;
    this.arrivals = arrivalsOf(m, this.names);
    this.groups = this.group();
  }

  /** All variables. */
  get all(): readonly Store[] {
    return this.groups.flatMap((g) => g.stores);
  }

  /** Where control can stay, idle included. */
  resting(context: Context): readonly Location[] {
    return this.m.code[context].filter((l) => l.rests && this.unset[context][l.id] !== null);
  }

  private group(): Group[] {
    const { m, stores, contexts } = this;
    const of = (...scopes: readonly string[]) =>
      stores.variables.filter((_, i) => scopes.includes(m.variables[i].scope));
    const present = (...s: readonly (Store | null)[]) => s.filter((x) => x !== null);
    return [
      {
        name: 'kernel',
        says: 'Memory that the CPUs share, and per-CPU variables.',
        stores: of('shared', 'perCpu'),
      },
      { name: 'notes', says: 'What the properties want to know; no step reads it.', stores: of('ghost') },
      {
        name: 'fate',
        says: 'How the run ended, and which CPUs are stopped.',
        stores: present(stores.outcome, stores.failed, stores.stopped),
      },
      {
        name: 'interrupts',
        says: 'On which CPUs a vector is pending, and how often it may still arrive by itself.',
        stores: m.vectors.flatMap((_, i) => present(stores.pending[i], this.arrivals[i]?.left ?? null)),
      },
      {
        name: 'control',
        says: 'Where the code of each context stands on a CPU.',
        stores: present(...contexts.map((c) => stores.pc[c])),
      },
      ...contexts.map((c) => ({
        name: `${c}_frame`,
        says: `Local variables of the ${c} code of a CPU, and whether it has turned irqs off.`,
        stores: present(stores.irqs[c], ...stores.slots[c].filter((_, i) => this.isKept(c, i))),
      })),
    ]
      .filter((g) => g.stores.length > 0)
      .map((g) => ({ ...g, name: this.names.fresh(g.name) }));
  }

  /** Whether a slot holds anything where control rests. Most locals are read by the transition that writes them. */
  private isKept(context: Context, slot: number): boolean {
    return this.resting(context).some(({ id }) => !this.unset[context][id]!.has(slot));
  }
}

export interface Group {
  readonly name: string;
  readonly says: string;
  readonly stores: readonly Store[];
}

/** What a context is called at the beginning of a definition: `TaskOnTop`. */
export const CONTEXT_NAMES: Readonly<Record<Context, string>> = {
  task: 'Task',
  softirq: 'Softirq',
  hardirq: 'Hardirq',
  nmi: 'Nmi',
};

/** Words of the language and of the standard modules, and the names that every module here defines. */
const RESERVED = `
  ASSUME ASSUMPTION AXIOM BOOLEAN CASE CHOOSE CONSTANT CONSTANTS DOMAIN ELSE ENABLED EXCEPT EXTENDS FALSE
  IF IN INSTANCE INTER LAMBDA LET LOCAL MODULE OTHER RECURSIVE SF_ STRING SUBSET THEN THEOREM TRUE
  UNCHANGED UNION VARIABLE VARIABLES WF_ WITH ACTION BY COROLLARY DEF DEFINE DEFS HAVE HIDE LEMMA NEW
  OBVIOUS OMITTED ONLY PICK PROOF PROPOSITION PROVE QED STATE SUFFICES TAKE TEMPORAL USE WITNESS Nat Int
  Cardinality IsFiniteSet CPU NONE idle name index set Init Next Spec TypeOK vars self here cpu other third
  Over CanMove Lowest Deadlock RunIsOver
`
  .trim()
  .split(/\s+/);

const OWN = CONTEXTS.flatMap((c) =>
  ['OnTop', 'At', 'Labels', 'CanStep', 'MayEnter'].map((what) => `${CONTEXT_NAMES[c]}${what}`),
);
