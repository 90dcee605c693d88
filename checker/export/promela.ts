import type { DomainIR } from '../../model/language/domain.js';
import type { Formula } from '../../model/language/ir.js';
import { CONTEXTS, type Context } from '../../model/language/ir.js';
import {
  type Edge,
  type FairAction,
  forEachExpr,
  isLiveness,
  type Location,
  type Machine,
  type MachineProperty,
  type MachineVector,
  type MExpr,
  type Op,
} from '../../model/language/machine.js';
import { printNode } from '../../model/language/print-c.js';
import { atomsOf } from '../../model/language/temporal.js';
import { cpusInSet, Expressions, firstCpu, HELPERS, type Speaker, Words } from './promela-expressions.js';
import {
  alternatives,
  assign,
  atomic,
  declaration,
  ended,
  fold,
  macro,
  never,
  option,
  type Part,
  packed,
  remark,
  WIDTH,
  wrapWords,
} from './promela-layout.js';
import type { About, Exported, Target } from './target.js';

/**
 * Promela, as SPIN reads it: a process for each context of each CPU, whose control points are the places where control
 * rests. Interrupt handlers are processes that wait for their interrupt; `in_nmi[]` and its relatives, which follow from
 * where the processes are, let only the highest context of a CPU move.
 *
 * What one needs to know of SPIN to keep one state for each of ours:
 * - A transition is an `atomic` sequence: states inside are not stored. A `goto` out of it ends it, also where it leads to
 *   the label of another one. (A `d_step` cannot be jumped to, nor be left by a `goto`.)
 * - A process that comes to its end is removed by a transition of its own; ours block in front of it instead. Processes
 *   that are started by `init` add a state; `active` ones are there from the start.
 * - `spin -a` removes variables that are only written, and clears locals that are not read again; `-o2` turns that off.
 * - `hidden` variables are no part of a state: locals that hold nothing while control rests. Leaving them out saves a quarter
 *   of the memory and a seventh of the time.
 * - Properties need to see other processes' locals, which only never claims may. They are left out unless asked for.
 * - By its grammar (it was not tried), LTSmin's SpinS reads the part without claims, except for arrays whose cells begin
 *   with different values. There is no `provided`, no embedded C, no channel.
 */
export const promela: Target = {
  name: 'promela',
  reader: 'SPIN',
  extension: 'pml',
  write(machine: Machine, about: About): Exported {
    // Which domains are computed with is known only when everything has been written.
    const numeric = new Set<string>();
    for (;;) {
      const text = new Text(machine, about, numeric);
      const written = text.write();
      if (text.mixed.size === 0)
        return { text: written, beside: {}, commands: (name) => [...countCommands(name), ...text.ask(name)] };
      for (const domain of text.mixed) numeric.add(domain);
    }
  },
};

const countCommands = (name: string): string[] => [
  `spin -o2 -a ${name}`,
  'gcc -O3 -DSAFETY -DNOREDUCE -o pan pan.c',
  './pan -m1000000 -E',
];

const claimCommands = (name: string): string[] => [
  `spin -o2 -DPROPERTIES -a ${name}`,
  'gcc -O3 -DSAFETY -DNOREDUCE -o pan pan.c',
];

const formulaCommands = (name: string): string[] => [
  `spin -o2 -DLIVENESS -a ${name}`,
  'gcc -O3 -DNOREDUCE -DNFAIR=4 -o pan pan.c',
];

/** The processes that run the same code, one on each of some CPUs. */
interface Process {
  readonly name: string;
  readonly context: Context;
  readonly cpus: readonly number[];
  /** The process number of the first; the others follow. */
  readonly pid: number;
  /** Where they start: at a task's first step, or idle. */
  readonly start: number;
  readonly vectors: readonly { readonly vector: MachineVector; readonly index: number }[];
  /** Where they can rest, apart from being idle, in the order of the text. */
  readonly resting: readonly Location[];
  readonly locals: readonly (Local | null)[];
}

interface Local {
  readonly name: string;
  readonly domain: DomainIR;
  readonly min: number;
  readonly max: number;
  /** Holds something only while a transition lasts, so that it need not be part of the state. */
  readonly isPassing: boolean;
  /** What the model calls it, in the order of the steps. Locals that are never live together share their place. */
  readonly called: readonly string[];
}

/** A liveness property as SPIN is asked it. */
interface SaidFormula {
  readonly name: string;
  /** Whether it is about runs that are weakly fair to all processes, if not to more. */
  readonly isFair: boolean;
  readonly lines: readonly string[];
}

const askFormula = ({ name, isFair }: SaidFormula): string =>
  `./pan -m1000000 -a ${isFair ? '-f ' : ''}-N ${name}`;

/** A process during a transition. */
interface Mover extends Speaker {
  readonly process: Process;
  /** Where it comes from; until control rests again, that is where it is. */
  readonly origin: number;
}

/** Places that a step looks at: for each CPU, whether it is there. Follows from where the processes are. */
interface Watch {
  readonly name: string;
  readonly context: Context;
  readonly locations: ReadonlySet<number>;
}

class Text {
  private readonly words: Words;
  private readonly expressions: Expressions;
  private readonly processes: readonly Process[];
  private readonly watches: ReadonlyMap<string, Watch>;
  /** Names of the arrays that say which contexts are entered, and in which irqs are off. */
  private readonly entered: Partial<Record<Context, string>> = {};
  private readonly irqsOff: Partial<Record<Context, string>> = {};
  private readonly stopped: string | null;
  private readonly outcome: string | null;
  private readonly failed: string | null;
  private readonly pending: readonly (string | null)[];
  private readonly budget: readonly (string | null)[];
  /** Names of macros, by what they are for. */
  private readonly macros = new Map<string, string>();
  private readonly assertions: string;
  private readonly triggers: readonly (string | null)[];
  private sendsToSets = false;

