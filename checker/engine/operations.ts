import type { Range } from '../../model/language/domain.js';
import type { Op } from '../../model/language/machine.js';
import { EngineRefusal } from './errors.js';
import { checkIndex, expression, frameOf, rowOf } from './expressions.js';
import type { Site } from './site.js';
import { isConstant, truth, type Value, within } from './value.js';
import { br, br_if, type Code, drop, i32, i64, if_, type Local, type Stmt } from './wasm.js';

/** The code of one operation of an edge, as the reference's `perform`. It changes what the site's view knows. */
export function perform(op: Op, at: Site): Stmt {
  const { machine, view, cpu } = at;
  switch (op.kind) {
    case 'slot': {
      const field = frameOf(at).slots[op.slot];
      // A slot that this CPU has no use for is not even evaluated.
      return field === null ? [] : assign(field, expression(op.value, at), op.range, at);
    }
    case 'cell':
      return storeCell(op, at);
    case 'irqs': {
      const field = frameOf(at).irqs;
      const value = expression(op.value, at);
      if (field === null || !within(value, 0, 1))
        throw new EngineRefusal('irqs_off is set to what may not be 0 or 1');
      return assign(field, value, { min: 0, max: 1 }, at);
    }
    case 'stop': {
      const field = machine.stopped[cpu];
      if (field === null) throw new EngineRefusal(`CPU ${cpu} is stopped and has no field for that`);
      view.writeConstant(field, 1);
      return [];
    }
    case 'end':
      view.writeConstant(machine.outcome, op.outcome);
      return [];
    case 'pend':
      return pend(op, at);
    case 'check':
      return check(op, at);
  }
}

/** field = value, where the value lies in `range`; otherwise a fault. */
function assign(field: number, value: Value, range: Range, at: Site): Stmt {
  const { view, machine, scratch } = at;
  roomFor(range, field, at);
  if (value.max < range.min || value.min > range.max) return [drop(value.code), br(at.fault)];
  if (isConstant(value)) {
    view.writeConstant(field, value.min);
    return [];
  }
  const { min } = machine.fields[field].range;
  if (within(value, range.min, range.max)) return view.write(field, stored(value, min));
  const local = scratch.take();
  const code = [
    local.set(stored(value, range.min)),
    br_if(at.fault, i32.gt_u(local.get(), i32.const(range.max - range.min))),
    view.write(field, plus(local.get(), range.min - min)),
  ];
  scratch.give(local);
  return code;
}

const plus = (code: Code<'i32'>, n: number): Code<'i32'> =>
  n === 0 ? code : i32.add(code, i32.const(n | 0));

/** A value without the smallest one of the field it goes to. */
function stored(value: Value, min: number): Code<'i32'> {
  return value.biased === null ? plus(value.code, -min) : plus(value.biased.code, value.biased.offset - min);
}

/** Whatever a store lets through has to fit the field's bits, or it would change its neighbours. */
function roomFor(range: Range, field: number, at: Site): void {
  const { name, range: all } = at.machine.fields[field];
  if (range.min < all.min || range.max > all.max)
    throw new EngineRefusal(`a store lets more through than ${name} holds`);
}

function storeCell(op: Extract<Op, { kind: 'cell' }>, at: Site): Stmt {
  const { fields, range } = at.machine.variables[op.variable];
  const index = op.index === null ? null : expression(op.index, at);
  if (index === null || isConstant(index)) {
    const field = fields[index?.min ?? 0];
    return field === undefined ? br(at.fault) : assign(field, expression(op.value, at), range, at);
  }
  const { scratch, view } = at;
  const cell = scratch.take();
  const prepare = [cell.set(index.code), checkIndex(cell, index, fields.length, at)];
  const value = expression(op.value, at);
  const local = scratch.take();
  const check = [
    local.set(stored(value, range.min)),
    within(value, range.min, range.max)
      ? []
      : br_if(at.fault, i32.gt_u(local.get(), i32.const(range.max - range.min))),
  ];
  for (const field of fields) roomFor(range, field, at);
  const write = fields.length === 0 ? [] : scatter(fields, cell, local, range.min, at);
  scratch.give(local);
  scratch.give(cell);
  for (const field of fields) view.forget(field);
  return [prepare, check, write];
}

