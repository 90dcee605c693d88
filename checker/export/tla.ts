import { cpusIn, NO_CPU } from '../../model/language/domain.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import {
  isLiveness,
  type Location,
  type Machine,
  type MachineProperty,
} from '../../model/language/machine.js';
import { printNode } from '../../model/language/print-c.js';
import { type Names, namesFor } from './names.js';
import {
  canLeave,
  isConst,
  negate,
  type Path,
  pathsFrom,
  type Store,
  type Stores,
  type Term,
  TooManyPaths,
  termOf,
  unsetSlots,
} from './symbolic.js';
import { type About, type Exported, ExportRefusal, type Target } from './target.js';

/**
 * TLA+, for TLC, Apalache and tla-checker. A step of the kernel becomes an action of `self`, the CPU that takes it; what
 * the step assigns one after the other becomes primed variables, said in terms of the old values (symbolic.ts).
 */
export const tla: Target = { name: 'tla', reader: 'TLC', extension: 'tla', write };

/** TLA+ wants a module to have the name of its file: `kexec-lock` is `kexec_lock`. */
export const moduleName = (title: string): string => {
  const name = title.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `m_${name}`;
};

function write(machine: Machine, about: About): Exported {
  const module = moduleName(about.title);
  const { text, invariants } = new Writer(machine, about, module).module();
  const config = (names: readonly string[]) =>
    ['SPECIFICATION Spec', 'INVARIANTS', ...names.map((n) => `  ${n}`), 'CHECK_DEADLOCK FALSE', ''].join(
      '\n',
    );
  return {
    text,
    beside: {
      [`${module}.cfg`]: config(['TypeOK', ...invariants]),
      [`${module}_states.cfg`]: config(['TypeOK']),
    },
    commands: (name) => [
      `java -XX:+UseParallelGC -cp tla2tools.jar tlc2.TLC -workers auto ${name}`,
      `java -XX:+UseParallelGC -cp tla2tools.jar tlc2.TLC -workers auto -config ${module}_states.cfg ${name}`,
    ],
  };
}

const WIDTH = 112;

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

/** How tightly a text binds; operands that bind less are put into parentheses. */
type Bound = 'open' | 'joined' | 'not' | 'compared' | 'sum' | 'atom';
const TIGHTNESS: readonly Bound[] = ['open', 'joined', 'not', 'compared', 'sum', 'atom'];

interface Text {
  readonly s: string;
  readonly binds: Bound;
}

const CONTEXT_NAMES: Readonly<Record<Context, string>> = {
  task: 'Task',
  softirq: 'Softirq',
  hardirq: 'Hardirq',
  nmi: 'Nmi',
};

interface Arrival {
  readonly store: Store;
  /** The CPUs that it can hit, where the store does not say it. */
  readonly on: readonly number[];
}

class Writer {
  private readonly names: Names;
  private readonly stores: Stores;
  private readonly left: readonly (Arrival | null)[];
  /** All variables, in groups that are often left alone together. */
  private readonly groups: {
    readonly name: string;
    readonly says: string;
    readonly stores: readonly Store[];
  }[];
  private readonly remarks = new Map<Store, string>();
  private readonly labels: Readonly<Record<Context, readonly string[]>>;
  private readonly contexts: readonly Context[];
  /** Definitions made on the way: sets of locations, by what is in them, and numbers of names. */
  private readonly named = new Map<
    string,
    { readonly name: string; readonly head: string; readonly text: string }
  >();
  private readonly lines: string[] = [];
  private readonly unset: Readonly<Record<Context, readonly (ReadonlySet<number> | null)[]>>;

  constructor(
    private readonly m: Machine,
    private readonly about: About,
    private readonly moduleName: string,
  ) {
    const own = CONTEXTS.flatMap((c) =>
      ['OnTop', 'At', 'Labels', 'CanStep', 'MayEnter'].map((what) => `${CONTEXT_NAMES[c]}${what}`),
    );
    this.names = namesFor(m, [...RESERVED, ...own], { leading: 'underscore' });
    this.unset = Object.fromEntries(CONTEXTS.map((c) => [c, unsetSlots(m, c)])) as unknown as Record<
      Context,
      readonly (ReadonlySet<number> | null)[]
    >;
    this.contexts = CONTEXTS.filter((c) => m.frames.some((f) => f[c] !== null));
    this.labels = Object.fromEntries(
      CONTEXTS.map((c) => [c, m.code[c].map(({ id }) => (id === 0 ? 'idle' : this.names.location(c, id)))]),
    ) as unknown as Record<Context, readonly string[]>;
    this.stores = this.declare();
    this.left = m.vectors.map((_, i) => this.arrivals(i));
    const of = (scopes: readonly string[]) =>
      this.stores.variables.filter((_, i) => scopes.includes(m.variables[i].scope));
    const present = (...s: readonly (Store | null)[]) => s.filter((x) => x !== null);
    this.groups = [
      {
        name: 'kernel',
        says: 'Memory that the CPUs share, and per-CPU variables.',
        stores: of(['shared', 'perCpu']),
      },
      { name: 'notes', says: 'What the properties want to know; no step reads it.', stores: of(['ghost']) },
      {
        name: 'fate',
        says: 'How the run ended, and which CPUs are stopped.',
        stores: present(this.stores.outcome, this.stores.failed, this.stores.stopped),
      },
      {
        name: 'interrupts',
        says: 'On which CPUs a vector is pending, and how often it may still arrive by itself.',
        stores: m.vectors.flatMap((_, i) => present(this.stores.pending[i], this.left[i]?.store ?? null)),
      },
      {
        name: 'control',
        says: 'Where the code of each context stands on a CPU.',
        stores: present(...this.contexts.map((c) => this.stores.pc[c])),
      },
      ...this.contexts.map((c) => ({
        name: `${c}_frame`,
        says: `Local variables of the ${c} code of a CPU, and whether it has turned irqs off.`,
        stores: present(this.stores.irqs[c], ...this.stores.slots[c].filter((_, i) => this.isKept(c, i))),
      })),
    ]
      .filter((g) => g.stores.length > 0)
      .map((g) => ({ ...g, name: this.names.fresh(g.name) }));
  }