  constructor(
    private readonly m: Machine,
    private readonly about: About,
    numeric: ReadonlySet<string>,
  ) {
    this.words = new Words(m, numeric);
    this.expressions = new Expressions(m, this.words);
    const { fresh } = this.words.names;
    const runs = (context: Context) => m.frames.some((f) => f[context] !== null);
    for (const context of CONTEXTS) {
      if (context !== 'task' && runs(context)) this.entered[context] = fresh(`in_${context}`);
      if (m.frames.some((f) => (f[context]?.irqs ?? null) !== null))
        this.irqsOff[context] = fresh(context === 'task' ? 'irqs_off' : `${context}_irqs_off`);
    }
    this.stopped = m.stopped.some((f) => f !== null) ? fresh('stopped') : null;
    this.outcome = m.outcomes.length > 1 ? fresh('outcome') : null;
    this.failed = m.assertions.length > 0 ? fresh('failed_assertion') : null;
    const perVector = (what: string, of: (v: MachineVector) => readonly (number | null)[]) =>
      m.vectors.map((v) => (of(v).some((f) => f !== null) ? fresh(`${what}_${v.name}`) : null));
    this.pending = perVector('pending', (v) => v.pending);
    this.budget = perVector('left', (v) => v.budget);
    const fieldNames = new Map<number, string>();
    if (this.outcome !== null) fieldNames.set(m.outcome, this.outcome);
    if (this.failed !== null) fieldNames.set(m.failed, this.failed);
    m.stopped.forEach((f, cpu) => {
      if (f !== null) fieldNames.set(f, `${this.stopped}[${cpu}]`);
    });
    m.frames.forEach((frames, cpu) => {
      for (const context of CONTEXTS) {
        const irqs = frames[context]?.irqs ?? null;
        if (irqs !== null) fieldNames.set(irqs, `${this.irqsOff[context]}[${cpu}]`);
      }
    });
    this.expressions.field = (field) => {
      const name = fieldNames.get(field);
      if (name === undefined) {
        // The only ones that can be asked for and do not exist never change.
        if (field === m.outcome || field === m.failed) return '0';
        throw new Error(`internal error: nothing is known of field ${m.fields[field].name}`);
      }
      return name;
    };
    this.processes = this.findProcesses();
    this.watches = this.findWatches();
    this.words.nameValues(m);
    this.assertions = fresh('assertions');
    this.triggers = m.properties.map((p, i) =>
      p.trigger === null ? null : fresh(`${this.words.names.properties[i]}_trigger`),
    );
  }

  write(): string {
    // What is used is known only when everything has been written.
    const bodies = this.processes.map((p) => this.process(p));
    const claims = this.claims();
    const parts = [this.head(), this.constants(), this.variables(), this.scheduling(), ...bodies, claims];
    return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  }

  /** The commands that ask for each property. */
  ask(name: string): string[] {
    const claims = this.claimNames();
    const formulas = this.formulas();
    return [
      ...(claims.length === 0
        ? []
        : [...claimCommands(name), ...claims.map((c) => `./pan -m1000000 -E -N ${c}`)]),
      ...(formulas.length === 0 ? [] : [...formulaCommands(name), ...formulas.map(askFormula)]),
    ];
  }

  get mixed(): ReadonlySet<string> {
    return this.expressions.mixed;
  }

  private macro(wanted: string): string {
    const name = this.macros.get(wanted) ?? this.words.names.fresh(wanted);
    this.macros.set(wanted, name);
    return name;
  }

  // ---- Processes ------------------------------------------------------------------------------------------------

  private findProcesses(): Process[] {
    const { m } = this;
    const found: Process[] = [];
    let pid = 0;
    const add = (context: Context, cpus: readonly number[], start: number, vectors: Process['vectors']) => {
      const roots = context === 'task' ? [start] : vectors.map(({ vector }) => vector.entry);
      const resting = this.restingFrom(context, roots);
      // Every location on the way to a task's entry names the program as its outermost function.
      const program = context === 'task' ? m.code.task[start].path[0]?.name : undefined;
      const name = this.words.names.fresh(program === undefined ? `${context}_handler` : `${program}_task`);
      const locals = this.locals(context, cpus, resting);
      found.push({ name, context, cpus, pid, start, vectors, resting, locals });
      pid += cpus.length;
    };
    const programs = new Map<number, number[]>();
    m.frames.forEach(({ task }, cpu) => {
      if (task !== null) programs.set(task.entry, [...(programs.get(task.entry) ?? []), cpu]);
    });
    for (const [entry, cpus] of programs) add('task', cpus, entry, []);
    for (const context of CONTEXTS) {
      if (context === 'task') continue;
      const cpus = m.frames.flatMap((f, cpu) => (f[context] === null ? [] : [cpu]));
      const vectors = m.vectors
        .map((vector, index) => ({ vector, index }))
        .filter(
          ({ vector: v }) => v.context === context && [...v.pending, ...v.budget].some((f) => f !== null),
        );
      if (cpus.length > 0) add(context, cpus, 0, vectors);
    }
    return found;
  }

  /**
   * Steps cannot look at processes that come later in the text, so what they look at is kept in variables; and what formulas
   * look at, where it is long.
   */
  private findWatches(): Map<string, Watch> {
    const found = new Map<string, Watch>();
    const visit = (e: MExpr | null, isWatched: (place: Place) => boolean = () => true): void => {
      if (e?.kind === 'op') for (const a of e.args) visit(a, isWatched);
      else if (e?.kind === 'cell') visit(e.index, isWatched);
      else if (e?.kind === 'pcIn' && isWatched(e) && !found.has(watchKey(e))) {
        const name = this.words.names.fresh(this.placeName(e.context, e.locations));
        found.set(watchKey(e), { name, context: e.context, locations: new Set(e.locations) });
      }
    };
    for (const context of CONTEXTS)
      for (const { edges } of this.m.code[context])
        for (const { ops } of edges) for (const o of ops) forEachExpr(o, (e) => visit(e));
    for (const { when } of this.m.vectors) visit(when);
    // A formula has room for some 2,000 characters, of which a place in panic() would take 1,500 for each CPU.
    for (const { temporal } of this.m.properties)
      for (const atom of temporal === null ? [] : atomsOf(temporal.formula)) visit(atom, isLong);
    return found;
  }

  /** What locations have in common: the function they are in, and the block of it. */
  private placeName(context: Context, locations: readonly number[]): string {
    const paths = locations.map((id) => this.m.code[context][id].path);
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
    return `at_${this.words.names.location(context, locations[0])}`;
  }

  private restingFrom(context: Context, roots: readonly number[]): Location[] {
    const code = this.m.code[context];
    const seen = new Set<number>(roots);
    for (const id of seen) for (const { target } of code[id].edges) seen.add(target);
    return code.filter((l) => l.rests && l.id !== 0 && seen.has(l.id));
  }