/** Writes `value` + `min` to the field of this number out of several. Both locals are used up. */
function scatter(
  fields: readonly number[],
  index: Local<'i32'>,
  value: Local<'i32'>,
  min: number,
  at: Site,
): Stmt {
  const { view, machine } = at;
  const words = new Set(fields.map((f) => view.layout.fields[f].word));
  const flush = [...words].map((word) => view.flush(word));
  const row = rowOf(fields, at);
  if (row === null) {
    const writes = fields.map((field, i) => {
      const raw = plus(value.get(), min - machine.fields[field].range.min);
      return if_(i32.eq(index.get(), i32.const(i)), view.write(field, raw));
    });
    return [flush, writes];
  }
  const shift = i64.extend_i32_u(index.get());
  const mask = i64.const((1n << BigInt(row.bits)) - 1n);
  const rest = i64.and(view.word(row.word), i64.xor(i64.shl(mask, shift), i64.const(-1n)));
  const moved = i64.shl(i64.extend_i32_u(plus(value.get(), min - row.min)), shift);
  return [flush, index.set(row.shift(index.get())), view.words.set(row.word, i64.or(rest, moved))];
}

function pend(op: Extract<Op, { kind: 'pend' }>, at: Site): Stmt {
  const { view, machine, scratch } = at;
  const { pending } = machine.vectors[op.vector];
  const to = expression(op.to, at);
  if (isConstant(to)) {
    if (!op.toSet && !(to.min >= 0 && to.min < pending.length)) return br(at.fault);
    pending.forEach((field, cpu) => {
      const hit = op.toSet ? ((to.min >> cpu) & 1) === 1 : cpu === to.min;
      if (hit && field !== null) view.writeConstant(field, 1);
    });
    return [];
  }
  const local = scratch.take();
  const code: Stmt[] = [local.set(to.code)];
  if (!op.toSet) code.push(checkIndex(local, to, pending.length, at));
  pending.forEach((field, cpu) => {
    if (field === null || view.fact(field) === 1) return;
    const f = view.layout.fields[field];
    code.push(view.flush(f.word));
    // The bit is only ever set here, so there is nothing to clear first.
    const hit = op.toSet
      ? i32.and(i32.shr_s(local.get(), i32.const(cpu)), i32.const(1))
      : i32.eq(local.get(), i32.const(cpu));
    const bit = i64.shl(i64.extend_i32_u(hit), i64.const(BigInt(f.shift)));
    code.push(view.words.set(f.word, i64.or(view.words.word(f.word), bit)));
    view.forget(field);
  });
  scratch.give(local);
  return code;
}

/** The first assertion that fails is kept. */
function check(op: Extract<Op, { kind: 'check' }>, at: Site): Stmt {
  const { view, machine } = at;
  const { failed } = machine;
  const before = view.fact(failed);
  if (before !== undefined && before !== 0) return [];
  // Its condition is evaluated only while nothing has failed.
  const cond = truth(expression(op.cond, at));
  if (isConstant(cond) && cond.min === 1) return [];
  if (isConstant(cond) && before === 0) {
    view.writeConstant(failed, op.assertion + 1);
    return [];
  }
  const { word } = view.layout.fields[failed];
  const flush = view.flush(word);
  const fail = view.write(failed, i32.const(view.encode(failed, op.assertion + 1)));
  const test = if_(i32.eqz(cond.code), fail);
  // `write` forgot what the field holds, also for the case that the condition holds.
  return [flush, before === 0 ? test : if_(i32.eqz(view.raw(failed)), test)];
}
