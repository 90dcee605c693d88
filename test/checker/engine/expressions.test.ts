import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchFast } from '../../../checker/engine/search.js';
import { isPartition } from '../../../checker/partition.js';
import { searchReference } from '../../../checker/reference/search.js';
import { value } from '../../../checker/reference/step.js';
import { type Machine, type MExpr, type MOperator, ModelError } from '../../../model/language/index.js';
import { said } from './compare.js';

/** Variables of a machine that only looks at itself: some narrow, some as wide as fields get, one that is an array. */
const RANGES = [
  [0, 1],
  [-1, 3],
  [5, 5],
  [0, 65535],
  [-(2 ** 31), 2 ** 31 - 1],
  [-7, 300],
] as const;

function machine(
  values: readonly number[],
  cells: readonly number[],
  exprs: readonly MExpr[],
  kind: 'never' | 'always',
): Machine {
  const field = (min: number, max: number, i: number) => ({
    name: `f${i}`,
    domain: { kind: 'int', min, max } as const,
    range: { min, max },
    values: null,
    owner: null,
  });
  const ranges = [[0, 0], [0, 0], ...RANGES, ...cells.map(() => [-2, 2])];
  const variable = (fields: number[], min: number, max: number) => ({
    name: `v${fields[0]}`,
    scope: 'shared' as const,
    domain: { kind: 'int', min, max } as const,
    range: { min, max },
    fields,
    indexed: fields.length === 1 ? ('no' as const) : ('array' as const),
  });
  return {
    name: 'expressions',
    cpus: 1,
    fields: ranges.map(([min, max], i) => field(min, max, i)),
    variables: [
      ...RANGES.map(([min, max], i) => variable([i + 2], min, max)),
      variable(
        cells.map((_, i) => 2 + RANGES.length + i),
        -2,
        2,
      ),
    ],
    code: { task: [], softirq: [], hardirq: [], nmi: [] },
    frames: [{ task: null, softirq: null, hardirq: null, nmi: null }],
    vectors: [],
    outcome: 0,
    outcomes: ['running'],
    failed: 1,
    assertions: [],
    stopped: [null],
    properties: exprs.map((expr, i) => ({
      name: `p${i}`,
      kind,
      ...said,
      expr,
      trigger: null,
      temporal: null,
    })),
    initial: [0, 0, ...values, ...cells],
  };
}

const OPERATORS: readonly MOperator[] = [
  '==',
  '!=',
  '<',
  '<=',
  '+',
  '-',
  '*',
  '&&',
  '||',
  'has',
  'with',
  'without',
];
const interesting = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -300, 31, 32, 65535, 65536),
);
const { expr } = fc.letrec<{ expr: MExpr }>((tie) => ({
  expr: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    interesting.map((v): MExpr => ({ kind: 'const', value: v })),
    fc.nat(RANGES.length - 1).map((variable): MExpr => ({ kind: 'cell', variable, index: null })),
    tie('expr').map((index): MExpr => ({ kind: 'cell', variable: RANGES.length, index })),
    fc
      .tuple(fc.constantFrom(...OPERATORS), tie('expr'), tie('expr'))
      .map(([op, a, b]): MExpr => ({ kind: 'op', op, args: [a, b] })),
    fc
      .tuple(tie('expr'), fc.constantFrom(-3, -1, 1, 2, 7))
      .map(([a, b]): MExpr => ({ kind: 'op', op: '%', args: [a, { kind: 'const', value: b }] })),
    tie('expr').map((a): MExpr => ({ kind: 'op', op: '!', args: [a] })),
    // A negative number is no set.
    fc.tuple(fc.constantFrom('lowest' as const, 'weight' as const), tie('expr')).map(
      ([op, a]): MExpr => ({
        kind: 'op',
        op,
        args: [{ kind: 'op', op: '%', args: [a, { kind: 'const', value: 2 ** 16 }] }],
      }),
    ),
    fc.tuple(tie('expr'), tie('expr'), tie('expr')).map((args): MExpr => ({ kind: 'op', op: '?:', args })),
  ),
}));
const state = fc.tuple(
  fc.tuple(...RANGES.map(([min, max]) => fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max)))),
  fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 5 }),
);

it('have the values that they have in the reference', async () => {
  let faults = 0;
  await fc.assert(
    fc.asyncProperty(
      state,
      fc.array(expr, { minLength: 20, maxLength: 40 }),
      async ([values, cells], exprs) => {
        const m = machine(values, cells, [], 'never');
        const sound: MExpr[] = [];
        for (const e of exprs) {
          try {
            const expected = value(m, m.initial, e, -1, 'task') | 0;
            sound.push({ kind: 'op', op: '==', args: [e, { kind: 'const', value: expected }] });
          } catch (error) {
            expect(error).toBeInstanceOf(ModelError);
            // One that faults ends the search, so that there can be only one.
            const faulty = machine(values, cells, [e], 'never');
            const found = await searchFast(faulty);
            expect([found.stopped, found.fault]).toEqual(['fault', (await searchReference(faulty)).fault]);
            faults++;
          }
        }
        const all = machine(values, cells, sound, 'always');
        const { runs, stopped } = await searchFast(all);
        expect(stopped).toBeNull();
        expect(runs.flatMap((run, i) => (run === null ? [] : [sound[i]]))).toEqual([]);
        const alsoAsConditions = machine(values, cells, exprs, 'never');
        expect((await searchFast(alsoAsConditions)).runs).toEqual(
          (await searchReference(alsoAsConditions)).runs,
        );
      },
    ),
    { numRuns: 60 },
  );
  expect(faults).toBeGreaterThan(10);
});

it('are a partition if exactly one is always true', () => {
  const test = (variable: number): MExpr => ({ kind: 'cell', variable, index: null });
  const op = (name: MOperator, ...args: MExpr[]): MExpr => ({ kind: 'op', op: name, args });
  const [a, b] = [test(0), test(1)];
  const zero: MExpr = { kind: 'const', value: 0 };
  expect(isPartition([null])).toBe(true);
  expect(isPartition([])).toBe(false);
  expect(isPartition([a, op('!', a)])).toBe(true);
  expect(isPartition([op('==', a, zero), op('!=', a, zero)])).toBe(true);
  expect(isPartition([op('&&', a, b), op('&&', a, op('!', b)), op('!', a)])).toBe(true);
  expect(isPartition([a, b])).toBe(false);
  expect(isPartition([a, null])).toBe(false);
  expect(isPartition([op('||', a, b), op('!', a)])).toBe(false);
  expect(isPartition([op('&&', a, b), op('!', a)])).toBe(false);
});