  private locals(context: Context, cpus: readonly number[], resting: readonly Location[]): (Local | null)[] {
    const { m } = this;
    const slots = m.frames[cpus[0]][context]!.slots.map((_, slot) => {
      const field = cpus.map((cpu) => m.frames[cpu][context]!.slots[slot]).find((f) => f !== null);
      return field === undefined ? null : (field as number);
    });
    const called = slots.map(() => new Set<string>());
    const reached = new Set(resting.map((l) => l.id));
    const passed = m.code[context].filter((l) => !l.rests || reached.has(l.id));
    for (const { scope } of passed)
      for (const [name, slot] of Object.entries(scope)) called[slot]?.add(name.replace(/\.\d+$/, ''));
    const taken = new Map<string, number>();
    return slots.map((field, slot) => {
      if (field === null) return null;
      const { domain, range } = m.fields[field];
      if (domain.kind === 'pc') throw new Error('internal error: a program counter among the locals');
      const names = [...called[slot]];
      const isPassing = cpus.every((cpu) => {
        const f = m.frames[cpu][context]!.slots[slot];
        return f === null || m.fields[f].values?.length === 1;
      });
      const plain = names.length === 0 ? PASSING[domain.kind] : names.slice(0, 2).join('_or_');
      // Hidden variables share a name space with all of pan.c.
      const wanted = isPassing ? `tmp_${plain}` : plain;
      // Processes share a variable that holds nothing between transitions.
      const kind = isPassing ? JSON.stringify([domain, range]) : '';
      const nth = taken.get(wanted + kind) ?? 0;
      taken.set(wanted + kind, nth + 1);
      return { name: this.words.local(wanted, nth, kind), domain, ...range, isPassing, called: names };
    });
  }

  private processOf(cpu: number, context: Context): Process | undefined {
    return this.processes.find((p) => p.context === context && p.cpus.includes(cpu));
  }

  /** The CPU of the process that asks. */
  private self(p: Process): string {
    return translation(
      '_pid',
      p.cpus.map((cpu, i) => [p.pid + i, cpu]),
    );
  }

  // ---- Head, constants, variables -------------------------------------------------------------------------------

  private head(): string[] {
    const { title, settings } = this.about;
    const file = `${title.replace(/[^\w.-]+/g, '-')}.pml`;
    const claims = this.claimNames();
    const paragraphs: string[][] = [
      wrapWords([title, ...settings].join(' '), WIDTH - 3),
      wrapWords(
        `A model of the Linux kernel's panic path for SPIN, written by panic-check. To see every state:`,
        WIDTH - 3,
      ),
      countCommands(file).map((c) => `\t${c}`),
      wrapWords(
        `There are exactly as many states as panic-check finds. (-o2 keeps SPIN from dropping variables that nobody reads,
        -DNOREDUCE from leaving out orders of steps; -E lets runs end anywhere.)`,
        WIDTH - 3,
      ),
    ];
    if (claims.length > 0)
      paragraphs.push(
        wrapWords('To ask for a property, by the name of its never claim at the end:', WIDTH - 3),
        [...claimCommands(file), `./pan -m1000000 -E -N ${claims[0]}`].map((c) => `\t${c}`),
        wrapWords(
          `"end state in claim reached" means that the state it describes was found;
          spin -DPROPERTIES -t -p -g ${file} tells how.`,
          WIDTH - 3,
        ),
      );
    const formulas = this.formulas();
    if (formulas.length > 0)
      paragraphs.push(
        wrapWords(
          'To ask for a property of whole runs, by the name of its formula at the end (-f: only of runs that are fair to all processes):',
          WIDTH - 3,
        ),
        [...formulaCommands(file), askFormula(formulas[0])].map((c) => `\t${c}`),
      );
    paragraphs.push(
      wrapWords(
        `Each context of each CPU is a process: tasks run their program, handlers wait for their interrupt. A label is a
        place where control rests, named after the kernel's function and the step in it; an atomic sequence is one
        transition, whose first line says when the context may move. Locals that nobody will read again hold the
        smallest value of their domain, as in the beginning. Values that leave their domain are not noticed here.`,
        WIDTH - 3,
      ),
    );
    const lines = paragraphs.flatMap((p, i) => (i === 0 ? p : ['', ...p]));
    return ['/*', ...lines.map((l) => ` * ${l.replaceAll('*/', '* /')}`.trimEnd()), ' */'];
  }

  private constants(): string[] {
    const { m, words } = this;
    const { used } = this.expressions;
    const helpers = Object.entries(HELPERS).filter(([name]) => used.has(name));
    const names = words.mtype;
    return [
      `#define CPUS ${m.cpus}`,
      '#define NO_CPU -1',
      ...helpers.map(([, text]) => text),
      ...(used.has('first_cpu') ? [firstCpu(m.cpus)] : []),
      ...(used.has('cpus_in') ? [cpusInSet(m.cpus)] : []),
      ...(words.defines.length === 0 ? [] : ['', ...words.defines]),
      ...(names.length === 0 ? [] : ['', ...wrapWords(`mtype = { ${names.join(', ')} };`, WIDTH, '\t')]),
    ];
  }

