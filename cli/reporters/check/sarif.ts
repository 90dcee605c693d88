import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  CodeFlow,
  Location,
  Log,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  ThreadFlow,
} from 'sarif';
import { Exit } from '../../exit.js';
import { hash } from '../../gate/model-hash.js';
import type { ExplainedStep, Explanation } from '../../gate/result.js';
import type { Finding, Summary } from '../../gate/summary.js';
import { pointedAt, type Where } from '../../gate/where.js';
import { counted } from '../words.js';
import { commandsOf, lineOf, sizeOf } from './finding-text.js';
import type { Reporter, Sink } from './reporter.js';

/** What GitHub accepts. */
const MOST_RESULTS = 25_000;
const MOST_STEPS = 10_000;

/** Where paths begin: in the repository of the models, and in the kernel's. */
const MODELS = 'SRCROOT';
const KERNEL = 'KERNEL';

/**
 * SARIF 2.1.0. A counterexample is a code flow with a thread flow for each CPU, whose steps are numbered over all CPUs. What is
 * as expected is no result; a mistake of the model or of panic-check is a notification, because it is no finding either.
 */
export class SarifReporter implements Reporter {
  constructor(private readonly sink: Sink) {}

  end(summary: Summary): void {
    const findings = summary.findings.filter((f) => f.kind !== 'error');
    const shown = findings.slice(0, MOST_RESULTS);
    const errors = summary.findings.filter((f) => f.kind === 'error');
    const rules = rulesOf(shown);
    const log: Log = {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'panic-check',
              ...(this.sink.version !== '' && { semanticVersion: this.sink.version }),
              rules,
            },
          },
          automationDetails: { id: 'panic-check/' },
          invocations: [
            {
              executionSuccessful: summary.exit !== Exit.internal && summary.exit !== Exit.misuse,
              exitCode: summary.exit,
              toolExecutionNotifications: [
                ...errors.map((f) => ({
                  level: 'error' as const,
                  descriptor: { id: f.rule },
                  message: { text: [lineOf(f), f.says, ...commandsOf(f)].filter((t) => t !== '').join('\n') },
                  ...(f.where !== null && { locations: [locationOf(f, f.where)] }),
                })),
                ...(shown.length < findings.length
                  ? [
                      {
                        level: 'warning' as const,
                        message: { text: `${findings.length - shown.length} more findings are left out` },
                      },
                    ]
                  : []),
              ],
            },
          ],
          originalUriBaseIds: {
            [MODELS]: { description: { text: 'The repository of the models.' } },
            [KERNEL]: {
              description: { text: "The kernel's source tree, of the versions that a step names." },
            },
          },
          results: shown.map((f) => resultOf(f, rules, summary)),
        },
      ],
    };
    this.sink.write(`${JSON.stringify(log, null, 2)}\n`);
  }
}

/** A violation is a rule by its property; what is no violation has a rule of its own. */
const ruleOf = (f: Finding): string =>
  f.kind === 'vacuous' ? 'vacuous-property' : f.kind === 'incomplete' ? 'incomplete' : f.rule;

function rulesOf(findings: readonly Finding[]): ReportingDescriptor[] {
  const rules = new Map<string, ReportingDescriptor>();
  for (const f of findings) {
    const id = ruleOf(f);
    if (rules.has(id)) continue;
    const text = RULES[id] ?? f.says;
    rules.set(id, {
      id,
      shortDescription: { text: text === '' ? id : text },
      defaultConfiguration: { level: f.kind === 'violation' ? 'error' : 'warning' },
      properties: { tags: ['model-checking', f.kind] },
    });
  }
  return [...rules.values()];
}

const RULES: Readonly<Record<string, string>> = {
  'vacuous-property': 'A property can fail: what it speaks of happens somewhere.',
  incomplete: 'A search sees every reachable state.',
};

function resultOf(f: Finding, rules: readonly ReportingDescriptor[], summary: Summary): Result {
  const ruleId = ruleOf(f);
  const cut = (f.explanation?.steps.length ?? 0) - MOST_STEPS;
  const text = [
    lineOf(f),
    ...(f.explanation?.because ?? []),
    ...(cut > 0 ? [`The run is cut: ${counted(cut, 'step')} of lesser importance are left out.`] : []),
    ...commandsOf(f),
  ].join('\n');
  const related = relatedTo(f);
  return {
    ruleId,
    ruleIndex: rules.findIndex((rule) => rule.id === ruleId),
    kind: 'fail',
    level: !f.fails ? 'note' : f.kind === 'violation' ? 'error' : 'warning',
    message: { text },
    locations: [locationOf(f, pointedAt(f))],
    ...(related.length > 0 && { relatedLocations: related }),
    partialFingerprints: {
      'panicCheckFinding/v1': hash(
        f.kind,
        f.scenario,
        f.settings ?? '',
        f.rule,
        f.run === null ? f.message : '',
      ),
      ...(f.run !== null && {
        'panicCheckTrace/v1': hash(f.scenario, f.settings ?? '', f.rule, f.run.fingerprint),
      }),
    },
    ...(summary.baseline !== null && f.kind === 'violation' && { baselineState: stateOf(f, summary) }),
    ...(f.explanation !== null && { codeFlows: [codeFlowOf(f.explanation, f.settings ?? '')] }),
  };
}

