import { CONTEXTS, type Context } from '../../../model/language/ir.js';
import { forEachExpr, type Machine, type MExpr } from '../../../model/language/machine.js';
import { atomsOf } from '../../../model/language/temporal.js';
import { macro } from './layout.js';
import { type Process, processAt, remote } from './processes.js';
import type { Words } from './words.js';

/** Locations of a context of a CPU, one of which it may be at. */
type Place = Extract<MExpr, { kind: 'pcIn' }>;

/** Places that a step looks at: for each CPU, whether it is there. Follows from where the processes are. */
export interface Watch {
  readonly name: string;
  readonly context: Context;
  readonly locations: ReadonlySet<number>;
}

/** How a text says where processes are. */
export class Places {
  private readonly watched: ReadonlyMap<string, Watch>;
  /** Macros for the places that properties name, by process and labels. */
  private readonly named = new Map<string, { readonly name: string; readonly lines: readonly string[] }>();

  constructor(
    private readonly m: Machine,
    private readonly words: Words,
    private readonly processes: readonly Process[],
  ) {
    this.watched = findWatches(m, words);
  }

  get watches(): readonly Watch[] {
    return [...this.watched.values()];
  }

  /** The definitions of the macros for places that claims and formulas see. */
  get macros(): readonly string[] {
    return [...this.named.values()].flatMap(({ lines }) => lines);
  }

  /** Whether a context of a CPU rests at one of these locations, as a step can say it. */
  seenByStep(where: Place): string {
    if (processAt(this.processes, where.cpu, where.context) === undefined) return 'false';
    return `${this.watched.get(watchKey(where))?.name}[${where.cpu}]`;
  }

  /** The same as claims and formulas say it, which may look into all processes. */
  seenByClaim(where: Place): string {
    const { cpu, context, locations } = where;
    const p = processAt(this.processes, cpu, context);
    const there = p?.resting.filter((l) => locations.includes(l.id)) ?? [];
    if (p === undefined || there.length === 0) return 'false';
    const watch = this.watched.get(watchKey(where));
    if (watch !== undefined) return `${watch.name}[${cpu}]`;
    const labels = there.map((l) => this.words.label(context, l.id));
    if (labels.length === 1) return `${p.name}[${p.pid + p.cpus.indexOf(cpu)}]@${labels[0]}`;
    const key = `${p.name}:${labels.join()}`;
    const known = this.named.get(key);
    if (known !== undefined) return `${known.name}(${cpu})`;
    const others = this.processes.filter((o) => o.context === context);
    const name = this.words.names.fresh(
      `${context === 'task' ? '' : `${context}_`}${placeName(this.m, this.words, context, locations)}${others.length > 1 ? `_of_${p.name}` : ''}`,
    );
    const text = labels.map((l) => `${remote(p, '(cpu)')}@${l}`).join(' || ');
    this.named.set(key, { name, lines: macro(`${name}(cpu)`, `(${text})`) });
    return `${name}(${cpu})`;
  }
}

/**
 * Steps cannot look at processes that come later in the text, so what they look at is kept in variables; and what formulas
 * look at, where it is long.
 */
function findWatches(m: Machine, words: Words): Map<string, Watch> {
  const found = new Map<string, Watch>();
  const visit = (e: MExpr | null, isWatched: (place: Place) => boolean = () => true): void => {
    if (e?.kind === 'op') for (const a of e.args) visit(a, isWatched);
    else if (e?.kind === 'cell') visit(e.index, isWatched);
    else if (e?.kind === 'pcIn' && isWatched(e) && !found.has(watchKey(e))) {
      const name = words.names.fresh(placeName(m, words, e.context, e.locations));
      found.set(watchKey(e), { name, context: e.context, locations: new Set(e.locations) });
    }
  };
  for (const context of CONTEXTS)
    for (const { edges } of m.code[context])
      for (const { ops } of edges) for (const o of ops) forEachExpr(o, (e) => visit(e));
  for (const { when } of m.vectors) visit(when);
  // A formula has room for some 2,000 characters, of which a place in panic() would take 1,500 for each CPU.
  for (const { temporal } of m.properties)
    for (const atom of temporal === null ? [] : atomsOf(temporal.formula)) visit(atom, isLong);
  return found;
}

/** What locations have in common: the function they are in, and the block of it. */
function placeName(m: Machine, words: Words, context: Context, locations: readonly number[]): string {
  const paths = locations.map((id) => m.code[context][id].path);
  const [first, ...others] = paths;
  for (let depth = first.length - 1; depth >= 0; depth--) {
    const { fn, name, label } = first[depth];
    const labels = others.map((path) => path.find((entry) => entry.fn === fn)?.label);
    if (labels.includes(undefined)) continue;
    const blocks = label.split('.');
    const same = blocks.findIndex((block, i) => labels.some((l) => l?.split('.')[i] !== block));
    const common = same < 0 ? blocks : blocks.slice(0, same);
    return ['in', name, ...common].join('_');
  }
  return `at_${words.names.location(context, locations[0])}`;
}

const isLong = ({ locations }: Place): boolean => locations.length > 1;

const watchKey = (e: Place): string => `${e.context}:${e.locations.join()}`;