  private variables(): string[] {
    const { m, words } = this;
    const sections: [string, string[]][] = [];
    const section = (title: string, lines: string[]) => {
      if (lines.length > 0) sections.push([title, lines]);
    };
    const declared = (scope: 'shared' | 'perCpu' | 'ghost') =>
      m.variables.flatMap((v, i) => {
        if (v.scope !== scope) return [];
        const first = v.fields.map((f) => words.value(v.domain, m.initial[f]));
        const size = { no: null, cpu: 'CPUS', array: String(v.fields.length) }[v.indexed];
        return [declaration(words.type(v.domain, v.range), words.names.variables[i], size, first)];
      });
    section('Shared variables', declared('shared'));
    section('Per-CPU variables', declared('perCpu'));
    section('What the question remembers; nothing depends on it', declared('ghost'));
    const passing = new Map(
      this.processes.flatMap((p) => p.locals.flatMap((l) => (l?.isPassing ? [[l.name, l] as const] : []))),
    );
    section(
      'Locals that hold something only during a transition: no part of the state',
      [...passing.values()].map((l) => {
        const type = words.type(l.domain, l);
        // SPIN hides no bits.
        return `hidden ${declaration(type === 'bool' ? 'byte' : type, l.name, null, [words.value(l.domain, l.min)])}`;
      }),
    );
    const flags = (name: string | null | undefined) =>
      name == null ? [] : [declaration('bool', name, 'CPUS', ['false'])];
    section('The machine: what each CPU is doing', [
      ...CONTEXTS.flatMap((c) => flags(this.entered[c])),
      ...CONTEXTS.flatMap((c) => flags(this.irqsOff[c])),
      ...flags(this.stopped),
      ...[...this.watches.values()].map(({ name, context, locations }) => {
        const there = m.frames.map((f) => locations.has((f[context] && m.initial[f[context].pc]) ?? 0));
        return declaration('bool', name, 'CPUS', there.map(String));
      }),
    ]);
    section('Interrupts: sent and not yet taken, and how often they may still arrive by themselves', [
      ...this.pending.flatMap(flags),
      ...m.vectors.flatMap((v, i) => {
        const name = this.budget[i];
        if (name === null) return [];
        const first = v.budget.map((f) => (f === null ? 0 : m.initial[f]));
        const type = words.type({ kind: 'int', min: 0, max: 0 }, { min: 0, max: Math.max(...first) });
        return isCommon(v)
          ? [declaration(type, name, null, [String(Math.max(...first))])]
          : [declaration(type, name, 'CPUS', first.map(String))];
      }),
    ]);
    section('How the run ended', [
      ...(this.outcome === null
        ? []
        : [
            declaration('mtype', this.outcome, null, [
              words.value(m.fields[m.outcome].domain as DomainIR, 0),
            ]),
          ]),
      ...(this.failed === null
        ? []
        : [declaration(m.assertions.length > 255 ? 'int' : 'byte', this.failed, null, ['0'])]),
    ]);
    return sections.flatMap(([title, lines], i) => [
      ...(i === 0 ? [] : ['']),
      `/* ${title}. */`,
      ...lines.flatMap((l) => wrapWords(l, WIDTH, '\t')),
    ]);
  }

  // ---- Who may move ---------------------------------------------------------------------------------------------

  /** Macros that say whether a context of a CPU may move, and whether an interrupt may enter it. */
  private scheduling(): string[] {
    const lines: string[] = [];
    const define = (name: string, terms: readonly string[]) => {
      const text = terms.length === 0 ? 'true' : terms.join(' && ');
      lines.push(...macro(name, /^\w+$/.test(text) ? text : `(${text})`));
    };
    const goesOn = [
      ...(this.outcome === null
        ? []
        : [`${this.outcome} == ${this.words.value(this.m.fields[this.m.outcome].domain as DomainIR, 0)}`]),
      ...(this.failed === null ? [] : [`${this.failed} == 0`]),
    ];
    lines.push('/* Nothing happens any more once the run has ended. */');
    define(this.macro('goes_on'), goesOn);
    const on = (name: string | null | undefined) => (name == null ? [] : [`!${name}[cpu]`]);
    const above = (context: Context) =>
      CONTEXTS.slice(CONTEXTS.indexOf(context) + 1).flatMap((c) => on(this.entered[c]));
    const contexts = CONTEXTS.filter((c) => this.processes.some((p) => p.context === c));
    lines.push(
      '',
      '/* Of a CPU, only the highest context that is not idle moves, and nothing once it is stopped. */',
    );
    for (const context of contexts) {
      const terms = [this.macro('goes_on'), ...on(this.stopped), ...above(context)];
      const entered = this.entered[context];
      // SPIN refuses a loop that nothing can stop, so that a condition must be there.
      const always = entered === undefined ? '(cpu) < CPUS' : `${entered}[cpu]`;
      define(`${this.macro(`${context}_runs`)}(cpu)`, goesOn.length + terms.length === 1 ? [always] : terms);
    }
    const enterable = contexts.filter((c) => c !== 'task');
    if (enterable.length > 0)
      lines.push(
        '',
        '/* An interrupt can enter where nothing as high runs; all but NMIs only while irqs are on. */',
      );
    for (const context of enterable) {
      const { task, softirq } = this.irqsOff;
      const { softirq: inSoftirq } = this.entered;
      const irqs =
        context === 'softirq' || inSoftirq === undefined
          ? on(task)
          : softirq === undefined
            ? task === undefined
              ? []
              : [`(${inSoftirq}[cpu] || !${task}[cpu])`]
            : [`!(${inSoftirq}[cpu] -> ${softirq}[cpu] : ${task === undefined ? 'false' : `${task}[cpu]`})`];
      define(`${this.macro(`${context}_can_enter`)}(cpu)`, [
        this.macro('goes_on'),
        ...on(this.stopped),
        ...on(this.entered[context]),
        ...above(context),
        ...(context === 'nmi' ? [] : irqs),
      ]);
    }
    if (this.sendsToSets) {
      lines.push(
        '',
        '/* Sends an interrupt to all CPUs of a set. */',
        '#define send_to_set(pending, set) \\',
      );
      for (let cpu = 0; cpu < this.m.cpus; cpu++)
        lines.push(
          `\tpending[${cpu}] = pending[${cpu}] || (((set) >> ${cpu}) & 1)${cpu < this.m.cpus - 1 ? '; \\' : ''}`,
        );
    }
    return lines;
  }

  // ---- The text of a process --------------------------------------------------------------------------------------

  private process(p: Process): string[] {
    const count = p.cpus.length === 1 ? '' : ` [${p.cpus.length === this.m.cpus ? 'CPUS' : p.cpus.length}]`;
    const where =
      p.cpus.length === this.m.cpus
        ? 'each CPU'
        : `CPU${p.cpus.length === 1 ? '' : 's'} ${p.cpus.join(', ')}`;
    const what =
      p.context === 'task'
        ? `/* The task of ${where}. */`
        : `/* What handles ${p.vectors.map(({ vector }) => vector.name).join(', ')} on ${where}. */`;
    const declared = p.locals.flatMap((l) =>
      l === null || l.isPassing ? [] : [localDeclaration(this.words, l)],
    );
    const blocks: { readonly id: number; readonly lines: string[] }[] = [];
    const order = p.resting.map((l) => l.id);
    const idle = { id: 0, lines: p.context === 'task' ? ['\tfalse'] : this.entries(p) };
    if (p.context !== 'task') blocks.push(idle);
    order.forEach((id, i) => {
      blocks.push({ id, lines: this.location(p, id, order[i + 1] ?? (p.context === 'task' ? 0 : -1)) });
    });
    if (p.context === 'task') blocks.push(idle);
    return [
      what,
      ...(p === this.processes[0] ? [] : ['#undef self']),
      `#define self ${this.self(p)}`,
      `active${count} proctype ${p.name}()`,
      '{',
      ...declared,
      ...(declared.length > 0 ? [''] : []),
      ...blocks.flatMap(({ id, lines }, i) => {
        const body = i === blocks.length - 1 ? lines : ended(lines);
        return [...this.label(p, id), ...body];
      }),
      '}',
    ];
  }

