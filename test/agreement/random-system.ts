import fc from 'fast-check';
import type {
  Block,
  Context,
  Domain,
  Fn,
  Node,
  Property,
  System,
  Vector,
} from '../../model/language/index.js';
import {
  add,
  allCpus,
  always,
  alwaysEventually,
  and,
  arm,
  array,
  assert,
  at,
  atEnd,
  atOn,
  atomic,
  atomic_dec,
  atomic_inc,
  brk,
  call,
  choose,
  choosing,
  clear_cpu,
  cmpxchg,
  cmpxchg_acquire,
  cmpxchg_release,
  cond,
  cont,
  countAt,
  countCpus,
  cpu,
  cpuNumber,
  cpuOrNone,
  cpuSet,
  either,
  emptySet,
  end,
  ended,
  eq,
  eventually,
  existsCpu,
  type FairnessSpec,
  fair,
  fetch_add,
  finalHalt,
  firstOf,
  flag,
  fn,
  forAllCpus,
  forEachCpu,
  ghost,
  goto,
  halt,
  has,
  ignored,
  implies,
  in_nmi,
  in_task,
  inContext,
  initially,
  int,
  irqs_disabled,
  irqsOff,
  isEmpty,
  labelPaths,
  le,
  leadsTo,
  load_acquire,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  loop,
  lt,
  ltl,
  mod,
  mul,
  NONE,
  ne,
  never,
  noDeadlock,
  not,
  note,
  on,
  oneOf,
  or,
  type Point,
  park,
  perCpu,
  point,
  READ_ONCE,
  reachable,
  read,
  ret,
  retry,
  send,
  sendMask,
  set,
  set_cpu,
  shared,
  smp_mb,
  smp_rmb,
  smp_wmb,
  starting,
  stopCpu,
  stopped,
  store_release,
  sub,
  system,
  temporal,
  value,
  vector,
  WRITE_ONCE,
  wait,
  waitOrTimeout,
  walk,
  when,
  withCpu,
  withoutCpu,
  write,
  xchg,
} from '../../model/language/index.js';

/**
 * Random systems that are valid by construction, for holding two implementations of the same meaning against each
 * other. fast-check draws a plain recipe (trees of small numbers, so that everything shrinks: numbers to 0, which is
 * always the simplest choice, and lists to shorter ones), and the recipe is cooked with the public builders.
 */

export interface RandomSystem {
  readonly system: System;
  readonly properties: readonly Property[];
}

export interface RandomOptions {
  /** Lets some steps leave a domain, index with NONE or send to no CPU. */
  readonly faults?: boolean;
  /** Adds per-CPU variables until a state needs more than this many bits. */
  readonly wide?: 0 | 64 | 640;
  /** Lets programs go round, and adds properties about whole runs. */
  readonly live?: boolean;
}

// ---- Recipes --------------------------------------------------------------------------------------------------

interface Tree {
  readonly dice: readonly number[];
  readonly kids: readonly (readonly Tree[])[];
}

interface FnRecipe {
  readonly dice: readonly number[];
  readonly body: readonly Tree[];
}

interface Recipe {
  readonly cpus: number;
  readonly vars: readonly (readonly number[])[];
  readonly leaves: readonly FnRecipe[];
  readonly middles: readonly FnRecipe[];
  readonly tasks: readonly FnRecipe[];
  readonly handlers: readonly FnRecipe[];
  readonly dice: readonly number[];
  readonly properties: readonly (readonly number[])[];
  readonly formulas: readonly (readonly number[])[];
}

const diceOf = (n: number) => fc.noBias(fc.array(fc.nat(1023), { minLength: n, maxLength: n }));

