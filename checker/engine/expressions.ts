import { evaluate } from '../../model/language/flow.js';
import type { MExpr } from '../../model/language/machine.js';
import type { PackedField } from '../layout.js';
import { EngineRefusal } from './errors.js';
import type { Site } from './site.js';
import { computed, constant, isConstant, known, truth, type Value, within } from './value.js';
import { br_if, type Code, drop, i32, i64, type Local, type Stmt, select, seq } from './wasm.js';

/** Above this many instructions, skipping the second operand of && is worth a branch. */
const WORTH_A_BRANCH = 12;

/** The code of an expression, evaluated as the reference's `value` does. */
export function expression(e: MExpr, at: Site): Value {
  const { machine, view } = at;
  switch (e.kind) {
    case 'const':
      if ((e.value | 0) !== e.value) throw new EngineRefusal(`${e.value} is no 32-bit integer`);
      return constant(e.value);
    case 'self':
      return constant(at.cpu);
    case 'slot': {
      const field = frameOf(at).slots[e.slot];
      return field === null ? constant(0) : fieldValue(field, at);
    }
    case 'irqs': {
      const field = frameOf(at).irqs;
      return field === null ? constant(0) : fieldValue(field, at);
    }
    case 'cell': {
      const { fields } = machine.variables[e.variable];
      return e.index === null ? cell(fields, constant(0), at) : cell(fields, expression(e.index, at), at);
    }
    case 'field':
      return fieldValue(e.field, at);
    case 'pcIn': {
      const frame = machine.frames[e.cpu][e.context];
      if (frame === null) return constant(0);
      const fact = view.fact(frame.pc);
      if (fact !== undefined) return constant(e.locations.includes(fact) ? 1 : 0);
      return isOneOf(view.raw(frame.pc), view.layout.fields[frame.pc], e.locations);
    }
    case 'op':
      return operation(e, at);
  }
}

export function frameOf(at: Site) {
  const frame = at.machine.frames[at.cpu]?.[at.context];
  if (!frame) throw new EngineRefusal('a property looks at a local or at irqs_off');
  return frame;
}

export const fieldValue = (field: number, at: Site): Value =>
  at.view.value(field, at.machine.fields[field].range);

/** Whether a stored field has one of these values, as 0 or 1. */
export function isOneOf(raw: Code<'i32'>, field: PackedField, among: readonly number[]): Value {
  const { values, min } = field;
  const count = values?.length ?? 2 ** field.bits;
  const codes = [...new Set(among)]
    .map((value) => (values === null ? value - min : values.indexOf(value)))
    .filter((code) => code >= 0 && code < count)
    .sort((a, b) => a - b);
  if (codes.length === 0) return constant(0);
  if (codes.length === count) return constant(1);
  if (count <= 32) {
    const set = codes.reduce((bits, code) => bits | (1 << code), 0);
    if (codes.length === 1) return computed(i32.eq(raw, i32.const(codes[0])), 0, 1, false, 4);
    return computed(i32.and(i32.shr_u(i32.const(set), raw), i32.const(1)), 0, 1, false, 5);
  }
  const runs: { first: number; count: number }[] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === code) last.count++;
    else runs.push({ first: code, count: 1 });
  }
  const tests = runs.map(({ first, count }) =>
    count === 1
      ? i32.eq(raw, i32.const(first))
      : i32.lt_u(first === 0 ? raw : i32.sub(raw, i32.const(first)), i32.const(count)),
  );
  return computed(
    tests.reduce((a, b) => i32.or(a, b)),
    0,
    1,
    false,
    5 * tests.length,
  );
}

// ---- Cells ----------------------------------------------------------------------------------------------------

function cell(fields: readonly number[], index: Value, at: Site): Value {
  const { machine, scratch } = at;
  if (isConstant(index)) {
    const field = fields[index.min];
    return field === undefined ? { ...noSuchValue(at, []), min: 0, max: 0 } : fieldValue(field, at);
  }
  if (fields.length === 0) return noSuchValue(at, drop(index.code));
  const local = scratch.take();
  const prepare: Stmt = [local.set(index.code), checkIndex(local, index, fields.length, at)];
  const read = pick(fields, local, at);
  scratch.give(local);
  const ranges = fields.map((f) => machine.fields[f].range);
  const [min, max] = [Math.min(...ranges.map((r) => r.min)), Math.max(...ranges.map((r) => r.max))];
  const faults = index.faults || !within(index, 0, fields.length - 1);
  return computed(seq(prepare, read), min, max, faults, index.cost + 6);
}

/** A read that never succeeds. The code after it is not reached, but has to have a type. */
function noSuchValue(at: Site, before: Stmt): Value {
  return computed(seq(before, br_if(at.fault, i32.const(1)), i32.const(0)), 0, 0, true, 1);
}

/** Leaves if there is no cell of this index. */
export function checkIndex(local: Local<'i32'>, index: Value, cells: number, at: Site): Stmt {
  return within(index, 0, cells - 1) ? [] : br_if(at.fault, i32.ge_u(local.get(), i32.const(cells)));
}

