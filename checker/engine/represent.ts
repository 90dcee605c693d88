import { CONTEXTS, type Context } from '../../model/language/ir.js';
import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import type { Reduction } from '../reduce/reduction.js';
import { type Permutation, renamed, type Symmetry } from '../reduce/symmetry.js';
import { isOver } from './judge.js';
import type { MemoryMap } from './memory-map.js';
import { MOVED } from './moves.js';
import { handed } from './sink.js';
import { MAY_BE_HARMLESS, NEVER_RETURNS, ONE_WAY, STANDS_FOR, type Tables } from './tables.js';
import { maskOf, View, type Words } from './view.js';
import {
  block,
  br_if,
  type Code,
  call,
  type Func,
  i32,
  i64,
  if_,
  type Local,
  type Module,
  return_,
  type Stmt,
  type Type,
} from './wasm.js';

/**
 * Reductions as generated code: what becomes of a successor before anybody looks it up. It is put into normal form; if a
 * step can be made at once that concerns nobody else, that step's successor takes its place; and it is replaced by the
 * representative of the states that differ only in who is who.
 */
export interface Represent {
  /** Puts the state that these words hold into normal form. */
  normalise(fn: Pick<Func, 'local'>, words: Words): Stmt;
  /** Makes a harmless step of the given state, whose successor is emitted; gives 0 if there is none that can be made. */
  readonly passOn: Func<Type[], 'i32'> | null;
  /** The CPU whose steps are all that have to be made from a state; -1 if there is none. */
  readonly harmlessCpu: Func<Type[], 'i32'> | null;
  /** Replaces the state by its representative. */
  rename(fn: Pick<Func, 'local'>, words: Words): Stmt;
  /** Tells which functions make the steps of each CPU, its interrupts left out. */
  define(steps: readonly Func<Type[], 'i32'>[]): void;
}

export function representing(
  m: Module,
  machine: Machine,
  layout: Layout,
  map: MemoryMap,
  reduction: Reduction,
): Represent | null {
  if (reduction.kinds.length === 0) return null;
  const { takes, given } = handed(layout);
  const { tables } = map;
  const { symmetry, harmless } = reduction;
  if (tables !== null) m.data(map.tablesAt, tables.bytes);
  const find = (name: string, flag: number): Func<Type[], 'i32'> | null => {
    if (harmless === null || tables === null) return null;
    const fn: Func<Type[], 'i32'> = m.func(name, takes, 'i32');
    const words = given(fn.params);
    const outlooks = new Outlooks(fn, machine, layout, { ...tables, aliveWords: [] }, map.tablesAt, words);
    return fn.define([outlooks.code(), outlooks.harmless(flag), i32.const(-1)]);
  };
  const passing = find('passing', ONE_WAY);
  const passOn = passing === null ? null : m.func('passOn', takes, 'i32');
  return {
    normalise(fn, words) {
      if (reduction.normal === null || tables === null) return [];
      const outlooks = new Outlooks(fn, machine, layout, { ...tables, placeWords: 0 }, map.tablesAt, words);
      return [outlooks.code(), outlooks.normalise()];
    },
    passOn: passOn as Func<Type[], 'i32'> | null,
    harmlessCpu: find('harmless', MAY_BE_HARMLESS),
    rename: (fn, words) =>
      symmetry === null || symmetry.actions.length === 0
        ? []
        : renaming(fn, machine, layout, symmetry, words),
    define(steps) {
      if (passOn === null || passing === null) return;
      const cpu = passOn.local('i32');
      const args = passOn.params.map((p) => (p as Local).get());
      passOn.define([
        cpu.set(call(passing, ...args)),
        steps.map((step, n) =>
          if_(i32.eq(cpu.get(), i32.const(n)), return_(i32.eq(call(step, ...args), i32.const(MOVED)))),
        ),
        i32.const(0),
      ]);
    },
  };
}

