import { value } from '../../checker/reference/step.js';
import type { State } from '../../checker/search.js';
import type { RunStep } from '../../checker/verdict.js';
import { cpusIn, type DomainIR, formatValue } from '../../model/language/domain.js';
import type { Context, Node } from '../../model/language/ir.js';
import type { Edge, Location, Machine, PathEntry } from '../../model/language/machine.js';

/** One labelled step of a run with everything needed to tell it. */
export interface Told {
  readonly cpu: number;
  readonly context: Context;
  readonly location: Location;
  readonly edge: Edge;
  /** The step whose text this is: of a chosen arm, the arm's first step. */
  readonly node: Node | null;
  readonly path: readonly PathEntry[];
  /** The state in which this step begins: in a transition of several steps, what the ones before it did is done. */
  readonly before: State;
  readonly after: State;
}

/**
 * The labelled steps of one transition, with the states between them. The interpreter passes those without stopping,
 * so they are recomputed here from the operations that read and write memory; locals matter most, as a step that does
 * not rest touches nothing else.
 */
export function walkSteps(m: Machine, { move, before, steps }: RunStep): Told[] {
  const { cpu } = move;
  let state = before;
  return steps.map(({ context, location: id, edge: index }) => {
    const location = m.code[context][id];
    const edge = location.edges[index];
    const { node, path } = edge.via === null ? location : m.code[context][edge.via];
    const told = { cpu, context, location, edge, node, path, before: state };
    state = apply(m, state, edge, cpu, context);
    return { ...told, after: state };
  });
}

function apply(m: Machine, from: State, { ops }: Edge, cpu: number, context: Context): State {
  const state = [...from];
  for (const op of ops) {
    if (op.kind === 'cell') {
      const index = op.index === null ? 0 : value(m, state, op.index, cpu, context);
      state[m.variables[op.variable].fields[index]] = value(m, state, op.value, cpu, context);
    } else if (op.kind === 'slot') {
      const field = m.frames[cpu][context]?.slots[op.slot] ?? null;
      if (field !== null) state[field] = value(m, state, op.value, cpu, context);
    } else if (op.kind === 'irqs') {
      const field = m.frames[cpu][context]?.irqs ?? null;
      if (field !== null) state[field] = value(m, state, op.value, cpu, context);
    }
  }
  return state;
}

export interface Change {
  readonly name: string;
  readonly domain: DomainIR;
  readonly from: number;
  readonly to: number;
}

/** The kernel's variables that differ between two states; those of the question are nobody's business here. */
export function changes(m: Machine, before: State, after: State): Change[] {
  return m.variables.flatMap((v) =>
    v.scope === 'ghost'
      ? []
      : v.fields
          .filter((field) => before[field] !== after[field])
          .map((field) => ({
            name: m.fields[field].name,
            domain: v.domain,
            from: before[field],
            to: after[field],
          })),
  );
}

export const changeText = ({ name, domain, from, to }: Change): string =>
  `${name}: ${formatValue(domain, from)} -> ${formatValue(domain, to)}`;

/** The fields of the kernel's variables that differ between two states. */
export const changedFields = (m: Machine, before: State, after: State): number[] =>
  m.variables.flatMap((v) =>
    v.scope === 'ghost' ? [] : v.fields.filter((field) => before[field] !== after[field]),
  );

/** The CPUs that a step sends an IPI to. */
export function targetsOf(m: Machine, { cpu, context, edge, before }: Told): number[] {
  const op = edge.ops.find((o) => o.kind === 'pend');
  if (op?.kind !== 'pend') return [];
  const to = value(m, before, op.to, cpu, context);
  return op.toSet ? cpusIn(to) : [to];
}

/** What a step assigned to a local, formatted; null if it assigned nothing that the frame keeps. */
export function assigned(m: Machine, { cpu, context, edge, before }: Told): string | null {
  const op = edge.ops.find((o) => o.kind === 'slot' && !o.clears);
  if (op?.kind !== 'slot') return null;
  const field = m.frames[cpu][context]?.slots[op.slot] ?? null;
  if (field === null) return null;
  const { domain } = m.fields[field];
  const result = value(m, before, op.value, cpu, context);
  return domain.kind === 'pc' ? null : formatValue(domain, result);
}