  // ---- Variables ------------------------------------------------------------------------------------------------

  private declare(): Stores {
    const { m, names } = this;
    const field = (name: string, index: number | null): Store | null =>
      index === null
        ? null
        : {
            name,
            domain: m.fields[index].domain,
            range: m.fields[index].range,
            indexed: 'no',
            initial: [m.initial[index]],
          };
    const ofCpus = (name: string, fields: readonly (number | null)[]): Store | null => {
      const some = fields.find((f) => f !== null);
      if (some === undefined) return null;
      const { domain, range } = m.fields[some];
      const initial = fields.map((f) => (f === null ? (domain.kind === 'pc' ? 0 : range.min) : m.initial[f]));
      return { name: names.fresh(name), domain, range, indexed: 'cpu', initial };
    };
    const setOfCpus = (name: string, fields: readonly (number | null)[]): Store | null =>
      fields.every((f) => f === null)
        ? null
        : {
            name: names.fresh(name),
            domain: { kind: 'cpuSet' },
            range: { min: 0, max: 2 ** m.cpus - 1 },
            indexed: 'no',
            initial: [
              fields.reduce<number>(
                (set, f, cpu) => set | (f !== null && m.initial[f] === 1 ? 1 << cpu : 0),
                0,
              ),
            ],
          };
    const byContext = <T>(make: (c: Context) => T) =>
      Object.fromEntries(CONTEXTS.map((c) => [c, make(c)])) as Record<Context, T>;
    return {
      outcome: m.outcomes.length > 1 ? field(names.fresh('outcome'), m.outcome) : null,
      failed: m.assertions.length > 0 ? field(names.fresh('failed_assertion'), m.failed) : null,
      stopped: setOfCpus('stopped', m.stopped),
      variables: m.variables.map((v, i) => ({
        name: names.variables[i],
        domain: v.domain,
        range: v.range,
        indexed: v.indexed,
        initial: v.fields.map((f) => m.initial[f]),
      })),
      pending: m.vectors.map((v) => setOfCpus(`pending_${v.name}`, v.pending)),
      pc: byContext((c) =>
        ofCpus(
          `pc_${c}`,
          m.frames.map((f) => f[c]?.pc ?? null),
        ),
      ),
      irqs: byContext((c) =>
        ofCpus(
          `irqs_off_${c}`,
          m.frames.map((f) => f[c]?.irqs ?? null),
        ),
      ),
      slots: byContext((c) => {
        const count = Math.max(0, ...m.frames.map((f) => f[c]?.slots.length ?? 0));
        return Array.from({ length: count }, (_, slot) => {
          const locals = this.localsIn(c, slot);
          const fields = m.frames.map((f) => f[c]?.slots[slot] ?? null);
          const short = [...new Set(locals.map((l) => l.name))];
          const store = ofCpus(`${c}_${short.length > 2 ? `${short[0]}_etc` : short.join('_')}`, fields);
          const named = locals.filter((l) => l.fn !== '');
          if (store !== null && named.length > 0)
            this.remarks.set(store, named.map((l) => `${l.fn}().${l.name}`).join(', '));
          return store;
        });
      }),
    };
  }

  /** Whether a slot holds anything where control rests. Most locals are read by the transition that writes them. */
  private isKept(context: Context, slot: number): boolean {
    return this.resting(context).some(({ id }) => !this.unset[context][id]!.has(slot));
  }

  /** The local variables that live in a slot, at different times. */
  private localsIn(context: Context, slot: number): { fn: string; name: string }[] {
    const found = new Map<string, { fn: string; name: string }>();
    for (const { scope, path } of this.m.code[context])
      for (const [local, at] of Object.entries(scope)) {
        if (at !== slot) continue;
        const name = local.replace(/\.\d+$/, ''); // hidden ones are numbered
        const fn = path.at(-1)?.name ?? '';
        found.set(`${fn}.${name}`, { fn, name });
      }
    return found.size === 0 ? [{ fn: '', name: `local${slot}` }] : [...found.values()];
  }

  private arrivals(vector: number): Arrival | null {
    const { m, names } = this;
    const { budget, name } = m.vectors[vector];
    const on = budget.flatMap((f, cpu) => (f === null ? [] : [cpu]));
    if (on.length === 0) return null;
    const fields = [...new Set(budget.filter((f) => f !== null))];
    const { domain, range } = m.fields[fields[0]];
    const called = names.fresh(`left_${name}`);
    if (fields.length === 1)
      return { on, store: { name: called, domain, range, indexed: 'no', initial: [m.initial[fields[0]]] } };
    const initial = budget.map((f) => (f === null ? 0 : m.initial[f]));
    return {
      on: m.frames.map((_, cpu) => cpu),
      store: { name: called, domain, range, indexed: 'cpu', initial },
    };
  }

  /** Where control can stay, idle included. */
  private resting(context: Context): readonly Location[] {
    return this.m.code[context].filter((l) => l.rests && this.unset[context][l.id] !== null);
  }

  private get all(): readonly Store[] {
    return this.groups.flatMap((g) => g.stores);
  }

  // ---- The module -----------------------------------------------------------------------------------------------

  module(): { text: string; invariants: readonly string[] } {
    const { m } = this;
    const title = ` MODULE ${this.moduleName} `;
    this.lines.push(title.padStart((78 + title.length) >> 1, '-').padEnd(78, '-'));
    // Properties name sets of locations, which have to be defined before them and are known only behind them.
    const actions = this.collect(() => this.actions());
    const judgements = this.collect(() => this.judgements());
    this.head(judgements.result);
    this.put('EXTENDS Integers, FiniteSets', '');
    this.put(
      `CPU == 0..${m.cpus - 1}`,
      `NONE == ${NO_CPU} \\* no CPU: PANIC_CPU_INVALID and its relatives`,
      '',
    );
    this.declarations();
    this.locations();
    this.typeOK();
    this.init();
    this.running();
    for (const { head, text } of this.named.values()) this.define(head, text);
    if (this.named.size > 0) this.put('');
    if ([...actions.lines, ...judgements.lines].some((l) => l.includes('Lowest(')))
      this.put(
        'Lowest(set) == IF set = {} THEN NONE ELSE CHOOSE cpu \\in set : \\A other \\in set : cpu <= other',
        '',
      );
    this.lines.push(...actions.lines, ...judgements.lines, '='.repeat(78), '');
    return { text: this.lines.join('\n'), invariants: judgements.result };
  }

