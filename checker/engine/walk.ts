import type { Machine } from '../../model/language/machine.js';
import type { Layout } from '../layout.js';
import { MOST_PAGES } from './compile.js';
import { isOver, judgeOf, judgesEveryState } from './judge.js';
import type { MemoryMap } from './memory-map.js';
import { FAULT, MOVED, movesOf, STUCK } from './moves.js';
import { passing, type Sink } from './sink.js';
import { View } from './view.js';
import {
  block,
  br,
  br_if,
  type Code,
  call,
  type Func,
  type Global,
  i32,
  i64,
  if_,
  type Local,
  loop,
  Module,
  type Stmt,
  select,
  type Type,
} from './wasm.js';

/** Where states lie that a walk needs: the initial one, the one it has come to, the next one, and one to try. */
export const walkSlots = (map: MemoryMap) => ({
  initial: map.arena,
  current: map.arena + map.stateBytes,
  chosen: map.arena + 2 * map.stateBytes,
  spare: map.arena + 3 * map.stateBytes,
  end: map.arena + 4 * map.stateBytes,
});

/**
 * The module for random runs. `walk(budget)` goes on by so many states: each is expanded and judged, and one of its
 * successors, all as likely, becomes the next. A run ends where there are none, or where it is as long as it may be, and
 * then another one begins.
 */
export function compileWalk(machine: Machine, layout: Layout, map: MemoryMap): Uint8Array<ArrayBuffer> {
  const m = new Module();
  m.importMemory({ min: 1, max: MOST_PAGES });
  const word = (name: string, initial = 0): Global<'i32'> => {
    const global = m.global('i32', i32.const(initial));
    m.export(name, global);
    return global;
  };
  const long = (name: string): Global<'i64'> => {
    const global = m.global('i64', i64.const(0n));
    m.export(name, global);
    return global;
  };
  const slots = walkSlots(map);
  const current = word('current', slots.current);
  const chosen = word('chosen', slots.chosen);
  const spare = word('spare', slots.spare);
  /** Runs that may be begun, and steps that a run may have. */
  const [maxRuns, maxDepth] = [long('maxRuns'), word('maxDepth')];
  /** The state of the random numbers: now, and when this run began. */
  const [random, begunWith] = [long('random'), long('begunWith')];
  const [runs, steps] = [long('runs'), long('steps')];
  /** Steps of this run, and of the longest. */
  const [depth, longest] = [word('depth'), word('longest')];
  /** 1 if the next state is the first one of a run. */
  const fresh = word('fresh', 1);
  /** 1 once the state just judged decides something. */
  const news = word('news');
  /** What is wrong with the state that the walk has come to: FAULT or STUCK. */
  const problem = word('problem');
  /** Successors so far of the state that is being expanded. */
  const ways = m.global('i32', i32.const(0));

  const sink = choosing(random, ways, chosen, spare);
  const handing = passing(m, layout, map, sink);
  const leftOut = m.global('i32', i32.const(0));
  const around = {
    module: m,
    machine,
    layout,
    passing: handing,
    leftOut,
    taken: (): Stmt => [],
  };
  const movers = machine.frames.map((_, cpu) => movesOf(cpu, around).all);
  // Only one state is judged at a time, so that there is no smallest hash to look for.
  const noHash: Func<Type[], 'i64'> = m.func('hash', handing.takes, 'i64');
  noHash.define(i64.const(0n));
  const judge = judgeOf(m, machine, layout, map, handing, noHash, news.set(i32.const(1)));

  const walk = m.func('walk', ['i32'], 'void');
  const [budget] = walk.params;
  const address = walk.local('i32');
  const came = walk.local('i32');
  const k = walk.local('i32');
  const state = handing.load(walk, address);
  const over = isOver(machine, new View(state.words, layout));
  const count = <T extends 'i32' | 'i64'>(
    global: Global<T>,
    one: Code<T>,
    add: (a: Code<T>, b: Code<T>) => Code<T>,
  ) => global.set(add(global.get(), one));

  const beginRun: Stmt = [
    fresh.set(i32.const(0)),
    count(runs, i64.const(1n), i64.add),
    begunWith.set(random.get()),
    depth.set(i32.const(0)),
    k.set(i32.const(0)),
    loop((again) => [
      i64.store(i32.add(current.get(), k.get()), i64.load(k.get(), { offset: slots.initial })),
      k.set(i32.add(k.get(), i32.const(8))),
      br_if(again, i32.lt_u(k.get(), i32.const(map.stateBytes))),
    ]),
  ];
  const goOn: Stmt = [
    address.set(current.get()),
    current.set(chosen.get()),
    chosen.set(address.get()),
    count(steps, i64.const(1n), i64.add),
    count(depth, i32.const(1), i32.add),
    longest.set(select(depth.get(), longest.get(), i32.gt_u(depth.get(), longest.get()))),
  ];
  const broken = i32.and(came.get(), i32.const(FAULT | STUCK));
  // The place of a state in its run is its index here.
  const verdict = call(judge, ...state.args, depth.get(), came.get());
  const judged = judgesEveryState(machine)
    ? verdict
    : i32.if(i32.ne(came.get(), i32.const(MOVED)), [verdict], [i32.const(0)]);
  const isLast = i32.or(i32.eqz(ways.get()), i32.ge_u(depth.get(), maxDepth.get()));
  walk.define(
    block((done) =>
      loop((again) => [
        br_if(done, i32.eqz(budget.get())),
        budget.set(i32.sub(budget.get(), i32.const(1))),
        if_(fresh.get(), [br_if(done, i64.ge_u(runs.get(), maxRuns.get())), beginRun]),
        address.set(current.get()),
        state.code,
        ways.set(i32.const(0)),
        came.set(i32.const(0)),
        if_(
          i32.eqz(over),
          movers.map((mover) => came.set(i32.or(came.get(), call(mover, ...state.args)))),
        ),
        if_(broken, [problem.set(came.get()), br(done)]),
        if_(judged, [problem.set(i32.const(FAULT)), br(done)]),
        if_(isLast, fresh.set(i32.const(1)), goOn),
        br_if(done, news.get()),
        br(again),
      ]),
    ),
  );
  m.export('walk', walk);
  return m.encode();
}