/** Looks up what each CPU of a state may still do. The same as `outlookOf`. */
class Outlooks {
  private readonly alive: ReadonlyMap<number, Local<'i64'>>;
  /** What stands in for program counters of frames in which nothing happens any more. */
  private readonly standing = new Map<number, Local<'i64'>>();
  private readonly cpus: readonly {
    readonly touched: readonly Local<'i64'>[];
    readonly written: readonly Local<'i64'>[];
    /** The same of interrupts that may enter on top of what runs. */
    readonly touchedAbove: readonly Local<'i64'>[];
    readonly writtenAbove: readonly Local<'i64'>[];
    /** The row of what runs; 0 if nothing does. */
    readonly running: Local<'i32'>;
  }[];
  private readonly view: View;
  private readonly row: Local<'i32'>;

  constructor(
    private readonly fn: Pick<Func, 'local'>,
    private readonly machine: Machine,
    private readonly layout: Layout,
    private readonly tables: Tables,
    private readonly base: number,
    private readonly words: Words,
  ) {
    const places = () => Array.from({ length: tables.placeWords }, () => fn.local('i64'));
    this.alive = new Map(tables.aliveWords.map((k) => [k, fn.local('i64')]));
    this.cpus = machine.frames.map(() => ({
      touched: places(),
      written: places(),
      touchedAbove: places(),
      writtenAbove: places(),
      running: fn.local('i32'),
    }));
    this.view = new View(words, layout);
    this.row = fn.local('i32');
  }

  code(): Stmt {
    const zero = (locals: Iterable<Local<'i64'>>) => [...locals].map((l) => l.set(i64.const(0n)));
    const { alive, cpus, tables, machine, view } = this;
    const all = machine.frames.map((_, cpu) => this.cpu(cpu));
    const dead = machine.frames.map((_, cpu) => this.stand(cpu, CONTEXTS));
    return [
      [...alive].map(([k, local]) => local.set(i64.const(tables.kept[k]))),
      cpus.map((c) => [
        zero([...c.touched, ...c.written, ...c.touchedAbove, ...c.writtenAbove]),
        c.running.set(i32.const(0)),
      ]),
      zero(this.standing.values()),
      if_(isOver(machine, view), dead, all),
    ];
  }

  private cpu(cpu: number): Stmt {
    const { machine, view, row, tables, base, cpus } = this;
    const { running } = cpus[cpu];
    const stopped = machine.stopped[cpu];
    return block((out) => {
      const code: Stmt[] = [];
      if (stopped !== null)
        code.push(if_(view.raw(stopped), [this.stand(cpu, CONTEXTS), br_if(out, i32.const(1))]));
      for (const context of [...CONTEXTS].reverse()) {
        const frame = machine.frames[cpu][context];
        const rows = tables.rows[cpu][context];
        if (frame !== null && rows !== null) {
          const idle = view.layout.fields[frame.pc].values?.indexOf(0) ?? 0;
          const raw = view.raw(frame.pc);
          const lower = CONTEXTS.slice(0, CONTEXTS.indexOf(context));
          const runs: Stmt = [
            row.set(i32.add(i32.mul(raw, i32.const(tables.stride)), i32.const(base + rows))),
            if_(i32.eqz(running.get()), [running.set(row.get()), this.remember(cpu)]),
            this.add(cpu, (at) => i64.load(row.get(), { offset: at })),
            if_(i32.and(i32.load(row.get(), { offset: tables.at.flags }), i32.const(NEVER_RETURNS)), [
              this.stand(cpu, lower),
              br_if(out, i32.const(1)),
            ]),
          ];
          code.push(if_(idle < 0 ? i32.const(1) : i32.ne(raw, i32.const(idle)), runs));
        }
        code.push(this.interrupts(cpu, context));
      }
      return code;
    });
  }

