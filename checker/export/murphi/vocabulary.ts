import type { DomainIR } from '../../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import { forEachExpr, type Location, type Machine, type MExpr } from '../../../model/language/machine.js';
import { type Names, namesFor } from '../names.js';

/** What a machine is called in Murphi: its types, the values of enumerated ones, and where each field is. */

/** In a machine everything is an integer; in Murphi a truth, an enumerated value and a number are three different things. */
export type Sort =
  | { readonly kind: 'boolean' | 'integer' | 'cpu' | 'mask' }
  | { readonly kind: 'enumeration'; readonly of: Enumeration };

/** A type with named values: a `oneOf` domain, the ends of a run, the places of a context. */
export interface Enumeration {
  readonly name: string;
  /** By value. */
  readonly members: readonly string[];
  /** The model computes or compares across domains with it, so that it is a range with named constants. */
  readonly numeric: boolean;
}

/** Where one field of the machine is: `name[cpu].part`, `name[index]`, or as much of it as there is. */
export interface StateCell {
  readonly name: string;
  readonly cpu: number | null;
  readonly part: string;
  readonly sort: Sort;
}

/** The frames of one context: a record for each CPU. */
export interface FrameRecord {
  readonly name: string;
  readonly places: Enumeration;
  readonly hasIrqs: boolean;
  /** By slot; null where no CPU reads it, so that it always holds the same. */
  readonly slots: readonly (RecordPart | null)[];
}

interface RecordPart {
  readonly name: string;
  readonly domain: DomainIR;
  /** What it holds where, if its name does not say it. */
  readonly remark: string;
}

export const BOOLEAN: Sort = { kind: 'boolean' };
export const INTEGER: Sort = { kind: 'integer' };
export const CPU: Sort = { kind: 'cpu' };
export const MASK: Sort = { kind: 'mask' };

// Keywords may be written in any case. Some are CMurphi's alone.
const KEYWORDS =
  `alias array assert assume begin boolean bool by case clear const cover do else elsif end endalias endexists endfor
  endforall endfunction endif endprocedure endrecord endrule endruleset endstartstate endswitch endwhile enum error exists
  false fair fairness finally for forall function if in interleaved invariant isundefined ismember liveness ltl multiset
  multisetadd multisetcount multisetremove multisetremovepred normal of ormap ormapset process procedure program put real record
  return rule ruleset scalarset self set smallset startstate switch then to traceuntil true type undefine union unfair
  until var while`.split(/\s+/);

/** Names that the text uses for itself, whatever the machine. */
const OWN =
  `CPUS CPU NO_CPU CPU_OR_NONE CPU_MASK ALL_CPUS CHECK cpu c mask place checked is_over must_move cpu_must_move
  running_can_move running_waits run_ended deadlock bit_of cpumask_test_cpu cpumask_with cpumask_without cpumask_first
  cpumask_weight count
  ${CONTEXTS.flatMap((x) => [`${x}_runs`, `${x}_can_enter`, `${x}_can_move`, `${x}_waits`]).join(' ')}`.split(
    /\s+/,
  );

export class Vocabulary {
  readonly names: Names;
  readonly outcome: Enumeration;
  readonly frames: Readonly<Record<Context, FrameRecord | null>>;
  readonly stopped: string;
  readonly failed: string;
  readonly pending: readonly string[];
  readonly left: readonly string[];
  /** In the order in which they are declared: of the state, then of the domains. */
  readonly enumerations: Enumeration[] = [];
  /** By field of the machine. */
  readonly cells: readonly StateCell[];
  private readonly byDomain = new Map<string, Enumeration>();