  private label(p: Process, id: number): string[] {
    const name = `${this.words.label(p.context, id)}:`;
    const text = id === 0 ? 'nothing to do' : stepText(this.m.code[p.context][id]);
    if (text === '') return [name];
    if (name.length + text.length + 14 < WIDTH) return [`${name}\t/* ${text} */`];
    return [name, ...remark(text, '\t')];
  }

  /** How an idle handler starts. */
  private entries(p: Process): string[] {
    const can = `${this.macro(`${p.context}_can_enter`)}(self)`;
    const mover = this.mover(p, 0);
    const options: string[][] = [];
    const givenUp: string[] = [];
    for (const { vector, index } of p.vectors) {
      const start = [
        ...assign(`${this.entered[p.context]}[self]`, 'true'),
        ...this.arrive(mover, vector.entry),
      ];
      const pending = this.pending[index];
      if (pending !== null)
        options.push(
          atomic(`${can} && ${pending}[self]`, [...assign(`${pending}[self]`, 'false'), ...start], ''),
        );
      const left = this.budget[index];
      if (left === null) continue;
      if (this.m.properties.some(isLiveness)) givenUp.push(isCommon(vector) ? left : `${left}[self]`);
      const common = isCommon(vector);
      const cell = common ? left : `${left}[self]`;
      // A common budget does not say which CPUs it is for.
      const hit = p.cpus.filter((cpu) => vector.budget[cpu] !== null);
      const here =
        common && hit.length < p.cpus.length ? [`(${hit.map((c) => `self == ${c}`).join(' || ')})`] : [];
      const when = vector.when === null ? [] : [this.expressions.condition(vector.when, mover, 2)];
      const guard = [can, ...here, `${cell} > 0`, ...when].join(' && ');
      options.push(atomic(guard, [{ code: [`${cell}--`] }, ...start], ''));
    }
    if (givenUp.length === 0) return alternatives(options);
    // SPIN takes a run that could still be interrupted for one that has to be.
    const idle = this.words.label(p.context, 0);
    const forms = givenUp.map((cell) =>
      atomic(
        `${this.macro('goes_on')} && ${cell} > 0`,
        [{ code: [`${cell} = 0`] }, { code: [`goto ${idle}`] }],
        'need not arrive',
      ),
    );
    const [first, ...all] = alternatives([...options, ...forms, [IN_VAIN, IN_VAIN]]);
    const last = all.findIndex((l) => l.includes(IN_VAIN));
    const begin = all.findIndex((l) => l.includes('need not arrive'));
    return [first, ...all.slice(0, begin), '#ifdef LIVENESS', ...all.slice(begin, last), '#endif', '\tfi'];
  }

  /** A place where control rests, with the transitions that leave it. */
  private location(p: Process, id: number, next: number): string[] {
    const here = this.m.code[p.context][id];
    if (here.edges.length === 0) return ['\tfalse'];
    const mover = this.mover(p, id);
    const runs = `${this.macro(`${p.context}_runs`)}(self)`;
    const options = here.edges.map((e) => {
      const guard = e.guard === null ? runs : `${runs} && ${this.expressions.condition(e.guard, mover, 2)}`;
      const parts = [...this.ops(mover, e.ops), ...this.onwards(mover, e.target, null)];
      const last = parts.at(-1);
      // A single transition falls through to the label below it.
      if (here.edges.length === 1 && last !== undefined && 'code' in last && next >= 0)
        if (last.code.length === 1 && last.code[0] === `goto ${this.words.label(p.context, next)}`)
          parts.pop();
      return atomic(guard, parts, here.edges.length === 1 ? '' : this.choice(p, here, e));
    });
    return alternatives(options);
  }

  private choice(p: Process, here: Location, e: Edge): string {
    const via = e.via === null ? null : this.m.code[p.context][e.via];
    if (via !== null) {
      const last = via.path.at(-1);
      const text = stepText(via);
      return `${e.choice}: ${last?.label ?? ''}${text === '' ? '' : `: ${text}`}`;
    }
    return here.node?.kind === 'choose' ? '' : e.choice;
  }

  /** From a target on until control rests, or to where several ways come together. */
  private onwards(mover: Mover, id: number, until: number | null): Part[] {
    if (id === until) return [];
    const { process: p } = mover;
    const here = this.m.code[p.context][id];
    if (here.rests) return this.arrive(mover, id);
    const text = stepText(here);
    const what: Part[] = text === '' ? [] : [{ comment: `${here.path.at(-1)?.label}: ${text}` }];
    if (here.edges.length === 1) {
      const [e] = here.edges;
      return [...what, ...this.ops(mover, e.ops), ...this.onwards(mover, e.target, until)];
    }
    const join = this.joinOf(p.context, id);
    const ways = here.edges.map((e) => [
      ...this.ops(mover, e.ops),
      ...this.onwards(mover, e.target, join ?? until),
    ]);
    const after = join === null ? [] : this.onwards(mover, join, until);
    if (ways.every((w) => w.every((part) => 'comment' in part))) return [...what, ...after];
    const lines = ['if'];
    here.edges.forEach((e, i) => {
      // Exactly one way on is open at a place that is passed.
      const last = i === here.edges.length - 1;
      const guard = last || e.guard === null ? 'else' : this.expressions.condition(e.guard, mover);
      lines.push(...option(guard, ways[i]));
    });
    return [...what, { code: [...lines, 'fi'] }, ...after];
  }

  private arrive({ process: p, origin }: Mover, id: number): Part[] {
    const parts: Part[] = [];
    for (const { name, context, locations } of this.watches.values())
      if (context === p.context && locations.has(id) !== locations.has(origin))
        parts.push(...assign(`${name}[self]`, String(locations.has(id))));
    if (id === 0) {
      const entered = this.entered[p.context];
      if (entered !== undefined) parts.push(...assign(`${entered}[self]`, 'false'));
      // iret restores what was interrupted.
      const irqs = this.irqsOff[p.context];
      if (irqs !== undefined) parts.push(...assign(`${irqs}[self]`, 'false'));
    }
    return [...parts, { code: [`goto ${this.words.label(p.context, id)}`] }];
  }