function locationOf({ scenario, settings }: Finding, where: Where | null): Location {
  const name = [scenario, settings ?? ''].filter((word) => word !== '').join(' ') || 'all scenarios';
  return {
    ...(where !== null && { physicalLocation: physical(where) }),
    logicalLocations: [{ fullyQualifiedName: name, kind: 'module' }],
  };
}

function physical({ file, line }: Where): PhysicalLocation {
  const artifactLocation = isAbsolute(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F'), uriBaseId: MODELS };
  // Where nobody knows the line; a viewer needs one.
  return { artifactLocation, region: { startLine: line ?? 1 } };
}

/** The property, if the result is at the step that breaks it, and the kernel's functions that the run goes through. */
function relatedTo(f: Finding): Location[] {
  const { explanation, where } = f;
  const steps = new Map((explanation?.steps ?? []).map((step) => [step.function, step]));
  return [
    ...(where !== null && where !== pointedAt(f)
      ? [{ message: { text: `${f.rule}: ${f.says}` }, physicalLocation: physical(where) }]
      : []),
    ...[...steps.values()].flatMap(({ function: name, source, where: own }) =>
      // Of a step that nobody knows the line of, the kernel's file stands in the flow itself.
      name === null || source === null || own === null
        ? []
        : [{ message: { text: `${name}(), ${source.versions}` }, physicalLocation: inKernel(source.file) }],
    ),
  ].map((location, id) => ({ id, ...location }));
}

const inKernel = (file: string): PhysicalLocation => ({
  artifactLocation: { uri: encodeURI(file), uriBaseId: KERNEL },
});

/** Whether the baseline knows the violation: the same one, another run to it, or not at all. */
function stateOf(f: Finding, { baseline }: Summary): Result.baselineState {
  const settings = f.settings || 'defaults';
  const change = baseline?.changes.find(
    (c) =>
      c.scenario === f.scenario &&
      ((c.subject === f.rule && c.variants.includes(settings)) ||
        c.kind === 'scenario added' ||
        (c.kind === 'variant added' && c.variants.includes(settings))),
  );
  return change === undefined ? 'unchanged' : change.kind === 'counterexample' ? 'updated' : 'new';
}

function codeFlowOf(e: Explanation, settings: string): CodeFlow {
  const all = e.steps.map((step, i) => ({ step, order: i + 1 }));
  const essential = all.filter(({ step }) => step.essential);
  // The last steps say what is wrong, if even what matters does not fit.
  const kept = all.length <= MOST_STEPS ? all : essential.slice(-MOST_STEPS);
  // A CPU that takes no step has no thread flow: one without locations is not valid.
  const cpus = [...new Set(kept.map(({ step }) => step.cpu))].sort((a, b) => a - b);
  return {
    message: { text: sizeOf(e) },
    threadFlows: cpus.map(
      (cpu): ThreadFlow => ({
        id: `cpu${cpu}`,
        message: { text: `CPU ${cpu}` },
        ...(Object.keys(e.initial).length > 0 && { initialState: texts(e.initial) }),
        ...(settings !== '' && { immutableState: texts(Object.fromEntries(settings.split(',').map(pair))) }),
        locations: kept
          .filter(({ step }) => step.cpu === cpu)
          .map(({ step, order }) => flowLocation(step, order)),
      }),
    ),
  };
}

const pair = (setting: string): [string, string] => {
  const at = setting.indexOf('=');
  return [setting.slice(0, at), setting.slice(at + 1)];
};

function flowLocation(step: ExplainedStep, order: number): ThreadFlow['locations'][number] {
  const changed = Object.entries(step.changed).map(([name, [before, after]]) => [
    name,
    `${before} -> ${after}`,
  ]);
  return {
    executionOrder: order,
    nestingLevel: step.nesting,
    importance: step.essential ? 'essential' : 'unimportant',
    ...(step.kinds.length > 0 && { kinds: [...step.kinds] }),
    ...(changed.length > 0 && { state: texts(Object.fromEntries(changed)) }),
    location: {
      message: { text: `${step.context}: ${step.text}` },
      ...(step.function !== null && {
        logicalLocations: [
          {
            name: step.function,
            fullyQualifiedName: [step.function, step.label ?? ''].filter((w) => w !== '').join('.'),
            kind: 'function',
          },
        ],
      }),
      ...(step.where !== null
        ? { physicalLocation: physical(step.where) }
        : step.source !== null && { physicalLocation: inKernel(step.source.file) }),
    },
  };
}

const texts = (record: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(record).map(([name, text]) => [name, { text }]));