  /** `numeric` are the enumerations, by name, that have to be ranges. */
  constructor(
    readonly m: Machine,
    private readonly numeric: ReadonlySet<string>,
  ) {
    const anyCase = KEYWORDS.flatMap((w) => [w, w.toUpperCase(), w[0].toUpperCase() + w.slice(1)]);
    this.names = namesFor(m, [...anyCase, ...OWN]);
    const { fresh } = this.names;
    const outcome = fresh('outcome');
    this.failed = fresh('failed_assertion');
    this.stopped = fresh('stopped');
    this.pending = this.names.vectors.map((v) => fresh(`pending_${v}`));
    this.left = this.names.vectors.map((v) => fresh(`left_${v}`));
    const frames = Object.fromEntries(CONTEXTS.map((c) => [c, this.frameRecord(c)]));
    this.frames = frames as Record<Context, FrameRecord | null>;
    this.outcome = this.enumeration(outcome, m.outcomes);
    this.nameDomains();
    this.cells = this.layOut(outcome);
  }

  private frameRecord(context: Context): FrameRecord | null {
    const { m, names } = this;
    const frames = m.frames.flatMap((f) => f[context] ?? []);
    if (frames.length === 0) return null;
    const name = names.fresh(context);
    const used = new Set(['pc', 'irqs_off', ...KEYWORDS]);
    const read = slotsRead(m.code[context]);
    const slots = frames[0].slots.map((_, slot): RecordPart | null => {
      if (!read.has(slot)) return null;
      const field = frames.map((f) => f.slots[slot]).find((f) => f !== null);
      if (field === undefined || field === null) return null;
      const { domain } = m.fields[field];
      if (domain.kind === 'pc') throw new Error('internal error: a local is no program counter');
      const holds = new Set<string>();
      const locals = new Set<string>();
      for (const { scope, path } of m.code[context])
        for (const [local, s] of Object.entries(scope))
          if (s === slot) {
            // Locals that lowering added have a number behind their name.
            const own = local.replace(/\.\d+$/, '');
            locals.add(own);
            holds.add(`${own} of ${path.at(-1)?.name}()`);
          }
      // Slots are shared by locals of one domain that are never live together.
      const [only] = locals;
      const wanted = locals.size === 1 ? only.replace(/\W+/g, '_').replace(/^_+|_+$/g, '') : '';
      const base = /^[A-Za-z]/.test(wanted) ? wanted : `local_${slot}`;
      let part = base;
      for (let n = 2; used.has(part); n++) part = `${base}_${n}`;
      used.add(part);
      const remark = [...holds].join(', ');
      return { name: part, domain, remark };
    });
    const members = m.code[context].map(({ id, rests }) => (rests ? names.location(context, id) : ''));
    const places: Enumeration = { name: names.fresh(`${context}_place`), members, numeric: false };
    this.enumerations.push(places);
    return { name, places, hasIrqs: frames.some((f) => f.irqs !== null), slots };
  }

  private enumeration(base: string, values: readonly string[]): Enumeration {
    const { fresh } = this.names;
    const name = fresh(`${base}_t`);
    const members = values.map((value, i) => {
      // Values of all types share one space of names; some are not names at all: `0`, `-`.
      const text = value.replace(/\W+/g, '_').replace(/^_+|_+$/g, '');
      if (/^[A-Za-z]/.test(text) && !this.claimed.has(text)) {
        this.claimed.add(text);
        const plain = fresh(text);
        if (plain === text) return plain;
      }
      return fresh(`${base}_${text === '' ? i : text}`);
    });
    const made: Enumeration = { name, members, numeric: this.numeric.has(name) };
    this.enumerations.push(made);
    return made;
  }
  private readonly claimed = new Set<string>();

  /** Each enumerated domain is called after the first variable, or local, that has it. */
  private nameDomains(): void {
    const { m, names } = this;
    const meet = (domain: DomainIR, base: string): void => {
      if (domain.kind !== 'oneOf') return;
      const key = JSON.stringify(domain);
      if (!this.byDomain.has(key)) this.byDomain.set(key, this.enumeration(base, domain.values));
    };
    m.variables.forEach((v, i) => {
      meet(v.domain, names.variables[i]);
    });
    for (const context of CONTEXTS)
      for (const slot of this.frames[context]?.slots ?? []) if (slot !== null) meet(slot.domain, slot.name);
  }