  /** Postdominators of the places that are passed, nearest first; where control rests, the way ends. */
  private readonly chains = new Map<string, readonly number[]>();

  private chain(context: Context, id: number): readonly number[] {
    const location = this.m.code[context][id];
    if (location.rests) return [id];
    const key = `${context}:${id}`;
    const known = this.chains.get(key);
    if (known !== undefined) return known;
    const [first, ...others] = location.edges.map((e) => this.chain(context, e.target));
    const common = first.filter((x) => others.every((o) => o.includes(x)));
    const chain = [id, ...common];
    this.chains.set(key, chain);
    return chain;
  }

  /** Where all ways from a passed place come together; null if that is nowhere before control rests. */
  private joinOf(context: Context, id: number): number | null {
    return this.chain(context, id)[1] ?? null;
  }

  private ops(mover: Mover, all: readonly Op[]): Part[] {
    const ops = all.filter((o, i) => !isOverwritten(o, all.slice(i + 1)));
    const clears = ops.filter((o) => o.kind === 'slot' && o.clears);
    const parts = ops.filter((o) => !clears.includes(o)).flatMap((o) => this.op(mover, o));
    // Locals that are dead from here on stand on one line.
    const cleared = clears.flatMap((o) =>
      this.op(mover, o).flatMap((part) => ('code' in part ? part.code : [])),
    );
    return [...parts, ...(cleared.length === 0 ? [] : [{ code: packed(cleared) }])];
  }

  private op(mover: Mover, o: Op): Part[] {
    const { m, expressions } = this;
    const { process: p } = mover;
    switch (o.kind) {
      case 'slot': {
        const local = p.locals[o.slot];
        return local === null ? [] : assign(local.name, expressions.value(o.value, local.domain, mover));
      }
      case 'cell': {
        const cell = expressions.cell(o.variable, o.index, mover);
        return assign(cell, expressions.value(o.value, m.variables[o.variable].domain, mover));
      }
      case 'irqs':
        return assign(
          `${this.irqsOff[p.context]}[self]`,
          expressions.value(o.value, { kind: 'flag' }, mover),
        );
      case 'stop':
        return assign(`${this.stopped}[self]`, 'true');
      case 'end':
        return assign(
          this.outcome as string,
          this.words.value(m.fields[m.outcome].domain as DomainIR, o.outcome),
        );
      case 'pend': {
        const pending = this.pending[o.vector];
        const to = expressions.value(o.to, null, mover);
        if (!o.toSet) return assign(`${pending}[${to}]`, 'true');
        this.sendsToSets = true;
        return [{ code: [`send_to_set(${pending}, ${to})`] }];
      }
      case 'check': {
        const { message } = m.assertions[o.assertion];
        const broken = expressions.negated(o.cond, mover, 2);
        return [
          { comment: `assert: ${message}` },
          {
            code: [
              'if',
              ...fold(`:: ${broken} && ${this.failed} == 0 -> ${this.failed} = ${o.assertion + 1}`, ''),
              ':: else',
              'fi',
            ],
          },
        ];
      }
    }
  }

  private mover(p: Process, origin: number): Mover {
    return {
      process: p,
      origin,
      self: 'self',
      irqs: this.irqsOff[p.context] === undefined ? 'false' : `${this.irqsOff[p.context]}[self]`,
      slot: (slot) => p.locals[slot]?.name ?? '0',
      slotDomain: (slot) => p.locals[slot]?.domain ?? null,
      at: (where) =>
        this.processOf(where.cpu, where.context) === undefined
          ? 'false'
          : `${this.watches.get(watchKey(where))?.name}[${where.cpu}]`,
    };
  }

  /** Whether a process, seen by others, rests at one of these locations. */
  private at(where: Place): string {
    const { cpu, context, locations } = where;
    const p = this.processOf(cpu, context);
    const there = p?.resting.filter((l) => locations.includes(l.id)) ?? [];
    if (p === undefined || there.length === 0) return 'false';
    const watch = this.watches.get(watchKey(where));
    if (watch !== undefined) return `${watch.name}[${cpu}]`;
    const labels = there.map((l) => this.words.label(context, l.id));
    if (labels.length === 1) return `${p.name}[${p.pid + p.cpus.indexOf(cpu)}]@${labels[0]}`;
    const key = `${p.name}:${labels.join()}`;
    const known = this.places.get(key);
    if (known !== undefined) return `${known.name}(${cpu})`;
    const others = this.processes.filter((o) => o.context === context);
    const name = this.words.names.fresh(
      `${context === 'task' ? '' : `${context}_`}${this.placeName(context, locations)}${others.length > 1 ? `_of_${p.name}` : ''}`,
    );
    const text = labels.map((l) => `${this.remote(p, '(cpu)')}@${l}`).join(' || ');
    this.places.set(key, { name, lines: macro(`${name}(cpu)`, `(${text})`) });
    return `${name}(${cpu})`;
  }

  /** Macros for the places that properties name, by process and labels. */
  private readonly places = new Map<string, { readonly name: string; readonly lines: readonly string[] }>();

  /** A process as others name it. */
  private remote(p: Process, cpu: string): string {
    const pid = translation(
      cpu,
      p.cpus.map((c, i) => [c, p.pid + i]),
    );
    return `${p.name}[${pid.includes('->') ? pid : pid.replace(/^\((.*)\)$/, '$1')}]`;
  }

  // ---- Properties -----------------------------------------------------------------------------------------------

  private claimNames(): string[] {
    const names = this.m.properties.flatMap((p, i) => {
      const trigger = this.triggers[i];
      if (isLiveness(p)) return trigger === null ? [] : [trigger];
      return [this.words.names.properties[i], ...(trigger === null ? [] : [trigger])];
    });
    return this.failed === null ? names : [...names, this.assertions];
  }

  private claims(): string[] {
    const { m } = this;
    if (this.claimNames().length === 0 && !m.properties.some(isLiveness)) return [];
    const formulas = this.formulas().flatMap((f) => f.lines);
    const kinds = new Set(m.properties.map((p) => p.kind));
    const bodies = m.properties.flatMap((p, i) => this.claim(p, i));
    if (this.failed !== null)
      bodies.push(
        ...never(this.assertions, `${this.failed} != 0`, 'violated: an assertion of the model fails'),
      );
    const quiescence =
      kinds.has('atEnd') || kinds.has('noDeadlock') ? ['', ...this.quiescence(kinds.has('noDeadlock'))] : [];
    const places =
      this.places.size === 0
        ? []
        : [
            '',
            '/* Places that properties name. */',
            ...[...this.places.values()].flatMap((place) => place.lines),
          ];
    return [
      '#ifdef PROPERTIES',
      '',
      '/* Each claim comes to its end in the state that decides its property. */',
      ...quiescence,
      ...places,
      ...bodies,
      '',
      '#endif',
      ...(formulas.length === 0 ? [] : ['', '#ifdef LIVENESS', ...this.stay(), ...formulas, '', '#endif']),
    ];
  }