  /** Runs something that writes, and keeps its lines apart. */
  private collect<T>(work: () => T): { lines: string[]; result: T } {
    const before = this.lines.splice(0);
    const result = work();
    return { result, lines: this.lines.splice(0, this.lines.length, ...before) };
  }

  private head(invariants: readonly string[]): void {
    const { about } = this;
    const settings = about.settings.length === 0 ? 'default settings' : about.settings.join(' ');
    const file = this.moduleName;
    this.put('(*');
    for (const paragraph of [
      `${about.title} (${settings}), written by panic-check.`,
      `An action is a step of the kernel, taken by the CPU self; it is called after the function and the label of the step. What a step does up to the next place where an interrupt could be noticed is one transition. On a CPU, NMI runs on top of hardirq, that on top of softirq, that on top of the task; only the highest moves.`,
      `TLC reaches as many distinct states as panic-check does. The file has to be called ${file}.tla; run`,
    ])
      this.wrap('  ', paragraph, '  ');
    this.put(
      `    java -XX:+UseParallelGC -cp tla2tools.jar tlc2.TLC -workers auto -config ${file}_states.cfg ${file}.tla`,
      `    java -XX:+UseParallelGC -cp tla2tools.jar tlc2.TLC -workers auto ${file}.tla`,
    );
    this.wrap(
      '  ',
      `for the number of states and for the properties (${invariants.join(', ')}); TLC stops at the first invariant that is violated, so leave those out of ${file}.cfg that are known to be. An invariant called ..._is_unreachable asks for a state: its violation is the witness.`,
      '  ',
    );
    this.wrap(
      '  ',
      'Where a value would leave its range, or an index would not exist, panic-check reports a mistake of the model; here TypeOK is violated, or the expression cannot be evaluated.',
      '  ',
    );
    this.put('*)', '');
  }

  private declarations(): void {
    this.put('VARIABLES');
    const last = this.all.at(-1);
    for (const { says, stores } of this.groups) {
      this.put(`  \\* ${says}`);
      for (const s of stores) {
        this.put(`  \\* @type: ${annotation(s)};`);
        const remark = this.remarks.get(s);
        this.wrap(
          '  ',
          `${s.name}${s === last ? '' : ','}${remark === undefined ? '' : ` \\* ${remark}`}`,
          '    \\* ',
        );
      }
    }
    this.put('');
    for (const { name, stores } of this.groups)
      this.define(name, `<<${stores.map((s) => s.name).join(', ')}>>`);
    this.define('vars', `<<${this.all.map((s) => s.name).join(', ')}>>`);
    this.put('');
  }

  private locations(): void {
    for (const c of this.contexts) {
      const resting = this.resting(c).map((l) => quote(this.labels[c][l.id]));
      this.define(`${CONTEXT_NAMES[c]}Labels`, `{${resting.join(', ')}}`);
    }
    this.put('');
  }

  private typeOK(): void {
    this.put('TypeOK ==');
    for (const s of this.all) {
      const range =
        s.indexed === 'no'
          ? this.rangeOf(s)
          : `[${s.indexed === 'cpu' ? 'CPU' : `0..${s.initial.length - 1}`} -> ${this.rangeOf(s)}]`;
      this.item('  /\\ ', `${s.name} \\in ${range}`);
    }
    this.put('');
  }

  private rangeOf({ domain, range }: Store): string {
    switch (domain.kind) {
      case 'flag':
        return 'BOOLEAN';
      case 'oneOf':
        return `{${domain.values.map(quote).join(', ')}}`;
      case 'cpu':
        return 'CPU';
      case 'cpuOrNone':
        return 'CPU \\cup {NONE}';
      case 'cpuSet':
        return 'SUBSET CPU';
      case 'pc':
        return `${CONTEXT_NAMES[domain.context]}Labels`;
      case 'int':
        return `${range.min}..${range.max}`;
    }
  }

  private init(): void {
    this.put('Init ==');
    for (const s of this.all) {
      const values = s.initial.map((v) => this.literal(v, s));
      const [first] = values;
      const name = s.indexed === 'cpu' ? 'self' : 'index';
      const set = s.indexed === 'cpu' ? 'CPU' : `0..${values.length - 1}`;
      const body = values.every((v) => v === first)
        ? first
        : `CASE ${values.map((v, i) => `${name} = ${i} -> ${v}`).join(' [] ')}`;
      this.item('  /\\ ', `${s.name} = ${s.indexed === 'no' ? first : `[${name} \\in ${set} |-> ${body}]`}`);
    }
    this.put('');
  }