  private layOut(outcome: string): StateCell[] {
    const { m, names } = this;
    const cells: StateCell[] = [];
    const put = (
      field: number | null,
      name: string,
      sort: Sort,
      cpu: number | null = null,
      part = '',
    ): void => {
      if (field !== null) cells[field] = { name, cpu, part, sort };
    };
    put(m.outcome, outcome, { kind: 'enumeration', of: this.outcome });
    put(m.failed, this.failed, INTEGER);
    m.variables.forEach((v, i) => {
      v.fields.forEach((field, k) => {
        const [cpu, part] = v.indexed === 'cpu' ? [k, ''] : [null, v.indexed === 'array' ? `[${k}]` : ''];
        put(field, names.variables[i], this.sortOf(v.domain), cpu, part);
      });
    });
    m.stopped.forEach((field, cpu) => {
      put(field, this.stopped, BOOLEAN, cpu);
    });
    m.frames.forEach((frames, cpu) => {
      for (const context of CONTEXTS) {
        const [frame, record] = [frames[context], this.frames[context]];
        if (frame === null || record === null) continue;
        put(frame.pc, record.name, { kind: 'enumeration', of: record.places }, cpu, '.pc');
        put(frame.irqs, record.name, BOOLEAN, cpu, '.irqs_off');
        frame.slots.forEach((field, slot) => {
          const part = record.slots[slot];
          if (part !== null) put(field, record.name, this.sortOf(part.domain), cpu, `.${part.name}`);
        });
      }
    });
    m.vectors.forEach((v, i) => {
      v.pending.forEach((field, cpu) => {
        put(field, this.pending[i], BOOLEAN, cpu);
      });
      v.budget.forEach((field, cpu) => {
        put(field, this.left[i], INTEGER, sharedBudget(v.budget) ? null : cpu);
      });
    });
    return cells;
  }

  sortOf(domain: DomainIR): Sort {
    switch (domain.kind) {
      case 'flag':
        return BOOLEAN;
      case 'oneOf':
        return { kind: 'enumeration', of: this.byDomain.get(JSON.stringify(domain)) as Enumeration };
      case 'int':
        return INTEGER;
      case 'cpu':
      case 'cpuOrNone':
        return CPU;
      case 'cpuSet':
        return MASK;
    }
  }

  /** A domain as a type of its own. */
  typeOf(domain: DomainIR): string {
    switch (domain.kind) {
      case 'flag':
        return 'boolean';
      case 'oneOf':
        return (this.byDomain.get(JSON.stringify(domain)) as Enumeration).name;
      case 'int':
        return `${domain.min}..${domain.max}`;
      case 'cpu':
        return 'CPU';
      case 'cpuOrNone':
        return 'CPU_OR_NONE';
      case 'cpuSet':
        return 'CPU_MASK';
    }
  }
}

/** Slots whose values matter. What is written to the others is cleared in the same step. */
function slotsRead(code: readonly Location[]): Set<number> {
  const read = new Set<number>();
  const inExpr = (e: MExpr): void => {
    if (e.kind === 'slot') read.add(e.slot);
    else if (e.kind === 'op') e.args.forEach(inExpr);
    else if (e.kind === 'cell' && e.index !== null) inExpr(e.index);
  };
  for (const { edges } of code)
    for (const { guard, ops } of edges) {
      if (guard !== null) inExpr(guard);
      for (const o of ops) forEachExpr(o, inExpr);
    }
  return read;
}

/** One budget for the whole system, not one for each CPU. */
export function sharedBudget(budget: readonly (number | null)[]): boolean {
  const fields = budget.filter((f) => f !== null);
  return fields.length > 1 && new Set(fields).size === 1;
}