/** Reads the field of this number out of several. */
function pick(fields: readonly number[], index: Local<'i32'>, at: Site): Code<'i32'> {
  const { view } = at;
  const row = rowOf(fields, at);
  if (row === null) {
    const values = fields.map((f) => fieldValue(f, at).code);
    return values
      .slice(0, -1)
      .reduceRight(
        (others, value, i) => i32.if(i32.eq(index.get(), i32.const(i)), [value], [others]),
        values[values.length - 1],
      );
  }
  const moved = i32.wrap_i64(i64.shr_u(view.word(row.word), i64.extend_i32_u(row.shift(index.get()))));
  const raw = row.bits === 32 ? moved : i32.and(moved, i32.const(2 ** row.bits - 1));
  return row.min === 0 ? raw : i32.add(raw, i32.const(row.min));
}

/** Fields at equal distances in one word, as arrays mostly are: the index can be turned into a shift. */
export interface Row {
  readonly word: number;
  readonly bits: number;
  readonly min: number;
  shift(index: Code<'i32'>): Code<'i32'>;
}

export function rowOf(fields: readonly number[], at: Site): Row | null {
  const packed = fields.map((f) => at.view.layout.fields[f]);
  const [first, second = first] = packed;
  const stride = second.shift - first.shift;
  const regular = packed.every(
    (f, i) =>
      f.word === first.word &&
      f.bits === first.bits &&
      f.min === first.min &&
      f.values === null &&
      f.shift === first.shift + i * stride,
  );
  if (!regular || first.bits === 0) return null;
  const { word, bits, min } = first;
  const shift = (index: Code<'i32'>) => i32.add(i32.mul(index, i32.const(stride)), i32.const(first.shift));
  return { word, bits, min, shift };
}

// ---- Operators ------------------------------------------------------------------------------------------------

function operation(e: Extract<MExpr, { kind: 'op' }>, at: Site): Value {
  const [a, b, c] = e.args.map((arg) => expression(arg, at));
  switch (e.op) {
    case '&&':
      return and(truth(a), truth(b));
    case '||':
      return or(truth(a), truth(b));
    case '?:':
      return choice(a, b, c);
    case '!':
      return not(a);
    default:
  }
  const args = b === undefined ? [a] : [a, b];
  // Not with a divisor of 0, nor with the lowest member of a negative number: neither has an answer.
  const defined = e.op === '%' ? b.min !== 0 : (e.op !== 'lowest' && e.op !== 'weight') || a.min >= 0;
  if (args.every(isConstant) && defined)
    return constant(
      evaluate(
        e.op,
        args.map((x) => x.min),
      ) | 0,
    );
  const faults = args.some((x) => x.faults);
  const cost = args.reduce((sum, x) => sum + x.cost, 2);
  const make = (code: Code<'i32'>, min: number, max: number) => computed(code, min, max, faults, cost);
  switch (e.op) {
    case '==':
      return equal(a, b);
    case '!=':
      return not(equal(a, b));
    case '<':
      return less(a, b, 0);
    case '<=':
      return less(a, b, 1);
    case '+':
      return make(i32.add(a.code, b.code), a.min + b.min, a.max + b.max);
    case '-':
      return make(i32.sub(a.code, b.code), a.min - b.max, a.max - b.min);
    case '*': {
      const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
      return make(i32.mul(a.code, b.code), Math.min(...corners), Math.max(...corners));
    }
    case '%':
      return modulus(a, b, at);
    case 'has': {
      const bit = (shift: Code<'i32'>) => i32.and(i32.shr_s(a.code, shift), i32.const(1));
      if (b.min >= 0) return make(bit(b.code), 0, 1);
      return withLocal(at, (t) => make(i32.and(bit(t.tee(b.code)), i32.ge_s(t.get(), i32.const(0))), 0, 1));
    }
    case 'with': {
      const fits = a.min >= 0 && b.max < 31;
      const max = fits ? onesUpTo(Math.max(a.max, 2 ** Math.max(b.max, 0))) : INT32_MAX;
      return make(i32.or(a.code, memberBit(b, at)), fits ? a.min : INT32_MIN, max);
    }
    case 'without': {
      const rest = i32.and(a.code, i32.xor(memberBit(b, at), i32.const(-1)));
      return a.min >= 0 ? make(rest, 0, a.max) : make(rest, INT32_MIN, INT32_MAX);
    }
    case 'weight':
      return make(i32.popcnt(a.code), 0, a.min >= 0 ? 32 - Math.clz32(a.max) : 32);
    case 'lowest': {
      const max = a.min >= 0 ? 31 - Math.clz32(a.max) : 31;
      if (a.min > 0) return make(i32.ctz(a.code), 0, max);
      return withLocal(at, (t) => make(select(i32.ctz(t.tee(a.code)), i32.const(-1), t.get()), -1, max));
    }
  }
}