  private running(): void {
    const { m, stores } = this;
    const over = [
      ...(stores.outcome === null ? [] : [`${stores.outcome.name} # ${quote(m.outcomes[0])}`]),
      ...(stores.failed === null ? [] : [`${stores.failed.name} # 0`]),
    ];
    this.put(
      '\\* The capture kernel runs, the machine restarts, or an assertion failed: nothing happens any more.',
    );
    this.define('Over', over.length === 0 ? 'FALSE' : over.join(' \\/ '));
    this.put('', '\\* The highest context that has something to run on a CPU; only that one moves.');
    const live = stores.stopped === null ? [] : [`self \\notin ${stores.stopped.name}`];
    const idle = (c: Context) => `${stores.pc[c]!.name}[self] = "idle"`;
    this.contexts.forEach((c, i) => {
      const higher = this.contexts.slice(i + 1).map(idle);
      this.define(
        `${CONTEXT_NAMES[c]}OnTop(self)`,
        [...live, `${stores.pc[c]!.name}[self] # "idle"`, ...higher].join(' /\\ '),
      );
    });
    this.put('');
    for (const c of this.contexts) {
      const name = CONTEXT_NAMES[c];
      this.define(
        `${name}At(self, here)`,
        `${stores.pc[c]!.name}[self] = here /\\ ${name}OnTop(self) /\\ ~Over`,
      );
    }
    this.put('');
    if (m.vectors.length === 0) return;
    this.put(
      '\\* An interrupt can enter a CPU where nothing as high runs and irqs are on; an NMI does not ask for that.',
    );
    for (const c of this.contexts) {
      if (!m.vectors.some((v) => v.context === c)) continue;
      const at = CONTEXTS.indexOf(c);
      const same = this.contexts.filter((x) => CONTEXTS.indexOf(x) >= at).map(idle);
      // What an idle context turned off was turned on again when it ended, so that only a running one counts.
      const masked = this.contexts
        .filter((x) => CONTEXTS.indexOf(x) < at && c !== 'nmi' && stores.irqs[x] !== null)
        .map((x) => {
          const between = this.contexts
            .filter((y) => CONTEXTS.indexOf(y) > CONTEXTS.indexOf(x) && CONTEXTS.indexOf(y) < at)
            .map((y) => `${stores.pc[y]!.name}[self] # "idle"`);
          const off = `~${stores.irqs[x]!.name}[self]`;
          return between.length === 0 ? off : `(${[off, ...between].join(' \\/ ')})`;
        });
      this.define(`${CONTEXT_NAMES[c]}MayEnter(self)`, [...live, ...same, ...masked].join(' /\\ '));
    }
    this.put('');
  }

  // ---- Actions --------------------------------------------------------------------------------------------------

  private actions(): void {
    const { m } = this;
    const made: string[] = [];
    for (const c of this.contexts) {
      this.rule(`${c} code`);
      for (const location of this.resting(c)) {
        if (location.edges.length === 0) continue;
        made.push(this.action(c, location));
      }
    }
    if (m.vectors.length > 0) this.rule('Interrupts');
    m.vectors.forEach((_, i) => {
      made.push(...this.vector(i));
    });
    this.rule('Everything that can happen');
    this.put('Next ==');
    if (made.length === 0) this.put('  UNCHANGED vars');
    else this.put('  \\E self \\in CPU :', ...made.map((name) => `    \\/ ${name}(self)`));
    this.put('', 'Spec == Init /\\ [][Next]_vars', '');
  }

  private action(context: Context, location: Location): string {
    const label = this.labels[context][location.id];
    this.wrap('\\* ', this.placeOf(location), '\\* ');
    const text = textOf(location);
    if (text !== '') this.wrap('\\*   ', text, '\\*     ');
    this.put(`${label}(self) ==`);
    this.put(`  /\\ ${CONTEXT_NAMES[context]}At(self, ${quote(label)})`);
    let paths: Path[];
    try {
      paths = pathsFrom(this.m, this.stores, context, location.id, this.unset[context][location.id]!);
    } catch (error) {
      if (!(error instanceof TooManyPaths)) throw error;
      throw new ExportRefusal(`${this.placeOf(location)} is one transition with too many ways through it`);
    }
    if (paths.length === 0) this.put('  /\\ FALSE');
    for (const path of paths) {
      this.path(context, location, path, paths.length > 1, path === paths[0]);
    }
    this.put('');
    return label;
  }

  /** What one way through a step asks for and does; one of several is an item of a list. */
  private path(
    context: Context,
    location: Location,
    path: Path,
    isOneOfSeveral: boolean,
    isFirst: boolean,
  ): void {
    const remark = this.way(context, path);
    const { pc } = this.stores;
    const items: string[] = [];
    for (const guard of path.guards) for (const part of conjuncts(guard)) items.push(this.guard(part));
    const changed = new Set<Store>(path.after.keys());
    for (const s of this.all) {
      const now = path.after.get(s);
      if (now !== undefined) items.push(this.assignment(s, now));
    }
    if (path.target !== location.id) {
      const counter = pc[context] as Store;
      changed.add(counter);
      items.push(
        `${counter.name}' = [${counter.name} EXCEPT ![self] = ${quote(this.labels[context][path.target])}]`,
      );
    }
    const unchanged = this.groups.flatMap((g) =>
      g.stores.some((s) => changed.has(s))
        ? g.stores.filter((s) => !changed.has(s)).map((s) => s.name)
        : [g.name],
    );
    if (unchanged.length > 0)
      items.push(`UNCHANGED ${unchanged.length === 1 ? unchanged[0] : `<<${unchanged.join(', ')}>>`}`);
    if (!isOneOfSeveral) {
      if (remark !== '') this.wrap('     \\* ', remark, '     \\*   ');
      for (const item of items) this.item('  /\\ ', item);
      return;
    }
    items.forEach((item, i) => {
      const prefix = i > 0 ? '        /\\ ' : isFirst ? '  /\\ \\/ /\\ ' : '     \\/ /\\ ';
      if (i === 0 && remark !== '') this.wrap('     \\* ', remark, '     \\*   ');
      this.item(prefix, item);
    });
  }

  /**
   * What must hold for an action. TLC takes a disjunction, and \E, for so many ways to take the step, and would count one
   * transition several times; behind a negation it takes them for the conditions that they are.
   */
  private guard(t: Term): string {
    const isDisjunction = t.kind === 'op' && t.op === '||';
    const isExistence = t.kind === 'quantified' && t.quantifier === 'exists';
    if (isDisjunction) return `~(${this.text(negate(t), 'flag').s})`;
    if (isExistence) return `~(${this.text({ ...t, quantifier: 'forall', body: negate(t.body) }, 'flag').s})`;
    return this.text(t, 'flag').s;
  }

  private assignment(
    s: Store,
    now: Term | readonly { readonly index: Term; readonly value: Term }[],
  ): string {
    if (!isWrites(now)) return `${s.name}' = ${this.side(now, s)}`;
    return `${s.name}' = ${this.updated(s, now)}`;
  }

  private updated(s: Store, writes: readonly { readonly index: Term; readonly value: Term }[]): string {
    const cells = writes.map((w) => `![${this.text(w.index, 'number').s}] = ${this.value(w.value, s)}`);
    return `[${s.name} EXCEPT ${cells.join(', ')}]`;
  }

