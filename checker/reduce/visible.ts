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

/** What the properties of a machine see of its transitions. */
export class Visibility {
  private readonly properties: readonly Asked[];
  private readonly known = new Map<string, Mending>();
  private readonly looks = new WeakMap<MExpr, Looks>();

  constructor(
    private readonly machine: Machine,
    private readonly places: Places,
  ) {
    this.properties = machine.properties.map((p) => ({ ...p, conjuncts: p.expr && conjuncts(p.expr) }));
  }

  /** What they could see of the transitions from a location. */
  of(cpu: number, context: Context, location: number): Mending {
    const key = `${cpu} ${context} ${location}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const effects = effectsOf(this.machine, this.places, cpu, context, location);
    const some = (mends: (p: Asked, effect: Effect) => boolean) =>
      effects === null || effects.some((effect) => this.properties.some((p) => mends(p, effect)));
    const mending = some((p, effect) => this.mends(p, effect))
      ? 'something'
      : some((p, effect) => this.mendsOwn(p, effect))
        ? 'own'
        : 'nothing';
    this.known.set(key, mending);
    return mending;
  }

  private mendsOwn({ kind, expr }: Asked, effect: Effect): boolean {
    return kind === 'always' && expr !== null && this.change(expr, effect).rises;
  }

  private mends(p: Asked, effect: Effect): boolean {
    // That something is not vacuous is seen in some state; a step must not lead past it.
    if (p.trigger !== null && this.change(p.trigger, effect).falls) return true;
    const asked = p.expr === null ? STAYS : this.change(p.expr, effect);
    switch (p.kind) {
      case 'always':
        return (
          asked.rises &&
          p.conjuncts!.some((e) => this.change(e, effect).rises && !isOwn(this.machine, e, effect))
        );
      case 'atEnd':
        return asked.rises;
      case 'never':
      case 'reachable':
        return asked.falls;
      case 'noDeadlock':
        // Once the owner of a panic is at its end, it is fine to wait.
        return this.machine.code[effect.context][effect.target].kind === 'final';
      default:
        // Nothing is left out where a formula is asked.
        return false;
    }
  }

  /** Whether a transition can make an expression true, or false, whatever the rest of the state is. */
  private change(e: MExpr, effect: Effect): Change {
    if (!this.looksAt(e, effect)) return STAYS;
    if (e.kind === 'op' && (e.op === '&&' || e.op === '||'))
      return e.args.map((arg) => this.change(arg, effect)).reduce(either, STAYS);
    if (e.kind === 'op' && e.op === '!') {
      const { rises, falls } = this.change(e.args[0], effect);
      return { rises: falls, falls: rises };
    }
    if (e.kind === 'pcIn') {
      const before = e.locations.includes(effect.from);
      const after = e.locations.includes(effect.target);
      return { rises: !before && after, falls: before && !after };
    }
    let touched = false;
    forEachSubexpression(e, (part) => {
      if (part.kind === 'pcIn') touched ||= moves(this.change(part, effect));
      if (part.kind === 'field') touched ||= effect.writes.has(part.field);
      if (part.kind === 'cell')
        touched ||= this.machine.variables[part.variable].fields.some((field) => effect.writes.has(field));
    });
    if (!touched) return STAYS;
    const after = afterwards(this.machine, e, effect);
    return after === null ? ANY : { rises: after !== 0, falls: after === 0 };
  }

  /** Whether an expression looks at anything that a transition may change: most do not, and need not be gone through. */
  private looksAt(e: MExpr, { writes, cpu, context }: Effect): boolean {
    const { fields, frames } = this.looksOf(e);
    if (frames.has(`${cpu} ${context}`)) return true;
    for (const field of writes.keys()) if (fields.has(field)) return true;
    return false;
  }

  private looksOf(e: MExpr): Looks {
    const before = this.looks.get(e);
    if (before !== undefined) return before;
    const fields = new Set<number>();
    const frames = new Set<string>();
    forEachSubexpression(e, (part) => {
      if (part.kind === 'pcIn') frames.add(`${part.cpu} ${part.context}`);
      if (part.kind === 'field') fields.add(part.field);
      if (part.kind === 'cell')
        for (const field of this.machine.variables[part.variable].fields) fields.add(field);
    });
    const looks = { fields, frames };
    this.looks.set(e, looks);
    return looks;
  }
}

/** A property, and what always holds if it does; null if it is not about what always holds. */
interface Asked extends MachineProperty {
  readonly conjuncts: readonly MExpr[] | null;
}

/** What an expression looks at: fields, and where contexts of CPUs are. */
interface Looks {
  readonly fields: ReadonlySet<number>;
  readonly frames: ReadonlySet<string>;
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