  private interrupts(cpu: number, context: Context): Stmt {
    const { machine, tables, view } = this;
    return machine.vectors.map((vector, number): Stmt => {
      const handler = tables.handlers[number][cpu];
      if (vector.context !== context || handler === null) return [];
      const fields = [vector.pending[cpu], vector.budget[cpu]].filter((f) => f !== null);
      const tests = fields.map((f) => i32.ne(view.raw(f), i32.const(view.encode(f, 0))));
      if (tests.length === 0) return [];
      return if_(
        tests.reduce((a, b) => i32.or(a, b)),
        this.add(cpu, (at) => i64.const(this.constant(handler, at))),
      );
    });
  }

  /** The word of a handler that a row has at this offset. */
  private constant(handler: Tables['handlers'][number][number] & object, offset: number): bigint {
    const { at } = this.tables;
    if (offset >= at.written) return handler.written[(offset - at.written) / 8];
    if (offset >= at.touched) return handler.touched[(offset - at.touched) / 8];
    return handler.alive[(offset - at.alive) / 8];
  }

  /** Adds what a row says to what is known of a CPU. */
  private add(cpu: number, word: (offset: number) => Code<'i64'>): Stmt {
    const { at } = this.tables;
    const { touched, written } = this.cpus[cpu];
    const or = (local: Local<'i64'>, offset: number): Stmt => local.set(i64.or(local.get(), word(offset)));
    return [
      [...this.alive].map(([k, local]) => or(local, at.alive + 8 * k)),
      touched.map((local, k) => or(local, at.touched + 8 * k)),
      written.map((local, k) => or(local, at.written + 8 * k)),
    ];
  }

  /** What was added so far are interrupts on top of what runs. */
  private remember(cpu: number): Stmt {
    const { touched, written, touchedAbove, writtenAbove } = this.cpus[cpu];
    return [
      touchedAbove.map((local, k) => local.set(touched[k].get())),
      writtenAbove.map((local, k) => local.set(written[k].get())),
    ];
  }

  /** Frames in which nothing happens any more. Those that nobody looks at are cleared with everything that is dead. */
  private stand(cpu: number, contexts: readonly Context[]): Stmt {
    if (this.alive.size === 0) return [];
    const { machine, tables, view, layout, base } = this;
    return contexts.map((context): Stmt => {
      const frame = machine.frames[cpu][context];
      const rows = tables.rows[cpu][context];
      if (frame === null || rows === null) return [];
      const { word, shift, bits } = layout.fields[frame.pc];
      if (bits === 0) return [];
      const standing = this.standing.get(word) ?? this.fn.local('i64');
      this.standing.set(word, standing);
      const flags = i64.load(i32.mul(view.raw(frame.pc), i32.const(tables.stride)), {
        offset: base + rows + tables.at.flags,
      });
      const stands = i64.shr_u(flags, i64.const(BigInt(STANDS_FOR)));
      return standing.set(i64.or(standing.get(), i64.shl(stands, i64.const(BigInt(shift)))));
    });
  }

  /** Clears what is dead. */
  normalise(): Stmt {
    const { words, alive, standing } = this;
    return [...alive].map(([k, local]) => {
      const left = i64.and(words.word(k), local.get());
      const stands = standing.get(k);
      return words.set(k, stands === undefined ? left : i64.or(left, stands.get()));
    });
  }

  /** Returns the lowest CPU that stands at a location with this flag and is in nobody's way. */
  harmless(flag: number): Stmt {
    const { tables, cpus } = this;
    const { at } = tables;
    return cpus.map(({ running, touchedAbove, writtenAbove }, cpu) => {
      const others = (of: 'touched' | 'written', above: readonly Local<'i64'>[], k: number) =>
        cpus.reduce(
          (all, other, n) => (n === cpu ? all : i64.or(all, other[of][k].get())),
          above[k].get() as Code<'i64'>,
        );
      const step = (offset: number, k: number) => i64.load(running.get(), { offset: offset + 8 * k });
      const conflicts = Array.from({ length: tables.placeWords }, (_, k) =>
        i64.or(
          i64.and(step(at.stepWrites, k), others('touched', touchedAbove, k)),
          i64.and(step(at.stepReads, k), others('written', writtenAbove, k)),
        ),
      ).reduce((a, b) => i64.or(a, b));
      const flagged = i32.and(i32.load(running.get(), { offset: at.flags }), i32.const(flag));
      return if_(running.get(), if_(flagged, if_(i64.eqz(conflicts), return_(i32.const(cpu)))));
    });
  }
}