  /** What happens on this way behind the step itself: the arm that was taken, and the steps that were passed. */
  private way(context: Context, path: Path): string {
    const code = this.m.code[context];
    return path.steps
      .map(({ location, edge }, i) => {
        const { choice, via } = code[location].edges[edge];
        const text = i === 0 ? (via === null ? '' : textOf(code[via])) : textOf(code[location]);
        return [text.replace(/;$/, ''), /^(=|$)/.test(choice) ? '' : `[${choice}]`]
          .filter((s) => s !== '')
          .join(' ');
      })
      .filter((s) => s !== '')
      .join('; ');
  }

  private vector(vector: number): string[] {
    const { m, stores } = this;
    const v = m.vectors[vector];
    const made: string[] = [];
    const pc = stores.pc[v.context];
    if (pc === null) return made;
    const enter = (name: string, guards: readonly string[], used: Store, value: string): void => {
      const items = [
        ...guards,
        '~Over',
        `${CONTEXT_NAMES[v.context]}MayEnter(self)`,
        `${used.name}' = ${value}`,
        `${pc.name}' = [${pc.name} EXCEPT ![self] = ${quote(this.labels[v.context][v.entry])}]`,
      ];
      const changed = new Set([used, pc]);
      const unchanged = this.groups.flatMap((g) =>
        g.stores.some((s) => changed.has(s))
          ? g.stores.filter((s) => !changed.has(s)).map((s) => s.name)
          : [g.name],
      );
      if (unchanged.length > 0)
        items.push(`UNCHANGED ${unchanged.length === 1 ? unchanged[0] : `<<${unchanged.join(', ')}>>`}`);
      this.put(`${name}(self) ==`);
      for (const item of items) this.item('  /\\ ', item);
      this.put('');
      made.push(name);
    };
    const pending = stores.pending[vector];
    if (pending !== null) {
      this.put(`\\* ${v.name} was sent to this CPU, which takes it now.`);
      enter(this.deliverName(vector), [`self \\in ${pending.name}`], pending, `${pending.name} \\ {self}`);
    }
    const left = this.left[vector];
    if (left !== null) {
      const { store, on } = left;
      const cell = store.indexed === 'no' ? store.name : `${store.name}[self]`;
      const guards = [
        ...(on.length === m.cpus ? [] : [`self \\in {${on.join(', ')}}`]),
        `${cell} > 0`,
        ...(v.when === null ? [] : conjuncts(termOf(m, stores, v.when)).map((t) => this.guard(t))),
      ];
      this.put(`\\* ${v.name} arrives by itself, which it may and need not.`);
      const value =
        store.indexed === 'no'
          ? `${store.name} - 1`
          : `[${store.name} EXCEPT ![self] = ${store.name}[self] - 1]`;
      enter(this.names.fresh(`${v.name}_arrives`), guards, store, value);
    }
    return made;
  }

  private readonly delivered = new Map<number, string>();
  private deliverName(vector: number): string {
    const name = this.delivered.get(vector) ?? this.names.fresh(`${this.m.vectors[vector].name}_delivered`);
    this.delivered.set(vector, name);
    return name;
  }

  // ---- Judgements -----------------------------------------------------------------------------------------------

  /** The predicates that properties need, and the properties. Returns the names of the invariants. */
  private judgements(): readonly string[] {
    const { m } = this;
    const invariants: string[] = [];
    this.rule('Properties');
    if (m.properties.some((p) => p.kind === 'noDeadlock' || p.kind === 'atEnd')) this.progress();
    if (m.properties.some((p) => p.kind === 'noDeadlock')) this.deadlock();
    m.properties.forEach((p, i) => {
      if (isLiveness(p)) {
        this.wrap(
          '\\* ',
          `${p.name} is left out: it is about runs without an end, and these are invariants.`,
          '\\*   ',
        );
        this.put('');
        return;
      }
      invariants.push(this.property(p, i));
    });
    if (this.stores.failed !== null) {
      const name = this.names.fresh('assertions');
      this.put('\\* No assertion of the model fails:');
      m.assertions.forEach(({ place, message }, i) => {
        this.wrap('\\* ', `${i + 1}: ${place}: ${message}`, '\\*   ');
      });
      this.define(name, `${this.stores.failed.name} = 0`);
      this.put('');
      invariants.push(name);
    }
    return invariants;
  }

  /** Whether something that must happen can happen. ENABLED would say it, but not every checker can evaluate it. */
  private progress(): void {
    const { m, stores } = this;
    this.put(
      '\\* Where a context can do its next step: the steps that always can, and those that wait for something.',
    );
    for (const c of this.contexts) {
      const ends: number[] = [];
      const waits: string[] = [];
      for (const l of this.resting(c)) {
        if (l.id === 0) continue;
        const open = canLeave(m, stores, c, l.id, this.unset[c][l.id]!);
        if (isConst(open, 0)) ends.push(l.id);
        else if (!isConst(open, 1))
          waits.push(
            `(${this.pcOf(c)} = ${quote(this.labels[c][l.id])} => ${this.inside(open, 'compared')})`,
          );
      }
      this.put(`${CONTEXT_NAMES[c]}CanStep(self) ==`);
      const stuck =
        ends.length === 0
          ? []
          : [`${this.pcOf(c)} \\notin ${this.locationSet(c, ends, `${CONTEXT_NAMES[c]}DeadEnds`)}`];
      for (const item of [`${CONTEXT_NAMES[c]}OnTop(self)`, ...stuck, ...waits]) this.item('  /\\ ', item);
    }
    this.put(
      '',
      '\\* Something that must happen can: a step, or an interrupt that was sent. One that may arrive need not.',
    );
    const delivered = m.vectors.flatMap((v, i) => {
      const pending = stores.pending[i];
      return pending === null
        ? []
        : [`self \\in ${pending.name} /\\ ${CONTEXT_NAMES[v.context]}MayEnter(self)`];
    });
    this.put('CanMove ==');
    this.put('  /\\ ~Over');
    const ways = [...this.contexts.map((c) => `${CONTEXT_NAMES[c]}CanStep(self)`), ...delivered];
    ways.forEach((way, i) => {
      this.put(`${i === 0 ? '  /\\ \\E self \\in CPU : ' : '                       '}\\/ ${way}`);
    });
    if (ways.length === 0) this.put('  /\\ FALSE');
    this.put('', '\\* The run is over: it was ended, or nothing can move that must.');
    this.define('RunIsOver', 'Over \\/ ~CanMove');
    this.put('');
  }