const [INT32_MIN, INT32_MAX] = [-(2 ** 31), 2 ** 31 - 1];

/** The smallest 2^k - 1 that is not below `n`. */
const onesUpTo = (n: number): number => 2 ** (32 - Math.clz32(n)) - 1;

/** The bit of a CPU in a set; none for NO_CPU. */
function memberBit(b: Value, at: Site): Code<'i32'> {
  if (b.min >= 0) return i32.shl(i32.const(1), b.code);
  return withLocal(at, (t) =>
    select(i32.shl(i32.const(1), t.tee(b.code)), i32.const(0), i32.ge_s(t.get(), i32.const(0))),
  );
}

function withLocal<T>(at: Site, make: (local: Local<'i32'>) => T): T {
  const local = at.scratch.take();
  const made = make(local);
  at.scratch.give(local);
  return made;
}

/** Mathematical modulus: the result has the sign of the divisor, where the machine's has that of the dividend. */
function modulus(a: Value, b: Value, at: Site): Value {
  if (!isConstant(b) || b.min === 0) throw new EngineRefusal('a divisor is not a constant other than 0');
  const divisor = b.min;
  const [min, max] = divisor > 0 ? [0, divisor - 1] : [divisor + 1, 0];
  const rest = i32.rem_s(a.code, i32.const(divisor));
  if (divisor > 0 && a.min >= 0) return computed(rest, min, max, a.faults, a.cost + 20);
  return withLocal(at, (t) => {
    const wrong = divisor > 0 ? i32.lt_s(t.tee(rest), i32.const(0)) : i32.gt_s(t.tee(rest), i32.const(0));
    const correction = i32.mul(wrong, i32.const(divisor));
    return computed(i32.add(correction, t.get()), min, max, a.faults, a.cost + 20);
  });
}

function equal(a: Value, b: Value): Value {
  if (isConstant(a) && !isConstant(b)) return equal(b, a);
  const faults = a.faults || b.faults;
  if (!faults && (a.max < b.min || b.max < a.min)) return constant(0);
  if (!isConstant(b)) return computed(i32.eq(a.code, b.code), 0, 1, faults, a.cost + b.cost + 1);
  const { code, offset } = a.biased ?? { code: a.code, offset: 0 };
  const to = (b.min - offset) | 0;
  return computed(to === 0 ? i32.eqz(code) : i32.eq(code, i32.const(to)), 0, 1, faults, a.cost + 1);
}

/** a < b + slack */
function less(a: Value, b: Value, slack: 0 | 1): Value {
  const faults = a.faults || b.faults;
  if (!faults && a.max < b.min + slack) return constant(1);
  if (!faults && a.min >= b.max + slack) return constant(0);
  const code = slack === 0 ? i32.lt_s(a.code, b.code) : i32.le_s(a.code, b.code);
  return computed(code, 0, 1, faults, a.cost + b.cost + 1);
}

export function not(a: Value): Value {
  if (!a.faults && (a.min > 0 || a.max < 0)) return constant(0);
  if (isConstant(a)) return constant(1);
  return computed(i32.eqz(a.code), 0, 1, a.faults, a.cost + 1);
}

// Like C: the second operand is looked at only if the first does not decide. If it cannot fault, looking is harmless.

function and(a: Value, b: Value): Value {
  if (isConstant(a)) return a.min === 0 ? a : b;
  if (isConstant(b)) return b.min === 1 ? a : known(a, 0);
  if (!b.faults && b.cost < WORTH_A_BRANCH)
    return computed(i32.and(a.code, b.code), 0, 1, a.faults, a.cost + b.cost + 1);
  return computed(i32.if(a.code, [b.code], [i32.const(0)]), 0, 1, a.faults || b.faults, a.cost + b.cost + 2);
}

function or(a: Value, b: Value): Value {
  if (isConstant(a)) return a.min === 1 ? a : b;
  if (isConstant(b)) return b.min === 0 ? a : known(a, 1);
  if (!b.faults && b.cost < WORTH_A_BRANCH)
    return computed(i32.or(a.code, b.code), 0, 1, a.faults, a.cost + b.cost + 1);
  return computed(i32.if(a.code, [i32.const(1)], [b.code]), 0, 1, a.faults || b.faults, a.cost + b.cost + 2);
}

function choice(cond: Value, a: Value, b: Value): Value {
  if (isConstant(cond)) return cond.min !== 0 ? a : b;
  const [min, max] = [Math.min(a.min, b.min), Math.max(a.max, b.max)];
  const faults = cond.faults || a.faults || b.faults;
  const cost = cond.cost + a.cost + b.cost + 1;
  const cheap = !a.faults && !b.faults && a.cost + b.cost < WORTH_A_BRANCH;
  const code = cheap ? select(a.code, b.code, cond.code) : i32.if(cond.code, [a.code], [b.code]);
  return computed(code, min, max, faults, cost);
}