/** Tries what each permutation makes of a state, and keeps what comes first. */
function renaming(
  fn: Pick<Func, 'local'>,
  machine: Machine,
  layout: Layout,
  { actions }: Symmetry,
  words: Words,
): Stmt {
  const best = Array.from({ length: layout.words }, () => fn.local('i64'));
  const tried = Array.from({ length: layout.words }, () => fn.local('i64'));
  const less = fn.local('i32');
  return [
    best.map((local, k) => local.set(words.word(k))),
    actions.map(({ permutation, to }) => {
      const renamedWords = renamedBy(machine, layout, permutation, to, words);
      return block((next) => [
        less.set(i32.const(0)),
        renamedWords.map((word, k) => [
          tried[k].set(word),
          if_(i32.eqz(less.get()), [
            br_if(next, i64.gt_u(tried[k].get(), best[k].get())),
            less.set(i64.lt_u(tried[k].get(), best[k].get())),
          ]),
        ]),
        br_if(next, i32.eqz(less.get())),
        best.map((local, k) => local.set(tried[k].get())),
      ]);
    }),
    best.map((local, k) => words.set(k, local.get())),
  ];
}

/** The words of a state in which CPUs have changed places. Bits that go the same way go together. */
function renamedBy(
  machine: Machine,
  layout: Layout,
  permutation: Permutation,
  to: readonly number[],
  words: Words,
): Code<'i64'>[] {
  const moves = new Map<string, { from: number; target: number; left: number; mask: bigint }>();
  const named: { target: number; code: Code<'i64'> }[] = [];
  const move = (from: number, target: number, shift: number, left: number, mask: bigint): void => {
    const key = `${from} ${target} ${left}`;
    const known = moves.get(key) ?? { from, target, left, mask: 0n };
    known.mask |= mask << BigInt(shift);
    moves.set(key, known);
  };
  machine.fields.forEach(({ domain }, field) => {
    const f = layout.fields[field];
    const t = layout.fields[to[field]];
    if (f.bits === 0) return;
    if (domain.kind === 'cpuSet') {
      permutation.forEach((cpu, bit) => {
        move(f.word, t.word, f.shift + bit, t.shift + cpu - (f.shift + bit), 1n);
      });
    } else if (domain.kind === 'cpu' || domain.kind === 'cpuOrNone') {
      const table = Array.from({ length: permutation.length - f.min }, (_, code) =>
        BigInt(renamed(domain.kind, code + f.min, permutation) - f.min),
      ).reduce((all, code, i) => all | (code << BigInt(4 * i)), 0n);
      const code = i64.extend_i32_u(i32.shl(words.bits(f.word, f.shift, f.bits), i32.const(2)));
      const name = i64.and(i64.shr_u(i64.const(table), code), i64.const(15n));
      named.push({ target: t.word, code: i64.shl(name, i64.const(BigInt(t.shift))) });
    } else move(f.word, t.word, f.shift, t.shift - f.shift, maskOf({ ...f, shift: 0 }));
  });
  return Array.from({ length: layout.words }, (_, k) => {
    const moved = [...moves.values()]
      .filter(({ target }) => target === k)
      .map(({ from, left, mask }) => {
        const bits = i64.and(words.word(from), i64.const(mask));
        if (left === 0) return bits;
        return left > 0 ? i64.shl(bits, i64.const(BigInt(left))) : i64.shr_u(bits, i64.const(BigInt(-left)));
      });
    const names = named.filter(({ target }) => target === k).map(({ code }) => code);
    return [...moved, ...names].reduce((a, b) => i64.or(a, b), i64.const(0n));
  });
}
