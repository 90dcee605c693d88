import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Machine, MachineVector } from '../../../model/language/machine.js';

/** The variables that are no variables of the kernel: what they are called, or null where the machine has none. */
export interface MachineState {
  /** Which contexts are entered on each CPU, and in which irqs are off. */
  readonly entered: Readonly<Partial<Record<Context, string>>>;
  readonly irqsOff: Readonly<Partial<Record<Context, string>>>;
  readonly stopped: string | null;
  readonly outcome: string | null;
  readonly failed: string | null;
  /** Of each vector: where it was sent to, and how often it may still arrive by itself. */
  readonly pending: readonly (string | null)[];
  readonly budget: readonly (string | null)[];
}

export function nameState(m: Machine, fresh: (wanted: string) => string): MachineState {
  const entered: Partial<Record<Context, string>> = {};
  const irqsOff: Partial<Record<Context, string>> = {};
  for (const context of CONTEXTS) {
    if (context !== 'task' && m.frames.some((f) => f[context] !== null))
      entered[context] = fresh(`in_${context}`);
    if (m.frames.some((f) => (f[context]?.irqs ?? null) !== null))
      irqsOff[context] = fresh(context === 'task' ? 'irqs_off' : `${context}_irqs_off`);
  }
  const perVector = (what: string, of: (v: MachineVector) => readonly (number | null)[]) =>
    m.vectors.map((v) => (of(v).some((f) => f !== null) ? fresh(`${what}_${v.name}`) : null));
  return {
    entered,
    irqsOff,
    stopped: m.stopped.some((f) => f !== null) ? fresh('stopped') : null,
    outcome: m.outcomes.length > 1 ? fresh('outcome') : null,
    failed: m.assertions.length > 0 ? fresh('failed_assertion') : null,
    pending: perVector('pending', (v) => v.pending),
    budget: perVector('left', (v) => v.budget),
  };
}

/** What the fields are called that properties name: how the run ended, who is stopped, where irqs are off. */
export function fieldNames(m: Machine, state: MachineState): (field: number) => string {
  const names = new Map<number, string>();
  if (state.outcome !== null) names.set(m.outcome, state.outcome);
  if (state.failed !== null) names.set(m.failed, state.failed);
  m.stopped.forEach((f, cpu) => {
    if (f !== null) names.set(f, `${state.stopped}[${cpu}]`);
  });
  m.frames.forEach((frames, cpu) => {
    for (const context of CONTEXTS) {
      const irqs = frames[context]?.irqs ?? null;
      if (irqs !== null) names.set(irqs, `${state.irqsOff[context]}[${cpu}]`);
    }
  });
  return (field) => {
    const name = names.get(field);
    if (name !== undefined) return name;
    // The only ones that can be asked for and do not exist never change.
    if (field === m.outcome || field === m.failed) return '0';
    throw new Error(`internal error: nothing is known of field ${m.fields[field].name}`);
  };
}

/** Whether all CPUs draw on the same budget. */
export const isCommon = (v: MachineVector): boolean => {
  const fields = v.budget.filter((f) => f !== null);
  return new Set(fields).size === 1;
};