  private deadlock(): void {
    const at = (kinds: readonly Location['kind'][]) =>
      this.contexts.map((c) => ({
        c,
        ids: this.resting(c)
          .filter((l) => l.id !== 0 && kinds.includes(l.kind))
          .map((l) => l.id),
      }));
    const ends = at(['halt', 'final']);
    const finals = at(['final']).filter(({ ids }) => ids.length > 0);
    this.put(
      '\\* Nothing moves, somebody waits, and no panic owner has reached its intended end, after which waiting is fine.',
    );
    this.put('Deadlock ==', '  /\\ ~Over', '  /\\ ~CanMove');
    for (const { c, ids } of finals)
      this.item(
        '  /\\ ',
        `\\A self \\in CPU : ${this.pcOf(c)} \\notin ${this.locationSet(c, ids, `${CONTEXT_NAMES[c]}Finals`)}`,
      );
    ends.forEach(({ c, ids }, i) => {
      const rest =
        ids.length === 0
          ? ''
          : ` /\\ ${this.pcOf(c)} \\notin ${this.locationSet(c, ids, `${CONTEXT_NAMES[c]}Halts`)}`;
      this.item(
        i === 0 ? '  /\\ \\E self \\in CPU : \\/ ' : '                       \\/ ',
        `${CONTEXT_NAMES[c]}OnTop(self)${rest}`,
      );
    });
    if (ends.length === 0) this.put('  /\\ FALSE');
    this.put('');
  }

  private property(p: MachineProperty, index: number): string {
    const { m, stores } = this;
    const name =
      p.kind === 'reachable' ? this.names.fresh(`${p.name}_is_unreachable`) : this.names.properties[index];
    this.wrap('\\* ', p.says, '\\* ');
    if (p.because !== '' && p.kind !== 'reachable') this.wrap('\\* If not: ', p.because, '\\*   ');
    const expr: Term = p.expr === null ? { kind: 'const', value: 0 } : termOf(m, stores, p.expr);
    switch (p.kind) {
      case 'always':
        this.junction(name, expr);
        break;
      case 'never':
      case 'reachable':
        this.define(name, this.denial(expr));
        break;
      case 'atEnd': {
        const end = stores.failed === null ? 'RunIsOver' : `(RunIsOver /\\ ${stores.failed.name} = 0)`;
        this.define(name, `${end} => ${this.inside(expr, 'compared')}`);
        break;
      }
      case 'noDeadlock':
        this.define(name, '~Deadlock');
    }
    if (p.trigger !== null) {
      this.put('\\* It says something only if this is violated in some state:');
      const vacuous = this.names.fresh(`${this.names.properties[index]}_is_vacuous`);
      this.define(vacuous, this.denial(termOf(m, stores, p.trigger)));
    }
    this.put('');
    return name;
  }

  /** The opposite of what a property asks about; a question of several parts stays as it was asked. */
  private denial(t: Term): string {
    const isJoined = t.kind === 'op' && (t.op === '&&' || t.op === '||');
    return isJoined ? `~${this.inside(t, 'atom')}` : this.text(negate(t), 'flag').s;
  }

  private junction(name: string, t: Term): void {
    const parts = conjuncts(t);
    if (parts.length === 1) {
      this.define(name, this.text(t, 'flag').s);
      return;
    }
    this.put(`${name} ==`);
    for (const part of parts) this.item('  /\\ ', this.text(part, 'flag').s);
  }

  // ---- Terms ----------------------------------------------------------------------------------------------------

  private pcOf(context: Context): string {
    return `${this.stores.pc[context]!.name}[self]`;
  }

  /** Several locations as a set; a long one gets a name. */
  private locationSet(context: Context, locations: readonly number[], wanted?: string): string {
    const text = `{${locations.map((l) => quote(this.labels[context][l])).join(', ')}}`;
    if (locations.length <= 3) return text;
    const key = `${context} ${text}`;
    const known = this.named.get(key);
    if (known !== undefined) return known.name;
    const paths = locations.map((l) => this.m.code[context][l].path);
    const common = paths[0].findLast((p) => paths.every((path) => path.some((q) => q.name === p.name)));
    const name = this.names.fresh(wanted ?? `${context}_in_${common?.name ?? 'these'}`);
    this.named.set(key, { name, head: name, text });
    return name;
  }

  private literal(value: number, of: Store): string {
    const { domain } = of;
    if (domain.kind === 'pc') return quote(this.labels[domain.context][value]);
    return this.constant(value, kindOf(of));
  }

  private constant(value: number, kind: Kind): string {
    if (kind === 'flag') return value === 0 ? 'FALSE' : 'TRUE';
    if (kind === 'set') {
      if (value === 2 ** this.m.cpus - 1) return 'CPU';
      return `{${cpusIn(value).join(', ')}}`;
    }
    if (kind === 'number') return String(value);
    if (kind === 'cpu') return value === NO_CPU ? 'NONE' : String(value);
    const text = kind.values[value];
    if (text === undefined) throw new ExportRefusal(`${value} is none of ${kind.values.join(', ')}`);
    return quote(text);
  }

  /** A value that a variable takes. */
  private value(t: Term, of: Store): string {
    return this.text(t, kindOf(of)).s;
  }

  /** The right side of an equation, which binds tighter than it looks: `a = b /\\ c` is two conditions. */
  private side(t: Term, of: Store): string {
    const text = this.text(t, kindOf(of));
    return text.s.startsWith('IF ') ? text.s : within(text, 'sum');
  }

  /** A condition as an operand. */
  private inside(t: Term, binds: Bound): string {
    return within(this.text(t, 'flag'), binds);
  }

  private text(t: Term, wanted: Kind): Text {
    const natural = this.kindOfTerm(t) ?? wanted;
    return this.convert(this.plain(t, sameKind(natural, wanted) ? wanted : natural), natural, wanted);
  }

