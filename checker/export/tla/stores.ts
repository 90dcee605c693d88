import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import type { Machine } from '../../../model/language/machine.js';
import type { Names } from '../names.js';
import type { Stores } from './memory.js';
import type { Store } from './terms.js';

/** The variables of TLA+ that the fields of a machine become: a function over the CPUs for what each CPU has. */
export function storesOf(m: Machine, names: Names): { stores: Stores; remarks: ReadonlyMap<Store, string> } {
  const remarks = new Map<Store, string>();
  const stores: Stores = {
    outcome: m.outcomes.length > 1 ? single(m, names.fresh('outcome'), m.outcome) : null,
    failed: m.assertions.length > 0 ? single(m, names.fresh('failed_assertion'), m.failed) : null,
    stopped: setOfCpus(m, names, 'stopped', m.stopped),
    variables: m.variables.map((v, i) => ({
      name: names.variables[i],
      domain: v.domain,
      range: v.range,
      indexed: v.indexed,
      initial: v.fields.map((f) => m.initial[f]),
    })),
    pending: m.vectors.map((v) => setOfCpus(m, names, `pending_${v.name}`, v.pending)),
    pc: byContext((c) =>
      perCpu(
        m,
        names,
        `pc_${c}`,
        m.frames.map((f) => f[c]?.pc ?? null),
      ),
    ),
    irqs: byContext((c) =>
      perCpu(
        m,
        names,
        `irqs_off_${c}`,
        m.frames.map((f) => f[c]?.irqs ?? null),
      ),
    ),
    slots: byContext((c) => {
      const count = Math.max(0, ...m.frames.map((f) => f[c]?.slots.length ?? 0));
      return Array.from({ length: count }, (_, slot) => {
        const locals = localsIn(m, c, slot);
        const fields = m.frames.map((f) => f[c]?.slots[slot] ?? null);
        const short = [...new Set(locals.map((l) => l.name))];
        const store = perCpu(
          m,
          names,
          `${c}_${short.length > 2 ? `${short[0]}_etc` : short.join('_')}`,
          fields,
        );
        const named = locals.filter((l) => l.fn !== '');
        if (store !== null && named.length > 0)
          remarks.set(store, named.map((l) => `${l.fn}().${l.name}`).join(', '));
        return store;
      });
    }),
  };
  return { stores, remarks };
}

const single = (m: Machine, name: string, field: number): Store => ({
  name,
  domain: m.fields[field].domain,
  range: m.fields[field].range,
  indexed: 'no',
  initial: [m.initial[field]],
});

type Fields = readonly (number | null)[];

function perCpu(m: Machine, names: Names, name: string, fields: Fields): Store | null {
  const some = fields.find((f) => f !== null);
  if (some === undefined) return null;
  const { domain, range } = m.fields[some];
  const initial = fields.map((f) => (f === null ? (domain.kind === 'pc' ? 0 : range.min) : m.initial[f]));
  return { name: names.fresh(name), domain, range, indexed: 'cpu', initial };
}

function setOfCpus(m: Machine, names: Names, name: string, fields: Fields): Store | null {
  if (fields.every((f) => f === null)) return null;
  const first = fields.reduce<number>(
    (set, f, cpu) => set | (f !== null && m.initial[f] === 1 ? 1 << cpu : 0),
    0,
  );
  return {
    name: names.fresh(name),
    domain: { kind: 'cpuSet' },
    range: { min: 0, max: 2 ** m.cpus - 1 },
    indexed: 'no',
    initial: [first],
  };
}

/** The local variables that live in a slot, at different times. */
function localsIn(m: Machine, context: Context, slot: number): { fn: string; name: string }[] {
  const found = new Map<string, { fn: string; name: string }>();
  for (const { scope, path } of m.code[context])
    for (const [local, at] of Object.entries(scope)) {
      if (at !== slot) continue;
      const name = local.replace(/\.\d+$/, ''); // hidden ones are numbered
      const fn = path.at(-1)?.name ?? '';
      found.set(`${fn}.${name}`, { fn, name });
    }
  return found.size === 0 ? [{ fn: '', name: `local${slot}` }] : [...found.values()];
}

/** How often a vector may still arrive by itself. */
export interface Arrivals {
  readonly left: Store;
  /** The CPUs that it can hit, where the store does not say it. */
  readonly on: readonly number[];
}

export const arrivalsOf = (m: Machine, names: Names): (Arrivals | null)[] =>
  m.vectors.map(({ budget, name }) => {
    const on = budget.flatMap((f, cpu) => (f === null ? [] : [cpu]));
    if (on.length === 0) return null;
    const fields = [...new Set(budget.filter((f) => f !== null))];
    const called = names.fresh(`left_${name}`);
    if (fields.length === 1) return { on, left: single(m, called, fields[0]) };
    const { domain, range } = m.fields[fields[0]];
    const initial = budget.map((f) => (f === null ? 0 : m.initial[f]));
    return {
      on: m.frames.map((_, cpu) => cpu),
      left: { name: called, domain, range, indexed: 'cpu', initial },
    };
  });

export const byContext = <T>(make: (c: Context) => T): Readonly<Record<Context, T>> =>
  Object.fromEntries(CONTEXTS.map((c) => [c, make(c)])) as Record<Context, T>;
