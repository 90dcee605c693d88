import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { Parser } from 'tap-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { baselineSchema } from '../../cli/gate/baseline.js';
import { checkVariant, explainViolation } from '../../cli/gate/check-variant.js';
import { FAILS_BY_DEFAULT, type FindingKind } from '../../cli/gate/findings.js';
import type { VariantResult } from '../../cli/gate/result.js';
import { type Finding, Judge, type Plan, type Summary } from '../../cli/gate/summary.js';
import { styles } from '../../cli/io.js';
import { REPORTERS, type ReporterName } from '../../cli/reporters/check/names.js';
import { createReporter } from '../../cli/reporters/check/reporter.js';
import { checkReport } from '../../cli/reporters/check/schema.js';
import {
  brk,
  eventually,
  flag,
  fn,
  read,
  retry,
  shared,
  system,
  when,
  write,
} from '../../model/language/index.js';
import { type Scenario, variantOf } from '../../scenarios/scenario.js';
import { surprises, tiny } from './fixture.js';

/** Every reporter on every kind of answer, read back by what reads such reports elsewhere. */

const ROOT = join(import.meta.dirname, '../..');
const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const validateReport = new Ajv2020().compile(json('docs/schema/check.schema.json'));
// The one that OASIS voted on; it is of an older draft of JSON schema, without the formats.
const validateSarif = new Ajv04.default({
  strict: false,
  validateFormats: false,
  // One of its patterns is none for a regular expression that knows Unicode.
  unicodeRegExp: false,
}).compile(json('node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

interface Told {
  readonly results: readonly VariantResult[];
  readonly plan: Plan;
  readonly summary: Summary;
}

const withBreak: Scenario = { ...tiny, name: 'with-break', expectations: [] };

/** What a check tells of one variant of a scenario. */
async function tell(
  scenario: Scenario,
  given: Record<string, string>,
  { maxStates, fails = (kind: FindingKind) => kind === 'error' || FAILS_BY_DEFAULT.includes(kind) } = {} as {
    maxStates?: number;
    fails?: (kind: FindingKind) => boolean;
  },
): Promise<Told> {
  const variant = variantOf(scenario, given);
  const { name, question, compares } = scenario;
  const plan: Plan = {
    scenarios: [{ name, question, compares, variants: 1 }],
    variants: 1,
    shard: null,
    changedSince: null,
  };
  const where = { file: `models/${name}.ts`, line: 7 };
  const selection = { scenario, origin: { kind: 'here' }, where, asks: () => true, whole: true } as const;
  const judge = new Judge(plan, [selection], fails, false);
  const result = await checkVariant(scenario, variant, maxStates === undefined ? {} : { maxStates });
  judge.add(result);
  judge.close(name, 'time');
  const summary = judge.summary(null);
  const findings: Finding[] = [];
  for (const f of summary.findings)
    findings.push(
      f.run === null
        ? f
        : {
            ...f,
            explanation: await explainViolation(scenario, variant, f.rule, {}),
            trace: `out/${f.rule}.itf.json`,
            replay: `panic-check replay out/${f.rule}.itf.json --model './models/my patch.ts'`,
          },
    );
  return { results: [result], plan, summary: { ...summary, findings } };
}

async function render(name: ReporterName, { results, plan, summary }: Told): Promise<string> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const style = styles('never', {}, { isTTY: false, columns: undefined });
  const sink = { write, style, width: 100, timings: false, version: '1.2.3', quiet: false };
  const reporter = await createReporter(name, sink);
  reporter.start?.(plan);
  for (const result of results) reporter.variant?.(result);
  for (const s of summary.scenarios) reporter.scenario?.(s);
  reporter.end(summary);
  return text;
}

const OUTCOMES = ['pass', 'violation', 'incomplete', 'vacuous', 'model error', 'internal error'] as const;
type Outcome = (typeof OUTCOMES)[number];
const told = {} as Record<Outcome, Told>;

beforeAll(async () => {
  told.pass = await tell(surprises, {});
  told.violation = await tell(withBreak, { lock: 'none' });
  told.incomplete = await tell(tiny, { lock: 'try' }, { maxStates: 5 });
  told.vacuous = await tell(surprises, { kind: 'vacuous' });
  told['model error'] = await tell(surprises, { kind: 'fault' });
  told['internal error'] = await tell(surprises, { kind: 'crash' });
});

/** The findings that there are, in a word. */
const problemsOf = ({ summary }: Told) => summary.findings.filter((f) => f.fails);

describe.each(OUTCOMES)('%s', (outcome) => {
  it.each(REPORTERS)(
    '%s is plain text that is the same each time, and names the way to see it again',
    async (name) => {
      const text = await render(name, told[outcome]);
      expect(text).toBe(await render(name, told[outcome]));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      expect(text).not.toMatch(/\d(\.\d+)? s\b/);
      for (const f of problemsOf(told[outcome])) {
        const flat = text.replace(/&gt;/g, '>').replaceAll('%3A', ':');
        expect(flat).toContain(f.command);
      }
    },
  );

  it('default and minimal end with the answer, and the first has a line for what was found', async () => {
    const not = (what: string) => `Not every verdict is the expected one: ${what}.`;
    const answer = {
      pass: 'Every verdict of 1 variant is the expected one.',
      violation: not('1 unexpected verdict (3 verdicts of 1 variant)'),
      incomplete: not('3 incomplete answers (3 verdicts of 1 variant)'),
      vacuous: not('1 vacuous property (1 verdict of 1 variant)'),
      'model error': not('1 error (0 verdicts of 0 variants)'),
      'internal error': not('1 error (0 verdicts of 0 variants)'),
    }[outcome];
    const word = {
      pass: 'holds ',
      violation: 'violated! ',
      incomplete: 'incomplete! ',
      vacuous: 'vacuous! ',
      'model error': 'error! ',
      'internal error': 'error! ',
    }[outcome];
    const text = await render('default', told[outcome]);
    expect(text.trimEnd().split('\n').at(-1)).toBe(answer);
    expect(text.startsWith(word)).toBe(true);
    const minimal = (await render('minimal', told[outcome])).trimEnd().split('\n');
    expect(minimal.at(-1)).toMatch(new RegExp(`^${answer.replace(/[().]/g, '\\$&')}( \\d+ remarks?\\.)?$`));
    // A line and a command for each.
    expect(minimal.length).toBe(1 + 2 * problemsOf(told[outcome]).length);
  });

  it('json is what its schema says', async () => {
    const report = JSON.parse(await render('json', told[outcome]));
    expect([validateReport(report), validateReport.errors]).toEqual([true, null]);
    expect(report.exit).toBe(
      { pass: 0, violation: 1, incomplete: 3, vacuous: 4, 'model error': 2, 'internal error': 70 }[outcome],
    );
    expect(report.findings.filter((f: any) => f.fails).length).toBe(problemsOf(told[outcome]).length);
  });

  it('jsonl has an event a line, from start to end', async () => {
    const events = (await render('jsonl', told[outcome]))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ event: 'start', schemaVersion: 2 });
    expect(events.at(-1)).toMatchObject({ event: 'end', exit: told[outcome].summary.exit });
    expect(events.filter((e) => e.event === 'variant').length).toBe(1);
    const kinds = events.filter((e) => e.event === 'finding' && e.fails).map((e) => e.kind);
    expect(kinds).toEqual(
      {
        pass: [],
        violation: ['violation'],
        incomplete: Array(3).fill('incomplete'),
        vacuous: ['vacuous'],
        'model error': ['error'],
        'internal error': ['error'],
      }[outcome],
    );
  });

  it('sarif is valid', async () => {
    const log = JSON.parse(await render('sarif', told[outcome])) as Log;
    expect([validateSarif(log), validateSarif.errors]).toEqual([true, null]);
    const [run] = log.runs;
    const results = (run.results ?? []).map((r) => [r.ruleId, r.level, r.kind]);
    const notes = (run.invocations?.[0].toolExecutionNotifications ?? []).map((n) => n.descriptor?.id);
    expect([results.filter(([, level]) => level !== 'note'), notes]).toEqual(
      (
        {
          pass: [[], []],
          violation: [[['single-load', 'error', 'fail']], []],
          incomplete: [Array(3).fill(['incomplete', 'warning', 'fail']), []],
          vacuous: [[['vacuous-property', 'warning', 'fail']], []],
          'model error': [[], ['model-error']],
          'internal error': [[], ['internal-error']],
        } as const
      )[outcome],
    );
    expect(run.invocations?.[0].executionSuccessful).toBe(!outcome.endsWith('error'));
    for (const r of run.results ?? []) expect(run.tool.driver.rules?.[r.ruleIndex ?? -1].id).toBe(r.ruleId);
  });

  it('junit is read by a parser as what it is', async () => {
    const text = await render('junit', told[outcome]);
    expect(XMLValidator.validate(text)).toBe(true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      isArray: (tag) => ['testsuite', 'testcase'].includes(tag),
    });
    const { testsuites } = parser.parse(text);
    const cases = testsuites.testsuite.flatMap((s: any) => s.testcase);
    const types = (tag: string) => cases.filter((c: any) => c[tag]).map((c: any) => c[tag]['@_type']);
    expect({ failure: types('failure'), error: types('error') }).toEqual(
      {
        pass: { failure: [], error: [] },
        violation: { failure: ['invariant'], error: [] },
        incomplete: { failure: [], error: ['incomplete', 'incomplete', 'incomplete'] },
        vacuous: { failure: ['vacuous'], error: [] },
        'model error': { failure: [], error: ['model-error'] },
        'internal error': { failure: [], error: ['internal-error'] },
      }[outcome],
    );
    expect(testsuites['@_tests']).toBe(String(cases.length));
    expect(testsuites['@_failures']).toBe(String(types('failure').length));
    expect(testsuites['@_errors']).toBe(String(types('error').length));
    // The race stands in the body, because servers drop the rest.
    const [failure] = cases.flatMap((c: any) => (c.failure ? [c.failure['#text']] : []));
    if (outcome === 'violation') expect(failure).toContain('loads[1]: false -> true');
  });

  it('tap is read by a parser as what it is', async () => {
    const text = await render('tap', told[outcome]);
    expect(text).toMatch(/^TAP version 14\n/);
    const events = Parser.parse(text);
    const [, complete] = events.find(([name]) => name === 'complete') ?? [];
    expect(complete).toMatchObject({ ok: told[outcome].summary.exit === 0 });
    const fails = { pass: 0, violation: 1, incomplete: 3, vacuous: 1, 'model error': 1, 'internal error': 1 };
    expect((complete as any).fail - (complete as any).todo).toBe(fails[outcome]);
    const asserts = events.flatMap(([name, a]) => (name === 'assert' ? [a as any] : []));
    for (const a of asserts.filter((x) => !x.ok)) expect(a.diag.reproduce.length).toBeGreaterThan(0);
  });

  it('github has an annotation for each problem, each in one line', async () => {
    const lines = (await render('github', told[outcome])).split('\n').slice(0, -1);
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning) file=models\/[a-z-]+\.ts,line=7,title=[^,:]+::\S/);
    const errors = {
      pass: 0,
      violation: 1,
      incomplete: 0,
      vacuous: 0,
      'model error': 1,
      'internal error': 1,
    };
    expect(lines.filter((l) => l.startsWith('::error ')).length).toBe(errors[outcome]);
    expect(lines.length).toBe(told[outcome].summary.findings.length);
  });

  it('markdown has the answer, and a matrix of what was answered', async () => {
    const text = await render('markdown', told[outcome]);
    const { exit } = told[outcome].summary;
    expect(text).toMatch(
      exit === 0 ? /^### panic-check: passed\n/ : `panic-check: failed (exit code ${exit})`,
    );
    expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
    const rows = {
      pass: '| nothing | holds |',
      violation: '| none | **violated!** | holds | holds |',
      incomplete: '| try | **incomplete!** | **incomplete!** | **incomplete!** |',
      vacuous: '| vacuous | **vacuous!** |',
      'model error': '| surprises | 0 | 0 |',
      'internal error': '| surprises | 0 | 0 |',
    };
    expect(text).toContain(rows[outcome]);
  });
});