  private convert(text: Text, from: Kind, to: Kind): Text {
    if (sameKind(from, to)) return text;
    if (from === 'flag' && (to === 'number' || to === 'cpu'))
      return { s: `IF ${text.s} THEN 1 ELSE 0`, binds: 'open' };
    if (to === 'flag') return { s: `${within(text, 'sum')} # ${this.constant(0, from)}`, binds: 'compared' };
    if (typeof to === 'object' && from === 'flag' && to.values.length > 1)
      return {
        s: `IF ${text.s} THEN ${this.constant(1, to)} ELSE ${this.constant(0, to)}`,
        binds: 'open',
      };
    if (typeof to === 'object' && from !== 'set') {
      const number = within(this.convert(text, from, 'number'), 'atom');
      return { s: `<<${to.values.map(quote).join(', ')}>>[${number} + 1]`, binds: 'atom' };
    }
    if (typeof from === 'object' && (to === 'number' || to === 'cpu'))
      return { s: `${this.numberOf(from.values)}(${text.s})`, binds: 'atom' };
    throw new ExportRefusal(
      `TLA+ tells numbers, names and sets apart, and '${text.s}' is used as another of them`,
    );
  }

  /** The operator that tells the place of a name among its fellows, for arrays that are indexed by names. */
  private numberOf(values: readonly string[]): string {
    const text = `CASE ${values.map((v, i) => `name = ${quote(v)} -> ${i}`).join(' [] ')}`;
    const known = this.named.get(text);
    if (known !== undefined) return known.name;
    const name = this.names.fresh('NumberOf');
    this.named.set(text, { name, head: `${name}(name)`, text });
    return name;
  }

  /** What sort of value a term is; null if it could be any. */
  private kindOfTerm(t: Term): Kind | null {
    switch (t.kind) {
      case 'const':
        return null;
      case 'self':
      case 'bound':
        return 'cpu';
      case 'read':
      case 'updated':
        return kindOf(t.of);
      case 'at':
        return 'flag';
      case 'quantified':
        return t.quantifier === 'count' ? 'number' : 'flag';
      case 'op':
        switch (t.op) {
          case '+':
          case '-':
          case '*':
          case '%':
          case 'weight':
            return 'number';
          case 'with':
          case 'without':
          case 'union':
            return 'set';
          case 'lowest':
            return 'cpu';
          case '?:': {
            const [b, c] = [this.kindOfTerm(t.args[1]), this.kindOfTerm(t.args[2])];
            if (b === null || c === null || sameKind(b, c)) return b === 'number' ? (c ?? b) : (b ?? c);
            return 'number';
          }
          default:
            return 'flag';
        }
    }
  }

  private plain(t: Term, kind: Kind): Text {
    const atom = (s: string): Text => ({ s, binds: 'atom' });
    switch (t.kind) {
      case 'const':
        return atom(this.constant(t.value, kind));
      case 'self':
        return atom('self');
      case 'bound':
        return atom(t.name);
      case 'read':
        return atom(t.index === null ? t.of.name : `${t.of.name}[${this.text(t.index, 'number').s}]`);
      case 'updated':
        return atom(`${this.updated(t.of, t.writes)}[${this.text(t.index, 'number').s}]`);
      case 'at': {
        const pc = `${t.of.name}[${this.text(t.index, 'number').s}]`;
        const [only] = t.locations;
        const set = () => `${pc} \\in ${this.locationSet(t.context, t.locations)}`;
        return {
          s: t.locations.length === 1 ? `${pc} = ${quote(this.labels[t.context][only])}` : set(),
          binds: 'compared',
        };
      }
      case 'quantified':
        if (t.quantifier === 'count')
          return atom(`Cardinality({${t.bound} \\in CPU : ${this.text(t.body, 'flag').s}})`);
        return {
          s: `${t.quantifier === 'exists' ? '\\E' : '\\A'} ${t.bound} \\in CPU : ${this.text(t.body, 'flag').s}`,
          binds: 'open',
        };
      case 'op':
        return this.operation(t, kind);
    }
  }

  private operation(t: Extract<Term, { kind: 'op' }>, kind: Kind): Text {
    const [a, b, c] = t.args;
    const flag = (x: Term, binds: Bound) => within(this.text(x, 'flag'), binds);
    const joined = (word: string): Text => ({
      s: t.args
        .map((x) => {
          const text = this.text(x, 'flag');
          // A chain of the same operator needs no parentheses; a mixture is not even legal.
          return x.kind === 'op' && x.op === t.op && text.binds === 'joined' ? text.s : within(text, 'not');
        })
        .join(` ${word} `),
      binds: 'joined',
    });
    const compared = (word: string): Text => {
      const [ka, kb] = [this.kindOfTerm(a), this.kindOfTerm(b)];
      const both: Kind =
        ka === null
          ? (kb ?? 'number')
          : kb === null || sameKind(ka, kb)
            ? ka === 'number'
              ? (kb ?? ka)
              : ka
            : 'number';
      const as = t.op === '<' || t.op === '<=' ? (both === 'flag' ? 'number' : both) : both;
      return {
        s: `${within(this.text(a, as), 'sum')} ${word} ${within(this.text(b, as), 'sum')}`,
        binds: 'compared',
      };
    };
    const number = (word: string): Text => ({
      s: `${within(this.text(a, 'number'), 'atom')} ${word} ${within(this.text(b, 'number'), 'atom')}`,
      binds: 'sum',
    });
    const set = (x: Term) => within(this.text(x, 'set'), 'atom');
    const cpu = (x: Term, binds: Bound) => within(this.text(x, 'cpu'), binds);
    switch (t.op) {
      case '&&':
        return joined('/\\');
      case '||':
        return joined('\\/');
      case '!':
        if (a.kind === 'op' && a.op === 'has')
          return { s: this.text(a, 'flag').s.replace(' \\in ', ' \\notin '), binds: 'compared' };
        if (a.kind === 'at') {
          const [is, not] = a.locations.length === 1 ? [' = ', ' # '] : [' \\in ', ' \\notin '];
          return { s: this.text(a, 'flag').s.replace(is, not), binds: 'compared' };
        }
        return { s: `~${flag(a, 'atom')}`, binds: 'not' };
      case '==':
        return compared('=');
      case '!=':
        return compared('#');
      case '<':
        return compared('<');
      case '<=':
        return compared('<=');
      case '+':
        if (b.kind === 'const' && b.value < 0)
          return { s: `${within(this.text(a, 'number'), 'atom')} - ${-b.value}`, binds: 'sum' };
        return number('+');
      case '-':
        return number('-');
      case '*':
        return number('*');
      case '%':
        return number('%');
      case '?:':
        return {
          s: `IF ${this.text(a, 'flag').s} THEN ${this.text(b, kind).s} ELSE ${this.text(c, kind).s}`,
          binds: 'open',
        };
      case 'has':
        return { s: `${cpu(b, 'sum')} \\in ${set(a)}`, binds: 'compared' };
      case 'with':
        return {
          s: `${set(a)} \\cup ${isCpu(b) ? `{${cpu(b, 'open')}}` : `({${cpu(b, 'open')}} \\ {NONE})`}`,
          binds: 'sum',
        };
      case 'without':
        return { s: `${set(a)} \\ {${cpu(b, 'open')}}`, binds: 'sum' };
      case 'union':
        return { s: `${set(a)} \\cup ${set(b)}`, binds: 'sum' };
      case 'lowest':
        return { s: `Lowest(${this.text(a, 'set').s})`, binds: 'atom' };
      case 'weight':
        return { s: `Cardinality(${this.text(a, 'set').s})`, binds: 'atom' };
    }
  }

