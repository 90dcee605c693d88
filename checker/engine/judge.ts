import { CONTEXTS } from '../../model/language/ir.js';
import type { Machine, MachineProperty } from '../../model/language/machine.js';
import { atomsOf } from '../../model/language/temporal.js';
import type { Layout } from '../layout.js';
import { expression, isOneOf, not } from './expressions.js';
import type { MemoryMap } from './memory-map.js';
import { FAULT, MOVED, STUCK } from './moves.js';
import type { Passing } from './sink.js';
import { Scratch, type Site } from './site.js';
import { computed, truth, type Value } from './value.js';
import { View } from './view.js';
import {
  block,
  br_if,
  type Code,
  call,
  drop,
  type Func,
  i32,
  i64,
  if_,
  Label,
  type Module,
  return_,
  type Stmt,
  type Type,
} from './wasm.js';

/** The capture kernel runs, the machine restarts, or an assertion failed. */
export function isOver(machine: Machine, view: View): Code<'i32'> {
  const { outcome, failed } = machine;
  return i32.or(isNot(outcome, 0, view), isNot(failed, 0, view));
}

const isNot = (field: number, value: number, view: View): Code<'i32'> =>
  i32.ne(view.raw(field), i32.const(view.encode(field, value)));

/** Whether there is a property that any state can decide, or a trigger, so that every state has to be judged. */
export const judgesEveryState = (machine: Machine): boolean =>
  machine.properties.some(
    (p) =>
      p.trigger !== null ||
      p.temporal !== null ||
      p.kind === 'always' ||
      p.kind === 'never' ||
      p.kind === 'reachable',
  );

/**
 * The function `judge(state, index, came)`, called for each state when it was expanded: notes which properties the
 * state decides. `came` is what came of the expansion; after a fault there, it faults as well if some property
 * depends on whether anything moves. `onDecision` is done for a state that decides something.
 */
export function judgeOf(
  m: Module,
  machine: Machine,
  layout: Layout,
  map: MemoryMap,
  passing: Passing,
  hashOf: Func<Type[], 'i64'>,
  onDecision: Stmt = [],
): Func<Type[], 'i32'> {
  const fn: Func<Type[], 'i32'> = m.func('judge', [...passing.takes, 'i32', 'i32'], 'i32');
  const state = fn.params.slice(0, -2);
  const [index, came] = fn.params.slice(-2).map((p) => p.get() as Code<'i32'>);
  const h = fn.local('i64');
  const fault = new Label('void');
  const view = new View(passing.given(state), layout);
  const site: Site = { machine, view, cpu: -1, context: 'task', scratch: new Scratch(fn), fault };
  const bit = (flag: number): Code<'i32'> => i32.and(came, i32.const(flag));

  // Of the states of a level that decide, the one with the smallest hash does, whoever comes first.
  const decide = (i: number, test: (first: Stmt) => Stmt): Stmt => {
    const zero = i32.const(0);
    const at = { offset: map.decided + 4 * i };
    const hashAt = { offset: map.decidedHash + 8 * i };
    const undecided = i32.lt_s(i32.load(zero, at), zero);
    const best = [
      h.set(call(hashOf, ...state.map((p) => p.get()))),
      if_(i32.or(undecided, i64.lt_u(h.get(), i64.load(zero, hashAt))), [
        i32.store(zero, index, at),
        i64.store(zero, h.get(), hashAt),
        onDecision,
      ]),
    ];
    return if_(i32.eqz(i32.load(zero, { offset: map.closed + 4 * i })), test(best));
  };
  const holds = (p: MachineProperty): Value =>
    truth(p.expr === null ? computed(i32.const(0), 0, 0, false, 1) : expression(p.expr, site));
  const over = isOver(machine, view);

  const code = machine.properties.map((p, i): Stmt => {
    const at = { offset: map.triggered + 4 * i };
    const trigger =
      p.trigger === null
        ? []
        : if_(
            i32.eqz(i32.load(i32.const(0), at)),
            i32.store(i32.const(0), truth(expression(p.trigger, site)).code, at),
          );
    return [trigger, decide(i, (first) => decides(p, first))];
  });

  function decides(p: MachineProperty, first: Stmt): Stmt {
    switch (p.kind) {
      case 'always':
        return if_(not(holds(p)).code, first);
      case 'never':
      case 'reachable':
        return if_(holds(p).code, first);
      case 'atEnd': {
        const judged = if_(not(holds(p)).code, first);
        const running = [br_if(fault, bit(FAULT | STUCK)), if_(i32.eqz(bit(MOVED)), judged)];
        return if_(i32.eqz(isNot(machine.failed, 0, view)), if_(over, judged, running));
      }
      case 'leadsTo':
      case 'eventually':
      case 'alwaysEventually':
      case 'ltl':
        // No state decides them, but what they look at has to have a value.
        return atomsOf(p.temporal!.formula).map((e) => {
          const looked = expression(e, site);
          return looked.faults ? drop(looked.code) : [];
        });
      case 'noDeadlock': {
        const deadlock = i32.if(hasOwnerAtEnd(machine, view), [i32.const(0)], [somebodyWaits(machine, view)]);
        return if_(i32.eqz(over), [
          br_if(fault, bit(FAULT | STUCK)),
          if_(i32.eqz(bit(MOVED)), if_(deadlock, first)),
        ]);
      }
    }
  }

  const failed = decide(machine.properties.length, (first) => if_(isNot(machine.failed, 0, view), first));
  return fn.define([block(() => [code, failed, return_(i32.const(0))], fault), i32.const(FAULT)]);
}

/** Some context of some CPU, running or not, is at the intended end of a panic. */
function hasOwnerAtEnd(machine: Machine, view: View): Code<'i32'> {
  const tests = machine.frames.flatMap((frames) =>
    CONTEXTS.map((context): Code<'i32'> => {
      const frame = frames[context];
      if (frame === null) return i32.const(0);
      const final = machine.code[context].filter((l) => l.kind === 'final').map((l) => l.id);
      return isOneOf(view.raw(frame.pc), view.layout.fields[frame.pc], final).code;
    }),
  );
  return tests.reduce((a, b) => i32.or(a, b));
}

/** Where nothing moves, a CPU waits if what it runs is meant to go on. */
function somebodyWaits(machine: Machine, view: View): Code<'i32'> {
  const tests = machine.frames.map((frames, cpu): Code<'i32'> => {
    let waits: Code<'i32'> = i32.const(0);
    for (const context of CONTEXTS) {
      const frame = frames[context];
      if (frame === null) continue;
      const field = view.layout.fields[frame.pc];
      const stays = machine.code[context]
        .filter((l) => l.kind !== 'halt' && l.kind !== 'final')
        .map((l) => l.id);
      const runs = not(isOneOf(view.raw(frame.pc), field, [0]));
      // From the lowest context to the highest, whose word counts.
      waits = i32.if(runs.code, [isOneOf(view.raw(frame.pc), field, stays).code], [waits]);
    }
    const stopped = machine.stopped[cpu];
    return stopped === null ? waits : i32.if(view.raw(stopped), [i32.const(0)], [waits]);
  });
  return tests.reduce((a, b) => i32.or(a, b));
}