  /**
   * What goes on for ever where nothing else does. SPIN does so by itself, but with `-f` it misses some of the ways on of an
   * automaton that goes round in more than one state meanwhile.
   */
  private stay(): string[] {
    return [
      '',
      ...remark('A run that is over stays as it is for ever.', ''),
      `active proctype ${this.macro('stays')}()`,
      '{',
      '\tdo',
      '\t:: timeout',
      '\tod',
      '}',
    ];
  }

  /** What is asked of whole runs. */
  private formulas(): readonly SaidFormula[] {
    this.said ??= this.sayFormulas();
    return this.said;
  }

  private said: readonly SaidFormula[] | null = null;

  private sayFormulas(): SaidFormula[] {
    const speaker = this.outsider('-1');
    return this.m.properties.flatMap((p, i): SaidFormula[] => {
      if (p.temporal === null) return [];
      const name = this.words.names.properties[i];
      const atoms: string[] = [];
      const text = (f: Formula<MExpr>): string => {
        switch (f.kind) {
          case 'atom': {
            const known = this.words.names.fresh(`${name}_looks`);
            atoms.push(...macro(known, `(${this.expressions.inFormula(f.atom, speaker)})`));
            return known;
          }
          case 'not':
            return `!(${text(f.of)})`;
          case 'always':
            return `[] (${text(f.of)})`;
          case 'eventually':
            return `<> (${text(f.of)})`;
          default:
            return `((${text(f.left)}) ${{ and: '&&', or: '||', until: 'U', release: 'V' }[f.kind]} (${text(f.right)}))`;
        }
      };
      const formula = text(p.temporal.formula);
      // A failed assertion ends a run, and is reported by itself.
      const fails = this.words.names.fresh(`${name}_fails`);
      const failed = this.failed === null ? [] : macro(fails, `(${this.failed} != 0)`);
      const all = this.failed === null ? formula : `(<> ${fails}) || (${formula})`;
      const { fairness } = p.temporal;
      const isFair = this.isFairToAll(fairness);
      const unsaid = isFair
        ? fairness.filter((a) => a.strength === 'strong' || a.moves.kind === 'chooses')
        : fairness;
      const says =
        unsaid.length === 0
          ? p.says
          : `${p.says} SPIN is weakly fair to all processes or to none, and may find a run that is not fair to: ${unsaid.map((a) => a.name).join(', ')}.`;
      return [
        {
          name,
          isFair,
          lines: ['', ...remark(says, ''), ...atoms, ...failed, `ltl ${name} { ${all} }`],
        },
      ];
    });
  }

  /** Whether every context of every CPU is to go on, and everything that was sent to be taken: that is what `-f` means. */
  private isFairToAll(fairness: readonly FairAction[]): boolean {
    return this.m.frames.every(
      (of, cpu) =>
        CONTEXTS.every(
          (c) =>
            of[c] === null ||
            fairness.some(
              ({ moves }) => moves.kind === 'steps' && moves.cpu === cpu && moves.contexts.includes(c),
            ),
        ) &&
        this.m.vectors.every(
          (v, vector) =>
            v.pending[cpu] === null ||
            fairness.some(
              ({ moves }) => moves.kind === 'takes' && moves.cpu === cpu && moves.vector === vector,
            ),
        ),
    );
  }

  private claim(p: MachineProperty, i: number): string[] {
    const speaker = this.outsider('-1');
    const condition = (e: MExpr | null, around = 0) =>
      e === null ? 'false' : this.expressions.condition(e, speaker, around);
    if (isLiveness(p)) {
      const asks = this.triggers[i];
      return asks === null ? [] : never(asks, condition(p.trigger), `what ${p.name} speaks of`);
    }
    const negated = p.expr === null ? 'true' : this.expressions.negated(p.expr, speaker, 2);
    const bad = ((): string => {
      switch (p.kind) {
        case 'always':
          return negated;
        case 'never':
        case 'reachable':
          return condition(p.expr);
        case 'atEnd':
          return `${this.macro('at_end')} && ${negated}`;
        case 'noDeadlock':
          return this.macro('deadlock');
        default:
          throw new Error('internal error: a formula is no claim that comes to an end');
      }
    })();
    const means = p.kind === 'reachable' ? 'holds' : 'violated';
    const trigger = this.triggers[i];
    const vacuous = trigger === null ? '' : ` If ${trigger} finds nothing, it is vacuous.`;
    return [
      ...never(this.words.names.properties[i], bad, `${means} if found: ${p.says}${vacuous}`),
      ...(trigger === null ? [] : never(trigger, condition(p.trigger), `what ${p.name} speaks of`)),
    ];
  }