  // ---- Lines ----------------------------------------------------------------------------------------------------

  private placeOf(location: Location): string {
    const { path } = location;
    const last = path.at(-1);
    const label = last === undefined || last.label === '' ? '' : `, ${last.label}`;
    return `${path.map((p) => `${p.name}()`).join(' > ')}${label}`;
  }

  private put(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  private rule(title: string): void {
    this.put('-'.repeat(78), `\\* ${title}`, '');
  }

  private define(name: string, text: string): void {
    const line = `${name} == ${text}`;
    if (line.length <= WIDTH) this.put(line);
    else {
      this.put(`${name} ==`);
      this.item('  ', text);
    }
  }

  /** A formula as an item of a list. A choice that is too long for a line has a line for each way. */
  private item(prefix: string, text: string): void {
    const following = ' '.repeat(prefix.length + 2);
    const isLong = prefix.length + text.length > WIDTH;
    const pieces =
      isLong && !/"[^"]*\b(THEN|ELSE)\b[^"]*"/.test(text) ? text.split(/ (?=(?:THEN|ELSE) )/) : [text];
    pieces.forEach((piece, i) => {
      this.wrap(i === 0 ? prefix : following, piece, i === 0 ? following : `${following}  `, true);
    });
  }

  /**
   * A text that may need several lines. It is broken at blanks, never inside a string; a formula only where one thinks
   * of it as ending: behind a comma or a connective, not between a value and the set that it is in.
   */
  private wrap(
    prefix: string,
    text: string,
    following = ' '.repeat(prefix.length + 2),
    isFormula = false,
  ): void {
    const words = text.replaceAll('\n', ' ').match(/(?:"(?:[^"\\]|\\.)*"|[^ "]|")+/g) ?? [];
    const chunks: string[] = [];
    for (const word of words) {
      const last = chunks.at(-1);
      const isEnd = last === undefined || !isFormula || /(,|:|\/\\|\\\/|=>|->|\[\]|THEN|ELSE)$/.test(last);
      if (isEnd) chunks.push(word);
      else chunks[chunks.length - 1] = `${last} ${word}`;
    }
    let line = prefix;
    let isEmpty = true;
    for (const chunk of chunks) {
      if (!isEmpty && line.length + 1 + chunk.length > WIDTH) {
        this.lines.push(line);
        line = following;
        isEmpty = true;
      }
      line += isEmpty ? chunk : ` ${chunk}`;
      isEmpty = false;
    }
    this.lines.push(line.trimEnd());
  }
}

/** What TLA+ distinguishes and C does not. A CPU is a number that may be NONE. */
type Kind = 'flag' | 'number' | 'cpu' | 'set' | { readonly values: readonly string[] };

function kindOf({ domain }: Store): Kind {
  switch (domain.kind) {
    case 'flag':
      return 'flag';
    case 'oneOf':
      return { values: domain.values };
    case 'cpuSet':
      return 'set';
    case 'int':
    case 'pc':
      return 'number';
    default:
      return 'cpu';
  }
}

function sameKind(a: Kind, b: Kind): boolean {
  if (typeof a === 'object' || typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b);
  const numeric = (k: Kind) => k === 'number' || k === 'cpu';
  return a === b || (numeric(a) && numeric(b));
}

/** Surely a CPU, and not NONE. */
const isCpu = (t: Term): boolean =>
  t.kind === 'self' ||
  t.kind === 'bound' ||
  t.kind === 'const' ||
  ((t.kind === 'read' || t.kind === 'updated') && t.of.domain.kind === 'cpu');

function annotation({ domain, indexed }: Store): string {
  const cell =
    domain.kind === 'flag'
      ? 'Bool'
      : domain.kind === 'oneOf' || domain.kind === 'pc'
        ? 'Str'
        : domain.kind === 'cpuSet'
          ? 'Set(Int)'
          : 'Int';
  return indexed === 'no' ? cell : `Int -> ${cell}`;
}

const within = (text: Text, binds: Bound): string =>
  TIGHTNESS.indexOf(text.binds) < TIGHTNESS.indexOf(binds) ? `(${text.s})` : text.s;

const quote = (s: string): string => `"${s.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const isWrites = <T>(x: Term | readonly T[]): x is readonly T[] => Array.isArray(x);

function conjuncts(t: Term): Term[] {
  return t.kind === 'op' && t.op === '&&' ? t.args.flatMap(conjuncts) : [t];
}

/** The text of a step as the C listing has it, on one line. */
const textOf = (l: Location): string => (l.node === null ? '' : printNode(l.node).replace(/\s+/g, ' '));
