import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine, MExpr } from '../../model/language/machine.js';

/** A set of places that code reads or writes, one bit each. */
export type PlaceSet = bigint;

export const NOWHERE: PlaceSet = 0n;
export const place = (n: number): PlaceSet => 1n << BigInt(n);

/** Asks whether a frame is at one of some locations, which notes and the conditions of interrupts may. */
export type Watch = Extract<MExpr, { kind: 'pcIn' }>;

/**
 * The places of a machine: its fields, by their numbers, and after them one for each watch in its code. A program counter is
 * known to others only by what watches say of it, so that most steps of a CPU concern nobody.
 */
export class Places {
  /** Watches in code. Those of properties are no places: what a property sees is another matter. */
  readonly watches: readonly Watch[];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly machine: Machine) {
    const watches: Watch[] = [];
    forEachExpression(machine, (e) => {
      if (e.kind !== 'pcIn' || machine.frames[e.cpu][e.context] === null) return;
      const key = keyOf(e);
      if (this.numbers.has(key)) return;
      this.numbers.set(key, machine.fields.length + watches.length);
      watches.push(e);
    });
    this.watches = watches;
  }

  ofWatch(watch: Watch): PlaceSet {
    const number = this.numbers.get(keyOf(watch));
    return number === undefined ? NOWHERE : place(number);
  }

  /** The cells that an index can mean, for a CPU. */
  cells(variable: number, index: MExpr | null, cpu: number): readonly number[] {
    const { fields } = this.machine.variables[variable];
    const known =
      index === null ? 0 : index.kind === 'self' ? cpu : index.kind === 'const' ? index.value : null;
    if (known === null) return fields;
    return fields[known] === undefined ? [] : [fields[known]];
  }

  /** What the value of an expression depends on, for a context of a CPU. */
  read(e: MExpr | null, cpu: number, context: Context): PlaceSet {
    if (e === null) return NOWHERE;
    const frame = this.machine.frames[cpu]?.[context];
    const field = (n: number | null | undefined) => (n === null || n === undefined ? NOWHERE : place(n));
    switch (e.kind) {
      case 'slot':
        return field(frame?.slots[e.slot]);
      case 'irqs':
        return field(frame?.irqs);
      case 'field':
        return place(e.field);
      case 'cell':
        return union([...this.cells(e.variable, e.index, cpu).map(place), this.read(e.index, cpu, context)]);
      case 'pcIn':
        return this.ofWatch(e);
      case 'op':
        return union(e.args.map((arg) => this.read(arg, cpu, context)));
      default:
        return NOWHERE;
    }
  }
}

export const union = (sets: readonly PlaceSet[]): PlaceSet => sets.reduce((a, b) => a | b, NOWHERE);

const keyOf = ({ cpu, context, locations }: Watch): string => `${cpu} ${context} ${locations.join()}`;

/** Visits every expression in the code of a machine and in the conditions of its interrupts, subexpressions included. */
export function forEachExpression(machine: Machine, visit: (e: MExpr) => void): void {
  for (const context of CONTEXTS)
    for (const { edges } of machine.code[context])
      for (const { guard, ops } of edges) {
        forEachSubexpression(guard, visit);
        for (const op of ops)
          for (const part of ['value', 'index', 'to', 'cond'] as const)
            if (part in op)
              forEachSubexpression((op as Partial<Record<typeof part, MExpr | null>>)[part] ?? null, visit);
      }
  for (const { when } of machine.vectors) forEachSubexpression(when, visit);
}

export function forEachSubexpression(e: MExpr | null, visit: (e: MExpr) => void): void {
  if (e === null) return;
  visit(e);
  if (e.kind === 'op') for (const arg of e.args) forEachSubexpression(arg, visit);
  if (e.kind === 'cell') forEachSubexpression(e.index, visit);
}