/** SplitMix64 (Steele, Lea, Flood 2014): numbers that are the same on every machine. */
export const SPLITMIX = {
  step: 0x9e3779b97f4a7c15n,
  first: 0xbf58476d1ce4e5b9n,
  second: 0x94d049bb133111ebn,
} as const;

/**
 * Keeps one of the successors, each as likely: the n-th takes the place of the one before it with probability 1/n
 * (reservoir sampling), so that nothing has to be counted first. `spare` is where the next one is written.
 */
function choosing(
  random: Global<'i64'>,
  ways: Global<'i32'>,
  chosen: Global<'i32'>,
  spare: Global<'i32'>,
): Sink {
  const commit: Sink['commit'] = (fn, entry: Local<'i32'>) => {
    const z = fn.local('i64');
    const fold = (bits: bigint) => i64.xor(z.get(), i64.shr_u(z.get(), i64.const(bits)));
    const upper = i64.shr_u(fold(31n), i64.const(32n));
    // A number below n, from 32 random bits.
    const below = i64.shr_u(i64.mul(upper, i64.extend_i32_u(ways.get())), i64.const(32n));
    return [
      ways.set(i32.add(ways.get(), i32.const(1))),
      random.set(i64.add(random.get(), i64.const(SPLITMIX.step))),
      z.set(random.get()),
      z.set(i64.mul(fold(30n), i64.const(SPLITMIX.first))),
      z.set(i64.mul(fold(27n), i64.const(SPLITMIX.second))),
      if_(i64.eqz(below), [spare.set(chosen.get()), chosen.set(entry.get())]),
    ];
  };
  return { entry: spare.get(), commit };
}