  /** Macros for states in which nothing that must happen can happen. */
  private quiescence(deadlocks: boolean): string[] {
    const lines: string[] = [];
    const define = (name: string, text: string, says: string) => {
      lines.push(...(says === '' ? [] : ['', ...remark(says, '')]), ...macro(name, text));
    };
    const waits = (p: Process) => this.macro(`${p.name}_waits`);
    const rests = (p: Process) => this.macro(`${p.name}_rests`);
    lines.push(
      ...remark(
        `Where a context cannot go on: it waits for something that is not so or for somebody to stop it, or it has
        come to an end, where it rests.`,
        '',
      ),
    );
    for (const p of this.processes) {
      const remote = this.remote(p, '(cpu)');
      const speaker: Speaker = {
        ...this.outsider('(cpu)'),
        irqs: this.irqsOff[p.context] === undefined ? 'false' : `${this.irqsOff[p.context]}[cpu]`,
        slot: (slot) => {
          const local = p.locals[slot];
          return local === null ? '0' : local.isPassing ? local.name : `${remote}:${local.name}`;
        },
        slotDomain: (slot) => p.locals[slot]?.domain ?? null,
      };
      const stuck = (l: Location): string[] => {
        if (l.edges.some((e) => e.guard === null)) return [];
        const at = `${remote}@${this.words.label(p.context, l.id)}`;
        const closed = l.edges.map((e) => ` && ${this.expressions.negated(e.guard as MExpr, speaker, 2)}`);
        return [closed.length === 0 ? at : `(${at}${closed.join('')})`];
      };
      const isEnd = (l: Location) => l.kind === 'halt' || l.kind === 'final';
      const idle = p.context === 'task' ? [this.m.code.task[0]] : [];
      const some = (all: readonly Location[]) => {
        const terms = all.flatMap(stuck);
        return terms.length === 0 ? 'false' : `(${terms.join(' || ')})`;
      };
      define(`${waits(p)}(cpu)`, some(p.resting.filter((l) => !isEnd(l))), '');
      define(`${rests(p)}(cpu)`, some([...idle, ...p.resting.filter(isEnd)]), '');
    }
    // What the highest context of a CPU that is not idle does.
    const highest = (cpu: number, of: (p: Process) => string, idle: string): string =>
      CONTEXTS.reduce((below, context) => {
        const p = this.processOf(cpu, context);
        if (p === undefined) return below;
        if (context === 'task') return of(p);
        return `(${this.entered[context]}[${cpu}] -> ${of(p)} : ${below})`;
      }, idle);
    const cpus = this.m.frames.map((_, cpu) => cpu);
    const isStopped = (cpu: number) => (this.m.stopped[cpu] === null ? null : `${this.stopped}[${cpu}]`);
    const quiet = cpus.map((cpu) => {
      const deliverable = this.m.vectors.flatMap((v, i) =>
        v.pending[cpu] === null
          ? []
          : [` && !(${this.pending[i]}[${cpu}] && ${this.macro(`${v.context}_can_enter`)}(${cpu}))`],
      );
      const still = highest(cpu, (p) => `(${waits(p)}(${cpu}) || ${rests(p)}(${cpu}))`, 'true');
      const stopped = isStopped(cpu);
      const all = deliverable.length === 0 ? still : `(${still}${deliverable.join('')})`;
      return stopped === null ? all : `(${stopped} || ${all})`;
    });
    define(
      this.macro('quiescent'),
      `(${quiet.join(' && ')})`,
      'Nothing that must happen can happen: interrupts that may arrive by themselves need not.',
    );
    const notFailed = this.failed === null ? '' : `${this.failed} == 0 && `;
    define(
      this.macro('at_end'),
      notFailed === ''
        ? `(!${this.macro('goes_on')} || ${this.macro('quiescent')})`
        : `(${notFailed}(!${this.macro('goes_on')} || ${this.macro('quiescent')}))`,
      'The run is over, or nothing goes on.',
    );
    if (!deadlocks) return lines;
    const finals = this.processes.flatMap((p) =>
      p.resting
        .filter((l) => l.kind === 'final')
        .flatMap((l) => p.cpus.map((_, i) => `${p.name}[${p.pid + i}]@${this.words.label(p.context, l.id)}`)),
    );
    const somebody = cpus.map((cpu) => {
      const stopped = isStopped(cpu);
      const waiting = highest(cpu, (p) => `${waits(p)}(${cpu})`, 'false');
      return stopped === null ? waiting : `(!${stopped} && ${waiting})`;
    });
    const none = finals.length === 0 ? '' : ` && !(${finals.join(' || ')})`;
    define(
      this.macro('deadlock'),
      `(${this.macro('goes_on')} && ${this.macro('quiescent')}${none} && (${somebody.join(' || ')}))`,
      'Somebody waits, and no owner of the panic has come to its intended end, after which waiting is fine.',
    );
    return lines;
  }

  /** Somebody who looks at all processes. */
  private outsider(self: string): Speaker {
    return {
      self,
      irqs: 'false',
      slot: () => '0',
      slotDomain: () => null,
      at: (where) => this.at(where),
    };
  }
}

/** Stands for an alternative that is not written. */
const IN_VAIN = 'no alternative';

/** What a step says in C, fit to stand in a comment. */
function stepText({ node }: Location): string {
  if (node === null) return '';
  return printNode(node).replaceAll('/*', '').replaceAll('*/', '').replace(/\s+/g, ' ').trim();
}

/** An expression that turns one number into another; an offset where that will do. */
function translation(from: string, table: readonly (readonly [number, number])[]): string {
  const [[a, b]] = table;
  const offset = b - a;
  if (table.every(([x, y]) => y - x === offset))
    return offset === 0 ? from : `(${from} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)})`;
  return table
    .slice(0, -1)
    .reduceRight((text, [x, y]) => `(${from} == ${x} -> ${y} : ${text})`, String(table.at(-1)?.[1]));
}

/** Names for locals that live only while a transition lasts, which no place in the model names. */
const PASSING: Readonly<Record<DomainIR['kind'], string>> = {
  flag: 'is_so',
  oneOf: 'what',
  int: 'number',
  cpu: 'that_cpu',
  cpuOrNone: 'that_cpu',
  cpuSet: 'these_cpus',
};

/** Whether a local is set to a constant, and then again before anybody reads it. */
function isOverwritten(o: Op, later: readonly Op[]): boolean {
  if (o.kind !== 'slot' || o.value.kind !== 'const') return false;
  for (const next of later) {
    let isRead = false;
    const visit = (e: MExpr | null): void => {
      if (e?.kind === 'slot' && e.slot === o.slot) isRead = true;
      else if (e?.kind === 'op') e.args.forEach(visit);
      else if (e?.kind === 'cell') visit(e.index);
    };
    forEachExpr(next, visit);
    if (isRead) return false;
    if (next.kind === 'slot' && next.slot === o.slot) return true;
  }
  return false;
}

type Place = Extract<MExpr, { kind: 'pcIn' }>;

const isLong = ({ locations }: Place): boolean => locations.length > 1;

const watchKey = (e: Place): string => `${e.context}:${e.locations.join()}`;

/** Whether all CPUs draw on the same budget. */
const isCommon = (v: MachineVector): boolean => {
  const fields = v.budget.filter((f) => f !== null);
  return new Set(fields).size === 1;
};

function localDeclaration(words: Words, l: Local): string {
  const also = l.called.length > 2 ? `\t/* also ${l.called.slice(2).join(', ')} */` : '';
  return `\t${declaration(words.type(l.domain, l), l.name, null, [words.value(l.domain, l.min)])}${also}`;
}
