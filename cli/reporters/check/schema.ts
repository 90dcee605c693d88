import { z } from 'zod';

/**
 * The document of `check --reporter json`, from which docs/schema/check.schema.json is made. Not loaded by the command, which
 * only takes its types from here.
 */

const verdict = z.enum(['holds', 'violated', 'vacuous', 'incomplete']);
const expected = z.enum(['holds', 'violated', 'vacuous']);
const exit = z.int();
const count = z.int().nonnegative();
const run = z
  .strictObject({ length: count, fingerprint: z.string() })
  .nullable()
  .describe('the canonical shortest run to a violation; null where there is none');

const place = {
  scenario: z.string(),
  variant: z.record(z.string(), z.string()).describe('the value of each option'),
  settings: z.string().describe('what differs from the defaults, as it is written after --set'),
};

const checkedVariant = z.strictObject({
  result: z.literal('checked'),
  ...place,
  model: z.string().describe('hash of the model and its properties'),
  exhaustive: z.boolean(),
  stopped: z.string().nullable().describe('why the search ended early; null if it did not'),
  reduction: z.string(),
  states: count,
  transitions: count,
  depth: count,
  fingerprint: z.string(),
  seconds: z.number().optional().describe('only with --timings'),
  properties: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      verdict,
      expected,
      asExpected: z.boolean(),
      expectation: z.string().nullable().describe('the known outcome that says so'),
      run,
    }),
  ),
});

const failedVariant = z.strictObject({
  result: z.literal('failed'),
  ...place,
  error: z.strictObject({
    code: z.string().describe('model, usage, internal'),
    message: z.string(),
    hint: z.string(),
  }),
});

const unexploredVariant = z.strictObject({
  result: z.literal('unexplored'),
  ...place,
  why: z.enum(['time', 'interrupted', 'bail']),
});

const where = z
  .strictObject({ file: z.string(), line: count.nullable() })
  .nullable()
  .describe('where it was written, as a path in the repository; null where nobody knows');

const finding = z.strictObject({
  kind: z.enum(['error', 'violation', 'incomplete', 'vacuous', 'baseline', 'unreached', 'one-sided']),
  scenario: z.string().describe('empty where it is about all scenarios'),
  settings: z.string().nullable().describe('null where it is about no single variant'),
  rule: z.string().describe('the property, or what else it is about'),
  message: z.string(),
  where: where,
  says: z.string(),
  verdict: verdict.nullable(),
  expected: expected.nullable(),
  expectation: z
    .strictObject({ id: z.string(), why: z.string(), source: z.string(), confidence: z.string() })
    .nullable(),
  fails: z.boolean().describe('whether it decides the exit code'),
  exit,
  command: z.string().describe('what shows it again'),
  trace: z.string().nullable().describe('the file for panic-check replay'),
  replay: z.string().nullable().describe('what shows the trace'),
  run,
  counterexample: z
    .strictObject({
      length: count,
      switches: count,
      because: z.array(z.string()),
      diagram: z.array(z.string()),
      steps: z.array(
        z.strictObject({
          cpu: count,
          context: z.string(),
          function: z.string().nullable(),
          label: z.string().nullable(),
          text: z.string(),
          where,
          changed: z.record(z.string(), z.array(z.string())).describe('before and after'),
        }),
      ),
    })
    .nullable()
    .describe('of the first violation of each property of a scenario'),
});

const baselineChange = z.strictObject({
  kind: z.string(),
  scenario: z.string(),
  subject: z.string(),
  before: z.string(),
  after: z.string(),
  variants: z.array(z.string()),
});

export const checkReport = z
  .strictObject({
    schemaVersion: z.literal(2),
    exit: exit.describe('what the findings come to; a signal changes the exit code of the command'),
    checked: count.describe('variants that were explored'),
    verdicts: count,
    oneSidedJudged: z.boolean(),
    baseline: z
      .strictObject({
        file: z.string(),
        compared: count.describe('variants that were explored to their end, and so could be compared'),
        changes: z.array(baselineChange),
        incomparable: z.array(z.string()).describe('scenarios whose counts were made with other reductions'),
      })
      .nullable(),
    shard: z.strictObject({ index: count, of: count }).nullable(),
    changedSince: z.strictObject({ revision: z.string(), unchanged: z.array(z.string()) }).nullable(),
    scenarios: z.array(
      z.strictObject({
        scenario: z.string(),
        variants: count,
        states: count,
        verdicts: z.strictObject({ holds: count, violated: count, vacuous: count, incomplete: count }),
        unexpected: count,
        steps: count.nullable().describe('null where not every variant was explored to its end'),
        unreached: z.array(z.string()).nullable(),
      }),
    ),
    findings: z.array(finding),
    variants: z.array(z.discriminatedUnion('result', [checkedVariant, failedVariant, unexploredVariant])),
  })
  .describe('What panic-check check --reporter json writes');

export type CheckReport = z.infer<typeof checkReport>;
