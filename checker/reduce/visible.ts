import { evaluate } from '../../model/language/flow.js';
import type { Context } from '../../model/language/ir.js';
import type { Machine, MachineProperty, MExpr, Op } from '../../model/language/machine.js';
import { forEachSubexpression, type Places } from './places.js';

/**
 * Which transitions the properties of a machine can see. A step is put before others only if no property sees it; but a
 * step that can only make a property worse may go first as well, as nothing is lost by seeing the worse state alone. So what
 * counts is whether a step can *mend* what a property asks about: make true what should hold, or false what should not.
 */

/** What a transition leaves in the fields that it writes, as far as that is known: null for any value. */
interface Effect {
  readonly writes: ReadonlyMap<number, number | null>;
  readonly from: number;
  readonly target: number;
  readonly cpu: number;
  readonly context: Context;
}

/** More ways than this through one transition are not told apart. */
const MOST_WAYS = 256;

/**
 * Whether some transition from a location could mend what some property asks about. `own` is what only this very context can
 * have broken, and has broken where it stands: once that state was judged, nothing is lost by going on from it.
 */
export type Mending = 'nothing' | 'own' | 'something';

/** `sees(cpu, context, location)`: what the properties could see of the transitions from there. */
export function visibility(
  machine: Machine,
  places: Places,
): (cpu: number, context: Context, location: number) => Mending {
  const known = new Map<string, Mending>();
  return (cpu, context, location) => {
    const key = `${cpu} ${context} ${location}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const effects = effectsOf(machine, places, cpu, context, location);
    const some = (mends: (p: MachineProperty, effect: Effect) => boolean) =>
      effects === null || effects.some((effect) => machine.properties.some((p) => mends(p, effect)));
    const sees = some((p, effect) => mends(machine, p, effect))
      ? 'something'
      : some((p, effect) => mendsOwn(machine, p, effect))
        ? 'own'
        : 'nothing';
    known.set(key, sees);
    return sees;
  };
}

const mendsOwn = (machine: Machine, { kind, expr }: MachineProperty, effect: Effect): boolean =>
  kind === 'always' && expr !== null && change(machine, expr, effect).rises;

function mends(machine: Machine, p: MachineProperty, effect: Effect): boolean {
  // That something is not vacuous is seen in some state; a step must not lead past it.
  if (p.trigger !== null && change(machine, p.trigger, effect).falls) return true;
  const asked = p.expr === null ? STAYS : change(machine, p.expr, effect);
  switch (p.kind) {
    case 'always':
      return conjuncts(p.expr!).some((e) => !isOwn(machine, e, effect) && change(machine, e, effect).rises);
    case 'atEnd':
      return asked.rises;
    case 'never':
    case 'reachable':
      return asked.falls;
    case 'noDeadlock':
      // Once the owner of a panic is at its end, it is fine to wait.
      return machine.code[effect.context][effect.target].kind === 'final';
    default:
      // Nothing is left out where a formula is asked.
      return false;
  }
}

const conjuncts = (e: MExpr): MExpr[] => (e.kind === 'op' && e.op === '&&' ? e.args.flatMap(conjuncts) : [e]);

/** Whether an expression looks at nothing but where a context is and whether it has interrupts off. */
function isOwn(machine: Machine, e: MExpr, { cpu, context }: Effect): boolean {
  const irqs = machine.frames[cpu][context]?.irqs;
  let own = true;
  forEachSubexpression(e, (part) => {
    if (part.kind === 'pcIn') own &&= part.cpu === cpu && part.context === context;
    else if (part.kind === 'field') own &&= part.field === irqs;
    else if (part.kind !== 'op' && part.kind !== 'const') own = false;
  });
  return own;
}

interface Change {
  readonly rises: boolean;
  readonly falls: boolean;
}

const STAYS: Change = { rises: false, falls: false };
const ANY: Change = { rises: true, falls: true };
const moves = ({ rises, falls }: Change): boolean => rises || falls;
const either = (a: Change, b: Change): Change => ({ rises: a.rises || b.rises, falls: a.falls || b.falls });

/** Whether a transition can make an expression true, or false, whatever the rest of the state is. */
function change(machine: Machine, e: MExpr, effect: Effect): Change {
  if (e.kind === 'op' && (e.op === '&&' || e.op === '||'))
    return e.args.map((arg) => change(machine, arg, effect)).reduce(either, STAYS);
  if (e.kind === 'op' && e.op === '!') {
    const { rises, falls } = change(machine, e.args[0], effect);
    return { rises: falls, falls: rises };
  }
  if (e.kind === 'pcIn') {
    if (e.cpu !== effect.cpu || e.context !== effect.context) return STAYS;
    const before = e.locations.includes(effect.from);
    const after = e.locations.includes(effect.target);
    return { rises: !before && after, falls: before && !after };
  }
  let touched = false;
  forEachSubexpression(e, (part) => {
    if (part.kind === 'pcIn') touched ||= moves(change(machine, part, effect));
    if (part.kind === 'field') touched ||= effect.writes.has(part.field);
    if (part.kind === 'cell')
      touched ||= machine.variables[part.variable].fields.some((field) => effect.writes.has(field));
  });
  if (!touched) return STAYS;
  const after = afterwards(machine, e, effect);
  return after === null ? ANY : { rises: after !== 0, falls: after === 0 };
}

/** The value of an expression after a transition; null if that depends on more than the transition. */
function afterwards(machine: Machine, e: MExpr, effect: Effect): number | null {
  switch (e.kind) {
    case 'const':
      return e.value;
    case 'field':
      return effect.writes.get(e.field) ?? null;
    case 'cell': {
      const index = e.index === null ? 0 : e.index.kind === 'const' ? e.index.value : null;
      const field = index === null ? undefined : machine.variables[e.variable].fields[index];
      return field === undefined ? null : (effect.writes.get(field) ?? null);
    }
    case 'op': {
      const args = e.args.map((arg) => afterwards(machine, arg, effect));
      return args.every((a) => a !== null) ? evaluate(e.op, args) : null;
    }
    default:
      return null;
  }
}

/** What each way through the transitions from a location does; null if there are too many. */
function effectsOf(
  machine: Machine,
  places: Places,
  cpu: number,
  context: Context,
  from: number,
): Effect[] | null {
  const locations = machine.code[context];
  const effects: Effect[] = [];
  const leave = (id: number, before: ReadonlyMap<number, number | null>): boolean =>
    locations[id].edges.every(({ ops, target }) => {
      const writes = new Map(before);
      for (const op of ops) write(machine, places, op, cpu, context, writes);
      if (!locations[target].rests) return leave(target, writes);
      // A context that returns leaves its flag as it found it.
      const irqs = machine.frames[cpu][context]?.irqs ?? null;
      if (target === 0 && irqs !== null) writes.set(irqs, 0);
      return effects.push({ writes, from, target, cpu, context }) <= MOST_WAYS;
    });
  return leave(from, new Map()) ? effects : null;
}

function write(
  machine: Machine,
  places: Places,
  op: Op,
  cpu: number,
  context: Context,
  writes: Map<number, number | null>,
): void {
  switch (op.kind) {
    case 'cell': {
      const cells = places.cells(op.variable, op.index, cpu);
      const { value } = op;
      const known = value.kind === 'const' ? value.value : value.kind === 'self' ? cpu : null;
      for (const field of cells) writes.set(field, cells.length === 1 ? known : null);
      return;
    }
    case 'irqs': {
      const field = machine.frames[cpu][context]?.irqs ?? null;
      if (field !== null) writes.set(field, op.value.kind === 'const' ? op.value.value : null);
      return;
    }
    case 'stop': {
      const field = machine.stopped[cpu];
      if (field !== null) writes.set(field, 1);
      return;
    }
    case 'end':
      writes.set(machine.outcome, op.outcome);
      return;
    case 'check':
      writes.set(machine.failed, null);
      return;
    case 'pend':
      for (const field of machine.vectors[op.vector].pending) if (field !== null) writes.set(field, null);
      return;
    default:
  }
}
