import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layoutOf, pack, unpack } from '../../../checker/layout.js';
import type { Field, Machine } from '../../../model/language/index.js';

/** Fields of all widths, some of which hold only a few values of their range. */
const field = fc
  .tuple(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.integer({ min: 0, max: 32 }),
    fc.nat(),
    fc.boolean(),
  )
  .map(([min, bits, size, gaps]): Field => {
    const count = Math.min(2 ** 31 - min, 1 + (size % 2 ** bits));
    const max = min + count - 1;
    const some = Array.from(
      { length: Math.min(count, 20) },
      (_, i) => min + i * Math.floor((count - 1) / 19 || 1),
    );
    const values = gaps ? [...new Set(some.filter((v) => v <= max))] : null;
    return { name: '', domain: { kind: 'int', min, max }, range: { min, max }, values, owner: null };
  });
const valuesOf = ({ range, values }: Field): fc.Arbitrary<number> =>
  values === null
    ? fc.oneof(fc.integer(range), fc.constantFrom(range.min, range.max))
    : fc.constantFrom(...values);
const fieldsAndStates = fc.array(field, { minLength: 1, maxLength: 60 }).chain((fields) => {
  const state = fc.tuple(...fields.map(valuesOf));
  return fc.record({ fields: fc.constant(fields), a: state, b: state, i: fc.nat(fields.length - 1) });
});
const layout = (fields: readonly Field[]) => layoutOf({ fields } as Machine);

it('gives back what was packed', () => {
  fc.assert(
    fc.property(fieldsAndStates, ({ fields, a }) => {
      expect(unpack(layout(fields), pack(layout(fields), a))).toEqual(a);
    }),
  );
});

it('keeps fields apart', () => {
  fc.assert(
    fc.property(fieldsAndStates, ({ fields, a, b, i }) => {
      const l = layout(fields);
      const changed = a.with(i, b[i]);
      const [before, after] = [pack(l, a), pack(l, changed)];
      const { word, shift, bits } = l.fields[i];
      const mask = ((1n << BigInt(bits)) - 1n) << BigInt(shift);
      before.forEach((w, k) => {
        expect((w ^ after[k]) & ~(k === word ? mask : 0n)).toBe(0n);
      });
      expect(shift + bits).toBeLessThanOrEqual(64);
    }),
  );
});
