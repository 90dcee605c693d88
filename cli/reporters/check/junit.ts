import { create } from 'xmlbuilder2';
import type { CheckedProperty, CheckedVariant, VariantResult } from '../../gate/result.js';
import type { Finding, Summary } from '../../gate/summary.js';
import { pointedAt } from '../../gate/where.js';
import { bodyOf, lineOf } from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

type Attributes = Readonly<Record<string, string>>;

interface Case {
  readonly attributes: Attributes;
  /** What stands inside: a failure, an error, a remark. */
  readonly outcome: {
    readonly tag: 'failure' | 'error' | 'skipped';
    readonly type: string;
    readonly finding: Finding;
  } | null;
  /** Of a violation that should be there. */
  readonly out: string;
}

interface Suite {
  readonly name: string;
  readonly properties: Attributes;
  readonly time: number | null;
  readonly cases: Case[];
}

/**
 * JUnit XML: a suite for each variant, a case for each property. Servers differ in what they show, so that what matters
 * stands in the name and the body of a failure, not only in attributes.
 */
export class JunitReporter implements Reporter {
  private readonly results: VariantResult[] = [];

  constructor(private readonly sink: Sink) {}

  variant(result: VariantResult): void {
    this.results.push(result);
  }

  end(summary: Summary): void {
    const byPlace = new Map<string, Finding[]>();
    for (const f of summary.findings) {
      const key = placeOf(f.scenario, f.settings);
      byPlace.set(key, [...(byPlace.get(key) ?? []), f]);
    }
    const told = new Set<Finding>();
    const suites = this.results.map((result) => {
      const own = (byPlace.get(placeOf(result.scenario, result.settings)) ?? []).filter(
        (f) => f.kind !== 'baseline',
      );
      for (const f of own) told.add(f);
      return suiteOf(result, own, this.sink.timings);
    });
    // What is about no single variant, or about all scenarios, has a suite of its own.
    const rest = summary.findings.filter((f) => !told.has(f));
    for (const scenario of new Set(rest.map((f) => f.scenario)))
      suites.push({
        name: scenario === '' ? 'all scenarios' : `${scenario} [all variants]`,
        properties: {},
        time: null,
        cases: rest.filter((f) => f.scenario === scenario).map((f) => caseOfFinding(f)),
      });
    this.sink.write(xml(suites));
  }
}

const placeOf = (scenario: string, settings: string | null): string => JSON.stringify([scenario, settings]);

function suiteOf(result: VariantResult, findings: readonly Finding[], timings: boolean): Suite {
  const name = `${result.scenario} [${result.settings || 'defaults'}]`;
  const classname = [result.scenario, result.settings].filter((word) => word !== '').join('.');
  if (result.kind !== 'checked')
    return {
      name,
      properties: {},
      time: null,
      cases: findings.map((f) => caseOfFinding(f, classname, f.rule)),
    };
  return {
    name,
    properties: propertiesOf(result),
    time: timings ? result.seconds : null,
    cases: result.properties.map((p) => {
      const finding = findings.find((f) => f.rule === p.name);
      if (finding !== undefined) return caseOfFinding(finding, classname, p.name, typeOf(p));
      const known = p.expectation === null ? '' : ` [${p.expectation.id}]: ${p.expectation.why}`;
      const out = p.expected === 'holds' ? '' : `${p.verdict}, as expected${known}`;
      return { attributes: { classname, name: p.name }, outcome: null, out };
    }),
  };
}

const propertiesOf = (r: CheckedVariant): Attributes => ({
  states: String(r.states),
  transitions: String(r.transitions),
  depth: String(r.depth),
  exhaustive: String(r.exhaustive),
  reduction: r.reduction,
  fingerprint: r.fingerprint,
});

function caseOfFinding(
  finding: Finding,
  classname = finding.scenario || 'all scenarios',
  name = finding.message,
  type: string = finding.kind,
): Case {
  const tag = !finding.fails
    ? 'skipped'
    : finding.kind === 'error' || finding.kind === 'incomplete'
      ? 'error'
      : 'failure';
  const shown = finding.kind === 'error' ? finding.rule : finding.kind === 'violation' ? type : finding.kind;
  const where = pointedAt(finding);
  const place = where === null ? {} : { file: where.file, ...(where.line && { line: String(where.line) }) };
  return { attributes: { classname, name, ...place }, outcome: { tag, type: shown, finding }, out: '' };
}

const SAFETY: Readonly<Record<string, string>> = {
  always: 'invariant',
  never: 'invariant',
  atEnd: 'invariant',
  assertion: 'invariant',
  noDeadlock: 'deadlock',
  reachable: 'cover',
};
const typeOf = ({ kind }: CheckedProperty): string => SAFETY[kind] ?? 'liveness';

function xml(suites: readonly Suite[]): string {
  // XML has no way to write most control characters, so that they are left out.
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '' });
  const top = root.ele('testsuites', { name: 'panic-check', ...totals(suites.flatMap((s) => s.cases)) });
  for (const suite of suites) {
    const element = top.ele('testsuite', {
      name: suite.name,
      ...totals(suite.cases),
      ...(suite.time !== null && { time: suite.time.toFixed(3) }),
    });
    const properties = Object.entries(suite.properties);
    if (properties.length > 0) {
      const list = element.ele('properties');
      for (const [name, value] of properties) list.ele('property', { name, value });
    }
    for (const { attributes, outcome, out } of suite.cases) {
      const test = element.ele('testcase', attributes);
      if (outcome !== null)
        test
          .ele(outcome.tag, { type: outcome.type, message: lineOf(outcome.finding).split('\n')[0] })
          .txt(bodyOf(outcome.finding));
      if (out !== '') test.ele('system-out').txt(out);
    }
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

function totals(cases: readonly Case[]): Attributes {
  const count = (tag: string) => String(cases.filter((c) => c.outcome?.tag === tag).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}