const listOf = <T>(item: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  fc.noBias(fc.array(item, { minLength, maxLength, size: 'max' }));

function treeOf(depth: number): fc.Arbitrary<Tree> {
  const kids: fc.Arbitrary<readonly (readonly Tree[])[]> =
    depth === 0 ? fc.constant([]) : listOf(listOf(treeOf(depth - 1), 1, 2), 2, 2);
  return fc.record({ dice: diceOf(14), kids });
}

const fnOf = (min: number, max: number, depth: number): fc.Arbitrary<FnRecipe> =>
  fc.record({ dice: diceOf(8), body: listOf(treeOf(depth), min, max) });

const recipe: fc.Arbitrary<Recipe> = fc.noBias(fc.integer({ min: 0, max: 5 })).chain((size) => {
  // More CPUs, shorter programs: state spaces stay comparable.
  const cpus = size === 0 ? 1 : size < 4 ? 2 : 3;
  return fc.record({
    cpus: fc.constant(cpus),
    vars: listOf(diceOf(5), 3, 7),
    leaves: listOf(fnOf(1, 2, 1), 1, 2),
    middles: listOf(fnOf(1, 2, 1), 1, 1),
    tasks: listOf(fnOf([4, 3, 2][cpus - 1], [9, 7, 5][cpus - 1], 2), 1, cpus === 3 ? 1 : 2),
    handlers: listOf(fnOf(1, 2, 1), 0, cpus === 3 ? 1 : 3),
    dice: diceOf(24),
    properties: listOf(diceOf(16), 1, 4),
    formulas: fc.constant([]),
  });
});

/** The same with properties about whole runs, of which there are none by default. */
const liveRecipe: fc.Arbitrary<Recipe> = fc
  .tuple(recipe, listOf(diceOf(48), 1, 3))
  .map(([r, formulas]) => ({ ...r, formulas }));

/** Numbers drawn one after the other; when they run out, everything is the simplest. */
class Dice {
  private next = 0;
  constructor(private readonly numbers: readonly number[]) {}
  roll(sides: number): number {
    return sides <= 1 ? 0 : (this.numbers[this.next++] ?? 0) % sides;
  }
  pick<T>(of: readonly T[]): T {
    return of[this.roll(of.length)];
  }
  /** True about once in `n` times; false when the numbers have run out. */
  rarely(n: number): boolean {
    return this.roll(n) === n - 1;
  }
}

// ---- Types, variables, functions -------------------------------------------------------------------------------

interface Type {
  readonly kind: 'flag' | 'oneOf' | 'int' | 'cpu' | 'cpuOrNone' | 'cpuSet';
  readonly domain: Domain<any>;
  readonly min: number;
  readonly max: number;
}

const intType = (min: number, max: number): Type => ({ kind: 'int', domain: int(min, max), min, max });
const FLAG: Type = { kind: 'flag', domain: flag, min: 0, max: 1 };
const STATE: Type = { kind: 'oneOf', domain: oneOf('old', 'busy', 'new'), min: 0, max: 2 };
const SIDE: Type = { kind: 'oneOf', domain: oneOf('left', 'right'), min: 0, max: 1 };
const COUNT: Type = intType(0, 3);
const SIGNED: Type = intType(-2, 1);
const WORD: Type = intType(0, 0xffff);
const CPU: Type = { kind: 'cpu', domain: cpu, min: 0, max: 0 };
const OWNER: Type = { kind: 'cpuOrNone', domain: cpuOrNone, min: -1, max: 0 };
const MASK: Type = { kind: 'cpuSet', domain: cpuSet, min: 0, max: 0 };
const TYPES: readonly Type[] = [FLAG, OWNER, COUNT, MASK, STATE, SIGNED, SIDE, CPU];

interface Variable {
  readonly name: string;
  readonly scope: 'shared' | 'perCpu' | 'ghost';
  readonly type: Type;
  readonly length: number | null;
  readonly declared: any;
}

interface Local {
  readonly name: string;
  readonly type: Type;
  readonly e: any;
}

interface Made {
  readonly fn: any;
  readonly params: readonly { name: string; type: Type }[];
  readonly returns: Type | null;
  /** Can be called inside atomic(). */
  readonly plain: boolean;
}

/** Where an expression or a step stands. */
interface Place {
  readonly self: any;
  readonly locals: readonly Local[];
  readonly callees: readonly Made[];
  readonly returns: Type | null;
  /** Labels further on, in this block and those around it. */
  readonly ahead: readonly string[];
  readonly inLoop: boolean;
  /** Only steps that one transition can be made of: inside atomic(), and in functions that are called there. */
  readonly plain: boolean;
  /** Shared accesses that a step may make: one, or any number inside atomic(). */
  readonly reads: number;
  /** In the outermost block of atomic(), from which nothing jumps; only its first entry may wait. */
  readonly opens: 'first' | 'rest' | null;
}

/** How much an expression may look at. */
interface Sight {
  readonly dice: Dice;
  /** Shared accesses that this step has left; infinite inside atomic. */
  reads: number;
  /** A local that must not occur: the one that receives the old value of a read-modify-write. */
  readonly banned: string;
  /** Properties and notes: ghosts, program points, quantifiers. */
  readonly outside: boolean;
  /** CPUs picked by quantifiers. */
  readonly bound: readonly any[];
}

const ANY = Number.POSITIVE_INFINITY;
const SOURCE = { file: 'random.c', versions: 'none' };

class Cook {
  private readonly variables: Variable[] = [];
  private readonly vectors: Vector[] = [];
  private readonly functions: Made[] = [];
  private labels = 0;

  constructor(
    private readonly recipe: Recipe,
    private readonly options: RandomOptions,
  ) {}

  cook(): RandomSystem {
    const { recipe } = this;
    const { cpus } = recipe;
    for (const [i, dice] of recipe.vars.entries()) this.declare(i, new Dice(dice));
    this.declareOne('flag0', 'shared', FLAG, null, new Dice([]));
    const wide = this.options.wide ?? 0;
    const words = wide === 0 ? 0 : Math.ceil((wide + 1) / 16 / cpus);
    for (let i = 0; i < words; i++) this.declareOne(`word${i}`, 'perCpu', WORD, null, new Dice([i]));

    const top = new Dice(recipe.dice);
    recipe.handlers.forEach((_, i) => {
      const context = top.pick(['hardirq', 'nmi', 'softirq'] as const);
      this.vectors.push(vector(`${context}${i}`, context));
    });
    const leaves = recipe.leaves.map((r, i) => this.fn(`leaf${i}`, r, [], true));
    const middles = recipe.middles.map((r, i) => this.fn(`middle${i}`, r, leaves, true));
    const callable = [...middles, ...leaves];
    const handlers = recipe.handlers.map((r, i) => this.fn(`handler${i}`, r, callable, false));
    const tasks = recipe.tasks.map((r, i) => this.fn(`task${i}`, r, callable, false));

    const sendable: Vector[] = [];
    const bindings = handlers.map((handler, i) => {
      const sent = top.roll(3) === 1;
      if (sent) {
        sendable.push(this.vectors[i]);
        return on(this.vectors[i], handler.fn);
      }
      const only = top.rarely(4) ? [top.roll(cpus)] : undefined;
      return on(this.vectors[i], handler.fn, {
        times: 1 + top.roll([3, 2, 1][cpus - 1]),
        per: top.rarely(3) ? 'cpu' : 'system',
        on: only,
        when: top.rarely(4)
          ? (self) => this.expr(FLAG, 1, this.placeOf(self), this.sight(top, ANY, '', true))
          : undefined,
      });
    });
    const programs = Array.from({ length: cpus }, (_, c): Fn | null =>
      c > 0 && top.rarely(8) ? null : top.pick(tasks).fn,
    );
    if (this.options.live && top.rarely(2)) programs[top.roll(cpus)] = this.spinner(top, sendable);
    const init = this.variables
      .filter((v) => v.scope !== 'ghost' && (v.type === WORD || top.rarely(4)))
      .map((v, i) => {
        const at =
          v.length !== null
            ? v.declared.at(0)
            : v.scope === 'perCpu'
              ? v.declared.of(cpuNumber(0))
              : v.declared;
        return initially<any>(at, v.type === WORD ? 40000 + i : this.literal(v.type, top));
      });
    return {
      system: system({ name: 'random', cpus, tasks: programs, vectors: bindings, init }),
      properties: [...this.properties(), ...this.formulas()],
    };
  }

  /** What may go round for ever on a CPU, interrupting others or letting itself be: without fairness nobody else need move. */
  private spinner(dice: Dice, sendable: readonly Vector[]): Fn {
    const flag0 = this.variables.find((v) => v.name === 'flag0')?.declared;
    const step: Block =
      sendable.length > 0 && !dice.rarely(3)
        ? { poke: send(dice.pick(sendable), cpuNumber(dice.roll(this.recipe.cpus))) }
        : dice.roll(2) === 0
          ? { off: local_irq_disable, on: local_irq_enable }
          : {};
    return fn('spinner', { source: SOURCE, locals: { go: flag } }, ({ go }) => ({
      again: retry({ ...step, look: set(go, read(flag0)), leave: when(go, { out: brk }) }),
    }));
  }

  private declare(i: number, dice: Dice): void {
    const scope = i === 0 ? 'shared' : dice.pick(['shared', 'shared', 'perCpu', 'ghost'] as const);
    const type = dice.pick(scope === 'shared' ? TYPES : TYPES.filter((t) => t !== CPU));
    const length = scope === 'shared' && dice.rarely(4) ? 2 : null;
    this.declareOne(`${scope}${i}`, scope, type, length, dice);
  }

  private declareOne(
    name: string,
    scope: Variable['scope'],
    type: Type,
    length: number | null,
    dice: Dice,
  ): void {
    const domain =
      dice.rarely(3) && type !== CPU ? starting(type.domain, this.literal(type, dice)) : type.domain;
    const make: any = { shared, perCpu, ghost }[scope];
    const declared = make({ [name]: length === null ? domain : array(domain, length) })[name];
    this.variables.push({ name, scope, type, length, declared });
  }

  private literal(type: Type, dice: Dice): any {
    switch (type.kind) {
      case 'flag':
        return dice.roll(2) === 1;
      case 'oneOf':
        return dice.pick((type.domain.ir as { values: readonly string[] }).values);
      case 'int':
        return type.min + dice.roll(type.max - type.min + 1);
      case 'cpu':
        return cpuNumber(dice.roll(this.recipe.cpus));
      case 'cpuOrNone':
        return NONE;
      case 'cpuSet':
        return emptySet;
    }
  }

  private fn(name: string, r: FnRecipe, callees: readonly Made[], called: boolean): Made {
    const dice = new Dice(r.dice);
    const favourite = () => (dice.roll(3) > 0 ? dice.pick(this.variables).type : dice.pick(TYPES));
    const small = (t: Type) => (t === WORD ? COUNT : t);
    const params = called && dice.roll(2) === 1 ? [{ name: 'arg', type: small(favourite()) }] : [];
    const returns = called && dice.roll(2) === 1 ? small(favourite()) : null;
    const locals: { name: string; type: Type }[] = [];
    // Some callees have no locals at all: a call of them is no step of its own.
    if (!called || dice.roll(3) > 0)
      for (let i = 0; i <= dice.roll(3); i++) locals.push({ name: `l${i}`, type: small(favourite()) });
    if (!called) locals.push({ name: 'i', type: COUNT });
    if (!called && dice.roll(2) === 0) locals.push({ name: 'c', type: CPU });
    const plain = called && dice.roll(4) === 1;
    const domains = (of: readonly { name: string; type: Type }[]) =>
      Object.fromEntries(of.map(({ name, type }) => [name, type.domain]));
    const made = fn<any, any, any>(
      name,
      { source: SOURCE, params: domains(params), locals: domains(locals), returns: returns?.domain },
      (scope: any) => {
        const place: Place = {
          self: scope.self,
          locals: [...params, ...locals].map((l) => ({ ...l, e: scope[l.name] })),
          callees,
          returns,
          ahead: returns === null ? [] : ['out'],
          inLoop: false,
          plain,
          reads: 1,
          opens: null,
        };
        // A handler may go round as well.
        if (this.options.live && !called && dice.roll(2) === 1) {
          const round = this.block(r.body, { ...place, inLoop: true });
          const leaves = this.expr(FLAG, 1, place, this.sight(dice, 1));
          return { again: retry({ ...round, leave: when(leaves, { out_of: brk }) }) };
        }
        const body = this.block(r.body, place);
        if (returns === null) return body;
        return { ...body, out: ret(this.expr(returns, 1, place, this.sight(dice, 1))) };
      },
    );
    const result = { fn: made, params, returns, plain };
    this.functions.push(result);
    return result;
  }

  // ---- Steps ----------------------------------------------------------------------------------------------------

  private block(trees: readonly Tree[], place: Place): Block {
    const labels = trees.map(() => `s${this.labels++}`);
    return Object.fromEntries(
      trees.map((tree, i) => {
        const ahead = [...labels.slice(i + 1), ...place.ahead];
        return [
          labels[i],
          this.step(
            tree,
            { ...place, ahead, opens: place.opens && (i === 0 ? 'first' : 'rest') },
            i + 1 < trees.length,
          ),
        ];
      }),
    );
  }

  private sight(dice: Dice, reads: number, banned = '', outside = false): Sight {
    return { dice, reads, banned, outside, bound: [] };
  }

  private placeOf(self: any): Place {
    const nowhere = { locals: [], callees: [], returns: null, ahead: [] };
    return { self, ...nowhere, inLoop: false, plain: false, reads: 1, opens: null };
  }

  private step(tree: Tree, place: Place, more: boolean): Node {
    const dice = new Dice(tree.dice);
    const makers = place.plain
      ? this.plainSteps(tree, dice, place, more)
      : this.allSteps(tree, dice, place, more);
    const weights: (() => Node)[] = makers.flatMap(([weight, make]) =>
      Array.from({ length: weight }, () => make),
    );
    return dice.pick(weights)();
  }

  /** Steps that one transition can be made of. */
  private plainSteps(tree: Tree, dice: Dice, place: Place, more: boolean): [number, () => Node][] {
    const { reads } = place;
    const sight = (left = reads) => this.sight(dice, left);
    const nested: Place = { ...place, opens: null };
    const expr = (type: Type, depth = 1, s = sight()) => this.expr(type, depth, place, s);
    const local = (ok: (t: Type) => boolean = () => true) => place.locals.filter((l) => ok(l.type));
    const flags = local((t) => t.kind === 'flag');
    const steps: [number, () => Node][] = [
      [2, () => this.store(dice, place, sight(reads - 1))],
      [4, () => this.rmw(dice, place, sight(reads - 1), reads)],
      [1, () => ignored('left out')],
      [1, () => dice.pick([smp_mb, smp_rmb, smp_wmb])],
      [1, () => assert(or(value(flag, !dice.rarely(3)), expr(FLAG, 1)), 'random')],
      [1, () => dice.pick([local_irq_disable, local_irq_enable])],
      [
        2,
        () => when(expr(FLAG, 2), this.kid(tree, 0, nested), dice.rarely(2) ? this.kid(tree, 1, nested) : {}),
      ],
    ];
    if (place.locals.length > 0)
      steps.push([
        3,
        () => {
          const l = dice.pick(place.locals);
          return set(l.e, expr(l.type, 2) as any);
        },
      ]);
    if (flags.length > 0)
      steps.push([3, () => (dice.roll(2) === 0 ? local_irq_save : local_irq_restore)(dice.pick(flags).e)]);
    const ghosts = this.variables.filter((v) => v.scope === 'ghost');
    if (ghosts.length > 0)
      steps.push([
        2,
        () => {
          const v = dice.pick(ghosts);
          return note(v.declared, this.expr(v.type, 2, place, this.sight(dice, 9, '', true)) as any);
        },
      ]);
    if (this.vectors.length > 0) steps.push([3, () => this.send(dice, place, sight())]);
    if (place.opens === 'first') steps.push([1, () => wait(expr(FLAG, 2))]);
    const callees = place.callees.filter((c) => c.plain || !place.plain);
    if (callees.length > 0)
      steps.push([place.plain ? 2 : 5, () => this.call(dice, place, dice.pick(callees), sight())]);
    if (place.returns === null) steps.push([place.plain ? 0 : 1, () => ret()]);
    else {
      const { returns } = place;
      steps.push([1, () => ret(expr(returns) as any)]);
    }
    // A jump in the middle of a block would only hide what follows.
    const jumps = !more && place.opens === null;
    if (jumps && place.ahead.length > 0) steps.push([2, () => goto(dice.pick(place.ahead))]);
    if (jumps && place.inLoop) steps.push([4, () => (dice.roll(3) === 0 ? brk : cont)]);
    return steps;
  }

  private allSteps(tree: Tree, dice: Dice, place: Place, more: boolean): [number, () => Node][] {
    const expr = (type: Type, depth = 1) => this.expr(type, depth, place, this.sight(dice, 1));
    const flags = place.locals.filter((l) => l.type.kind === 'flag');
    const cpus = place.locals.filter((l) => l.type.kind === 'cpu');
    const choosable = place.locals.filter((l) => l.type.max - l.type.min <= 3);
    const inLoop: Place = { ...place, inLoop: true };
    const last = () => dice.pick([halt, finalHalt, park, stopCpu, end('restart'), end('capture_kernel')]);
    const steps: [number, () => Node][] = [
      ...this.plainSteps(tree, dice, place, more),
      [4, () => wait(expr(FLAG, 2))],
      [
        2,
        () =>
          flags.length > 0 && dice.roll(2) === 0
            ? waitOrTimeout(expr(FLAG, 2), dice.pick(flags).e)
            : waitOrTimeout(expr(FLAG, 2)),
      ],
      [
        3,
        () => {
          const arms = [
            dice.rarely(2)
              ? { before: dice.rarely(2) ? wait(expr(FLAG, 2)) : smp_mb, ...this.kid(tree, 0, place) }
              : this.kid(tree, 0, place),
            dice.rarely(3) ? {} : this.kid(tree, 1, place),
          ];
          const one = arm('random', arms[0]);
          const isFair = this.options.live === true && dice.rarely(3);
          return either({ one: isFair ? fair(one) : one, other: arm('random', arms[1]) });
        },
      ],
      [3, () => atomic('random', this.kid(tree, 0, { ...place, plain: true, reads: ANY, opens: 'first' }))],
      [
        3,
        () => {
          const counter = place.locals.find((l) => l.type === COUNT);
          const bound = 1 + dice.roll(3);
          const body = this.kid(tree, 0, inLoop);
          // Half of the loops count, and end; the others may run too often, which is a finding.
          if (counter && dice.roll(4) < 3)
            return loop(bound, lt(counter.e, dice.rarely(6) ? 3 : bound), {
              step: set(counter.e, mod(add(counter.e, 1), 4)),
              ...body,
            });
          return loop(bound, expr(FLAG, 1), { ...body, leave: when(expr(FLAG, 1), { out: brk }) });
        },
      ],
      [3, () => retry({ ...this.kid(tree, 0, inLoop), check: when(expr(FLAG, 2), { leave: brk }) })],
      [1, last],
      // Under a condition, so that what follows is reached as well.
      [3, () => when(expr(FLAG, 2), { last: last() })],
    ];
    if (choosable.length > 0)
      steps.push([
        2,
        () => {
          const l = dice.pick(choosable);
          return l.type === COUNT && dice.roll(2) === 1 ? choose(l.e, int(0, 1)) : choose(l.e);
        },
      ]);
    if (cpus.length > 0)
      steps.push([4, () => forEachCpu(expr(MASK, 1) as any, dice.pick(cpus).e, this.kid(tree, 0, inLoop))]);
    return steps;
  }

  /** A block of children; where there are none, a single step. */
  private kid(tree: Tree, n: number, place: Place): Block {
    const trees = tree.kids[n] ?? [];
    if (trees.length > 0) return this.block(trees, place);
    const here = tree.dice.slice(6);
    return this.block([{ dice: [here[n] ?? 0, ...here.slice(n + 1)].map((x) => x % 512), kids: [] }], {
      ...place,
      // Without children there is nothing to nest.
      plain: true,
    });
  }

  private store(dice: Dice, place: Place, sight: Sight): Node {
    const v = dice.pick(this.variables.filter((x) => x.scope !== 'ghost'));
    const how = dice.pick([WRITE_ONCE, write, store_release]);
    return how<any>(this.cell(v, place, sight), this.expr(v.type, 1, place, sight) as any);
  }

  private rmw(dice: Dice, place: Place, sight: Sight, reads: number): Node {
    const v = dice.pick(this.variables.filter((x) => x.scope !== 'ghost'));
    const olds = place.locals.filter((l) => l.type === v.type);
    const old = olds.length > 0 ? dice.pick(olds) : null;
    const careful: Sight = { ...sight, banned: old?.name ?? '' };
    const cell = this.cell(v, place, careful);
    const operand = (): any => this.expr(v.type, 1, place, careful);
    if (v.type.kind === 'cpuSet') {
      const member: any = this.expr(dice.rarely(3) ? OWNER : CPU, 1, place, careful);
      return (dice.roll(2) === 0 ? set_cpu : clear_cpu)(cell, member);
    }
    if (v.type.kind === 'int' && dice.roll(2) === 0) {
      if (this.options.faults && dice.rarely(3)) return dice.pick([atomic_inc, atomic_dec])(cell);
      // Reading before adding is a second access, so the two are one transition.
      const inside = lt(read<any>(cell), v.type.max);
      const step = when(
        inside,
        { add: old ? fetch_add(cell, 1, old.e) : atomic_inc(cell) },
        { reset: write<any>(cell, v.type.min) },
      );
      return reads > 1 ? step : atomic('stays in its domain', { step });
    }
    if (old !== null && dice.roll(3) > 0) {
      const how = dice.pick([cmpxchg, cmpxchg_acquire, cmpxchg_release]);
      return how<any>(cell, operand(), operand(), old.e);
    }
    return old === null ? xchg<any>(cell, operand()) : xchg<any>(cell, operand(), old.e);
  }

  private send(dice: Dice, place: Place, sight: Sight): Node {
    const to = dice.pick(this.vectors);
    if (dice.roll(3) === 1) return sendMask(to, this.expr(MASK, 1, place, sight) as any);
    return send(to, this.expr(this.options.faults && dice.rarely(3) ? OWNER : CPU, 1, place, sight) as any);
  }

  private call(dice: Dice, place: Place, callee: Made, sight: Sight): Node {
    const args = Object.fromEntries(
      callee.params.map(({ name, type }) => [name, this.expr(type, 1, place, sight)]),
    );
    const into = place.locals.filter((l) => l.type === callee.returns);
    if (into.length === 0 || dice.rarely(4)) return call<any, any, any>(callee.fn, args);
    return call<any, any, any>(callee.fn, args, dice.pick(into).e);
  }

  private cell(v: Variable, place: Place, sight: Sight): any {
    if (v.length !== null) {
      const index = this.expr(COUNT, 0, place, sight);
      if (this.options.faults && index.ir.kind !== 'const' && sight.dice.rarely(2))
        return v.declared.at(index);
      return v.declared.at(sight.dice.roll(2) === 0 ? sight.dice.roll(v.length) : mod(index, v.length));
    }
    if (v.scope !== 'perCpu') return v.declared;
    if (this.options.faults && sight.dice.rarely(3)) return v.declared.of(this.expr(OWNER, 1, place, sight));
    return v.declared.of(this.expr(CPU, 1, place, sight));
  }

  // ---- Expressions ----------------------------------------------------------------------------------------------

  /** An expression whose value lies in `type`, whatever happens. */
  private expr(type: Type, depth: number, place: Place, sight: Sight): any {
    const { dice } = sight;
    const makers: (() => unknown)[] = [() => this.constantOf(type, place, sight)];
    for (const l of place.locals)
      if (l.type === type && l.name !== sight.banned)
        makers.push(
          () => l.e,
          () => l.e,
        );
    const readable = this.variables.filter(
      (v) => v.type === type && (v.scope !== 'ghost' || sight.outside) && sight.reads > 0,
    );
    if (readable.length > 0) {
      const one = () => {
        const v = dice.pick(readable);
        sight.reads -= 1;
        return dice.pick([read, READ_ONCE, load_acquire])<any>(this.cell(v, place, sight));
      };
      makers.push(one, one, one);
    }
    if (depth > 0) makers.push(...this.composed(type, depth - 1, place, sight));
    return dice.pick(makers)();
  }

  private constantOf(type: Type, place: Place, sight: Sight): unknown {
    if (type.kind === 'cpu') return sight.bound.length > 0 ? sight.dice.pick(sight.bound) : place.self;
    if (type.kind === 'cpuOrNone') return sight.dice.pick([NONE, place.self]);
    if (type.kind === 'cpuSet') return sight.dice.pick([emptySet, allCpus]);
    return value(type.domain, this.literal(type, sight.dice));
  }

  private composed(type: Type, depth: number, place: Place, sight: Sight): (() => unknown)[] {
    const { dice } = sight;
    const e = (t: Type): any => this.expr(t, depth, place, sight);
    const choice = () => cond(e(FLAG), e(type), e(type));
    switch (type.kind) {
      case 'flag': {
        const compare = () => {
          const t = dice.pick(TYPES);
          const [a, b] = [e(t), e(t)];
          if (t.kind === 'int' && dice.roll(2) === 0) return dice.pick([lt, le])(a, b);
          return dice.pick([eq, ne])(a, b);
        };
        const makers = [
          compare,
          compare,
          () => not(e(FLAG)),
          () => and(e(FLAG), e(FLAG)),
          () => or(e(FLAG), e(FLAG)),
          () => has(e(MASK), e(dice.pick([CPU, OWNER]))),
          () => isEmpty(e(MASK)),
          () => implies(e(FLAG), e(FLAG)),
        ];
        if (!sight.outside)
          makers.push(() => dice.pick([irqs_disabled, in_task, in_nmi, inContext('hardirq', 'softirq')]));
        return makers;
      }
      case 'oneOf':
        return [choice];
      case 'int': {
        const size = type.max - type.min + 1;
        const makers = [
          choice,
          () => {
            const raw = dice.pick([add, sub, mul])(e(dice.pick([COUNT, SIGNED])), e(COUNT));
            const small = mod(raw, size);
            return type.min === 0 ? small : add(small, type.min);
          },
        ];
        if (this.options.faults)
          makers.push(
            () => add(e(type), 1),
            () => sub(e(type), 1),
          );
        return makers;
      }
      case 'cpu':
        return [
          // NONE is no CPU; the test comes first and decides whether the rest is looked at.
          () => {
            const l = place.locals.find((x) => x.type === OWNER && x.name !== sight.banned);
            return l ? cond(ne(l.e, NONE), l.e, e(CPU)) : e(CPU);
          },
        ];
      case 'cpuOrNone':
        return [choice, () => firstOf(e(MASK))];
      case 'cpuSet':
        return [
          () => withCpu(e(MASK), e(dice.pick([CPU, OWNER]))),
          () => withoutCpu(e(MASK), e(dice.pick([CPU, OWNER]))),
        ];
    }
  }

  // ---- Properties -----------------------------------------------------------------------------------------------

  private properties(): Property[] {
    return this.recipe.properties.map((numbers, i) => {
      const dice = new Dice(numbers);
      const make = [null, always, never, atEnd, reachable][dice.roll(5)];
      if (!make) return { ...noDeadlock, name: `p${i}` };
      const trigger = dice.rarely(3) ? this.question(1, dice, []) : undefined;
      return make(`p${i}`, this.question(2, dice, []) as any, { says: 'random', because: 'random', trigger });
    });
  }

  private formulas(): Property[] {
    return this.recipe.formulas.map((numbers, i): Property => {
      const dice = new Dice(numbers);
      const name = `live${i}`;
      const atom = () => this.question(1, dice, []);
      const spec = { says: 'random', because: 'random', fairness: this.fairness(dice) };
      switch (dice.roll(7)) {
        case 0:
          return eventually(name, atom(), spec);
        case 1:
          return leadsTo(name, atom(), atom(), spec);
        case 2:
          return alwaysEventually(name, atom(), spec);
        case 3:
        case 4: {
          // Who is there goes on: what depends on fairness more often than anything else.
          const here = atOn(cpuNumber(dice.roll(this.recipe.cpus)), this.somewhere(dice));
          return leadsTo(name, here, not(here), spec);
        }
        default:
          return ltl(name, this.formula(2, dice), spec);
      }
    });
  }

  private formula(depth: number, dice: Dice): any {
    const { F, G, U, R, W } = temporal;
    const inner = () => this.formula(depth - 1, dice);
    if (depth === 0) return this.question(0, dice, []);
    return dice.pick([
      () => G(inner()),
      () => F(inner()),
      () => U(inner(), inner()),
      () => R(inner(), inner()),
      () => W(inner(), inner()),
      () => temporal.not(inner()),
      () => temporal.and(inner(), inner()),
      () => temporal.or(inner(), inner()),
      () => temporal.implies(inner(), inner()),
    ])();
  }

  private fairness(dice: Dice): FairnessSpec | undefined {
    if (dice.roll(2) === 0) return undefined;
    const strength = () => dice.pick(['weak', 'strong', 'none'] as const);
    const choices = this.functions.flatMap(({ fn: f }) =>
      [...walk(f.body)].flatMap(({ path, node }) =>
        node.kind === 'either'
          ? Object.keys(node.arms).map((arm) => choosing<any>(f, path as any, arm, strength()))
          : node.kind === 'waitOrTimeout'
            ? [choosing<any>(f, path as any, dice.pick(['done', 'timeout']), strength())]
            : [],
      ),
    );
    return {
      contexts: dice.roll(2) === 0 ? strength() : { task: strength(), nmi: strength() },
      vectors: strength(),
      choices: choices.filter(() => dice.rarely(3)).slice(0, 4),
    };
  }

  /** A step of a function, or all of it, in whatever context or in one. */
  private somewhere(dice: Dice): Point {
    const made = dice.pick(this.functions);
    const labels = [...labelPaths(made.fn.body), ''];
    const context = dice.rarely(4) ? dice.pick<Context>(['nmi', 'hardirq', 'task', 'softirq']) : undefined;
    return point<any>(made.fn, dice.pick(labels) as any, context);
  }

  private question(depth: number, dice: Dice, bound: readonly any[]): any {
    const { cpus } = this.recipe;
    const someCpu = () =>
      bound.length > 0 && !dice.rarely(3) ? dice.pick(bound) : cpuNumber(dice.roll(cpus));
    const points = () => this.somewhere(dice);
    const memory = () => {
      const sight: Sight = {
        ...this.sight(dice, 3, '', true),
        bound: bound.length > 0 ? bound : [cpuNumber(dice.roll(cpus))],
      };
      return this.expr(FLAG, 2, this.placeOf(sight.bound[0]), sight);
    };
    const makers: (() => any)[] = [
      memory,
      memory,
      memory,
      () => at(points(), ...(dice.rarely(3) ? [points()] : [])),
      () => atOn(someCpu(), points()),
      () => le(countAt(points()), dice.roll(2)),
      () => (dice.roll(2) === 0 ? ended() : ended(dice.pick(['restart', 'capture_kernel', 'nowhere']))),
      () => stopped(someCpu()),
      () => irqsOff(someCpu(), dice.pick(['task', 'softirq'])),
    ];
    if (depth > 0) {
      const inner = (more: readonly any[] = []) => this.question(depth - 1, dice, [...more, ...bound]);
      makers.push(
        () => not(inner()),
        () => implies(inner(), inner()),
        () => or(inner(), inner()),
        () => existsCpu((c) => inner([c])),
        () => forAllCpus((c) => inner([c])),
        () =>
          le(
            countCpus((c) => inner([c])),
            dice.roll(3),
          ),
        () => forAllCpus((c) => existsCpu((d) => or(eq(c, d), inner([c, d])))),
      );
    }
    return dice.pick(makers)();
  }
}

// ---- Arbitraries ----------------------------------------------------------------------------------------------

/** Short enough to read when a test fails: the IR without what random systems do not vary. */
function show({ system, properties }: RandomSystem): string {
  const seen: Fn[] = [];
  const text = JSON.stringify(
    { system, properties },
    (key, x) => {
      if (key === 'source' || key === 'reason' || key === 'says' || key === 'because' || key === 'form')
        return undefined;
      if (key === 'decl') return x.name;
      if (key === 'access' || key === 'domain') return undefined;
      if (x?.kind === 'read')
        return `${x.cell.decl.name}${x.cell.index ? `[${JSON.stringify(x.cell.index)}]` : ''}`;
      if (x?.kind === 'const') return x.value;
      if (x?.kind === 'local') return x.name;
      if (x?.kind === 'self') return 'self';
      if (x?.body && x.returns !== undefined) {
        if (seen.includes(x)) return `${x.name}()`;
        seen.push(x);
      }
      return x;
    },
    1,
  );
  return text.replace(/\n\s+/g, ' ');
}

/** Random systems with properties to ask of them. */
export const randomSystem = (options: RandomOptions = {}): fc.Arbitrary<RandomSystem> =>
  (options.live ? liveRecipe : recipe).map((r) => {
    const made = new Cook(r, options).cook();
    return Object.defineProperty({ ...made }, fc.toStringMethod, {
      value: () => show(made),
      enumerable: false,
    });
  });

/** Random systems in which some step may leave a domain, use NONE as an index or send to no CPU. */
export const faultySystem = (): fc.Arbitrary<RandomSystem> => randomSystem({ faults: true });

/** Random systems that go round, with questions about whole runs. */
export const liveSystem = (): fc.Arbitrary<RandomSystem> => randomSystem({ live: true });

/** Random systems whose states need more than `bits` bits. */
export const wideSystem = (bits: 64 | 640): fc.Arbitrary<RandomSystem> => randomSystem({ wide: bits });
