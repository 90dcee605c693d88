import type { AnyFn, Cpu, CpuSet, E, Operand, Var } from './builders.js';
import { MAX_CPUS, rangeOf } from './domain.js';
import { ModelError } from './errors.js';
import type { Cell, Fn, Property, PropertyKind, System, Vector, VectorBinding } from './ir.js';
import { here } from './places.js';

/** An interrupt source: hardirq, softirq or NMI. What it runs is said where a system binds it. */
export const vector = (name: string, context: Vector['context']): Vector => Object.freeze({ name, context });

/** When a vector arrives by itself. */
export interface Arrivals {
  /** How often it may arrive by itself, at any moment the rules of its context allow. */
  readonly times: number;
  /** Whether `times` counts for the whole system (the default) or for each CPU. */
  readonly per?: 'system' | 'cpu';
  /** The CPUs it can hit; any by default. */
  readonly on?: readonly number[];
  /** Hits a CPU only where this holds. */
  readonly when?: (self: E<Cpu>) => E<boolean>;
}

const SELF: E<Cpu> = { ir: { kind: 'self' }, domain: { kind: 'cpu' } };

/** Binds a vector to its handler. Without `arrives` it comes only when it is sent. */
export const on = (v: Vector, handler: AnyFn, arrives?: Arrivals): VectorBinding => ({
  vector: v,
  handler,
  arrives:
    arrives === undefined
      ? null
      : {
          times: arrives.times,
          per: arrives.per ?? 'system',
          on: arrives.on ?? null,
          when: arrives.when?.(SELF).ir ?? null,
        },
});

/** What memory holds at the beginning, where it is not what the declaration says. */
export function initially<T>(v: Var<T>, to: Operand<NoInfer<T>>): { cell: Cell; value: number } {
  const place = `initially(${v.decl.name})`;
  if (typeof to === 'object' && to !== null && 'ir' in to) {
    if (to.ir.kind !== 'const')
      throw new ModelError('out-of-domain', place, 'the first value must be a constant');
    return { cell: v.cell, value: to.ir.value };
  }
  const domain = v.decl.domain;
  if (domain.kind === 'flag') return { cell: v.cell, value: to ? 1 : 0 };
  if (domain.kind === 'oneOf') {
    const value = domain.values.indexOf(String(to));
    if (value < 0)
      throw new ModelError(
        'out-of-domain',
        place,
        `'${String(to)}' is not one of ${domain.values.join(', ')}`,
      );
    return { cell: v.cell, value };
  }
  return { cell: v.cell, value: Number(to) };
}

/** A CPU by number, for the parts of a system that are about its instances (`initially`), never for a step. */
export const cpuNumber = (n: number): E<Cpu> => ({
  ir: { kind: 'const', value: n, domain: { kind: 'cpu' } },
  domain: { kind: 'cpu' },
});

/** A set of CPUs by their numbers, for the same parts of a system. */
export const cpuNumbers = (numbers: readonly number[]): E<CpuSet> => ({
  ir: { kind: 'const', value: numbers.reduce((set, n) => set | (1 << n), 0), domain: { kind: 'cpuSet' } },
  domain: { kind: 'cpuSet' },
});

/** What a system is made of. */
export interface SystemSpec {
  readonly name: string;
  readonly cpus: number;
  /** One task program for each CPU (null: idle), or one for all. */
  readonly tasks: readonly (Fn | null)[] | Fn;
  readonly vectors?: readonly VectorBinding[];
  readonly init?: readonly { readonly cell: Cell; readonly value: number }[];
}

/** The machine modelled. Checks what can be said without looking into the functions. */
export function system(spec: SystemSpec): System {
  const refuse = (problem: string, hint?: string) => {
    throw new ModelError('bad-system', spec.name, problem, hint);
  };
  if (!Number.isInteger(spec.cpus) || spec.cpus < 1 || spec.cpus > MAX_CPUS)
    refuse(`${spec.cpus} CPUs; a system has 1 to ${MAX_CPUS}`);
  const tasks = Array.isArray(spec.tasks)
    ? (spec.tasks as readonly (Fn | null)[])
    : Array.from({ length: spec.cpus }, () => spec.tasks as Fn);
  if (tasks.length !== spec.cpus)
    refuse(`${tasks.length} task programs for ${spec.cpus} CPUs`, 'use null for an idle CPU');
  for (const task of tasks) if (task) noParameters(task, refuse);
  const vectors = spec.vectors ?? [];
  const names = new Set<string>();
  for (const { vector: v, handler, arrives } of vectors) {
    if (names.has(v.name)) refuse(`vector '${v.name}' is bound twice`);
    names.add(v.name);
    noParameters(handler, refuse);
    if (arrives === null) continue;
    if (!Number.isInteger(arrives.times) || arrives.times < 1 || arrives.times > 255)
      refuse(`vector '${v.name}' arrives ${arrives.times} times; 1 to 255 are possible`);
    for (const cpu of arrives.on ?? [])
      if (!(cpu >= 0 && cpu < spec.cpus)) refuse(`vector '${v.name}' cannot hit CPU ${cpu}`);
  }
  for (const { cell, value } of spec.init ?? []) {
    const range = rangeOf(cell.decl.domain, spec.cpus);
    if (!(value >= range.min && value <= range.max))
      throw new ModelError('out-of-domain', spec.name, `${cell.decl.name} cannot begin as ${value}`);
  }
  return here(Object.freeze({ name: spec.name, cpus: spec.cpus, tasks, vectors, init: spec.init ?? [] }));
}

function noParameters(f: Fn, refuse: (problem: string, hint?: string) => void): void {
  if (Object.keys(f.params).length > 0)
    refuse(
      `${f.name}() has parameters and cannot be a task or a handler`,
      'wrap it in a function without parameters',
    );
}

// ---- Properties -----------------------------------------------------------------------------------------------

/** What a property is in words, and when it speaks at all. */
export interface PropertySpec {
  readonly says: string;
  readonly because: string;
  /** The property speaks only where this held at some time; if it never does, the verdict is `vacuous`. */
  readonly trigger?: E<boolean>;
}

const property =
  (kind: Exclude<PropertyKind, 'noDeadlock' | 'leadsTo' | 'eventually' | 'alwaysEventually' | 'ltl'>) =>
  (name: string, expr: E<boolean>, spec: PropertySpec): Property =>
    here(
      Object.freeze({
        name,
        kind,
        says: spec.says,
        because: spec.because,
        expr: expr.ir,
        trigger: spec.trigger?.ir ?? null,
        temporal: null,
      }),
    );

/** Holds in every reachable state. */
export const always = property('always');
/** Holds in no reachable state. */
export const never = property('never');
/** Holds in every state in which the run is over. */
export const atEnd = property('atEnd');
/** Holds in some reachable state. */
export const reachable = property('reachable');

/** No run stops with somebody still waiting for what will never come. */
export const noDeadlock: Property = Object.freeze({
  name: 'no-deadlock',
  kind: 'noDeadlock',
  says: 'No CPU is left waiting for something that can never happen.',
  because: 'nothing can move any more, and somebody still waits',
  expr: null,
  trigger: null,
  temporal: null,
});