describe('sarif of a violation', () => {
  it('is one code flow, with a thread flow for each CPU and one order of steps over all of them', async () => {
    const log = JSON.parse(await render('sarif', told.violation)) as Log;
    const [result] = log.runs[0].results ?? [];
    expect(result.codeFlows?.length).toBe(1);
    const flows = result.codeFlows?.[0].threadFlows ?? [];
    expect(flows.map((f) => f.id)).toEqual(['cpu0', 'cpu1']);
    const orders = flows.flatMap((f) => f.locations.map((l) => l.executionOrder));
    expect(orders).toEqual([1, 2, 3, 4]);
    expect(flows[1].locations.at(-1)).toMatchObject({
      nestingLevel: 0,
      importance: 'essential',
      kinds: ['memory', 'danger'],
      state: { 'loads[1]': { text: 'false -> true' } },
      location: {
        physicalLocation: { artifactLocation: { uri: 'kernel/kexec.c', uriBaseId: 'KERNEL' } },
        logicalLocations: [{ fullyQualifiedName: 'do_kexec_load.locked.loads' }],
      },
    });
    expect(flows[0].initialState).toEqual({
      'loads[0]': { text: 'false' },
      'loads[1]': { text: 'false' },
    });
    expect(flows[0].immutableState).toEqual({ lock: { text: 'none' } });
    expect(result.locations?.[0].physicalLocation?.artifactLocation?.uri).toBe('models/with-break.ts');
    expect(result.partialFingerprints?.['panicCheckTrace/v1']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is at the step that breaks the property, where lines are known, and valid with them', async () => {
    const [f] = told.violation.summary.findings;
    const file = 'models/a b#c?.ts';
    const steps = f.explanation!.steps.map((step, i) => ({ ...step, where: { file, line: i + 1 } }));
    const findings = [{ ...f, explanation: { ...f.explanation!, steps } }];
    const lined = { ...told.violation, summary: { ...told.violation.summary, findings } };
    const log = JSON.parse(await render('sarif', lined)) as Log;
    expect([validateSarif(log), validateSarif.errors]).toEqual([true, null]);
    const [result] = log.runs[0].results ?? [];
    const artifactLocation = { uri: 'models/a%20b%23c%3F.ts', uriBaseId: 'SRCROOT' };
    expect(result.locations?.map((l) => l.physicalLocation)).toEqual([
      { artifactLocation, region: { startLine: 4 } },
    ]);
    expect(result.relatedLocations).toMatchObject([
      { id: 0, message: { text: 'single-load: At most one CPU loads an image.' } },
      { id: 1, physicalLocation: { artifactLocation: { uri: 'kernel/kexec.c', uriBaseId: 'KERNEL' } } },
    ]);
    // Outside of the repository, a path is a path.
    const elsewhere = [{ ...f, where: { file: '/tmp/model.ts', line: 3 } }];
    const absolute = await render('sarif', {
      ...told.violation,
      summary: { ...told.violation.summary, findings: elsewhere },
    });
    expect(validateSarif(JSON.parse(absolute))).toBe(true);
    expect(absolute).toContain('"uri": "file:///tmp/model.ts"');
  });

  it('tells nested interrupts by their level', async () => {
    const deadlock = await tell({ ...tiny, expectations: [] }, { lock: 'spin' });
    const log = JSON.parse(await render('sarif', deadlock)) as Log;
    const [flow] = log.runs[0].results?.[0].codeFlows?.[0].threadFlows ?? [];
    expect(flow.locations.find((l) => l.nestingLevel === 3)?.kinds).toEqual(['handler', 'enter', 'danger']);
  });

  it('is cut to what GitHub takes, and says so', async () => {
    const [f] = told.violation.summary.findings;
    const e = f.explanation!;
    const many = Array.from({ length: 10_001 }, (_, i) => ({ ...e.steps[0], essential: i % 2 === 0 }));
    const long: Told = {
      ...told.violation,
      summary: { ...told.violation.summary, findings: [{ ...f, explanation: { ...e, steps: many } }] },
    };
    const [result] = (JSON.parse(await render('sarif', long)) as Log).runs[0].results ?? [];
    expect(result.codeFlows?.[0].threadFlows[0].locations.length).toBe(5001);
    expect(result.message.text).toContain('The run is cut');
  });
});

describe('a run that goes round for ever', () => {
  const g = shared({ on: flag, done: flag });
  const blink = fn('blink', { source: { file: 'kernel/panic.c', versions: 'any' } }, () => ({
    again: retry({
      on: write(g.on, true),
      off: write(g.on, false),
      leave: when(read(g.done), { out: brk }),
    }),
  }));
  const endless: Scenario = {
    ...surprises,
    name: 'endless',
    expectations: [],
    build: () => ({
      system: system({ name: 'endless', cpus: 1, tasks: blink }),
      properties: [eventually('gets-done', read(g.done), { says: 'It ends.', because: 'it never ends' })],
    }),
  };
  it.each(REPORTERS.filter((name) => name !== 'minimal'))('is explained as one in %s', async (name) => {
    expect(await render(name, await tell(endless, {}))).toContain(
      'from the mark on, the run goes round for ever',
    );
  });
});

describe('text that a format could trip over', () => {
  const nasty = 'a|b `c` %0A ]]> <x> & "q" \\ # TODO \u001b[31mred\u0000 ::error::\nsecond: line, 1';
  it.each(REPORTERS)('is only text in %s', async (name) => {
    const { summary } = told.violation;
    const findings = summary.findings.map((f) => ({
      ...f,
      message: nasty,
      says: nasty,
      rule: 'it # "breaks", <so>',
    }));
    const text = await render(name, { ...told.violation, summary: { ...summary, findings } });
    if (name === 'junit') {
      expect(XMLValidator.validate(text)).toBe(true);
      expect(text).not.toContain('\u0000');
    }
    if (name === 'sarif') expect(validateSarif(JSON.parse(text))).toBe(true);
    if (name === 'json') expect(validateReport(JSON.parse(text))).toBe(true);
    if (name === 'jsonl') for (const line of text.trimEnd().split('\n')) JSON.parse(line);
    if (name === 'tap')
      expect(Parser.parse(text).find(([e]) => e === 'complete')?.[1]).toMatchObject({ ok: false });
    if (name === 'github')
      for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning) [^\n]*?::/);
  });
});

describe('the published schemas', () => {
  it.each([
    ['check', checkReport],
    ['baseline', baselineSchema],
  ] as const)('docs/schema/%s.schema.json is that of the code', async (name, schema) => {
    const file = join(ROOT, `docs/schema/${name}.schema.json`);
    const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(file);
  });
});
